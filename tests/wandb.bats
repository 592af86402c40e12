# SPDX-License-Identifier: Apache-2.0
# W&B Launch's file overrides, as its agents set them. What W&B's own SDK makes of the same is in tests/wandb.

bats_require_minimum_version 1.5.0
load helpers

@test "W&B's file overrides, case by case" {
    run "$PYTHON" "$ROOT/tests/programs/wandb_cases.py" "$LIB" "$ROOT/tests/data/wandb/file-overrides.json"
    echo "$output"
    [ "$status" -eq 0 ]
}

# sees LINE COMMAND ...: what stands in W&B's variable and in its first chunk, and what config.yaml reads as, in one line.
sees() {
    local line=$1
    shift
    cat >seen <<'SH'
#!/bin/sh
printf '%s %s ' "${WANDB_LAUNCH_FILE_OVERRIDES-unset}" "${WANDB_LAUNCH_FILE_OVERRIDES_0-unset}"
tr '\n' ' ' <config.yaml
SH
    chmod +x seen
    run -0 --separate-stderr "$@" "$PWD/seen"
    [ "$output" = "$line" ] || { echo "$*: $output"; return 1; }
    [ -z "$stderr" ] || { echo "$stderr"; return 1; }
}

preloaded() {
    env LD_PRELOAD="$LIB" "$@"
}

@test "W&B's variable is {} in a job, once inlay has taken the file overrides" {
    local taken='{} unset a: 2 l: [1] ' form
    local whole=('WANDB_LAUNCH_FILE_OVERRIDES={"config.yaml": {"a": 2}}')
    local chunks=('WANDB_LAUNCH_FILE_OVERRIDES_0={"config.yaml": ' 'WANDB_LAUNCH_FILE_OVERRIDES_1={"a": 2}}')
    printf 'a: 1\nl: [1]\n' >config.yaml
    for form in whole chunks; do
        local -n variables=$form
        sees "$taken" env "${variables[@]}" "$INLAY" run --strict --
        sees "$taken" env "${variables[@]}" "$INLAY" run --exec --
        sees "$taken" env "${variables[@]}" "$INLAY" run -- "$INLAY" run --
        sees "$taken" env "${variables[@]}" "$INLAY" run -- env -i
        # with the environment alone
        sees "$taken" preloaded "${variables[@]}"
        sees "$taken" preloaded "${variables[@]}" env
        sees "$taken" preloaded "${variables[@]}" env -i
        sees "$taken" preloaded "${variables[@]}" env -C / sh -c 'cd "$0"; exec "$@"' "$PWD"
        sees "$taken" preloaded "${variables[@]}" env -u WANDB_LAUNCH_FILE_OVERRIDES
        sees "$taken" preloaded "${variables[@]}" env -u INLAY_WANDB_FILES -u INLAY_WANDB_FILES_0
        sees "$taken" preloaded "${variables[@]}" "$INLAY" run --
        # a child that is given what the job was given: the same launch
        sees "$taken" preloaded "${variables[@]}" INLAY_SET='config.yaml:l=[1]' env -i "${variables[@]}"
    done
}

@test "W&B's variable is {} with --via=copy and --via=supervise, too" {
    printf 'a: 1\n' >config.yaml
    export WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"a": 2}}'
    run -0 --separate-stderr "$INLAY" run --via=copy -- sh -c 'echo "$WANDB_LAUNCH_FILE_OVERRIDES"; cat "$1"' sh config.yaml
    [ "$output" = $'{}\na: 2' ]
    needs_supervision
    sees '{} unset a: 2 ' "$INLAY" run --via=supervise --
}

