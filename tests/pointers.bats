#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Pointers that lead nowhere are for the kernel to judge: the program gets EFAULT, and lives.

bats_require_minimum_version 1.5.0
load helpers

SERVED='seed: 123456'
OVERRIDES='{"files": {"config.yaml": {"seed": 123456}}}'

setup_file() {
    gcc -O2 -w -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/pointers" "$BATS_TEST_DIRNAME/programs/pointers.c"
}

setup() {
    own_directory
    echo 'seed: 1' >config.yaml
}

# answers PATH COMMAND ...: for each kind of pointer, the program says of PATH under COMMAND what it says without, there of
# ON_DISK where PATH is not.
answers() {
    local kind path=$1
    shift
    for kind in unmapped forbidden unterminated; do
        "$BATS_FILE_TMPDIR/pointers" $kind "${ON_DISK:-$path}" >expected
        grep -q 'Bad address' expected
        "$@" "$BATS_FILE_TMPDIR/pointers" $kind "$path" >actual
        diff -u expected actual
    done
}

@test "what opens, inspects, executes and spawns, given pointers that lead nowhere" {
    answers config.yaml overridden
}

@test "the same of a file that need not exist, and does not" {
    preloaded_only 'access, readlink and O_PATH go to the disk'
    manifest 'run_config: {file: run.json}'
    ON_DISK=config.yaml answers run.json preloaded INLAY_INPUTS=inlay.yaml WANDB_CONFIG='{"a": 1}'
}
