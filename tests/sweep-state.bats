#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What a sweep keeps: cells with their numbers, copies of config files, states, attempts; and who may run a cell.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    for name in $(compgen -e | grep '^SLURM_'); do
        unset "$name"
    done
    printf 'a: 1\nb: x\n' >config.yaml
}

# sweep STATUS ARGUMENT ...: inlay sweep ends so; what it printed is in $output.
sweep() {
    local status=$1
    shift
    run "-$status" "$INLAY" sweep "$@"
}

# says TEXT: in what the last command printed.
says() {
    [[ $output == *"$1"* ]] || { echo "$output"; return 1; }
}

# field FILE NAME: a member of a JSON object.
field() {
    "$PYTHON" -c 'import json, sys; print(json.dumps(json.load(open(sys.argv[1]))[sys.argv[2]]))' "$1" "$2"
}

# state DIRECTORY: as its final record has it.
state() {
    field "$1/status.json" state
}

# wait_for FILE: until it is there.
wait_for() {
    until [ -e "$1" ]; do
        sleep 0.02
    done
}

# keepers: the processes that run cells here.
keepers() {
    local keeper
    for keeper in $(pgrep -x inlay-keeper); do
        [ "$(readlink "/proc/$keeper/cwd")" != "$PWD" ] || echo "$keeper"
    done
}

# kill_sweep PID: as nothing survives; its keepers end their cells, and are waited for.
kill_sweep() {
    kill -KILL "$1"
    wait "$1" || true
    until [ -z "$(keepers)" ]; do
        sleep 0.02
    done
}

# numbers: number and values of the cells that cells.jsonl has, dropped ones with a minus.
numbers() {
    "$PYTHON" -c '
import json
for number, line in enumerate(open("sweep/cells.jsonl")):
    cell = json.loads(line)
    assert cell["cell"] == number and cell["name"] == "%04d" % number, cell
    print("-" * cell.get("dropped", False) + ",".join(str(value) for value in cell["values"].values()), end=" ")'
}

@test "a grid that grows keeps the numbers of its cells, and runs what is new" {
    sweep 0 config.yaml:a=1,2,3 -- sh -c 'echo $INLAY_CELL >>ran; cat config.yaml'
    [ "$(cat ran)" = $'0\n1\n2' ]
    sweep 0 config.yaml:a=0,2,3,4 -- sh -c 'echo $INLAY_CELL >>ran; cat config.yaml'
    [ "$(cat ran)" = $'0\n1\n2\n3\n4' ]
    says 'sweep: 1 of its cells is not in this grid'
    [ "$(numbers)" = '-1 2 3 0 4 ' ]
    [ "$(cat sweep/0003/output)" = $'a: 0\nb: x' ]
    [ "$(cut -d, -f1,3,4 sweep/cells.csv | tr '\r\n' ' ;')" = 'cell,dropped,config.yaml:a ;0,dropped,1 ;1,,2 ;2,,3 ;3,,0 ;4,,4 ;' ]
    sweep 0 config.yaml:a=4,3,2,1 -- sh -c 'echo $INLAY_CELL >>ran; cat config.yaml'
    [ "$(numbers)" = '1 2 3 -0 4 ' ]
    [ "$(wc -l <ran)" -eq 5 ]
}

@test "equal numbers and another order of axes are the same cells" {
    sweep 0 config.yaml:a=0.001,2 config.yaml:b=x,w -- true
    sweep 0 config.yaml:b=w,x config.yaml:a=2,1e-3 -- sh -c 'touch ran'
    [ ! -e ran ]
    [ "$(numbers)" = '0.001,x 0.001,w 2,x 2,w ' ]
}