@test "W&B's variable stays where inlay takes nothing" {
    printf 'a: 1\n' >config.yaml
    export WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"a": 2}}'
    sees "$WANDB_LAUNCH_FILE_OVERRIDES unset a: 1 " env INLAY_DISABLE=1 LD_PRELOAD="$LIB"
    sees "$WANDB_LAUNCH_FILE_OVERRIDES unset a: 1 " env INLAY_DISABLE=1 "$INLAY" run --
    # no part of a launch that is refused
    INLAY_ON_ERROR=warn INLAY_SET=broken run -0 preloaded "$BASH" -c 'echo "$WANDB_LAUNCH_FILE_OVERRIDES"; cat config.yaml'
    [[ $output == *'INLAY_SET is refused, so the program reads its files as they are on disk'*$'\n'"$WANDB_LAUNCH_FILE_OVERRIDES"* ]]
    [[ $output == *$'\na: 1' ]]
    # nothing in it for any file
    WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": null}' sees '{"config.yaml": null} unset a: 1 ' env LD_PRELOAD="$LIB"
    WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": null}' sees '{"config.yaml": null} unset a: 1 ' "$INLAY" run --
    unset WANDB_LAUNCH_FILE_OVERRIDES
    sees 'unset unset a: 2 ' "$INLAY" run config.yaml:a=2 --
}

@test "what was taken is W&B's in each child: the lowest layer, warned about, once" {
    printf 'a: 1\nb: 1\nc: 1\nl: [1]\n' >config.yaml
    cat >inputs.yaml <<'YAML'
files: {config.yaml: {schema: {properties: {a: {maximum: 1}}}}}
run_config: {}
bind: {b: config.yaml:b}
YAML
    export INLAY_INPUTS=inputs.yaml WANDB_CONFIG='{"b": 3}' INLAY_SET=$'config.yaml:c=4\nconfig.yaml:l[+]=2'
    export WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"a": 2, "b": 2, "c": 2}}'
    local reads=$'a: 2\nb: 3\nc: 4\nl: [1, 2]' children child
    for children in '' 'env -i' 'env -i env -i' "$INLAY run --" "env -i $INLAY run -- env -i" "env $INLAY run -- $INLAY run --"; do
        read -ra child <<<"$children"
        run -0 --separate-stderr preloaded env "${child[@]}" cat config.yaml
        [ "$output" = "$reads" ] || { echo "$children: $output"; return 1; }
        # by the first process, and by each inlay run that finds the manifest
        [ "${stderr_lines[0]}" = 'inlay: WANDB_LAUNCH_FILE_OVERRIDES:1:23: warning: config.yaml: a: 2 is not at most 1' ] || { echo "$stderr"; return 1; }
        [[ $stderr != *error* ]]
    done
    run -0 --separate-stderr "$INLAY" run -- env -i "$INLAY" run -- env -i cat config.yaml
    [ "$output" = "$reads" ]
}

@test "an agent in a job: its variable takes the place of the one that was taken" {
    printf 'a: 1\nb: 1\n' >config.yaml
    export WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"a": 2}}'
    sees '{} unset a: 1 b: 3 ' preloaded env WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"b": 3}}'
    sees '{} unset a: 1 b: 3 ' preloaded env WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"b": 3}}' env -i
    sees ' unset a: 1 b: 1 ' preloaded env WANDB_LAUNCH_FILE_OVERRIDES=
}

@test "a child that the library is not loaded into gets neither, and that is said" {
    printf 'a: 1\n' >config.yaml
    export WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"a": 2}}'
    cat >static.c <<'C'
#include <stdio.h>
#include <stdlib.h>
int main(void) { puts(getenv("WANDB_LAUNCH_FILE_OVERRIDES")); return getenv("INLAY_WANDB_FILES") == NULL; }
C
    gcc -static -o static static.c
    run -0 --separate-stderr preloaded env ./static config.yaml
    [ "$output" = '{}' ]
    [[ $stderr == 'inlay: overrides cannot follow into ./static: it is statically linked ('* ]]
    # of the job's own wish
    run -0 --separate-stderr preloaded env INLAY_PROPAGATE=0 cat config.yaml
    [ "$output" = 'a: 2' ]
    run -0 --separate-stderr preloaded INLAY_PROPAGATE=0 env -i "$BASH" -c 'echo "$WANDB_LAUNCH_FILE_OVERRIDES"; cat config.yaml'
    [ "$output" = $'\na: 1' ]
    run -0 --separate-stderr preloaded env INLAY_DISABLE=1 sh -c 'echo "$WANDB_LAUNCH_FILE_OVERRIDES"; cat config.yaml'
    [ "$output" = $'{}\na: 1' ]
    # a library that knows no INLAY_WANDB_FILES refuses the launch: tests/versions.bats
    run -0 preloaded sh -c 'echo "$INLAY_CONTRACT"'
    [ "$output" = 3 ]
}

