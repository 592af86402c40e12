#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `inlay describe` lists what of a job may be changed: for people, as nested types, and as W&B stores it.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    page_config
}

# lists FORMAT EXPECTED ARGUMENT ...
lists() {
    local format=$1 expected=$2
    shift 2
    run -0 --separate-stderr "$INLAY" describe --format "$format" "$@"
    [ "$output" = "$expected" ] || { echo "$output"; return 1; }
}

same_json() { # GOT EXPECTED
    "$PYTHON" -c 'import json, sys; sys.exit(json.loads(sys.argv[1]) != json.loads(sys.argv[2]))' "$1" "$2" ||
        { echo "$1"; return 1; }
}

PAGE='{"trainer": {"learning_rate": "float", "batch_size": "int", "model": "str", "dataset": "str"}}'

@test "the run-config example of W&B's page" {
    "$PYTHON" -c 'import json, sys, yaml; json.dump(yaml.safe_load(open("config.yaml")), sys.stdout)' >run.json
    manifest 'run_config: {include: [trainer], exclude: [trainer.private], file: run.json}'
    lists json "$PAGE"
}

@test "the config.yaml example of W&B's page" {
    manifest 'files: {config.yaml: {include: [trainer], exclude: [trainer.private]}}'
    lists json "$PAGE"
    lists json "$PAGE" config.yaml
}

@test "a flat config.yaml" {
    printf 'learning_rate: 0.01\nbatch_size: 32\nmodel: resnet\n' >config.yaml
    manifest 'files: {config.yaml: {include: [learning_rate, batch_size]}}'
    lists json '{"learning_rate": "float", "batch_size": "int"}'
}

@test "escaped dots" {
    printf 'trainer.private: 1\ntrainer: {private: 2, lr: 0.1}\n' >config.yaml
    manifest 'files: {config.yaml: {exclude: ["trainer\\.private"]}}'
    lists json '{"trainer": {"private": "int", "lr": "float"}}'
    manifest 'files: {config.yaml: {exclude: [trainer.private]}}'
    lists json '{"trainer.private": "int", "trainer": {"lr": "float"}}'
}

@test "every type" {
    printf 'i: 1\nf: 1e-3\ns: x\nb: true\nn: null\nl: [1]\no: {}\nd: 2020-01-01\nw: yes\n' >config.yaml
    lists json '{"i": "int", "f": "float", "s": "str", "b": "bool", "n": "null", "l": "list", "o": "object", "d": "unknown", "w": "bool"}' config.yaml
}

@test "objects open and close where the paths part" {
    echo '{"a": {"b": {"c": 1, "d": 2}, "e": {"f": 1}}, "g": {"h": {"i": 1}}, "j": 1}' >c.json
    lists json '{"a": {"b": {"c": "int", "d": "int"}, "e": {"f": "int"}}, "g": {"h": {"i": "int"}}, "j": "int"}' c.json
    echo '{}' >c.json
    lists json '{}' c.json
}

@test "several configs" {
    echo '{"port": 1}' >c.json
    manifest 'files: {config.yaml: {include: [seed]}, c.json: {}}
run_config: {}'
    lists json '{"files": {"config.yaml": {"seed": "int"}, "c.json": {"port": "int"}}, "run_config": {}}'
}

@test "each document of a stream" {
    printf 'a: 1\n---\nb: x\n' >s.yaml
    lists json '{"files": {"s.yaml#1": {"a": "int"}, "s.yaml#2": {"b": "str"}}}' s.yaml
}

@test "without a manifest and without a file there is nothing to list" {
    run -1 "$INLAY" describe
    [[ "$output" == *"inlay record"* ]]
}

@test "INLAY_DISABLE" {
    INLAY_DISABLE=1 run -1 "$INLAY" describe config.yaml
    [ "$output" = 'inlay: INLAY_DISABLE: is set, so inlay knows no inputs (unset it)' ]
}

