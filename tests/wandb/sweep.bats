#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Sweeps, with W&B's own agents: what they write and set for a run, and what its job then reads and records.

bats_require_minimum_version 1.5.0
load ../helpers

setup() {
    own_directory
    needs_wandb
    export WANDB_SILENT=true WANDB_MODE=offline WANDB_API_KEY=$(printf %040d 0)
    printf 'lr: 0.01\ntag: none\n' >config.yaml
    cat >train.py <<'PY'
import os, sys, wandb, yaml
run = wandb.init(project="vision", config={"lr": 0.1, "o": {"a": 1, "b": 2}})
print(run.id, run.sweep_id, dict(run.config), yaml.safe_load(open("config.yaml")), sys.argv[1:])
run.finish()
PY
    # agent.py COMMAND ...: one run of the sweep, by the code of wandb/wandb_agent.py that starts it.
    cat >agent.py <<'PY'
import os, sys
from wandb.wandb_agent import Agent
os.environ["WANDB_SWEEP_ID"] = "sw33p"
agent = Agent(None, None, sweep_id="sw33p")
agent._sweep_command = sys.argv[1:]
run = {"type": "run", "run_id": "r1", "program": "train.py", "args": {"lr": {"value": 1e-4}, "tag": {"value": "1e3"}, "o": {"value": {"a": 9}}}}
answer = agent._process_command(run)
assert "exception" not in answer, answer
sys.exit(agent._run_processes["r1"].wait())
PY
    manifest '{files: {config.yaml: {}}, bind: {lr: "config.yaml:lr", tag: "config.yaml:tag"}}'
    RECORDED="{'lr': 0.0001, 'o': {'a': 9, 'b': 2}, 'tag': '1e3'}"
    READ="{'lr': 0.0001, 'tag': '1e3'}"
}

@test "wandb agent: binds see what it varies, and W&B records that" {
    run -0 --separate-stderr "$PYTHON_WITH_WANDB" agent.py "$INLAY" run --strict -- "$PYTHON_WITH_WANDB" '${program}' '${args_no_hyphens}'
    [ "$output" = "r1 sw33p $RECORDED $READ ['lr=0.0001', 'tag=1e3', \"o={'a': 9}\"]" ]
    [[ $stderr != *inlay:* ]]
    # An override of the launcher's stands above, in both.
    run -0 --separate-stderr "$PYTHON_WITH_WANDB" agent.py "$INLAY" run --strict --run-config lr=5 -- "$PYTHON_WITH_WANDB" '${program}'
    [ "$output" = "r1 sw33p ${RECORDED/0.0001/5} ${READ/0.0001/5} []" ]
    [[ $stderr != *inlay:* ]]
    [ "$(cat config.yaml)" = $'lr: 0.01\ntag: none' ]
}

@test "by the environment alone, and an agent inside of inlay run" {
    INLAY_INPUTS=inlay.yaml run -0 --separate-stderr preloaded "$PYTHON_WITH_WANDB" agent.py "$PYTHON_WITH_WANDB" '${program}'
    [ "$output" = "r1 sw33p $RECORDED $READ []" ]
    run -0 --separate-stderr "$INLAY" run --strict --run-config lr=5 -- "$PYTHON_WITH_WANDB" agent.py env "$PYTHON_WITH_WANDB" '${program}'
    [ "$output" = "r1 sw33p ${RECORDED/0.0001/5} ${READ/0.0001/5} []" ]
    [[ $stderr != *inlay:* ]]
}

@test "wandb.agent(function=…): W&B records what it varies, and inlay says that nothing else follows" {
    # One run, by the code of wandb/agents/pyagent.py that calls the function.
    cat >function.py <<'PY'
import sys, threading, wandb
from wandb.agents import pyagent
wandb.Api = lambda *arguments: None
agent = pyagent.Agent.__new__(pyagent.Agent)
agent._init()
agent._sweep_id, agent._api_lock = "sw33p", threading.Lock()
agent._function = lambda: exec(open("train.py").read(), {})
agent._run_status["r1"], agent._run_done = pyagent.RunStatus.RUNNING, {"r1": threading.Event()}
agent._run_job(pyagent.Job({"type": "run", "run_id": "r1", "args": {"lr": {"value": 1e-4}, "tag": {"value": "1e3"}, "o": {"value": {"a": 9}}}}))
sys.exit(agent._exceptions.get("r1"))
PY
    run -0 --separate-stderr "$INLAY" run -- "$PYTHON_WITH_WANDB" function.py
    [ "$output" = "r1 sw33p $RECORDED {'lr': 0.01, 'tag': 'none'} []" ]
    [[ $stderr == *"config-r1.yaml: this sweep's runs are functions of one process, which binds and the run config do not reach (let wandb agent start a program)"* ]]
}

@test "a sweep on Launch: the same, by WANDB_CONFIG" {
    manifest '{files: {config.yaml: {}}, run_config: {}, bind: {lr: "config.yaml:lr", tag: "config.yaml:tag"}}'
    WANDB_LAUNCH=True WANDB_SWEEP_ID=sw33p WANDB_RUN_ID=r1 WANDB_CONFIG='{"lr": 1e-4, "tag": "1e3", "o": {"a": 9}}' \
        run -0 --separate-stderr "$INLAY" run --strict -- "$PYTHON_WITH_WANDB" train.py
    [ "$output" = "r1 sw33p $RECORDED $READ []" ]
    [[ $stderr != *inlay:* ]]
}

@test "every value that an agent hands on" {
    cat >values.py <<'PY'
import json, os, subprocess, sys
from wandb.sdk.lib.config_util import dict_from_config_file, save_config_file_from_dict
values = {"f": 1e-4, "big": 10**30, "none": None, "b": True, "s": ["1e-4", "08", "08:30", "0o17", "y", "nULL", "2024-1-5", "é", "a\nb", ""],
          "l": [1, [2.5, {"a": []}]], "o": {"1": 1, "no": {"deep": 1e20}}, "a.b": 3, "inf": float("-inf")}
save_config_file_from_dict("wandb/params.yaml", {key: {"value": value} for key, value in values.items()})
os.environ["WANDB_SWEEP_PARAM_PATH"] = "wandb/params.yaml"
assert dict_from_config_file("wandb/params.yaml") == values
os.remove("inlay.yaml")
assert json.loads(subprocess.check_output([sys.argv[1], "config"])) == values
same = "import os; from wandb.sdk.lib.config_util import dict_from_config_file as f; print(repr(f(os.environ['WANDB_SWEEP_PARAM_PATH'], must_exist=True)))"
read = eval(subprocess.check_output([sys.argv[1], "run", "--run-config", "new=1", "--", sys.executable, "-c", same]), {"inf": float("inf")})
assert read == {**values, "new": 1}, read
print("same")
PY
    run -0 --separate-stderr "$PYTHON_WITH_WANDB" values.py "$INLAY"
    [ "$output" = same ]
}
