#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Every public way by which a program that is dynamically linked can open or inspect a file by its path.

bats_require_minimum_version 1.5.0
load helpers

SERVED='seed: 123456'
OVERRIDES='{"files": {"config.yaml": {"seed": 123456}}}'

setup_file() {
    gcc -O2 -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/symbol" "$BATS_TEST_DIRNAME/programs/symbol.c"
    gcc -O2 -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/calls" "$BATS_TEST_DIRNAME/programs/calls.c"
    cd "$BATS_TEST_DIRNAME/programs"
    gcc -O2 -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/ring" ring.c -luring
    gcc -O2 -D_GNU_SOURCE -DMAIN -o "$BATS_FILE_TMPDIR/ring_of_plugin" ring.c
    gcc -O2 -D_GNU_SOURCE -DPLUGIN -shared -fPIC -o "$BATS_FILE_TMPDIR/plugin.so" ring.c -luring
}

setup() {
    own_directory
    echo 'seed: 1' >config.yaml
}

symbol() {
    run -0 overridden "$BATS_FILE_TMPDIR/symbol" "$1" config.yaml
    is_served
}

call() {
    run -0 overridden "$BATS_FILE_TMPDIR/calls" "$1" config.yaml
    is_served
}

# unchanged CALL: it answers as it does without inlay.
unchanged() {
    local expected
    expected=$("$BATS_FILE_TMPDIR/calls" "$1" config.yaml)
    run -0 overridden "$BATS_FILE_TMPDIR/calls" "$1" config.yaml
    [ "$output" = "$expected" ]
}

versions_of() {
    nm -D --defined-only "$("$PYTHON" -c '
import ctypes, re
ctypes.CDLL(None)
print(re.search(r"\S*/libc\.so\.6", open("/proc/self/maps").read())[0])')" |
        sed -nE "s/^[^ ]+ [TWi] $1@+//p"
}

@test "every symbol of the open and stat families" {
    local name
    for name in $("$BATS_FILE_TMPDIR/symbol" list); do
        echo "# $name"
        symbol "$name"
    done
}

@test "every symbol of the open and stat families, asked for by its version" {
    local name version
    for name in $("$BATS_FILE_TMPDIR/symbol" list); do
        for version in $(versions_of "$name"); do
            echo "# $name@$version"
            symbol "$name@$version"
        done
    done
}

@test "syscall(2) with the calls that open" {
    call SYS_openat
    call SYS_openat2
    [ "$(uname -m)" != x86_64 ] || call SYS_open
}

@test "openat2 with a root of its own, in which a path means another file" {
    mkdir -p "root$PWD"
    echo 'seed: 7' >"root$PWD/config.yaml"
    run -0 overridden "$BATS_FILE_TMPDIR/calls" openat2_in_root "$PWD/config.yaml"
    [ "$output" = 'seed: 7' ]
    ln -f config.yaml root/link.yaml
    run -0 overridden "$BATS_FILE_TMPDIR/calls" openat2_in_root /link.yaml
    is_served
}

@test "syscall(2) with the calls that inspect" {
    call SYS_newfstatat
    call SYS_fstat
    call SYS_statx
    [ "$(uname -m)" != x86_64 ] || { call SYS_stat && call SYS_lstat; }
}

@test "statx that asks for nothing but the size" {
    call statx_size
}

@test "syscall(2) passes on all six arguments, and the kernel's errors" {
    call six_arguments
    unchanged unknown_call
    unchanged wrong_pointer
}

@test "access and its kin answer as ever" {
    unchanged accesses
}

@test "fstatat of a descriptor itself" {
    call fstatat_empty
}

@test "an O_PATH descriptor, reopened through /proc/self/fd" {
    call opath
    call opath_fopen
}

@test "an O_PATH descriptor, inspected" {
    call opath_fstat
    call opath_stat
}

@test "a descriptor that was opened for reading, reopened through /proc/self/fd" {
    call reopened
}

@test "a descriptor that was opened for writing, reopened through /proc/self/fd for reading" {
    call written
}

@test "open_by_handle_at" {
    needs_file_handles "$BATS_FILE_TMPDIR/calls"
    call handle
    call SYS_open_by_handle_at
}

@test "posix_spawn_file_actions_addopen" {
    call spawn
}

@test "posix_spawn_file_actions_addopen after actions that move the child" {
    mkdir sub
    call spawn_chdir
    echo 'seed: 2' >sub/config.yaml
    unchanged spawn_elsewhere
}