# sdk_copy PATH COPIES: copies a config file as W&B's SDK does (launch/inputs/internal.py), and prints what was read and what
# is in the copy.
sdk_copy() {
    cat >copy.py <<'PY'
import os, shutil, sys, tempfile
path, copies = sys.argv[1:]
read = open(path).read()
copy = os.path.join(tempfile.mkdtemp(dir='.'), copies, path)
os.makedirs(os.path.dirname(copy), exist_ok=True)
shutil.copy(path, copy)
print(read, open(copy).read(), oct(os.stat(copy).st_mode & 0o777), sep='---\n')
PY
    run -0 --separate-stderr "${under[@]}" "$PYTHON" copy.py "$@"
    [[ -z $stderr || $stderr =~ ^inlay:\ [^\ ]*\ was\ never\ opened$ ]] || { echo "$stderr"; return 1; }
}

@test "the copy that W&B's SDK makes of a file to upload it has references, not secrets" {
    export INLAY_INPUTS='{"files": {"config.yaml": {"secrets": ["key", "plain"]}, "sub/c.json": {"secrets": ["key"]}}}'
    export TOKEN=s3cr3t INLAY_SET=$'config.yaml:lr=0.5\nsub/c.json:key=secret://TOKEN'
    printf 'lr: 0.1 # rate\nkey: secret://TOKEN\nplain: hunter2\n' >config.yaml
    mkdir sub
    printf '{"key": "x"}\n' >sub/c.json
    chmod 640 config.yaml
    cp config.yaml before
    local way under copied=$'lr: 0.5 # rate\nkey: s3cr3t\nplain: hunter2\n---\nlr: 0.5 # rate\nkey: secret://TOKEN\nplain: "(hidden)"\n---\n0o640'
    for way in "env LD_PRELOAD=$LIB" "$INLAY run --"; do
        read -ra under <<<"$way"
        sdk_copy config.yaml _wandb_configs
        [ "$output" = "$copied" ] || { echo "$output"; return 1; }
        sdk_copy ./config.yaml _wandb_configs
        [ "$output" = "$copied" ]
        sdk_copy sub/c.json _wandb_configs/_wandb_configs
        [ "$output" = $'{"key": "s3cr3t"}\n---\n{"key": "secret://TOKEN"}\n---\n0o644' ] || { echo "$output"; return 1; }
        # a copy of the job's own is the job's
        sdk_copy config.yaml copies
        [[ $output == *$'---\nlr: 0.5 # rate\nkey: s3cr3t\n'* ]]
    done
    cmp config.yaml before
    ! (needs_supervision) >/dev/null 2>&1 || {
        run -1 --separate-stderr "$INLAY" run --via=supervise -- "$PYTHON" copy.py config.yaml _wandb_configs
        [[ $stderr == *"inlay: config.yaml: no copy without its secrets can be written for W&B's SDK, "* ]]
        [[ $stderr == *'PermissionError'* ]]
    }
    # one that cannot be written
    mkdir -p full/_wandb_configs
    ln -s /dev/full full/_wandb_configs/config.yaml
    run -1 --separate-stderr env LD_PRELOAD="$LIB" "$PYTHON" -c 'open("config.yaml"); open("full/_wandb_configs/config.yaml", "w")'
    [ "${stderr_lines[0]}" = "inlay: config.yaml: no copy without its secrets can be written for W&B's SDK, which uploads it (take the call of launch.manage_config_file out of the job)" ] ||
        { echo "$stderr"; return 1; }
    [[ $stderr == *'No space left on device'* ]]
}

