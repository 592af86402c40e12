# SPDX-License-Identifier: Apache-2.0
"""Config files and override documents to measure with."""

import json
import os
import shutil
import time

SETTLED = 4  # seconds after which a file's times tell that it was not written to since

YAML_BLOCK = """\
model_{0}:
  name: bert-base-uncased  # which one
  hidden_size: 768
  dropout: 0.1
  layers: [1, 2, 3, 4]

  # the optimizer
  optimizer:
    type: "adamw"
    lr: 1.0e-4
    betas:
    - 0.9
    - 0.999
"""

JSON_BLOCK = """\
  "model_{0}": {{
    "name": "bert-base-uncased",
    "hidden_size": 768,
    "dropout": 0.1,
    "layers": [1, 2, 3, 4],
    "optimizer": {{"type": "adamw", "lr": 1e-4}}
  }},
"""


def config_text(size, extension):
    """A block of settings again and again, under keys of its own, until there are size bytes."""
    block, start, end = (
        (JSON_BLOCK, "{\n", '  "seed": 1\n}\n') if extension == "json" else (YAML_BLOCK, "# config\n", "seed: 1\n")
    )
    parts, length = [start], 0
    while length < size:
        parts.append(block.format(len(parts)))
        length += len(parts[-1])
    return "".join(parts) + end


class Workspace:
    """The directory that everything is in."""

    def __init__(self, directory):
        self.directory = directory

    def path(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(content)
        return path

    def settle(self):
        time.sleep(SETTLED)

    def copy(self, name, source):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return shutil.copyfile(source, path)

    def document(self, name, files):
        return self.write(name, json.dumps({"files": files}))
