# SPDX-License-Identifier: Apache-2.0
"""What inlay makes of a case, in the words of wandb_answers.py; "refuses" where a job does not start or cannot open."""
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

import wandb_cases
import wandb_types
from answers import exact, metadata

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
INLAY = os.environ["INLAY"]
LIBRARY = os.environ["LIB"]
MODELS = os.path.join(ROOT, "tests", "data", "schema", "pydantic")

JOB = """
import json, sys, wandb
run = wandb.init(project="p", config=json.load(open("defaults.json")))
config = dict(run.config)
run.finish()
print(json.dumps(config))
"""


def read(case):
    result = wandb_cases.read_under_library(case, LIBRARY)
    if result.returncode != 0:
        return "refuses"
    try:
        return f"reads {exact(wandb_cases.parsed(case, result.stdout.decode()))}"
    except Exception as error:
        return f"serves what raises {type(error).__name__}"


def files(cases):
    return {case["case"]: read(case) for case in cases}


def init(case):
    """What the run config's file reads as, and what wandb.init() makes of its defaults. One answer when they agree."""
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, "defaults.json"), "w", encoding="utf-8") as file:
            json.dump(case["defaults"], file)
        with open(os.path.join(directory, "inlay.yaml"), "w", encoding="utf-8") as file:
            json.dump({"run_config": {"file": "run.json"}}, file)
        with open(os.path.join(directory, "run.json"), "w", encoding="utf-8") as file:
            json.dump(case["defaults"], file)
        environment = {**os.environ, **case["environment"], "WANDB_MODE": "offline", "WANDB_LAUNCH": "True"}
        answers = []
        for command in (["cat", "run.json"], [sys.executable, "-c", JOB]):
            result = subprocess.run([INLAY, "run", "--", *command], cwd=directory, env=environment, capture_output=True)
            answers.append(f"reads {exact(json.loads(result.stdout))}" if result.returncode == 0 else
                           "refuses" if result.returncode == 125 else result.stderr.decode())
        served, handed_on = answers
        return served if served == handed_on else f"file: {served}; wandb.init(): {handed_on}"


def run_configs(cases):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip((case["case"] for case in cases), pool.map(init, cases)))


def describe(case):
    if "model" in case:
        script = os.path.join(ROOT, "scripts", "pydantic-schema")
        result = subprocess.run([sys.executable, script, f"models:{case['model']}"], cwd=MODELS, capture_output=True)
        if result.returncode != 0:
            return result.stderr.decode()
        case = {**case, "schema": json.loads(result.stdout)}
    result = wandb_types.describe(case, INLAY)
    if result.returncode != 0:
        return "refuses"
    job = json.loads(result.stdout)
    return metadata(job, "@wandb.config") if "run_config" in case else metadata(job, "files", case["file"])


def types_and_schemas(cases):
    return {case["case"]: describe(case) for case in cases}
