# SPDX-License-Identifier: Apache-2.0
"""What inlay makes of the cases of tests/data/wandb, each in a directory of its own.

usage: wandb_cases.py LIBRARY CASES.json     prints a line for each case that fails; exit status 1 if any
"""
import json
import os
import subprocess
import sys
import tempfile

import yaml


def lay_out(case, directory):
    """The case's files, and what its program opens."""
    path = os.path.join(directory, case["file"])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    os.makedirs(os.path.join(directory, "x"), exist_ok=True)
    with open(path, "wb") as file:
        file.write(case["content"].encode())
    if "link" in case:
        os.symlink(case["file"], os.path.join(directory, case["link"]))
    return case.get("opens", case["file"]).replace("@", directory)


def read_under_library(case, library):
    """What a job that only has the library reads."""
    with tempfile.TemporaryDirectory() as directory:
        opens = lay_out(case, directory)
        environment = {"PATH": os.environ["PATH"], "LD_PRELOAD": library, **case["environment"]}
        return subprocess.run(["cat", opens], cwd=directory, env=environment, capture_output=True)


def parsed(case, text):
    return json.loads(text) if case["file"].lower().endswith(".json") else yaml.safe_load(text)


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
    value = parsed(case, text)
    if isinstance(value, dict):
        value = {str(key): inner for key, inner in value.items()}
    return None if value == case["reads"] else repr(value)


def main():
    library, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        cases = json.load(file)
    failed = 0
    for case in cases:
        wrong = fault(case, read_under_library(case, library))
        if wrong:
            failed += 1
            print(f"{case['case']}: {wrong}")
    print(f"{len(cases)} cases, {failed} wrong")
    sys.exit(failed > 0 or not cases)


if __name__ == "__main__":
    main()
