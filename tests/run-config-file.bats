#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The file that the manifest's run_config names is there for the job, although it is not on the disk.

bats_require_minimum_version 1.5.0
load helpers

MANIFEST='{"files": {"config.yaml": {}}, "run_config": {"file": "run_config.json"}}'
RUN_CONFIG='{"lr": 1e-4, "layers": [64, 32]}'
SERVED=$RUN_CONFIG

setup_file() {
    cd "$BATS_TEST_DIRNAME/programs"
    local out=$BATS_FILE_TMPDIR
    gcc -O2 -o "$out/read" read.c
    gcc -O2 -D_FORTIFY_SOURCE=2 -D_FILE_OFFSET_BITS=64 -o "$out/read-fortified" read.c
    gcc -O1 -g -fsanitize=address,undefined -o "$out/read-asan" read.c
    musl-gcc -O2 -o "$out/read-musl" read.c
    g++ -std=c++17 -O2 -o "$out/read-cpp" read.cpp
    gcc -O2 -D_GNU_SOURCE -o "$out/symbol" symbol.c
    gcc -O2 -D_GNU_SOURCE -o "$out/calls" calls.c
    rustc -O -o "$out/read-rust" read.rs
    javac -d "$out" Read.java
}

setup() {
    own_directory
    mkdir -p job/sub elsewhere
    ln -s job link
    export INLAY_ROOT=$PWD/job
    cd job
}

overridden() {
    preloaded INLAY_INPUTS="$MANIFEST" WANDB_CONFIG="$RUN_CONFIG" "$@"
}

# missing COMMAND ...: it fails because there is no such file.
missing() {
    run ! overridden "$@"
    [[ $output == *'No such file or directory'* ]]
}

# shows COMMAND ...: it prints what it prints in twin/, where the file is on the disk.
shows() {
    mkdir -p ../twin
    echo "$SERVED" >../twin/run_config.json
    (cd ../twin && "$@") >../expected
    overridden "$@" >../actual
    diff -u ../expected ../actual
    [ ! -e run_config.json ]
}

# --- spellings

@test "relative, absolute, dots, symlinked directories" {
    reads run_config.json
    reads "$PWD/run_config.json"
    reads ./sub//../run_config.json
    reads ../link/run_config.json
    reads "/proc/self/cwd/run_config.json"
    cd sub
    reads ../run_config.json
    cd ../../elsewhere
    reads ../job/run_config.json
}

@test "from a directory's descriptor, and after chdir" {
    preloaded_only 'access, readlink and O_PATH go to the disk'
    run -0 overridden "$PYTHON" -c '
import os
print(open(os.open("run_config.json", os.O_RDONLY, dir_fd=os.open(".", os.O_RDONLY))).read(), end="")
os.chdir("sub")
print(open("../run_config.json").read(), end="")
print(os.access("run_config.json", os.R_OK, dir_fd=os.open("..", os.O_PATH)))'
    [ "$output" = "$SERVED"$'\n'"$SERVED"$'\nTrue' ]
}

@test "other names and other directories are missing as ever" {
    missing cat other.json
    missing cat sub/run_config.json
    missing cat ../elsewhere/run_config.json
    missing cat nowhere/../run_config.json
    missing stat run_config.json.bak
    run ! overridden cat run_config.json/
}

@test "other overridden files are missing as ever" {
    missing INLAY_SET='config.yaml:+lr=1' cat config.yaml
}

@test "without its directory it is missing, and inlay check says so" {
    preloaded_only 'inlay run refuses it before the start'
    MANIFEST='{"run_config": {"file": "conf/run_config.json"}}'
    missing cat conf/run_config.json
    run -1 env INLAY_INPUTS="$MANIFEST" WANDB_CONFIG="$RUN_CONFIG" "$INLAY" check
    [[ $output == 'inlay: conf/run_config.json: its directory does not exist' ]]
    mkdir conf
    reads conf/run_config.json
}

# --- every way in

@test "every symbol of the open and stat families" {
    preloaded_only 'openat2 is a symbol of the library'
    local name
    for name in $("$BATS_FILE_TMPDIR/symbol" list); do
        echo "# $name"
        run -0 overridden "$BATS_FILE_TMPDIR/symbol" "$name" run_config.json
        is_served
    done
}

