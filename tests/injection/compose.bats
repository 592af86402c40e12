#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay env --format compose and dotenv, read by compose-go, docker compose's own library; dotenv by the newest python-dotenv.

bats_require_minimum_version 1.5.0
load ../helpers
load hostile

setup() {
    own_directory
    hostile_launch
    [ -x "$CONSUMERS" ] || leave_out 'needs compose-go from the Go module proxy'
}

carried() {
    "$CONSUMERS_PYTHON/python" "$ROOT/tests/programs/carried.py" "$@"
}

# is_right FILE: a job with its variables reads what is expected, and the run config.
is_right() {
    carried run "$1" cat config.yaml | diff expected - || return
    diff <(carried run "$1" "$INLAY" config | jq -S .) <(jq -S .run_config run_config.json)
}

@test "a file that is merged over the job's own" {
    local service
    cat >compose.yaml <<'YAML'
services:
  train:
    image: job
    environment: {LD_PRELOAD: libm.so.6, HOME: /root}
    volumes: [./data:/data]
  other:
    image: job
    environment: [LD_PRELOAD=libm.so.6, HOME=/root]
YAML
    for service in train other; do
        "$INLAY" env --format compose --onto compose.yaml --container $service -o hostile.json -o run_config.json >inlay.yaml.override
        "$CONSUMERS" compose compose.yaml inlay.yaml.override >services.json
        jq ".$service.environment" services.json >variables
        [ "$(jq -r .LD_PRELOAD variables)" = "libm.so.6:$LIB" ]
        is_right variables
        [ "$(jq -c --arg library "$LIB" ".$service.volumes[] | select(.target == \$library) | [.source, .read_only, .bind.create_host_path // false]" services.json)" = "[\"$LIB\",true,false]" ]
    done
}

@test "a long document is bound" {
    long_document
    printf 'services: {train: {image: job}}\n' >compose.yaml
    mkdir 'a $b'
    "$INLAY" env --format compose --container train --document 'a $b/document' -o long.json >over.yaml
    "$CONSUMERS" compose compose.yaml over.yaml >services.json
    jq .train.environment services.json >variables
    carried run variables cat config.yaml | cmp - expected
    [ "$(jq -r '.train.volumes[1] | .source, .target' services.json)" = "$PWD/a \$b/document"$'\n'"$PWD/a \$b/document" ]
}

@test ".env: as an env_file of compose's, and by python-dotenv" {
    "$INLAY" env --format dotenv --root "$PWD" -o hostile.json -o run_config.json >job.env
    printf 'services: {train: {image: job, env_file: [job.env]}}\n' >compose.yaml
    HOME=/expanded "$CONSUMERS" compose compose.yaml | jq .train.environment >variables
    is_right variables
    [ -x "$CONSUMERS_PYTHON/python" ] || leave_out 'needs python-dotenv from PyPI'
    carried dotenv job.env >variables
    is_right variables
}
