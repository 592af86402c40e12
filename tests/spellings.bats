#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# However a job spells a registered path, it reads the patched file; another file of the same name stays as it is.

bats_require_minimum_version 1.5.0
load helpers

OVERRIDES='{"files": {"config.yaml": {"seed": 1234}}}'
SERVED='seed: 1234'

setup_file() {
    gcc -O2 -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/relative" "$BATS_TEST_DIRNAME/programs/relative.c"
}

setup() {
    own_directory
    mkdir -p job/sub elsewhere
    echo 'seed: 42' >job/config.yaml
    export INLAY_REPORT=$PWD/report
    cd job
}

relative() {
    run -0 overridden "$BATS_FILE_TMPDIR/relative" "$@"
    [ "$output" = 'seed: 1234' ]
}

@test "relative and absolute" {
    reads config.yaml
    reads "$PWD/config.yaml"
}

@test "an open by the registered path looks at nothing again, and at the next one's memory where one is open" {
    preloaded_only 'counts calls of the library'
    local program='import os, sys
first = os.open(sys.argv[1], os.O_RDONLY)
print(open(sys.argv[1]).read(), end="")'
    run -0 strace -qq -e trace=newfstatat,memfd_create -o ../calls -E LD_PRELOAD="$LIB" -E INLAY_OVERRIDES="$OVERRIDES" \
        -E INLAY_ROOT="$PWD" "$PYTHON" -c "$program" "$PWD/config.yaml"
    [ "$output" = 'seed: 1234' ]
    [ "$(grep -c "$PWD/config.yaml" ../calls)" -eq 1 ] # at the start
    [ "$(grep -c '"inlay:' ../calls)" -eq 1 ]
}

@test "dots and slashes" {
    reads ./config.yaml
    reads .//./config.yaml
    reads sub/../config.yaml
    reads ../job/config.yaml
    reads "/.//$PWD///config.yaml"
}

@test "through /proc" {
    reads /proc/self/cwd/config.yaml
    reads /proc/thread-self/cwd/sub/../config.yaml
    reads "/proc/self/root$PWD/config.yaml"
}

@test "through a descriptor that a program without inlay has opened" {
    local path
    for path in /dev/stdin /dev/fd/0 /proc/self/fd/0; do
        run -0 overridden cat $path <config.yaml
        [ "$output" = 'seed: 1234' ]
    done
}

@test "a descriptor's number, from wherever it is looked up" {
    ln -s /proc/self/fd ../elsewhere/numbers
    exec 30<config.yaml
    local from
    for from in 'chdir /proc/self/fd 30' 'fchdir /proc/self/fd 30' 'openat /proc/self/fd 30' 'opath /proc/self/fd 30' \
        'openat /proc/self fd/30' 'openat /proc/thread-self/fd 30' 'openat /proc self/fd/./30' 'openat /dev fd/30' 'chdir /dev/fd 30' \
        'chdir ../elsewhere/numbers 30' 'openat .. elsewhere/numbers/30' "openat / $PWD/../elsewhere/numbers/30"; do
        echo "# $from"
        relative $from
    done
    exec 30<&-
    relative chdir /dev stdin <config.yaml
    relative openat / dev/stdin <config.yaml
    run -0 overridden "$PYTHON" -c 'if True:
        import os
        plain = os.open("config.yaml", os.O_PATH)
        numbers = os.open("/proc/self/fd", os.O_RDONLY)
        fd = os.open(str(plain), os.O_RDONLY, dir_fd=numbers)
        print(os.read(fd, 99).decode(), os.stat(str(plain), dir_fd=numbers).st_size, os.path.getsize("config.yaml"))'
    [ "$output" = $'seed: 1234\n 11 11' ]
}

@test "files whose names are numbers read as they are" {
    local name
    for name in 0 7 007 4294967296 12345678901; do
        echo "number $name" >$name
        reads $name "number $name"
        reads "$PWD/$name" "number $name"
    done
}

@test "after chdir" {
    relative chdir sub ../config.yaml
    relative chdir ../elsewhere "$PWD/config.yaml"
    relative chdir / "${PWD#/}/config.yaml"
}

@test "after fchdir" {
    relative fchdir sub ../config.yaml
    relative fchdir / "${PWD#/}/config.yaml"
}

@test "openat with a directory's descriptor" {
    relative openat . config.yaml
    relative openat sub ../config.yaml
    relative openat / "${PWD#/}/config.yaml"
}

@test "openat with an O_PATH descriptor, which a process that has moved away keeps" {
    relative opath . config.yaml
}

@test "by the children of a job, which start elsewhere" {
    run -0 overridden sh -c 'cd sub && cat ../config.yaml && cd / && cat "$1"' sh "$PWD/config.yaml"
    [ "$output" = $'seed: 1234\nseed: 1234' ]
}

@test "through a symlinked directory" {
    ln -s ../job ../elsewhere/link
    reads ../elsewhere/link/config.yaml
    reads ../elsewhere/link/sub/../config.yaml
}

@test "through symlinks of another name and the same extension" {
    ln -s job/config.yaml ../first.yaml
    ln -s first.yaml ../second.yaml
    reads ../first.yaml
    reads ../second.yaml
}

@test "through a hard link of another name and the same extension" {
    ln config.yaml ../elsewhere/linked.yaml
    reads ../elsewhere/linked.yaml
}

@test "through a bind mount" {
    touch ../elsewhere/mounted.yaml
    needs_namespaces --mount
    run -0 overridden "${UNSHARE[@]}" sh -c \
        'mount --bind config.yaml ../elsewhere/mounted.yaml && cat ../elsewhere/mounted.yaml'
    [ "$output" = 'seed: 1234' ]
}

# A limit: names of another extension are not looked at, so that they cost nothing.
@test "a link of another extension is not found, until its name is registered" {
    ln -s config.yaml config.yml
    ln config.yaml linked
    reads config.yml 'seed: 42'
    reads linked 'seed: 42'
    OVERRIDES='{"files": {"config.yml": {"seed": 1234}}}'
    reads config.yml
    reads linked 'seed: 42'
}

@test "a registered symlink, by its own name and by its target's" {
    mv config.yaml ../elsewhere/target.yaml
    ln -s ../elsewhere/target.yaml config.yaml
    reads config.yaml
    reads ../elsewhere/target.yaml
}

# Each version of the volume is a directory; files are links through ..data, which rename(2) replaces.
@test "a Kubernetes ConfigMap, whose ..data link is swapped under the running job" {
    mkdir ..first ..second
    mv config.yaml ..first/config.yaml
    printf 'seed: 43\nname: second\n' >..second/config.yaml
    ln -s ..first ..data
    ln -s ..data/config.yaml config.yaml
    run -0 overridden bash -c '
        echo "$(<config.yaml)"
        ln -s ..second ..next && mv -T ..next ..data
        echo "$(<config.yaml)"
        echo "$(<..data/config.yaml)"
        cat "$PWD/..second/config.yaml"'
    [ "$output" = $'seed: 1234\nseed: 1234\nname: second\nseed: 1234\nname: second\nseed: 1234\nname: second' ]
}

@test "a file that is replaced atomically under the running job" {
    run -0 overridden bash -c '
        for i in 1 2 3; do
            printf "seed: 4%d\nround: %d\n" $i $i >next && mv next config.yaml
            echo "$(<config.yaml)"
        done'
    [ "$output" = $'seed: 1234\nround: 1\nseed: 1234\nround: 2\nseed: 1234\nround: 3' ]
}

@test "a file that is rewritten in place under the running job, at once and to the same length" {
    run -0 --separate-stderr overridden bash -c '
        for i in 1 2 3; do
            printf "seed: 4%d\nround: %d\n" $i $i >config.yaml
            echo "$(<config.yaml)"
        done'
    [ "$output" = $'seed: 1234\nround: 1\nseed: 1234\nround: 2\nseed: 1234\nround: 3' ]
    [[ $stderr == 'inlay: config.yaml was written by bash after it had read it with overrides: they may be on disk now' ]]
}

@test "a file that is replaced under the running job, through links of another name" {
    ln -s config.yaml link.yaml
    run -0 overridden bash -c '
        for i in 1 2; do
            printf "seed: 4%d\nround: %d\n" $i $i >next && mv next config.yaml && ln -f config.yaml hard.yaml
            echo "$(<link.yaml)"
            echo "$(<hard.yaml)"
        done'
    [ "$output" = $'seed: 1234\nround: 1\nseed: 1234\nround: 1\nseed: 1234\nround: 2\nseed: 1234\nround: 2' ]
}

# Writing to a page of a mapping that was written to before changes no timestamp.
@test "a file that changes without a trace in its times" {
    printf 'seed: 42\nround: 1\n' >config.yaml
    run -0 --separate-stderr overridden "$PYTHON" -c '
import mmap, os
disk = os.open("config.yaml", os.O_RDWR)
with mmap.mmap(disk, 0) as mapping:
    for i in b"234":
        mapping[16] = i
        print(open("config.yaml").read(), end="")'
    [ "$output" = $'seed: 1234\nround: 2\nseed: 1234\nround: 3\nseed: 1234\nround: 4' ]
}

@test "a file that the job makes after it has started" {
    rm config.yaml
    run -0 overridden bash -c 'echo "seed: 7" >config.yaml && echo "$(<config.yaml)"'
    [ "$output" = 'seed: 1234' ]
}

@test "a file that the job removes and makes again" {
    run -0 overridden bash -c 'rm config.yaml && echo "seed: 7" >config.yaml && echo "$(<config.yaml)"'
    [ "$output" = 'seed: 1234' ]
}

@test "a file that the job moves in from another name" {
    run -0 overridden bash -c 'echo "seed: 7" >next.yaml && echo "$(<next.yaml)" && mv next.yaml config.yaml &&
        echo "$(<config.yaml)"'
    [ "$output" = $'seed: 7\nseed: 1234' ]
}

@test "a path as long as the kernel takes, and one byte longer" {
    local longest
    longest=$(printf './%.0s' {1..2042})config.yaml # 4,095 bytes
    reads "$longest"
    run -1 overridden cat "./$longest"
    [[ $output == *'File name too long' ]]
}

@test "a job in a directory whose path is longer than the kernel takes" {
    local name i
    name=$(printf 'd%.0s' {1..250})
    for i in {1..17}; do
        mkdir "$name"
        cd -P "$name" 2>/dev/null || cd "$name"
    done
    echo 'seed: 42' >config.yaml
    run overridden cat config.yaml
    # The current directory has no name that a system call takes, so either the file is found all the same, or the job
    # is told; it never runs with the disk's value.
    [[ ($status = 0 && $output = 'seed: 1234') || ($status = 125 && $output == inlay:*) ]]
}

@test "a name of 255 bytes" {
    local name
    name=$(printf 'n%.0s' {1..250}).yaml
    mv config.yaml "$name"
    OVERRIDES='{"files": {"'$name'": {"seed": 1234}}}'
    reads "$name"
}

@test "names with spaces, quotes and newlines" {
    local name
    mkdir 'a directory'
    for name in 'a directory/my config.yaml' "it's.yaml" 'question?*.yaml' $'tab\tand\nnewline.yaml'; do
        echo 'seed: 42' >"$name"
        OVERRIDES=$(jq -nc --arg name "$name" '{files: {($name): {seed: 1234}}}')
        reads "$name"
        reads "$PWD/$name"
    done
}

@test "names in other scripts" {
    local name
    for name in 'größe.yaml' '設定.yaml' '⚙️.yaml'; do
        echo 'seed: 42' >"$name"
        OVERRIDES='{"files": {"'$name'": {"seed": 1234}}}'
        reads "$name"
    done
}

@test "directories and links whose names are no UTF-8" {
    preloaded_only 'inlay run refuses such a directory'
    mkdir $'caf\xe9'
    mv config.yaml $'caf\xe9/config.yaml'
    ln -s $'caf\xe9/config.yaml' $'\xff\xfe.yaml'
    cd $'caf\xe9'
    reads config.yaml
    reads "$PWD/config.yaml"
    reads $'../\xff\xfe.yaml'
}

@test "registered by an absolute path, by one with dots, and below INLAY_ROOT" {
    OVERRIDES='{"files": {"'$PWD'/config.yaml": {"seed": 1234}}}'
    reads config.yaml
    OVERRIDES='{"files": {"./sub//../config.yaml": {"seed": 1234}}}'
    reads config.yaml
    export INLAY_ROOT=$PWD/..
    OVERRIDES='{"files": {"job/config.yaml": {"seed": 1234}}}'
    reads config.yaml
}

@test "files of one name in several directories, each with its own values" {
    echo 'seed: 43' >sub/config.yaml
    OVERRIDES='{"files": {"config.yaml": {"seed": 1}, "sub/config.yaml": {"seed": 2}}}'
    reads config.yaml 'seed: 1'
    reads sub/config.yaml 'seed: 2'
    reads sub/../config.yaml 'seed: 1'
}

@test "an unrelated file of the same name reads as it is, and is a near miss in the report" {
    preloaded_only 'the launch owns the record'
    echo 'seed: 43' >../elsewhere/config.yaml
    reads ../elsewhere/config.yaml 'seed: 43'
    run -0 jq -r 'select(.event == "near") | .opened' "$INLAY_REPORT"
    [ "$output" = ../elsewhere/config.yaml ]
    run -1 grep -w serve "$INLAY_REPORT"
}

@test "a copy, and another file of the same extension, read as they are" {
    cp config.yaml copy.yaml
    reads copy.yaml 'seed: 42'
    run -1 grep -w serve "$INLAY_REPORT"
}
