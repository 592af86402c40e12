#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay sweep --submit slurm, with Slurm's own daemons.

bats_require_minimum_version 1.5.0
load tools

CLUSTER=$ROOT/tests/recipes/slurm-cluster

setup_file() {
    export SLURM_CONF=$BATS_FILE_TMPDIR/slurm.conf
    PATH=$PATH:/usr/sbin
    if type slurmctld slurmd munged srun >/dev/null 2>&1; then
        "$CLUSTER" start "$BATS_FILE_TMPDIR"
        echo 'MaxArraySize=1001' >>"$SLURM_CONF"
    fi
}

teardown_file() {
    "$CLUSTER" stop "$BATS_FILE_TMPDIR"
}

setup() {
    [ -e "$SLURM_CONF" ] || leave_out 'needs slurmctld, slurmd, munged and srun'
    own_directory
    printf 'lr: 0.1\nseed: 0\n' >config.yaml
}

teardown() {
    scancel --user="$(id -un)"
    until_all_ended
}

# max_array_size N: what Slurm allows from now on.
max_array_size() {
    sed -i "s/^MaxArraySize=.*/MaxArraySize=$1/" "$SLURM_CONF"
    scontrol reconfigure
    until [ "$(scontrol show config | sed -n 's/^MaxArraySize *= *//p')" = "$1" ]; do
        sleep 0.1
    done
}

until_all_ended() {
    local tries
    for tries in {1..900}; do
        [ -n "$(squeue --noheader)" ] || return 0
        sleep 0.1
    done
    squeue
    return 1
}

# until_true COMMAND ...
until_true() {
    local tries
    for tries in {1..600}; do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.1
    done
    return 1
}

# submitted SBATCH-OPTIONS -- ARGUMENTS of inlay sweep
submitted() {
    local options=()
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    "$INLAY" sweep --submit slurm --output submit.sh "${@:2}"
    ! type -P shellcheck >/dev/null || shellcheck -S warning submit.sh
    bash submit.sh --mem=1M ${options[@]+"${options[@]}"}
}

# read_by FIRST LAST: cells FIRST to LAST have read the values that are theirs, and are done.
read_by() {
    local cell
    for ((cell = $1; cell <= $2; cell++)); do
        [ "$(<"$(printf 'sweep/%04d/output' "$cell")")" = "lr: $((cell + 1))"$'\nseed: 0' ] || { echo "cell $cell"; return 1; }
    done
    [ "$("$INLAY" sweep --table --format csv | grep -c ',done,')" -eq $(($2 + 1)) ]
}

# is_going_on TASK: Slurm itself waits for two minutes before a job starts again.
is_going_on() {
    scontrol update "JobId=$1" StartTime=now
    [ -e sweep/0042/who ]
}

@test "an array of a hundred cells; one is requeued, and goes on in its directory" {
    run -0 --separate-stderr submitted --requeue -- "config.yaml:lr=range(1,100)" -- sh -c '
        if [ "$INLAY_CELL" = 42 ] && [ ! -e held ]; then
            echo begun; touch held; sleep 100
        fi
        cat config.yaml; echo "$INLAY_CELL $INLAY_CELL_ATTEMPT ${SLURM_RESTART_COUNT:-0}" >"$INLAY_CELL_DIR/who"'
    [[ $output == '100 cells are submitted, as '* ]]
    local job=${output##* }
    until_true test -e held
    scontrol requeue "${job}_42"
    until_true is_going_on "${job}_42"
    until_all_ended
    [ "$(grep -v '^inlay: ' sweep/0042/output)" = $'begun\nlr: 43\nseed: 0' ]
    [[ $(<sweep/0042/who) == '42 '*' 1' ]]
    [ ! -e sweep/0042/attempt-1 ]
    printf 'lr: 43\nseed: 0\n' >sweep/0042/output
    read_by 0 99
    [ "$(ls sweep/slurm | wc -l)" -eq 100 ]
    [ "$(ls "sweep/slurm/${job}_99.log")" ]
}

@test "arrays of four at the most, and three cells at once" {
    max_array_size 4
    run -0 --separate-stderr submitted -- -j 3 "config.yaml:lr=range(1,14)" -- sh -c 'cat config.yaml; ls running.* 2>/dev/null | wc -l >>most; touch "running.$INLAY_CELL"; sleep 0.5; rm "running.$INLAY_CELL"'
    max_array_size 1001
    [[ $output == '14 cells are submitted, as '* ]]
    [ "$(wc -w <<<"${output#*, as }")" -eq 4 ]
    until_all_ended
    read_by 0 13
    [ "$(sort -n most | tail -n 1)" -le 2 ]
}

@test "several cells in a task, and only those that are missing are submitted again" {
    run -0 --separate-stderr submitted -- --per-task 4 "config.yaml:lr=range(1,10)" -- sh -c 'cat config.yaml; ! grep -qx "lr: [37]" config.yaml || [ -e mended ]'
    until_all_ended
    run -1 read_by 0 9
    "$INLAY" sweep --submit slurm "config.yaml:lr=range(1,12)" --output more.sh -- cat config.yaml
    grep -qx 'cells=10-11' more.sh
    "$INLAY" sweep --submit slurm --rerun failed "config.yaml:lr=range(1,12)" --output submit.sh -- cat config.yaml
    grep -qx "cells='2 6 10-11'" submit.sh
    bash submit.sh --mem=1M
    until_all_ended
    read_by 0 11
}

@test "SIGUSR1 reaches the cells, one or several in a task" {
    local per cell
    for per in 1 2; do
        rm -rf sweep begun.*
        run -0 --separate-stderr submitted -- --per-task "$per" config.yaml:lr=1,2,3,4 -- "$PYTHON" -c 'if True:
            import os, signal, sys
            signal.signal(signal.SIGUSR1, lambda *_: sys.exit(0))
            open("begun." + os.environ["INLAY_CELL"], "w")
            signal.pause()'
        for ((cell = 0; cell < 4; cell += per)); do
            until_true test -e "begun.$cell"
        done
        scancel --signal=USR1 --batch "${output##* }"
        until_all_ended
        [ "$("$INLAY" sweep --table --format csv | grep -c ',done,')" -eq $((4 / per)) ]
        [ "$("$INLAY" sweep --table --format csv | grep -c ',new,')" -eq $((4 - 4 / per)) ]
    done
}

@test "cells of a job that was cancelled are missing" {
    run -0 --separate-stderr submitted -- config.yaml:lr=1,2 -- sh -c '[ -e mended ] || { touch "begun.$INLAY_CELL"; sleep 100; }; cat config.yaml'
    until_true test -e begun.0 -a -e begun.1
    scancel "${output##* }"
    until_all_ended
    touch mended
    "$INLAY" sweep --submit slurm --output submit.sh config.yaml:lr=1,2 -- sh -c '[ -e mended ] || { touch "begun.$INLAY_CELL"; sleep 100; }; cat config.yaml'
    grep -qx 'cells=0-1' submit.sh
    bash submit.sh --mem=1M
    until_all_ended
    read_by 0 1
}
