#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/accelerate, with accelerate and DeepSpeed from PyPI, Debian's torch and pdsh. The other machines are shells
# here (ssh_runs_here).

bats_require_minimum_version 1.5.0
load tools

# On Debian's torch, which needs these versions: PyPI's brings gigabytes of CUDA.
needs_accelerate() {
    local environment=$TOOLS/accelerate
    PATH=$environment/bin:$PATH
    [ ! -e "$environment/ready" ] || return 0
    "$PYTHON" -c 'import torch' || leave_out 'needs torch'
    { "$PYTHON" -m venv --clear --system-site-packages "$environment" && "$environment/bin/pip" install -q accelerate==0.34.2 'numpy<2' &&
        DS_BUILD_OPS=0 "$environment/bin/pip" install -q --no-build-isolation deepspeed==0.14.4 'numpy<2' &&
        touch "$environment/ready"; } >&2 || leave_out 'needs accelerate and deepspeed from PyPI'
}

setup() {
    as_recipe accelerate
    needs_accelerate
    printf 'lr: 0.1\n' >config.yaml
    printf 'import os\nprint("rank", os.environ.get("RANK", "0"), open("config.yaml").read(), end="")\n' >train.py
    export HOME=$PWD
    printf 'far1 slots=1\nfar2 slots=1\n' >hosts
}

# several COMMAND: what the processes on two machines print. bats has variables that a shell at the other end would stumble over.
several() {
    needs_program pdsh
    ssh_runs_here
    run --separate-stderr timeout 200 env -i HOME="$HOME" PATH="$PATH" SHELL=/bin/sh sh -c "$1"
    ranks=$(sed -n 's/^.*: rank //p' <<<"$output" | sort)
}

@test "on one machine" {
    recipe_commands '--cpu'
    run -0 --separate-stderr sh -c "${commands[0]}"
    [ "${lines[-1]}" = 'rank 0 lr: 0.5' ]
}

@test "on two machines, by DeepSpeed's pdsh" {
    recipe_commands pdsh
    several "${commands[0]}"
    [ "$ranks" = $'0 lr: 0.5\n1 lr: 0.5' ] || { echo "$output $stderr"; return 1; }
}

@test "on two machines: what inlay refuses does not run" {
    recipe_commands pdsh
    several "${commands[0]/config.yaml:/--no-such config.yaml:}"
    [ "$status" -ne 0 ]
    [[ -z $output && $stderr == 'inlay: unknown option --no-such'* ]]
}

@test "around it, for two machines: nothing runs with the values on disk" {
    recipe_commands pdsh
    local launch=${commands[0]#*&& *&& *&& }
    several "inlay run config.yaml:lr=0.5 -- $launch"
    [ -z "$ranks" ]
    [[ $output$stderr == *'INLAY_OVERRIDES: what started this program has left it out'* ]]
}
