#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/systemd with systemd's own checker, and with a user manager, where one may be started.

bats_require_minimum_version 1.5.0
load tools

SERVED=$'lr: 0.5\nnote: "50% less"'

setup() {
    needs_program systemd-analyze
    as_recipe systemd
    "$INLAY" install installed 2>/dev/null # it may note that it is dynamic
    printf 'lr: 0.1\nnote: none\n' >config.yaml
    mkdir units
    export SYSTEMD_UNIT_PATH=$PWD/units
    sed -i "s|/usr/local|$PWD/installed|; s|/srv/train|$PWD|" train.service inlay.conf
    printf '[Service]\nStandardOutput=file:%s/out\nStandardError=file:%s/err\n' "$PWD" "$PWD" >output.conf
}

# has_unit TEXT [DROP-IN ...]: job.service.
has_unit() {
    mkdir units/job.service.d
    echo "$1" >units/job.service
    cp output.conf "${@:2}" units/job.service.d
    SYSTEMD_UNIT_PATH=$PWD/units: run -0 systemd-analyze verify --man=no units/job.service
    [ -z "$output" ] || { echo "$output"; return 1; }
}

# starts STATUS: of the job, which has written its output.
starts() {
    needs_root
    run "$ROOT/tests/recipes/systemd-manager" sh -c '
        systemctl --user start job.service 2>/dev/null; systemctl --user show -P ExecMainStatus job.service'
    [ "$status" -ne 100 ] || leave_out 'needs unshare and cgroup2 for a user manager'
    [ "$output" = "$1" ] || { echo "$output"; cat out err; return 1; }
}

is_read() {
    [ "$(<out)" = "$SERVED" ] && [ ! -s err ] || { cat out err; return 1; }
}

plain_unit() {
    printf '[Service]\nType=oneshot\nWorkingDirectory=%s\nExecStart=/usr/bin/cat config.yaml\n' "$PWD"
}

@test "a unit with inlay run" {
    has_unit "$(<train.service)"
    starts 0
    is_read
}

@test "a unit with inlay run, its file missing" {
    has_unit "$(<train.service)"
    rm config.yaml
    starts 125
    [[ $(<err) == *'config.yaml: does not exist'* ]]
}

@test "a drop-in for a unit of others" {
    has_unit "$(plain_unit)" inlay.conf
    starts 0
    is_read
}

@test "a drop-in, the file missing" {
    has_unit "$(plain_unit)" inlay.conf
    rm config.yaml
    starts 125
    [[ $(<err) == *'config.yaml does not exist, and INLAY_REQUIRE is set'* ]]
}

@test "a drop-in for a unit that is shut in" {
    has_unit "$(plain_unit)
NoNewPrivileges=yes
SystemCallFilter=@system-service
MemoryDenyWriteExecute=yes
RestrictNamespaces=yes
RestrictRealtime=yes
LockPersonality=yes
SystemCallArchitectures=native" inlay.conf
    starts 0
    is_read
}

@test "what the drop-in warns of is what systemd does" {
    has_unit "$(plain_unit)
Environment=A={\"x\":1}"
    sed -i 's|/usr/bin/cat config.yaml|/usr/bin/env|' units/job.service
    starts 0
    grep -qx 'A={x:1}' out
}
