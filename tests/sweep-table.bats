#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay sweep --table: what came of a sweep's cells.

bats_require_minimum_version 1.5.0
load helpers

# make_sweep [DIR]: standard input says its cells (tests/table/make_sweep.py).
make_sweep() {
    "$PYTHON" "$ROOT/tests/table/make_sweep.py" "$@"
}

# table OPTION ...: standard output alone is in $output, standard error in $stderr.
table() {
    run --separate-stderr -0 "$INLAY" sweep --table "$@"
}

# refused MESSAGE OPTION ...
refused() {
    local message=$1
    shift
    run --separate-stderr -2 "$INLAY" sweep --table "$@"
    [ -z "$output" ]
    [ "$stderr" = "inlay: $message" ] || { echo "$stderr"; return 1; }
}

# Two learning rates; what varies not is the optimiser.
two_cells() {
    make_sweep <<'PY'
for rate, accuracy in (0.1, '0.50'), (0.001, '0.98'):
    cell({'config.yaml:trainer.lr': rate, 'config.yaml:opt': 'adam'}, 'done', seconds=63,
         files={'metrics.json': '{"eval": {"acc": %s}}' % accuracy,
                'output': 'step 1 accuracy 0.1\nstep 2 accuracy %s\n' % accuracy})
PY
}

@test "a row a cell: number, the keys that vary by their short names, state, time, metrics" {
    two_cells
    table --metric metrics.json:eval.acc --metric 'stdout:/accuracy ([0-9.]+)/'
    diff - <(echo "$output") <<'TABLE'
  CELL     lr  STATE   TIME   acc  accuracy
     0    0.1  done   1m03s  0.50      0.50
     1  0.001  done   1m03s  0.98      0.98
TABLE
    [ -z "$stderr" ]
}

@test "csv has the full names and all keys, with every digit" {
    two_cells
    table --metric metrics.json:eval.acc --format csv
    diff - <(echo "$output" | tr -d '\r') <<'TABLE'
cell,config.yaml:trainer.lr,config.yaml:opt,state,status,seconds,metrics.json:eval.acc
0,0.1,adam,done,0,63.000,0.50
1,0.001,adam,done,0,63.000,0.98
TABLE
}

@test "json has an object a row" {
    two_cells
    table --metric metrics.json:eval.acc --format json
    [ "${lines[1]}" = ' {"cell": 1, "directory": "sweep/0001", "values": {"config.yaml:trainer.lr": 0.001, "config.yaml:opt": "adam"}, "state": "done", "status": 0, "attempt": 1, "seconds": 63.000, "metrics": {"metrics.json:eval.acc": 0.98}}]' ]
    "$PYTHON" -m json.tool <<<"$output" >/dev/null
}

@test "states and statuses are those of the final records" {
    make_sweep <<'PY'
for i, (state, status) in enumerate([('new', 0), ('done', 0), ('failed', 3), ('timed out', 143), ('lost', 0)]):
    cell({'c.yaml:a': i}, state, status, seconds=0.25)
PY
    table
    diff - <(echo "$output") <<'TABLE'
  CELL  a  STATE      STATUS   TIME
     0  0  new             -      -
     1  1  done            0  0.25s
     2  2  failed          3  0.25s
     3  3  timed out     143  0.25s
     4  4  lost            -      -
TABLE
    table --sort state
    [ "$(awk 'NR > 1 {printf "%s", $1}' <<<"$output")" = 23401 ]
}

@test "dropped cells are shown when they have run" {
    make_sweep <<'PY'
cell({'c.yaml:a': 1}, 'done', dropped=True)
cell({'c.yaml:a': 2}, dropped=True)
cell({'c.yaml:a': 3}, 'done')
PY
    table
    [ "${#lines[@]}" -eq 3 ]
    [[ ${lines[1]} == *'done, dropped'* ]]
    table --format json
    [ "$(grep -c '"dropped": true' <<<"$output")" -eq 1 ]
}

