#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A value secret://NAME at a key that the manifest calls a secret is, to the job, what the environment variable NAME holds;
# and what it holds is written nowhere.

bats_require_minimum_version 1.5.0
load helpers

CLEAR='cl3ar: "text" of #1'
MANIFEST='{"files": {"config.yaml": {"secrets": ["api.key", "users[+].password"]}, "config.json": {"secrets": ["api.key"]}}}'

setup_file() {
    cd "$BATS_TEST_DIRNAME/programs"
    gcc -O2 -o "$BATS_FILE_TMPDIR/read" read.c
    gcc -O1 -g -fsanitize=address,undefined -o "$BATS_FILE_TMPDIR/read-asan" read.c
    build_sandbox
    gcc -O2 -D_GNU_SOURCE -pthread -o "$BATS_FILE_TMPDIR/spawner" spawner.c
    javac -d "$BATS_FILE_TMPDIR" Read.java
}

setup() {
    own_directory
    mkdir job tmp twin
    cd job
    cat >config.yaml <<'YAML'
# The account.
api:
  key: secret://my_key    # by name
note: secret://my_key
users:
- {name: a, password: secret://MY_KEY}
- {name: b, password: plain}
rate: 1
YAML
    echo '{"api": {"key": "secret://my_key"}, "note": "secret://my_key"}' >config.json
    sed "s/secret:\/\/my_key    #/'$CLEAR'    #/; s/secret:\/\/MY_KEY/'$CLEAR'/" config.yaml >../twin/config.yaml
    "$PYTHON" -c 'import json, sys
print(json.dumps({"api": {"key": sys.argv[1]}, "note": "secret://my_key"}))' "$CLEAR" >../twin/config.json
    cp -r . ../disk
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    export MY_KEY=$CLEAR INLAY_INPUTS=$MANIFEST
}

# Whatever a test did: the disk is as it was, and nothing that inlay wrote holds a secret. What tests wrote is twin/.
teardown() {
    cd "$BATS_TEST_TMPDIR"
    diff -r disk job
    run -1 grep -ra cl3ar --exclude-dir=twin .
}

overridden() {
    preloaded INLAY_REPORT="$BATS_TEST_TMPDIR/report" INLAY_LOG="$BATS_TEST_TMPDIR/log" "$@"
}

# Parsed, so that spelling does not count.
says() {
    "$PYTHON" -c 'import json, sys, yaml
seen = yaml.safe_load(sys.stdin)
assert seen["api"]["key"] == sys.argv[1], seen
assert seen["note"] == "secret://my_key", seen
if "users" in seen:
    assert [user["password"] for user in seen["users"]] == [sys.argv[1], "plain"], seen' "$CLEAR"
}

reads() {
    "$@" >../twin/output
    says <../twin/output
}

# --- every language

@test "cat and C" {
    local way
    reads overridden cat config.yaml
    reads overridden cat config.json
    for way in open fopen mmap exact; do
        overridden "$BATS_FILE_TMPDIR/read" $way config.yaml | sed '$d' >../twin/output
        says <../twin/output
    done
}

@test "C under the sanitizers" {
    needs_sanitizers
    ASAN_OPTIONS=detect_leaks=0 overridden env LD_PRELOAD="$(gcc -print-file-name=libasan.so):$LIB" \
        "$BATS_FILE_TMPDIR/read-asan" fopen config.yaml | sed '$d' >../twin/output
    says <../twin/output
}

@test "Python" {
    preloaded_only 'the report has the command'
    run -0 overridden "$PYTHON" -c 'import json, sys, yaml
print(yaml.safe_load(open("config.yaml"))["api"]["key"] == sys.argv[1] == json.load(open("config.json"))["api"]["key"])' "$CLEAR"
    [ "$output" = True ]
}

@test "Node and Java" {
    overridden node "$BATS_TEST_DIRNAME/programs/read.js" readFileSync config.json | head -n 1 >../twin/output
    says <../twin/output
    overridden java -XX:TieredStopAtLevel=1 -cp "$BATS_FILE_TMPDIR" Read readString config.json | head -n 1 >../twin/output
    says <../twin/output
}

# --- where the value comes from

@test "a program that overwrites its environment" {
    reads overridden "$PYTHON" -c 'import os
os.environ["MY_KEY"] = "another"
print(open("config.yaml").read())'
    reads overridden "$PYTHON" -c 'import os
os.environ.clear()
print(open("config.yaml").read())'
}

@test "an override says secret://, or takes its place" {
    reads overridden INLAY_SET=$'config.yaml:api.key=secret://my_key\nconfig.yaml:rate=2' cat config.yaml
    grep -q 'rate: 2' ../twin/output
    [ -z "${SUPERVISED-}" ] || return 0 # inlay run asks for config.json's, too, before the start
    unset MY_KEY
    run -0 overridden INLAY_SET=$'config.yaml:api.key=mine\nconfig.yaml:users[0].password=yours' cat config.yaml
    [[ $output == *'key: mine    # by name'* ]]
}

@test "an unset secret fails the open, and is named with its place" {
    preloaded_only 'inlay run refuses such a launch before the start'
    unset MY_KEY
    run -1 --separate-stderr overridden cat config.yaml
    [ -z "$output" ]
    [[ $stderr == *'config.yaml:3:8: api.key: secret://my_key needs the environment variable MY_KEY, which is not set (and 1 more)'* ]]
    run -125 "$INLAY" run config.yaml:rate=2 -- cat config.yaml
    [[ $output == *'config.yaml:3:8: api.key: secret://my_key needs the environment variable MY_KEY, which is not set'* ]]
    run -1 "$INLAY" check
    run -125 "$INLAY" run config.yaml:api.key=secret://none -- true
    [[ $output == *'argument 1: config.yaml: api.key: secret://none needs the environment variable NONE, which is not set'* ]]
}

@test "a job that never opens the file does not need its secrets" {
    preloaded_only 'inlay run refuses such a launch before the start'
    unset MY_KEY
    run -0 --separate-stderr overridden true
    [ -z "$stderr" ]
}

@test "a file that nothing overrides need be neither there nor opened" {
    INLAY_INPUTS='{"files": {"config.yaml": {"secrets": ["api.key"]}, "late.yaml": {"secrets": ["a"]}}}'
    run -0 --separate-stderr "$INLAY" run --strict -- true
    [ -z "$stderr" ]
    run -0 --separate-stderr "$INLAY" check --allow-missing
    [ -z "$stderr" ]
}

@test "without a manifest secret:// is a string" {
    unset INLAY_INPUTS
    run -0 overridden INLAY_SET=config.yaml:rate=2 cat config.yaml
    [[ $output == *'key: secret://my_key    # by name'* ]]
}

@test "in the run config's file, which is not on the disk" {
    INLAY_INPUTS='{"run_config": {"file": "run.json", "schema": {"type": "object", "properties":
        {"key": {"type": "string", "format": "secret"}}}}}'
    export WANDB_CONFIG='{"key": "secret://my_key", "note": "secret://my_key"}'
    overridden cat run.json >../twin/output
    run -0 jq -r '.key, .note' ../twin/output
    [ "$output" = "$CLEAR"$'\nsecret://my_key' ]
}

