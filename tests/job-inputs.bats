#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The manifest: what a job offers, and that nothing else gets in, whoever says it.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    cat >config.yaml <<'YAML'
trainer:
  learning_rate: 0.01  # 0.1 diverges
  batch_size: 32
  model: resnet
  dataset: cifar10
  private:
    key: value
seed: 42
"trainer.private": dotted
optimizer: {lr: 0.1, name: sgd}
api: {port: 80, host: localhost, key: none}
YAML
    printf '{"steps": 10, "deep": {"a": 1}}\n' >ds.json
}

# gives LINE ARGUMENT ...: a line of config.yaml as the job reads it.
gives() {
    local line=$1
    shift
    run -0 --separate-stderr "$INLAY" run --strict "$@" -- grep -Fx -- "$line" config.yaml
}

@test "only the manifest's files are inputs" {
    manifest <<<'files: {config.yaml: {}, conf/other.yaml: {}}'
    gives 'seed: 7' config.yaml:seed=7
    gives 'seed: 7' ./config.yaml:seed=7
    gives 'seed: 7' "$PWD/config.yaml:seed=7"
    run -1 "$INLAY" check ds.json:steps=3
    [ "$output" = 'inlay: argument 1: ds.json is no input of this job (inlay.yaml offers config.yaml, conf/other.yaml)' ]
}

@test "a manifest is found by option, by variable, or in the working directory" {
    printf 'files: {config.yaml: {}}\n' >one.yaml
    printf 'files: {ds.json: {}}\n' >inlay.yaml
    local offers='is no input of this job (%s offers %s)\n'
    run -1 "$INLAY" check config.yaml:seed=7
    [ "$output" = "inlay: argument 1: config.yaml $(printf "$offers" inlay.yaml ds.json)" ]
    gives 'seed: 7' --inputs one.yaml config.yaml:seed=7
    INLAY_INPUTS=one.yaml gives 'seed: 7' config.yaml:seed=7
    INLAY_INPUTS='{"files": {"config.yaml": {}}}' gives 'seed: 7' config.yaml:seed=7
    INLAY_INPUTS_0='{"files": {"config' INLAY_INPUTS_1='.yaml": {}}}' gives 'seed: 7' config.yaml:seed=7
    INLAY_INPUTS=$'files:\n  config.yaml: {}\n' gives 'seed: 7' config.yaml:seed=7
    run -1 "$INLAY" check --inputs nowhere.yaml
    [ "$output" = 'inlay: nowhere.yaml: does not exist' ]
    run -1 env INLAY_INPUTS=nowhere.yaml "$INLAY" check
    [ "$output" = "inlay: $PWD/nowhere.yaml: does not exist (INLAY_INPUTS names it)" ]
    mkdir sub
    cd sub
    run -0 "$INLAY" check ../ds.json:steps=3
}

@test "what the manifest itself has wrong stops the launch" {
    manifest <<<'files: {config.yaml: {inclde: [a]}}'
    refuses 'inlay.yaml:1:23: unknown key "inclde" (did you mean "include"?)'
}

@test "include and exclude, through every way to say an override" {
    manifest <<<'files: {config.yaml: {include: [trainer, seed], exclude: [trainer.private]}, ds.json: {}}'
    local excluded='config.yaml: trainer.private.key is no input of this job (exclude: trainer.private, at inlay.yaml:1:59)'
    gives '  batch_size: 64' config.yaml:trainer.batch_size=64
    refuses "argument 1: $excluded" config.yaml:trainer.private.key=x
    refuses "argument 3: $excluded" -f config.yaml trainer.private.key=x
    refuses "argument 1: $excluded" 'config.yaml:~trainer.private.key'
    refuses "argument 2: $excluded" --set-json 'config.yaml:trainer.private.key=1'
    refuses "argument 2:1:59: $excluded" -o '{"files": {"config.yaml": {"trainer": {"private": {"key": 1}}}}}'
    export INLAY_SET=config.yaml:trainer.private.key=x
    refuses "INLAY_SET:1:1: $excluded"
    unset INLAY_SET
    export WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"trainer": {"private": {"key": 1}}}}'
    refuses "WANDB_LAUNCH_FILE_OVERRIDES:1:49: $excluded"
    unset WANDB_LAUNCH_FILE_OVERRIDES
    refuses 'argument 1: config.yaml: optimizer.lr is no input of this job (inlay.yaml includes only trainer, seed)' \
        config.yaml:optimizer.lr=1
}

