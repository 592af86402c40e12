#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Each command of scripts/recipes/entry-points/README.md.

bats_require_minimum_version 1.5.0
load tools

setup() {
    as_recipe entry-points
    chmod o+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" . # for other users
    printf 'lr: 0.1\n' >config.yaml
    printf 'lr: $LR\n' >made.yaml.in
}

# runs COUNT PATTERN: so many of the page's commands match it, and the job of each reads the override.
runs() {
    local commands command
    recipe_commands "$2"
    [ ${#commands[@]} -eq "$1" ]
    for command in "${commands[@]}"; do
        run -0 sh -c "$command"
        [ "$output" = 'lr: 0.5' ] || { echo "$command: $output"; return 1; }
    done
}

@test "tini" {
    needs_program tini
    export TINI_SUBREAPER=1 # it is not the first process here
    runs 2 tini
}

@test "gosu" {
    needs_root
    needs_program gosu
    runs 2 gosu
}

@test "setpriv" {
    needs_root
    runs 2 setpriv
}

@test "a shell" {
    runs 1 '-- sh -c .cd'
}

@test "a config that the entry point writes" {
    needs_program envsubst
    runs 1 envsubst
    [ "$(<made.yaml)" = 'lr: 0.1' ]
}