# --- children

@test "children with a cleared environment have the variable, and no other" {
    export OTHER=1
    reads overridden env -i cat config.yaml
    reads overridden sh -c 'exec env -i sh -c "cat config.yaml"'
    reads overridden "$PYTHON" -c 'import subprocess
subprocess.run(["cat", "config.yaml"], env={}, check=True)'
    [ -z "${SUPERVISED-}" ] || return 0 # nothing is put into environments
    overridden env -i env >../twin/output
    grep -qF "MY_KEY=$CLEAR" ../twin/output
    run -1 grep OTHER ../twin/output
}

@test "children with another value of their own have that" {
    preloaded_only 'the supervisor has the variables of inlay run alone'
    overridden env -i MY_KEY=mine cat config.yaml >../twin/output
    grep -q 'key: mine' ../twin/output
}

@test "no command line holds the value: after clearenv, system is refused the file" {
    preloaded_only 'the supervisor has the variables of inlay run alone'
    run ! overridden "$BATS_FILE_TMPDIR/spawner" system /bin/cat config.yaml
    [[ $output == *'needs the environment variable MY_KEY'* ]]
    overridden "$BATS_FILE_TMPDIR/spawner" system /bin/cat /proc/self/cmdline >../twin/output
    run -1 grep -a cl3ar ../twin/output
}

