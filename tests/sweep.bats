#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The cells of a sweep: what the command line makes of them, their documents, and all that is wrong before one starts.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'lr: 0.1\nsize: 4\nname: x\nl: [1, 2, 3]\nb: {c: 1, d: 2}\nword: old\n' >config.yaml
    printf 'k: 1\n---\nk: 2\n' >stream.yaml
    printf '{"a": 1, "s": "t"}\n' >other.json
}

# lists DOCUMENTS ARGUMENT ...: --list prints these lines, without their base digests.
lists() {
    run -0 --separate-stderr "$INLAY" sweep --list "${@:2}"
    listed=$(sed -E 's/(, )?"base_digests": \{[^}]*\}//' <<<"$output")
    [ "$listed" = "$1" ] || { echo "$output"; return 1; }
}

# says MESSAGE STATUS ARGUMENT ...: sweep says these lines, each behind "inlay: ", and starts nothing.
says() {
    run "-$2" "$INLAY" sweep "${@:3}"
    [ "$output" = "inlay: ${1//$'\n'/$'\n'inlay: }" ] || { echo "$output"; return 1; }
    [ ! -e started ] && [ ! -e sweep ]
}

# means_the_same FILE ASSIGNMENT ...: the document of the one cell is what the assignments are by themselves.
means_the_same() {
    local file=$1
    shift
    run -0 --separate-stderr "$INLAY" render "$file" "$@"
    local expected=$output
    run -0 --separate-stderr "$INLAY" sweep --list "$@"
    [ "${#lines[@]}" -eq 1 ]
    "$PYTHON" -c 'import json, sys; json.loads(sys.argv[1])' "$output"
    printf '%s\n' "$output" >cell.json
    run -0 --separate-stderr "$INLAY" render "$file" -o cell.json
    [ "$output" = "$expected" ] || { diff <(echo "$expected") <(echo "$output"); return 1; }
    run -0 --separate-stderr bash -c '"$1" run -o - -- cat "$2" <cell.json' - "$INLAY" "$file"
    [ "$output" = "$expected" ]
}

@test "a grid: the last word varies fastest" {
    lists '{"set": {"config.yaml:lr": 1e-4, "config.yaml:l": [1, 2]}}
{"set": {"config.yaml:lr": 1e-4, "config.yaml:l": [3]}}
{"set": {"config.yaml:lr": 3e-4, "config.yaml:l": [1, 2]}}
{"set": {"config.yaml:lr": 3e-4, "config.yaml:l": [3]}}' config.yaml:lr=1e-4,3e-4 'config.yaml:l=[1,2],[3]'
    [ -z "$stderr" ]
    lists '{"set": {"config.yaml:name": "a,b"}}
{"set": {"config.yaml:name": "c"}}' 'config.yaml:name="a,b",c'
}

@test "what is the same for all cells: options, documents, removals" {
    echo '{"files": {"config.yaml": {"b": {"c": 5}}}, "args": ["x"]}' >common.json
    lists '{"files": {"config.yaml": {"b": {"c": 5}}}, "unset": ["config.yaml:word"], "set": {"config.yaml:size": 8, "config.yaml:lr": 1}, "args": ["x"]}
{"files": {"config.yaml": {"b": {"c": 5}}}, "unset": ["config.yaml:word"], "set": {"config.yaml:size": 8, "config.yaml:lr": 2}, "args": ["x"]}' \
        -o common.json config.yaml:word- -f config.yaml --set size=8 lr=1,2
}

@test "a parameter of the run config, a file of its own, a repeat" {
    lists '{"run_config": {"lr": 1, "a": {"b": "x"}}}
{"run_config": {"lr": 2, "a": {"b": "x"}}}' --run-config lr=1,2 --run-config a.b=x
    lists '{"set": {"other.json:a": 1, "config.yaml:size": 0}}
{"set": {"other.json:a": 1, "config.yaml:size": 1}}
{"set": {"other.json:a": 2, "config.yaml:size": 0}}
{"set": {"other.json:a": 2, "config.yaml:size": 1}}' other.json:a=1,2 -f config.yaml --repeat 2 size
    lists '{"set": {"config.yaml:lr": 1, "config.yaml:size": 8}}
{"set": {"config.yaml:lr": 2, "config.yaml:size": 16}}' -f config.yaml lr=1,2 size=8,16 --zip lr,size
}

