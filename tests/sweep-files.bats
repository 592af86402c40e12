#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Sweeps in files: inlay's own form, one cell a row, and W&B's sweep configuration. Most cases are tests/data/sweep, for
# tests/unit/sweep_file.c.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    cat >config.yaml <<'EOF'
# the job's
model: {type: cnn, stride: 1, width: 64}
lr: 0.1
seed: 0
out: runs/x
EOF
}

# lists DOCUMENTS ARGUMENT ...: --list prints these lines, without their base digests.
lists() {
    run -0 --separate-stderr "$INLAY" sweep --list "${@:2}"
    local listed
    listed=$(sed -E 's/, "base_digests": \{[^}]*\}//' <<<"$output")
    [ "$listed" = "$1" ] || { diff <(echo "$1") <(echo "$listed"); return 1; }
}

# says MESSAGE ARGUMENT ...: sweep says these lines, and nothing has started.
says() {
    run -1 "$INLAY" sweep "${@:2}" -- touch started
    [ "$output" = "inlay: ${1//$'\n'/$'\n'inlay: }" ] || { diff <(echo "$1") <(echo "$output"); return 1; }
    [ ! -e started ]
}

@test "a sweep in YAML: choices, exclusions, other keys' values, repeats" {
    cat >sweep.yaml <<'EOF'
file: config.yaml
choose:
- {model.type: cnn, model.stride: [1, 2]}
- {model.type: rnn}
grid:
  lr: [1e-3, 0.1]
  out: "runs/{cell}"
  run_config:width: "{model.width}"
  model.width: 128
exclude:
- {model.type: rnn, lr: 0.1}
- {model.stride: 2, lr: 1e-3}
repeat: {seed: 2}
EOF
    lists '{"set": {"config.yaml:model.type": "cnn", "config.yaml:model.stride": 1, "config.yaml:lr": 1e-3, "config.yaml:out": "runs/0", "config.yaml:model.width": 128, "config.yaml:seed": 0}, "run_config": {"width": 128}}
{"set": {"config.yaml:model.type": "cnn", "config.yaml:model.stride": 1, "config.yaml:lr": 1e-3, "config.yaml:out": "runs/1", "config.yaml:model.width": 128, "config.yaml:seed": 1}, "run_config": {"width": 128}}
{"set": {"config.yaml:model.type": "cnn", "config.yaml:model.stride": 1, "config.yaml:lr": 0.1, "config.yaml:out": "runs/2", "config.yaml:model.width": 128, "config.yaml:seed": 0}, "run_config": {"width": 128}}
{"set": {"config.yaml:model.type": "cnn", "config.yaml:model.stride": 1, "config.yaml:lr": 0.1, "config.yaml:out": "runs/3", "config.yaml:model.width": 128, "config.yaml:seed": 1}, "run_config": {"width": 128}}
{"set": {"config.yaml:model.type": "cnn", "config.yaml:model.stride": 2, "config.yaml:lr": 0.1, "config.yaml:out": "runs/4", "config.yaml:model.width": 128, "config.yaml:seed": 0}, "run_config": {"width": 128}}
{"set": {"config.yaml:model.type": "cnn", "config.yaml:model.stride": 2, "config.yaml:lr": 0.1, "config.yaml:out": "runs/5", "config.yaml:model.width": 128, "config.yaml:seed": 1}, "run_config": {"width": 128}}
{"set": {"config.yaml:model.type": "rnn", "config.yaml:lr": 1e-3, "config.yaml:out": "runs/6", "config.yaml:model.width": 128, "config.yaml:seed": 0}, "run_config": {"width": 128}}
{"set": {"config.yaml:model.type": "rnn", "config.yaml:lr": 1e-3, "config.yaml:out": "runs/7", "config.yaml:model.width": 128, "config.yaml:seed": 1}, "run_config": {"width": 128}}' -s sweep.yaml
}