@test "a config file that changes meanwhile changes no cell" {
    sweep 0 config.yaml:a=1,2,3 -- sh -c 'cat config.yaml; printf "b: other\n" >config.yaml.new; mv config.yaml.new config.yaml'
    [ "$(cat sweep/000?/output)" = $'a: 1\nb: x\na: 2\nb: x\na: 3\nb: x' ]
    [ "$(cat config.yaml)" = 'b: other' ]
    [ ! -w sweep/base/*-config.yaml ] || [ "$(id -u)" -eq 0 ]
    [ "$(stat -c %A sweep/base/*-config.yaml | tr -d r)" = '-------' ]
}

@test "a start whose config files differ says which are meant" {
    printf 'k: 1\n' >other.yaml
    job='cat config.yaml; cat other.yaml >/dev/null'
    sweep 0 config.yaml:a=1,2 other.yaml:k=1 -- sh -c "$job"
    printf 'b: y\n' >config.yaml
    sweep 1 config.yaml:a=1,2,3 other.yaml:k=1 -- touch ran
    says 'config.yaml: not what the sweep in sweep began with (--base keep: '
    [[ $output != *other.yaml* && ! -e ran && $(wc -l <sweep/cells.jsonl) -eq 2 ]]

    sweep 0 --base keep config.yaml:a=1,2,3 other.yaml:k=1 -- sh -c "$job" # which has no `a` today
    [ "$(cat sweep/0002/output)" = $'a: 3\nb: x' ]
    sweep 1 --base new config.yaml:a=1,2,3,4 other.yaml:k=1 -- sh -c "$job"
    says 'a'

    printf 'a: 1\nb: z\n' >config.yaml
    sweep 0 --base new config.yaml:a=1,2,3,4 other.yaml:k=1 -- sh -c "$job"
    says 'the config files of today take over'
    [ "$(cat sweep/000?/output)" = $'a: 1\nb: x\na: 2\nb: x\na: 3\nb: x\na: 4\nb: z' ]
    [ "$(field sweep/0003/status.json base_digests)" = "$(field sweep/base.json base_digests)" ]
    [ "$(field sweep/0002/status.json base_digests)" != "$(field sweep/base.json base_digests)" ]
    sweep 0 config.yaml:a=1,2,3,4 other.yaml:k=1 -- sh -c "$job"
    sweep 0 --rerun all config.yaml:a=1,2,3,4 other.yaml:k=1 -- sh -c "$job"
    [ "$(grep -h b: sweep/000?/output | sort -u)" = 'b: z' ]
    [ "$(grep -h b: sweep/000[0-2]/attempt-1/output | sort -u)" = 'b: x' ]
}

@test "a manifest that changes meanwhile changes no cell" {
    manifest='files: {config.yaml: {}}\nrun_config: {}\nbind: {lr: config.yaml:%s}\n'
    printf "$manifest" a >inlay.yaml
    sweep 1 --run-config lr=7,8,9 -- sh -c 'cat config.yaml; printf "$1" b >inlay.yaml' sh "$manifest"
    says "inlay: $PWD/inlay.yaml: the manifest has changed since this start checked its cells, so no more are started"
    says 'inlay: 3 cells: 1 done, 2 not started'
    [ "$(cat sweep/0000/output)" = $'a: 7\nb: x' ]
    sweep 0 --run-config lr=7,8,9 -- cat config.yaml
    says 'inlay: sweep: the manifest is another one than at the last start'
    [[ $(cat sweep/0002/output) == *$'a: 1\nb: 9' ]]
    [ "$(field sweep/0002/status.json base_digests)" != "$(field sweep/0000/status.json base_digests)" ]
    sweep 0 --rerun 0 --run-config lr=7,8,9 -- cat config.yaml
    [[ $output != *manifest* ]]

    # One that the start had not seen, between its check of a cell and the job's inlay run.
    run -125 "$INLAY" run -o sweep/0000/attempt-1/base.json -o sweep/0000/document.json -- cat config.yaml
    says 'inlay.yaml has changed'
    rm inlay.yaml
    sweep 1 config.yaml:a=3,4 -- sh -c 'cat config.yaml; printf "$1" b >inlay.yaml' sh "$manifest"
    says '1 done, 1 not started'
}

@test "a document that the environment names is the one that was checked" {
    echo '{"set": {"config.yaml:b": "y"}}' >more.json
    INLAY_OVERRIDES=@more.json sweep 1 config.yaml:a=1,2 -- sh -c 'cat config.yaml; sed -i s/y/z/ more.json'
    says "more.json: is not what the job was started with"
    [ "$(cat sweep/0000/output)" = $'a: 1\nb: "y"' ]
    [ "$(state sweep/0001)" = '"failed"' ]
}

@test "a copy that was changed is said" {
    sweep 0 config.yaml:a=1 -- true
    echo 'b: y' >config.yaml
    chmod u+w sweep/base/*-config.yaml
    echo 'b: z' >sweep/base/*-config.yaml
    sweep 1 --base keep config.yaml:a=1,2 -- true
    says 'is not as it was copied'
}

@test "a private config file has private copies" {
    chmod 600 config.yaml
    sweep 0 config.yaml:a=1 -- true
    [ "$(stat -c %a sweep/base/*-config.yaml)" = 400 ]
    printf 'files: {config.yaml: {secrets: [b]}}\n' >inlay.yaml
    chmod 644 config.yaml
    sweep 0 --dir other config.yaml:a=1 -- true
    [ "$(stat -c %a other/base/*)" = 400 ]
    digest=$(sha256sum <config.yaml)
    run ! grep -rl "${digest:0:16}" other
    [ -z "$(find other -name "*${digest:0:8}*")" ]
    printf 'a: 1\nb: y\n' >config.yaml
    sweep 1 --dir other config.yaml:a=1 -- true
    says 'not what the sweep in other began with'
}

@test "sweep.json knows the command, the commit, and whether the tree was dirty" {
    needs_program git
    sweep 0 config.yaml:a=1 -- true
    "$PYTHON" - <<'END'
import json, os
start, = json.load(open("sweep/sweep.json"))["starts"]
assert start["git"] is None or os.environ.get("GIT_DIR"), start
assert start["command"][1:] == ["sweep", "config.yaml:a=1", "--", "true"] and start["job"] == ["true"], start
assert start["directory"] == os.getcwd() and start["cells"] == 1, start
END
    export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
    git init -q .
    git add config.yaml
    git commit -qm one
    sweep 0 config.yaml:a=1 -- true
    echo '# dirty' >>config.yaml
    sweep 0 --base new config.yaml:a=1 -- true
    sweep 0 config.yaml:a=1 -- true
    sweep 0 config.yaml:a=1 -- true # nothing new
    sweep 0 config.yaml:a=1 -- false
    says 'the command is another one than at the last start'
    COMMIT=$(git rev-parse HEAD) "$PYTHON" - <<'END'
import json, os
first, clean, dirty, again, other = json.load(open("sweep/sweep.json"))["starts"]
commit = os.environ["COMMIT"]
assert clean["git"] == {"commit": commit, "dirty": False}, clean
assert dirty["git"] == {"commit": commit, "dirty": True}, dirty
assert again["git"] == dirty["git"] and again["base_digests"] != clean["base_digests"], again
assert other["job"] == ["false"], other
END
}

@test "a git that does not answer keeps nobody" {
    mkdir bin
    printf '#!/bin/sh\nsleep 1000\n' >bin/git
    chmod +x bin/git
    PATH=$PWD/bin:$PATH sweep 0 config.yaml:a=1 -- true
    grep -q '"git": null' sweep/sweep.json
    run ! pgrep -f "$PWD/bin/git"
}

@test "failed cells are run again where that is said, and what they left is kept" {
    job='cat config.yaml >/dev/null; echo try $INLAY_CELL_ATTEMPT; touch "$INLAY_CELL_DIR/made-$INLAY_CELL_ATTEMPT"; [ "$INLAY_CELL" -ne 1 ] || exit $((8 - INLAY_CELL_ATTEMPT))'
    sweep 1 config.yaml:a=1,2,3 -- sh -c "$job"
    [ "$(state sweep/0001)" = '"failed"' ]
    [ "$(field sweep/0001/status.json status)" = 7 ]
    sweep 1 config.yaml:a=1,2,3 -- sh -c "$job"
    [ ! -e sweep/0001/attempt-1 ]
    sweep 1 --rerun failed config.yaml:a=1,2,3 -- sh -c "$job"
    [ "$(field sweep/0001/status.json status)" = 6 ]
    [ "$(cat sweep/0001/attempt-1/output)" = 'try 1' ]
    [ "$(field sweep/0001/attempt-1/status.json status)" = 7 ]
    [ "$(ls sweep/0001)" = $'attempt-1\nbase.json\ndocument.json\nlock-1\nlock-2\nmade-2\noutput\nreport.json\nstarted.json\nstatus.json' ]
    [ "$(ls sweep/0001/attempt-1)" = $'base.json\ndocument.json\nmade-1\noutput\nreport.json\nstarted.json\nstatus.json' ]
    sweep 1 --rerun 1-2 config.yaml:a=1,2,3 -- sh -c "$job"
    [ -e sweep/0001/attempt-2/made-2 ] && [ -e sweep/0002/attempt-1 ] && [ ! -e sweep/0000/attempt-1 ]
    sweep 1 --rerun 3 config.yaml:a=1,2,3 -- sh -c "$job"
    says 'there is no cell 3 in sweep (the last one is 2)'
    sweep 1 --rerun 0 config.yaml:a=2,3 -- sh -c "$job"
    says 'inlay: --rerun: cell 0 is not in this grid'
    [ ! -e sweep/0000/attempt-1 ]
}

@test "--rerun failed means the failed cells of this grid, those that come back and not those that leave" {
    sweep 1 config.yaml:a=1,2,3 -- false
    sweep 0 --rerun failed config.yaml:a=1 -- cat config.yaml
    [ "$(grep -c dropped sweep/cells.jsonl)" -eq 2 ]
    sweep 0 --rerun failed config.yaml:a=1,2 -- cat config.yaml
    [ "$(state sweep/0001)" = '"done"' ]
    [ "$(state sweep/0002)" = '"failed"' ]
}

@test "a sweep that is killed at random moments runs each cell to its end, and never two at once" {
    job='exec 9>"busy-$INLAY_CELL"; flock -n 9 || echo "$INLAY_CELL" >>twice; sleep 0.03; echo "$INLAY_CELL" >>ended'
    for round in 1 2 3 4 5 6 7 8; do
        "$INLAY" sweep -j 3 'config.yaml:a=range(1,24,1)' -- sh -c "$job" >/dev/null 2>&1 &
        first=$!
        sleep "0.0$((RANDOM % 10))$round"
        kill -KILL "$first"
        [ "$((round % 2))" -eq 0 ] || kill -KILL $(keepers) 2>/dev/null || true
        wait "$first" || true
    done
    until [ -z "$(keepers)" ]; do
        sleep 0.02
    done
    sweep 0 -j 3 'config.yaml:a=range(1,24,1)' -- sh -c "$job"
    [ ! -e twice ]
    [ "$(sort -un ended | wc -l)" -eq 24 ]
    [ "$(grep -l '"done"' sweep/00*/status.json | wc -l)" -eq 24 ]
    [ "$(wc -l <sweep/cells.jsonl)" -eq 24 ]
}