@test "draws: the seed is said, and the same without one" {
    run -0 --separate-stderr "$INLAY" sweep --list 'config.yaml:lr=loguniform(1e-5,1e-1)' --random 4
    [ "$stderr" = 'inlay: 4 cells (drawn by splitmix64 from seed 0)' ]
    local first=$output
    [ "$(sort -u <<<"$first" | wc -l)" -eq 4 ]
    run -0 --separate-stderr "$INLAY" sweep --list 'config.yaml:lr=loguniform(1e-5,1e-1)' --random 4 --seed 0
    [ "$output" = "$first" ]
    run -0 --separate-stderr "$INLAY" sweep --list 'config.yaml:lr=loguniform(1e-5,1e-1)' --random 4 --seed 1
    [ "$output" != "$first" ]
    says '--seed: nothing is drawn (say how many by --random N)' 1 --list config.yaml:lr=1,2 --seed 3
}

@test "equal cells are one, and that is said" {
    lists '{"set": {"config.yaml:lr": 1e-3}}
{"set": {"config.yaml:lr": 1}}
{"set": {"config.yaml:lr": 1.0}}' config.yaml:lr=1e-3,0.001,1,1.0
    [ "$stderr" = 'inlay: 3 cells (1 left out: equal to another)' ]
}

@test "a file with grids, and words that vary in each of them" {
    printf 'config.yaml:lr,config.yaml:name\n1,a\n2,b\n' >runs.csv
    lists '{"set": {"config.yaml:lr": 1, "config.yaml:name": "a", "config.yaml:size": 8}}
{"set": {"config.yaml:lr": 1, "config.yaml:name": "a", "config.yaml:size": 16}}
{"set": {"config.yaml:lr": 2, "config.yaml:name": "b", "config.yaml:size": 8}}
{"set": {"config.yaml:lr": 2, "config.yaml:name": "b", "config.yaml:size": 16}}' -s runs.csv config.yaml:size=8,16
    run -1 "$INLAY" sweep --list -s runs.csv config.yaml:lr=3
    [[ $output == *'"config.yaml:lr": '* ]]
    run -0 --separate-stderr bash -c '"$1" sweep --list -s - <runs.csv' - "$INLAY"
    [ "${#lines[@]}" -eq 2 ]
    printf 'method: grid\nparameters: {lr: {values: [1, 2]}, b: {parameters: {c: {value: 5}}}}\n' >wandb.yaml
    lists '{"set": {"config.yaml:b.c": 5, "config.yaml:lr": 1}}
{"set": {"config.yaml:b.c": 5, "config.yaml:lr": 2}}' -s wandb.yaml --file config.yaml
    lists "$listed" --file config.yaml -s wandb.yaml
    run -1 "$INLAY" sweep --list -s no.yaml
    [ "${lines[0]}" = 'inlay: no.yaml: does not exist' ]
}

@test "{cell} and {dir}" {
    lists '{"set": {"config.yaml:name": "runs/0 sweep/0000 {x}", "config.yaml:size": 0}}' 'config.yaml:name=runs/{cell} {dir} {{x}}' 'config.yaml:size={cell}'
    lists '{"set": {"config.yaml:size": 4, "config.yaml:name": "d/0000-4"}}
{"set": {"config.yaml:size": 5, "config.yaml:name": "d/0001-5"}}' --dir d --name '{cell}-{size}' config.yaml:size=4,5 'config.yaml:name={dir}'
}

@test "a document means what its assignments mean" {
    printf 'on: no\nref: !Ref a\nwords: [no]\n' >doubtful.yaml
    means_the_same doubtful.yaml doubtful.yaml:on=yes
    means_the_same doubtful.yaml 'doubtful.yaml:ref=!Ref x' 'doubtful.yaml:on=off'
    means_the_same doubtful.yaml --set-tagged 'doubtful.yaml:on=!Ref x' 'doubtful.yaml:ref=!Ref y'
    means_the_same doubtful.yaml 'doubtful.yaml:words=["yes", no]'
    means_the_same config.yaml config.yaml:+new=1
    means_the_same config.yaml config.yaml:+a.b.c=0x1f config.yaml:lr=.5
    means_the_same config.yaml 'config.yaml:l[0]=7' 'config.yaml:+l[+]=8'
    means_the_same config.yaml 'config.yaml:name="a: b # c"' 'config.yaml:word=null'
    means_the_same config.yaml 'config.yaml:b={c: 3, "e=f": ["yes", ~], 1: 2}'
    means_the_same config.yaml --set config.yaml:lr=1 config.yaml:lr=2
    means_the_same config.yaml config.yaml:word- config.yaml:lr=2
    means_the_same config.yaml --set-string config.yaml:lr=1 --set-json 'config.yaml:b={"c": 1e2}' config.yaml:size=2
    means_the_same stream.yaml stream.yaml#2:k=5
    means_the_same stream.yaml 'stream.yaml#k=2:k=5'
    printf 'jobs:\n- {name: a=b, image: x}\n- {name: "c]", image: y}\n"k:=#": 1\n"+p": 2\n' >selected.yaml
    means_the_same selected.yaml 'selected.yaml:jobs[name=a\=b].image=z' 'selected.yaml:jobs[name=c\]].image=w'
    means_the_same selected.yaml 'selected.yaml:k:\=#=2' 'selected.yaml:\+p=3'
    cp config.yaml 'a:b#2.yaml'
    means_the_same 'a:b#2.yaml' 'a\:b\#2.yaml:lr=5'
    echo '{"set": {"config.yaml:lr": 3}, "unset": ["config.yaml:word"]}' >first.json
    echo '{"files": {"config.yaml": {"lr": 4, "word": "new"}}}' >second.json
    means_the_same config.yaml -o first.json -o second.json config.yaml:size=1
    "$INLAY" run --report report.json config.yaml:lr=8 -- cat config.yaml >/dev/null
    means_the_same config.yaml -o report.json config.yaml:size=1
}

