#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The library itself under sanitizers and valgrind. A sanitizer's runtime must be there first, which is not so for a
# preloaded library: so the test programs are linked with the library's own objects, whose symbols then come before the C
# library's as they do when it is preloaded.

bats_require_minimum_version 1.5.0
load helpers

SERVED='seed: 1234'

# instrument COMPILER DIRECTORY SANITIZERS PROGRAM ...: puts into DIRECTORY the programs, with the library in them.
instrument() {
    local compiler=$1 directory=$2 program flags="-std=gnu11 -O1 -g -D_GNU_SOURCE -pthread -I$ROOT \
        -ftls-model=initial-exec -fsanitize=$3 -fno-sanitize-recover=all"
    shift 3
    mkdir "$directory"
    (cd "$directory" && $compiler $flags -c "$ROOT"/core/*/*.c "$ROOT"/shim/serve/*.c "$ROOT"/shim/preload/*.c)
    for program; do
        $compiler $flags -o "$directory/$program" "$ROOT/tests/programs/$program.c" "$directory"/*.o "$ROOT/build/libyaml.a"
    done
}

setup_file() {
    cd "$BATS_TEST_DIRNAME/programs"
    # gcc 12's ThreadSanitizer hangs where another thread allocates during fork.
    instrument clang "$BATS_FILE_TMPDIR/thread" thread threads
    instrument gcc "$BATS_FILE_TMPDIR/address" address,undefined threads symbol calls descriptor difficult
    mkdir "$BATS_FILE_TMPDIR/plain"
    local program
    for program in threads symbol calls descriptor; do
        gcc -O2 -D_GNU_SOURCE -pthread -o "$BATS_FILE_TMPDIR/plain/$program" $program.c
    done
}

setup() {
    own_directory
    needs_sanitizers
    echo 'seed: 42' >config.yaml
    echo 'seed: 43' >other.yaml
    export ASAN_OPTIONS=detect_leaks=0 # the library has no malloc; the programs and the C library just end
    export INLAY_OVERRIDES='{"files": {"config.yaml": {"seed": 1234}}}' INLAY_REPORT=$PWD/report INLAY_ROOT=$PWD
}

# as_preloaded PROGRAM ARGUMENT ...: instrumented, it prints what it prints with the library preloaded.
as_preloaded() {
    local program=$1
    shift
    echo "# $program $*"
    preloaded "$BATS_FILE_TMPDIR/plain/$program" "$@" >expected
    "$BATS_FILE_TMPDIR/address/$program" "$@" >actual 2>errors || { cat errors; return 1; }
    diff -u expected actual
    diff -u /dev/null errors
}

@test "ThreadSanitizer: 16 threads read while others fork and the file is replaced" {
    threads 300 "$BATS_FILE_TMPDIR/thread/threads"
    grep -m 1 '"serve"' "$INLAY_REPORT"
}

@test "AddressSanitizer and UndefinedBehaviorSanitizer: the same" {
    threads 300 "$BATS_FILE_TMPDIR/address/threads"
    grep -m 1 '"serve"' "$INLAY_REPORT"
}

@test "AddressSanitizer and UndefinedBehaviorSanitizer: every symbol" {
    as_preloaded symbol all config.yaml
    grep -x 'seed: 1234' actual
    grep -x 11 actual
}

@test "AddressSanitizer and UndefinedBehaviorSanitizer: every other call" {
    local call
    mkdir sub
    for call in SYS_openat SYS_openat2 SYS_newfstatat SYS_fstat SYS_statx statx_size fstatat_empty \
        opath opath_fopen opath_fstat opath_stat reopened written spawn spawn_chdir spawn_descriptors six_arguments \
        io_uring unknown_call ftw ftw64 nftw nftw64 nftw_nested nftw_moving; do
        as_preloaded calls $call config.yaml
    done
}

@test "AddressSanitizer and UndefinedBehaviorSanitizer: open_by_handle_at" {
    needs_file_handles "$BATS_FILE_TMPDIR/plain/calls"
    as_preloaded calls handle config.yaml
    as_preloaded calls SYS_open_by_handle_at config.yaml
}

@test "AddressSanitizer and UndefinedBehaviorSanitizer: what is served" {
    local subject
    for subject in status flags direct reading writing mapping transfer locks sharing events streams reopening; do
        as_preloaded descriptor $subject config.yaml
    done
}

@test "AddressSanitizer and UndefinedBehaviorSanitizer: signal handlers, vfork, limits" {
    local place
    for place in vfork handler cancelled lowest file-size; do
        echo "# $place"
        run -0 "$BATS_FILE_TMPDIR/address/difficult" $place config.yaml "$SERVED"$'\n'
    done
}

@test "AddressSanitizer and UndefinedBehaviorSanitizer: what is refused, near, and opened for both" {
    mkdir elsewhere
    echo 'seed: 1' >elsewhere/config.yaml
    run -0 "$BATS_FILE_TMPDIR/address/symbol" open elsewhere/config.yaml
    [ "$output" = 'seed: 1' ]
    echo 'seed: [' >config.yaml
    run -1 "$BATS_FILE_TMPDIR/address/symbol" open config.yaml
    [[ $output == 'inlay: config.yaml:2:1: '*$'\nopen: Invalid argument' ]]
    run -0 "$BATS_FILE_TMPDIR/address/symbol" stat config.yaml
    [ "$output" = 8 ]
    run -125 env INLAY_OVERRIDES='{' "$BATS_FILE_TMPDIR/address/symbol" open config.yaml
}

@test "valgrind: every symbol, of the library as it is built" {
    run -0 preloaded valgrind -q --error-exitcode=99 "$BATS_FILE_TMPDIR/plain/symbol" all config.yaml
    preloaded "$BATS_FILE_TMPDIR/plain/symbol" all config.yaml | diff -u - <(echo "$output")
}

@test "valgrind: 16 threads read while others fork and the file is replaced" {
    threads 5 preloaded valgrind -q --error-exitcode=99 "$BATS_FILE_TMPDIR/plain/threads"
}