@test "numbers keep the digits that the job wrote, and are sorted exactly" {
    make_sweep <<'PY'
for value in '1e-4', '0.00010000000000000000001', '12345678901234567890.0', '-2', '1.50', '3.':
    cell({'c.yaml:seed': 12345678901234567890 + len(cells)}, 'done', files={'output': f'x {value}\n'})
PY
    table --metric 'output:/x (.*)/' --sort -x --format csv
    [ "$(tr -d '\r' <<<"$output" | sed 1d | cut -d, -f 2,6)" = '12345678901234567892,12345678901234567890.0
12345678901234567895,3.
12345678901234567894,1.50
12345678901234567891,0.00010000000000000000001
12345678901234567890,1e-4
12345678901234567893,-2' ]
    table --metric 'output:/x (.*)/' --format json
    "$PYTHON" - "$output" <<'PY'
import json, sys
found = [next(iter(row['metrics'].values())) for row in json.loads(sys.argv[1], parse_float=str, parse_int=str)]
assert found == ['1e-4', '0.00010000000000000000001', '12345678901234567890.0', '-2', '1.50', '3.0'], found
PY
}

@test "nan and inf are shown as they were written, and sorted behind numbers, before what has none" {
    make_sweep <<'PY'
for value in 'NaN', '2', None, '-inf', '10':
    cell({'c.yaml:a': len(cells)}, 'done', files={'output': f'x {value}\n'} if value else {})
PY
    local order
    for order in x -x; do
        run -0 --separate-stderr "$INLAY" sweep --table --metric 'output:/x (.*)/' --sort $order --format csv
        local column
        column=$(tr -d '\r' <<<"$output" | sed 1d | cut -d, -f 6 | tr '\n' ' ')
        case $order in
        x) [ "$column" = '2 10 NaN -inf  ' ] ;;
        -x) [ "$column" = '10 2 NaN -inf  ' ] ;;
        esac
    done
    [ "$stderr" = "inlay: --metric output:/x (.*)/: 1 cell (2) without a value: there is no output" ]
    table --metric 'output:/x (.*)/' --format json
    [[ ${lines[0]} == *'"output:/x (.*)/": "NaN"}'* ]]
    [[ ${lines[2]} == *'"output:/x (.*)/": null}'* ]]
}

@test "why a metric is missing is said once for each reason, with how many cells" {
    make_sweep <<'PY'
cell({'c.yaml:a': 0}, 'done', files={'m.json': '{"loss": 0.5}'})
cell({'c.yaml:a': 1}, 'done', files={'m.json': '{"los": 0.5}'})
for i in range(2, 9):
    cell({'c.yaml:a': i}, 'done')
cell({'c.yaml:a': 9}, 'done', files={'m.json': '{"loss": "none"}'})
cell({'c.yaml:a': 10}, 'done', files={'m.json': '{"loss": 0.'})
cell({'c.yaml:a': 11})
PY
    table --metric m.json:loss
    diff - <(echo "$stderr") <<'SAID'
inlay: --metric m.json:loss: 1 cell (1) without a value: m.json has no such key (did you mean los?)
inlay: --metric m.json:loss: 7 cells (2, 3, 4, 5, 6 and 2 more) without a value: there is no m.json
inlay: --metric m.json:loss: 1 cell (9) without a value: it is no number, but "none" in cell 9
inlay: --metric m.json:loss: 1 cell (10) without a value: m.json cannot be read, in cell 10: line 1: expected a number, found 0. (put a string in double quotes)
SAID
    [ "$(awk 'NR > 1 {printf "%s ", $NF}' <<<"$output")" = '0.5 - - - - - - - - - - - ' ]
}

@test "YAML, JSON Lines and CSV give their last value" {
    make_sweep <<'PY'
cell({'c.yaml:a': 0}, 'done', files={
    'out/m.yaml': 'eval:\n  - {name: x, acc: 0.1}\n  - {name: y, acc: 0.2}\n',
    'log.jsonl': '{"loss": 3}\n{"loss": 2}\nsaved\n{"step": 5}\n',
    'history.csv': 'epoch,"val.loss"\r\n1,0.7\r\n2,0.60\r\n',
    'metrics.json': '{"a": 1}\n{"a": 2}\n'})
PY
    table --metric 'out/m.yaml:eval[name=y].acc' --metric log.jsonl:loss --metric history.csv:val.loss \
        --metric metrics.json:a --format csv
    [ "$(tr -d '\r' <<<"${lines[1]}" | cut -d, -f 6-)" = 0.2,2,0.60,2 ]
}

@test "the last match counts, however long the output is" {
    make_sweep <<'PY'
cell({'c.yaml:a': 0}, 'done', files={'output': 'loss 9\n' + 'loss 1.25\n' + 'x' * 70 * 65536 + '\n' + 'y\r' * 100000})
cell({'c.yaml:a': 1}, 'done', files={'output': 'loss 9\rloss 8\rloss 7.5\r'})
PY
    table --metric 'output:/^loss ([0-9.]+)/' --format csv
    [ "$(tr -d '\r' <<<"$output" | sed 1d | cut -d, -f 6 | tr '\n' ' ')" = '1.25 7.5 ' ]
}