@test "a document asks for the config file that it was made for" {
    "$INLAY" sweep --list config.yaml:lr=7 >cell.json
    sed -i 's/size: 4/size: 5/' config.yaml
    run -1 "$INLAY" render config.yaml -o cell.json
    [[ $output == 'inlay: cell.json:1:'*'config.yaml has changed'* ]]
}

@test "binds of the manifest take a cell's run config, and their files are pinned, too" {
    manifest <<'YAML'
files: {config.yaml: {}}
run_config: {}
bind: {rate: config.yaml:lr}
YAML
    run -0 --separate-stderr "$INLAY" sweep --list --run-config rate=5,6
    [[ ${lines[1]} == '{"run_config": {"rate": 6}, "base_digests": {"config.yaml": "'*'"}}' ]]
    echo "${lines[1]}" >cell.json
    run -0 "$INLAY" run -o cell.json -- head -n 1 config.yaml
    [ "$output" = 'lr: 6' ]
    run -1 "$INLAY" sweep --list --run-config rate=5,6 other.json:a=1,2
    [ "$output" = 'inlay: every cell: argument 4: other.json is no input of this job (inlay.yaml offers config.yaml)' ] || { echo "$output"; return 1; }
}

@test "all errors of all cells at once, shared ones once" {
    says '2 cells
every cell: argument 1: config.yaml: rl: there is no such key (did you mean lr or l?)' 1 config.yaml:rl=1,2 -- touch started
    manifest <<'YAML'
files: {config.yaml: {schema: {properties: {lr: {type: number, maximum: 1}, size: {type: integer}}}}}
YAML
    says '6 cells
cells 1, 3, 5 (size=x): argument 2: config.yaml: size: "x" is not an integer
cells 2, 3 (lr=2): argument 1: config.yaml: lr: 2 is not at most 1' 1 config.yaml:lr=0.5,2,0.1 config.yaml:size=1,x -- touch started
    says 'cell 1 (lr=2): argument 2: config.yaml: lr: 2 is not at most 1' 1 --list config.yaml:lr=0.5,2
}

@test "wrong combinations of options" {
    says 'nothing varies, and there is no sweep in sweep (write FILE:KEY=VALUE,VALUE)' 1
    run -2 "$INLAY" sweep config.yaml:lr=1,2
    run -2 "$INLAY" sweep --set config.yaml:lr=1 -- touch started
    run -2 "$INLAY" sweep -- touch started
    run -2 "$INLAY" sweep --table --list
    run -2 "$INLAY" sweep --table config.yaml:lr=1,2
    run -2 "$INLAY" sweep --table -- touch started
    run -2 "$INLAY" sweep --list --try config.yaml:lr=1,2
    run -2 "$INLAY" sweep --each config.yaml:lr=1,2 -- touch started
    run -2 "$INLAY" sweep --fail-fast --keep-going config.yaml:lr=1,2 -- touch started
    run -1 "$INLAY" sweep --table
    [ "$output" = "inlay: sweep: there is no sweep in it (--dir names a sweep's directory)" ]
    run -2 "$INLAY" sweep 'config.yaml:lr=range(1,2000)' -- touch started
    [ "${lines[1]}" = 'inlay: 2000 new cells: more than 1000 want --yes' ]
    [ ! -e started ] && [ ! -e sweep ]
}

