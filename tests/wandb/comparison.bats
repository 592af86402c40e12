#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What inlay makes of WANDB_LAUNCH_FILE_OVERRIDES, WANDB_CONFIG and a job's inputs is what W&B's own package makes of them,
# but for the differences that tests/data/wandb/differences.json lists.

bats_require_minimum_version 1.5.0
load ../helpers

setup() {
    own_directory
    needs_wandb
    export WANDB_SILENT=true WANDB_ERROR_REPORTING=false HOME=$PWD INLAY LIB PYTHONDONTWRITEBYTECODE=1
}

compares() {
    run -0 --separate-stderr "$PYTHON_WITH_WANDB" "$BATS_TEST_DIRNAME/compare.py" "$1"
    echo "$output"
}

@test "file overrides: launch.manage_config_file() and what a job reads" {
    compares file-overrides
}

@test "run configs: wandb.init() alone, under inlay run, and the run config's file" {
    compares run-configs
}

@test "job metadata: what wandb-core sends to the server and describe --format wandb" {
    compares metadata
}
