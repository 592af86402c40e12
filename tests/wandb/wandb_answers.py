# SPDX-License-Identifier: Apache-2.0
"""What W&B's own package makes of a case. Every answer is a text: "reads VALUE", "raises ERROR", "hangs", or metadata."""
import copy
import importlib
import os
import signal
import tempfile

import wandb
from wandb.sdk import launch

import job_server
import wandb_cases
from answers import exact, metadata


class Hangs(Exception):
    pass


def on_timer(number, frame):
    raise Hangs


def attempt(function, case):
    """The function's answer, or how it failed. W&B's reader of paths never returns from some: two seconds of the
    processor are more than anything else takes."""
    signal.signal(signal.SIGVTALRM, on_timer)
    signal.setitimer(signal.ITIMER_VIRTUAL, 2)
    try:
        return function(case)
    except Hangs:
        return "hangs"
    except Exception as error:
        return f"raises {type(error).__name__}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def start(function, case):
    """A process of its own with the answer: the package keeps what it read of the environment."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with tempfile.TemporaryDirectory() as directory:
            os.chdir(directory)
            os.environ.update(case["environment"])
            answer = attempt(function, case)
            os.chdir("/")
        with open(writing, "wb") as pipe:
            pipe.write(answer.encode())
        os._exit(0)
    os.close(writing)
    return child, reading


def in_children(function, cases):
    """The answers, as many at a time as there are processors."""
    answers = {}
    for i in range(0, len(cases), os.cpu_count()):
        some = cases[i : i + os.cpu_count()]
        for case, (child, reading) in [(case, start(function, case)) for case in some]:
            with open(reading, "rb") as pipe:
                answers[case["case"]] = pipe.read().decode()
            os.waitpid(child, 0)
    return answers


def manage_file(case):
    opens = wandb_cases.lay_out(case, os.getcwd())
    launch.manage_config_file(opens)
    with open(opens, encoding="utf-8") as file:
        return f"reads {exact(wandb_cases.parsed(case, file.read()))}"


def init(case):
    os.environ.update(WANDB_MODE="offline", WANDB_LAUNCH="True")
    run = wandb.init(project="p", config=case["defaults"])
    config = dict(run.config)
    run.finish()
    return f"reads {exact(config)}"


def files(cases):
    return in_children(manage_file, cases)


def run_configs(cases):
    return in_children(init, cases)


def manage(case):
    selection = {name: copy.deepcopy(case.get(name)) for name in ("include", "exclude", "schema")}
    if "model" in case:
        selection["schema"] = getattr(importlib.import_module("models"), case["model"])
    if "run_config" in case:
        launch.manage_wandb_config(**selection)
    else:
        launch.manage_config_file(case["path"], **selection)


def job_of_run(server, config, cases):
    """The answers of those cases that failed, and the metadata of the job that wandb-core makes of a run."""
    run = wandb.init(project="p", config=config, settings=wandb.Settings(console="off", x_disable_stats=True))
    failed = {case["case"]: attempt(manage, case) for case in cases}
    run.finish()
    return {name: answer for name, answer in failed.items() if answer}, server.jobs.pop()


def types_and_schemas(cases):
    """The job metadata that wandb-core sends to the server: one run with all files, and one for each run config."""
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        server = job_server.JobServer()
        os.environ.update(server.environment())
        in_files = [{**case, "path": f"{i}/{case['file']}"} for i, case in enumerate(cases) if "file" in case]
        for case in in_files:
            os.makedirs(os.path.dirname(case["path"]))
            with open(case["path"], "w", encoding="utf-8", newline="") as file:
                file.write(case["content"])
        answers, job = job_of_run(server, {}, in_files)
        for case in in_files:
            answers.setdefault(case["case"], metadata(job, "files", case["path"]))
        for case in cases:
            if "run_config" in case:
                failed, job = job_of_run(server, case["run_config"], [case])
                answers.update(failed)
                answers.setdefault(case["case"], metadata(job, "@wandb.config"))
        os.chdir("/")
        return answers