@test "names of directories" {
    lists '{"set": {"config.yaml:l": [1, 2], "config.yaml:name": "sweep/1_2-0000"}}
{"set": {"config.yaml:l": [3], "config.yaml:name": "sweep/3-0001"}}' --name '{l}-{cell}' 'config.yaml:l=[1,2],[3]' 'config.yaml:name={dir}'
    run -1 "$INLAY" sweep --list --name '{l}' 'config.yaml:l=[1,2],[1 2]' 'config.yaml:name=a,b'
    [ "$output" = 'inlay: --name: cells 0 and 1 are both called 1_2 (put {cell} into it)' ]
    run -1 "$INLAY" sweep --list --name '{no}' config.yaml:lr=1,2
    [ "$output" = 'inlay: --name: {no} is no key that varies' ]
    run -0 "$INLAY" sweep --dir named --name '{name}' config.yaml:name=base,base.jsonx,slurm,lock-9,new -- true
    for name in cellbase cellbase.jsonx cellslurm celllock-9 new; do
        [ -d "named/$name" ]
    done
    [ ! -e named/slurm ] && [ ! -e named/base.jsonx ] && [ ! -e named/lock-9 ]
    run -0 --separate-stderr "$INLAY" sweep --list --name '{cell}-{name}' config.yaml:name="../../$(printf 'x%.0s' {1..200})" 'config.yaml:word={dir}'
    [[ $output =~ '"config.yaml:word": "sweep/0000-..'[_.]*x+-[0-9a-f]{8}\" ]]
    "$PYTHON" -c 'import json, sys; assert len(json.loads(sys.argv[1])["set"]["config.yaml:word"]) == 106' "$output"
}

# numbers DIR: the cells that it has, and what they are.
numbers() {
    "$PYTHON" - "$1/cells.jsonl" <<'PY'
import json, sys
for line in open(sys.argv[1]):
    cell = json.loads(line)
    print(cell["cell"], *(f"{name.split(':')[1]}={value}" for name, value in sorted(cell["values"].items())), *["dropped"] * cell.get("dropped", False))
PY
}

@test "a cell is the same in another order, spelling and place" {
    "$INLAY" sweep config.yaml:lr=0.001,0.002 config.yaml:size=1,2 --set config.yaml:word=a -- true
    local first
    first=$(numbers sweep)
    run -0 "$INLAY" sweep -f config.yaml size=1,2 --set word=a ./config.yaml:lr=1e-3,2e-3 -- true
    [ "$(numbers sweep)" = "$first" ]
    run -0 "$INLAY" sweep config.yaml:lr=0.001,0.002,0.003 config.yaml:size=1,2 config.yaml:word=a -- true
    [ "$(numbers sweep | head -n 4)" = "$first" ]
    [ "$(numbers sweep | wc -l)" -eq 6 ]
    "$INLAY" sweep --list config.yaml:size=1,2 config.yaml:lr=3e-3,0.001 --set config.yaml:word=a 'config.yaml:name={cell}' >listed
    [ "$(grep -c . listed)" -eq 4 ]
}

@test "a list calls cells as the sweep's directory does" {
    "$INLAY" sweep config.yaml:lr=2,3 'config.yaml:size={cell}' -- true
    lists '{"set": {"config.yaml:lr": 2, "config.yaml:size": 0}}
{"set": {"config.yaml:lr": 3, "config.yaml:size": 1}}
{"set": {"config.yaml:lr": 1, "config.yaml:size": 2}}' config.yaml:lr=1,2,3 'config.yaml:size={cell}'
}

@test "inlay sweep by itself goes on" {
    "$INLAY" sweep config.yaml:lr=1,2 --set config.yaml:size=7 --dir d -- sh -c 'echo run >>log; [ ! -e fail ]'
    [ "$(wc -l <log)" -eq 2 ]
    "$INLAY" sweep --dir d
    [ "$(wc -l <log)" -eq 2 ]
    run -0 "$INLAY" sweep --dir d --rerun 1
    [ "$(wc -l <log)" -eq 3 ]
    run -0 --separate-stderr "$INLAY" sweep --dir d --list
    [[ ${lines[1]} == '{"set": {"config.yaml:size": 7, "config.yaml:lr": 2}, '* ]]
    touch fail
    run -1 "$INLAY" sweep --dir d --rerun all -j 2
    mkdir elsewhere
    cd elsewhere
    run -1 "$INLAY" sweep --dir ../d
    [ "$output" = "inlay: ../d: this sweep was started in ${PWD%/*} (start it from there)" ]
    run -0 --separate-stderr "$INLAY" sweep --dir ../d --root .. --rerun all --cell 1 -- head -n 1 ../config.yaml
    [ "$output" = 'lr: 2' ]
    cd ..
    echo '{"set": {"config.yaml:size": 9}}' | "$INLAY" sweep --dir e -o - config.yaml:lr=1,2 -- true
    run -1 "$INLAY" sweep --dir e </dev/null
    [ "$output" = 'inlay: e: this sweep was made with what stood on standard input (give its whole command line)' ]
}

@test "one cell by its number, with a directory and without" {
    run -0 --separate-stderr "$INLAY" sweep --cell 1 config.yaml:lr=5,6 -- head -n 1 config.yaml
    [ "$output" = 'lr: 6' ]
    [ ! -e sweep ]
    run -125 "$INLAY" sweep --cell 2 config.yaml:lr=5,6 -- head -n 1 config.yaml
    [ "$output" = 'inlay: --cell 2: there is no such cell (2 cells, from 0 to 1)' ]
    "$INLAY" sweep config.yaml:lr=6,7 -- true
    run -0 --separate-stderr "$INLAY" sweep --cell 2 config.yaml:lr=5,6 -- head -n 1 config.yaml
    [ "$output" = 'lr: 5' ]
}

@test "what the environment says is no part of the documents" {
    export INLAY_SET=config.yaml:size=9
    run -0 --separate-stderr "$INLAY" sweep --list config.yaml:lr=1,2
    [ "$stderr" = "inlay: INLAY_SET: note: it holds in every cell that is started with it, and is no part of the cells' documents" ]
    [[ $output != *size* ]]
    run -0 --separate-stderr "$INLAY" sweep --cell 1 config.yaml:lr=1,2 -- head -n 2 config.yaml
    [ "$output" = $'lr: 2\nsize: 9' ]
    export INLAY_SET=config.yaml:no=9
    run -1 "$INLAY" sweep --list config.yaml:lr=1,2
    [[ ${lines[1]} == 'inlay: every cell: INLAY_SET:1:1: config.yaml: no: there is no such key'* ]]
    unset INLAY_SET
    export INLAY_DISABLE=1
    run -1 "$INLAY" sweep --list config.yaml:lr=1,2
    [ "$output" = 'inlay: INLAY_DISABLE: is set, so nothing would vary (unset it)' ]
}

@test "a program that is not there is said before any cell starts" {
    says '2 cells
every cell: cannot run no-such-program: there is no such program' 1 config.yaml:lr=1,2 -- no-such-program
    run -0 "$INLAY" sweep --list config.yaml:lr=1,2 -- no-such-program
    says '2 cells
every cell: cannot run ./no-such-program: there is no such program' 1 config.yaml:lr=1,2 -- ./no-such-program
    echo '{"entry_point": ["cat", "config.yaml"]}' >command.json
    run -0 "$INLAY" sweep -o command.json config.yaml:lr=1,2 -- no-such-program
    [ "$(head -n 1 sweep/0001/output)" = 'lr: 2' ]
}

@test "a secret's value is written down nowhere" {
    manifest <<'YAML'
files: {config.yaml: {secrets: [word]}}
YAML
    run -1 "$INLAY" sweep config.yaml:word=hush,psst config.yaml:lr=1,2 -- touch started
    [ "${lines[1]}" = 'inlay: every cell: config.yaml: word is a secret, and a sweep writes down what its cells are (give secret://NAME, a variable that the job has)' ]
    run -1 "$INLAY" sweep --list --set config.yaml:word=hush config.yaml:lr=1,2
    [ ! -e started ] && [ ! -e sweep ]
    export WORD=hush
    run -0 --separate-stderr "$INLAY" sweep --list config.yaml:word=secret://WORD config.yaml:lr=1,2
    [ "${lines[1]}" = '{"set": {"config.yaml:word": "secret://WORD", "config.yaml:lr": 2}}' ]
    run -0 --separate-stderr "$INLAY" sweep config.yaml:word=secret://WORD config.yaml:lr=1,2 -- grep word config.yaml
    [ "$(cat sweep/0001/output)" = 'word: hush' ]
    run -1 grep -r hush sweep --include='*.json*' --include='*.csv'
}

@test "many random command lines, and the documents of their cells" {
    mkdir there
    cd there
    run -0 "$PYTHON" "$ROOT/tests/programs/cell_documents.py" "$INLAY" 250
    [[ $output =~ ^250\ command\ lines,\ [5-9][0-9]\ cells$ ]]
}
