# SPDX-License-Identifier: Apache-2.0
# Under inlay run: its launch as Ray's runtime_env, for every process of a job in a cluster that runs already.
import json
import os

runtime_env = {"env_vars": {k: v for k, v in os.environ.items() if k == "LD_PRELOAD" or k.startswith("INLAY_")}}

if __name__ == "__main__":
    print(json.dumps({"runtime_env": runtime_env}))