@test "a file that the manifest does not name" {
    manifest 'files: {config.yaml: {}}'
    echo 'a: 1' >other.yaml
    run -1 "$INLAY" describe other.yaml
    [ "$output" = 'inlay: other.yaml: is no input of this job (inlay.yaml does not name it)' ]
    rm inlay.yaml
    run -1 "$INLAY" describe missing.yaml
    [ "$output" = "inlay: missing.yaml: does not exist in $PWD" ]
}

@test "an alias inside its own anchor" {
    printf 'a: &a\n  b: *a\n' >config.yaml
    run -1 "$INLAY" describe config.yaml
    [[ "$output" == "inlay: config.yaml:2:6: *a is used inside its own anchor"* ]]
}

@test "the table" {
    printf 'lr: 0.01\nname: résumé\nword: "8080"\nlayers: [1, 2]\n' >config.yaml
    lists table 'config.yaml
  KEY     TYPE  NOW
  lr      int   2
  name    str   "résumé"
  word    str   "8080"
  layers  list  [1, 2]' config.yaml config.yaml:lr=2
}

@test "a terminal gets no control characters, and long values are cut" {
    printf '"a\\e[31m": "\\e]0;x\\a"\nlong: %0100d1\n' 0 >config.yaml
    run -0 "$INLAY" describe config.yaml
    [[ "$output" == *'a\x1b\[31m  str'* ]]
    [[ "$output" != *$'\e'* && "$output" != *$'\a'* ]]
    [[ "$output" == *'long'*'0000…' ]]
}

@test "a file that is not there yet is listed by what was recorded" {
    manifest 'files: {later.yaml: {types: {lr: float, model: {name: str}}}}'
    lists json '{"lr": "float", "model": {"name": "str"}}'
    run -0 "$INLAY" describe
    [[ "$output" == 'later.yaml (not there yet)'* ]]
}

@test "a null has the type that was recorded" {
    printf 'a: null\nb: null\n' >config.yaml
    manifest 'files: {config.yaml: {types: {a: int}}}'
    lists json '{"a": "int", "b": "null"}'
}

@test "secrets are shown as references only" {
    printf 'api: {key: clear-text, token: secret://TOKEN}\npasswords: [clear-text]\n' >config.yaml
    manifest 'files: {config.yaml: {secrets: [api.key, api.token, "passwords[+]"]}}'
    lists table 'config.yaml
  KEY        TYPE  NOW             LIMITS
  api.key    str   (hidden)        secret
  api.token  str   secret://TOKEN  secret
  passwords  list  (hidden)        secret'
}

@test "format: password, which Pydantic prints for SecretStr, is a secret, with writeOnly and without" {
    printf 'key: clear-text\ntoken: clear-text\n' >config.yaml
    manifest 'files: {config.yaml: {schema: {properties: {key: {type: string, format: password}, token: {type: string, format: password, writeOnly: true, default: clear-text}}}}}'
    lists table 'config.yaml
  KEY    TYPE  NOW       LIMITS
  key    str   (hidden)  secret
  token  str   (hidden)  secret'
    MY_KEY=resolved run -0 --separate-stderr "$INLAY" run config.yaml:key=secret://my_key -- cat config.yaml
    [ "$output" = $'key: resolved\ntoken: clear-text' ]
    # W&B's drawer knows `secret` alone.
    run -0 --separate-stderr "$INLAY" describe --format wandb
    [[ $output == *'{"type": "string", "format": "secret", "writeOnly": true}'* && $output != *clear* ]]
}

