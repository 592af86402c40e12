# SPDX-License-Identifier: Apache-2.0
"""Runs the W&B cases of tests/data/wandb: each in a directory of its own, under libinlay.so alone.

usage: wandb_cases.py LIBRARY CASES.json VERDICT     prints a line for each case that fails; exit status 1 if any
"""
import json
import os
import subprocess
import sys
import tempfile

import yaml

library, cases, verdict = sys.argv[1:]


def run(case, directory):
    path = os.path.join(directory, case["file"])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    os.makedirs(os.path.join(directory, "x"), exist_ok=True)
    with open(path, "wb") as file:
        file.write(case["content"].encode())
    if "link" in case:
        os.symlink(case["file"], os.path.join(directory, case["link"]))
    environment = {"PATH": os.environ["PATH"], "LD_PRELOAD": library, **case["environment"]}
    opens = case.get("opens", case["file"]).replace("@", directory)
    return subprocess.run(["cat", opens], cwd=directory, env=environment, capture_output=True)


def fault(case, result):
    """What is wrong with a result, or None."""
    told = result.stderr.decode()
    if "says" in case:
        return None if result.returncode != 0 and case["says"] in told else f"{result.returncode} {told!r}"
    if result.returncode != 0:
        return told
    text = result.stdout.decode()
    if case.get("as") == "bytes":
        return None if text == case["reads"] else repr(text)
    value = json.loads(text) if case["file"].lower().endswith(".json") else yaml.safe_load(text)
    if isinstance(value, dict):
        value = {str(key): inner for key, inner in value.items()}
    return None if value == case["reads"] else repr(value)


failed = 0
chosen = [case for case in json.load(open(cases)) if case["verdict"] == verdict]
for case in chosen:
    with tempfile.TemporaryDirectory() as directory:
        wrong = fault(case, run(case, directory))
    if wrong:
        failed += 1
        print(f"{case['case']}: {wrong}")
print(f"{len(chosen)} cases, {failed} wrong")
sys.exit(failed > 0 or not chosen)