@test "what stands around an excluded key is neither replaced nor removed" {
    manifest <<<'files: {config.yaml: {exclude: [trainer.private]}}'
    local why='may not be replaced or removed as a whole (exclude: trainer.private, at inlay.yaml:1:33, stands inside; change the keys beside it)'
    refuses "argument 1: config.yaml: trainer $why" 'config.yaml:trainer={learning_rate: 1}'
    refuses "argument 1: config.yaml: trainer $why" 'config.yaml:~trainer'
    refuses "argument 1: config.yaml: trainer $why" 'config.yaml:+trainer=1'
    gives '  model: vit' -o '{"files": {"config.yaml": {"trainer": {"model": "vit"}}}}'
    run -0 "$INLAY" check -o '{"files": {"config.yaml": {"trainer": {}}}}'
    run -1 "$INLAY" check -o '{"files": {"config.yaml": {"trainer": [1]}}}'
    [ "$output" = "inlay: argument 2:1:39: config.yaml: trainer $why" ]
}

@test "escaped dots: the key with a dot in it is another one" {
    manifest <<<'files: {config.yaml: {exclude: ["trainer\\.private"]}}'
    gives '    key: x' config.yaml:trainer.private.key=x
    run -1 "$INLAY" check 'config.yaml:trainer\.private=x'
    [ "$output" = 'inlay: argument 1: config.yaml: trainer\.private is no input of this job (exclude: trainer\.private, at inlay.yaml:1:33)' ]
}