@test "a cell whose sweep was killed is lost, and begins anew" {
    "$INLAY" sweep config.yaml:a=1 -- sh -c 'cat config.yaml >/dev/null; echo one; touch begun; sleep 1000' 3>&- &
    wait_for begun
    kill_sweep $!
    sweep 0 config.yaml:a=1 -- sh -c 'cat config.yaml >/dev/null; echo two'
    [ "$(cat sweep/0000/output)" = two ]
    [ "$(cat sweep/0000/attempt-1/output)" = one ]
    [ "$(field sweep/0000/status.json attempt)" = 2 ]
    [ ! -e sweep/0000/attempt-1/status.json ]
}

@test "starters share the cells, also when they begin together" {
    for starter in 1 2 3 4; do
        "$INLAY" sweep -j 2 'config.yaml:a=range(1,40,1)' -- sh -c 'echo "$INLAY_CELL" >>ran; sleep 0.01' >"said-$starter" 2>&1 &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        wait "$pid"
    done
    [ "$(sort -n ran)" = "$(seq 0 39)" ]
    [ "$(wc -l <sweep/cells.jsonl)" -eq 40 ]
}

@test "a starter passes by what another runs, until its lock is taken away" {
    "$INLAY" sweep config.yaml:a=1 -- sh -c 'touch begun; sleep 1000' 3>&- &
    first=$!
    wait_for begun
    sweep 0 config.yaml:a=1,2 -- touch 'ran-{}'
    [ "$(state sweep/0001)" = '"done"' ]
    [ ! -e sweep/0000/status.json ]
    sweep 1 --unlock 1
    says 'cell 1: nobody has its lock'
    sweep 1 --unlock 2
    says '--unlock 2: there is no such cell in sweep (the last one is 1)'
    sweep 0 --unlock 0
    says 'cell 0: the lock of process '
    kill "$first"
    wait "$first" || true
    [ ! -e sweep/0000/status.json ]
}