# The JSON Schema of W&B's page, and what it has learnt since.
page_schema() {
    cat >schema.json <<'JSON'
{"type": "object", "properties": {
  "seed": {"type": "integer", "description": "The\nrandom seed"},
  "trainer": {"type": "object", "properties": {
    "learning_rate": {"type": "number", "title": "Rate", "description": "Learning rate of the model", "minimum": 0, "exclusiveMaximum": 1},
    "batch_size": {"type": "integer", "enum": [16, 64, 256], "required": true},
    "dataset": {"type": "string", "enum": ["cifar10", "cifar100"]},
    "layers": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "minItems": 1, "maxItems": 2, "uniqueItems": true},
    "warm": {"type": "boolean", "label": "Warm up", "default": true},
    "token": {"type": "string", "format": "secret", "default": "clear-text"}}}}}
JSON
    manifest 'files: {config.yaml: {exclude: [trainer.private], schema: schema.json}}'
}

@test "limits and descriptions are the schema's, and its keys come first" {
    page_schema
    lists table 'config.yaml
  KEY                    TYPE   NOW      LIMITS                                    DESCRIPTION
  seed                   int    42                                                 The random seed
  trainer.learning_rate  float  0.01     >= 0, < 1                                 Rate: Learning rate of the model
  trainer.batch_size     int    32       one of 16, 64, 256, required
  trainer.dataset        str    cifar10  one of cifar10, cifar100
  trainer.layers         list   -        any of a, b, 1 to 2 elements, none twice
  trainer.warm           bool   -        default true                              Warm up
  trainer.token          str    -        secret
  trainer.model          str    resnet'
}

@test "types are the schema's" {
    page_schema
    sed -i 's/0.01/1/' config.yaml
    lists json '{"seed": "int", "trainer": {"learning_rate": "float", "batch_size": "int", "dataset": "str", "layers": "list", "warm": "bool", "token": "str", "model": "str"}}'
}

@test "a run config that is in no file has its schema's defaults" {
    manifest 'run_config: {schema: {type: object, properties: {lr: {type: number, default: 0.1}, name: {type: string}}}}'
    lists table 'run config
  KEY   TYPE   NOW  LIMITS
  lr    float  0.1  default 0.1
  name  str    -'
    lists table 'run config
  KEY   TYPE   NOW  LIMITS
  lr    float  0.5  default 0.1
  name  str    -' --run-config lr=0.5
}

@test "a model inside itself is listed as far as there are values" {
    echo '{"value": 1, "left": {"value": 2, "left": null}}' >c.json
    manifest 'files: {c.json: {schema: {$ref: "#/$defs/Tree", $defs: {Tree: {properties: {value: {type: number}, left: {$ref: "#/$defs/Tree"}}}}}}}'
    lists json '{"value": "float", "left": {"value": "float", "left": "null"}}'
    run -0 --separate-stderr "$INLAY" describe --format wandb
    [[ "$output" == *'"input_schemas": {"files": {"c.json": {"properties": {"value": {"type": "number"}, "left": {"properties": {"value": {"type": "number"}, "left": {}}}}}}}'* ]]
}

@test "a schema that names nothing has an error" {
    manifest 'files: {config.yaml: {schema: {$ref: "#/$defs/A"}}}'
    run -1 "$INLAY" describe
    [[ "$output" == 'inlay: 'inlay.yaml:1:* ]]
}

@test "10,000 inputs are listed at once" {
    "$PYTHON" -c '
import json
keys = [f"key{i}" for i in range(10000)]
json.dump({"properties": {key: {"type": "integer"} for key in keys}}, open("schema.json", "w"))
json.dump({key: 1 for key in reversed(keys)}, open("c.json", "w"))'
    manifest 'files: {c.json: {schema: schema.json}}'
    run -0 timeout 10 "$INLAY" describe
    [ "${#lines[@]}" -eq 10002 ]
}

@test "W&B's types of a config, case by case" {
    run -0 "$PYTHON" "$ROOT/tests/programs/wandb_types.py" "$INLAY" "$ROOT/tests/data/wandb/input-types.json"
}

