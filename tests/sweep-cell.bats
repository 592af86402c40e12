#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay sweep --cell N: one cell, run where a batch system starts it, with the sweep's directory or without.

bats_require_minimum_version 1.5.0
load helpers
load sweep-starts

setup() {
    own_directory
    unset "${!SLURM_@}" CUDA_VISIBLE_DEVICES
    printf 'seed: 0\nlr: 0.1\n' >config.yaml
    pids=()
}

teardown() {
    for pid in "${pids[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
    done
}

# cell NUMBER OPTION ... -- COMMAND ...: of three.
cell() {
    "$INLAY" sweep config.yaml:seed=5,6,7 --cell "$@"
}

begin_sweep() {
    run -0 "$INLAY" sweep config.yaml:seed=5,6,7 --submit slurm --output script -- cat config.yaml
}

live='cat config.yaml >/dev/null; trap "echo asked; exit 0" TERM; trap "echo told" USR1; echo $$ >>lives; while :; do sleep 0.05; done'

@test "without a directory it runs that cell and leaves nothing, with the job's streams and status" {
    run -3 --separate-stderr cell 1 -- sh -c 'cat config.yaml -; echo err >&2; echo "$INLAY_CELL $INLAY_CELL_DIR $INLAY_CELL_ATTEMPT"; exit 3' <<<in
    [ "$output" = $'seed: 6\nlr: 0.1\nin\n'"1 $PWD/sweep/0001 1" ]
    [ "$stderr" = err ]
    [ ! -e sweep ]
}

@test "cells are the same whoever starts them: xargs, make, a loop" {
    seq 0 2 | xargs -P 3 -I@ sh -c '"$0" sweep config.yaml:seed=5,6,7 --cell @ -- sed -n 1p config.yaml >out@' "$INLAY"
    [ "$(cat out?)" = $'seed: 5\nseed: 6\nseed: 7' ]
    [ "$("$INLAY" sweep config.yaml:seed=5,6,7 --list | sed -n 2p | "$INLAY" run -o - -- sed -n 1p config.yaml)" = 'seed: 6' ]
}

@test "a cell that there is not, and a signal: inlay's status is no job's" {
    run -125 cell 3 -- true
    [[ $output == *'--cell 3: '* ]]
    run -143 cell 0 -- sh -c 'cat config.yaml; kill -TERM $$'
}

@test "a document that is too long for the command line goes by a file, which is removed" {
    long=$("$PYTHON" -c 'print("x" * 120000)')
    printf 'config.yaml:lr\n%s\n' "$long" >runs.csv
    export TMPDIR=$PWD/tmp
    mkdir tmp
    run -0 --separate-stderr "$INLAY" sweep -s runs.csv --cell 0 -- sh -c 'wc -c <config.yaml; ls tmp | wc -l'
    [ "${lines[0]}" -gt 120000 ]
    [ "${lines[1]}" = 1 ]
    [ -z "$(ls tmp)" ]
}

@test "with a directory it has lock and records, and the output in both places" {
    begin_sweep
    run -4 --separate-stderr cell 1 -- sh -c 'cat config.yaml; echo err >&2; exit 4'
    [ "$output" = $'seed: 6\nlr: 0.1' ]
    [[ $stderr == *err ]]
    [ "$(sort sweep/0001/output)" = $'err\nlr: 0.1\nseed: 6' ]
    [[ $(cat sweep/0001/status.json) == '{"state": "failed", "status": 4,'* ]]
    run -4 cell 1 -- touch ran
    [[ $output == *'inlay: cell 1 is failed already, with status 4 (--rerun 1 runs it again)'* ]] || { echo "$output"; return 1; }
    [ ! -e ran ]
    run -0 cell 1 --rerun failed -- sh -c 'cat config.yaml >/dev/null; echo "$INLAY_CELL_ATTEMPT"'
    [[ $output == *2 ]]
    [ -e sweep/0001/attempt-1/output ]
    run -0 cell 1 -- touch ran
    [[ $output == *'inlay: cell 1 is done already, with status 0 (--rerun 1 runs it again)'* ]]
    [ ! -e ran ]
    run -0 "$INLAY" sweep config.yaml:seed=5,6,7 -- cat config.yaml
    [[ $output == *'3 cells: 3 done'* ]]
}

@test "both streams in one file are there in their order" {
    begin_sweep
    cell 0 -- sh -c 'for i in 1 2 3 4 5 6 7 8 9; do echo out $i; echo err $i >&2; done; cat config.yaml' >both 2>&1
    grep -v '^inlay: ' both | diff - sweep/0000/output
    [ "$(head -4 sweep/0000/output)" = $'out 1\nerr 1\nout 2\nerr 2' ]
}

