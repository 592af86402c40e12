#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A command and a library of two versions: what one of them cannot know is said, and no wrong value is served in silence.
# The later version is this one with another number.

bats_require_minimum_version 1.5.0
load helpers

# build_later NAME MACRO NUMBER: a build in which MACRO is NUMBER. What does not read the macro is not compiled again.
build_later() {
    local build=$BATS_FILE_TMPDIR/$1 source
    mkdir "$build"
    cp -a "$BUILD"/{bin,core,flags,lib,libinlay.map,libyaml.a,shim} "$build"
    for source in $(cd "$ROOT" && grep -rlw "$2" --include=*.c core shim); do
        rm "$build/${source%.c}.o"
    done
    make -s -C "$ROOT" -o "$build/flags" BUILD="$build" CFLAGS="-O0 -D$2=$3" all
}

setup_file() {
    build_later layout LEDGER_LAYOUT 1000
    build_later contract CONTRACT_VERSION 4
}

setup() {
    own_directory
    printf 'lr: 0.1\n' >config.yaml
    LATER=$BATS_FILE_TMPDIR
}

# installed COMMAND LIBRARY: a command that finds that library, each of a build.
installed() {
    mkdir -p bin lib/inlay
    cp "$1/bin/inlay" bin
    cp "$2/lib/inlay/libinlay.so" lib/inlay
}

@test "records of another version: served, said, and never taken for a file that was not opened" {
    local pair
    for pair in "$BUILD $LATER/layout" "$LATER/layout $BUILD"; do
        installed $pair
        run -0 --separate-stderr bin/inlay run --report report.json config.yaml:lr=0.5 -- cat config.yaml
        [ "$output" = 'lr: 0.5' ]
        [[ $stderr == 'inlay: it is not known whether config.yaml was opened: some processes keep records of another version: '* ]]
        [ "${#stderr_lines[@]}" = 1 ]
        [ "$(jq -c '[.complete, .files[0].opens.count]' report.json)" = '[false,0]' ]
        run -125 --separate-stderr bin/inlay run --strict config.yaml:lr=0.5 -- cat config.yaml
        [[ $stderr == *'records of another version'* && $stderr != *'never'* ]]
        run -7 bin/inlay run --strict config.yaml:lr=0.5 -- sh -c 'exit 7'
        # What inlay record cannot see, it says.
        run -125 --separate-stderr bin/inlay record -- cat config.yaml
        [[ ${stderr_lines[0]} == 'inlay: some files may be missing: some processes keep records of another version: '* ]]
        [ "${stderr_lines[1]}" = 'inlay: no YAML or JSON file that can be an input is known to have been read: inlay.yaml stays as it was' ]
        [ ! -e inlay.yaml ]
    done
}

@test "a launch of a later version than the library: the job does not start" {
    installed "$LATER/contract" "$BUILD"
    run -125 --separate-stderr bin/inlay run config.yaml:lr=0.5 -- cat config.yaml
    [ -z "$output" ]
    [ "${stderr_lines[0]}" = 'inlay: INLAY_CONTRACT: the launch is of version 4, and this inlay knows version 3 (use libinlay.so and the inlay command of one version)' ]
    [[ ${stderr_lines[1]} == 'inlay: INLAY_CONTRACT is refused, so the program does not start ('* ]]
    INLAY_ON_ERROR=warn run -0 --separate-stderr bin/inlay run config.yaml:lr=0.5 -- cat config.yaml
    [ "$output" = 'lr: 0.1' ]
    [[ ${stderr_lines[1]} == 'inlay: INLAY_CONTRACT is refused, so the program reads its files as they are on disk' ]]
    # A variable that begins a launch may be one that the library does not know.
    run -125 preloaded INLAY_CONTRACT=4 cat config.yaml
}

@test "a launch of an earlier version than the library, or of none, is served" {
    installed "$BUILD" "$LATER/contract"
    run -0 --separate-stderr bin/inlay run --strict config.yaml:lr=0.5 -- sh -c 'env -i cat config.yaml; echo $INLAY_CONTRACT'
    [ "$output" = $'lr: 0.5\n3' ]
    [ -z "$stderr" ]
    run -0 --separate-stderr env INLAY_SET=config.yaml:lr=0.5 LD_PRELOAD="$PWD/lib/inlay/libinlay.so" cat config.yaml
    [ "$output" = 'lr: 0.5' ]
    [ -z "$stderr" ]
}

@test "a command in a job of another version" {
    # An earlier one does not know what it was given.
    run -125 "$LATER/contract/bin/inlay" run config.yaml:lr=0.5 -- "$INLAY" run config.yaml:+b=1 -- cat config.yaml
    [[ $output == *'INLAY_CONTRACT: the launch is of version 4, and this inlay knows version 3 '* ]]
    # A later one does, and its own library serves.
    run -0 --separate-stderr "$INLAY" run config.yaml:lr=0.5 -- "$LATER/contract/bin/inlay" run config.yaml:+b=1 -- cat config.yaml
    [ "$output" = $'lr: 0.5\nb: 1' ]
    [ -z "$stderr" ]
}
