#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The run config lives in no file: what `inlay run` says at the end of who read it.

bats_require_minimum_version 1.5.0
load helpers

UNSEEN='inlay: the run config was not seen to be read (no process loaded W&B or called inlay config; one that reads WANDB_CONFIG by itself is not seen)'

setup() {
    own_directory
    echo 'lr: 0.1' >config.yaml
}

# What W&B's own package is like on the disk; tests/wandb has the real one.
wandb_package() {
    mkdir -p packages/wandb/sdk
    echo 'import wandb.sdk' >packages/wandb/__init__.py
    echo 'from . import wandb_init' >packages/wandb/sdk/__init__.py
    : >packages/wandb/sdk/wandb_init.py
    export PYTHONPATH=$PWD/packages
}

strict() {
    "$INLAY" run --strict --report report.json "$@"
}

@test "a run config that nobody reads: one line, and with --strict 125" {
    run -0 "$INLAY" run --run-config lr=0.5 -- true
    [ "$output" = "$UNSEEN" ]
    WANDB_CONFIG='{"lr": 0.5}' run -125 strict config.yaml:lr=1 -- cat config.yaml
    [ "$output" = $'lr: 1\n'"$UNSEEN" ]
    run -125 strict -o '{"run_config": {"lr": 0.5}}' -- true
    run -3 strict --run-config lr=0.5 -- sh -c 'exit 3'
    WANDB_CONFIG='{}' run -0 strict -- true
    [ -z "$output" ]
}

@test "a process that loads W&B reads it" {
    wandb_package
    unset PYTHONDONTWRITEBYTECODE
    local i
    for i in source compiled; do
        run -0 strict --run-config lr=0.5 -- sh -c '"$1" -c "import wandb"; true' sh "$PYTHON"
        [ -z "$output" ]
    done
    [ "$(ls packages/wandb/sdk/__pycache__ | grep -c 'wandb_init\..*\.pyc')" -eq 1 ]
    [[ $(jq -r '.run_config_reads[].opened' report.json) == "$PWD"/packages/wandb/sdk/__pycache__/wandb_init.*.pyc ]]
    PYTHONPYCACHEPREFIX=$PWD/cache run -0 strict --run-config lr=0.5 -- env -i "PYTHONPATH=$PYTHONPATH" "$PYTHON" -c 'import wandb'
    [ -z "$output" ]
    # Modules of that name elsewhere are not W&B's.
    mkdir -p other/sdk
    touch other/sdk/wandb_init.py packages/wandb/sdk/wandb_init.txt
    run -125 strict --run-config lr=0.5 -- cat other/sdk/wandb_init.py packages/wandb/sdk/__init__.py packages/wandb/sdk/wandb_init.txt
}

@test "so does one that starts wandb-core, which the library cannot be loaded into" {
    echo 'int main(void) { return 0; }' >core.c
    gcc -static -o wandb-core core.c
    run -0 strict --run-config lr=0.5 config.yaml:lr=1 -- sh -c './wandb-core; cat config.yaml'
    [ "$output" = 'lr: 1' ]
}

@test "inlay config reads it" {
    run -0 strict --run-config lr=0.5 -- sh -c '"$1" config lr; exit' sh "$INLAY"
    [ "$output" = 0.5 ]
    run -125 strict --run-config lr=0.5 -- sh -c '"$1" config nothing; exit 0' sh "$INLAY"
}

@test "what is bound is read with its file" {
    manifest '{files: {config.yaml: {}}, run_config: {}, bind: {trainer.lr: "config.yaml:lr"}}'
    run -0 strict --run-config trainer.lr=0.5 -- cat config.yaml
    [ "$output" = 'lr: 0.5' ]
    run -0 strict -o '{"run_config": {"trainer.lr": 0.5}}' -- cat config.yaml
    [ "$output" = 'lr: 0.5' ]
    run -125 strict --run-config trainer.lr=0.5 -- true
    [ "$output" = 'inlay: config.yaml was never opened' ]
    # The rest of it is not.
    run -125 strict --run-config trainer.lr=0.5 --run-config trainer.seed=1 -- cat config.yaml
    [ "$output" = $'lr: 0.5\n'"$UNSEEN" ]
}

@test "a file that the manifest gives it is one way to read it" {
    wandb_package
    manifest '{files: {config.yaml: {}}, run_config: {file: params.json}, bind: {lr: "config.yaml:lr"}}'
    run -0 strict --run-config seed=1 -- cat params.json
    [ "$output" = '{"seed": 1}' ]
    run -125 strict --run-config seed=1 -- true
    [ "$output" = 'inlay: params.json was never opened' ]
    run -0 strict --run-config seed=1 -- "$PYTHON" -c 'import wandb'
    [ -z "$output" ]
    run -0 strict --run-config lr=1 -- cat config.yaml
    [ "$output" = 'lr: 1' ]
}

@test "a program that keeps no records makes it unknown" {
    echo 'int main(void) { return 0; }' >static.c
    gcc -static -o static static.c
    run -0 "$INLAY" run --run-config lr=0.5 -- sh -c './static; true'
    [ "$output" = 'inlay: it is not known whether the run config was read: no record from ./static: it is statically linked' ]
    run -0 "$INLAY" run --run-config lr=0.5 -- ./static config.yaml
    [ "$output" = 'inlay: it is not known whether the run config was read: no record from ./static' ]
    run -125 strict --run-config lr=0.5 -- ./static config.yaml
}