# resident PID: its memory, in KiB.
resident() {
    sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB$/\1/p' "/proc/$1/status"
}

@test "a starter that waits for another one's lock takes no more memory for it" {
    sweep 0 config.yaml:a=1 -- true
    sed -i 's/"held": false, "host": "[^"]*"/"held": true , "host": "elsewhere"/' sweep/lock-1
    "$INLAY" sweep "config.yaml:a=range(1,1000)" -- true 2>said &
    until grep -q 'waits for process .* on elsewhere' said; do
        sleep 0.02
    done
    local before after
    before=$(resident $!)
    sleep 2
    after=$(resident $!)
    kill $!
    wait $! || true
    [ "$before" -gt 0 ]
    [ "$after" -lt $((before + 8192)) ]
}

@test "cells of a sweep that is not there yet cannot be run again" {
    sweep 1 config.yaml:a=1,2 --rerun 7 -- true
    says 'inlay: --rerun: there is no cell yet in sweep'
    [ ! -e sweep ]
}

@test "a lock of another machine lasts 5 minutes after its last touch" {
    sweep 0 config.yaml:a=1 -- true
    rm sweep/0000/status.json
    sed -i 's/"held": false, "host": "[^"]*"/"held": true , "host": "elsewhere"/' sweep/0000/lock-1
    touch -d '-290 seconds' sweep/0000/lock-1
    sweep 0 config.yaml:a=1,2 -- touch 'ran'
    [ ! -e sweep/0000/status.json ]
    [ "$(ls sweep/0000)" = "$(ls sweep/0000 | grep -v lock-2)" ]
    touch -d '-301 seconds' sweep/0000/lock-1
    sweep 0 config.yaml:a=1,2 -- touch 'ran'
    [ "$(state sweep/0000)" = '"done"' ]
    grep -q '"elsewhere"' sweep/0000/lock-1
}