@test "wandb-core reads no config file: it is in the report, and in no message" {
    printf 'a: 1\n' >config.yaml
    printf 'b: 1\n' >other.yaml
    echo 'int main(void) { return 0; }' | gcc -static -x c - -o wandb-core
    local both='cat config.yaml; ./wandb-core service'
    run -0 --separate-stderr preloaded INLAY_SET=config.yaml:a=2 sh -c "$both"
    [ "$output" = 'a: 2' ]
    [ -z "$stderr" ]
    run -0 --separate-stderr "$INLAY" run --report report.json config.yaml:a=2 -- sh -c "$both"
    [ -z "$stderr" ]
    [ "$(jq -c '[.lost[] | .opened]' report.json)" = '["./wandb-core"]' ]
    run -0 --separate-stderr "$INLAY" run --strict config.yaml:a=2 -- sh -c "$both"
    [ "$output" = 'a: 2' ]
    [ -z "$stderr" ]
    # It takes no blame for a file that nobody opened. (It left no record, being static here.)
    run -0 --separate-stderr "$INLAY" run config.yaml:a=2 other.yaml:b=2 -- sh -c "$both"
    [[ $stderr == 'inlay: it is not known whether other.yaml was opened: no record from ./wandb-core: '* ]]
}

@test "a file that run.save() links for wandb-core is said" {
    printf 'a: 1\n' >config.yaml
    cp config.yaml other.yaml
    mkdir -p wandb/offline-run-20260101_000000-abc/files files
    cat >save.py <<'PY'
import os, sys
here = os.getcwd()
files = sys.argv[1] + '/'
for path in 'config.yaml', 'other.yaml':
    os.symlink(f'{here}/{path}', files + path)
    os.link(path, files + 'hard-' + path)
os.symlink('config.yaml', files + 'relative.yaml', dir_fd=os.open('.', os.O_PATH))
os.link('config.yaml', files + 'at.yaml', src_dir_fd=os.open('.', os.O_PATH))
print(open('config.yaml').read())
PY
    local said='inlay: config.yaml: run.save() hands it to wandb-core, which uploads it as it is on the disk, without overrides (Artifact.add_file takes what the job reads, secrets too)'
    local run=wandb/offline-run-20260101_000000-abc/files
    run -0 --separate-stderr "$INLAY" run --strict --report report.json config.yaml:a=2 -- "$PYTHON" save.py $run
    [ "$stderr" = "$said" ] || { echo "$stderr"; return 1; }
    [ "$(jq -c '[.lost[] | [.opened, .message]]' report.json)" = \
        "[[\"wandb-core\",\"it uploads $PWD/config.yaml, which run.save() handed it, as it is on the disk\"]]" ]
    [ "$(cat $run/config.yaml)" = 'a: 1' ]
    rm $run/*
    run -0 --separate-stderr preloaded INLAY_SET=config.yaml:a=2 "$PYTHON" save.py $run
    [ "$stderr" = "$said" ] || { echo "$stderr"; return 1; }
    # links elsewhere
    run -0 --separate-stderr "$INLAY" run config.yaml:a=2 -- "$PYTHON" save.py files
    [ -z "$stderr" ]
    # each form by itself
    local call
    for call in 'os.symlink(here + "/config.yaml", to)' 'os.symlink(here + "/config.yaml", to, dir_fd=at)' \
        'os.link("config.yaml", to)' 'os.link("config.yaml", to, src_dir_fd=at)'; do
        rm -f $run/*
        run -0 --separate-stderr preloaded INLAY_SET=config.yaml:a=2 "$PYTHON" -c "import os
here, to, at = os.getcwd(), '$run/x.yaml', os.open('.', os.O_PATH)
$call"
        [ "$stderr" = "$said" ] || { echo "$call: $stderr"; return 1; }
        [ "$(cat $run/x.yaml)" = 'a: 1' ]
    done
}
