#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Unmodified programs in every supported language read the patched file, by LD_PRELOAD alone, by `inlay run`, and under
# supervision; static ones by that alone.
#
# The oracle is a twin of the job's directory in which the files on disk hold the bytes that `inlay render` gives: with
# overrides, a program must print what it prints there.

bats_require_minimum_version 1.5.0
load helpers

# Both directions, since a program that trusts a wrong size fails differently in each.
LONGER='{"files": {
    "config.yaml": {"trainer": {"learning_rate": 1e-4, "name": "a name longer than the one that the file on disk has"}},
    "config.json": {"trainer": {"learning_rate": 1e-4, "name": "a name longer than the one that the file on disk has"}},
    "flat.yaml": {"learning_rate": 0.00001, "seed": 1234567890}}}'
SHORTER='{"files": {
    "config.yaml": {"trainer": {"learning_rate": 1, "name": "n"}},
    "config.json": {"trainer": {"learning_rate": 1, "name": "n"}},
    "flat.yaml": {"learning_rate": 1, "seed": 7}}}'

setup_file() {
    export PROGRAMS=$BATS_FILE_TMPDIR
    cd "$BATS_TEST_DIRNAME/programs"
    gcc -O2 -o "$PROGRAMS/c" read.c
    gcc -O2 -D_FILE_OFFSET_BITS=64 -o "$PROGRAMS/c-64-bit-offsets" read.c
    gcc -O2 -D_FORTIFY_SOURCE=2 -o "$PROGRAMS/c-fortified" read.c
    gcc -O2 -D_FORTIFY_SOURCE=2 -D_FILE_OFFSET_BITS=64 -o "$PROGRAMS/c-fortified-64-bit-offsets" read.c
    musl-gcc -O2 -o "$PROGRAMS/c-musl" read.c
    gcc -O2 -static -o "$PROGRAMS/c-static" read.c
    musl-gcc -O2 -static -o "$PROGRAMS/c-musl-static" read.c
    g++ -std=c++17 -O2 -o "$PROGRAMS/cpp" read.cpp
    rustc -O -o "$PROGRAMS/rust" read.rs
    rustc -O -C target-feature=+crt-static -o "$PROGRAMS/rust-static" read.rs
    javac -d "$PROGRAMS" Read.java

    # The ways that overrides can take here.
    export WAYS='by_environment by_run'
    cd "$BATS_FILE_TMPDIR"
    ! (needs_supervision) >/dev/null 2>&1 || WAYS+=' by_supervision'
}