@test "of a cell that was killed the line that it was writing does not count" {
    make_sweep <<'PY'
files = {'output': 'loss 0.5\nloss 0.1', 'log.jsonl': '{"loss": 2}\n{"loss": 1', 'h.csv': 'loss\n0.5\n0.1', 'm.yaml': 'loss: 0.1'}
cell({'c.yaml:a': 0}, 'lost', files=files)
cell({'c.yaml:a': 1}, 'done', files=files)
PY
    table --metric 'output:/loss ([0-9.]+)/' --metric log.jsonl:loss --metric h.csv:loss --metric m.yaml:loss --format csv
    [ "$(tr -d '\r' <<<"${lines[1]}" | cut -d, -f 6-)" = 0.5,2,0.5, ]
    [ "$(tr -d '\r' <<<"${lines[2]}" | cut -d, -f 6-)" = 0.1,2,0.1,0.1 ]
    [ "$stderr" = "inlay: --metric m.yaml:loss: 1 cell (0) without a value: m.yaml cannot be read, in cell 0: its last line has no end, and may have been cut off" ]
}

@test "what is outside of a cell's directory is not read" {
    make_sweep <<'PY'
cell({'c.yaml:a': 0}, 'done', files={'metrics.json': '{"acc": 1}'})
cell({'c.yaml:a': 1}, 'done')
PY
    ln -s ../0000 sweep/0001/latest
    ln -s ../0000/metrics.json sweep/0001/metrics.json
    table --metric latest/metrics.json:acc --metric metrics.json:acc --format csv
    [ "$(tr -d '\r' <<<"${lines[2]}" | cut -d, -f 6-)" = , ]
    [[ $stderr == *"metrics.json cannot be read, in cell 1: a symbolic link leads out of the cell's directory"* ]]
    refused "--metric ../0000/metrics.json:acc: the file has to be in the cell's directory, or to have {cell} in its path (.. leads out of it)" \
        --metric ../0000/metrics.json:acc
    refused "--metric /m.json:acc: the file has to be in the cell's directory, or to have {cell} in its path (runs/{cell}/metrics.json)" \
        --metric /m.json:acc
    mkfifo sweep/0000/pipe.json
    table --metric pipe.json:acc
    [[ $stderr == *'pipe.json cannot be read, in cell 0: '* ]]
}

@test "a file that a cell wrote elsewhere is named with {cell} or {dir}" {
    make_sweep <<'PY'
cell({'c.yaml:out': 'runs/{cell}'}, 'done')
cell({'c.yaml:out': 'runs/{cell}'}, 'done', files={'m.json': '{"acc": 7}'})
PY
    mkdir -p runs/0 runs/1
    echo '{"acc": 5}' >runs/0/m.json
    echo '{"acc": 6}' >runs/1/m.json
    table --metric 'runs/{cell}/m.json:acc' --metric "$PWD/runs/{cell}/m.json:acc" --metric '{dir}/m.json:acc' --format csv
    [ "$(tr -d '\r' <<<"$output" | sed 1d | cut -d, -f 6- | tr '\n' ' ')" = '5,5, 6,6,7 ' ]
    [ "$stderr" = 'inlay: --metric {dir}/m.json:acc: 1 cell (0) without a value: there is no {dir}/m.json' ]
}

@test "metrics that cannot be meant are refused, all of them" {
    make_sweep <<<"cell({'c.yaml:a': 0}, 'done')"
    run --separate-stderr -2 "$INLAY" sweep --table --metric acc --metric 'output:/acc (/' --metric 'output:/acc/'
    [ -z "$output" ]
    [ "${#stderr_lines[@]}" -eq 3 ]
    [[ ${stderr_lines[0]} == "inlay: --metric acc: not FILE:KEY or "* ]]
    [[ ${stderr_lines[1]} == "inlay: --metric output:/acc (/: not a POSIX extended regular expression: "* ]]
    [[ ${stderr_lines[2]} == "inlay: --metric output:/acc/: the expression has no group "* ]]
}

# Of three repeats of each rate one has failed.
repeats() {
    make_sweep <<'PY'
for rate in 0.1, 0.01:
    for seed in 1, 2, 3:
        ok = (rate, seed) != (0.1, 2)
        cell({'c.yaml:lr': rate, 'c.yaml:seed': seed}, 'done' if ok else 'failed', 0 if ok else 1, seconds=seed,
             files={'m.json': '{"acc": %s}' % (rate + seed)} if ok else {}, repeat='c.yaml:seed')
cell({'c.yaml:lr': 5, 'c.yaml:seed': 1}, 'done', files={'m.json': '{"acc": 0.50}'})
PY
}