@test "aliases, merge keys and --shared change nothing that is not offered" {
    cat >shared.yaml <<'YAML'
base: &base {lr: 1, private: 2}
trainer: *base
other: {<<: *base, z: 1}
layers: [1, {units: [2]}]
YAML
    manifest <<<'files: {shared.yaml: {include: [base, trainer.lr]}}'
    run -0 --separate-stderr "$INLAY" render shared.yaml shared.yaml:base.private=3
    [ "$("$PYTHON" -c 'import yaml,sys; d = yaml.safe_load(sys.stdin); print(d["base"]["private"], d["trainer"]["private"], d["other"]["private"])' <<<"$output")" = '3 2 2' ]
    run -1 "$INLAY" check --shared shared.yaml:base.private=3
    [ "${lines[0]}" = 'inlay: argument 2: shared.yaml: trainer.private would change too, by an anchor, and is no input of this job (its include says so; leave out --shared)' ]
    [ "${lines[1]}" = 'inlay: argument 2: shared.yaml: other.private would change too, by an anchor, and is no input of this job (its include says so; leave out --shared)' ]
    [ ${#lines[@]} -eq 2 ]
    run -1 "$INLAY" check shared.yaml:trainer.private=3
    [ "$output" = 'inlay: argument 1: shared.yaml: trainer.private is no input of this job (inlay.yaml includes only base, trainer.lr)' ]
    manifest <<<'files: {shared.yaml: {exclude: [trainer.private]}}'
    run -1 "$INLAY" check --shared shared.yaml:base.private=3
    [ "$output" = 'inlay: argument 2: shared.yaml: trainer.private would change too, by an anchor, and is no input of this job (its exclude says so; leave out --shared)' ]
    run -0 "$INLAY" check --shared shared.yaml:base.lr=3
    printf 'a: &x 1\nb: *x\n' >shared.yaml
    manifest <<<'files: {shared.yaml: {include: [a]}}'
    run -1 "$INLAY" check --shared 'shared.yaml:a={k: 1}'
    [ "${lines[1]}" = 'inlay: argument 2: shared.yaml: b would change too, by an anchor, and is no input of this job (its include says so; leave out --shared)' ]
}

@test "the environment alone enforces the same" {
    manifest <<<'files: {config.yaml: {exclude: [trainer.private]}}'
    export INLAY_INPUTS=inlay.yaml INLAY_SET=config.yaml:seed=7
    run -0 env LD_PRELOAD="$LIB" grep seed config.yaml
    [ "$output" = 'seed: 7' ]
    export INLAY_SET=config.yaml:trainer.private.key=7
    run -125 env LD_PRELOAD="$LIB" grep seed config.yaml
    [ "${lines[0]}" = "inlay: INLAY_SET:1:1: config.yaml: trainer.private.key is no input of this job (exclude: trainer.private, at $PWD/inlay.yaml:1:33)" ]
    export INLAY_SET=ds.json:steps=7
    run -125 env LD_PRELOAD="$LIB" cat ds.json
}

@test "a manifest that changed under a running job is refused" {
    manifest <<<'files: {config.yaml: {}}'
    export INLAY_INPUTS=inlay.yaml INLAY_SET=config.yaml:seed=7
    run -125 env LD_PRELOAD="$LIB" bash -c 'echo "# more" >>inlay.yaml; grep seed config.yaml; exit $?'
    [[ "$output" = *"$PWD/inlay.yaml: is not what the job was started with (start the job anew, or unset INLAY_INPUTS_SHA256)"* ]]
}

# --- schemas

with_schema() { # PROPERTIES, in YAML's flow style
    manifest <<<"files: {config.yaml: {schema: {type: object, properties: {$1}}}}"
}

@test "every violation is said, each at its place, and nothing starts" {
    with_schema 'seed: {type: integer}, trainer: {type: object, properties: {batch_size: {type: integer, enum: [16, 64, 256]}, learning_rate: {type: number, exclusiveMinimum: 0}}}'
    refuses 'argument 1: config.yaml: trainer.batch_size: 12 is not one of 16, 64, 256
argument 2: config.yaml: trainer.learning_rate: 0 is not more than 0
argument 4:1:36: config.yaml: seed: "x" is not an integer' \
        config.yaml:trainer.batch_size=12 config.yaml:trainer.learning_rate=0 \
        -o '{"files": {"config.yaml": {"seed": "x"}}}'
    gives '  batch_size: 12' --no-validate config.yaml:trainer.batch_size=12
    gives '  batch_size: 64' config.yaml:trainer.batch_size=64
    export INLAY_SET=config.yaml:trainer.batch_size=12 INLAY_INPUTS=inlay.yaml
    run -125 env LD_PRELOAD="$LIB" cat config.yaml
    [ "${lines[0]}" = 'inlay: INLAY_SET:1:1: config.yaml: trainer.batch_size: 12 is not one of 16, 64, 256' ]
    run -0 env LD_PRELOAD="$LIB" INLAY_ON_ERROR=warn grep batch_size config.yaml
    [ "${lines[-1]}" = '  batch_size: 32' ]
}

@test "what the schema requires is not removed" {
    manifest <<<'files: {config.yaml: {schema: {properties: {api: {required: [port]}}, required: [seed]}}}'
    refuses $'argument 1: config.yaml: seed: is required, and cannot be removed
argument 2: config.yaml: api.port: is required, and cannot be removed' 'config.yaml:~seed' 'config.yaml:~api.port'
    gives 'api: {port: 80, host: localhost}' 'config.yaml:~api.key'
    gives 'api: {host: localhost, key: none}' --no-validate 'config.yaml:~api.port'
}

@test "a key is not put where the schema wants a number" {
    with_schema 'seed: {type: integer}'
    run -1 "$INLAY" check config.yaml:seed.x=1
    [ "${lines[0]}" = 'inlay: argument 1: config.yaml: seed: an object is not an integer' ]
    run -1 "$INLAY" check 'config.yaml:+seed[+]=1'
    [ "${lines[0]}" = 'inlay: argument 1: config.yaml: seed: a list is not an integer' ]
}

@test "what overrides make together must fit, where the file did" {
    echo 'layers: [1, 2, 3]' >>config.yaml
    with_schema 'layers: {type: array, minItems: 2, maxItems: 3, uniqueItems: true, items: {type: integer}}, new: {required: [a, b]}, seed: {type: string}, optimizer: {anyOf: [{properties: {name: {const: sgd}, lr: {type: number}}}, {properties: {name: {const: adam}, lr: {type: string}}}]}'
    refuses 'argument 1: config.yaml: layers: 4 elements, not at most 3' 'config.yaml:layers[+]=4'
    refuses 'argument 1: config.yaml: layers: 3 stands twice in the list' 'config.yaml:layers[0]=3'
    refuses 'argument 2: config.yaml: layers: 1 element, not at least 2' 'config.yaml:~layers[1]' 'config.yaml:~layers[0]'
    refuses 'argument 1: config.yaml: new.b: is missing' config.yaml:+new.a=1
    refuses $'argument 2:1:28: note: config.yaml: new is new in the file\nargument 2:1:12: config.yaml: new.b: is missing' -o '{"files": {"config.yaml": {"new": {"a": 1}}}}'
    refuses 'argument 1: config.yaml: optimizer.lr: 0.1 is not a string' config.yaml:optimizer.name=adam
    gives 'layers: [1, 3, 4]' 'config.yaml:~layers[1]' 'config.yaml:layers[+]=4'
    gives 'layers: [1, 2, 3, 4]' --no-validate 'config.yaml:layers[+]=4'
    gives 'optimizer: {lr: x, name: adam}' config.yaml:optimizer.name=adam config.yaml:optimizer.lr=x
    # by the environment alone, when the file is opened
    export INLAY_SET='config.yaml:layers[+]=4' INLAY_INPUTS=inlay.yaml
    run -1 env LD_PRELOAD="$LIB" cat config.yaml
    [[ $output == *'INLAY_SET:1:1: config.yaml: layers: 4 elements, not at most 3'* ]]
}

@test "what W&B's variables say is warned about, bound or not, and goes through" {
    manifest <<'YAML'
files: {config.yaml: {schema: {properties: {seed: {type: integer}, layers: {maxItems: 1}}}}}
run_config: {schema: {properties: {seed: {type: integer}}}}
bind: {seed: config.yaml:seed}
YAML
    run -0 --separate-stderr env WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"layers": [1, 2]}}' \
        WANDB_CONFIG='{"seed": 1.5}' "$INLAY" run -- grep -E 'seed|layers' config.yaml
    [ "$output" = $'seed: 1.5\nlayers: [1, 2]' ]
    [ "$stderr" = 'inlay: WANDB_LAUNCH_FILE_OVERRIDES:1:28: warning: config.yaml: layers: 2 elements, not at most 1
inlay: WANDB_CONFIG:1:10: warning: config.yaml: seed: 1.5 is not an integer
inlay: WANDB_CONFIG:1:10: warning: run config: seed: 1.5 is not an integer
inlay: WANDB_LAUNCH_FILE_OVERRIDES:1:18: note: config.yaml: layers is new in the file' ] || { echo "$stderr"; return 1; }
    refuses 'argument 2: config.yaml: seed: 1.5 is not an integer
argument 2: run config: seed: 1.5 is not an integer' --run-config seed=1.5
    # the name of a document makes no variable of it
    echo '{"files": {"config.yaml": {"seed": "x"}}}' >WANDB_mine.json
    refuses 'WANDB_mine.json:1:36: config.yaml: seed: "x" is not an integer' -o WANDB_mine.json
}

# --- run config

@test "which manifests offer the run config" {
    printf 'files: {config.yaml: {}}\n' >inlay.yaml
    WANDB_CONFIG='{}' run -0 "$INLAY" check
    refuses 'argument 2: run config: lr is no input of this job (inlay.yaml has files, and no run_config)' \
        --run-config lr=1
    printf 'files: {config.yaml: {}}\nrun_config: {}\n' >inlay.yaml
    run -0 "$INLAY" check --run-config lr=1
    printf 'run_config: {include: [trainer], exclude: [trainer.private]}\n' >inlay.yaml
    run -0 "$INLAY" check --run-config trainer.lr=1
    refuses 'argument 2: run config: lr is no input of this job (inlay.yaml includes only trainer)' --run-config lr=1
    WANDB_CONFIG='{"trainer": {"private": 1}}' refuses 'WANDB_CONFIG:1:25: run config: trainer.private is no input of this job (exclude: trainer.private, at inlay.yaml:1:44)'
    rm inlay.yaml
    run -0 "$INLAY" check --run-config lr=1
}

@test "the run config is merged, in order, and handed on as W&B's agents do" {
    export WANDB_CONFIG='{"path": {"to": {"override": "baz", "keep": "baf"}}, "--lr": 1, "list": [1, 2]}'
    run -0 --separate-stderr "$INLAY" run -o '{"run_config": {"path": {"to": {"override": "bar"}}, "list": [3]}}' \
        --run-config lr=2e-3 --run-config 'a\.b=x' -- bash -c 'echo "$WANDB_LAUNCH $WANDB_CONFIG"'
    [ "$output" = ' {"path": {"to": {"override": "bar", "keep": "baf"}}, "lr": 2e-3, "list": [3], "a.b": "x"}' ]
}

@test "what only WANDB_CONFIG said stays as it is, byte for byte" {
    WANDB_CONFIG='{ "lr":1e-3 }' run -0 --separate-stderr "$INLAY" run -- printenv WANDB_CONFIG
    [ "$output" = '{ "lr":1e-3 }' ]
}

@test "a long run config is cut as W&B cuts it, in ASCII" {
    "$PYTHON" -c 'import json; print(json.dumps({"run_config": {"k%d" % i: "é😀\u2028" for i in range(3000)}}))' >long.json
    run -0 --separate-stderr "$INLAY" run -o long.json -- "$PYTHON" -c '
import json, os
chunks = [os.environ["WANDB_CONFIG_%d" % i] for i in range(10) if "WANDB_CONFIG_%d" % i in os.environ]
assert "WANDB_CONFIG" not in os.environ
assert all(len(c) == 32670 for c in chunks[:-1]) and len(chunks) > 2, [len(c) for c in chunks]
text = "".join(chunks)
value = json.load(open("long.json"))["run_config"]
assert text == json.dumps(value), text[:100]
print("same")'
    [ "$output" = same ]
}

@test "WANDB_CONFIG is handed on as it is, but for comments and a comma at the end, which W&B would drop it for" {
    WANDB_CONFIG='{"a":1}' run -0 --separate-stderr "$INLAY" run -- printenv WANDB_CONFIG
    [ "$output" = '{"a":1}' ]
    WANDB_CONFIG='{"a":1,} // one' run -0 --separate-stderr "$INLAY" run -- printenv WANDB_CONFIG
    [ "$output" = '{"a": 1}' ]
}

@test "NaN and infinities are spelt as Python spells them" {
    run -0 --separate-stderr "$INLAY" run --run-config 'a=[.nan, .inf, -.inf]' -- printenv WANDB_CONFIG
    [ "$output" = '{"a": [NaN, Infinity, -Infinity]}' ]
}

@test "inlay config prints what the job gets, outside and inside of it" {
    run -0 "$INLAY" config --run-config trainer.lr=0.5 --run-config name=vit
    [ "$output" = '{"trainer": {"lr": 0.5}, "name": "vit"}' ]
    run -0 "$INLAY" config --run-config name=vit name
    [ "$output" = vit ]
    run -0 --separate-stderr "$INLAY" run --run-config 'l=[1, {a: b}]' -- sh -c '"$0" config "l[-1].a"; "$0" config' "$INLAY"
    [ "$output" = $'b\n{"l": [1, {"a": "b"}]}' ]
    run -1 "$INLAY" config --run-config name=vit nam
    [ "$output" = 'inlay: nam: the run config has no such key' ]
    run -0 "$INLAY" config
    [ "$output" = '{}' ]
}

# --- bind

@test "a run-config key sets a file's key, before all overrides" {
    manifest <<'YAML'
files:
  config.yaml: {}
bind:
  trainer.learning_rate: config.yaml:optimizer.lr
  both: ["config.yaml:seed", config.yaml:+extra]
YAML
    gives 'optimizer: {lr: 0.7, name: sgd}' --run-config trainer.learning_rate=0.7
    gives 'seed: 3' --run-config both=3
    gives 'extra: 3' --run-config both=3
    gives 'seed: 4' --run-config both=3 config.yaml:seed=4
    export WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"seed": 9}}'
    gives 'seed: 3' --run-config both=3
    gives 'seed: 9'
}

