#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Cells of a sweep run on this machine: how they end, what is retried, GPUs, signals, what a killed process leaves, progress.

bats_require_minimum_version 1.5.0
load helpers
load sweep-starts

setup() {
    own_directory
    unset CUDA_VISIBLE_DEVICES
    printf 'seed: 0\nlr: 0.1\n' >config.yaml
    pids=()
}

teardown() {
    for pid in "${pids[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
    done
}

# sweep VALUES OPTION ... -- COMMAND ...: of config.yaml:seed.
sweep() {
    "$INLAY" sweep "config.yaml:seed=$1" "${@:2}"
}

says() { # LINE: the last thing that was run
    grep -qxF "inlay: $1" <<<"$output" || { echo "$output"; return 1; }
}

said() { # LINE: what was started
    grep -qxF "inlay: $1" said || { cat said; return 1; }
}

# The state and status of a cell's final record.
record() { # CELL
    sed -n 's/^{"state": "\([^"]*\)", "status": \([0-9]*\).*/\1 \2/p' "sweep/$1/status.json" 2>/dev/null
}

has_lines() { # COUNT FILE ...
    [ "$(cat "${@:2}" 2>/dev/null | wc -l)" -ge "$1" ]
}

# A job that says its process in `lives`, and lives until it is killed. With `hard` SIGTERM does not end it.
cat_and_live='cat config.yaml >/dev/null; [ "$0" != hard ] || trap "" TERM; echo $$ >>lives; while :; do sleep 0.05; done'

nobody_lives() {
    local process
    for process in $(cat lives); do
        [ ! -e "/proc/$process" ] || return 1
    done
}

@test "each cell reads its values, in a directory of its own, with no input and both streams in order" {
    run -0 sweep 1,2,3 -- sh -c 'echo out; echo err >&2; cat config.yaml -; echo "$INLAY_CELL $INLAY_CELL_ATTEMPT $INLAY_CELL_DIR"'
    [[ $output == *'inlay: 3 cells: 3 done, in '*' s' ]] || { echo "$output"; return 1; }
    diff sweep/0001/output - <<END
out
err
seed: 2
lr: 0.1
1 1 $PWD/sweep/0001
END
    [ "$(record 0002)" = 'done 0' ]
    [ "$(ls sweep/0002)" = "$(ls sweep/0000)" ]
}

@test "a second start has nothing to run, and one that failed is named and stays failed until it is rerun" {
    run -1 sweep 1,2,3 -- sh -c 'cat config.yaml; [ ! -e broken ] && [ $INLAY_CELL != 1 ] || exit 3'
    says 'cell 1 failed with status 3: seed=2; the end of sweep/0001/output:'
    says '    seed: 2'
    [[ $output == *'inlay: 3 cells: 2 done, 1 failed (1), in '* ]]
    touch broken
    run -1 sweep 1,2,3 -- sh -c 'cat config.yaml; [ ! -e broken ] && [ $INLAY_CELL != 1 ] || exit 3'
    says '3 cells: 2 done, 1 failed (1)'
    run -0 sweep 1,2,3 --rerun failed -- sh -c 'cat config.yaml; echo again $INLAY_CELL_ATTEMPT'
    [ "$(tail -1 sweep/0001/output)" = 'again 2' ]
    [ "$(cat sweep/0001/attempt-1/output)" = $'seed: 2\nlr: 0.1' ]
    [ "$(record 0001)" = 'done 0' ]
}

@test "of what a failing cell printed the last five lines are shown, harmless for a terminal" {
    run -1 sweep 1 -- "$PYTHON" -c 'import sys
open("config.yaml").read()
for i in range(9): print("line", i)
print("10%\r50%\r100%\r")
sys.stdout.flush()
sys.stdout.buffer.write(b"\033[31mred\033[0m \033]0;title\a \x80")
sys.exit(7)'
    [[ $output != *'line 5'* && $output == *'    line 6'*'    line 8'* ]]
    says '    100%'
    says '    red \x1b]0;title\x07 \x80'
}

@test "what inlay run noted of cells that are done is said once" {
    run -0 sweep 1,2,3 -- true
    says 'cell 0: config.yaml was never opened'
    says 'config.yaml was never opened (so it was in 2 more cells)'
    run -0 sweep '{a: 1},{a: 2}' --dir typed -- cat config.yaml
    [ "$(grep -c ': note: ' <<<"$output")" = 2 ] || { echo "$output"; return 1; }
    run -1 sweep 1,2,3 --dir strict --strict -- true
    [[ $output == *'3 cells: 3 failed (0-2)'* ]]
}