@test "repeats are one row with mean, deviation and n; --each shows the cells" {
    repeats
    table --metric m.json:acc
    diff - <(echo "$output") <<'TABLE'
  CELLS    lr  seed  STATE              TIME   acc      ±  n
  0-2     0.1     -  1 failed, 2 done  2.00s   2.1  1.414  2
  3-5    0.01     -  done              2.00s  2.01      1  3
  6         5     1  done              1.50s  0.50      -  1
TABLE
    table --metric m.json:acc --each --sort acc:desc
    [ "$(awk 'NR > 1 {printf "%s", $1}' <<<"$output")" = 2540361 ]
}

@test "repeats in csv and json" {
    repeats
    table --metric m.json:acc --format csv
    [ "$(tr -d '\r' <<<"$output" | cut -d, -f 1,4-)" = 'cells,state,seconds,m.json:acc mean,m.json:acc deviation,m.json:acc n
0-2,"1 failed, 2 done",2.000,2.1,1.4142135623730951,2
3-5,done,2.000,2.01,0.9999999999999999,3
6,done,1.500,0.50,,1' ]
    table --metric m.json:acc --format json
    [ "${lines[0]}" = '[{"cells": [0, 1, 2], "repeated": "c.yaml:seed", "values": {"c.yaml:lr": 0.1}, "states": {"done": 2, "failed": 1}, "seconds": 2.000, "metrics": {"m.json:acc": {"mean": 2.1, "deviation": 1.4142135623730951, "n": 2}}},' ]
    [[ ${lines[2]} == *'"metrics": {"m.json:acc": {"mean": 0.50, "deviation": null, "n": 1}}}]' ]]
}

@test "repeats belong together whatever their numbers' spelling and the order of their keys" {
    make_sweep <<'PY'
cell({'c.yaml:lr': 0.001, 'c.yaml:b': 1, 'c.yaml:seed': 1}, 'done', repeat='c.yaml:seed')
cell({'c.yaml:b': 1, 'c.yaml:lr': 1e-3, 'c.yaml:seed': 2}, 'done', repeat='c.yaml:seed')
cell({'c.yaml:b': 1, 'c.yaml:lr': 1e-3, 'c.yaml:seed': 3}, 'done', repeat='c.yaml:b')
cell({'c.yaml:b': '1', 'c.yaml:lr': 1e-3, 'c.yaml:seed': 3}, 'done', repeat='c.yaml:seed')
PY
    sed -i 's/"c.yaml:lr": 0.001, "c.yaml:seed": 2/"c.yaml:lr": 1e-3, "c.yaml:seed": 2/' sweep/cells.jsonl
    table --format csv
    [ "$(tr -d '\r' <<<"$output" | cut -d, -f 1 | tr '\n' ' ')" = 'cells 0-1 2 3 ' ]
}

@test "titles are as short as is clear" {
    make_sweep <<'PY'
for i in 0, 1:
    cell({'a.yaml:x.lr': i, 'a.yaml:y.lr': i, 'b.yaml:y.lr': i, 'a.yaml:time': i, 'a.yaml:l[0]': i, 'run_config:seed': i,
          'a.yaml:a\\.b': i}, 'done')
PY
    table
    [ "$(awk 'NR == 1 {$1 = $1; print}' <<<"$output")" = 'CELL x.lr a.yaml:y.lr b.yaml:y.lr a.yaml:time l[0] seed a\.b STATE TIME' ]
    table --sort -x.lr
    [ "$(awk 'NR > 1 {printf "%s", $1}' <<<"$output")" = 10 ]
    table --sort b.yaml:y.lr:desc
    [ "$(awk 'NR > 1 {printf "%s", $1}' <<<"$output")" = 10 ]
    refused '--sort lr: several columns are called so (name one with its file)' --sort lr
    refused '--sort sed: no such column (did you mean seed?)' --sort sed
}

@test "hostile values: printable in text, quoted in csv, and right in json" {
    make_sweep <<'PY'
for value in '\x1b[31mred\n', '=cmd()', 'a,"b"\r\n', 'née', '{cell}', '-1', [1, '"'], None:
    cell({'c.yaml:a': value}, 'done')
PY
    table
    [[ $output != *$'\x1b'* ]]
    [ "${#lines[@]}" -eq 9 ]
    [[ ${lines[1]} == *'"\x1B[31mred\n"'* ]]
    [[ ${lines[4]} == *'"née"'* ]]
    table --format csv
    "$PYTHON" - "$output" <<'PY'
import csv, io, sys
rows = [row[1] for row in csv.reader(io.StringIO(sys.argv[1], newline=''))][1:]
assert rows == ['\x1b[31mred\n', "'=cmd()", 'a,"b"\r\n', 'née', '{cell}', "'-1", '[1, "\\""]', 'null'], rows
PY
    table --format json
    "$PYTHON" - "$output" <<'PY'
import json, sys
rows = [row['values']['c.yaml:a'] for row in json.loads(sys.argv[1])]
assert rows == ['\x1b[31mred\n', '=cmd()', 'a,"b"\r\n', 'née', '{cell}', '-1', [1, '"'], None], rows
PY
}

@test "a table fits a terminal, and is whole in a pipe" {
    make_sweep <<'PY'
for i in 0, 1:
    cell({'c.yaml:path': '/data/' + 'x' * 30 + str(i), 'c.yaml:other': 'y' * 50 + str(i)}, 'done')
PY
    table
    [[ ${lines[1]} == *"/data/$(printf 'x%.0s' {1..30})0 "* ]]
    run -0 "$PYTHON" - "$INLAY" sweep --table <<'PY'
import fcntl, os, pty, struct, sys, termios
process, terminal = pty.fork()
if process == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 60, 0, 0))
    os.execv(sys.argv[1], sys.argv[1:])
