#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The manifest held against the files: what it says of them counts, and what it says in vain is said.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'trainer:\n  rate: 0.1\n  layers: [64, 32]\nseed: 42\nname: resnet\nnote: null\nkey: plain\nday: 2020-01-01\n' >config.yaml
}

# --- types

TYPES='files: {config.yaml: {secrets: [key], types: {trainer: {rate: float, layers: list}, seed: int, name: str, note: null, key: int, day: unknown}}}'

@test "types: what does not fit is refused, wherever inlay was told it" {
    manifest "$TYPES"
    local at=inlay.yaml:1
    refuses "argument 2: config.yaml: seed: a string, where $at:91 says int (write another type there if that may be)" \
        config.yaml:seed=abc
    refuses "argument 2: config.yaml: name: an integer, where $at:102 says str (--set-string makes a string, or quotes in a document)" \
        config.yaml:name=7
    refuses "argument 2: config.yaml: trainer: a list, where $at:56 says object (write another type there if that may be)" \
        'config.yaml:trainer=[1]'
    run -1 "$INLAY" check config.yaml:+seed.x=1
    [ "${lines[0]}" = "argument 2: config.yaml: seed: an object, where $at:91 says int (write another type there if that may be)" ]
    run -1 "$INLAY" check 'config.yaml:+seed[+]=1'
    [ "${lines[0]}" = "argument 2: config.yaml: seed: a list, where $at:91 says int (write another type there if that may be)" ]
    refuses "argument 3:1:46: config.yaml: trainer.rate: a boolean, where $at:63 says float (write another type there if that may be)
argument 3:1:62: config.yaml: trainer.layers: an integer, where $at:78 says list (write another type there if that may be)" \
        -o '{"files":{"config.yaml":{"trainer": {"rate": true, "layers": 7}}}}'
    INLAY_SET=config.yaml:seed=abc refuses "INLAY_SET:1:1: config.yaml: seed: a string, where $at:91 says int (write another type there if that may be)"
    run -0 "$INLAY" check --no-validate config.yaml:seed=abc
    # by the environment alone
    run -125 env INLAY_INPUTS=inlay.yaml INLAY_SET=config.yaml:seed=abc LD_PRELOAD="$LIB" cat config.yaml
    [ "${lines[0]}" = "inlay: INLAY_SET:1:1: config.yaml: seed: a string, where $PWD/$at:91 says int (write another type there if that may be)" ]
}

@test "types: int and float fit each other, null and unknown fit all, elements and new keys are not typed" {
    manifest "$TYPES"
    KEY=clear run -0 "$INLAY" check config.yaml:seed=1.5 config.yaml:trainer.rate=1 config.yaml:note=text config.yaml:seed=null \
        'config.yaml:trainer.layers[0]=text' config.yaml:+trainer.new=text config.yaml:day=x \
        --set-string config.yaml:name=7 config.yaml:key=secret://KEY
}

@test "types: a schema says it better" {
    manifest 'files: {config.yaml: {schema: {properties: {seed: {type: [integer, string]}}}, types: {seed: int, name: str}}}'
    run -0 "$INLAY" check config.yaml:seed=abc
    run -1 "$INLAY" check config.yaml:name=7
}

@test "types: W&B's variables are warned about, and a bound variable is read as a string where one is" {
    manifest <<'YAML'
files: {config.yaml: {types: {seed: int, name: str}}}
run_config: {types: {lr: float}}
bind: {env:NAME: config.yaml:name, env:SEED: config.yaml:seed, seed: config.yaml:seed}
YAML
    run -0 --separate-stderr env WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"name": 7}}' WANDB_CONFIG='{"lr": "x"}' \
        "$INLAY" run -- grep name config.yaml
    [ "$output" = 'name: 7' ]
    [ "${stderr_lines[0]}" = 'WANDB_LAUNCH_FILE_OVERRIDES:1:26: warning: config.yaml: name: an integer, where inlay.yaml:1:48 says str (--set-string makes a string, or quotes in a document)' ]
    [ "${stderr_lines[1]}" = 'WANDB_CONFIG:1:8: warning: run config: lr: a string, where inlay.yaml:2:26 says float (write another type there if that may be)' ]
    NAME=0123 run -0 --separate-stderr "$INLAY" run -- grep name config.yaml
    [ "$output" = 'name: "0123"' ]
    SEED=abc refuses 'env:SEED: config.yaml: seed: a string, where inlay.yaml:1:37 says int (write another type there if that may be)'
}

@test "types: a name that is none, and what is no name" {
    manifest 'files: {config.yaml: {types: {seed: integer, name: flot, trainer: [float], note: "null"}}}'
    run -1 "$INLAY" check
    [ "$output" = 'inlay.yaml:1:37: "integer" is no type (types are unknown, null, bool, int, float, str, list and object)
inlay.yaml:1:52: "flot" is no type (did you mean float?)
inlay.yaml:1:67: a type is a list (it must be the name of one, or an object of them)' ]
}

@test "types: recording again widens what was recorded, or written by hand" {
    printf 'a: 1\nb: 1\nc: null\nd: 1\ne: x\nf: {g: 1}\nh: true\nj: no\n' >config.yaml
    run -0 "$INLAY" record -- cat config.yaml
    printf 'a: 1.5\nb: x\nc: 1\nd: null\ne: z\nf: {g: 1, i: 2}\nh: [1]\nj: de\n' >config.yaml
    run -0 "$INLAY" record -- cat config.yaml
    [ "$(tail -n 1 inlay.yaml)" = '    types: {a: float, b: unknown, c: int, d: int, e: str, f: {g: int, i: "int"}, h: unknown, j: unknown}' ]
    cp inlay.yaml before
    printf 'a: 1\nb: 1\nc: null\nd: 1\ne: x\nf: {g: 1, i: 2}\nh: true\nj: no\n' >config.yaml
    run -0 "$INLAY" record -- cat config.yaml
    cmp before inlay.yaml
}
