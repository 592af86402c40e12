#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The file in which wandb.init() finds the run config: WANDB_SWEEP_PARAM_PATH names it, and it is in memory alone.
# tests/wandb has W&B itself.

bats_require_minimum_version 1.5.0
load helpers

OWN=/inlay-run-config.yaml

setup() {
    own_directory
    echo 'lr: 0.1' >config.yaml
}

# agent: what a sweep's agent has set and written.
agent() {
    mkdir -p wandb/sweep-s
    printf 'wandb_version: 1\n\nlr:\n  value: 0.5   # of the sweep\no:\n  value:\n    a: 1\n    b: [1, 2]\n' >wandb/sweep-s/config-r.yaml
    export WANDB_SWEEP_ID=s WANDB_RUN_ID=r WANDB_SWEEP_PARAM_PATH=wandb/sweep-s/config-r.yaml
}

# job SCRIPT: below inlay run, or with the environment alone, which has to say the same.
job() {
    run -0 --separate-stderr "$INLAY" run "${RUN_CONFIG[@]}" -- sh -c "$1"
}

@test "it has the run config as W&B writes a sweep's parameters, and nothing is on the disk" {
    run -0 --separate-stderr "$INLAY" run --run-config lr=1e-4 --run-config o.a=x -- sh -c \
        'echo "$WANDB_SWEEP_PARAM_PATH $WANDB_LAUNCH"; cat "$WANDB_SWEEP_PARAM_PATH"; cd /; cat inlay-run-config.yaml'
    [ "$output" = $OWN$' \nlr: {"value": 1.0e-4}\no: {"value": {"a": "x"}}\nlr: {"value": 1.0e-4}\no: {"value": {"a": "x"}}' ]
    [ -z "$stderr" ]
    [ ! -e $OWN ]
}

@test "PyYAML reads every value as Python's json reads WANDB_CONFIG" {
    cat >same.py <<'PY'
import json, os, yaml
chunks = [os.environ[name] for name in ["WANDB_CONFIG", *(f"WANDB_CONFIG_{i}" for i in range(99))] if name in os.environ]
with open(os.environ["WANDB_SWEEP_PARAM_PATH"]) as file:
    read = {key.strip("-"): parameter["value"] for key, parameter in yaml.safe_load(file).items()}
assert repr(read) == repr(json.loads("".join(chunks))), (read, chunks)
print(len(read))
PY
    "$PYTHON" - >values.json <<'PY'
import json
words = ["yes", "no", "on", "null", "~", "", "1e-4", "1e3", "012", "08", "0o17", "0x1f", "1_000", "12:30", "2024-01-01", "=", "<<", ".inf",
         ".nan", "- a", "a: b", "#", "a #b", "!x", "&a", "*a", "%", "@", "`", "'", '"', "\n", "a\nb", " a ", "\t", "é", "\u2028", "\x85",
         "\x7f", "\u0001", "😀", "{", "[", "true", "True", "secret://key", "a" * 1000, "null\n", "-", "?", ":"]
values = {"numbers": [1e-4, 1e20, 1e-300, 0.1, -0.0, 1, -1, 0, 10**40, 1.0], "not": [float("nan"), float("inf"), -float("inf")],
          "words": words, "keys": {word: word for word in words if word != "\u0001"}, "plain": [True, False, None, [], {}, [[]], [{}]],
          "deep": {"a": {"b": {"c": [{"d": {"e": None}}]}}}}
values.update({word + "key": word for word in ["yes", "1", "é", "a b", "a.b", "a:b", "#"]})
values.update({"wandb_version": 7, "1": 1, "no": 2, "null": 3, "2024-01-01": 4, "1e3": 5})
print(json.dumps({"run_config": values}))
PY
    run -0 --separate-stderr "$INLAY" run -o values.json -- "$PYTHON" same.py
    [ "$output" = 19 ]
    # YAML's own spellings, and words on which its readers disagree.
    printf 'run_config: {a: yes, b: 0o17, c: 1e3, d: 2024-01-01, e: {0: x, no: 08}, f: -.inf, g: +1.5}\n' >values.yaml
    run -0 --separate-stderr "$INLAY" run -o values.yaml -- "$PYTHON" same.py
    [ "$output" = 7 ]
    "$PYTHON" -c 'import json; print(json.dumps({"run_config": {f"k{i}": "é" * 50 for i in range(3000)}}))' >long.json
    run -0 --separate-stderr "$INLAY" run -o long.json -- "$PYTHON" same.py
    [ "$output" = 3000 ]
}

