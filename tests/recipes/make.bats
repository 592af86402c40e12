#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/make, with make.

bats_require_minimum_version 1.5.0
load tools

setup() {
    as_recipe make
    prints_training_values
}

@test "each target has its own value, at the same time" {
    make -j2 >/dev/null
    [ "$(cat out/1e-3.txt out/1e-4.txt)" = $'1.0e-3 0\n1.0e-4 0' ]
    make -s out/1e-5.txt
    [ "$(cat out/1e-5.txt)" = '1.0e-5 0' ]
    [ "$(<config.yaml)" = $'lr: 0.01\nseed: 0' ]
}

@test "what has been run is not run again, and a failed one leaves no output" {
    make -s
    rm out/1e-3.txt
    run -0 make
    [[ $output == *'lr=1e-3'* && $output != *'lr=1e-4'* ]]
    run -2 sh -c 'printf "rate: 1\n" >config.yaml; make'
    [[ $output == *'config.yaml: lr: there is no such key'* ]]
    [ ! -e out/1e-3.txt ]
}