@test "each document is good for inlay run" {
    printf 'grid: {config.yaml:lr: [1e-3, "1e-3", 5, null, [1, 2], {a: "{{b}}"}, .inf]}\n' >sweep.yaml
    "$INLAY" sweep -s sweep.yaml --list >cells
    while read -r cell; do
        "$INLAY" run -o - -- grep '^lr' config.yaml <<<"$cell"
    done <cells >read 2>notes
    run -0 cat read
    [ "$output" = 'lr: 1.0e-3
lr: "1e-3"
lr: 5
lr: null
lr: [1, 2]
lr: {"a": "{b}"}
lr: .inf' ]
}

@test "several grids, several files, and words beside them" {
    printf 'file: config.yaml\ngrids:\n- grid: {lr: [1, 2]}\n- grid: {model.type: [rnn]}\n' >one.yaml
    printf '{"grid": {"seed": "range(5, 6)"}}\n' >two.json
    lists '{"set": {"config.yaml:lr": 1}}
{"set": {"config.yaml:lr": 2}}
{"set": {"config.yaml:model.type": "rnn"}}
{"set": {"config.yaml:seed": 5}}
{"set": {"config.yaml:seed": 6}}' -s one.yaml -f config.yaml -s two.json
    lists '{"set": {"config.yaml:seed": 5, "config.yaml:lr": 1}}
{"set": {"config.yaml:seed": 5, "config.yaml:lr": 2}}
{"set": {"config.yaml:seed": 6, "config.yaml:lr": 1}}
{"set": {"config.yaml:seed": 6, "config.yaml:lr": 2}}' -f config.yaml -s two.json lr=1,2
}

@test "rows of CSV, as Excel and pandas write them, and of JSON Lines" {
    printf '\xef\xbb\xbflr,model.type,run_config:note\r\n1e-3,cnn,"a, ""b"""\r\n,rnn,\r\n2,"""""",null\r\n' >runs.csv
    lists '{"set": {"config.yaml:lr": 1e-3, "config.yaml:model.type": "cnn"}, "run_config": {"note": "a, \"b\""}}
{"set": {"config.yaml:model.type": "rnn"}}
{"set": {"config.yaml:lr": 2, "config.yaml:model.type": ""}, "run_config": {"note": null}}' -f config.yaml -s runs.csv
    printf '%s\n' '{"config.yaml:lr": 1e-3, "config.yaml:model.type": "1"}' '' '{"config.yaml:seed": null}' >runs.jsonl
    lists '{"set": {"config.yaml:lr": 1e-3, "config.yaml:model.type": "1"}}
{"set": {"config.yaml:seed": null}}' -s runs.jsonl
}

@test "CSV that Python's csv module writes, with every quoting" {
    "$PYTHON" - <<'EOF'
import csv
rows = [["0.5", "a,b", "x\ny"], ['say "hi"', "", "[1, 2]"], ["", "é", " blank "]]
for name in "ALL", "MINIMAL", "NONNUMERIC":
    with open(name + ".csv", "w", newline="") as file:
        writer = csv.writer(file, quoting=getattr(csv, "QUOTE_" + name))
        writer.writerow(["lr", "out", "model.type"])
        writer.writerows(rows)
EOF
    "$INLAY" sweep --list -f config.yaml -s ALL.csv >expected 2>said
    run -0 wc -l <expected
    [ "$output" -eq 3 ]
    run -0 "$PYTHON" -c 'import json; print([json.loads(line)["set"] for line in open("expected")])'
    [ "$output" = "[{'config.yaml:lr': 0.5, 'config.yaml:out': 'a,b', 'config.yaml:model.type': 'x\\ny'}, {'config.yaml:lr': 'say \"hi\"', 'config.yaml:model.type': [1, 2]}, {'config.yaml:out': 'é', 'config.yaml:model.type': ' blank '}]" ]
    cmp expected <("$INLAY" sweep --list -f config.yaml -s NONNUMERIC.csv 2>&-)
    # Here the blanks stand without quotes.
    cmp <(sed 's/" blank "/"blank"/' expected) <("$INLAY" sweep --list -f config.yaml -s MINIMAL.csv 2>&-)
}

@test "standard input and pipes: what stands in them says what they are" {
    run -0 --separate-stderr bash -c 'printf "lr,seed\n1,2\n" | "$1" sweep --list -f config.yaml -s -' - "$INLAY"
    [[ $output == '{"set": {"config.yaml:lr": 1, "config.yaml:seed": 2}'* ]]
    lists '{"set": {"config.yaml:lr": 1}}
{"set": {"config.yaml:lr": 2}}' -f config.yaml -s <(printf '{"lr": 1}\n{"lr": 2}\n')
    lists '{"set": {"config.yaml:lr": 1}}
{"set": {"config.yaml:lr": 2}}' -f config.yaml -s <(printf 'grid:\n  lr: [1, 2]\n')
}

@test "what is wrong is said all at once, with its place, and nothing starts" {
    printf 'gird: {lr: 1}\n' >sweep.yaml
    says 'sweep.yaml:1:1: unknown key "gird" (did you mean "grid"?)' -s sweep.yaml
    printf 'grid: {lr: [1, 2], sed: 1, model.width: [1e400, x]}\n' >sweep.yaml
    says 'sweep.yaml:1:42: 1e400 is beyond the range of a double (readers disagree on what it is)' -f config.yaml -s sweep.yaml
    printf 'lr,seed\n1\n"2' >runs.csv
    says 'runs.csv:2:1: this row has 1 field, and there are 2 columns
runs.csv:3:1: this quote is not closed' -f config.yaml -s runs.csv
    printf '{"lr": 1}\n{"lr": }\n' >runs.jsonl
    says 'runs.jsonl:2:8: a line is a whole object, and this is none: expected a value, found }' -f config.yaml -s runs.jsonl
    says 'missing.yaml: does not exist' -s missing.yaml
}

@test "W&B's sweep configuration: its grids are its own package's" {
    "$PYTHON" - "$INLAY" "$BATS_TEST_DIRNAME/data/wandb/sweep-grids.json" <<'EOF'
import json, subprocess, sys
for case in json.load(open(sys.argv[2])):
    with open("wandb.json", "w") as file:
        json.dump({"method": "grid", "parameters": case["parameters"]}, file)
    listed = subprocess.run([sys.argv[1], "sweep", "-s", "wandb.json", "--list"], stdout=subprocess.PIPE, check=True, text=True)
    cells = [json.loads(line)["run_config"] for line in listed.stdout.splitlines()]
    # repr() tells 1 from 1.0 and True.
    assert [sorted(map(repr, cell.items())) for cell in cells] == [sorted(map(repr, cell.items())) for cell in case["cells"]] or \
        json.dumps(cells, sort_keys=True) == json.dumps(case["cells"], sort_keys=True), (case, cells)
    print(case["case"])
EOF
}

@test "W&B's sweep configuration: what is drawn is distributed as in its own package" {
    "$PYTHON" - "$INLAY" "$BATS_TEST_DIRNAME/data/wandb/sweep-draws.json" <<'EOF'
import bisect, json, subprocess, sys
cases = json.load(open(sys.argv[2]))
with open("wandb.json", "w") as file:
    json.dump({"method": "random", "parameters": {f"p{i}": case["parameter"] for i, case in enumerate(cases)}}, file)
listed = subprocess.run([sys.argv[1], "sweep", "-s", "wandb.json", "--random", "4000", "--seed", "5", "--yes", "--list"],
                        stdout=subprocess.PIPE, check=True, text=True)
cells = [json.loads(line)["run_config"] for line in listed.stdout.splitlines()]
assert len(cells) == 4000, len(cells)
for i, case in enumerate(cases):
    drawn = [cell[f"p{i}"] for cell in cells]
    assert {type(value).__name__ for value in drawn} == set(case["types"]), case
    # 1.95 / sqrt(4000): a distance that the right distribution reaches once in a thousand seeds.
    for value, share in case.get("shares", []):
        assert abs(drawn.count(value) / 4000 - share) < 0.031, (case, value, drawn.count(value))
    for value, share in case.get("up_to", []):
        below = bisect.bisect_right(sorted(drawn), value + abs(value) * 1e-6) / 4000
        assert abs(below - share) < 0.031, (case, value, below)
    print(case["case"])
EOF
}

@test "W&B's sweep configuration: names, what is not used, what is refused" {
    cat >wandb.yaml <<'EOF'
program: train.py
method: grid
metric: {name: loss}
early_terminate: {type: hyperband, min_iter: 3}
command: ["${env}", python, "${program}"]
parameters:
  model.type: {values: [cnn, "{cell}"]}
  model: {parameters: {width: {value: 32}}}
EOF
    lists '{"set": {"config.yaml:model.width": 32, "config.yaml:model.type": "cnn"}}
{"set": {"config.yaml:model.width": 32, "config.yaml:model.type": "{cell}"}}' -f config.yaml -s wandb.yaml
    [ "$stderr" = "inlay: wandb.yaml: note: W&B's own keys are not used here: program, metric, early_terminate, command" ]
    lists '{"run_config": {"model": {"width": 32}, "model.type": "cnn"}}
{"run_config": {"model": {"width": 32}, "model.type": "{cell}"}}' -s wandb.yaml
    printf 'method: bayes\nparameters: {lr: {min: 0.0, max: 1.0}}\n' >wandb.yaml
    says 'wandb.yaml:1:9: method bayes needs an optimiser, and inlay sweep has none (scripts/recipes/optuna shows one; or let wandb agent start inlay, command: [inlay, run, …])' -s wandb.yaml
    printf 'method: random\nparameters: {lr: {min: 0.0, max: 1.0}}\n' >wandb.yaml
    says "wandb.yaml: how many cells to draw is not said (--random N, random: in a sweep file, run_cap in W&B's)" -s wandb.yaml
    run -0 --separate-stderr "$INLAY" sweep --list -s wandb.yaml --random 3
    [ "${#lines[@]}" -eq 3 ]
    printf 'run_cap: 4\n' >>wandb.yaml
    run -0 --separate-stderr "$INLAY" sweep --list -s wandb.yaml
    [ "${#lines[@]}" -eq 4 ]
}