@test "where an agent of W&B Launch has WANDB_CONFIG read, that stays the way" {
    export WANDB_LAUNCH=True WANDB_CONFIG='{ "lr":0.5 }'
    run -0 --separate-stderr "$INLAY" run -- sh -c 'echo "$WANDB_LAUNCH $WANDB_CONFIG $WANDB_SWEEP_PARAM_PATH"; cat inlay-run-config.yaml; true'
    [ "$output" = 'True { "lr":0.5 } ' ]
    run -0 --separate-stderr "$INLAY" run --run-config lr=2 -- sh -c 'echo "$WANDB_LAUNCH $WANDB_CONFIG $WANDB_SWEEP_PARAM_PATH"'
    [ "$output" = 'True {"lr": 2} ' ]
    run -1 preloaded sh -c "cat $OWN || ! echo \"\$WANDB_SWEEP_PARAM_PATH\""
    # Words that are no to W&B.
    local word
    for word in '' 0 False off; do
        WANDB_LAUNCH=$word run -0 --separate-stderr "$INLAY" run -- sh -c 'cat "$WANDB_SWEEP_PARAM_PATH"'
        [ "$output" = 'lr: {"value": 0.5}' ]
    done
}

@test "it is ASCII, since W&B reads it in the locale's encoding" {
    run -0 --separate-stderr "$INLAY" run -o '{"run_config": {"é": {"\u2028": "日本\ud83d\ude00"}}}' -- cat $OWN
    [ "$output" = '"\u00e9": {"value": {"\u2028": "\u65e5\u672c\U0001f600"}}' ]
}

@test "an empty run config is said as W&B's agents say it" {
    run -0 --separate-stderr "$INLAY" run -o '{"run_config": {}}' -- sh -c 'echo "$WANDB_CONFIG $WANDB_SWEEP_PARAM_PATH"'
    [ "$output" = '{} ' ]
    manifest '{files: {config.yaml: {}}, run_config: {}}'
    run -0 --separate-stderr "$INLAY" run -- printenv WANDB_CONFIG
    [ "$output" = '{}' ]
    WANDB_CONFIG_0='{"a":' WANDB_CONFIG_1=' 1}' run -1 --separate-stderr "$INLAY" run -- printenv WANDB_CONFIG
    # A job that has none is told of none.
    manifest '{files: {config.yaml: {}}}'
    run -1 --separate-stderr "$INLAY" run config.yaml:lr=1 -- printenv WANDB_CONFIG
}

@test "a sweep's own file is read with the run config merged into it" {
    agent
    cp -r wandb before
    run -0 --separate-stderr "$INLAY" run --run-config lr=2 --run-config o.c=x -- sh -c \
        'echo "$WANDB_SWEEP_ID $WANDB_RUN_ID $WANDB_SWEEP_PARAM_PATH"; cat wandb/sweep-s/config-r.yaml; cd /; cat "$WANDB_SWEEP_PARAM_PATH"'
    local file=$'wandb_version: 1\n\nlr:\n  value: 2   # of the sweep\no:\n  value:\n    a: 1\n    b: [1, 2]\n    c: "x"'
    [ "$output" = "s r $PWD/wandb/sweep-s/config-r.yaml"$'\n'"$file"$'\n'"$file" ]
    [ -z "$stderr" ]
    diff -r before wandb
    # With the environment alone, in another directory, and without the variable that says where it is.
    run -0 --separate-stderr preloaded WANDB_CONFIG='{"lr": 2, "o": {"c": "x"}}' sh -c 'cd /; env -i cat "$WANDB_SWEEP_PARAM_PATH"'
    [ "$output" = "$file" ]
    diff -r before wandb
    # What a sweep alone says needs nothing of inlay.
    run -0 --separate-stderr "$INLAY" run -- sh -c 'echo "$LD_PRELOAD$WANDB_CONFIG $WANDB_SWEEP_PARAM_PATH"'
    [ "$output" = ' wandb/sweep-s/config-r.yaml' ]
}

@test "an agent inside of inlay run: the file of each of its runs" {
    agent
    local agent="WANDB_SWEEP_PARAM_PATH=$WANDB_SWEEP_PARAM_PATH"
    unset WANDB_SWEEP_PARAM_PATH
    run -0 --separate-stderr "$INLAY" run --strict --run-config lr=2 -- env "$agent" sh -c 'grep -A1 lr: wandb/sweep-s/config-r.yaml; env -i cat wandb/sweep-s/config-r.yaml'
    [[ $output == $'lr:\n  value: 2   # of the sweep\nwandb_version: 1\n\nlr:\n  value: 2   # of the sweep\no:\n  value:'* ]]
}

