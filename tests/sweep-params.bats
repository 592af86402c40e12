#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What an ordinary W&B sweep varies, in the file that its agent names by WANDB_SWEEP_PARAM_PATH. tests/wandb has the agent.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'lr: 0.1\nseed: 1\n' >config.yaml
    BOUND='{files: {config.yaml: {}}, bind: {lr: "config.yaml:lr"}}'
}

# sweep PYTHON: its agent writes these parameters, as save_config_file_from_dict() in wandb/sdk/lib/config_util.py does.
sweep() {
    mkdir -p wandb/sweep-s
    "$PYTHON" - "$1" <<'PY'
import sys, yaml
params = {key: {"value": value} for key, value in eval(sys.argv[1]).items()}
with open("wandb/sweep-s/config-r.yaml", "wb") as file:
    file.write(b"wandb_version: 1")
    if params:
        file.write(b"\n\n" + yaml.dump(params, Dumper=yaml.SafeDumper, default_flow_style=False, allow_unicode=True,
                                       encoding="utf-8", sort_keys=False))
PY
    export WANDB_SWEEP_PARAM_PATH=wandb/sweep-s/config-r.yaml
}

# is_run_config JSON: what `inlay config` prints.
is_run_config() {
    run -0 --separate-stderr "$INLAY" config
    [ "$output" = "$1" ]
}

@test "the run config has the values and types that the agent wrote" {
    sweep '{"lr": 1e-4, "n": 10**30, "on": True, "no": None, "o": {"a": {"b": [1, 2.5, {"c": "d"}]}}, "é": "日本"}'
    is_run_config '{"lr": 0.0001, "n": 1000000000000000000000000000000, "on": true, "no": null, "o": {"a": {"b": [1, 2.5, {"c": "d"}]}}, "\u00e9": "\u65e5\u672c"}'
    sweep '{"x": [float("inf"), -float("inf"), float("nan"), 1e20]}'
    is_run_config '{"x": [Infinity, -Infinity, NaN, 1.0e+20]}'
    sweep '(lambda shared: {"a": shared, "b": shared, "--c--": 1})([1, {"x": 2}])'
    grep -q '&id' wandb/sweep-s/config-r.yaml
    is_run_config '{"a": [1, {"x": 2}], "b": [1, {"x": 2}], "c": 1}'
    sweep '{}'
    is_run_config '{}'
}

@test "strings stay strings, whatever they look like" {
    cat >words.py <<'PY'
import random
random.seed(7)
words = {"".join(random.choices("0123456789+-.:_eExob", k=random.randint(1, 8))) for i in range(4000)}
words |= {"".join(random.choices(["2024", "-", "1", "01", " ", "t", ":", "Z", "+", "."], k=random.randint(1, 9))) for i in range(4000)}
words |= {a + b for a in "yntfoN~=< " for b in ["", "es", "o", "n", "ff", "ull", "rue", "alse", "ES", "Ull", "<"]}
PY
    sweep '(lambda own: (exec(open("words.py").read(), own), {"words": sorted(own["words"])})[1])({})'
    "$INLAY" config words >read
    "$PYTHON" -c '
import json, yaml
assert json.load(open("read")) == yaml.safe_load(open("wandb/sweep-s/config-r.yaml"))["words"]["value"]'
    # As keys, too: 08 and 1e3 are two, and neither is a number.
    sweep '{"08": 1, "1e3": 2, "o": {"08": 3, "+.5": 4, "012": 5}}'
    is_run_config '{"08": 1, "1e3": 2, "o": {"08": 3, "+.5": 4, "012": 5}}'
    sed -i "s/'012'/012/" wandb/sweep-s/config-r.yaml
    run -1 "$INLAY" config
    [[ $output == *' "012": readers disagree on what this is (quotes make it a string)' ]]
}