said = b''
try:
    while True:
        piece = os.read(terminal, 4096)
        if not piece:
            break
        said += piece
except OSError:
    pass
lines = said.decode().splitlines()
assert len(lines) == 3, lines
assert max(map(len, lines)) <= 60, lines
assert '\x1b' not in said.decode()
PY
}

@test "a directory without a sweep is said" {
    run --separate-stderr -1 "$INLAY" sweep --table
    [ "$stderr" = "inlay: sweep: there is no sweep in it (--dir names a sweep's directory)" ]
    mkdir elsewhere
    make_sweep elsewhere/s <<<"cell({'c.yaml:a': 0}, 'done')"
    run --separate-stderr -0 "$INLAY" sweep --dir elsewhere/s --table
    [[ $output == *done* ]]
}

@test "a sweep that ran, from its cells to the table" {
    printf 'lr: 0.1\nseed: 0\nout: none\n' >config.yaml
    cat >train.py <<'PY'
import json, sys, yaml
config = yaml.safe_load(open('config.yaml'))
print('loss', 1 - config['lr'])
json.dump({'acc': config['lr'] + config['seed']}, open(config['out'] + '/m.json', 'w'))
sys.exit(config['lr'] == 0.5 and config['seed'] == 1)
PY
    run -1 "$INLAY" sweep config.yaml:lr=0.1,0.5 'config.yaml:out={dir}' --repeat 2 config.yaml:seed -j 2 -- "$PYTHON" train.py
    table --metric m.json:acc --metric 'stdout:/loss ([0-9.]+)/'
    [ "$(awk '{$1 = $1; sub(/[0-9.]+s/, "TIME"); print}' <<<"$output")" = 'CELLS lr STATE TIME acc ± n loss ± n
0-1 0.1 done TIME 0.6 0.7071 2 0.9 0 2
2-3 0.5 1 failed, 1 done TIME 1 0.7071 2 0.5 0 2' ]
    table --each --format csv
    [[ ${lines[1]} == '0,0.1,{dir},0,done,0,'* ]]
    [[ ${lines[4]} == '3,0.5,{dir},1,failed,1,'* ]]
}

@test "a cell that runs is shown so, with what it has written so far" {
    echo 'a: 1' >config.yaml
    "$INLAY" sweep config.yaml:a=1,2 -- \
        sh -c 'echo loss 0.5; printf "loss 0.1"; until [ -e end ]; do sleep 0.05; done' 3>&- >started.log 2>&1 &
    is_running() {
        "$INLAY" sweep --table --metric 'output:/loss ([0-9.]+)/' --format csv >running.csv 2>running.err &&
            grep -q '^0,.*0.5' running.csv
    }
    wait_until is_running || { touch end; wait; cat started.log running.csv running.err; return 1; }
    touch end
    wait
    [[ $(sed -n 2p running.csv) =~ ^0,1,running,,[0-9.]+,0\.5 ]]
    [[ $(sed -n 3p running.csv) == 1,2,new,,,* ]]
    [ ! -s running.err ]
    table --metric 'output:/loss ([0-9.]+)/' --format csv
    [[ ${lines[1]} == 0,1,done,0,*,0.1* ]]
}
