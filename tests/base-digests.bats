#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Base digests: a launch that waited in a queue is for the file that it was made for, and no other.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'a: 1\nb: two\n' >config.yaml
    digest=$(sha256sum <config.yaml | cut -c -64)
    changed="config.yaml has changed: it is not the file of this digest (look at it, and give the digest that sha256sum config.yaml prints)"
}

@test "inlay run refuses a file that changed, and starts nothing" {
    run -0 --separate-stderr "$INLAY" run --base-digest "config.yaml=$digest" config.yaml:a=2 -- cat config.yaml
    [ "$output" = $'a: 2\nb: two' ]
    [ -z "$stderr" ]
    run -0 "$INLAY" run --base-digest "config.yaml=${digest^^}" config.yaml:a=2 -- cat config.yaml
    echo >>config.yaml
    run -125 "$INLAY" run --base-digest "config.yaml=$digest" config.yaml:a=2 -- touch ran
    [ "$output" = "inlay: argument 2: $changed" ]
    run -125 "$INLAY" run -o "{\"base_digests\": {\"./config.yaml\": \"$digest\"}, \"set\": {\"./config.yaml:a\": 2}}" -- touch ran
    [[ $output == "inlay: argument 2:1:19: "*'has changed: it is not the file of this digest'* ]]
    [ ! -e ran ]
}

@test "a file that nothing overrides" {
    run -0 --separate-stderr "$INLAY" run --strict --base-digest "config.yaml=$digest" -- true
    [ -z "$stderr" ]
    printf 'files: {other.yaml: {}}\n' >inlay.yaml
    run -0 --separate-stderr "$INLAY" run --base-digest "config.yaml=$digest" -- cat config.yaml
    [ "$output" = "$(cat config.yaml)" ]
    [ -z "$stderr" ]
    echo >>config.yaml
    run -125 "$INLAY" run --base-digest "config.yaml=$digest" -- touch ran
    [ "$output" = "inlay: argument 2: $changed" ]
    rm config.yaml
    run -125 "$INLAY" run --base-digest "config.yaml=$digest" -- touch ran
    [[ $output == 'inlay: config.yaml: does not exist'* ]]
    [ ! -e ran ]
}

@test "a file that changes while the job runs is refused to who opens it" {
    run -1 "$INLAY" run --base-digest "config.yaml=$digest" config.yaml:a=2 -- sh -c 'cat config.yaml; echo >>config.yaml; cat config.yaml'
    [ "${lines[0]}" = 'a: 2' ]
    [[ $output == *'cat: config.yaml: Invalid argument'* ]]
    printf 'a: 1\nb: two\n' >config.yaml
    run -125 "$INLAY" run --base-digest "config.yaml=$digest" config.yaml:a=2 -- sh -c 'echo >>config.yaml; cat config.yaml; true'
    [[ ${lines[-1]} == *"could not open config.yaml: "*"$changed" ]]
}

@test "with the environment alone" {
    export INLAY_OVERRIDES="{\"base_digests\": {\"config.yaml\": \"$digest\"}, \"set\": {\"config.yaml:a\": 2}}"
    LD_PRELOAD=$LIB run -0 cat config.yaml
    [ "$output" = $'a: 2\nb: two' ]
    LD_PRELOAD=$LIB run -0 sh -c 'cd /; cat "$OLDPWD"/config.yaml'
    [ "$output" = $'a: 2\nb: two' ]
    echo >>config.yaml
    LD_PRELOAD=$LIB run -1 cat config.yaml
    [ "${lines[0]}" = "inlay: INLAY_OVERRIDES:1:19: $changed" ]
    LD_PRELOAD=$LIB INLAY_ON_ERROR=warn run -0 cat config.yaml
    [[ $output == *"$changed"*$'a: 1\nb: two'* ]]
    export INLAY_OVERRIDES="{\"base_digests\": {\"config.yaml\": \"$digest\"}}"
    LD_PRELOAD=$LIB run -1 cat config.yaml
    [ "${lines[0]}" = "inlay: INLAY_OVERRIDES:1:19: $changed" ]
}

@test "render, diff, check, describe" {
    local verb
    for verb in render diff check describe; do
        "$INLAY" "$verb" --base-digest "config.yaml=$digest" config.yaml:a=2 config.yaml >"$verb"
    done
    echo >>config.yaml
    for verb in render diff check describe; do
        run -1 "$INLAY" "$verb" --base-digest "config.yaml=$digest" config.yaml:a=2 config.yaml
        [ "$output" = "inlay: argument 2: $changed" ]
    done
}

@test "a report repeats it" {
    run -0 "$INLAY" run --report r.json --base-digest "config.yaml=$digest" config.yaml:a=2 -- cat config.yaml
    [ "$(jq -r .files[0].before.sha256 r.json)" = "$digest" ]
    [ "$(jq -r '.launch.base_digests["config.yaml"]' r.json)" = "$digest" ]
    run -0 --separate-stderr "$INLAY" run -o r.json
    [ -z "$stderr" ]
    echo >>config.yaml
    run -125 "$INLAY" run -o r.json
    [ "$(cut -d : -f 1-2 <<<"$output") $(cut -d : -f 5- <<<"$output")" = "inlay: r.json  $changed" ]
}

@test "no digest of a secret goes into the report" {
    printf 'files: {config.yaml: {secrets: [b]}}\n' >inlay.yaml
    run -0 "$INLAY" run --report r.json --base-digest "config.yaml=$digest" config.yaml:a=2 -- cat config.yaml
    run -1 grep "$digest" r.json
}

@test "what is no digest" {
    local wrong
    for wrong in config.yaml config.yaml= "=$digest" config.yaml=abc "config.yaml=${digest}0" "config.yaml=g${digest:1}"; do
        run -125 "$INLAY" run --base-digest "$wrong" -- touch ran
        [[ $output == 'inlay: argument 2: '* ]]
    done
    run -125 "$INLAY" run -o '{"base_digests": {"config.yaml": 1}}' -- touch ran
    [ "$output" = 'inlay: argument 2:1:19: "1" is no SHA-256 digest, which has 64 hexadecimal digits (sha256sum config.yaml prints it)' ]
    run -125 "$INLAY" run -o '{"base_digests": {"config.yaml": null}}' -- touch ran
    [[ $output == *"a file's digest is null (it must be a string)" ]]
    run -125 "$INLAY" run --base-digest "config.yaml=$digest" --base-digest "config.yaml=$(printf '%064d' 0)" -- touch ran
    [ "$output" = 'inlay: argument 4: config.yaml is asked to have another SHA-256 digest already (give one)' ]
    run -0 "$INLAY" run --base-digest "config.yaml=$digest" --base-digest "config.yaml=$digest" -- true
    [ ! -e ran ]
}
