#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `inlay record` learns from W&B's own package, offline, what a job puts into its run config and says of its inputs.

bats_require_minimum_version 1.5.0
load ../helpers

setup() {
    own_directory
    needs_wandb
    export WANDB_SILENT=true WANDB_DIR=$BATS_TEST_TMPDIR/wandb-runs
    mkdir -p job "$WANDB_DIR"
    cd job
}

record() {
    run -"${STATUS:-0}" --separate-stderr "$INLAY" record -- "$PYTHON_WITH_WANDB" job.py
    [[ $stderr == *'inlay: W&B ran offline (a job that needs its server: WANDB_MODE=online inlay record …)'* ]]
    [[ $stderr != *wandb-core* && $stderr != *'some files may be missing'* ]]
}

# offers FORMAT-JSON: what the manifest lists.
offers() {
    run -0 --separate-stderr "$INLAY" describe --format json
    [ "$output" = "$1" ] || { echo "$output"; cat inlay.yaml; return 1; }
}

@test "the page's job, then without the calls" {
    cat >job.py <<'PY'
import wandb
from wandb.sdk import launch
config = {
    "trainer": {"learning_rate": 0.01, "batch_size": 32, "model": "resnet", "dataset": "cifar10", "private": {"key": "value"}},
    "seed": 42,
}
with wandb.init(config=config) as run:
    launch.manage_wandb_config(include=["trainer"], exclude=["trainer.private"])
    print(run.config["trainer"]["learning_rate"], run.config["seed"])
PY
    record
    offers '{"trainer": {"learning_rate": "float", "batch_size": "int", "model": "str", "dataset": "str"}}'
    sed -i '/launch/d' job.py
    export WANDB_MODE=offline
    run -0 "$INLAY" run --strict --run-config trainer.learning_rate=0.5 -- "$PYTHON_WITH_WANDB" job.py
    [[ $output == *'0.5 42'* ]]
    run -125 "$INLAY" run --run-config seed=7 -- "$PYTHON_WITH_WANDB" job.py
    run -125 "$INLAY" run --run-config trainer.private.key=x -- "$PYTHON_WITH_WANDB" job.py
    run -125 "$INLAY" run --run-config trainer.learning_rate=fast -- "$PYTHON_WITH_WANDB" job.py
    # All of it, where nothing is said.
    rm inlay.yaml
    unset WANDB_MODE
    record
    offers '{"trainer": {"learning_rate": "float", "batch_size": "int", "model": "str", "dataset": "str", "private": {"key": "str"}}, "seed": "int"}'
}

@test "a file of the page's" {
    page_config
    cat >job.py <<'PY'
import wandb
from wandb.sdk import launch
launch.manage_config_file("config.yaml", include=["trainer"], exclude=["trainer.private"], schema={
    "type": "object", "properties": {"trainer": {"type": "object", "properties": {"batch_size": {"type": "integer", "enum": [16, 32]}}}}})
with wandb.init(config={"other": 1}):
    pass
PY
    cp config.yaml before
    record
    cmp before config.yaml
    offers '{"trainer": {"batch_size": "int", "learning_rate": "float", "model": "str", "dataset": "str"}}'
    run -1 "$INLAY" check config.yaml:trainer.batch_size=64
    [[ $output == *'64 is not one of 16, 32' ]]
}

@test "arguments, files, what is set later, several runs, a rank that ends at once" {
    cat >job.py <<'PY'
import argparse, os, wandb
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
run = wandb.init(config=parser.parse_args([]))
run.config.note = "x"
run.config.update({"opt": {"name": "sgd"}})
run.config.setdefaults({"note": "y", "layers": [1, 2]})
run.finish()
with open("late.yaml", "w") as out:
    out.write("steps: {value: 10}\n")
with wandb.init(config="late.yaml") as run:
    wandb.config.momentum = 1
with wandb.init(config={"momentum": 0.9}, mode="disabled"):
    pass
if os.fork() == 0:
    run = wandb.init(config={"rank": 1})
    run.config.late = True
    os._exit(0)
os.wait()
PY
    record
    offers '{"lr": "float", "note": "str", "opt": {"name": "str"}, "layers": "list", "steps": "int", "momentum": "float", "rank": "int", "late": "bool"}'
}

@test "a Pydantic model, as the version takes it" {
    cp "$ROOT/tests/data/schema/pydantic/models.py" .
    "$PYTHON_WITH_WANDB" -c 'import models; models.Schema.model_json_schema' || leave_out 'needs Pydantic 2'
    cat >job.py <<'PY'
import wandb, models
from wandb.sdk import launch
launch.manage_wandb_config(schema=models.s)
with wandb.init(config={"seed": 1, "trainer": {"batch_size": 32}}):
    pass
PY
    record
    run -1 "$INLAY" check --run-config trainer.batch_size=257
    [[ $output == *'257 is not at most 256' ]]
    run -0 "$INLAY" describe
    [[ $output == *'default cifar10'* ]]
}

@test "a job that fails: what it said before" {
    cat >job.py <<'PY'
import wandb
with wandb.init(config={"lr": 0.1}) as run:
    run.config["steps"] = 1
    run.use_artifact("needs:server")
PY
    STATUS=1 record
    offers '{"lr": "float", "steps": "int"}'
}
