#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `inlay run --edit` and `inlay edit`: the overrides of a job, written in an editor.
#
# The editor is a script: it keeps what it is given as opened.1, opened.2, …, and applies the sed script edit.1, edit.2, …

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    mkdir temporary
    export TMPDIR=$PWD/temporary
    unset VISUAL
    export EDITOR=$PWD/editor
    cat >editor <<'SH'
#!/bin/sh
n=$(($(cat count 2>/dev/null || echo 0) + 1))
echo $n >count
echo "$*" >arguments.$n
for document; do :; done
stat -c %a "$document" "$(dirname "$document")" >modes
cp "$document" opened.$n
if [ -e edit.$n ]; then sed -i -f edit.$n "$document"; fi
exit "$(cat status 2>/dev/null || echo 0)"
SH
    chmod +x editor
    printf 'trainer:\n  lr: 0.01 # the rate\n  size: 32\n  private: x\nseed: 42\n' >config.yaml
    printf 'files: {config.yaml: {include: [trainer], exclude: [trainer.private]}}\n' >inlay.yaml
}

# at_terminal SCRIPT COMMAND ...: the command at a terminal of its own; what to send and what to expect is SCRIPT's.
at_terminal() {
    local script=$1
    shift
    "$PYTHON" "$ROOT/tests/programs/terminal.py" "$@" <<<"$script"
}

# edits ANSWER: runs a job with its config edited; the answer is to the question at the end.
edits() {
    at_terminal "expect \\[y/N\\]
send $1\\n
end" "$INLAY" run --edit -- cp config.yaml read
}

nothing_is_left() {
    [ -z "$(ls -A temporary)" ]
}

# typed_is_kept: what was typed, in the file that the terminal named.
typed_is_kept() {
    local kept
    kept=$(echo "$TMPDIR"/inlay-edit-*/overrides.yaml)
    [ "$(stat -c %a "$kept" "$(dirname "$kept")")" = $'600\n700' ]
    grep -q "$1" "$kept"
    run -1 grep '^#!' "$kept"
    rm -r "$TMPDIR"/inlay-edit-*
}

KEPT='what was typed is kept in \S+/inlay-edit-\w+/overrides.yaml \(inlay edit -o \S+/overrides.yaml goes on with it\)'

@test "every input stands in the document, commented out" {
    edits n
    diff -u - opened.1 <<'YAML'
## Take the # off a line to override its value, and change it. Save, and leave the editor.

files:
  config.yaml:
    trainer:
##     float
#      lr: 0.01
##     int
#      size: 32
YAML
    [ ! -e read ]
    nothing_is_left
}

@test "a line without its # overrides, and only that" {
    echo 's/^#\( *size\): 32/\1: 64/' >edit.1
    edits y
    sed 's/size: 32/size: 64/' config.yaml | diff -u - read
    grep -q 'size: 32' config.yaml
}

@test "the changes are shown before the question" {
    echo 's/^#\( *size\): 32/\1: 64/' >edit.1
    at_terminal 'expect -  size: 32
expect \+  size: 64
expect Run cp config.yaml read\? \[y/N\]
send n\n
expect nothing was run
end' "$INLAY" run --edit -- cp config.yaml read
    [ ! -e read ]
}

@test "anything but yes runs nothing, with status 125" {
    at_terminal 'expect \[y/N\]
send \n
expect status 125
end' sh -c '"$0" run --edit -- cp config.yaml read; echo "status $?"' "$INLAY"
}

@test "an unchanged document overrides nothing, which is said" {
    at_terminal 'expect The document overrides nothing
expect \[y/N\]
send y\n
end' "$INLAY" run --edit -- cp config.yaml read
    cmp config.yaml read
}

@test "an emptied document overrides nothing" {
    echo 'd' >edit.1
    edits y
    cmp config.yaml read
}

@test "other overrides count, and are what the document shows" {
    at_terminal 'expect \[y/N\]
send y\n
end' "$INLAY" run --edit config.yaml:trainer.size=48 -- cp config.yaml read
    grep -q '^#      size: 48' opened.1
    grep -q 'size: 48' read
}

