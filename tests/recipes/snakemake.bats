#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/snakemake, with Snakemake from PyPI.

bats_require_minimum_version 1.5.0
load tools

setup() {
    as_recipe snakemake
    needs_python_packages snakemake snakemake
    prints_training_values
    export HOME=$PWD
}

@test "each output has its own value, and the parameter" {
    "${PYTHON_WITH%/*}/snakemake" -c2 -q all
    [ "$(cat out/1e-3.txt out/1e-4.txt)" = $'1.0e-3 7\n1.0e-4 7' ]
    "${PYTHON_WITH%/*}/snakemake" -c2 -q all --config seed=8
    [ "$(cat out/1e-3.txt out/1e-4.txt)" = $'1.0e-3 8\n1.0e-4 8' ]
    [ "$(<config.yaml)" = $'lr: 0.01\nseed: 0' ]
}