@test "a cell that runs elsewhere is refused, and its owner named" {
    begin_sweep
    start "$INLAY" sweep config.yaml:seed=5,6,7 --cell 0 -- sh -c "$live"
    wait_until test -s lives
    run -125 cell 0 -- touch ran
    [[ $output == *"inlay: cell 0 is not run here: process $started on "*" has it"* ]] || { echo "$output"; return 1; }
    [ ! -e ran ]
    kill -TERM "$started"
    ends_with 143
}

@test "SIGUSR1 and SIGTERM are handed on; what SIGTERM ended is run again, whatever its status" {
    begin_sweep
    start "$INLAY" sweep config.yaml:seed=5,6,7 --cell 2 -- sh -c "$live"
    wait_until test -s lives
    kill -USR1 "$started"
    wait_until grep -q told sweep/0002/output
    kill -TERM "$started"
    ends_with 143
    [ ! -e sweep/0002/status.json ]
    [ "$(cat sweep/0002/output)" = $'told\nasked' ]
    run -0 cell 2 -- cat config.yaml
    [[ $(cat sweep/0002/status.json) == *'"attempt": 2,'* ]]
}

@test "a requeued Slurm job goes on in the cell's directory, its output appended" {
    begin_sweep
    export SLURM_JOB_ID=77 SLURM_CLUSTER_NAME=c SLURM_PROCID=0
    start "$INLAY" sweep config.yaml:seed=5,6,7 --cell 0 -- sh -c "$live"
    wait_until test -s lives
    kill -KILL "$started"
    ends_with 137
    export SLURM_RESTART_COUNT=1
    run -0 cell 0 -- sh -c 'cat config.yaml >/dev/null; echo "attempt $INLAY_CELL_ATTEMPT"'
    [[ $(cat sweep/0000/output) == *'attempt 2' ]]
    [ ! -e sweep/0000/attempt-1 ]
    [ -e sweep/0000/report.json ]
}

@test "after SIGTERM it kills nothing itself, unless --grace says when; --timeout has its grace" {
    stubborn='cat config.yaml >/dev/null; trap "" TERM; echo $$ >>lives; while [ ! -e go ]; do sleep 0.05; done; echo end'
    start "$INLAY" sweep config.yaml:seed=5,6,7 --cell 0 --grace 0.2 -- sh -c "$stubborn"
    wait_until test -s lives
    kill -TERM "$started"
    ends_with 137
    rm lives
    start "$INLAY" sweep config.yaml:seed=5,6,7 --cell 0 -- sh -c "$stubborn"
    wait_until test -s lives
    kill -TERM "$started"
    touch go
    ends_with 0
    grep -qx end said
    rm go
    run -137 cell 0 --timeout 0.2 --grace 0.1 -- sh -c "$stubborn"
    begin_sweep
    run -124 cell 0 --timeout 0.2 -- sh -c 'cat config.yaml >/dev/null; trap "exit 0" TERM; while :; do sleep 0.05; done'
    [[ $(cat sweep/0000/status.json) == '{"state": "timed out", "status": 0,'* ]]
}

@test "what a shell started before it became inlay is none of the job's, and stays" {
    local dir
    for dir in '' sweep; do
        cat >start <<SH
sleep 1000 </dev/null >/dev/null 2>&1 3>&- &
echo \$! >sleeper
exec "$INLAY" sweep ${dir:+--dir $dir} config.yaml:lr=1,2 --cell 1 -- sh -c 'cat config.yaml; setsid sleep 1001 & echo \$! >left' > >(tee log) 2>&1
SH
        run -0 bash start
        [[ $(<log) == *'the job left 1 process behind (sleep), which inlay has ended'* ]] || { cat log; return 1; }
        kill "$(<sleeper)"
        run -1 kill -0 "$(<left)"
    done
}

@test "of a killed --cell no process goes on that its job is" {
    start "$INLAY" sweep config.yaml:seed=5,6,7 --cell 0 -- sh -c "$live"
    wait_until test -s lives
    kill -KILL "$started"
    ends_with 137
    gone() { ! kill -0 "$(cat lives)" 2>/dev/null; }
    wait_until gone
}

@test "Ctrl-C and Ctrl-Z at a terminal are the job's, as with inlay run" {
    "$PYTHON" "$ROOT/tests/programs/terminal.py" "$INLAY" sweep config.yaml:seed=5,6,7 --cell 0 -- \
        sh -c 'cat config.yaml; trap "echo caught; exit 0" INT; echo ready; while :; do sleep 0.05; done' <<'END'
expect seed: 5
expect ready
send \x03
expect caught
end
END
    # The loop starts no program: dash does that by vfork(2), and cannot be stopped while the new process has been.
    "$PYTHON" "$ROOT/tests/programs/terminal.py" bash --norc -i <<END
expect [\$#] 
send $INLAY sweep config.yaml:seed=5,6,7 --cell 1 -- sh -c 'sed -n 1p config.yaml; while [ ! -e go ]; do :; done; echo went on'\n
expect seed: 6
send \x1a
expect Stopped
send touch go; fg\n
expect went on
send exit\n
end
END
}
