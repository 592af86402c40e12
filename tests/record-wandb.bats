#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `inlay record` of a job that uses W&B: what it puts into its run config, and what it says with the SDK's calls. A package
# stands for W&B's here, so that nothing has to be fetched; tests/wandb/record.bats has W&B's own.

bats_require_minimum_version 1.5.0
load helpers

OFFLINE='inlay: W&B ran offline (a job that needs its server: WANDB_MODE=online inlay record …)'
HEADER='# What a launcher may change in this job. inlay record wrote it; edit it freely.'

setup() {
    own_directory
    unset PYTHONDONTWRITEBYTECODE
    mkdir job temporary
    export TMPDIR=$PWD/temporary
    wandb_package
    cd job
}

# Its modules are W&B's, by their names and what is in them.
wandb_package() {
    mkdir -p packages/wandb/sdk/launch/inputs
    cat >packages/wandb/__init__.py <<'PY'
from wandb import sdk
init = sdk.init
PY
    echo 'from .wandb_init import init' >packages/wandb/sdk/__init__.py
    cat >packages/wandb/sdk/wandb_init.py <<'PY'
import os
class Config:
    def __init__(self, items):
        object.__setattr__(self, "_items", dict(items, _wandb={"version": 1}))
    def __iter__(self): return iter(self._items)
    def __getitem__(self, key): return self._items[key]
    def __setitem__(self, key, value): self._items[key] = value
    __setattr__ = __setitem__
    def update(self, more): self._items.update(more)
class Run:
    def __enter__(self): return self
    def __exit__(self, *error): pass
def init(project=None, config=None):
    """As W&B says."""
    run = Run()
    run.config = Config(reversed(list((config if isinstance(config, dict) else vars(config or Run())).items())))
    run.mode = os.environ.get("WANDB_MODE")
    return run
PY
    cat >packages/wandb/sdk/launch/__init__.py <<'PY'
from .inputs.manage import manage_config_file, manage_wandb_config
PY
    cat >packages/wandb/sdk/launch/inputs/manage.py <<'PY'
def manage_config_file(path, include=None, exclude=None, schema=None):
    open(path).close()
    spoil(schema)
def manage_wandb_config(include=None, exclude=None, schema=None):
    spoil(schema)
def spoil(schema):
    if isinstance(schema, dict):
        schema.pop("$defs", None)
PY
    touch packages/wandb/sdk/launch/inputs/__init__.py
    export PYTHONPATH=$PWD/packages
}

# records [OPTION …]: job.py is what comes in; what inlay says is in $stderr, and nothing is left behind.
records() {
    cat >job.py
    records_it "$@" -- "$PYTHON" job.py
}

records_it() {
    run -"${STATUS:-0}" --separate-stderr "$INLAY" record "$@"
    [ -z "$(ls -A "$TMPDIR")" ]
}

