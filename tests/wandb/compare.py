# SPDX-License-Identifier: Apache-2.0
"""Compares what inlay makes of the cases of tests/data/wandb with what W&B's own package makes of them. They may differ
where differences.json says so, with both answers and the reason, and nowhere else.

usage: compare.py KIND         with the Python that has wandb; INLAY and LIB are set; prints a line for each fault
"""
import json
import os
import re
import sys

import pydantic

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MODELS = os.path.join(TESTS, "data", "schema", "pydantic")
sys.path[1:1] = [os.path.join(TESTS, "programs"), MODELS]

import inlay_answers
import wandb_answers
from answers import differences


def load(name):
    with open(os.path.join(TESTS, "data", "wandb", name), encoding="utf-8") as file:
        return json.load(file)


def schemas():
    """The cases of tests/data/schema/wandb.test: of each its name and its schema."""
    with open(os.path.join(TESTS, "data", "schema", "wandb.test"), encoding="utf-8") as file:
        cases = re.findall(r"^=== (.*?)(?:: .*)?\n--- schema *(\S*)\n([^-]*?)^---", file.read(), re.M)
    for name, path, text in cases:
        if path:
            with open(os.path.join(os.path.dirname(TESTS), path), encoding="utf-8") as file:
                text = file.read()
        yield {"case": name, "file": "c.json", "content": "{}", "schema": json.loads(text)}


PYDANTIC = f"Pydantic {pydantic.VERSION.split('.', 1)[0]}"


def models():
    """Models of tests/data/schema/pydantic, classes and instances."""
    for name in ("Schema", "s", "Fields", "fields", "Node"):
        yield {"case": f"{PYDANTIC}'s {name}", "file": "c.json", "content": "{}", "model": name}


def is_of_other_version(name):
    return name.startswith("Pydantic ") and not name.startswith(PYDANTIC)


KINDS = {
    "file-overrides": (lambda: load("file-overrides.json"), wandb_answers.files, inlay_answers.files),
    "run-configs": (lambda: load("run-configs.json"), wandb_answers.run_configs, inlay_answers.run_configs),
    "metadata": (lambda: [*load("input-types.json"), *schemas(), *models()],
                 wandb_answers.types_and_schemas, inlay_answers.types_and_schemas),
}


def main():
    (kind,) = sys.argv[1:]
    load_cases, *answers = KINDS[kind]
    cases = load_cases()
    theirs, ours = (answer(cases) for answer in answers)
    found = {name: differences(theirs[name], ours[name]) for name in theirs}
    listed = {name: lines for group in load("differences.json") for name, lines in group.get(kind, {}).items()}
    faults = [f"{name}: {'is not listed' if name not in listed else 'is listed otherwise'}: {json.dumps(lines, ensure_ascii=False)}"
              for name, lines in found.items() if lines and lines != listed.get(name)]
    faults += [f"{name}: is listed, and is no difference" for name in listed
               if not found.get(name) and not is_of_other_version(name)]
    print(*faults, f"{len(cases)} cases, {len(listed)} listed differences, {len(faults)} faults", sep="\n")
    sys.exit(1 if faults or not cases else 0)


if __name__ == "__main__":
    main()