@test "a bind obeys include and exclude, and takes nothing but its own key" {
    manifest <<'YAML'
files:
  config.yaml: {exclude: [optimizer]}
bind: {lr: config.yaml:optimizer.lr}
YAML
    WANDB_CONFIG='{"lr": 1}' refuses 'WANDB_CONFIG:1:8: config.yaml: optimizer.lr is no input of this job (exclude: optimizer, at inlay.yaml:2:27)'
    manifest <<'YAML'
files: {config.yaml: {}}
bind: {t.lr: config.yaml:optimizer.lr}
YAML
    WANDB_CONFIG='{"t": {"lr": 1, "x": 2}}' refuses 'WANDB_CONFIG:1:22: run config: t.x is no input of this job (inlay.yaml has files, and no run_config)'
    WANDB_CONFIG='{"t": {"lr": 1}, "t.lr": 2}' refuses 'WANDB_CONFIG:1:26: the run config has t.lr both nested and as one key with dots (give one of them)'
}

@test "an environment variable sets a file's key" {
    manifest <<'YAML'
files:
  config.yaml:
    schema: {type: object, properties: {api: {type: object, properties: {key: {type: string}}}}}
bind:
  env:PORT: config.yaml:api.port
  env:API_KEY: config.yaml:api.key
YAML
    PORT=8080 gives 'api: {port: 8080, host: localhost, key: none}'
    API_KEY=0123 gives 'api: {port: 80, host: localhost, key: "0123"}'
    PORT= gives 'api: {port: 80, host: localhost, key: none}'
    gives 'api: {port: 80, host: localhost, key: none}'
    export INLAY_INPUTS=inlay.yaml
    PORT=8080 run -0 env LD_PRELOAD="$LIB" grep api config.yaml
    [ "$output" = 'api: {port: 8080, host: localhost, key: none}' ]
    PORT=8080 run -0 env LD_PRELOAD="$LIB" env -i grep api config.yaml
    [ "$output" = 'api: {port: 8080, host: localhost, key: none}' ]
}