@test "a timeout ends a cell by SIGTERM, and by SIGKILL after the grace, whatever its status" {
    run -1 sweep 1 --timeout 0.3 -- sh -c 'cat config.yaml >/dev/null; trap "echo asked; exit 0" TERM; while :; do sleep 0.05; done'
    says 'cell 0 timed out after 0.3 s: seed=1; the end of sweep/0000/output:'
    says '    asked'
    [ "$(record 0000)" = 'timed out 0' ]
    run -1 sweep 1 --dir hard --timeout 0.3 --grace 0.2 -- sh -c "$cat_and_live" hard
    [[ $(cat hard/0000/status.json) == '{"state": "timed out", "status": 137,'* ]]
    nobody_lives
    run -1 sweep 1 -- true
    says '1 cell: 1 timed out (0)'
    run -0 sweep 1 --rerun timeout -- cat config.yaml
}

@test "what a job leaves behind is ended with it, in sessions of its own too, and that is said" {
    run -0 sweep 1 --grace 0.3 -- sh -c 'cat config.yaml >/dev/null
        sh -c "$1" soft & setsid sh -c "$1" hard &
        until [ "$(wc -l <lives)" = 2 ]; do sleep 0.02; done' sh "$cat_and_live"
    says 'cell 0: its job left 2 processes behind (sh), which inlay has ended' ||
        [[ $output == *'cell 0: its job left '*' processes behind ('*'), which inlay has ended'* ]]
    nobody_lives
    [ "$(record 0000)" = 'done 0' ]
}

@test "what a job leaves that is another user's is named, and not waited for" {
    needs_root
    chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" . 2>/dev/null || true
    echo '#include <unistd.h>
int main(void) { setuid(0); for (;;) { pause(); } }' | gcc -x c -o other -
    chmod u+s other
    chown 65534 .
    setpriv --reuid 65534 --regid 65534 --clear-groups test -x other || leave_out 'needs a temporary directory that others can look into'
    run -0 setpriv --reuid 65534 --regid 65534 --clear-groups "$INLAY" sweep config.yaml:seed=1,2 --grace 0.1 -- \
        sh -c 'cat config.yaml >/dev/null; [ $INLAY_CELL = 1 ] || { ./other & echo $! >lives; sleep 0.2; }'
    says 'cell 0: 1 process that its job left (other) may not be ended by this user, and still runs'
    [[ $output == *'2 cells: 2 done, in '* ]]
    kill -KILL "$(cat lives)"
}

@test "what ends by itself soon after the job is nothing to speak of" {
    run -0 sweep 1 -- sh -c 'cat config.yaml >/dev/null; (sleep 0.1; echo late) & '
    [[ $output == *'inlay: 1 cell: 1 done, in '* ]]
    [ "$(cat sweep/0000/output)" = late ]
}

@test "--retry-on and --retries run a cell again, each attempt kept" {
    run -0 sweep 1,2 --retry-on 3,7 --retries 2 -- sh -c 'cat config.yaml; [ $INLAY_CELL_ATTEMPT = 3 ] || exit 7'
    says 'cell 1 is run again (retry 2 of 2)'
    [ "$(ls -d sweep/0001/attempt-*)" = $'sweep/0001/attempt-1\nsweep/0001/attempt-2' ]
    run -1 sweep 1 --dir other --retry-on 3 -- sh -c 'cat config.yaml; exit 4'
    [[ $output != *'run again'* ]]
    run -1 sweep 1 --dir once --retry-on 4 -- sh -c 'cat config.yaml; exit 4'
    says 'cell 0 is run again (retry 1 of 1)'
    run -2 sweep 1 --dir bad --retry-on 4,x -- true
    says '--retry-on 4,x: not exit statuses from 1 to 255, with commas between them'
    [ ! -e bad ]
}

@test "a cell that is not run again after all has failed" {
    run -1 "$INLAY" sweep config.yaml:lr=1,2,3 --retry-on 3 --max-failures 1 -- sh -c 'cat config.yaml; exit $((3 + INLAY_CELL))'
    [[ $output == *'cell 0 is run again (retry 1 of 1)'* ]]
    [[ ${lines[-1]} == *': 3 cells: 2 failed (0, 1), 1 not started, in '* ]] || { echo "$output"; return 1; }
}

