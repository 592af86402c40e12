#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# How wandb.init() and load_wandb_config() get the run config: as a sweep's parameters, so that the run stays where the job
# put it.

bats_require_minimum_version 1.5.0
load ../helpers

setup() {
    own_directory
    needs_wandb
    export WANDB_SILENT=true WANDB_MODE=offline
    cat >job.py <<'PY'
import wandb
with wandb.init(project="vision", entity="team", id="run7", config={"lr": 0.1, "o": {"a": 1, "b": 2}}) as run:
    print(run.entity, run.project, run.id, dict(run.config))
PY
    MOVED="team vision run7 {'lr': 0.5, 'o': {'a': 9, 'b': 2}}"
}

# job ARGUMENT ...: what the job prints below inlay run.
job() {
    run -0 --separate-stderr "$INLAY" run --strict "$@" -- "$PYTHON_WITH_WANDB" job.py
    [[ $stderr != *inlay:* ]]
}

@test "the run stays in its project, with its entity and id" {
    job --run-config lr=0.5 --run-config o.a=9
    [ "$output" = "$MOVED" ]
    WANDB_CONFIG='{"lr": 0.5, "o": {"a": 9}}' job
    [ "$output" = "$MOVED" ]
    run -0 --separate-stderr "$INLAY" run --exec --run-config lr=0.5 --run-config o.a=9 -- env -i \
        WANDB_MODE=offline WANDB_SILENT=true HOME="$PWD" "$PYTHON_WITH_WANDB" job.py
    [ "$output" = "$MOVED" ]
    ls wandb/offline-run-*-run7
}

@test "with the environment alone" {
    WANDB_CONFIG='{"lr": 0.5, "o": {"a": 9}}' run -0 --separate-stderr preloaded "$PYTHON_WITH_WANDB" job.py
    [ "$output" = "$MOVED" ]
    INLAY_OVERRIDES='{"run_config": {"lr": 0.5, "o": {"a": 9}}}' run -0 --separate-stderr preloaded bash -c '"$0" job.py; true' "$PYTHON_WITH_WANDB"
    [ "$output" = "$MOVED" ]
}

@test "in an inlay run inside of another, and in ranks that start together" {
    run -0 --separate-stderr "$INLAY" run --run-config lr=2 --run-config o.a=9 -- "$INLAY" run --run-config lr=0.5 -- "$PYTHON_WITH_WANDB" job.py
    [ "$output" = "$MOVED" ]
    run -0 --separate-stderr "$INLAY" run --run-config lr=0.5 --run-config o.a=9 -- sh -c '"$0" job.py >first & "$0" job.py & wait; cat first' "$PYTHON_WITH_WANDB"
    [ "$output" = "$MOVED"$'\n'"$MOVED" ]
}

@test "where an agent of W&B Launch runs the job, W&B decides where the run goes" {
    export WANDB_LAUNCH=True WANDB_PROJECT=queue WANDB_ENTITY=launchers WANDB_RUN_ID=given WANDB_CONFIG='{"o": {"a": 9}}'
    job --run-config lr=0.5
    [ "$output" = "launchers queue given {'lr': 0.5, 'o': {'a': 9, 'b': 2}}" ]
}

@test "values arrive with their types" {
    cat >values.yaml <<'YAML'
run_config: {f: 1e-4, big: 123456789012345678901234567890, s: "1e-4", yes: "yes", date: "2024-01-01", n: null, b: true,
             nan: .nan, l: [1, {a: "012"}], "1": one, secret: "secret://key", empty: {}, wandb_version: 7, u: "é\u2028"}
YAML
    echo 'import wandb; run = wandb.init(project="p"); print(dict(run.config)); run.finish()' >job.py
    job -o values.yaml
    [ "$output" = "{'f': 0.0001, 'big': 123456789012345678901234567890, 's': '1e-4', 'yes': 'yes', 'date': '2024-01-01', 'n': None, 'b': True, 'nan': None, 'l': [1, {'a': '012'}], '1': 'one', 'secret': 'secret://key', 'empty': {}, 'wandb_version': 7, 'u': 'é\u2028'}" ]
}

@test "load_wandb_config() answers, also for an empty run config" {
    cat >job.py <<'PY'
from wandb.sdk.launch.utils import load_wandb_config
print(dict(load_wandb_config()))
PY
    job --run-config lr=0.5 --run-config o.a=9
    [ "$output" = "{'lr': 0.5, 'o': {'a': 9}}" ]
    job -o '{"run_config": {}}'
    [ "$output" = '{}' ]
    manifest '{run_config: {}}'
    job
    [ "$output" = '{}' ]
}

@test "a process without the library is told by W&B" {
    run -1 --separate-stderr "$INLAY" run --run-config lr=0.5 -- env INLAY_DISABLE=1 "$PYTHON_WITH_WANDB" job.py
    [[ $stderr == *"config file /inlay-run-config.yaml doesn't exist"* ]]
}
