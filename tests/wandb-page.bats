#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The examples of W&B's page on job inputs (docs.wandb.ai, "Manage job inputs"), with a manifest in the place of the
# page's Python: each through the manifest, `describe`, `check` with right and wrong values, and a job that reads it.

bats_require_minimum_version 1.5.0
load helpers

CORPUS=${CORPUS:-$ROOT/../shared/corpus}

setup() {
    own_directory
    # The page's config, as run config and, since jobs keep such ones in files, as YAML and as JSON.
    page_config
    "$PYTHON" -c 'import json, yaml; json.dump(yaml.safe_load(open("config.yaml")), open("config.json", "w"))'
    cat >job.py <<'PY'
import json, os, sys, yaml
for name in sys.argv[1:]:
    value = os.environ.get(name)
    if value is None:
        value = open(name).read()
    value = yaml.safe_load(value) if name.endswith(".yaml") else json.loads(value)
    print(json.dumps(value))
PY
}

# describes FORMAT EXPECTED: the same JSON.
describes() {
    run -0 --separate-stderr "$INLAY" describe --format "$1"
    "$PYTHON" -c 'import json, sys; sys.exit(json.loads(sys.argv[1]) != json.loads(sys.argv[2]))' "$output" "$2" ||
        { echo "$output"; return 1; }
}

# reads FILES EXPECTED ARGUMENT ...: what the job makes of them, a line each. That it reads WANDB_CONFIG nobody sees.
reads() {
    local files=$1 expected=$2 strict=--strict
    shift 2
    [[ $files != *WANDB_CONFIG* ]] || strict=
    run -0 --separate-stderr "$INLAY" run $strict "$@" -- "$PYTHON" job.py $files
    [ "$output" = "$expected" ] || { echo "$output"; return 1; }
}

PAGE='{"trainer": {"learning_rate": "float", "batch_size": "int", "model": "str", "dataset": "str"}}'
STORED='{"wb_type": "typedDict", "params": {"type_map": {"trainer": {"wb_type": "typedDict", "params": {"type_map": {
    "learning_rate": {"wb_type": "number"}, "batch_size": {"wb_type": "number"},
    "model": {"wb_type": "string"}, "dataset": {"wb_type": "string"}}}}}}}'

@test "the run config, include trainer, exclude trainer.private" {
    cp config.json defaults.json
    manifest <<<'run_config: {include: [trainer], exclude: [trainer.private], file: defaults.json}'
    describes json "$PAGE"
    [ "$output" = "$PAGE" ]
    describes wandb "{\"input_types\": {\"@wandb.config\": $STORED}, \"output_types\": {\"wb_type\": \"unknown\"}}"
    reads 'WANDB_CONFIG defaults.json' '{"trainer": {"learning_rate": 0.1, "model": "vit"}}
{"trainer": {"learning_rate": 0.1, "batch_size": 32, "model": "vit", "dataset": "cifar10", "private": {"key": "value"}}, "seed": 42}' \
        --run-config trainer.learning_rate=0.1 -o '{"run_config": {"trainer": {"model": "vit"}}}'
    WANDB_CONFIG='{"trainer": {"batch_size": 64}}' reads 'WANDB_CONFIG defaults.json' '{"trainer": {"batch_size": 64}}
{"trainer": {"learning_rate": 0.01, "batch_size": 64, "model": "resnet", "dataset": "cifar10", "private": {"key": "value"}}, "seed": 42}'
    run -0 "$INLAY" config --run-config trainer.model=vit trainer.model
    [ "$output" = vit ]
    refuses 'argument 2: run config: trainer.private.key is no input of this job (exclude: trainer.private, at inlay.yaml:1:44)' \
        --run-config trainer.private.key=x
    refuses 'argument 2: run config: seed is no input of this job (inlay.yaml includes only trainer)' --run-config seed=7
    export WANDB_CONFIG='{"seed": 7}'
    refuses 'WANDB_CONFIG:1:10: run config: seed is no input of this job (inlay.yaml includes only trainer)'
}

@test "the run config's file need not be there" {
    manifest <<<'run_config: {include: [trainer], exclude: [trainer.private], file: run_config.json}'
    reads 'WANDB_CONFIG run_config.json' $'{"trainer": {"lr": 0.1}}\n{"trainer": {"lr": 0.1}}' --run-config trainer.lr=0.1
    [ ! -e run_config.json ]
    run -0 --separate-stderr env INLAY_INPUTS=inlay.yaml WANDB_CONFIG='{"trainer": {"lr": 0.1}}' LD_PRELOAD="$LIB" \
        "$PYTHON" job.py run_config.json
    [ "$output" = '{"trainer": {"lr": 0.1}}' ]
}