@test "a container with another view of processes is another machine" {
    needs_namespaces --pid --fork --mount-proc
    "$INLAY" sweep config.yaml:a=1 -- sh -c 'touch begun; sleep 1000' 3>&- &
    wait_for begun
    run -0 "${UNSHARE[@]}" "$INLAY" sweep config.yaml:a=1 -- touch ran
    [ ! -e ran ]
    kill %1
    wait || true
}

@test "a requeued Slurm job goes on in its directory" {
    export SLURM_JOB_ID=12
    "$INLAY" sweep config.yaml:a=1 -- sh -c 'touch "$INLAY_CELL_DIR/checkpoint"; echo one; touch begun; sleep 1000' 3>&- &
    wait_for begun
    kill_sweep $!
    SLURM_RESTART_COUNT=1 sweep 0 config.yaml:a=1 -- sh -c 'ls "$INLAY_CELL_DIR/checkpoint"; echo "attempt $INLAY_CELL_ATTEMPT"'
    [ "$(grep -v '^inlay: ' sweep/0000/output)" = "one"$'\n'"$PWD/sweep/0000/checkpoint"$'\n''attempt 2' ]
    [ ! -e sweep/0000/attempt-1 ]
}

@test "the directory may be called anything" {
    touch file
    mkdir -p 'sub/down' target
    ln -s target link
    for dir in 'with spaces' $'new\nline' "quo'te\"s" 'a/b/c' '../up' link ./dot/ 'sub/../sub/x=1,2[3]{4}'; do
        mkdir -p here
        (
            cd here
            printf 'a: 1\nb: x\n' >config.yaml
            "$INLAY" sweep --dir "$dir" config.yaml:a=1 config.yaml:b='{dir}' -- cat config.yaml
            "$INLAY" sweep --dir "$dir" config.yaml:a=1,2 config.yaml:b='{dir}' -- cat config.yaml
            [ "$(grep -c done "$dir/0001/status.json")" -eq 1 ]
            "$PYTHON" -c 'import sys, json; assert json.load(open(sys.argv[1] + "/base.json"))["base_files"]' "$dir"
            rm config.yaml
        )
    done
    sweep 1 --dir file config.yaml:a=1 -- true
    says 'inlay: file: is no directory'
    sweep 1 --dir file/below config.yaml:a=1 -- true
    ln -s nowhere dangling
    sweep 1 --dir dangling config.yaml:a=1 -- true
    sweep 1 --dir sub config.yaml:a=1 -- true
    says 'sub: has no cells.jsonl, but other files'
    [ "$(ls -A sub)" = "$(ls -A sub | grep -vE '^(cells|base|sweep|lock)')" ]
}