@test "binds see it, by inlay run and by the environment alone" {
    manifest "$BOUND"
    sweep '{"lr": 1e-4}'
    run -0 --separate-stderr "$INLAY" run --strict -- cat config.yaml
    [ "$output" = $'lr: 0.0001\nseed: 1' ]
    [ -z "$stderr" ]
    run -0 --separate-stderr preloaded cat config.yaml
    [ "$output" = $'lr: 0.0001\nseed: 1' ]
    INLAY_INPUTS=inlay.yaml run -0 --separate-stderr preloaded sh -c 'mkdir sub; cd sub; env -i cat ../config.yaml; echo $WANDB_SWEEP_PARAM_PATH'
    [ "$output" = $'lr: 0.0001\nseed: 1\n'"$PWD/wandb/sweep-s/config-r.yaml" ]
    manifest '{files: {config.yaml: {}}, bind: {"*": "config.yaml:*"}}'
    sweep '{"lr": 2.0, "seed": 7}'
    run -0 "$INLAY" run -- cat config.yaml
    [ "$output" = $'lr: 2.0\nseed: 7' ]
}

@test "it stands below WANDB_CONFIG, documents and --run-config" {
    manifest "$BOUND"
    sweep '{"lr": 1e-4, "o": {"a": 1, "b": 2}}'
    export WANDB_CONFIG='{"o": {"b": 3}}'
    manifest '{run_config: {}}'
    is_run_config '{"lr": 0.0001, "o": {"a": 1, "b": 3}}'
    run -0 "$INLAY" config -o '{"run_config": {"lr": 2}}' --run-config o.a=5
    [ "$output" = '{"lr": 2, "o": {"a": 5, "b": 3}}' ]
    unset WANDB_CONFIG
    manifest "$BOUND"
    WANDB_CONFIG='{"lr": 3}' run -0 "$INLAY" run -- env -i cat config.yaml
    [ "$output" = $'lr: 3\nseed: 1' ]
    # An override of the file itself says more than a bind, in children, too.
    run -0 "$INLAY" run config.yaml:lr=4 -- sh -c 'cat config.yaml; true'
    [ "$output" = $'lr: 4\nseed: 1' ]
}

@test "parameters that the manifest says nothing of are the job's arguments alone" {
    sweep '{"lr": 1e-4, "depth": 3, "o": {"a": 1}}'
    local manifest
    for manifest in "$BOUND" '{files: {config.yaml: {}}, bind: {"*": "config.yaml:*"}}'; do
        manifest "$manifest"
        run -0 --separate-stderr "$INLAY" run --strict config.yaml:seed=2 -- sh -c 'env -i cat config.yaml; env' train.py --depth=3
        [[ $output == $'lr: 0.0001\nseed: 2\n'* && $output != *depth* ]]
        [ -z "$stderr" ]
        is_run_config '{"lr": 0.0001}'
    done
    # Whoever else says one is refused as ever.
    run -125 "$INLAY" run --run-config depth=3 -- true
    [[ $output == *'depth is bound to nothing'* ]]
    manifest '{files: {config.yaml: {}}, run_config: {exclude: [depth]}}'
    run -125 "$INLAY" run -- true
    [[ $output == "inlay: WANDB_SWEEP_PARAM_PATH=$WANDB_SWEEP_PARAM_PATH:6:10: run config: depth is no input of this job (exclude: depth, at inlay.yaml"* ]]
}

@test "schemas and types only warn about it" {
    manifest '{files: {config.yaml: {types: {lr: int}}}, bind: {lr: "config.yaml:lr"}}'
    sweep '{"lr": "high"}'
    run -0 --separate-stderr "$INLAY" run -- cat config.yaml
    [ "$output" = $'lr: high\nseed: 1' ]
    [[ $stderr == "inlay: WANDB_SWEEP_PARAM_PATH=$WANDB_SWEEP_PARAM_PATH:4:10: warning: config.yaml: lr: a string, where inlay.yaml"* ]]
}

