#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `--values FILE=DOCUMENT`: the values for one file, as a document of their own.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'trainer:\n  lr: 0.1 # the rate\n  size: 32\nseed: 1\n' >config.yaml
    printf 'trainer: {lr: 0.5}\n' >values.yaml
}

SERVED=$'trainer:\n  lr: 0.5 # the rate\n  size: 32\nseed: 1'

@test "objects merge, and the rest stays as it is" {
    run -0 "$INLAY" run --values config.yaml=values.yaml -- cat config.yaml
    [ "$output" = "$SERVED" ]
    run -0 "$INLAY" render --values=config.yaml=values.yaml config.yaml
    [ "$output" = "$SERVED" ]
}

@test "a path, standard input, the document itself; YAML and JSON" {
    run -0 "$INLAY" render --values config.yaml=- config.yaml <values.yaml
    [ "$output" = "$SERVED" ]
    run -0 "$INLAY" render --values 'config.yaml={trainer: {lr: 0.5}}' config.yaml
    [ "$output" = "$SERVED" ]
    echo '{"trainer": {"lr": 0.5}}' >values.json
    run -0 "$INLAY" render --values config.yaml=values.json config.yaml
    [ "$output" = "$SERVED" ]
}

@test "keys are literal, and missing ones are added" {
    echo '{"trainer.lr": 2}' >values.json
    run -0 --separate-stderr "$INLAY" render --values config.yaml=values.json config.yaml
    [ "${lines[-1]}" = 'trainer.lr: 2' ]
    [[ "$stderr" == *'trainer\.lr is new in the file'* ]]
}

@test "what comes later wins, among documents and assignments" {
    echo 'files: {config.yaml: {trainer: {lr: 0.7}}}' >overrides.yaml
    rendered() { "$INLAY" render "$@" config.yaml | sed -n 's/  lr: \(.*\) #.*/\1/p'; }
    [ "$(rendered -o overrides.yaml --values config.yaml=values.yaml)" = 0.5 ]
    [ "$(rendered --values config.yaml=values.yaml -o overrides.yaml)" = 0.7 ]
    [ "$(rendered --values config.yaml=values.yaml config.yaml:trainer.lr=0.9)" = 0.9 ]
    [ "$(rendered config.yaml:trainer.lr=0.9 --values config.yaml=values.yaml)" = 0.5 ]
    [ "$(rendered --values config.yaml=values.yaml --values 'config.yaml={trainer: {lr: 0.6}}')" = 0.6 ]
    [ "$(INLAY_SET=config.yaml:trainer.lr=0.9 rendered --values config.yaml=values.yaml)" = 0.5 ]
}

@test "the file's name is written as in an assignment" {
    cp config.yaml 'a=b.yaml'
    run -0 "$INLAY" render --values 'a\=b.yaml=values.yaml' -- a=b.yaml
    [ "$output" = "$SERVED" ]
    printf 'a: 1\n---\na: 2\n' >stream.yaml
    run -0 "$INLAY" render --values 'stream.yaml#2={a: 3}' stream.yaml
    [ "$output" = $'a: 1\n---\na: 3' ]
}

@test "diff, check, describe, edit and config take them" {
    run -0 "$INLAY" diff --values config.yaml=values.yaml
    [ "${lines[-3]}" = '+  lr: 0.5 # the rate' ]
    run -0 "$INLAY" check --values config.yaml=values.yaml
    run -0 "$INLAY" describe --values config.yaml=values.yaml config.yaml
    grep -q 'lr .*float .*0\.5' <<<"$output"
    printf '#!/bin/sh\ncp "$1" opened\n' >editor
    chmod +x editor
    EDITOR=$PWD/editor "$PYTHON" "$ROOT/tests/programs/terminal.py" "$INLAY" edit --values config.yaml=values.yaml \
        -o overrides.yaml config.yaml <<<'end'
    grep -q '^# *lr: 0.5$' opened
    printf 'run_config: {file: run.json}\n' >inlay.yaml
    run -0 "$INLAY" config
}

@test "they are handed on to every child, and stand in the report" {
    run -0 "$INLAY" run --report report.json --values config.yaml=values.yaml -- env -i sh -c 'cat config.yaml'
    [ "$output" = "$SERVED" ]
    run -0 "$INLAY" run -o report.json
    [ "$output" = "$SERVED" ]
    run -0 jq -r '.files[0].values[0] | "\(.path) \(.before) \(.after) \(.from)"' report.json
    [ "$output" = 'trainer.lr 0.1 0.5 values.yaml:1:1' ]
}

@test "the report is not written over them" {
    run -125 "$INLAY" run --report values.yaml --values config.yaml=values.yaml -- true
    [ "$output" = "inlay: the report cannot be written: values.yaml is a document of overrides (give the report a path of its own)" ]
}

@test "the manifest holds for them" {
    manifest 'files: {config.yaml: {include: [seed]}}'
    run -1 "$INLAY" check --values config.yaml=values.yaml
    grep -q '^inlay: values.yaml:1:.*trainer.lr' <<<"$output"
}

@test "a document without values says nothing" {
    echo '# none' >empty.yaml
    run -0 "$INLAY" render --values config.yaml=empty.yaml config.yaml
    [ "$output" = "$(cat config.yaml)" ]
}

@test "what is wrong with them" {
    local word
    for word in values.yaml =values.yaml config.yaml=; do
        run -2 "$INLAY" check --values "$word"
        [ "${lines[0]}" = "inlay: --values $word: not FILE=DOCUMENT, a config file and the values for it (--values config.yaml=values.yaml)" ]
    done
    refuses 'no.yaml: does not exist (a document that is given inline begins with {)' --values config.yaml=no.yaml
    refuses "no.yaml: does not exist in $PWD (--allow-missing, if the job writes it before it reads it)" --values no.yaml=values.yaml
    refuses 'config.yaml: there is no document 2 (the file holds 1)' --values config.yaml#2=values.yaml
    refuses 'argument 2: "./": this is a directory (name a file in it)' --values ./=values.yaml
    echo '[1]' >values.yaml
    refuses 'values.yaml:1:1: the document is a list (it must be an object that holds the keys to change)' \
        --values config.yaml=values.yaml
    printf 'trainer:\n  lr: [\n' >values.yaml
    run -1 "$INLAY" check --values config.yaml=values.yaml
    [[ "$output" == 'inlay: 'values.yaml:3:1:* ]]
}
