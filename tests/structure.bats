#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/check-structure finds what breaks its rules, and says where.

bats_require_minimum_version 1.5.0
load helpers

# A tree of two rooms that keeps every rule.
setup() {
    own_directory
    mkdir -p scripts core/base core/tree shim
    cp "$ROOT/scripts/check-structure" scripts
    echo 'int text_length(void);' >core/base/text.h
    printf '#include "core/base/text.h"\nint text_length(void) { return 1; }\n' >core/base/text.c
    echo 'int node_count(void);' >core/tree/node.h
    printf '#include "core/base/text.h"\n#include "core/tree/node.h"\nint node_count(void) { return text_length(); }\n' >core/tree/node.c
}

check() {
    local file
    for file in $(find core shim -name '*.c'); do
        mkdir -p "build/${file%/*}"
        gcc -I. -c -o "build/${file%.c}.o" "$file"
    done
    run scripts/check-structure
}

# finds LINE: what breaks a rule, and nothing else does.
finds() {
    check
    [ "$status" -eq 1 ]
    grep -Fx "    $1" <<<"$output"
    [ "${lines[-1]}" = '3 passed, 1 failed' ]
}

@test "what keeps the rules passes" {
    check
    [ "$status" -eq 0 ]
    [ "${lines[-1]}" = '4 passed, 0 failed' ]
}

@test "a wrong include" {
    echo '#include "core/tree/node.h"' >core/base/path.h
    finds 'core/base may not use core/tree: core/base/path.h includes core/tree/node.h'
}

@test "a wrong call, without an include" {
    echo 'int node_count(void); int path_length(void) { return node_count(); }' >core/base/path.c
    finds 'core/base may not use core/tree: core/base/path.c calls node_count in core/tree/node.c'
}

@test "a room that is in no table" {
    mkdir core/attic
    echo '#include "core/base/text.h"' >core/attic/chest.h
    finds 'core/attic is not in the table of rooms: core/attic/chest.h includes core/base/text.h'
}

@test "a circle within a room" {
    echo 'int text_length(void); int path_length(void) { return text_length(); }' >core/base/path.c
    echo 'int path_length(void); int text_length(void) { return path_length(); }' >core/base/text.c
    finds 'a circle of core/base/path, core/base/text:'
    [[ $output == *$'\n        core/base/path.c calls text_length in core/base/text.c\n        core/base/text.c calls path_length in core/base/path.c\n'* ]]
}

@test "two files of one name in the archive" {
    mkdir shim/serve
    echo 'int serve_text(void) { return 1; }' >shim/serve/text.c
    finds '2 files are called text'
}

@test "a function that bears another file's name" {
    echo 'int length(void) { return 1; }' >>core/base/text.c
    finds "core/base/text.c: length bears no word of its file's or room's name"
}