@test "the document stands above the other overrides" {
    echo 's/^#\( *size\): 48/\1: 64/' >edit.1
    at_terminal 'expect \[y/N\]
send y\n
end' "$INLAY" run --edit config.yaml:trainer.size=48 -- cp config.yaml read
    grep -q 'size: 64' read
}

@test "a document in a pipe is read once and counts" {
    at_terminal 'expect \[y/N\]
send y\n
end' bash -c '"$0" run --edit -o <(echo "set: {config.yaml:trainer.size: 48}") -- cp config.yaml read' "$INLAY"
    grep -q 'size: 48' read
}

@test "a mistake opens the editor again, with what is wrong above its line" {
    echo 's/^#\( *\)size: 32/\1private: 64/' >edit.1
    echo 's/private: 64/size: 64/' >edit.2
    edits y
    grep -A1 '^#! config.yaml: trainer.private is no input of this job' opened.2 | grep -q '^      private: 64$'
    grep -q 'size: 64' read
    run -1 grep '^#!' read
    nothing_is_left
}

@test "an editor that takes +LINE opens at the mistake" {
    mkdir bin
    mv editor bin/nano
    export EDITOR="$PWD/bin/nano -w"
    echo 's/^#\( *\)size: 32/\1private: 64/' >edit.1
    echo 's/private: 64/size: [/' >edit.2
    echo 's/size: \[/size: 64/' >edit.3
    edits y
    [[ "$(cat arguments.1)" == "-w $TMPDIR/"*/overrides.yaml ]]
    read -r _ plus _ <arguments.2
    [ "$(sed -n "${plus#+}p" opened.2)" = '      private: 64' ]
    [[ "$(tail -n 1 opened.3)" == '#! '*'(this is not valid YAML)' ]]
    grep -q 'size: 64' read
}

@test "a mistake that is left as it is ends it, and what was typed is kept" {
    echo 's/^#\( *\)size: 32/\1private: 64/' >edit.1
    at_terminal "expect is no input of this job
expect $KEPT
expect status 125
end" sh -c '"$0" run --edit -- cp config.yaml read; echo "status $?"' "$INLAY"
    [ ! -e read ]
    typed_is_kept '^      private: 64'
}

@test "an editor that fails ends it" {
    echo 3 >status
    at_terminal 'expect editor ended with status 3
expect status 125
end' sh -c '"$0" run --edit -- cp config.yaml read; echo "status $?"' "$INLAY"
    nothing_is_left
}

@test "an editor that does not exist ends it" {
    EDITOR=$PWD/missing at_terminal 'expect missing was not found \(set VISUAL or EDITOR\)
end' "$INLAY" run --edit -- cp config.yaml read
}

@test "VISUAL stands above EDITOR, and editor above vi" {
    VISUAL=$PWD/editor EDITOR=false edits y
    cmp config.yaml read
    rm read
    mkdir bin
    mv editor bin/editor
    EDITOR='' PATH=$PWD/bin:$PATH edits y
    cmp config.yaml read
}

@test "the document is private" {
    edits n
    [ "$(cat modes)" = $'600\n700' ]
}

@test "Ctrl-C belongs to the editor" {
    cat >editor <<'SH'
#!/bin/sh
trap 'touch interrupted' INT
echo editing
while [ ! -e interrupted ]; do sleep 0.05; done
exit 0
SH
    at_terminal 'expect editing
send \x03
expect \[y/N\]
send y\n
end' "$INLAY" run --edit -- cp config.yaml read
    cmp config.yaml read
    nothing_is_left
}

@test "SIGTERM waits until the document is removed" {
    cat >editor <<'SH'
#!/bin/sh
kill -TERM "$PPID"
SH
    at_terminal 'expect status 143
end' sh -c '"$0" run --edit -- cp config.yaml read; echo "status $?"' "$INLAY"
    [ ! -e read ]
    nothing_is_left
}

@test "without a terminal nothing is edited" {
    run -125 setsid --wait "$INLAY" run --edit -- cp config.yaml read
    [[ "$output" == 'inlay: there is no terminal to edit at'* ]]
    run -2 setsid --wait "$INLAY" edit -o o.yaml
    [[ "$output" == 'inlay: there is no terminal to edit at'* ]]
    [ ! -e read ]
}

@test "the job has the standard input and output that inlay has" {
    at_terminal 'expect \[y/N\]
send y\n
end' sh -c 'echo in | "$0" run --edit -- cat - config.yaml >out' "$INLAY"
    (echo in && cat config.yaml) | cmp - out
}

@test "the run config is edited like a file" {
    printf 'run_config: {types: {trainer: {lr: float, model: {name: str}}, tag: str}}\n' >inlay.yaml
    echo 's/^#\( *name\): .*/\1: large/' >edit.1
    at_terminal 'expect run config: \{"trainer": \{"model": \{"name": "large"\}\}\}
expect \[y/N\]
send y\n
end' "$INLAY" run --edit -- sh -c 'echo "$WANDB_CONFIG" >read'
    [ "$(cat read)" = '{"trainer": {"model": {"name": "large"}}}' ]
}

@test "a secret of the run config is not shown among the changes" {
    printf 'run_config: {types: {a: {key: str}}, secrets: [a.key]}\n' >inlay.yaml
    printf 's/^#\\( *key\\): .*/\\1: cl3ar/\n' >edit.1
    at_terminal 'expect run config: \{"a": \{"key": "\(hidden\)"\}\}
expect \[y/N\]
send y\n
end' "$INLAY" run --edit -- sh -c 'echo "$WANDB_CONFIG" >read'
    [ "$(cat read)" = '{"a": {"key": "cl3ar"}}' ]
}

@test "an empty value of an input is null, not nothing" {
    echo 's/^#\( *size\): 32/\1:/' >edit.1
    edits y
    grep -q 'size: null' read
}

@test "edit keeps the document, and run takes it" {
    echo 's/^#\( *size\): 32/\1: 64/' >edit.1
    at_terminal 'expect o.yaml is written
end' "$INLAY" edit -o o.yaml
    run -0 "$INLAY" render -o o.yaml config.yaml
    [[ "$output" == *'size: 64'* && "$output" == *'lr: 0.01 # the rate'* ]]
}

@test "a kept document is edited on" {
    printf 'api: {port: 1}\n' >c.yaml
    printf 'files: {config.yaml: {include: [trainer.size]}, c.yaml: {}}\n' >inlay.yaml
    echo 's/^#\( *size\): 32/\1: 64/' >edit.1
    echo 's/^#\( *port\): 1/\1: 2/' >edit.2
    at_terminal 'expect is written
end' "$INLAY" edit -o o.yaml
    grep -q '^#:    api:' o.yaml
    chmod 640 o.yaml
    at_terminal 'expect is written
end' "$INLAY" edit -o o.yaml
    [ "$(stat -c %a o.yaml)" = 640 ]
    run -0 "$INLAY" render -o o.yaml config.yaml
    [[ "$output" == *'size: 64'* ]]
    run -0 "$INLAY" render -o o.yaml c.yaml
    [[ "$output" == *'port: 2'* ]]
}

@test "a kept document in JSON is edited on, and a new one is YAML" {
    echo '{"files": {"config.yaml": {"trainer": {"size": 12}}}}' >o.json
    echo 's/12/64/' >edit.1
    at_terminal 'expect is written
end' "$INLAY" edit -o o.json
    run -0 "$INLAY" render -o o.json config.yaml
    [[ "$output" == *'size: 64'* ]]
    at_terminal 'expect a new document is YAML
end' "$INLAY" edit -o new.json
}

@test "10,000 inputs are edited at once" {
    "$PYTHON" -c '
for i in range(10000):
    print(f"k{i}: {{value: {i}}}")' >config.yaml
    rm inlay.yaml
    echo '0,/^#\( *value\): 7$/s//\1: 70000/' >edit.1
    at_terminal 'expect is written
end' "$INLAY" edit -o o.yaml config.yaml
    [ "$(grep -cv '^#\|^$' o.yaml)" -eq 4 ]
}

@test "a document that overrides nothing is not written" {
    at_terminal 'expect o.yaml is not written
end' "$INLAY" edit -o o.yaml
    [ ! -e o.yaml ]
}

@test "edit takes one file as its document" {
    run -2 "$INLAY" edit
    [[ "$output" == *'inlay edit -o FILE'* ]]
    run -2 "$INLAY" edit -o a.yaml -o b.yaml
    run -2 "$INLAY" edit -o -
}

@test "without a manifest, files that are named or overridden are edited" {
    rm inlay.yaml
    at_terminal 'expect not written
end' "$INLAY" edit -o o.yaml config.yaml
    grep -q '^#    seed: 42' opened.1
    at_terminal 'expect \[y/N\]
send n\n
end' "$INLAY" run --edit config.yaml:seed=1 -- true
    grep -q '^#    seed: 1' opened.2
    at_terminal 'expect inlay record
end' "$INLAY" run --edit -- true
}

@test "secrets stand in the document as references" {
    printf 'files: {config.yaml: {include: [trainer.private], secrets: [trainer.private]}}\n' >inlay.yaml
    edits n
    grep -q 'private: secret://NAME' opened.1
    run -1 grep 'private: x' opened.1
}

with_schema() {
    printf 'files: {config.yaml: {include: [trainer], schema: schema.json}}\n' >inlay.yaml
    cat >schema.json <<'JSON'
{"properties": {"trainer": {"properties": {
  "size": {"type": "integer", "enum": [16, 64, 256], "description": "Rows\u2028# at once"},
  "lr": {"type": "number", "exclusiveMinimum": 0},
  "warm": {"type": "boolean", "default": true},
  "layers": {"type": "array", "items": {"type": "integer"}},
  "name": {"type": "string"}}}}}
JSON
}

@test "types, limits and descriptions stand above the inputs" {
    with_schema
    edits n
    sed '1,/trainer:/d' opened.1 | diff -u - <(cat <<'YAML'
##     int, one of 16, 64, 256. Rows # at once
#      size: 32
##     float, > 0
#      lr: 0.01
##     bool, default true, not set
#      warm: true
##     list, not set
#      layers: []
##     str, not set
#      name: ""
##     str
#      private: x
YAML
    )
}

@test "what a schema forbids opens the editor again, every mistake at its line" {
    with_schema
    printf 's/^#\\( *size\\): 32/\\1: 12/\ns/^#\\( *lr\\): .*/\\1: -1/\n' >edit.1
    printf 's/size: 12/size: 64/\ns/lr: -1/lr: 0.5/\n' >edit.2
    edits y
    grep -A1 '^#! .*12 is not one of 16, 64, 256' opened.2 | grep -q '^      size: 12$'
    grep -A1 '^#! .*-1 is' opened.2 | grep -q '^      lr: -1$'
    grep -q 'size: 64' read
    grep -q 'lr: 0.5' read
}

@test "what was typed is kept: the answer is no, or Ctrl-C" {
    echo 's/^#\( *size\): 32/\1: 64/' >edit.1
    cp edit.1 edit.2
    at_terminal "expect \\[y/N\\]
send n\\n
expect nothing was run
expect $KEPT
end" "$INLAY" run --edit -- cp config.yaml read
    typed_is_kept '^      size: 64'
    at_terminal "expect \\[y/N\\]
send \\x03
expect $KEPT
end" "$INLAY" run --edit -- cp config.yaml read
    typed_is_kept '^      size: 64'
    [ ! -e read ]
}

@test "what was typed is kept: the editor fails, or is killed, or a signal ends inlay" {
    local end
    for end in 'exit 3' 'kill -KILL $$' 'kill -TERM $PPID' 'kill -HUP $PPID' 'kill -SEGV $PPID' 'kill -ABRT $PPID'; do
        printf '#!/bin/sh\nsed -i "s/^#\\( *size\\): 32/\\1: 64/" "$1"\n%s\n' "$end" >editor
        at_terminal "expect what was typed is kept in
end" "$INLAY" run --edit -- cp config.yaml read
        typed_is_kept '^      size: 64'
        [ ! -e read ]
    done
}

@test "what was typed is kept: the job does not start" {
    echo 's/^#\( *size\): 32/\1: 64/' >edit.1
    cp edit.1 edit.2
    at_terminal "expect \\[y/N\\]
send y\\n
expect cannot run ./missing
expect $KEPT
end" "$INLAY" run --edit -- ./missing
    typed_is_kept '^      size: 64'
    at_terminal "expect \\[y/N\\]
send y\\n
expect the report cannot be written
expect $KEPT
end" "$INLAY" run --edit --report no/such -- cp config.yaml read
    typed_is_kept '^      size: 64'
    [ ! -e read ]
}

@test "what was typed is kept: the document cannot be written, or overrides nothing" {
    echo 's/^#\( *size\): 32/\1: 64/' >edit.1
    echo 's/size: 32/size: 64/' >edit.2
    at_terminal "expect o.yaml: cannot be written: No such file or directory
expect $KEPT
end" "$INLAY" edit -o no/o.yaml
    typed_is_kept '^      size: 64'
    at_terminal "expect o.yaml is not written: it would override nothing
expect $KEPT
end" "$INLAY" edit -o o.yaml
    typed_is_kept '^#      size: 64'
    [ ! -e o.yaml ]
}

@test "what was typed is kept: memory runs out" {
    cat >editor <<'SH'
#!/bin/sh
sed -i "s/^#\( *size\): 32/\1: 64/" "$1"
prlimit --as=1 --pid $PPID
SH
    needs_program prlimit
    at_terminal "expect out of memory
expect what was typed is kept in
end" "$INLAY" run --edit -- cp config.yaml read
    typed_is_kept '^      size: 64'
}

@test "a kept file is edited on" {
    echo 's/^#\( *\)size: 32/\1private: 64/' >edit.1
    echo 's/private: 64/size: 64/' >edit.3
    at_terminal 'expect is kept in
end' "$INLAY" run --edit -- true
    at_terminal 'expect is written
end' sh -c '"$0" edit -o "$TMPDIR"/inlay-edit-*/overrides.yaml' "$INLAY"
    run -0 "$INLAY" render -o "$(echo "$TMPDIR"/inlay-edit-*/overrides.yaml)" config.yaml
    grep -q 'size: 64' <<<"$output"
}

@test "what the user wrote stays: lines that begin with #! and #:" {
    cat >o.yaml <<'YAML'
#! /usr/bin/env inlay
#: a note to myself
#: todo:
files:
  config.yaml:
#:trainer
    trainer:
      lr: 0.5
#! why 0.5
YAML
    cp o.yaml before.yaml
    echo 's/lr: 0.5/lr: 0.6/' >edit.1
    echo 's/lr: 0.6/private: 1/' >edit.2
    echo 's/private: 1/lr: 0.7/' >edit.3
    at_terminal 'expect is written
end' "$INLAY" edit -o o.yaml
    sed 's/lr: 0.5/lr: 0.6/' before.yaml | diff - o.yaml
    at_terminal 'expect is written
end' "$INLAY" edit -o o.yaml
    grep -q '^#! config.yaml: trainer.private is no input' opened.3
    sed 's/lr: 0.5/lr: 0.7/' before.yaml | diff - o.yaml
}

@test "an input in an element that include chooses is a remark, with what to write" {
    printf 'users: [{name: ann, rate: 1}, {name: bob, rate: 2}]\nseed: 42\n' >config.yaml
    printf "files: {config.yaml: {include: ['users[name=bob].rate', seed]}}\n" >inlay.yaml
    at_terminal 'end' "$INLAY" edit -o overrides.yaml
    grep -Fx '## int: write set: {"config.yaml:users[name=bob].rate": 2}' opened.1
    grep -Fx '#    seed: 42' opened.1
}