@test "a sweep goes on from another working directory" {
    sweep 0 config.yaml:a=1,2 -- true
    mkdir sub
    cp config.yaml sub
    cd sub
    run -0 "$INLAY" sweep --dir ../sweep config.yaml:a=1,2,3 -- cat config.yaml
    [ "$(cat ../sweep/0002/output)" = $'a: 3\nb: x' ]
    [ ! -e ../sweep/0000/attempt-1 ]
    mv ../sweep ../moved
    run -0 "$INLAY" sweep --dir ../moved config.yaml:a=1,2,3,4 -- cat config.yaml
    [ "$(cat ../moved/0003/output)" = $'a: 4\nb: x' ]
}

@test "damaged files are refused, and nothing is renumbered" {
    sweep 0 config.yaml:a=1,2,3 -- true
    cp sweep/cells.jsonl good
    damaged() {
        cp sweep/cells.jsonl before
        sweep 1 config.yaml:a=1,2,3,4 -- touch ran
        says "$1"
        cmp sweep/cells.jsonl before
        [ ! -e ran ]
    }
    sed 2d good >sweep/cells.jsonl
    damaged 'inlay: sweep/cells.jsonl:2: is not the cell that has this place (the file is damaged'
    head -c -10 good >sweep/cells.jsonl
    damaged 'inlay: sweep/cells.jsonl:3: is cut off'
    printf 'cell,a\n' >sweep/cells.jsonl
    damaged 'inlay: sweep/cells.jsonl:1: is no cell'
    sed 's/"digest": "./"digest": "/' good >sweep/cells.jsonl
    damaged 'inlay: sweep/cells.jsonl:1: is no cell'
    sed 's/"name": "[^"]*"/"name": "..\/x"/' good >sweep/cells.jsonl
    damaged 'inlay: sweep/cells.jsonl:1: is no cell'
    sed 's/"name": "[^"]*"/"name": "same"/' good >sweep/cells.jsonl
    damaged 'inlay: sweep/cells.jsonl:2: an earlier line is this cell already'
    : >sweep/cells.jsonl
    damaged 'inlay: sweep/cells.jsonl:1: there is no cell'
    cp good sweep/cells.jsonl
    mv sweep/sweep.json away
    damaged 'inlay: sweep/sweep.json: is not there any more'
    mv away sweep/sweep.json
    sweep 0 config.yaml:a=1,2,3,4 -- true
}

@test "what an attempt left is kept when the number of a later one is lost" {
    job='cat config.yaml >/dev/null; echo try $INLAY_CELL_ATTEMPT'
    for damage in : 'printf {}'; do
        sweep 0 --dir "$damage" config.yaml:a=1,2 -- sh -c "$job"
        sweep 0 --dir "$damage" --rerun 0 config.yaml:a=1,2 -- sh -c "$job"
        sweep 0 --dir "$damage" --rerun 0 config.yaml:a=1,2 -- sh -c "$job"
        for name in started status; do
            $damage >"$damage/0000/$name.json"
        done
        sweep 0 --dir "$damage" config.yaml:a=1,2 -- sh -c "$job"
        [ "$(cat "$damage"/0000/attempt-*/output "$damage/0000/output")" = $'try 1\ntry 2\ntry 3\ntry 4' ]
    done
}