@test "all cells run whatever fails, unless --max-failures or --fail-fast says how many may" {
    run -1 sweep 1,2,3,4 -- sh -c 'cat config.yaml; exit 1'
    [[ $output == *'4 cells: 4 failed (0-3)'* ]]
    run -1 sweep 1,2,3,4 --dir two --max-failures 2 -- sh -c 'cat config.yaml; exit 1'
    [[ $output == *'--max-failures 2: no more cells are started'*'4 cells: 2 failed (0, 1), 2 not started'* ]]
    run -1 sweep 1,2,3,4 --dir fast -j 2 --fail-fast -- sh -c 'cat config.yaml >/dev/null
        [ $INLAY_CELL = 1 ] && until [ -s lives ]; do sleep 0.02; done && exit 5
        eval "$0"' "$cat_and_live"
    [[ $output == *'--fail-fast: the other cells are ended'*'4 cells: 1 failed (1), 1 ended by a signal (0), 2 not started'* ]]
    nobody_lives
    run -0 sweep 1,2,3,4 --dir fast --rerun failed -- cat config.yaml
    [[ $output == *'4 cells: 4 done'* ]]
}

@test "--try runs one cell first, and the others when it is done" {
    run -1 sweep 1,2,3 -j 3 --try -- sh -c 'cat config.yaml; exit 2'
    [[ $output == *'3 cells: 1 failed (0), 2 not started'* ]]
    run -0 sweep 1,2,3 -j 3 --try --dir good -- sh -c 'cat config.yaml; echo $INLAY_CELL >>order; [ $INLAY_CELL != 0 ] || sleep 0.2; echo $INLAY_CELL >>order'
    [ "$(head -2 order)" = $'0\n0' ]
}

@test "GPUs are shared out, by what CUDA_VISIBLE_DEVICES says or --gpus" {
    job='cat config.yaml >/dev/null; echo "$CUDA_VISIBLE_DEVICES" >>gpus; until [ "$(wc -l <gpus)" -ge $0 ]; do sleep 0.02; done'
    CUDA_VISIBLE_DEVICES='GPU-1a2b, MIG-3c4d' run -0 sweep 1,2 -- sh -c "$job" 2
    [ "$(sort gpus)" = $'GPU-1a2b\nMIG-3c4d' ]
    rm gpus
    CUDA_VISIBLE_DEVICES=7 run -0 sweep 1,2 --dir two --gpus 3,1,0,2 --gpus-per-cell 2 -- sh -c "$job" 2
    [ "$(sort gpus)" = $'0,2\n3,1' ]
    rm gpus
    run -0 sweep 1,2,3,4 --dir shared --gpus 0,1 --cells-per-gpu 2 -- sh -c "$job" 4
    [ "$(sort gpus)" = $'0\n0\n1\n1' ]
    rm gpus
    run -0 sweep 1,2 --dir many -j 8 --gpus 5 -- sh -c "$job" 1
    says '1 cell at once: there are GPUs for no more (--cells-per-gpu shares them)'
    [ "$(cat gpus)" = $'5\n5' ]
    rm gpus
    CUDA_VISIBLE_DEVICES=4 run -0 sweep 1,2 --dir none -j 2 --gpus none -- sh -c "$job" 2
    [ "$(od -An -c gpus)" = '  \n  \n' ]
    rm gpus
    CUDA_VISIBLE_DEVICES=NoDevFiles run -0 sweep 1,2 --dir unknown -j 2 -- sh -c "$job" 2
    [ "$(cat gpus)" = $'NoDevFiles\nNoDevFiles' ]
}

@test "a GPU is not free before the last process of its cell has gone" {
    run -0 sweep 1,2 -j 2 --gpus 0 --grace 0.2 -- sh -c 'cat config.yaml >/dev/null
        if [ $INLAY_CELL = 1 ]; then kill -0 $(cat lives) 2>/dev/null && echo alive >overlap; exit 0; fi
        sh -c "$0" hard & until [ -s lives ]; do sleep 0.02; done' "$cat_and_live"
    [ ! -e overlap ]
    nobody_lives
}

@test "options about GPUs that cannot be are refused" {
    run -2 sweep 1 --gpus 0-3 -- true
    says '--gpus 0-3: no GPU (indexes, GPU-… or MIG-…, with commas between them, or none)'
    run -2 sweep 1 --gpus 0,1,00 -- true
    says '--gpus 00: named twice'
    run -2 sweep 1 --gpus 0,1 --gpus-per-cell 3 -- true
    says '--gpus-per-cell 3: there are 2 GPUs'
    run -2 sweep 1 --cells-per-gpu 3 -- true
    says '--cells-per-gpu: of which GPUs? (name them: --gpus 0,1 or CUDA_VISIBLE_DEVICES)'
    [ ! -e sweep ]
}