@test "posix_spawn_file_actions_addopen of a file that cannot be served: never the disk's content" {
    echo 'seed: [' >config.yaml
    run -1 --separate-stderr overridden "$BATS_FILE_TMPDIR/calls" spawn config.yaml
    [ -z "$output" ]
    [[ $stderr == *'posix_spawnp: Invalid argument' ]]
}

@test "posix_spawn_file_actions_addopen leaves no descriptor behind" {
    unchanged spawn_descriptors
}

@test "ftw, nftw and their twins tell the patched size" {
    local walk
    for walk in ftw ftw64 nftw nftw64 nftw_nested nftw_moving; do
        echo "# $walk"
        call $walk
    done
}

# From inside sub, where the walk moves, ./sub/config.yaml would be the registered file.
@test "nftw tells what it tells of a tree that holds the same bytes" {
    OVERRIDES='{"files": {"config.yaml": {"seed": 123456}, "sub/sub/config.yaml": {"seed": 123456}}}'
    mkdir -p job/sub/sub twin/sub/sub
    echo 'seed: 1' | tee job/config.yaml job/sub/config.yaml job/sub/sub/config.yaml >twin/sub/config.yaml
    echo "$SERVED" | tee twin/config.yaml >twin/sub/sub/config.yaml
    ln -s config.yaml job/link.yaml
    ln -s config.yaml twin/link.yaml
    run -0 bash -c 'cd twin && "$0" nftw_all x' "$BATS_FILE_TMPDIR/calls"
    cd job
    grep '^\./' <<<"$output" | sort >../expected
    run -0 overridden "$BATS_FILE_TMPDIR/calls" nftw_all x
    diff -u ../expected <(grep '^\./' <<<"$output" | sort)
    grep -x '\.\./job/config.yaml 0 13 7 2' <<<"$output"
    grep -x '\.\./twin/config.yaml 0 13 8 2' <<<"$output"
}

@test "what cannot be served fails by every symbol that opens, and leaves nothing to read" {
    local name
    echo 'seed: [' >config.yaml
    for name in $("$BATS_FILE_TMPDIR/symbol" list | grep open); do
        echo "# $name"
        run -1 --separate-stderr overridden "$BATS_FILE_TMPDIR/symbol" "$name" config.yaml
        [ -z "$output" ]
        [[ $stderr == *': Invalid argument' ]]
    done
    run -0 --separate-stderr overridden "$BATS_FILE_TMPDIR/calls" freopen_refused config.yaml
    [ "$output" = '1 Invalid argument -1' ]
}

@test "io_uring is not there while files are registered" {
    run -0 overridden "$BATS_FILE_TMPDIR/calls" io_uring config.yaml
    [ "$output" = 'Function not implemented' ]
}

@test "io_uring is there when none is" {
    OVERRIDES='{}'
    unchanged io_uring
}

# ring COMMAND ...: for each function of liburing, a program that is linked to it and one whose plug-in is.
ring() {
    local name
    for name in io_uring_queue_init io_uring_queue_init_params io_uring_setup; do
        "$@" "$BATS_FILE_TMPDIR/ring" $name config.yaml
        "$@" "$BATS_FILE_TMPDIR/ring_of_plugin" $name config.yaml "$BATS_FILE_TMPDIR/plugin.so"
    done
}

@test "liburing, which makes its system calls by itself: no ring while files are registered" {
    run -0 ring overridden
    [ "$(sort -u <<<"$output")" = $'Function not implemented\n'"$SERVED" ]
}

@test "liburing: a ring when none is" {
    [[ $("$BATS_FILE_TMPDIR/calls" io_uring config.yaml) = 'a ring' ]] || leave_out 'needs io_uring'
    run -0 ring preloaded
    [ "$(sort -u <<<"$output")" = $'a ring\nseed: 1' ]
    run -0 --separate-stderr ring "$INLAY" run --run-config seed=2 --
    [ "$(sort -u <<<"$output")" = $'a ring\nseed: 1' ]
}

@test "stdin and here-documents of shells, redirected from the file" {
    local shell
    for shell in sh bash; do
        run -0 overridden $shell -c 'cat <config.yaml'
        is_served
        run -0 overridden $shell -c 'exec 7<config.yaml && cat <&7'
        is_served
    done
}