@test "the same in a file, YAML and JSON" {
    local file
    for file in config.yaml config.json; do
        manifest <<<"files: {$file: {include: [trainer], exclude: [trainer.private]}}"
        describes json "$PAGE"
        describes wandb "{\"input_types\": {\"files\": {\"$file\": $STORED}}, \"output_types\": {\"wb_type\": \"unknown\"}}"
        reads $file '{"trainer": {"learning_rate": 0.0001, "batch_size": 64, "model": "resnet", "dataset": "cifar10", "private": {"key": "value"}}, "seed": 42}' \
            $file:trainer.learning_rate=1e-4 -o "{\"files\": {\"$file\": {\"trainer\": {\"batch_size\": 64}}}}"
        refuses "argument 1: $file: trainer.private.key is no input of this job (exclude: trainer.private, at inlay.yaml:1:$((42 + ${#file})))" \
            $file:trainer.private.key=x
        refuses "argument 1: $file: seed is no input of this job (inlay.yaml includes only trainer)" $file:seed=7
    done
    WANDB_LAUNCH_FILE_OVERRIDES='{"config.json": {"trainer": {"model": "vit"}}}' reads config.json \
        '{"trainer": {"learning_rate": 0.01, "batch_size": 32, "model": "vit", "dataset": "cifar10", "private": {"key": "value"}}, "seed": 42}'
}

@test "the flat config.yaml, which by default offers no run config" {
    printf 'learning_rate: 0.01\nbatch_size: 32\nmodel: resnet\ndataset: cifar10\n' >config.yaml
    manifest <<<'files: {config.yaml: {}}'
    describes json '{"learning_rate": "float", "batch_size": "int", "model": "str", "dataset": "str"}'
    describes wandb '{"input_types": {"files": {"config.yaml": {"wb_type": "typedDict", "params": {"type_map": {
        "learning_rate": {"wb_type": "number"}, "batch_size": {"wb_type": "number"}, "model": {"wb_type": "string"},
        "dataset": {"wb_type": "string"}}}}}}, "output_types": {"wb_type": "unknown"}}'
    reads config.yaml '{"learning_rate": 0.001, "batch_size": 64, "model": "vit", "dataset": "cifar10"}' \
        config.yaml:learning_rate=1e-3 config.yaml:batch_size=64 config.yaml:model=vit
    refuses 'argument 2: run config: learning_rate is no input of this job (inlay.yaml has files, and no run_config)' \
        --run-config learning_rate=1
    # "Calling launch.manage_wandb_config() overrides this behavior"
    manifest <<<$'files: {config.yaml: {}}\nrun_config: {}'
    reads WANDB_CONFIG '{"learning_rate": 1}' --run-config learning_rate=1
}

@test "a backslash before a dot" {
    printf '"trainer.private": 1\ntrainer: {private: 2, lr: 0.1}\n' >config.yaml
    manifest <<<'files: {config.yaml: {exclude: ["trainer\\.private"]}}'
    describes json '{"trainer": {"private": "int", "lr": "float"}}'
    reads config.yaml '{"trainer.private": 1, "trainer": {"private": 3, "lr": 0.1}}' config.yaml:trainer.private=3
    refuses 'argument 1: config.yaml: trainer\.private is no input of this job (exclude: trainer\.private, at inlay.yaml:1:33)' \
        'config.yaml:trainer\.private=3'
    manifest <<<'files: {config.yaml: {exclude: [trainer.private]}}'
    describes json '{"trainer.private": "int", "trainer": {"lr": "float"}}'
    reads config.yaml '{"trainer.private": 3, "trainer": {"private": 2, "lr": 0.1}}' 'config.yaml:trainer\.private=3'
}

# --- schemas

# The page's example without its missing comma.
page_schema() {
    cat <<'JSON'
{
    "type": "object",
    "properties": {
        "seed": {"type": "integer"},
        "trainer": {
            "type": "object",
            "properties": {
                "learning_rate": {
                    "type": "number",
                    "description": "Learning rate of the model",
                    "exclusiveMinimum": 0
                },
                "batch_size": {
                    "type": "integer",
                    "description": "Number of samples per batch",
                    "enum": [16, 64, 256]
                },
                "dataset": {
                    "type": "string",
                    "description": "Name of the dataset to use",
                    "enum": ["cifar10", "cifar100"]
                }
            }
        }
    }
}
JSON
}

