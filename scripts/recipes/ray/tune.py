# SPDX-License-Identifier: Apache-2.0
# Ray Tune chooses the values of each job, whose parameters are called FILE:KEY. A job that fails is a trial that failed.
import json, os, subprocess
from ray import tune

def train(values, directory=os.getcwd()):
    command = ["inlay", "run", "-o", json.dumps({"set": values}), "--", "./train"]
    return {"loss": float(subprocess.check_output(command, cwd=directory))}

space = {"config.yaml:lr": tune.loguniform(1e-5, 1e-1), "config.yaml:seed": tune.choice([1, 2, 3])}
tuned = tune.Tuner(train, param_space=space, tune_config=tune.TuneConfig(metric="loss", mode="min", num_samples=6)).fit()
print(tuned.get_best_result().config)