@test "INLAY_PROPAGATE=0 leaves them alone" {
    overridden INLAY_PROPAGATE=0 env -i env >../twin/output
    [ ! -s ../twin/output ]
}

# --- nowhere else

@test "report, records, log, messages: no secret, no digest of one" {
    preloaded_only 'the inner inlay run reports what the supervisor serves as the disk'
    overridden INLAY_REPORT="$PWD/../report" cat config.yaml >../twin/output
    run -0 --separate-stderr overridden "$INLAY" run --report ../report.json config.yaml:rate=2 -- \
        sh -c 'cat config.yaml >../twin/output; cat config.json >../twin/output'
    [ -z "$stderr" ]
    run -0 jq -c '[.files[] | .after, (.opens | [.first, .last[]][] | has("after"))] | unique' ../report.json
    [ "$output" = '[null,false]' ]
    run -0 jq -c 'select(.event == "serve") | has("after")' ../report
    [ "$output" = false ]
    # What is left are the sums of the files on the disk.
    cat ../report* >../twin/reports
    sha256sum <../twin/config.yaml | cut -d ' ' -f 1 >../twin/sum
    run -1 grep -f ../twin/sum ../twin/reports
}

@test "a refused patch says no value" {
    preloaded_only 'inlay run refuses such a launch before the start'
    run -1 --separate-stderr overridden INLAY_SET=config.yaml:raet=2 cat config.yaml
    [[ $stderr == *'raet'* ]]
    MY_KEY=$'cl3ar\xff' run -1 --separate-stderr overridden cat config.yaml
    [[ $stderr == *'api.key: secret://my_key has a value that is not UTF-8'* ]]
    [[ $stderr != *cl3ar* ]]
}