@test "every symbol of the access, realpath, readlink and getxattr families" {
    preloaded_only 'access, readlink and O_PATH go to the disk'
    local name
    for name in $("$BATS_FILE_TMPDIR/symbol" list-others); do
        echo "# $name"
        run -0 overridden "$BATS_FILE_TMPDIR/symbol" "$name" sub/../run_config.json
        [ "$output" = 'a file' ] || [ "$output" = "$PWD/run_config.json" ]
        run -1 overridden "$BATS_FILE_TMPDIR/symbol" "$name" other.json
        run -1 overridden "$BATS_FILE_TMPDIR/symbol" "$name" sub/run_config.json
    done
}

@test "syscall(2)" {
    preloaded_only 'access, readlink and O_PATH go to the disk'
    local call
    for call in SYS_openat SYS_openat2 SYS_newfstatat SYS_statx statx_size; do
        run -0 overridden "$BATS_FILE_TMPDIR/calls" $call run_config.json
        is_served
    done
    for call in SYS_faccessat SYS_faccessat2; do
        run -0 overridden "$BATS_FILE_TMPDIR/calls" $call run_config.json
        [ "$output" = readable ]
        run -0 overridden "$BATS_FILE_TMPDIR/calls" $call other.json
        [ "$output" = 'No such file or directory' ]
    done
}

@test "syscall(2), the calls of x86-64 alone" {
    preloaded_only 'access, readlink and O_PATH go to the disk'
    [ "$(uname -m)" = x86_64 ] || leave_out 'needs x86-64'
    local call
    for call in SYS_open SYS_stat SYS_lstat; do
        run -0 overridden "$BATS_FILE_TMPDIR/calls" $call run_config.json
        is_served
    done
    run -0 overridden "$BATS_FILE_TMPDIR/calls" SYS_access run_config.json
    [ "$output" = readable ]
}

@test "O_PATH, reopened and inspected; a descriptor, reopened; posix_spawn" {
    preloaded_only 'access, readlink and O_PATH go to the disk'
    local call
    for call in opath opath_fopen opath_fstat reopened spawn; do
        echo "# $call"
        run -0 overridden "$BATS_FILE_TMPDIR/calls" $call run_config.json
        is_served
    done
}

@test "flags that ask for something else" {
    preloaded_only 'access, readlink and O_PATH go to the disk'
    run -0 overridden "$PYTHON" -c '
import errno, os
def error(flags, path="run_config.json"):
    try:
        os.close(os.open(path, flags))
        return "opened"
    except OSError as error:
        return errno.errorcode[error.errno]
print(error(os.O_RDONLY | os.O_DIRECTORY), error(os.O_RDONLY | os.O_NOFOLLOW), error(os.O_RDONLY | os.O_NONBLOCK))
print(error(os.O_WRONLY), error(os.O_RDWR), error(os.O_RDONLY | os.O_TRUNC))
print(os.access("run_config.json", os.F_OK), os.access("run_config.json", os.W_OK), os.access("run_config.json", os.X_OK))'
    [ "$output" = $'ENOTDIR opened opened\nENOENT ENOENT ENOENT\nTrue False False' ]
}

# --- what it looks like

@test "stat, fstat and statx agree, from process to process" {
    preloaded_only 'the device and inode are those of the memfd'
    local before
    run -0 overridden "$PYTHON" -c '
import os, stat
file = open("run_config.json")
seen = os.stat("run_config.json")
assert seen == os.lstat("run_config.json") == os.fstat(file.fileno())
assert seen.st_blocks == os.fstat(file.fileno()).st_blocks
assert seen.st_dev == os.stat(".").st_dev and seen.st_uid == os.getuid() and stat.S_IMODE(seen.st_mode) == 0o444
os.mkdir("new")
assert seen == os.stat("run_config.json")'
    before=$(date +%s)
    run -0 overridden sh -c 'stat -c "%i %d %s %a %Y %Z" run_config.json; sleep 1.1; stat -c "%i %d %s %a %Y %Z" run_config.json'
    [ "${lines[0]}" = "${lines[1]}" ]
    read -r _ _ _ _ modified _ <<<"$output"
    [ "$modified" -ge "$before" ]
}