SELECTION='include: [seed, trainer], exclude: [trainer.private]'
TYPES='{"seed": "int", "trainer": {"learning_rate": "float", "batch_size": "int", "dataset": "str", "model": "str"}}'

# holds_schema: what is right goes through and what is wrong does not, in the run config and in a file. Batch sizes are
# limited in another way by each of the examples.
holds_schema() { # RIGHT_BATCH WRONG_BATCH WHAT_IS_WRONG
    local defaults='"model": "resnet"' private='"private": {"key": "value"}'
    reads 'config.yaml WANDB_CONFIG' "{\"trainer\": {\"learning_rate\": 0.5, \"batch_size\": $1, $defaults, \"dataset\": \"cifar100\", $private}, \"seed\": 7}
{\"seed\": 7, \"trainer\": {\"batch_size\": $1}}" \
        config.yaml:seed=7 config.yaml:trainer.learning_rate=0.5 config.yaml:trainer.batch_size=$1 \
        config.yaml:trainer.dataset=cifar100 --run-config seed=7 --run-config trainer.batch_size=$1
    refuses "argument 1: config.yaml: seed: 1.5 is not an integer
argument 2: config.yaml: trainer.learning_rate: 0 is not more than 0
argument 3: config.yaml: trainer.batch_size: $3
argument 4: config.yaml: trainer.dataset: \"mnist\" is not one of \"cifar10\", \"cifar100\"
argument 6: run config: trainer.batch_size: $3" \
        config.yaml:seed=1.5 config.yaml:trainer.learning_rate=0 config.yaml:trainer.batch_size=$2 \
        config.yaml:trainer.dataset=mnist --run-config trainer.batch_size=$2
    refuses 'argument 1: config.yaml: trainer.private.key is no input of this job (exclude: trainer.private, at inlay.yaml:2:53)' \
        config.yaml:trainer.private.key=x
    # "Job input schemas are not used to validate inputs": W&B's own go through
    run -0 --separate-stderr env WANDB_CONFIG="{\"trainer\": {\"batch_size\": $2}}" "$INLAY" run -- "$PYTHON" job.py WANDB_CONFIG
    [ "$output" = "{\"trainer\": {\"batch_size\": $2}}" ]
    [ "${stderr_lines[0]}" = "inlay: WANDB_CONFIG:1:28: warning: run config: trainer.batch_size: $3" ] || { echo "$stderr"; return 1; }
    [[ ${#stderr_lines[@]} -eq 2 && ${stderr_lines[1]} == 'inlay: the run config was not seen to be read '* ]]
    run -0 "$INLAY" check --no-validate config.yaml:trainer.batch_size=$2
}

with_schema_file() {
    manifest <<YAML
files:
  config.yaml: {$SELECTION, schema: schema.json}
run_config: {$SELECTION, schema: schema.json}
YAML
}

@test "the JSON schema" {
    page_schema >schema.json
    with_schema_file
    describes json "{\"files\": {\"config.yaml\": $TYPES}, \"run_config\": {\"seed\": \"int\", \"trainer\": {\"learning_rate\": \"float\", \"batch_size\": \"int\", \"dataset\": \"str\"}}}"
    run -0 --separate-stderr "$INLAY" describe
    [[ $output == *'trainer.batch_size'*'int'*'32'*'one of 16, 64, 256'*'Number of samples per batch'* ]]
    [[ $output == *'trainer.learning_rate'*'float'*'0.01'*'> 0'*'Learning rate of the model'* ]]
    run -0 --separate-stderr "$INLAY" describe --format wandb
    "$PYTHON" -c 'import json, sys
stored = json.loads(sys.argv[1])["input_schemas"]
schema = json.load(open("schema.json"))
assert stored == {"files": {"config.yaml": schema}, "@wandb.config": schema}, stored' "$output"
    holds_schema 64 12 '12 is not one of 16, 64, 256'
}

@test "the JSON schema in the manifest" {
    {
        echo 'files:'
        echo "  config.yaml: {$SELECTION, schema: $(page_schema | tr '\n' ' ')}"
        echo "run_config: {$SELECTION, schema: $(page_schema | tr '\n' ' ')}"
    } >inlay.yaml
    holds_schema 64 12 '12 is not one of 16, 64, 256'
}

pydantic() { # NAME
    cp "$ROOT/tests/data/schema/pydantic/models.py" page.py
    PYTHONDONTWRITEBYTECODE=1 "$PYTHON" "$ROOT/scripts/pydantic-schema" "page:$1" 2>/dev/null |
        sed 's/\("exclusiveMinimum": 0\)\.0/\1/' >schema.json # some versions of Pydantic 2 have the fraction
    with_schema_file
}

@test "the Pydantic class" {
    pydantic Schema
    describes json "{\"files\": {\"config.yaml\": $TYPES}, \"run_config\": {\"seed\": \"int\", \"trainer\": {\"learning_rate\": \"float\", \"batch_size\": \"int\", \"dataset\": \"str\"}}}"
    holds_schema 64 257 '257 is not at most 256'
}

@test "the Pydantic instance: its values are what the form begins with" {
    pydantic s
    holds_schema 1 0 '0 is not at least 1'
    run -0 --separate-stderr "$INLAY" describe
    [[ $output == *'seed '*'default 42, required'*'>= 1, <= 256, default 32'*'one of cifar10, cifar100, default cifar10'* ]]
    run -0 --separate-stderr "$INLAY" describe --format wandb
    "$PYTHON" -c 'import json, sys
trainer = json.loads(sys.argv[1])["input_schemas"]["@wandb.config"]["properties"]["trainer"]["properties"]
assert trainer["dataset"]["enum"] == ["cifar10", "cifar100"], trainer' "$output"
}

# --- the files that the page names

# only_changes FILE PATH=VALUE ...: PyYAML finds those changed and everything else as it was.
only_changes() {
    local file=$1 assignment
    local -a assignments
    shift
    manifest <<<"files: {$file: {}}"
    run -0 --separate-stderr "$INLAY" describe --format json
    cat >compare.py <<'PY'
import json, sys, yaml

def leaves(value, path=()):
    if isinstance(value, dict) and value:
        for key in value:
            yield from leaves(value[key], path + (key,))
    else:
        yield ".".join(path), value

names = {int: "int", float: "float", str: "str", bool: "bool", type(None): "null", list: "list", dict: "object"}
before, after, listed = (dict(leaves(value)) for value in
    (yaml.safe_load(open(sys.argv[1])), yaml.safe_load(sys.stdin), json.loads(sys.argv[2])))
wanted = dict(assignment.split("=", 1) for assignment in sys.argv[3:])
# 3e-4 is a number to YAML 1.2's readers, and a string to PyYAML
types = {key: "float" if value == "3e-4" else names[type(value)] for key, value in before.items()}
assert listed == types, (listed, types)
assert set(before) == set(after)
changed = {key: after[key] for key in after if after[key] != before[key]}
assert changed == {key: yaml.safe_load(value) for key, value in wanted.items()}, changed
PY
    for assignment; do
        assignments+=("$file:$assignment")
    done
    "$INLAY" run --strict "${assignments[@]}" -- cat "$file" >read 2>messages || { cat messages; return 1; }
    "$PYTHON" compare.py "$file" "$output" "$@" <read
    # the lines of what was overridden, and no other
    run -1 diff "$file" read
    [ "$(grep -c '^>' <<<"$output")" -eq $# ]
    run -1 "$INLAY" check "$file:no.such.key=1"
}

@test "a file of the shape of torchtune's 8B_lora.yaml, and that one where the corpus is there" {
    cp "$ROOT/tests/data/configs/lora.yaml" .
    only_changes lora.yaml output_dir=/scratch tokenizer.max_seq_len=2048 'model.attn_modules=[q_proj, k_proj]' \
        model.apply_to_mlp=false model.rank=64 optimizer.lr=0.0002 epochs=3
    cp "$CORPUS/torchtune__recipes__configs__llama3__8B_lora.yaml" 8B_lora.yaml || return 0
    only_changes 8B_lora.yaml output_dir=/scratch tokenizer.max_seq_len=2048 'model.lora_attn_modules=[q_proj, v_proj]' \
        model.apply_lora_to_mlp=false model.lora_rank=64 model.lora_dropout=0.1 dataset.packed=true seed=7
}

@test "a file of the shape of Axolotl's qlora-fsdp-70b.yaml, and that one where the corpus is there" {
    cp "$ROOT/tests/data/configs/sft.yaml" .
    only_changes sft.yaml base_model=org/other load_in_4bit=false val_set_size=0.1 wandb_project=demo \
        learning_rate=0.0002 'special_tokens.pad_token="<|pad|>"'
    cp "$CORPUS/axolotl__examples__llama-3__qlora-fsdp-70b.yaml" qlora-fsdp-70b.yaml || return 0
    only_changes qlora-fsdp-70b.yaml base_model=org/other load_in_4bit=false val_set_size=0.1 lora_model_dir=out \
        learning_rate=0.0002 fsdp_config.fsdp_offload_params=false wandb_project=demo micro_batch_size=8
}