@test "diff, render, check and run show references; render --reveal the value" {
    run -0 "$INLAY" diff config.yaml:rate=2
    [[ $output != *cl3ar* && $output == *'rate: 2'* ]]
    run -0 "$INLAY" diff config.yaml:api.key=secret://my_key config.yaml:users[1].password=secret://my_key
    [[ $output != *cl3ar* && $output == *'+- {name: b, password: '*secret://my_key* ]]
    run -0 "$INLAY" render config.yaml
    [ "$output" = "$(<config.yaml)" ]
    run -0 "$INLAY" check
    [ -z "$output" ]
    reads "$INLAY" render --reveal config.yaml
    run -2 "$INLAY" diff --reveal
    [ "${lines[0]}" = 'inlay: --reveal: only inlay render takes this option' ]
}

@test "without memfds the file is refused, and no file takes their place" {
    preloaded_only 'the supervisor makes the memfd'
    run -1 --separate-stderr overridden strace -f -o ../trace "$BATS_FILE_TMPDIR/sandbox" 1 !memfd_create cat config.yaml
    [ -z "$output" ]
    [[ $stderr == *'config.yaml: memfd_create is not allowed here, and a file with secrets is served from memory alone'* ]]
    run -1 grep O_TMPFILE ../trace
    rm ../trace # it shows what the program was given in its environment
}

@test "other files of the launch are served without memfds as ever" {
    preloaded_only 'the supervisor makes the memfd'
    INLAY_INPUTS='{"files": {"config.yaml": {"secrets": ["api.key"]}, "plain.yaml": {}}}'
    echo 'a: 1' | tee plain.yaml >../disk/plain.yaml
    run -0 overridden INLAY_SET=plain.yaml:a=2 "$BATS_FILE_TMPDIR/sandbox" 1 !memfd_create cat plain.yaml
    [ "$output" = 'a: 2' ]
}

# --- plain values at secrets' keys

plain_secrets() {
    cat >config.yaml <<'YAML'
a: 1
b: cl3ar-1    # by hand
base: &base
  key: cl3ar-2
api:
  <<: *base
list: [cl3ar-3, {p: cl3ar-4}]
text: |
  cl3ar-5
  cl3ar-6
YAML
    export INLAY_INPUTS='{"files": {"config.yaml": {"secrets": ["b", "api.key", "list[+]", "text"]}}}'
    cp config.yaml ../disk
}

@test "a plain value at a secret's key: report and records have neither it, nor a digest, nor what takes its place" {
    plain_secrets
    sha256sum <config.yaml | cut -d ' ' -f 1 >../twin/sums
    run -0 --separate-stderr "$INLAY" run --report ../report.json config.yaml:a=2 config.yaml:b=cl3ar-7 \
        -- sh -c 'cat config.yaml >../twin/output'
    [ -z "$stderr" ]
    overridden INLAY_SET=$'config.yaml:b=cl3ar-7\nconfig.yaml:a=2' cat config.yaml >../twin/output
    grep -q 'b: cl3ar-7    # by hand' ../twin/output
    sha256sum <../twin/output | cut -d ' ' -f 1 >>../twin/sums
    rm ../disk/config.yaml config.yaml # the only file with the values, for teardown
    cp ../report ../report.json ../twin
    [ -s ../twin/report ]
    run -1 grep -f ../twin/sums ../twin/report ../twin/report.json
    run -0 jq -c '.files[] | .before, .after, [.values[] | [.path, .before, .after, .from]]' ../report.json
    [ "${lines[0]}" = null ]
    [ "${lines[1]}" = null ]
    [ "${lines[2]}" = '[["a","1","2","argument 3"],["b","\"(hidden)\"","\"(hidden, overridden)\"","argument 4"]]' ]
}

@test "a change of type around a secret is said without values" {
    cd ../twin
    unset INLAY_INPUTS
    printf 'db: {password: hunter2}\napi: 5\nusers: [{key: hunter3}]\n' >config.yaml
    printf 'files: {config.yaml: {secrets: [db.password, api.key, "users[+].key"]}}\n' >inlay.yaml
    run -0 --separate-stderr "$INLAY" render config.yaml config.yaml:db=5 'config.yaml:api={key: hunter4}' 'config.yaml:users[0]=6'
    [[ $stderr != *hunter* ]]
    [ "${stderr_lines[0]}" = 'inlay: argument 2: note: config.yaml: db was an object, is now an integer' ]
    [ "${stderr_lines[1]}" = 'inlay: argument 3: note: config.yaml: api was an integer, is now an object' ]
    [ "${stderr_lines[2]}" = 'inlay: argument 4: note: config.yaml: users[0] was an object, is now an integer' ]
}

@test "a plain value at a secret's key: diff shows that it changes, not what it is" {
    plain_secrets
    run -0 "$INLAY" diff config.yaml:a=2 config.yaml:b=cl3ar-7 config.yaml:api.key=cl3ar-8 'config.yaml:list[0]=cl3ar-9'
    [[ $output != *cl3ar* ]]
    [[ $output == *$'\n+a: 2\n'*'b: "(hidden, overridden)"    # by hand'* ]]
    [[ $output == *'+list: ["(hidden, overridden)", "(hidden)"]'* ]]
    run -0 "$INLAY" diff config.yaml:b=secret://my_key
    [[ $output == *$'\n-b: "(hidden)"    # by hand'* && $output == *'secret://my_key'*'    # by hand'* ]]
    run -0 "$INLAY" diff 'config.yaml:list[1].p=cl3ar-9'
    [ "$output" = 'config.yaml: what changes is not shown, since a secret would be shown with it' ]
    rm ../disk/config.yaml config.yaml
}

@test "a plain value at a secret's key: of duplicates, behind aliases, in JSON" {
    cat >config.yaml <<'YAML'
a: 1
b: cl3ar-1
b: cl3ar-2
anchor: &anchor cl3ar-3
c: *anchor
d: {e: 1, f: *anchor}
YAML
    echo '{"a": 1, "b": {"c": ["cl3ar-1"]}, "n": 7331}' >config.json
    INLAY_INPUTS='{"files": {"config.yaml": {"secrets": ["b", "c"]}, "config.json": {"secrets": ["b", "n"]}}}'
    run -0 "$INLAY" diff config.yaml:a=2 config.json:a=2 config.json:n=7332
    [[ $output != *cl3ar* && $output != *733* ]]
    [[ $output == *$'+a: 2\n'* && $output == *'+{"a": 2, "b": "(hidden)", "n": "(hidden, overridden)"}'* ]]
    INLAY_INPUTS='{"files": {"config.yaml": {"secrets": ["b", "c", "d"]}}}' run -0 "$INLAY" diff config.yaml:a=2
    [ "$output" = 'config.yaml: what changes is not shown, since a secret would be shown with it' ]
    rm ../disk/config.* config.*
}

@test "what stays behind an override is named, in a file with secrets without its value" {
    printf 'a: &a {key: cl3ar-1, lr: 1}\nb: {<<: *a}\n' >config.yaml
    INLAY_INPUTS='{"files": {"config.yaml": {"secrets": ["a.key"]}}}'
    run -0 "$INLAY" check config.yaml:a.key=cl3ar-2 config.yaml:a.lr=2
    [[ $output == *': note: config.yaml: b keeps key and lr (--shared changes both;'* ]]
    [[ $output != *cl3ar* ]]
    INLAY_INPUTS='{"files": {"config.yaml": {}}}' run -0 "$INLAY" check config.yaml:a.lr=2
    [[ $output == *': note: config.yaml: b keeps lr: 1 (--shared changes both;'* ]]
    rm ../disk/config.* config.*
}

@test "what the schema says of a key that the manifest alone calls a secret shows no value" {
    printf 'b: 1\nl: [1]\nn: 1\n' >config.yaml
    export INLAY_INPUTS='{"files": {"config.yaml": {"secrets": ["b", "l[+]"], "schema": {"properties":
        {"b": {"maximum": 3}, "l": {"items": {"maximum": 3}, "uniqueItems": true}, "n": {"maximum": 3}}}}}}'
    run -125 "$INLAY" run config.yaml:b=73317 config.yaml:l='[73317, 73317]' config.yaml:n=4 -- true
    [[ $output != *7331* ]]
    [[ $output == *'config.yaml: b: the secret does not fit the schema'* ]]
    [[ $output == *'config.yaml: n: 4 is '* ]]
    run -125 "$INLAY" run 'config.yaml:l[+]=73317' -- true
    [[ $output != *7331* && $output == *'the secret does not fit the schema'* ]]
    rm ../disk/config.yaml config.yaml
}

