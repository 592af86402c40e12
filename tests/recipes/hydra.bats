#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/hydra, with Hydra from PyPI.

bats_require_minimum_version 1.5.0
load tools

setup() {
    as_recipe hydra
    needs_python_packages hydra hydra-core
    prints_training_values
}

@test "each job of a multirun has its own values in a file that Hydra does not know" {
    run -0 --separate-stderr "$PYTHON_WITH" sweep.py --multirun train.lr=1e-3,1e-4 train.seed=7 hydra.verbose=false \
        hydra/job_logging=disabled hydra/hydra_logging=disabled
    [ "$output" = $'0.001 7\n0.0001 7' ]
    [ "$(<config.yaml)" = $'lr: 0.01\nseed: 0' ]
}

@test "a key that the job's file does not have" {
    run -0 "$PYTHON_WITH" sweep.py +train.sed=7
    [[ $output == *'config.yaml: sed is new in the file (did you mean seed?)'* ]]
}

@test "Hydra's own config, around it" {
    run -0 "$BUILD/bin/inlay" run --strict conf/sweep.yaml:train.lr=5 -- "$PYTHON_WITH" sweep.py --multirun train.seed=3,4
    [[ $output == *$'\n5 3\n'*$'\n5 4' ]]
}
