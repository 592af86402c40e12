#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Data-parallel launch: 8 and 64 processes that start at one moment, while another process replaces the file atomically.
# As many rounds as a few seconds allow; scripts/test-launch-together runs as many as it is told.

bats_require_minimum_version 1.5.0
load helpers

# launch PROCESSES SECONDS [COMMAND ...]
launch() {
    local processes=$1 seconds=$2
    shift 2
    run -0 "$ROOT/scripts/test-launch-together" "$processes" 1000 "$seconds" "$@"
    [[ ${lines[-1]} =~ ^[1-9][0-9]*' reads in '[1-9][0-9]*' rounds, 0 wrong'$ ]]
}

@test "8 processes at once" {
    launch 8 4
}

@test "64 processes at once" {
    launch 64 4
}

@test "8 Python processes at once" {
    launch 8 4 "$PYTHON" -c 'print(open("config.yaml").read(), end="")'
}

@test "8 processes at once, by inlay run" {
    launch 8 4 env -u LD_PRELOAD -u INLAY_OVERRIDES "$INLAY" run \
        -o '{"files": {"config.yaml": {"trainer": {"rate": 1.0e-4, "name": "laid in"}, "seed": 1234}}}' -- cat config.yaml
}

# The measure of the measure: without overrides every read is wrong.
@test "a program that is not reached reads wrong values, and that is seen" {
    run -1 "$ROOT/scripts/test-launch-together" 8 1 0 env INLAY_DISABLE=1 cat config.yaml
    [[ ${lines[-1]} == '8 reads in 1 rounds, 8 wrong' ]]
}