@test "a schema that says so of the whole file" {
    local schema
    echo '"secret://my_key"' >key.json
    cp key.json ../disk
    for schema in '{"type": "string", "format": "secret"}' '{"format": "secret"}'; do
        INLAY_INPUTS="{\"files\": {\"key.json\": {\"schema\": $schema}}}"
        run -0 "$INLAY" check
        [ -z "$output" ]
        run -0 "$INLAY" run -- "$PYTHON" -c 'import json; print(json.load(open("key.json")))'
        [ "$output" = "$CLEAR" ]
        run -0 overridden "$PYTHON" -c 'import json; print(json.load(open("key.json")))'
        [ "$output" = "$CLEAR" ]
        run -0 "$INLAY" describe
        [[ "$output" == *'(the whole file)'*'secret://my_key'*'secret' ]]
    done
}

@test "a reference inside of a secret object or list is refused: it would reach the job as it is" {
    preloaded_only 'inlay run refuses such a launch before the start'
    local advice="stands inside of a secret, where it would stay a string (list its own key in the manifest's secrets)"
    INLAY_INPUTS='{"files": {"config.yaml": {"secrets": ["api", "users"]}}}'
    refuses "argument 1: config.yaml: api: secret://MY_KEY $advice" config.yaml:api.key=secret://MY_KEY
    refuses "argument 1: config.yaml: api: secret://MY_KEY $advice" 'config.yaml:api={a: [{b: secret://MY_KEY}]}'
    refuses "argument 1: config.yaml: users: secret://MY_KEY $advice" 'config.yaml:users[1].password=secret://MY_KEY'
    run -1 overridden INLAY_SET='config.yaml:api.key=secret://MY_KEY' cat config.yaml
    INLAY_INPUTS='{"files": {"config.yaml": {"secrets": [""]}}}'
    refuses "argument 1: config.yaml: the whole file: secret://MY_KEY $advice" config.yaml:note=secret://MY_KEY
    run -0 "$INLAY" check config.yaml:note=x config.yaml:api.key=z
    INLAY_INPUTS='{"files": {"config.yaml": {"secrets": ["api", "api.key"]}}}'
    run -0 "$INLAY" run config.yaml:api.key=secret://MY_KEY -- cat config.yaml
    [[ "$output" == *'cl3ar'* ]]
}