@test "a union's types stand in the order of the list" {
    echo '{"a": [null, "x", 1, "y"]}' >c.json
    lists wandb '{"input_types": {"files": {"c.json": {"wb_type": "typedDict", "params": {"type_map": {"a": {"wb_type": "list", "params": {"element_type": {"wb_type": "union", "params": {"allowed_types": [{"wb_type": "none"}, {"wb_type": "string"}, {"wb_type": "number"}]}}, "length": 4}}}}}}}, "output_types": {"wb_type": "unknown"}}' c.json
}

# The metadata that W&B's own system tests of manage_config_file() and manage_wandb_config() expect.

deep_config() {
    echo '{"key1": 1, "key2": {"key3": "hello", "key4": {"key5": "world", "key6": {"key7": 1, "key8": 2}}}}'
}
SELECTION='"include": ["key2"], "exclude": ["key2.key4.key6.key8", "key2.key3"]'
SCHEMA='{"type": "object", "properties": {"key2": {"type": "object", "properties": {"key4": {"type": "object", "properties": {"key5": {"type": "string"}}}}}}}'
TYPES='{"params": {"type_map": {"key2": {"params": {"type_map": {"key4": {"params": {"type_map": {"key5": {"wb_type": "string"}, "key6": {"params": {"type_map": {"key7": {"wb_type": "number"}}}, "wb_type": "typedDict"}}}, "wb_type": "typedDict"}}}, "wb_type": "typedDict"}}}, "wb_type": "typedDict"}'
OUTPUT='"output_types": {"wb_type": "unknown"}'

stores() { # MANIFEST METADATA
    manifest "$1"
    run -0 --separate-stderr "$INLAY" describe --format wandb
    same_json "$output" "$2"
}

@test "W&B's metadata of a file, with a schema and without" {
    deep_config >config.yaml
    stores "{\"files\": {\"config.yaml\": {$SELECTION}}}" \
        "{\"input_types\": {\"files\": {\"config.yaml\": $TYPES}}, $OUTPUT}"
    stores "{\"files\": {\"config.yaml\": {$SELECTION, \"schema\": $SCHEMA}}}" \
        "{\"input_types\": {\"files\": {\"config.yaml\": $TYPES}}, $OUTPUT, \"input_schemas\": {\"files\": {\"config.yaml\": $SCHEMA}}}"
}

@test "W&B's metadata of a run config, with a schema and without" {
    deep_config >run.json
    stores "{\"run_config\": {$SELECTION, \"file\": \"run.json\"}}" "{\"input_types\": {\"@wandb.config\": $TYPES}, $OUTPUT}"
    stores "{\"run_config\": {$SELECTION, \"file\": \"run.json\", \"schema\": $SCHEMA}}" \
        "{\"input_types\": {\"@wandb.config\": $TYPES}, $OUTPUT, \"input_schemas\": {\"@wandb.config\": $SCHEMA}}"
}

@test "W&B's metadata of a file and a run config that is empty" {
    local run_schema='{"type": "object", "properties": {"key1": {"type": "integer"}}}'
    deep_config >config.yaml
    stores "{\"files\": {\"config.yaml\": {$SELECTION, \"schema\": $SCHEMA}}, \"run_config\": {\"include\": [\"key1\"], \"schema\": $run_schema}}" \
        "{\"input_types\": {\"files\": {\"config.yaml\": $TYPES}, \"@wandb.config\": {\"params\": {\"type_map\": {}}, \"wb_type\": \"typedDict\"}}, $OUTPUT,
          \"input_schemas\": {\"files\": {\"config.yaml\": $SCHEMA}, \"@wandb.config\": $run_schema}}"
}