@test "SIGUSR1 and SIGUSR2 are handed on, and a job that goes on is as any other" {
    start "$INLAY" sweep config.yaml:seed=1,2 -j 2 -- sh -c 'cat config.yaml >/dev/null
        trap "echo one >>got" USR1; trap "echo two >>got; exit 0" USR2; echo >>ready; while :; do sleep 0.05; done'
    wait_until has_lines 2 ready
    kill -USR1 "$started"
    wait_until has_lines 2 got
    kill -USR2 "$started"
    ends_with 0
    [ "$(sort got)" = $'one\none\ntwo\ntwo' ]
    [[ $(cat said) == *'inlay: 2 cells: 2 done, in '* ]]
}

@test "SIGTERM ends the cells with their grace, and they are run again, whatever status they end with" {
    start "$INLAY" sweep config.yaml:seed=1,2,3,4 -j 3 --grace 0.5 -- sh -c 'cat config.yaml >/dev/null
        case $INLAY_CELL in
            0) trap "echo saved; exit 0" TERM; echo >>lives; while :; do sleep 0.05; done ;;
            1) eval "$0" ;;
            2) sh -c "$0" hard & wait ;;
        esac' "$cat_and_live"
    wait_until has_lines 3 lives
    kill -TERM "$started"
    ends_with 143
    [[ $(cat said) == *'inlay: 4 cells: 3 ended by a signal (0-2), 1 not started, in '* ]]
    nobody_lives
    [ "$(cat sweep/0000/output)" = saved ]
    [ ! -e sweep/0000/status.json ]
    run -0 sweep 1,2,3,4 -- sh -c 'cat config.yaml >/dev/null; echo attempt $INLAY_CELL_ATTEMPT'
    [ "$(cat sweep/*/output)" = $'attempt 2\nattempt 2\nattempt 2\nattempt 1' ]
    [ "$(cat sweep/0000/attempt-1/output)" = saved ]
}

@test "a job that ignores what ends it is killed, with all that it has started" {
    start "$INLAY" sweep config.yaml:seed=1 --grace 0.3 -- sh -c 'sh -c "$0" hard & setsid sh -c "$0" hard & eval "$0"' "$cat_and_live" hard
    wait_until has_lines 3 lives
    kill -TERM "$started"
    ends_with 143
    nobody_lives
}

@test "of a scheduler that is killed no job goes on, and its cells are lost" {
    start "$INLAY" sweep config.yaml:seed=1,2,3 -j 2 --grace 0.3 -- sh -c "$cat_and_live" hard
    wait_until has_lines 2 lives
    kill -KILL "$started"
    ends_with 137
    wait_until nobody_lives
    [ ! -e sweep/0000/status.json ]
    locks_are_free() { ! grep -q '"held": true' sweep/000*/lock-*; }
    wait_until locks_are_free
    run -0 sweep 1,2,3 -- sh -c 'cat config.yaml >/dev/null; echo $INLAY_CELL_ATTEMPT'
    [ "$(cat sweep/*/output)" = $'2\n2\n1' ]
}

@test "of a keeper that is killed no process goes on, its GPU is free only then, and --retries runs the cell again" {
    start "$INLAY" sweep config.yaml:seed=1 --gpus 6 --retries 1 -- sh -c '[ $INLAY_CELL_ATTEMPT = 1 ] || { kill -0 $(cat lives) 2>/dev/null && echo alive >overlap; exec cat config.yaml; }
        setsid sh -c "$0" hard & eval "$0"' "$cat_and_live"
    wait_until has_lines 2 lives
    kill -KILL "$(pgrep -P "$started" -x inlay-keeper)"
    ends_with 0
    said 'cell 0 is lost, since its keeper was killed: seed=1'
    said 'cell 0 is run again (retry 1 of 1)'
    nobody_lives
    [ ! -e overlap ]
    [ -d sweep/0000/attempt-1 ]
}

@test "two starters share the cells, and none runs twice" {
    job='cat config.yaml >/dev/null; echo "$INLAY_CELL" >>ran; sleep 0.05'
    start "$INLAY" sweep 'config.yaml:seed=range(1,12)' -j 2 -- sh -c "$job"
    run -0 sweep 'range(1,12)' -j 2 -- sh -c "$job"
    ends_with 0
    [ "$(sort -n ran)" = "$(seq 0 11)" ]
}

@test "a cell that another starter has is left to it, and named at the end" {
    start "$INLAY" sweep config.yaml:seed=1,2 -- sh -c "$cat_and_live"
    wait_until has_lines 1 lives
    run -0 sweep 1,2 -- cat config.yaml
    [[ $output == *'inlay: 2 cells: 1 done, 1 running elsewhere (0), in '* ]]
    kill -TERM "$started"
    ends_with 143
}

