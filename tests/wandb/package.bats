#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# W&B's own package, offline, takes what inlay hands on. scripts/test-wandb installs it and runs this.

bats_require_minimum_version 1.5.0
load ../helpers

setup() {
    own_directory
    needs_wandb
    export WANDB_SILENT=true WANDB_MODE=offline
    cat >job.py <<'PY'
import wandb
with wandb.init(project="p", config={"trainer": {"lr": 0.1, "keep": 1}, "seed": 1}) as run:
    print(dict(run.config))
PY
}

@test "wandb.init() takes the run config" {
    run -0 --separate-stderr "$INLAY" run --run-config trainer.lr=0.5 -- "$PYTHON_WITH_WANDB" job.py
    [ "$output" = "{'trainer': {'lr': 0.5, 'keep': 1}, 'seed': 1}" ]
}

@test "one that is cut into chunks" {
    "$PYTHON_WITH_WANDB" -c 'import json; print(json.dumps({"run_config": {"seed": 2, "long": "é" * 20000}}))' >long.json
    echo 'import wandb; run = wandb.init(project="p", config={"seed": 1}); print(run.config["seed"], len(run.config["long"])); run.finish()' >job.py
    run -0 --separate-stderr "$INLAY" run -o long.json -- "$PYTHON_WITH_WANDB" job.py
    [ "$output" = '2 20000' ]
}

@test "inlay run knows that the run config is read" {
    run -0 --separate-stderr "$INLAY" run --strict --run-config trainer.lr=0.5 -- "$PYTHON_WITH_WANDB" job.py
    [[ $stderr != *inlay:* ]]
    run -0 --separate-stderr "$INLAY" run --strict --run-config trainer.lr=0.5 -- "$PYTHON_WITH_WANDB" -c 'import wandb'
    [[ $stderr != *inlay:* ]]
}