@test "coreutils, grep, jq, tar, find and shells" {
    preloaded_only 'access, readlink and O_PATH go to the disk'
    shows cat run_config.json
    shows head -c 7 run_config.json
    shows wc -c run_config.json
    shows sh -c 'cp run_config.json ../copy && cat ../copy && rm ../copy'
    shows sh -c 'cp -a run_config.json ../copy && cat ../copy && rm -f ../copy'
    shows stat -c '%n %s %F' run_config.json
    shows ls run_config.json
    shows find run_config.json -type f -size -40c
    shows sh -c 'tar cf - run_config.json | tar xOf -'
    shows grep -c lr run_config.json
    shows jq .layers run_config.json
    shows sh -c 'basename "$(realpath -e run_config.json)"'
    shows sh -c 'ls -l run_config.json 2>&1 | wc -l'
    shows sh -c 'cat <run_config.json; [ -f run_config.json ] && [ -r run_config.json ] && [ -s run_config.json ] && echo yes'
    shows bash -c 'echo "$(<run_config.json)"; read -r line <run_config.json; echo "$line"'
}

@test "C, fortified, against musl" {
    local way program
    for way in open openat fopen freopen mmap exact; do
        for program in read read-fortified read-musl; do
            shows "$BATS_FILE_TMPDIR/$program" $way run_config.json
        done
    done
}

@test "C under the sanitizers" {
    needs_sanitizers
    local way
    export ASAN_OPTIONS=detect_leaks=0
    for way in open openat fopen freopen mmap exact; do
        run -0 overridden env LD_PRELOAD="$(gcc -print-file-name=libasan.so):$LIB" "$BATS_FILE_TMPDIR/read-asan" \
            $way run_config.json
        [ "${lines[0]}" = "$SERVED" ]
    done
}

@test "C++ and Rust" {
    shows "$BATS_FILE_TMPDIR/read-cpp" ifstream run_config.json
    shows "$BATS_FILE_TMPDIR/read-rust" read_to_string run_config.json
    shows "$BATS_FILE_TMPDIR/read-rust" copy run_config.json
}

@test "Python" {
    preloaded_only 'access, readlink and O_PATH go to the disk'
    local way
    for way in open pathlib json mmap exact; do
        shows "$PYTHON" "$BATS_TEST_DIRNAME/programs/read.py" $way run_config.json
    done
    shows "$PYTHON" -c 'import shutil
shutil.copy2("run_config.json", "../copy")
print(open("../copy").read())'
    shows "$PYTHON" -c 'import os, pathlib
path = pathlib.Path("run_config.json")
print(path.exists(), path.is_file(), os.access(path, os.R_OK), path.resolve(strict=True).name, os.path.getsize(path))'
}

@test "Node" {
    preloaded_only 'access, readlink and O_PATH go to the disk'
    local way
    for way in readFileSync promises createReadStream copyFile require; do
        shows node "$BATS_TEST_DIRNAME/programs/read.js" $way run_config.json
    done
    shows node -e 'const fs = require("fs"), path = require("path"), name = "run_config.json";
fs.accessSync(name, fs.constants.R_OK);
console.log(fs.existsSync(name), fs.statSync(name).size, path.basename(fs.realpathSync(name)),
    path.basename(fs.realpathSync.native(name)))'
}

@test "Java" {
    local way
    for way in readString FileInputStream Scanner map; do
        shows java -XX:TieredStopAtLevel=1 -cp "$BATS_FILE_TMPDIR" Read $way run_config.json
    done
}

@test "Perl" {
    shows perl -e 'use Cwd "realpath"; use File::Basename;
open(my $file, "<", "run_config.json") or die; print <$file>;
print -s "run_config.json", -e "run_config.json", -r "run_config.json", basename(realpath("run_config.json")), "\n"'
}

@test "it is where the manifest's path leads to the manifest from, for children that start elsewhere, too" {
    unset INLAY_ROOT
    mkdir conf
    echo "$MANIFEST" >conf/inlay.yaml
    MANIFEST=conf/inlay.yaml
    run -0 overridden sh -c 'cd sub && cat ../run_config.json'
    [ "$output" = "$SERVED" ]
    missing sh -c 'cd sub && cat run_config.json'
}

@test "children with a cleared environment" {
    run -0 overridden sh -c 'cd sub && env -i cat ../run_config.json'
    [ "$output" = "$SERVED" ]
    run -0 overridden sh -c 'stat -c %Y run_config.json; sleep 1.1; env -i stat -c %Y run_config.json'
    [ "${lines[0]}" = "${lines[1]}" ]
}

# --- writing

@test "a job that writes the file reads its own bytes with the run config applied" {
    run -0 overridden sh -c 'echo "{\"lr\": 1, \"mine\": 2}" >run_config.json; cat run_config.json'
    [ "$output" = '{"lr": 1e-4, "mine": 2, "layers": [64, 32]}' ]
    [ "$(<run_config.json)" = '{"lr": 1, "mine": 2}' ]
    run -0 overridden sh -c 'rm run_config.json; cat run_config.json'
    is_served
}

