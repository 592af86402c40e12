#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/ray/tune.py, with Ray Tune from PyPI.

bats_require_minimum_version 1.5.0
load tools

setup_file() {
    export PLACE=$(mktemp -d /tmp/inlay-tune-XXXXXX) # short, since sockets' paths are
}

teardown_file() {
    rm -rf "$PLACE"
}

setup() {
    as_recipe ray
    needs_python_packages ray-tune 'ray[tune]'
    export PATH=${PYTHON_WITH%/*}:$PATH HOME=$PLACE RAY_TMPDIR=$PLACE RAY_ADDRESS=local RAY_AUTH_MODE=disabled RAY_USAGE_STATS_ENABLED=0
    printf 'lr: 0.1\nseed: 0\n' >config.yaml
    printf '#!/bin/sh\ncat config.yaml >>"$PWD/read"\nsed -n "s/^lr: //p" config.yaml\n' >train
    chmod +x train
}

# The values that the jobs have read, and those that Tune has chosen: a line each, sorted.
were_read() {
    paste -d ' ' - - <read | sed 's/lr: \(.*\) seed: /\1 /' | sort
}
chosen() {
    jq -r '"\(.["config.yaml:lr"]) \(.["config.yaml:seed"])"' "$PLACE"/ray_results/*/*/params.json | sort
}

@test "each trial's job reads the values that Tune has chosen" {
    run -0 timeout 240 python tune.py
    [ "$(wc -l <read)" -eq 12 ]
    diff <(were_read) <(chosen)
    [[ ${lines[-1]} == "{'config.yaml:lr': $(sort -g <(were_read) | head -n 1 | cut -d ' ' -f 1), 'config.yaml:seed': "* ]]
    [ "$(<config.yaml)" = $'lr: 0.1\nseed: 0' ]
}

@test "a job that fails is a trial that failed" {
    printf '#!/bin/sh\nexit 7\n' >train
    run -1 timeout 240 python tune.py
    [[ $output == *'returned non-zero exit status 7'* ]]
}
