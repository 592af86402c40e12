# SPDX-License-Identifier: Apache-2.0
"""Random configs with keys and values that are hard to write, and every document that inlay writes about them: what one verb
writes, another reads, and it means the same.

usage: written_documents.py INLAY SEED CASES, in an empty directory."""
import json
import os
import random
import subprocess
import sys

import yaml

INLAY, SEED, CASES = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
HERE = os.path.dirname(os.path.abspath(__file__))
MANIFEST = "inputs.json"
KEYS = ["a", "b.c", "d e", "f:g", "h#i", "j=k", "[0]", "l[1]", "~m", "+n", "o\\p", 'q"r', "s't", "1", "1.5", "true", "null", "yes",
        "2020-01-01", "-", "?", "ключ", "日本", "u\u2028v", "w\tx", "{y}", "%z", "@a", "&b", "*c", "!d", "|", ">", "files", "set",
        "run_config", "k" * 200, "e-", "<<", "`", "secret", "types", "<script>", "#2", "\U0001f600"]
VALUES = [0, -1, 7, 12345678901234567890, 0.5, 1e-7, 1e22, True, False, None, "", "x", "two words", "yes", "012", "null",
          "2020-01-01", "a: b", "# c", "line\nline\n", " lead", "trail ", "secret", "'", '"', "\\", "\u2028", "日本", "-", "~", [],
          [1, 2], ["a", {"b": 1}], [[], {}], {}]


def make(choose, depth=0):
    config = {}
    for key in choose.sample(KEYS, choose.randint(1, 5)):
        config[key] = make(choose, depth + 1) if depth < 3 and choose.random() < 0.3 else choose.choice(VALUES)
    return config


def paths(config, path=()):
    for key, value in config.items():
        yield path + (key,), value
        if isinstance(value, dict):
            yield from paths(value, path + (key,))


def spelt(path):
    """A key path: every character as it is."""
    return ".".join("".join("\\" + c for c in key) for key in path)


def inlay(*words, status=0, **environment):
    given = {name: value for name, value in os.environ.items() if not name.startswith("INLAY_")}
    if os.path.exists(MANIFEST):
        given["INLAY_INPUTS"] = MANIFEST
    done = subprocess.run([INLAY, *words], capture_output=True, env={**given, **environment}, check=False)
    assert done.returncode == status, f"inlay {words}: {done.returncode}\n{done.stderr.decode()}"
    return done.stdout.decode()


def read(text, name):
    return json.loads(text) if name.endswith(".json") else yaml.safe_load(text)


def write(name, text):
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)


def manifest(name, **offer):
    write(MANIFEST, json.dumps({"files": {name: offer}}))


def forget():
    for name in ("inlay.yaml", MANIFEST, "o.yaml", "report.json"):
        if os.path.exists(name):
            os.remove(name)


def record(name, config):
    inlay("record", "--", "cat", name)
    with open("inlay.yaml", encoding="utf-8") as file:
        first = file.read()
    inlay("check")
    inlay("describe")
    inlay("record", "--", "cat", name)
    with open("inlay.yaml", encoding="utf-8") as file:
        assert file.read() == first
    assert inlay("run", "--", "cat", name) == inlay("render", name)


def describe(name, config):
    types = json.loads(inlay("describe", "--format", "json", name))
    manifest(name, types=types)
    inlay("check")
    assert json.loads(inlay("describe", "--format", "json", name)) == types
    schema = schema_of(random.Random(str(config)), config)
    manifest(name, schema=schema)
    inlay("check")
    resolved = json.loads(inlay("describe", "--format", "wandb"))["input_schemas"]["files"][name]
    manifest(name, schema=resolved)
    inlay("check")
    assert inlay("run", "--", "cat", name) == inlay("render", name)


def schema_of(choose, value):
    """One that the value fits, and that calls some of it a secret."""
    schema = {"description": choose.choice(["", "a: b # c", "</script>"])}
    if isinstance(value, dict) and choose.random() < 0.8:
        schema["properties"] = {key: schema_of(choose, child) for key, child in value.items() if choose.random() < 0.8}
    if isinstance(value, list) and choose.random() < 0.5:
        schema["items"] = {"format": choose.choice(["secret", "date"])}
    if choose.random() < 0.2:
        schema["format"] = "secret"
    return schema


def edit(name, config):
    subprocess.run([sys.executable, f"{HERE}/terminal.py", INLAY, "edit", "-o", "o.yaml", name], input="end\n", text=True,
                   env={**os.environ, "EDITOR": "sed -i 's/^#\\( \\)/\\1/'"}, check=True)
    assert read(inlay("render", name, "-o", "o.yaml"), name) == config


def launch(choose, name, config):
    values = {key: choose.choice(VALUES) for key in choose.sample(KEYS, 3)
              if not isinstance(config.get(key), (dict, list)) and name.endswith(".json") or key != "<<"}
    removed = choose.choice(list(config))
    words = ["--values", f"{name}={json.dumps(values, ensure_ascii=False)}", "--unset", f"{name}:{spelt((removed,))}"]
    served = inlay("run", "--report", "report.json", *words, "--", "cat", name)
    assert served == inlay("render", name, *words)
    expected = {key: value for key, value in {**config, **values}.items() if key != removed}
    for key, value in values.items():
        if isinstance(value, dict) and isinstance(config.get(key), dict):
            expected.pop(key)
    seen = read(served, name)
    assert all(seen[key] == value for key, value in expected.items()), (seen, expected)
    assert inlay("run", "-o", "report.json") == served
    handed = dict(line.split("=", 1) for line in inlay("run", *words, "--", "env", "-0").split("\0") if "=" in line)
    assert inlay("render", name, INLAY_OVERRIDES=handed["INLAY_OVERRIDES"]) == served


def main():
    for number in range(CASES):
        choose = random.Random(f"{SEED} {number}")
        config = make(choose)
        name = choose.choice(["config.yaml", "config.json"])
        if name.endswith(".json"):
            write(name, json.dumps(config, indent=choose.choice([None, 2]), ensure_ascii=choose.random() < 0.5))
        else:
            write(name, yaml.safe_dump(config, sort_keys=False, allow_unicode=choose.random() < 0.5,
                                       default_flow_style=choose.choice([None, True, False])))
        for step in record, describe, edit:
            forget()
            try:
                step(name, config)
            except Exception:
                print(f"case {number} of seed {SEED}, {step.__name__}, in {os.getcwd()}")
                raise
        forget()
        launch(choose, name, config)
        os.remove(name)


main()