@test "a spreadsheet takes no value for a formula, and a program reads each as it is" {
    sweep 0 config.yaml:a='-1e-3,"=1+1","+a","-b","@c","d,e","f\"g",[1,{"h":"i"}],12345678901234567890' -- true
    "$PYTHON" - <<'END'
import csv, json
cells = [json.loads(line)["values"]["config.yaml:a"] for line in open("sweep/cells.jsonl")]
assert cells[:6] == [-1e-3, "=1+1", "+a", "-b", "@c", "d,e"] and cells[-1] == 12345678901234567890, cells
rows = list(csv.DictReader(open("sweep/cells.csv", newline="")))
assert [row["config.yaml:a"] for row in rows][:6] == ["-1e-3", "'=1+1", "'+a", "'-b", "'@c", "d,e"], rows
assert rows[-1]["config.yaml:a"] == "12345678901234567890" and rows[-1]["directory"] == "%04d" % (len(rows) - 1), rows
END
}

@test "a full disk is said, and what could not be written is not done" {
    needs_namespaces --mount
    mkdir disk
    cat >full <<'END'
mount -t tmpfs -o size=512k none disk
"$1" sweep --dir disk/sweep config.yaml:a=1 -- true || exit 1
cat /dev/zero >disk/fill 2>/dev/null
"$1" sweep --dir disk/sweep config.yaml:a=1,2,3 -- true && exit 2
[ "$(wc -l <disk/sweep/cells.jsonl)" -eq 1 ] || exit 3
rm disk/fill
"$1" sweep --dir disk/sweep config.yaml:a=1,2,3 -- sh -c 'cat /dev/zero >disk/fill 2>/dev/null' && exit 4
! grep -q done disk/sweep/0001/status.json || exit 5
[ -e disk/sweep/0001/started.json ] || exit 6
rm disk/fill
"$1" sweep --dir disk/sweep config.yaml:a=1,2,3 -- true || exit 7
grep -q done disk/sweep/0001/status.json
END
    run -0 "${UNSHARE[@]}" bash full "$INLAY"
    says 'No space left on device'
}

@test "a directory that is moved away while cells run is said, and its cells are lost" {
    "$INLAY" sweep config.yaml:a=1,2 -- sh -c 'until [ -e moved ]; do sleep 0.02; done; cat config.yaml' 2>said &
    first=$!
    wait_for sweep/0000/started.json
    mv sweep moved
    ended=0
    wait "$first" || ended=$?
    [ "$ended" = 1 ]
    grep -F 'inlay: sweep/0000: is not there any more' said
    grep -F "inlay: cell 0 is lost, since its end is not written down" said
    run ! grep -E 'another|killed' said
    sweep 0 --dir moved config.yaml:a=1,2 -- cat config.yaml
    [ "$(cat moved/0000/output)" = $'a: 1\nb: x' ]
}

@test "a directory that nobody may write to is said" {
    sweep 0 config.yaml:a=1 -- true
    chmod a-w sweep
    run -1 without_privileges "$INLAY" sweep config.yaml:a=1,2 -- touch ran
    says 'inlay: sweep/lock-2: cannot be made: '
    chmod u+w sweep
    [ ! -e ran ]
}

@test "an environment that has other overrides than at the last start is told of" {
    run -0 env INLAY_SET=config.yaml:b=p "$INLAY" sweep config.yaml:a=1,2 -- cat config.yaml
    [[ $output != *'other overrides'* ]]
    run -0 env INLAY_SET=config.yaml:b=p "$INLAY" sweep config.yaml:a=1,2 -- cat config.yaml
    [[ $output != *'other overrides'* ]]
    run -0 env INLAY_SET=config.yaml:b=z "$INLAY" sweep config.yaml:a=1,2 -- cat config.yaml
    [[ $output == *'sweep: the environment has other overrides than at the last start (cells that are done keep what they had: --rerun done, or another --dir)'* ]]
    run -0 "$INLAY" run config.yaml:b=z -- "$INLAY" sweep config.yaml:a=1,2 -- cat config.yaml
    run -0 "$INLAY" run config.yaml:b=z -- "$INLAY" sweep config.yaml:a=1,2 -- cat config.yaml
    [[ $output != *'other overrides'* ]]
    run -0 "$INLAY" run config.yaml:b=w -- "$INLAY" sweep config.yaml:a=1,2 -- cat config.yaml
    [[ $output == *'other overrides'* ]]
    run -0 "$INLAY" sweep config.yaml:a=1,2 -- cat config.yaml
    [[ $output == *'other overrides'* ]]
}
