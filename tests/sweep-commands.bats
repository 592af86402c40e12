#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay in the command of a W&B sweep: the words that its macros become. tests/wandb has the agent.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    cat >config.yaml <<'YAML'
lr: 0.1
name: base
flag: true
opt: null
trainer:
  lr: 0.1
  layers: [1, 2]
YAML
    export WANDB_SWEEP_PARAM_PATH=params.yaml
}

# sweep MACRO PYTHON COMMAND ...: runs COMMAND as W&B's agent does for these parameters, with the macro's words for WORDS.
# As create_sweep_command_args() in wandb/sdk/launch/sweeps/utils.py makes them.
sweep() {
    "$PYTHON" - "$@" <<'PY'
import json, os, sys, yaml
macro, params, *command = sys.argv[1:]
params = eval(params)
with open("params.yaml", "w") as file:
    file.write("wandb_version: 1\n\n" + yaml.safe_dump({k: {"value": v} for k, v in params.items()}, sort_keys=False))
words = {
    "args": [f"--{k}={v}" for k, v in params.items()],
    "args_no_hyphens": [f"{k}={v}" for k, v in params.items()],
    "args_append_hydra": [f"+{k}={v}" for k, v in params.items()],
    "args_override_hydra": [f"++{k}={v}" for k, v in params.items()],
    "args_no_boolean_flags": [f"--{k}" if v is True else f"--{k}={v}" for k, v in params.items() if v is not False],
    "args_no_equals": [word for k, v in params.items() for word in (f"--{k}", str(v))],
    "args_json": [json.dumps(params)],
}[macro]
command = [word for part in command for word in (words if part == "WORDS" else [part])]
os.execv(command[0], command)
PY
}

# reads PYTHON: the job's config is that, by PyYAML.
reads() {
    "$PYTHON" -c 'import sys, yaml; found = yaml.safe_load(sys.stdin); assert found == eval(sys.argv[1]), found' "$1"
}

@test "each value arrives as what it is, by four macros" {
    local macro
    for macro in args args_no_hyphens args_append_hydra args_override_hydra; do
        sweep $macro '{"lr": 1e-5, "name": "1", "flag": False, "opt": None}' "$INLAY" render -f config.yaml WORDS config.yaml |
            reads '{"lr": 1e-5, "name": "1", "flag": False, "opt": None, "trainer": {"lr": 0.1, "layers": [1, 2]}}'
    done
    local value
    for value in 5 -5 '10**25' 3.0 1e20 1e16 123456.789e-12 True None '"None"' '"True"' '"1e5"' '"a b=c"' '""' '"{1}"' \
        '[]' '[1, None, True, "x", "it'"'"'s", "\"", "\"'"'"'", "\n\t\r\\", "\x07\x85\u200b\U0001f600é", [{"a": 2.5}]]'; do
        sweep args_no_hyphens "{'opt': $value}" "$INLAY" render -f config.yaml WORDS config.yaml >rendered
        "$PYTHON" -c 'import yaml; print(yaml.safe_load(open("rendered"))["opt"] == '"$value"')' | grep -q True ||
            { echo "$value"; cat rendered; return 1; }
    done
}

@test "a nested parameter goes into what is there, and its keys have to be there" {
    sweep args '{"trainer": {"lr": 3, "layers": [None]}}' "$INLAY" render -f config.yaml WORDS config.yaml |
        reads '{"lr": 0.1, "name": "base", "flag": True, "opt": None, "trainer": {"lr": 3, "layers": [None]}}'
    sweep args '{"trainer": {"lr": 3}}' "$INLAY" render -f config.yaml WORDS config.yaml |
        reads '{"lr": 0.1, "name": "base", "flag": True, "opt": None, "trainer": {"lr": 3, "layers": [1, 2]}}'
    run -1 sweep args '{"trainer": {"lt": 3}}' "$INLAY" check -f config.yaml WORDS
    [ "$output" = 'inlay: argument 3: config.yaml: trainer.lt: there is no such key (did you mean trainer.lr?)' ]
    sweep args_append_hydra '{"trainer": {"lt": 3}}' "$INLAY" render -f config.yaml WORDS config.yaml | grep 'lt: 3'
    run -1 sweep args_append_hydra '{"trainer": {"": 3}}' "$INLAY" check -f config.yaml WORDS
    [ "$output" = "inlay: argument 3: the parameter's object has an empty key, which no key path can say" ]
    sweep args '{"trainer.lr": 4}' "$INLAY" render -f config.yaml WORDS config.yaml | grep '^  lr: 4'
}

