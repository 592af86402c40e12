# SPDX-License-Identifier: Apache-2.0
"""Runs the cases of tests/data/wandb/input-types.json: `inlay describe --format wandb` of one config and its manifest.

usage: wandb_types.py INLAY CASES.json     prints a line for each case that fails; exit status 1 if any
"""
import json
import os
import subprocess
import sys
import tempfile

inlay, cases = sys.argv[1:]


def describe(case, directory):
    offer = {name: case[name] for name in ("include", "exclude") if name in case}
    with open(os.path.join(directory, case["file"]), "w") as file:
        file.write(case["content"])
    with open(os.path.join(directory, "inlay.yaml"), "w") as file:
        json.dump({"files": {case["file"]: offer}}, file)
    return subprocess.run([inlay, "describe", "--format", "wandb"], cwd=directory, capture_output=True, text=True)


def unordered(types):
    """W&B writes the types of a union in random order."""
    if isinstance(types, dict):
        return {key: unordered(value) for key, value in types.items()}
    if isinstance(types, list):
        return sorted((unordered(value) for value in types), key=json.dumps)
    return types


def fault(case, result):
    """What is wrong with a result, or None."""
    if "says" in case:
        right = result.returncode == 1 and case["says"] in result.stderr
        return None if right else f"{result.returncode} {result.stderr!r}"
    if result.returncode != 0:
        return result.stderr
    metadata = json.loads(result.stdout)
    expected = {"input_types": {"files": {case["file"]: case.get("types", case["wandb"])}},
                "output_types": {"wb_type": "unknown"}}
    return None if unordered(metadata) == unordered(expected) else result.stdout


failed = 0
chosen = json.load(open(cases))
for case in chosen:
    with tempfile.TemporaryDirectory() as directory:
        wrong = fault(case, describe(case, directory))
    if wrong:
        failed += 1
        print(f"{case['case']}: {wrong}")
print(f"{len(chosen)} cases, {failed} wrong")
sys.exit(failed > 0 or not chosen)
