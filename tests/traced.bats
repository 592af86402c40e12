#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Real programs, traced: the files on disk hold poison, and no program ever reads from one of their inodes, whether its
# output would show it or not. inlay's own reading of the disk is told apart by where in memory the call was made.

bats_require_minimum_version 1.5.0
load helpers

OVERRIDES='{"files": {"config.yaml": {"name": "cured", "rate": 1}, "config.json": {"name": "cured", "rate": 1}}}'

setup_file() {
    cd "$BATS_TEST_DIRNAME/programs"
    gcc -O2 -o "$BATS_FILE_TMPDIR/read" read.c
    gcc -O2 -static -o "$BATS_FILE_TMPDIR/read-static" read.c
    gcc -O2 -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/descriptor" descriptor.c
    g++ -std=c++17 -O2 -o "$BATS_FILE_TMPDIR/read-cpp" read.cpp
    rustc -O -o "$BATS_FILE_TMPDIR/read-rust" read.rs
    javac -d "$BATS_FILE_TMPDIR" Read.java
}

setup() {
    own_directory
    mkdir job
    cd job
    printf 'name: poison # which is deadly\nrate: 666\n' >config.yaml
    printf '{"name": "poison", "rate": 666}\n' >config.json
}

# trace COMMAND ...: the status is that of the search for reads from the disk.
trace() {
    echo "# $*"
    rm -rf ../trace
    mkdir ../trace
    strace --seccomp-bpf -ff -i -y -s 200 -o ../trace/log \
        -e trace=execve,clone,clone3,fork,vfork,mmap,read,pread64,readv,preadv,preadv2,sendfile,splice,copy_file_range \
        -E LD_PRELOAD="$LIB" -E INLAY_OVERRIDES="$OVERRIDES" -E INLAY_ROOT="$PWD" "$@" </dev/null >../output 2>../errors
    "$PYTHON" "$BATS_TEST_DIRNAME/programs/disk_reads.py" ../trace/log poison "$PWD/config.yaml" "$PWD/config.json"
}

# The program read what is served, and the poison neither from its file nor from anywhere else.
never_from_disk() {
    run -0 trace "$@"
    [[ ${lines[-1]} =~ ^[1-9][0-9]*' reads of what is served' ]]
    run -1 grep -a poison ../output ../errors
}

@test "the search finds a program that inlay cannot reach" {
    run -1 trace "$BATS_FILE_TMPDIR/read-static" open config.yaml
    [[ $output == *'read('*'/config.yaml>, "name: poison'* ]]
}

@test "cat, head, tail, tac, sort, od, cut, dd, split, nl, wc" {
    local program
    for program in cat 'head -n 1' 'tail -n 1' 'tail -c 5' tac sort 'od -c' 'cut -c 1-9' nl wc 'split -b 9 --filter=cat'; do
        never_from_disk $program config.yaml
    done
    never_from_disk dd if=config.yaml bs=5
}

@test "checksums" {
    never_from_disk md5sum config.yaml
    never_from_disk sha256sum config.json
    never_from_disk cksum config.yaml
    never_from_disk openssl dgst config.yaml
}

@test "cp, install, rsync" {
    never_from_disk sh -c 'cp config.yaml copy && cat copy'
    never_from_disk sh -c 'cp -a config.json copy && cat copy'
    never_from_disk sh -c 'install config.yaml copy && cat copy'
    never_from_disk sh -c 'rsync -a config.yaml synced && cat synced'
}

@test "tar, cpio, zip, gzip, xz" {
    never_from_disk sh -c 'tar cf - config.yaml config.json | tar xOf -'
    never_from_disk sh -c 'ls config.* | cpio --quiet -o | cpio --quiet -i --to-stdout'
    never_from_disk sh -c 'zip -q - config.yaml | funzip'
    never_from_disk sh -c 'gzip -c config.yaml | gzip -dc'
    never_from_disk sh -c 'xz -c config.yaml | xz -dc'
}

@test "git" {
    never_from_disk sh -c 'git init -q . && git add . && git cat-file blob :config.yaml && git status && git diff'
    never_from_disk git hash-object config.json
    never_from_disk git diff --no-index /dev/null config.yaml
}

@test "diff, cmp, sed, grep, awk, jq" {
    never_from_disk sh -c 'diff config.yaml config.json || true'
    never_from_disk sh -c 'cmp -l config.yaml config.json || true'
    never_from_disk sed -n p config.yaml
    never_from_disk sed -i s/1/2/ config.yaml
    never_from_disk grep -n name config.yaml
    never_from_disk grep -r name .
    never_from_disk awk 1 config.yaml
    never_from_disk jq . config.json
}

@test "shells" {
    never_from_disk bash -c 'echo "$(<config.yaml)"; read -r line <config.yaml; echo "$line"'
    never_from_disk bash -c 'mapfile -t lines <config.yaml; echo "${lines[@]}"; cat <config.json'
    never_from_disk sh -c 'while read -r line; do echo "$line"; done <config.yaml'
    never_from_disk sh -c 'exec 5<config.yaml; sh -c "cat <&5"'
}

@test "C: every way of reading" {
    local way
    for way in open openat fopen freopen mmap exact; do
        never_from_disk "$BATS_FILE_TMPDIR/read" $way config.yaml
    done
    for way in reading mapping transfer sharing streams reopening; do
        never_from_disk "$BATS_FILE_TMPDIR/descriptor" $way config.yaml
    done
}

@test "C++ and Rust" {
    never_from_disk "$BATS_FILE_TMPDIR/read-cpp" ifstream config.yaml
    never_from_disk "$BATS_FILE_TMPDIR/read-cpp" copy_file config.json
    never_from_disk "$BATS_FILE_TMPDIR/read-rust" read_to_string config.yaml
    never_from_disk "$BATS_FILE_TMPDIR/read-rust" copy config.yaml
}

@test "Python" {
    local way
    for way in open pathlib safe_load CSafeLoader mmap exact copy; do
        never_from_disk "$PYTHON" "$BATS_TEST_DIRNAME/programs/read.py" $way config.yaml
    done
    never_from_disk "$PYTHON" "$BATS_TEST_DIRNAME/programs/read.py" json config.json
    never_from_disk "$PYTHON" -c 'import subprocess; subprocess.run(["cat"], stdin=open("config.yaml"))'
    never_from_disk "$PYTHON" -c 'import multiprocessing
def read(path):
    return open(path).read()
multiprocessing.set_start_method("spawn")
if __name__ == "__main__":
    print(read("config.yaml"))'
}

@test "Node" {
    local way
    for way in readFileSync promises createReadStream copyFile; do
        never_from_disk node "$BATS_TEST_DIRNAME/programs/read.js" $way config.yaml
    done
    never_from_disk node "$BATS_TEST_DIRNAME/programs/read.js" require config.json
}

@test "Node with io_uring" {
    UV_USE_IO_URING=1 never_from_disk node "$BATS_TEST_DIRNAME/programs/read.js" promises config.yaml
}

@test "Java" {
    never_from_disk java -XX:TieredStopAtLevel=1 -cp "$BATS_FILE_TMPDIR" Read readString config.yaml
    never_from_disk java -XX:TieredStopAtLevel=1 -cp "$BATS_FILE_TMPDIR" Read map config.yaml
}

@test "Perl" {
    never_from_disk perl -pe 1 config.yaml
    never_from_disk perl "$BATS_TEST_DIRNAME/programs/read.pl" copy config.yaml
}