@test "Ctrl-C once stops starting, twice ends the cells, three times kills them" {
    start "$INLAY" sweep config.yaml:seed=1,2,3 -j 2 -- sh -c 'cat config.yaml >/dev/null; echo >>ready; until [ -e go ]; do sleep 0.05; done'
    wait_until has_lines 2 ready
    kill -INT "$started"
    wait_until said 'no more cells are started; 2 running (Ctrl-C again ends them)'
    touch go
    ends_with 130
    grep -q '^inlay: 3 cells: 2 done, 1 not started, in ' said
    "$PYTHON" "$ROOT/tests/programs/terminal.py" "$INLAY" sweep config.yaml:seed=1,2,3 --dir twice -j 2 -- sh -c "$cat_and_live" <<'END'
expect 2 running
send \x03
expect Ctrl-C again ends them
send \x03
expect the running cells are ended \(Ctrl-C again kills them\)
expect 3 cells: 2 ended by a signal \(0, 1\), 1 not started
end
END
    "$PYTHON" "$ROOT/tests/programs/terminal.py" "$INLAY" sweep config.yaml:seed=1,2,3 --dir thrice -j 2 -- sh -c "$cat_and_live" hard <<'END'
expect 2 running
send \x03
expect Ctrl-C again ends them
send \x03
expect Ctrl-C again kills them
send \x03
expect 3 cells: 2 ended by a signal \(0, 1\), 1 not started
end
END
    nobody_lives
}

@test "progress is one line of a terminal, no wider than it, and gone before other words" {
    "$PYTHON" "$ROOT/tests/programs/terminal.py" sh -c 'stty cols 24; exec "$@"' sh \
        "$INLAY" sweep config.yaml:seed=1,2,3 -j 3 -- sh -c 'cat config.yaml >/dev/null; sleep 0.2; exit $INLAY_CELL' <<'END'
expect \r\x1b\[K0 of 3 cells ended, 3 r(?!u)
expect \r\x1b\[Kinlay: cell (1 failed with status 1: seed=2|2 failed with status 2: seed=3)
expect inlay: 3 cells: 1 done, 2 failed \(1, 2\), in
end
END
}

@test "one cell at a time on a terminal shows what it prints, and the job sees no terminal" {
    "$PYTHON" "$ROOT/tests/programs/terminal.py" "$INLAY" sweep config.yaml:seed=1,2 -- \
        sh -c 'cat config.yaml; echo err >&2; [ ! -t 1 ] && [ ! -t 0 ] && echo none; exit $INLAY_CELL' <<'END'
expect inlay: cell 0: seed=1
expect seed: 1\r\n.*\r\nerr\r\nnone\r\n
expect inlay: cell 1: seed=2
expect seed: 2\r\n.*\r\nerr\r\nnone\r\n
expect inlay: cell 1 failed with status 1: seed=2\r\n
expect inlay: 2 cells: 1 done, 1 failed \(1\), in
end
END
    [ "$(cat sweep/0001/output)" = $'seed: 2\nlr: 0.1\nerr\nnone' ]
}

@test "elsewhere progress is a line now and then" {
    run -0 sweep 1,2 -- sh -c 'cat config.yaml >/dev/null; [ $INLAY_CELL = 1 ] || sleep 3.2'
    [[ $output == *$'inlay: 1 of 2 cells ended'*$'\ninlay: 2 cells: 2 done, in '* ]] || { echo "$output"; return 1; }
}

@test "Ctrl-Z stops the cells, and fg lets them go on" {
    touch ticks
    "$PYTHON" "$ROOT/tests/programs/terminal.py" bash --norc -i <<END
expect [\$#] 
send $INLAY sweep config.yaml:seed=1,2 -j 2 -- sh -c 'cat config.yaml >/dev/null; while [ ! -e go ]; do echo >>ticks; sleep 0.05; done'\n
expect 2 running
send \x1a
expect Stopped
send a=\$(wc -l <ticks); sleep 0.4; b=\$(wc -l <ticks); echo \$((b - a)) ticks\n
expect (?<![0-9])[01] ticks\r
send touch go; fg\n
expect 2 cells: 2 done
send exit\n
end
END
}

@test "killed at random moments and started again, all cells are done once and nothing is left" {
    run -0 "$PYTHON" "$ROOT/tests/programs/sweep_kills.py" "$INLAY" 5 6
}
