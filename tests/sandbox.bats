#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Sandboxes that list the system calls that they allow, and what the manual says of the calls that inlay makes.

bats_require_minimum_version 1.5.0
load helpers

OVERRIDES='{"files": {"config.yaml": {"seed": 1234}}}'
SERVED='seed: 1234'

setup_file() {
    build_sandbox
}

setup() {
    own_directory
    SANDBOX=$BATS_FILE_TMPDIR/sandbox
    echo 'seed: 1' >config.yaml
    echo 'seed: 2' >other.yaml
    echo 'seed: 3' >../config.yaml
}

# comma_separated: what stands in lines.
comma_separated() {
    sort -u | paste -sd ,
}

# made_by COMMAND ...: the system calls that it makes, one a line.
made_by() {
    strace -f -qq -o trace "$@" >/dev/null 2>&1 || :
    sed -nE 's/^[0-9]+ +([a-z0-9_]+)\(.*/\1/p' trace | sort -u
}

# listed [ROW]: the system calls in the manual; of the rows that begin so.
listed() {
    sed -n '/^\.Sh SANDBOXES/,/^\.El/p' "$ROOT/shim/cli/man/inlay.7" |
        awk -v row="${1-}" '/^\.It /{ on = index($0, ".It " row) == 1 } on && sub(/^\.Li /, "")' | grep -o '[a-z0-9_]*' | sort -u
}

# In a process that has begun: it reads with these, and no others.
READS=openat,read,write,close,exit_group

@test "KILL: a process that was sandboxed after its start reads files that are not registered with its own calls" {
    echo text >text
    run -0 overridden "$SANDBOX" kill $READS read text
    [ "$output" = text ]
}

@test "KILL: a process that was sandboxed after its start reads others of a registered name or extension" {
    run -0 --separate-stderr overridden "$SANDBOX" kill $READS,fstat,newfstatat read other.yaml
    [ "$output" = 'seed: 2' ]
    mkdir sub
    echo 'a: 1' | tee sub/third.yaml >sub/config.yaml
    run -0 overridden "$SANDBOX" kill $READS,fstat,newfstatat read sub/third.yaml "$PWD/other.yaml" sub/config.yaml
    [ "$output" = $'a: 1\nseed: 2\na: 1' ]
}

@test "KILL: with the calls that the manual lists for it a registered file is served" {
    run -0 overridden "$SANDBOX" kill "$READS,$(listed 'opening ' | comma_separated)" read config.yaml config.yaml
    [ "$output" = "$SERVED"$'\n'"$SERVED" ]
}

@test "KILL: with the calls that the manual lists a whole job runs" {
    local job=(sh -c 'cat config.yaml; cp config.yaml copy; cat copy; stat -c %s config.yaml')
    local calls
    calls=$({ made_by "${job[@]}"; listed; } | comma_separated)
    rm copy
    run -0 overridden "$SANDBOX" kill "$calls" "${job[@]}"
    [ "$output" = "$SERVED"$'\n'"$SERVED"$'\n11' ]
    rm copy
    run -0 "$INLAY" run config.yaml:seed=1234 -- "$SANDBOX" kill "$calls" "${job[@]}"
    [ "$output" = "$SERVED"$'\n'"$SERVED"$'\n11' ]
}

@test "KILL: with the calls that the manual lists programs are executed with a long document" {
    local job=(sh -c 'env -i sh -c "env -i echo done"')
    local calls
    printf '{"files": {"config.yaml": {"seed": "%0300000d"}}}' 1 >long.json
    calls=$({ made_by "${job[@]}"; listed 'the start'; listed executing; listed 'the same'; } | comma_separated)
    run -0 --separate-stderr "$INLAY" run -o long.json -- "$SANDBOX" kill "$calls" "${job[@]}"
    [ "$output" = done ]
}

@test "the manual lists each call that inlay adds" {
    local job=(sh -c 'cat config.yaml other.yaml; cp config.yaml copy; ls -l config.yaml; env -i /bin/true')
    made_by "${job[@]}" >native
    made_by env LD_PRELOAD="$LIB" INLAY_OVERRIDES="$OVERRIDES" "${job[@]}" | comm -23 - native >added
    grep -x memfd_create added
    mkdir sub
    echo 'a: 1' >sub/config.yaml
    job=(sh -c 'cat config.yaml sub/config.yaml; : 1<>config.yaml; cd sub; cat config.yaml')
    made_by "${job[@]}" >native
    made_by env LD_PRELOAD="$LIB" INLAY_OVERRIDES="$OVERRIDES" INLAY_REPORT="$PWD/report" INLAY_LOG=log "${job[@]}" |
        comm -23 - native >>added
    sort -u -o added added
    comm -23 added <(listed) | diff -u /dev/null -
}

@test "each call that is answered with EPERM: the file is served or cannot be opened, and the disk's content is never read" {
    local call content ended
    for call in $(listed 'opening '); do
        [[ ,$READS, != *",$call,"* ]] || continue
        echo "# $call"
        run --separate-stderr overridden "$SANDBOX" 1 "!$call" read config.yaml
        [ "$output" = "$SERVED" ] || [[ -z $output && $status != 0 && $stderr == *config.yaml* ]]
        # From the start, which may not come to the program at all.
        ended=0
        content=$(overridden "$SANDBOX" 1 "!$call" cat config.yaml 2>/dev/null) || ended=$?
        [ "$content" = "$SERVED" ] || [[ -z $content && $ended != 0 ]]
    done
}

@test "EPERM for stat(2) from the start: a registered file is known by the path of its descriptor" {
    local name
    musl-gcc -o by-musl "$ROOT/tests/programs/read.c" # its loader and its fstat(2) do without newfstatat
    ln -s config.yaml link.yaml
    for name in config.yaml ./config.yaml link.yaml; do
        run -0 --separate-stderr overridden "$SANDBOX" 1 '!newfstatat' ./by-musl fopen $name
        [ "${lines[0]}" = "$SERVED" ]
    done
    run -0 --separate-stderr overridden "$SANDBOX" 1 '!newfstatat' ./by-musl fopen other.yaml
    [ "${lines[0]}" = 'seed: 2' ]
}

@test "EPERM for all but write(2): a refusal is said" {
    preloaded_only 'inlay run refuses such a file before the start'
    echo 'seed: [' >config.yaml
    run -22 --separate-stderr overridden "$SANDBOX" 1 "$READS,fstat,newfstatat,mmap,munmap,pread64" read config.yaml
    [ -z "$output" ]
    [[ $stderr == 'inlay: config.yaml:'* ]]
    echo 'seed: 1' >config.yaml
    run -1 --separate-stderr overridden "$SANDBOX" 1 "$READS,fstat,newfstatat,mmap,munmap,pread64" read config.yaml
    [ -z "$output" ]
    [[ $stderr == 'inlay: config.yaml:'* ]]
}