@test "opened for reading, for writing, and for reading again by one process" {
    run -0 overridden "$PYTHON" -c '
print(open("run_config.json").read(), end="")
open("run_config.json", "w").write("{\"mine\": 1}\n")
print(open("run_config.json").read(), end="")'
    [ "$output" = "$SERVED"$'\n''{"mine": 1, "lr": 1e-4, "layers": [64, 32]}' ]
}

@test "r+, append and exclusive creation are the kernel's" {
    missing "$PYTHON" -c 'open("run_config.json", "r+")'
    run -0 overridden sh -c 'set -C; echo 1 >run_config.json && rm run_config.json; echo 2 >>run_config.json'
    [ "$(<run_config.json)" = 2 ]
}

# --- contents

@test "YAML, and run configs without keys" {
    MANIFEST='{"run_config": {"file": "run_config.yaml"}}'
    run -0 overridden cat run_config.yaml
    [ "$output" = $'lr: 1.0e-4\nlayers: [64, 32]' ]
    RUN_CONFIG='{}'
    run -0 overridden cat run_config.yaml
    [ "$output" = '{}' ]
    MANIFEST='{"run_config": {"file": "run_config.json"}}'
    run -0 overridden cat run_config.json
    [ "$output" = '{}' ]
}

@test "inlay run, render, diff and check" {
    export INLAY_INPUTS=$MANIFEST WANDB_CONFIG=$RUN_CONFIG
    run -0 --separate-stderr "$INLAY" run -- sh -c 'cd sub && cat ../run_config.json'
    [ "$output" = "$SERVED" ]
    [ -z "$stderr" ]
    run -0 "$INLAY" check
    [ -z "$output" ]
    run -0 "$INLAY" render run_config.json
    [ "$output" = "$SERVED" ]
    run -0 "$INLAY" diff
    [[ $output == *"+$SERVED" ]]
    [ ! -e run_config.json ]
}

@test "a run config that has keys must be read, one without need not" {
    export INLAY_INPUTS=$MANIFEST WANDB_CONFIG=$RUN_CONFIG
    run -125 --separate-stderr "$INLAY" run --strict -- true
    [[ $stderr == *'run_config.json was never opened'* ]]
    WANDB_CONFIG='{}'
    run -0 --separate-stderr "$INLAY" run --strict -- true
    [ -z "$stderr" ]
}

@test "nothing is said of new keys, and the record has no digest of a file that is not there" {
    preloaded_only 'the launch owns the record'
    run -0 --separate-stderr overridden INLAY_REPORT="$PWD/../report" cat run_config.json
    [ -z "$stderr" ]
    run -0 jq -c 'select(.event == "serve") | [has("before"), has("after"), .size]' ../report
    [ "$output" = "[false,true,$((${#SERVED} + 1))]" ]
}

# --- not in the way

# calls NAME OPTION ... COMMAND ...: how many system calls it makes from the first that names NAME on.
calls() {
    strace -f -o ../trace "${@:2}" >/dev/null 2>&1 || true
    sed "1,/(.*\"$1\"/d" ../trace | grep -c .
}

@test "a path that is not the file's costs no more system calls than it does without" {
    local program
    for program in "cat other.json" "stat other.json" "$BATS_FILE_TMPDIR/symbol access other.json" \
        "$BATS_FILE_TMPDIR/symbol fopen other.json"; do
        calls other.json $program >../expected
        calls other.json -E LD_PRELOAD="$LIB" -E INLAY_INPUTS="$MANIFEST" -E WANDB_CONFIG="$RUN_CONFIG" $program >../actual
        echo "# $program: $(<../actual), and without inlay $(<../expected)"
        (($(<../actual) <= $(<../expected)))
    done
}

@test "errors of other paths keep their number" {
    run -0 overridden "$PYTHON" -c '
import errno, os
for path in "other.json", "sub/run_config.json", "run_config.json/x", "nowhere/run_config.json":
    for call in os.stat, os.lstat, os.listdir, lambda path: os.open(path, os.O_RDONLY):
        try:
            call(path)
        except OSError as error:
            print(errno.errorcode[error.errno], end=" ")'
    [ "$output" = "$(printf 'ENOENT %.0s' {1..16})" ]
}