# Of the words about a manifest that has nothing but the run config.
says_keys() { # KEYS [, new]
    [ "$stderr" = "$OFFLINE
inlay: taken: run config: $1$2
inlay: inlay.yaml has the run config with $1 (inlay describe lists them, inlay check tries overrides)" ] ||
        { echo "$stderr"; return 1; }
}

is_manifest() {
    [ "$(cat inlay.yaml)" = "$HEADER
$1" ] || { cat inlay.yaml; return 1; }
}

@test "the page's job: its whole run config, or what it says of it" {
    records <<'PY'
import wandb
config = {
    "trainer": {"learning_rate": 0.01, "batch_size": 32, "model": "resnet", "dataset": "cifar10", "private": {"key": "value"}},
    "seed": 42,
}
with wandb.init(config=config) as run:
    print(run.mode)
PY
    [ "$output" = offline ]
    says_keys '6 keys' ', new'
    is_manifest 'run_config:
  types:
    trainer: {learning_rate: float, batch_size: int, model: str, dataset: str, private: {key: str}}
    seed: int'
    rm inlay.yaml
    cat >>job.py <<'PY'
    from wandb.sdk import launch
    launch.manage_wandb_config(include=["trainer"], exclude=["trainer.private"])
PY
    records_it -- "$PYTHON" job.py
    is_manifest 'run_config:
  include: [trainer]
  exclude: [trainer.private]
  types:
    trainer: {learning_rate: float, batch_size: int, model: str, dataset: str, private: {key: str}}
    seed: int'
    run -0 "$INLAY" describe --format json
    [ "$output" = '{"trainer": {"learning_rate": "float", "batch_size": "int", "model": "str", "dataset": "str"}}' ]
    # With values of a launch, too.
    run -0 "$INLAY" describe --run-config trainer.batch_size=64 --run-config +trainer.warmup=1
    [ "$output" = 'run config
  KEY                    TYPE   NOW
  trainer.learning_rate  float  -
  trainer.batch_size     int    64
  trainer.model          str    -
  trainer.dataset        str    -
  trainer.warmup         int    1' ]
    run -0 --separate-stderr "$INLAY" describe --format wandb --run-config trainer.batch_size=64
    "$PYTHON" -c 'import json, sys
number, string = {"wb_type": "number"}, {"wb_type": "string"}
def typed(**types): return {"wb_type": "typedDict", "params": {"type_map": types}}
wanted = typed(trainer=typed(learning_rate=number, batch_size=number, model=string, dataset=string))
assert json.loads(sys.argv[1])["input_types"] == {"@wandb.config": wanted}, sys.argv[1]' "$output"
    refuses 'argument 2: run config: trainer.learning_rat: there is no such key (did you mean trainer.learning_rate?)' \
        --run-config trainer.learning_rat=0.1
    run -0 "$INLAY" check --run-config +trainer.warmup=3 --run-config trainer.learning_rate=1
    [ -z "$output" ]
    # Again, nothing is new.
    cp inlay.yaml before
    records_it -- "$PYTHON" job.py
    says_keys '6 keys'
    cmp before inlay.yaml
}

@test "a job without W&B: no word, and Python is as it would be" {
    cat >job.py <<'PY'
import os, sys
print(sys.path, "sitecustomize" in sys.modules, os.environ.get("WANDB_MODE", "offline"))
PY
    "$PYTHON" job.py >without
    records_it -- "$PYTHON" job.py
    [ "$output" = "$(cat without)" ]
    [ "$stderr" = 'inlay: the job read no YAML or JSON file that can be an input: inlay.yaml stays as it was' ]
    # Its own sitecustomize runs, and what that does wrong is said by Python alone.
    local own
    for own in 'print("own", __name__, __file__)' 'raise ValueError' 'import nothing'; do
        echo "$own" >../packages/sitecustomize.py
        "$PYTHON" job.py >without 2>messages
        records_it -- "$PYTHON" job.py
        [ "$output" = "$(cat without)" ]
        [ "$(grep -v '^inlay: ' <<<"$stderr")" = "$(cat messages)" ]
    done
}

@test "init() is what it was, and W&B's mode the user's" {
    WANDB_MODE=disabled records <<'PY'
import inspect, wandb
run = wandb.init("p", {"lr": 0.1})
print(run.mode, inspect.signature(wandb.init), wandb.init.__doc__, wandb.init.__module__)
PY
    [ "$output" = 'disabled (project=None, config=None) As W&B says. wandb.sdk.wandb_init' ]
    [[ $stderr != *offline* ]]
    is_manifest $'run_config:\n  types: {lr: float}'
}

@test "arguments, what is set later, several runs" {
    records <<'PY'
import argparse, wandb
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--steps", default=10)
run = wandb.init(config=parser.parse_args([]))
run.config.note = "x"
run.config["layers"] = [1, 2]
run.config.update({"opt": {"name": "sgd", "seed": None}})
wandb.init(config={"lr": 1, "steps": 0.5, "other": True})
wandb.init()
PY
    says_keys '7 keys' ', new'
    is_manifest 'run_config:
  types:
    lr: float
    steps: float
    note: str
    layers: list
    opt: {name: str, seed: null}
    other: bool'
}

@test "children, and ranks that are forked" {
    cat >rank.py <<'PY'
import wandb
wandb.init(config={"child": 1})
PY
    records <<'PY'
import os, subprocess, sys, wandb
subprocess.run([sys.executable, "rank.py"], check=True)
run = wandb.init(config={"parent": 1})
if os.fork() == 0:
    run.config.rank = 1
    wandb.init(config={"fork": 1})
    os._exit(0)
os.wait()
PY
    [ "$("$INLAY" describe --format json)" = '{"parent": "int", "child": "int", "rank": "int", "fork": "int"}' ] ||
        { cat inlay.yaml; return 1; }
}

@test "a job that fails, or ends at once" {
    STATUS=1 records <<'PY'
import wandb
run = wandb.init(config={"lr": 0.1})
for i in range(200):
    run.config[f"k{i}"] = i
raise SystemExit(1)
PY
    [[ $stderr == *'taken: run config: 201 keys, new'* ]]
    rm inlay.yaml
    STATUS=137 records <<'PY'
import os, signal, wandb
run = wandb.init(config={"lr": 0.1})
run.config.late = 1
os.kill(os.getpid(), signal.SIGKILL)
PY
    is_manifest $'run_config:\n  types: {lr: float, late: int}'
}

@test "files that it manages: W&B offers no run config then" {
    mkdir conf
    printf 'model: {name: resnet, layers: 18}\nprivate: x\n' >conf/config.yaml
    echo '{"a": 1}' >other.json
    records <<'PY'
import os, wandb
from wandb.sdk import launch
open("other.json").close()
os.chdir("conf")
schema = {"type": "object", "properties": {"model": {"$ref": "#/$defs/Model"}}, "$defs": {"Model": {"type": "object", "properties": {"layers": {"type": "integer", "minimum": 1}}}}}
launch.manage_config_file("config.yaml", include=["private"], schema=schema)
launch.manage_config_file("config.yaml", ["model"], exclude=["model.name"])
wandb.init(config={"lr": 0.1})
PY
    [[ $stderr == *"inlay: not taken: run config: the job calls launch.manage_config_file alone, and then W&B offers files alone (run_config: {} in the manifest offers it)"* ]]
    is_manifest 'files:
  other.json:
    types: {a: int}
  conf/config.yaml:
    include: [model]
    exclude: [model.name]
    schema:
      type: object
      properties: {model: {"$ref": "#/$defs/Model"}}
      "$defs": {Model: {type: object, properties: {layers: {type: integer, minimum: 1}}}}
    types: {model: {name: str, layers: int}, private: str}'
    run -0 "$INLAY" check conf/config.yaml:model.layers=3
    run -1 "$INLAY" check conf/config.yaml:model.layers=0
    run -1 "$INLAY" check conf/config.yaml:model.name=x
    run -1 "$INLAY" check --run-config lr=1
    # Both.
    rm inlay.yaml
    echo 'launch.manage_wandb_config()' >>job.py
    records_it --inputs inputs.json -- "$PYTHON" job.py
    [ "$(jq -c '[.files."conf/config.yaml".include, .run_config]' inputs.json)" = '[["model"],{"types":{"lr":"float"}}]' ]
    [[ $stderr == *'inlay: inputs.json has 2 files and the run config, with 5 keys that the job read '* ]]
}

@test "calls for the run config add up, and the last one has the schema" {
    records <<'PY'
import wandb
from wandb.sdk import launch
wandb.init(config={"a": 1, "b": 1})
launch.manage_wandb_config(include=["a"], schema={"type": "object"})
launch.manage_wandb_config(include=["b", "a"], exclude=("b.c",))
PY
    is_manifest $'run_config:\n  include: [a, b]\n  exclude: [b.c]\n  types: {a: int, b: int}'
}

@test "Pydantic models: a class, and an instance, whose values become defaults" {
    cp "$ROOT/tests/data/schema/pydantic/models.py" .
    local model
    for model in Schema s; do
        records <<PY
import wandb, models
from wandb.sdk import launch
launch.manage_wandb_config(schema=models.$model)
wandb.init(config={"seed": 1})
PY
        PYTHONDONTWRITEBYTECODE=1 "$PYTHON" "$ROOT/scripts/pydantic-schema" "models:$model" >schema.json 2>/dev/null
        "$PYTHON" -c 'import json, yaml
found, wanted = yaml.safe_load(open("inlay.yaml"))["run_config"]["schema"], json.load(open("schema.json"))
assert found == wanted, (found, wanted)'
        run -1 "$INLAY" check --run-config trainer.batch_size=257
        [[ $output == *'257 is not at most 256' ]]
        rm inlay.yaml
    done
}

@test "a manifest that is there: what it says stays, what it lacks is added" {
    echo 'seed: 1' >config.yaml
    cat >inlay.yaml <<'YAML'
# Ours.
run_config:
    include: [ 'a' ]   # by hand
    types: {a: float, gone: int}
files:
    config.yaml: {exclude: [x]}
YAML
    records <<'PY'
import wandb
from wandb.sdk import launch
wandb.init(config={"a": 1, "b": {"c": "x"}})
launch.manage_wandb_config(include=["b"], exclude=["b.c"])
launch.manage_config_file("config.yaml", include=["seed"], exclude=["y"])
PY
    diff inlay.yaml - <<<"# Ours.
run_config:
    include: [ 'a' ]   # by hand
    types: {a: float, gone: int, b: {\"c\": \"str\"}}
    exclude: [\"b.c\"]
files:
    config.yaml: {exclude: [x], include: [\"seed\"], types: {\"seed\": \"int\"}}"
    # Behind what it has.
    printf 'files:\n  config.yaml: {}\n# The end.' >inlay.yaml
    sed -i '/manage_/d' job.py
    records_it -- "$PYTHON" job.py
    [ "$(cat inlay.yaml)" = 'files:
  config.yaml: {}
# The end.
run_config:
  types: {a: int, b: {c: str}}' ]
    # Whoever binds keys of it has said which of them count.
    printf 'files: {config.yaml: {}}\nbind: {a: config.yaml:seed}\n' >inlay.yaml
    records_it -- "$PYTHON" job.py
    [[ $stderr == *'inlay: not taken: run config: the manifest binds keys of it, and offers no others (run_config: {} in the manifest offers it)'* ]]
    run -1 grep run_config inlay.yaml
}

@test "no value is written down" {
    records <<'PY'
import glob, os, wandb
wandb.init(config={"token": "s3cr3t", "nested": {"port": 48151623}})
for path in glob.glob(os.environ["TMPDIR"] + "/*/*"):
    if "learned" in path:
        print(open(path).read())
PY
    [[ $output == '{"pid": '*', "configs": [{"token": "", "nested": {"port": 0}}], "calls": []}' ]]
}

@test "what cannot stand in a manifest is left out, and said" {
    records <<'PY'
import wandb
from wandb.sdk import launch
wandb.init(config={"a": 1, "odd": object(), 5: {"": 1, "\n": 2}})
launch.manage_wandb_config(include=["a", "x\\", "5"], schema={"minimum": "3"})
launch.manage_wandb_config(schema=object())
wandb.init(config={str(i): i for i in range(10001)})
PY
    [[ $stderr == *"inlay: run config: warning: that of one run is left out of the manifest: has so many keys that it is data rather than configuration"* ]]
    [[ $stderr == *"inlay: taken: run config: 4 keys, new"* ]]
    [[ $stderr == *"inlay: run config: warning: x\\ is left out of the manifest: "* ]]
    [[ $stderr == *"inlay: run config: warning: the schema is left out of the manifest: minimum must be a number, not a string"* ]]
    [[ $stderr == *"inlay: run config: warning: the schema is left out of the manifest: it could not be read"* ]]
    run -0 "$INLAY" check
    run -0 "$INLAY" describe
}

@test "W&B where it cannot be observed" {
    local program unseen
    program=$("$PYTHON" -c 'import os; print(os.path.realpath("/proc/self/exe"))')
    unseen="inlay: the run config may be missing: $program loaded W&B where it cannot be observed (python -I, -E or -S, or without PYTHONPATH)"
    echo 'import sys; sys.path.insert(0, "../packages"); import wandb; wandb.init(config={"a": 1})' >job.py
    records_it -- "$PYTHON" -I job.py
    [[ $stderr == "$OFFLINE"$'\n'"$unseen"$'\n'* ]]
    records_it -- env -u PYTHONPATH "$PYTHON" job.py
    [[ $stderr == *"$unseen"* ]]
    # One that is observed besides.
    echo 'import wandb; wandb.init(config={"b": 1})' >other.py
    records_it -- sh -c '"$1" other.py; "$1" -I job.py' sh "$PYTHON"
    [[ $stderr == *"$unseen"*'taken: run config: 1 key, new'* ]]
    rm inlay.yaml
    # Nobody asks about it otherwise, and who copies W&B does not load it.
    records_it -- "$PYTHON" -I -c 'print(1)'
    [[ $stderr != *'W&B'* ]]
    records_it -- cat ../packages/wandb/sdk/wandb_init.py
    [[ $stderr != *'W&B'* ]]
    # Where nothing can be written.
    rm -f job.py
    TMPDIR=/proc run -0 --separate-stderr "$INLAY" record -- "$PYTHON" -c 'import wandb; wandb.init(config={"a": 1})'
    [[ $stderr == *'inlay: the run config is not known: no directory could be made for what W&B is told: '*' (set TMPDIR)'* ]]
    [ ! -e inlay.yaml ]
}

@test "W&B that is loaded, and begins no run" {
    records <<<'import wandb'
    [ "$stderr" = "$OFFLINE
inlay: the job read no YAML or JSON file that can be an input: inlay.yaml stays as it was" ]
}

@test "refused: a run config from outside" {
    echo 'open("ran", "w")' >job.py
    WANDB_CONFIG='{"lr": 1}' run -125 "$INLAY" record -- "$PYTHON" job.py
    [ "$output" = 'inlay: WANDB_CONFIG: overrides the run config, and inlay record runs the job with its own (leave it out)' ]
    [ ! -e ran ]
    WANDB_CONFIG='{}' run -0 "$INLAY" record -- "$PYTHON" job.py
}
