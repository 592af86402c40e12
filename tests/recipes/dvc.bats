#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/dvc, with DVC from PyPI.

bats_require_minimum_version 1.5.0
load tools

setup() {
    as_recipe dvc
    needs_program git
    needs_python_packages dvc dvc
    prints_training_values
    export HOME=$PWD/home PATH=${PYTHON_WITH%/*}:$PATH DVC_NO_ANALYTICS=1
    mkdir home
    git config --global user.name test
    git config --global user.email test@example.org
    git init -q .
    dvc init -q
    echo /home >.gitignore
    git add -A
    git commit -qm 'the recipe'
}

@test "dvc repro: the values of params.yaml, and the disk's file in dvc.lock" {
    dvc repro -q
    [ "$(<out.txt)" = '0.1 1' ]
    grep -q "$(md5sum <config.yaml | cut -d ' ' -f 1)" dvc.lock
    printf 'lr: 0.2\nseed: 2\n' >params.yaml
    dvc repro -q
    [ "$(<out.txt)" = '0.2 2' ]
}

@test "experiments, in place and queued" {
    dvc exp run -q -S lr=1e-3
    [ "$(<out.txt)" = '0.001 1' ]
    git add -A
    git commit -qm 'the first'
    dvc exp run -q --queue -S lr=0.3,0.4 -S seed=5
    dvc exp run -q --run-all
    [ "$(dvc exp list --name-only | while read -r name; do dvc exp apply -q "$name" && cat out.txt; done | sort)" = \
        $'0.3 5\n0.4 5' ]
}
