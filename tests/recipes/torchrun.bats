#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/torchrun, with Debian's torch.

bats_require_minimum_version 1.5.0
load tools

setup() {
    as_recipe torchrun
    needs_program torchrun
    printf 'lr: 0.01\nseed: 0\n' >config.yaml
    printf 'import os, yaml\nprint("rank", os.environ["RANK"], *yaml.safe_load(open("config.yaml")).values())\n' >train.py
    mkdir bin
    # 1.13 on Python 3.11 takes the default of these two options for none.
    printf '#!/bin/sh\nexec %s --redirects 1 --tee 1 "$@"\n' "$(type -P torchrun)" >bin/torchrun
    printf '#!/bin/sh\nexec %s "$@"\n' "$PYTHON" >bin/python3
    chmod +x bin/*
    export PATH=$PWD/bin:$PATH
}

# ranks_of PATTERN: what they printed, by the page's command.
ranks_of() {
    recipe_commands "$1"
    [ ${#commands[@]} -eq 1 ]
    sh -c "${commands[0]}" | sed -n 's/^.*:rank //p' | sort
}

@test "on one machine" {
    [ "$(ranks_of '-- torchrun --nproc')" = $'0 0.5 0\n1 0.5 0' ]
}

@test "on two machines" {
    [ "$(for node in 0 1; do NODE=$node ranks_of nnodes 3>&- & done | sort)" = $'0 0.5 0\n1 0.5 0\n2 0.5 0\n3 0.5 0' ]
}

@test "values of a rank's own" {
    [ "$(ranks_of no_python)" = $'0 0.5 0\n1 0.5 1' ]
}

@test "a file that no worker reads is not lost" {
    printf 'print("nothing")\n' >train.py
    recipe_commands '-- torchrun --nproc'
    run -125 sh -c "${commands[0]}"
    [[ ${lines[-1]} == 'inlay: config.yaml was never opened' ]]
}
