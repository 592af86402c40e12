#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Of which file, and of which state of it, the content is that a job gets, while both change.

bats_require_minimum_version 1.5.0
load helpers

OVERRIDES='{"files": {"config.yaml": {"a": 55555}}}'

setup() {
    own_directory
    export INLAY_ROOT=$PWD
    printf 'a: 1\nb: 22\n' >config.yaml
}

# traced WHICH COMMAND ...: starts the command, with calls on the config file (CALL:when=N) that take a second longer. Returns
# when it has opened its last word; the caller changes the file then, and waits.
traced() {
    local slow=$1 i
    shift
    overridden strace -qq -o log -P "$PWD/config.yaml" -P "${@: -1}" -e trace=openat,pread64,newfstatat \
        -e inject="${slow/:/:delay_enter=1000000:}" "$@" >out 3>&- &
    for i in {1..200}; do
        ! grep -qs "openat.*\"${*: -1}\", O_RDONLY" log || return 0
        sleep 0.02
    done
    return 1
}

@test "a write that keeps size and mtime is another content" {
    run -0 --separate-stderr overridden "$PYTHON" -c '
import os
for content in "a: 1\nb: 22\n", "a: 11\nb: 2\n":
    with open("config.yaml", "w") as stream:
        stream.write(content)
    os.utime("config.yaml", ns=(1, 1))
    print(os.stat("config.yaml").st_size, len(open("config.yaml").read()), os.stat("config.yaml").st_size)'
    [ "$output" = $'15 15 15\n14 14 14' ]
}

@test "fstat of what was opened for writing, or for both, is the disk's" {
    preloaded_only 'fstat of an O_PATH descriptor is of the disk'
    run -0 --separate-stderr overridden "$PYTHON" -c '
import os
for flags in os.O_RDWR, os.O_WRONLY, os.O_PATH, os.O_RDONLY:
    fd = os.open("config.yaml", flags)
    print(os.fstat(fd).st_size, os.stat("config.yaml").st_size)'
    [ "$output" = $'11 15\n11 15\n15 15\n15 15' ]
}

@test "a file that changes while it is read is read again: content and mtime belong together" {
    touch -d @1000 config.yaml
    traced pread64:when=1 "$PYTHON" -c '
import os, sys
with open(sys.argv[1]) as stream:
    print(os.fstat(stream.fileno()).st_mtime, stream.read().split()[3])' config.yaml
    sleep 0.3
    printf 'a: 1\nb: 33\n' >config.yaml
    touch -d @2000 config.yaml
    wait
    [ "$(<out)" = '2000.0 33' ] || [ "$(<out)" = '1000.0 22' ]
}

# What the alias led to when it was opened is nowhere when inlay asks what lies at the registered path.
@test "a file that is replaced while its alias is opened is found" {
    ln -s config.yaml alias.yaml
    printf 'a: 2\nb: 33\n' >next.yaml
    traced newfstatat:when=2+ cat alias.yaml
    mv next.yaml config.yaml
    wait
    [[ $(<out) == 'a: 55555'* ]]
}
