# SPDX-License-Identifier: Apache-2.0
import os

import ray

from runtime_env import runtime_env


CONFIG = os.path.abspath("config.yaml")  # a cluster's workers start elsewhere


@ray.remote
def train():
    return open(CONFIG).read()


ray.init(address="auto", runtime_env=runtime_env)
print(ray.get(train.remote()), end="")