# What wandb's launch agent sets for a run of a sweep (get_env_vars_dict in wandb/sdk/launch/_project_spec.py).
as_sweep_run() {
    env WANDB_BASE_URL=https://api.wandb.ai WANDB_API_KEY=0 WANDB_PROJECT=demo WANDB_ENTITY=team WANDB_LAUNCH=True \
        WANDB_RUN_ID=abcd1234 WANDB_SWEEP_ID=sw33p WANDB_LAUNCH_QUEUE_NAME=q WANDB_LAUNCH_QUEUE_ENTITY=team \
        WANDB_LAUNCH_TRACE_ID=1 WANDB_CONFIG="$1" WANDB_LAUNCH_FILE_OVERRIDES='{}' \
        WANDB_ARTIFACTS='{"_wandb_job": "team/demo/job:v0"}' "${@:2}"
}

@test "a W&B sweep varies a config file: dotted and nested parameters, a command with \${args_no_hyphens}" {
    manifest <<'YAML'
files: {config.yaml: {}}
bind:
  trainer.learning_rate: config.yaml:trainer.learning_rate
  batch: config.yaml:trainer.batch_size
YAML
    for value in 0.5 0.25; do
        run -0 --separate-stderr as_sweep_run "{\"trainer.learning_rate\": $value, \"batch\": 64}" \
            "$INLAY" run --strict -- cat config.yaml
        [ "${lines[1]}" = "  learning_rate: $value  # 0.1 diverges" ]
        [ "${lines[2]}" = '  batch_size: 64' ]
        run -0 --separate-stderr as_sweep_run "{\"trainer\": {\"learning_rate\": $value}}" "$INLAY" run -- cat config.yaml
        [ "${lines[1]}" = "  learning_rate: $value  # 0.1 diverges" ]
    done
    # command: [inlay, run, -f, config.yaml, ${args_no_hyphens}, --, …] by the sweep's own agent
    run -0 --separate-stderr as_sweep_run '{"batch": 64}' "$INLAY" run -f config.yaml trainer.learning_rate=0.125 seed=1 -- cat config.yaml
    [ "${lines[1]}" = '  learning_rate: 0.125  # 0.1 diverges' ]
    [ "${lines[2]}" = '  batch_size: 64' ]
    # by the launch scheduler, which takes the macro out and appends what it stands for as the command's args
    run -0 --separate-stderr as_sweep_run '{"batch": 64}' sh -c 'exec "$0" run -f config.yaml "$@" -- cat config.yaml' "$INLAY" trainer.learning_rate=0.125
    [ "${lines[1]}" = '  learning_rate: 0.125  # 0.1 diverges' ]
    # the environment alone
    export INLAY_INPUTS=inlay.yaml
    run -0 as_sweep_run '{"trainer.learning_rate": 0.75}' env LD_PRELOAD="$LIB" cat config.yaml
    [ "${lines[1]}" = '  learning_rate: 0.75  # 0.1 diverges' ]
}

