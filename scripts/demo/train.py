# SPDX-License-Identifier: Apache-2.0
"""Trains a small network on scikit-learn's handwritten digits, as config.yaml says. It knows nothing of inlay."""
import yaml
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

with open("config.yaml") as stream:
    config = yaml.safe_load(stream)
trainer = config["trainer"]

images, labels = load_digits(return_X_y=True)
images = images / 16
train_images, test_images, train_labels, test_labels = train_test_split(
    images, labels, test_size=config["data"]["test_fraction"], random_state=config["seed"])

model = MLPClassifier(
    hidden_layer_sizes=config["model"]["layers"], learning_rate_init=trainer["learning_rate"],
    batch_size=trainer["batch_size"], random_state=config["seed"])
print(f"learning rate {trainer['learning_rate']}, batch size {trainer['batch_size']}, {trainer['epochs']} epochs")
for epoch in range(1, trainer["epochs"] + 1):
    model.partial_fit(train_images, train_labels, classes=range(10))
    accuracy = model.score(test_images, test_labels)
    print(f"epoch {epoch}: loss {model.loss_:.4f}, accuracy {accuracy:.3f}")
