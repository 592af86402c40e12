# SPDX-License-Identifier: Apache-2.0
"""Holds what `inlay describe --format wandb` says of schemas against W&B's own check of what its drawer takes.

usage: drawer.py INLAY    (in an empty directory)
"""
import json
import random
import re
import subprocess
import sys

import jsonschema
from wandb.sdk.launch.inputs.schema import META_SCHEMA

SCHEMAS = [
    {"type": "object", "properties": {"a": {"type": "null"}}},
    {"type": "object", "properties": {"a": {"type": ["integer", "null"]}}},
    {"type": "object", "properties": {"a": {"title": "x"}}},
    {"properties": {"a": {"type": "integer"}}},
    {"type": "object", "properties": {"a": {"type": "boolean", "enum": [True]}}},
    {"type": "object", "properties": {"a": {"type": "string", "enum": ["a", None]}}},
    {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "required": True}}},
    {"type": "object", "properties": {"a": {"type": "string", "pattern": "x", "minLength": 1}}},
    {"type": "object", "additionalProperties": False, "properties": {}},
    {"type": "object", "properties": {"a": {"const": 2}, "b": {"type": "integer", "default": 2, "examples": [2]}}},
    {"type": "object", "properties": {"a": {"anyOf": [{"type": "integer"}, {"type": "string"}]}}},
    {"type": "object", "properties": {"a": {"oneOf": [{"type": "integer"}, {"type": "null"}], "default": None}}},
    {"type": "object", "properties": {"a": {"allOf": [{"type": "integer"}, {"title": "q"}]}}},
    {"type": "object", "properties": {"a": {"allOf": [{"type": "integer"}]}}},
    {"type": "object", "properties": {"a": {"type": "array"}}},
    {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}},
    {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string", "enum": ["x"]}}}},
    {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string", "enum": ["x"], "label": "l"}}}},
    {"type": "object", "properties": {"a": {"type": "array", "items": True}}},
    {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "object", "properties": {}}}}},
    {"type": "object", "properties": {"a": {"type": "string", "items": {"type": "string"}}}},
    {"type": "object", "properties": {"a": {"minimum": 3}, "b": {"type": "string", "minimum": 3}}},
    {"type": "object", "properties": {"a": {"type": "integer", "maximum": 6.0, "minimum": 1.5}}},
    {"type": "object", "properties": {"a": {"type": "number", "exclusiveMaximum": 1.5}}},
    {"type": "object", "$defs": {"X": {"type": "integer", "default": 1}}, "properties": {"a": {"$ref": "#/$defs/X"}}},
    {"type": "object", "properties": {"a": True}},
    {"type": "string", "format": "secret", "placeholder": "p", "label": "l"},
    {},
]
NAMES = ["alpha", "beta", "gamma"]
ATTRIBUTES = {
    "title": ["t"], "description": ["d"], "label": ["l"], "placeholder": ["p"], "format": ["secret", "date"],
    "required": [True, False], "enum": [[1, 2], ["a"], [1, None], [True]], "minimum": [0, 0.5, 1.0],
    "exclusiveMaximum": [7, 7.5], "default": [1], "const": [1], "pattern": ["x"], "uniqueItems": [True],
    "minItems": [1], "anyOf": [[{"type": "string"}, {"type": "integer"}]],
}
TYPES = ["boolean", "integer", "number", "string", "null", ["integer", "string"], None]


def random_schema(random, depth=0):
    schema = {key: random.choice(values) for key, values in ATTRIBUTES.items() if random.random() < 0.12}
    kind = random.choice(TYPES + (["object"] * 4 + ["array"] * 2 if depth < 3 else []))
    if kind:
        schema["type"] = kind
    if kind == "object":
        schema["properties"] = {name: random_schema(random, depth + 1) for name in NAMES if random.random() < 0.7}
        if random.random() < 0.3:
            schema["required"] = ["alpha"]
    if kind == "array" and random.random() < 0.8:
        schema["items"] = random_schema(random, depth + 1)
    return schema


def value_path(where):
    """The keys of the value whose schema is at this place in a schema; lists are looked into by neither side."""
    keys = []
    where = iter(where)
    for word in where:
        if word == "properties":
            keys.append(next(where, ""))
        elif word == "allOf":
            next(where, None)
        else:
            break
    return ".".join(key for key in keys if key) or "the whole"


def errors_of(validator, schema):
    """Where W&B's check finds something, the outermost of nested errors included."""
    return {value_path(error.absolute_path) for error in validator.iter_errors(schema)}


def said_of(text):
    notes = [line for line in text.splitlines() if "W&B's drawer" in line]
    if not notes:
        return set()
    assert len(notes) == 1, text
    places = re.findall(r"\(([^()]*)\)", notes[0].split("schema says: ")[1])
    return {re.sub(r"\[.*", "", path) for place in places for path in place.split(", ")}


def main():
    inlay = sys.argv[1]
    validator = jsonschema.Draft202012Validator(META_SCHEMA)
    source = random.Random(17)
    schemas = SCHEMAS + [random_schema(source) for _ in range(300)]
    compared = 0
    with open("c.json", "w") as file:
        file.write("{}")
    for schema in schemas:
        with open("inlay.yaml", "w") as file:
            json.dump({"files": {"c.json": {"schema": schema}}}, file)
        ran = subprocess.run([inlay, "describe", "--format", "wandb"], capture_output=True, text=True)
        if ran.returncode != 0:  # what is no schema
            continue
        stored = json.loads(ran.stdout)["input_schemas"]["files"]["c.json"]
        expected, said = errors_of(validator, stored), said_of(ran.stderr)
        if expected != said:
            sys.exit(f"{json.dumps(schema)}\nW&B: {sorted(expected)}\ninlay: {sorted(said)}\n{ran.stderr}")
        compared += 1
    assert compared > 200, compared
    print(f"{compared} schemas")


main()