# below ARGUMENT ... -- ARGUMENT ...: an `inlay run` inside of a job of another, which reads what is there to be read.
below() {
    local outer=()
    while [ "$1" != -- ]; do
        outer+=("$1")
        shift
    done
    run --separate-stderr "$INLAY" run "${outer[@]}" -- "$INLAY" run "${@:2}" -- grep -hE 'rate|batch|steps' config.yaml ds.json
}

@test "a launch inside of a job: what the manifest offers, and binds, holds for what it says itself" {
    manifest <<<'files: {config.yaml: {exclude: [seed]}, ds.json: {}}
run_config: {exclude: [secret]}
bind: {t.lr: [config.yaml:trainer.learning_rate, "ds.json:+rates[+]"], "env:BATCH": config.yaml:trainer.batch_size}'
    echo '{"steps": 10, "rates": []}' >ds.json
    below --run-config t.lr=1 config.yaml:trainer.batch_size=64 -- ds.json:steps=11
    [ "$output" = $'  learning_rate: 1  # 0.1 diverges\n  batch_size: 64\n{"steps": 11, "rates": [1]}' ]
    # Beneath an assignment of its own, above whatever the outer launch said.
    below --run-config t.lr=1 config.yaml:trainer.learning_rate=2 -- --run-config t.lr=3
    [ "$output" = $'  learning_rate: 3  # 0.1 diverges\n  batch_size: 32\n{"steps": 10, "rates": [1, 3]}' ]
    below config.yaml:trainer.batch_size=64 -- --run-config 't\.lr=3' config.yaml:trainer.learning_rate=4
    [ "$output" = $'  learning_rate: 4  # 0.1 diverges\n  batch_size: 64\n{"steps": 10, "rates": [3]}' ]
    BATCH=8 below ds.json:steps=1 -- config.yaml:trainer.batch_size=9
    [ "${lines[1]}" = '  batch_size: 9' ]
    below ds.json:steps=1 -- config.yaml:seed=1
    [[ $status = 125 && $stderr == *'config.yaml: seed is no input of this job (exclude: seed, '* ]]
    below ds.json:steps=1 -- --run-config secret=1
    [[ $status = 125 && $stderr == *'run config: secret is no input of this job (exclude: secret, '* ]]
}

@test "a launch that overrides nothing leaves the manifest to those inside of its job" {
    mkdir elsewhere
    cd elsewhere
    export INLAY_INPUTS='{"files": {"../config.yaml": {}}, "bind": {"lr": "../config.yaml:trainer.learning_rate"}}'
    run -0 --separate-stderr "$INLAY" run -- "$INLAY" run --run-config lr=5 -- grep rate ../config.yaml
    [ "$output" = '  learning_rate: 5  # 0.1 diverges' ]
}
