# SPDX-License-Identifier: Apache-2.0
"""Runs the cases of tests/data/wandb/input-types.json: `inlay describe --format wandb` of one config and its manifest.

usage: wandb_types.py INLAY CASES.json     prints a line for each case that fails; exit status 1 if any
"""
import json
import os
import subprocess
import sys
import tempfile


def describe(case, inlay):
    """What inlay makes of a case. "files" or "@wandb.config" is where its types are."""
    offer = {name: case[name] for name in ("include", "exclude", "schema") if name in case}
    if "run_config" in case:
        manifest, file, content = {"run_config": {"file": "run.json", **offer}}, "run.json", json.dumps(case["run_config"])
    else:
        manifest, file, content = {"files": {case["file"]: offer}}, case["file"], case["content"]
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, file), "w", encoding="utf-8", newline="") as config:
            config.write(content)
        with open(os.path.join(directory, "inlay.yaml"), "w", encoding="utf-8") as text:
            json.dump(manifest, text)
        return subprocess.run([inlay, "describe", "--format", "wandb"], cwd=directory, capture_output=True, text=True)


def unordered(types):
    """W&B writes the types of a union in random order."""
    if isinstance(types, dict):
        return {key: unordered(value) for key, value in types.items()}
    if isinstance(types, list):
        return sorted((unordered(value) for value in types), key=lambda value: json.dumps(value, sort_keys=True))
    return types


def fault(case, result):
    """What is wrong with a result, or None."""
    if "says" in case:
        right = result.returncode == 1 and case["says"] in result.stderr
        return None if right else f"{result.returncode} {result.stderr!r}"
    if result.returncode != 0:
        return result.stderr
    types = {"@wandb.config": case["types"]} if "run_config" in case else {"files": {case["file"]: case["types"]}}
    expected = {"input_types": types, "output_types": {"wb_type": "unknown"}}
    return None if unordered(json.loads(result.stdout)) == unordered(expected) else result.stdout


def main():
    inlay, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        cases = json.load(file)
    failed = 0
    for case in cases:
        wrong = fault(case, describe(case, inlay))
        if wrong:
            failed += 1
            print(f"{case['case']}: {wrong}")
    print(f"{len(cases)} cases, {failed} wrong")
    sys.exit(failed > 0 or not cases)


if __name__ == "__main__":
    main()