@test "with the environment alone, each process finds it" {
    export WANDB_CONFIG='{"lr": 0.5}'
    local script="cat \"\$WANDB_SWEEP_PARAM_PATH\""
    for shell in sh bash; do
        run -0 --separate-stderr preloaded $shell -c "env -i sh -c '$script'; sh -c '$script'"
        [ "$output" = $'lr: {"value": 0.5}\nlr: {"value": 0.5}' ]
        [ -z "$stderr" ]
    done
    unset WANDB_CONFIG
    INLAY_OVERRIDES='{"run_config": {"lr": 1e-4}}' run -0 --separate-stderr preloaded "$PYTHON" -c 'import os; print(open(os.environ["WANDB_SWEEP_PARAM_PATH"]).read(), end="")'
    [ "$output" = 'lr: {"value": 1.0e-4}' ]
    run -1 --separate-stderr preloaded INLAY_SET=config.yaml:lr=1 printenv WANDB_SWEEP_PARAM_PATH
}

@test "with --exec, and in an inlay run inside of another" {
    run -0 --separate-stderr "$INLAY" run --exec --run-config lr=2 -- cat $OWN
    [ "$output" = 'lr: {"value": 2}' ]
    run -0 --separate-stderr "$INLAY" run --strict --run-config lr=2 --run-config a=1 -- "$INLAY" run --strict --run-config lr=3 -- env -i cat $OWN
    [ "$output" = $'lr: {"value": 3}\na: {"value": 1}' ]
    [ -z "$stderr" ]
    agent
    run -0 --separate-stderr "$INLAY" run --run-config lr=2 -- "$INLAY" run --run-config o.a=3 -- cat wandb/sweep-s/config-r.yaml
    [[ $output == *$'value: 2   # of the sweep\no:\n  value:\n    a: 3\n'* ]]
}

@test "inlay run knows that it was read" {
    run -0 --separate-stderr "$INLAY" run --strict --report report.json --run-config lr=2 -- cat $OWN
    [ -z "$stderr" ]
    [ "$(jq -c '[.files, [.run_config_reads[].opened]]' report.json)" = "[[],[\"$OWN\"]]" ]
    run -125 --separate-stderr "$INLAY" run --strict --run-config lr=2 -- stat $OWN
    [[ $stderr == 'inlay: the run config was not seen to be read '* ]]
    manifest '{run_config: {file: params.json}}'
    run -0 --separate-stderr "$INLAY" run --strict --run-config lr=2 -- cat $OWN
    [ -z "$stderr" ]
}

@test "what cannot be served is refused, and the run fails" {
    agent
    run -125 --separate-stderr "$INLAY" run --run-config lr=2 -- "$PYTHON" -c '
path = "wandb/sweep-s/config-r.yaml"
open(path, "w").write("[1")
try:
    open(path)
except OSError as error:
    print(error)'
    [ "$output" = "[Errno 22] Invalid argument: 'wandb/sweep-s/config-r.yaml'" ]
    [[ ${stderr_lines[-1]} == *" could not open $PWD/wandb/sweep-s/config-r.yaml: "*' (this is not valid YAML)' ]]
    unset WANDB_SWEEP_PARAM_PATH
    run -125 "$INLAY" run --run-config "$(printf %02000d 7)=1" -- touch ran
    [ "$output" = 'inlay: run_config: /inlay-run-config.yaml: the key is longer than YAML lets a key be (1024 characters)' ] || echo "$output"
    [ ! -e ran ]
    mkdir -p bin
    cp "$INLAY" bin
    run -125 bin/inlay run --run-config lr=2 -- true
    [[ $output == *'/lib/inlay/libinlay.so: No such file or directory (install bin/inlay and lib/inlay/libinlay.so together)' ]]
}

@test "references to secrets stay what they are, and no digest of the file is told" {
    manifest '{run_config: {secrets: [key]}}'
    export API_KEY=hunter2
    run -0 --separate-stderr "$INLAY" run --report report.json --run-config key=secret://api_key -- cat $OWN
    [ "$output" = 'key: {"value": "secret://api_key"}' ]
    run -0 --separate-stderr "$INLAY" run --report report.json --run-config key=hunter2 -- cat $OWN
    [ "$output" = 'key: {"value": "hunter2"}' ]
    run ! grep -E 'hunter2|"after"' report.json
    INLAY_INPUTS=inlay.yaml WANDB_CONFIG='{"key": "hunter2"}' INLAY_REPORT=$PWD/report run -0 preloaded cat $OWN
    grep -q inlay-run-config report
    run ! grep -E 'hunter2|[0-9a-f]{64}' report
}

@test "many processes read it at once" {
    run -0 --separate-stderr "$INLAY" run --run-config lr=2 -- sh -c 'for i in 1 2 3 4 5 6 7 8; do cat /inlay-run-config.yaml & done; wait'
    [ "$(sort -u <<<"$output")" = 'lr: {"value": 2}' ]
    [ "${#lines[@]}" -eq 8 ]
}

@test "a run config alone changes nothing else for a job" {
    echo 'int main(void) { return 0; }' >static.c
    gcc -static -o static static.c
    run -0 --separate-stderr preloaded WANDB_CONFIG='{"lr": 2}' sh -c './static config.yaml'
    [ -z "$stderr" ]
}