@test "what is no word of the sweep's means what it did" {
    local words=("trainer={'lr': 3}" opt=None 'name=1')
    sweep args '{"lr": 2}' "$INLAY" render -f config.yaml WORDS "${words[@]}" config.yaml >with
    env -u WANDB_SWEEP_PARAM_PATH "$INLAY" render -f config.yaml lr=2 "${words[@]}" config.yaml >without
    cmp with without
    sweep args '{"opt": None, "lr": 2}' "$INLAY" render -f config.yaml WORDS --set opt=None config.yaml | grep '^opt: None'
    run -1 sweep args '{"lr": 2}' "$INLAY" check -f config.yaml WORDS --seed=1
    [ "$output" = 'inlay: argument 4: unknown option --seed=…, and no parameter of the sweep has this value' ]
    # Outside of a sweep
    unset WANDB_SWEEP_PARAM_PATH
    run -2 "$INLAY" check -f config.yaml --lr=2
    [ "${lines[0]}" = 'inlay: unknown option --lr=… (an assignment has no hyphens)' ]
    run -2 "$INLAY" check -f config.yaml --sharet=2
    [ "${lines[0]}" = 'inlay: unknown option --sharet=2 (did you mean --shared?)' ]
}

@test "macros that cannot be understood are refused" {
    local macro
    run -1 sweep args_no_boolean_flags '{"lr": 2, "flag": False}' "$INLAY" check -f config.yaml WORDS
    [ "$output" = "inlay: argument 3: the sweep's parameter flag, which is false, is not among the words (in the sweep's command write \${args_no_hyphens})" ]
    run -2 sweep args_no_boolean_flags '{"lr": 2, "flag": True}' "$INLAY" check -f config.yaml WORDS
    [ "${lines[0]}" = "inlay: unknown option --flag (in the sweep's command write \${args_no_hyphens})" ]
    run -2 sweep args_no_equals '{"lr": 2}' "$INLAY" check -f config.yaml WORDS
    [ "${lines[0]}" = "inlay: unknown option --lr (in the sweep's command write \${args_no_hyphens})" ]
    run -125 sweep args_json '{"lr": 2}' "$INLAY" run -f config.yaml WORDS -- touch ran
    [ ! -e ran ]
}

@test "a parameter with the name of an option" {
    run -1 sweep args "{'root': '$PWD', 'lr': 2}" "$INLAY" check -f config.yaml WORDS
    [ "$output" = "inlay: argument 3: --root=… is a parameter of the sweep, and an option of inlay (in the sweep's command write \${args_no_hyphens} instead of \${args})" ]
    sweep args '{"lr": 2}' "$INLAY" check --root=. -f config.yaml --format=config.yaml=yaml WORDS
}

@test "on Launch the values stand behind --, as the job's arguments" {
    unset WANDB_SWEEP_PARAM_PATH
    export WANDB_CONFIG='{"lr": 2, "opt": null}'
    run -125 "$INLAY" run -f config.yaml -- echo lr=2 opt=None
    [ "${lines[0]}" = 'inlay: -f config.yaml: no assignment behind it takes this file (lr=… stands behind --, so it is an argument of the job: W&B Launch puts a sweep'"'"'s values there; bind them in inlay.yaml)' ]
    run -0 --separate-stderr "$INLAY" run -f config.yaml name=x -- sh -c 'cat config.yaml' lr=2 other=3
    [[ $output == *'lr: 0.1'*'name: x'* ]]
    [ "${stderr_lines[0]}" = 'inlay: note: lr=… stands behind --, so it is an argument of the job, and no override (W&B Launch puts a sweep'"'"'s values there: bind lr in inlay.yaml)' ]
    [[ $stderr != *other* ]]
    printf 'files: {config.yaml: {}}\nrun_config: {}\nbind: {lr: config.yaml:lr}\n' >inlay.yaml
    run -0 --separate-stderr "$INLAY" run -f config.yaml name=x -- cat config.yaml config.yaml lr=2 || true
    [[ $stderr != *'stands behind'* ]]
}

@test "what Python wrote, without the sweep's file, is YAML, and that is said" {
    unset WANDB_SWEEP_PARAM_PATH
    local known="(a W&B sweep's parameters are known by WANDB_SWEEP_PARAM_PATH)"
    run -0 "$INLAY" check "config.yaml:trainer={'lr': 1}"
    [ "$output" = "inlay: argument 1: note: \"config.yaml:trainer\": this dict of Python's replaces the whole object $known" ]
    run -0 "$INLAY" check "config.yaml:trainer={'lr': [1, None]}"
    [ "$output" = "inlay: argument 1: note: \"config.yaml:trainer\": this dict of Python's replaces the whole object, and None in it is a string $known" ]
    run -0 "$INLAY" check 'config.yaml:trainer.layers=[1, None]'
    [ "$output" = 'inlay: argument 1: note: "config.yaml:trainer.layers": None in it is a string, as in YAML (write null)' ]
    run -0 "$INLAY" check 'config.yaml:trainer={"lr": 1}' 'config.yaml:trainer={lr: "None"}'
    [ -z "$output" ]
    run -0 "$INLAY" check config.yaml:opt=None
    [ "$output" = 'inlay: argument 1: note: config.yaml: opt was null (null), is now a string ("None") (for Python'"'"'s None write null)' ]
    run -0 "$INLAY" check config.yaml:name=None
    [ -z "$output" ]
}
