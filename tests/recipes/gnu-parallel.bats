#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/gnu-parallel, with GNU parallel. The other machine is a shell here, which has none of the environment.

bats_require_minimum_version 1.5.0
load tools

setup() {
    as_recipe gnu-parallel
    needs_program parallel
    prints_training_values
    export HOME=$PWD
    mkdir .parallel
    touch .parallel/will-cite
}

VALUES=$'1.0e-3 1\n1.0e-3 2\n1.0e-4 1\n1.0e-4 2'

@test "each job has its own pair of values" {
    run -0 --separate-stderr ./sweep
    [ "$(sort <<<"$output")" = "$VALUES" ]
    [ "$(<config.yaml)" = $'lr: 0.01\nseed: 0' ]
}

@test "on other machines, too" {
    ssh_runs_here
    run -0 --separate-stderr ./sweep -S 2/far
    [ "$(sort <<<"$output")" = "$VALUES" ]
    [ -s ssh.log ]
}