@test "W&B's stored schema has its references and allOfs resolved" {
    local enum='"enum": ["cifar10", "cifar100"], "title": "DatasetEnum", "type": "string"'
    local trainer='"title": "Trainer", "type": "object", "required": ["dataset"]'
    cat >schema.json <<JSON
{"\$defs": {
   "DatasetEnum": {$enum},
   "Trainer": {"properties": {
      "dataset": {"allOf": [{"\$ref": "#/\$defs/DatasetEnum"}], "description": "Name of the dataset"},
      "other": {"\$ref": "#/\$defs/DatasetEnum", "title": "Mine"}}, $trainer}},
 "properties": {"trainer": {"\$ref": "#/\$defs/Trainer"}}, "type": "object"}
JSON
    local expected="{\"properties\": {\"trainer\": {\"properties\": {
        \"dataset\": {$enum, \"description\": \"Name of the dataset\"},
        \"other\": {${enum/DatasetEnum/Mine}}}, $trainer}}, \"type\": \"object\"}"
    echo '{}' >c.json
    stores 'files: {c.json: {schema: schema.json}}' "{\"input_types\": {\"files\": {\"c.json\": {\"wb_type\": \"typedDict\", \"params\": {\"type_map\": {}}}}},
        \"input_schemas\": {\"files\": {\"c.json\": $expected}}, $OUTPUT}"
    sed -i 's/\$defs/definitions/g' schema.json
    stores 'files: {c.json: {schema: schema.json}}' "{\"input_types\": {\"files\": {\"c.json\": {\"wb_type\": \"typedDict\", \"params\": {\"type_map\": {}}}}},
        \"input_schemas\": {\"files\": {\"c.json\": $expected}}, $OUTPUT}"
}

@test "W&B's stored schema has references resolved that escape characters or lead into a definition" {
    manifest 'files: {c.json: {schema: {properties: {a: {$ref: "#/$defs/x~1y"}, b: {$ref: "#/$defs/100%25"}, c: {$ref: "#/$defs/M/properties/n"}}, $defs: {x/y: {type: integer}, 100%: {type: string}, M: {properties: {n: {type: number}}}}}}}'
    echo '{}' >c.json
    run -0 --separate-stderr "$INLAY" describe --format wandb
    [[ "$output" == *'"input_schemas": {"files": {"c.json": {"properties": {"a": {"type": "integer"}, "b": {"type": "string"}, "c": {"type": "number"}}}}}'* ]]
}

@test "W&B's stored schema holds no secret" {
    page_schema
    run -0 --separate-stderr "$INLAY" describe --format wandb
    [[ "$output" == *'"token": {"type": "string", "format": "secret"}'* && "$output" != *clear-text* ]]
}

says_of_drawer() { # WHAT; empty: nothing
    run -0 --separate-stderr "$INLAY" describe --format wandb
    local note=${1:+"inlay: c.json: note: W&B's drawer does not take all that the schema says: $1"}
    [ "$stderr" = "$note" ]
}

@test "what W&B's drawer does not take is noted, with its keys" {
    echo '{}' >c.json
    manifest 'files: {c.json: {schema: {type: object, properties: {
        rate: {type: number, minimum: 0.5, title: Rate, required: true}, layers: {type: array, items: {type: string, enum: [a]}}}}}}'
    says_of_drawer ''
    manifest 'files: {c.json: {schema: {type: object, required: [seed, trainer], properties: {
        seed: {type: integer, default: 1},
        trainer: {type: object, required: [rate], properties: {
            rate: {anyOf: [{type: number}, {type: "null"}], default: null}, kind: {type: [string, boolean]},
            layers: {type: array, items: {type: integer}}, "a.b": {type: string, enum: [x, null]}}}}}}}'
    says_of_drawer 'a list of required keys (the whole, trainer), default (seed, trainer.rate), anyOf (trainer.rate), a list of types (trainer.kind), a list whose elements have no enum (trainer.layers), an enum of more than numbers and strings (trainer.a\.b)'
}

@test "what many keys have that W&B's drawer does not take is counted" {
    echo '{}' >c.json
    manifest "files: {c.json: {schema: {type: object, properties: {$(printf 'k%d: {type: integer, default: 1},' {1..11})}}}}"
    says_of_drawer 'default (k1, k2, k3, k4, k5, k6, k7, k8 and 3 more)'
}