setup() {
    own_directory
    mkdir job twin
    cat >job/config.yaml <<'YAML'
# The trainer's settings.
trainer:
  name: first_model      # shows up in the logs
  learning_rate: 0.0125
  layers: [64, 32]
seed: 42
YAML
    cat >job/config.json <<'JSON'
{
  "trainer": {"name": "first_model", "learning_rate": 0.0125, "layers": [64, 32]},
  "seed": 42
}
JSON
    cat >job/flat.yaml <<'YAML'
learning_rate: 0.0125
seed: 42
YAML
    chmod 640 job/*
    touch -d '2024-02-29 12:34:56.789' job/*
    disk_state >disk_before
}

disk_state() {
    sha256sum job/*
    stat -c '%n %s %a %U %G %y %z %i' job/*
}

# Makes twin/ what job/ looks like under overrides.
make_twin() {
    local file
    for file in config.yaml config.json flat.yaml; do
        (cd job && "$INLAY" render "$file" -o "$1") >"twin/$file"
        chmod --reference="job/$file" "twin/$file"
        touch --reference="job/$file" "twin/$file"
    done
}

by_environment() {
    (cd job && timeout 60 env LD_PRELOAD="$LIB" INLAY_OVERRIDES="$overrides" "$@")
}

by_run() {
    (cd job && timeout 60 "$INLAY" run -o "$overrides" -- "$@")
}

by_supervision() {
    (cd job && timeout 60 "$INLAY" run --via=supervise -o "$overrides" -- "$@")
}

# as_if COMMAND ...: under overrides, COMMAND prints in job/ what it prints in twin/ without them.
as_if() {
    local overrides way
    echo "# $*"
    for overrides in "$LONGER" "$SHORTER"; do
        make_twin "$overrides"
        (cd twin && "$@") >expected
        (cd job && "$@") >unpatched || true
        if cmp -s expected unpatched; then
            echo 'this command does not tell patched from unpatched'
            return 1
        fi
        for way in $WAYS; do
            echo "# $way"
            "$way" "$@" >actual
            diff -u expected actual
        done
    done
    disk_state | diff -u disk_before -
}

all_ways_of_c() {
    local way
    for way in open openat fopen freopen mmap exact; do
        as_if "$PROGRAMS/$1" "$way" config.yaml
        as_if "$PROGRAMS/$1" "$way" config.json
    done
}

@test "C" {
    all_ways_of_c c
}

@test "C with 64-bit offsets" {
    all_ways_of_c c-64-bit-offsets
}

@test "C, fortified" {
    all_ways_of_c c-fortified
}

@test "C, fortified, with 64-bit offsets" {
    all_ways_of_c c-fortified-64-bit-offsets
}

@test "C against musl" {
    all_ways_of_c c-musl
}

@test "C and Rust, static" {
    needs_supervision
    WAYS=by_supervision
    all_ways_of_c c-static
    all_ways_of_c c-musl-static
    as_if "$PROGRAMS/rust-static" read_to_string config.yaml
    as_if "$PROGRAMS/rust-static" copy config.yaml
}

@test "C++ ifstream" {
    as_if "$PROGRAMS/cpp" ifstream config.yaml
    as_if "$PROGRAMS/cpp" ate config.json
}

@test "C++ filesystem" {
    as_if "$PROGRAMS/cpp" file_size config.yaml
    as_if "$PROGRAMS/cpp" copy_file config.json
}

python() {
    as_if "$PYTHON" "$BATS_TEST_DIRNAME/programs/read.py" "$@"
}

@test "Python open and pathlib" {
    python open config.yaml
    python pathlib config.json
}

@test "Python with PyYAML, in Python and in C" {
    python safe_load config.yaml
    python CSafeLoader config.yaml
}

@test "Python json" {
    python json config.json
}

@test "Python mmap" {
    python mmap config.yaml
}

@test "Python os.path.getsize and os.read" {
    python exact config.yaml
}

@test "Python shutil.copy2" {
    python copy config.yaml
}

node_way() {
    as_if node "$BATS_TEST_DIRNAME/programs/read.js" "$@"
}

@test "Node readFileSync and fs.promises" {
    node_way readFileSync config.yaml
    node_way promises config.json
}

@test "Node createReadStream" {
    node_way createReadStream config.yaml
}

@test "Node require of a JSON file" {
    node_way require config.json
}

@test "Node statSync and readSync" {
    node_way exact config.yaml
}

@test "Node copyFileSync" {
    node_way copyFile config.yaml
}

java_way() {
    as_if java -XX:TieredStopAtLevel=1 -cp "$PROGRAMS" Read "$@"
}

@test "Java Files.readString and Files.size" {
    java_way readString config.yaml
}

@test "Java FileInputStream" {
    java_way FileInputStream config.json
}

@test "Java Scanner" {
    java_way Scanner config.yaml
}

@test "Java FileChannel.map" {
    java_way map config.yaml
}

@test "Rust fs::read_to_string and BufReader" {
    as_if "$PROGRAMS/rust" read_to_string config.yaml
    as_if "$PROGRAMS/rust" BufReader config.json
}

@test "Rust metadata and read_exact" {
    as_if "$PROGRAMS/rust" read_exact config.yaml
}

@test "Rust fs::copy" {
    as_if "$PROGRAMS/rust" copy config.yaml
}

perl_way() {
    as_if perl "$BATS_TEST_DIRNAME/programs/read.pl" "$@"
}

@test "Perl open" {
    perl_way open config.yaml
    perl_way lines config.json
}

@test "Perl -s and sysread" {
    perl_way sysread config.yaml
}

@test "Perl File::Copy" {
    perl_way copy config.yaml
}

@test "bash \$(<file)" {
    as_if bash -c 'echo "$(<config.yaml)"'
}

@test "bash read" {
    as_if bash -c 'while IFS= read -r line; do echo "$line"; done <config.yaml'
}

@test "bash source" {
    as_if bash -c 'learning_rate:() { echo "rate is $1"; }; seed:() { echo "seed is $1"; }; source ./flat.yaml'
}

@test "cat, head, tail, tac, sort, dd" {
    as_if cat config.yaml
    as_if head -n 4 config.yaml
    as_if tail -n 4 config.yaml
    as_if tac config.yaml
    as_if sort config.yaml
    as_if dd if=config.yaml status=none
}

@test "wc, md5sum, sha256sum, cksum" {
    as_if wc config.yaml
    as_if wc -c config.json
    as_if md5sum config.yaml
    as_if sha256sum config.json
    as_if cksum config.yaml
}

@test "stat, ls, du, find" {
    as_if stat -c '%n %s %a %U %G %y %h %F' config.yaml
    as_if ls -l config.yaml config.json
    as_if du --apparent-size --bytes config.yaml
    as_if find . -name config.yaml -size -400c -printf '%p %s %m %t\n'
}

@test "cp and cp -a" {
    as_if sh -c 'cp config.yaml copy && cat copy && rm copy'
    as_if sh -c 'cp -a config.yaml copy && cat copy && stat -c "%s %a %U %y" copy && rm copy'
    as_if sh -c 'install -m 600 config.yaml copy && cat copy && rm copy'
}

@test "cmp and diff" {
    as_if sh -c 'cmp -l config.yaml flat.yaml || true'
    as_if sh -c 'diff config.yaml flat.yaml || true'
    as_if sh -c 'diff config.yaml ../twin/config.yaml && echo same'
}

@test "sed, grep, awk" {
    as_if sed -n '/name/,/layers/p' config.yaml
    as_if grep -n learning_rate config.yaml
    as_if awk '/learning_rate/ { print $2 }' config.yaml
}

@test "jq" {
    as_if jq -r .trainer.name config.json
}

@test "tar" {
    as_if sh -c 'tar cf - config.yaml config.json | tar xOf -'
    as_if sh -c 'tar cf - config.yaml config.json | tar tvf -'
}

@test "gzip" {
    as_if sh -c 'gzip -c <config.yaml | gzip -dc'
    as_if sh -c 'gzip -c config.json | gzip -dc'
}

@test "git hash-object" {
    as_if git hash-object config.yaml
}

@test "stat and fstat show the device, inode, mode, owner and times of the file on disk" {
    local program='import os
with open("config.yaml") as stream:
    for status in os.stat("config.yaml"), os.lstat("config.yaml"), os.fstat(stream.fileno()):
        print(status.st_dev, status.st_ino, oct(status.st_mode), status.st_uid, status.st_gid, status.st_nlink,
              status.st_mtime_ns, status.st_ctime_ns)'
    cd job
    "$PYTHON" -c "$program" >../expected
    LD_PRELOAD=$LIB INLAY_OVERRIDES=$LONGER "$PYTHON" -c "$program" >../actual
    diff -u ../expected ../actual
    "$INLAY" run -o "$LONGER" -- "$PYTHON" -c "$program" >../actual
    diff -u ../expected ../actual
}

@test "W&B Launch's variable alone, without inlay's" {
    cd job
    run -0 env LD_PRELOAD="$LIB" WANDB_LAUNCH_FILE_OVERRIDES='{"config.json": {"seed": 7}}' jq -c .seed config.json
    [ "$output" = 7 ]
}