@test "nobody misses a run config that only a sweep said" {
    sweep '{"lr": 1e-4}'
    run -0 "$INLAY" run --strict config.yaml:seed=2 -- cat config.yaml
    [ "$output" = $'lr: 0.1\nseed: 2' ]
}

@test "a sweep that runs inside of inlay run is bound, too" {
    manifest '{files: {config.yaml: {}}, bind: {lr: "config.yaml:lr", o: "config.yaml:+o"}}'
    sweep '{"lr": 1e-4, "o": {"a": 1}}'
    local agent="WANDB_SWEEP_PARAM_PATH=$WANDB_SWEEP_PARAM_PATH"
    unset WANDB_SWEEP_PARAM_PATH
    run -0 "$INLAY" run config.yaml:seed=2 -- env "$agent" cat config.yaml
    [ "$output" = $'lr: 0.0001\nseed: 2\no: {"a": 1}' ]
    # Nothing else need be overridden.
    run -0 --separate-stderr "$INLAY" run -- env "$agent" cat config.yaml
    [ "$output" = $'lr: 0.0001\nseed: 1\no: {"a": 1}' ]
    # What the launcher says of the run config stands above.
    run -0 "$INLAY" run --run-config lr=5 --run-config o.b=2 -- env "$agent" cat config.yaml
    [ "$output" = $'lr: 5\nseed: 1\no: {"a": 1, "b": 2}' ]
}

@test "what cannot be read or is no sweep's is refused" {
    local unset="WANDB_SWEEP_PARAM_PATH=gone.yaml: does not exist (unset it where no sweep runs)"
    WANDB_SWEEP_PARAM_PATH=gone.yaml run -125 "$INLAY" run -- true
    [ "$output" = "inlay: $unset" ]
    export OVERRIDES='{"files": {"config.yaml": {"seed": 2}}}'
    WANDB_SWEEP_PARAM_PATH=gone.yaml run -125 overridden cat config.yaml
    [ "${lines[0]}" = "inlay: ${unset/gone/$PWD/gone}" ]
    [[ ${lines[1]} == 'inlay: WANDB_SWEEP_PARAM_PATH is refused, so the program does not start '* ]]
    export WANDB_SWEEP_PARAM_PATH=params.yaml
    refuses() {
        echo "$1" >params.yaml
        run -125 "$INLAY" run -- true
        [ "$output" = "inlay: WANDB_SWEEP_PARAM_PATH=params.yaml$2" ]
    }
    refuses '[1]' ": a sweep's parameters are an object, not a list"
    refuses 'lr: 1' ":1:1: \"lr\": a sweep's parameter is an object with a value"
    refuses 'lr: {value: 012}' ':1:13: "012": readers disagree on what this is (quotes make it a string)'
    refuses 'lr: {value: !x 1}' ':1:13: !x does not fit this value (only !!str, !!int, !!float, !!bool and !!null are read here)'
}

@test "a sweep whose runs are functions of one process: said" {
    manifest "$BOUND"
    cat >agent.py <<'PY'
import os
os.makedirs("wandb/sweep-s")
for run in "ab":
    path = f"wandb/sweep-s/config-{run}.yaml"
    with open(path, "w") as file:
        file.write("lr: {value: 2}\n")
    os.environ["WANDB_SWEEP_PARAM_PATH"] = path
    open(path).read()
    print(open("config.yaml").readline(), end="")
PY
    run -0 --separate-stderr "$INLAY" run -- "$PYTHON" agent.py
    [ "$output" = $'lr: 0.1\nlr: 0.1' ]
    [ "${stderr_lines[0]}" = "inlay: wandb/sweep-s/config-a.yaml: this sweep's runs are functions of one process, which binds and the run config do not reach (let wandb agent start a program)" ]
    # An agent that starts programs writes the file, too, and does not read it.
    rm -r wandb
    sed -i 's/^    open(path).*/    os.system("cat config.yaml >\/dev\/null")/' agent.py
    run -0 --separate-stderr "$INLAY" run -- "$PYTHON" agent.py
    [ -z "$stderr" ]
}
