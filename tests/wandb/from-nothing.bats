#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The recipe's way with W&B, from nothing to a sweep: the job, the session and the sweeps' commands that stand there.

bats_require_minimum_version 1.5.0
load ../helpers

setup() {
    own_directory
    needs_wandb
    export WANDB_SILENT=true PATH=$BUILD/bin:$(dirname "$PYTHON_WITH_WANDB"):$PATH
    sed -n '/^## From nothing/,/^## Under/p' "$ROOT/scripts/recipes/wandb/README.md" >section.md
    block python >train.py
    block yaml >config.yaml
}

# block LANGUAGE: the first block of it.
block() {
    sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" section.md | sed '1d; /^```/Q'
}

@test "the session prints what the recipe says" {
    sed -n '/^\$ /,/^```$/{ /^```$/q; p }' section.md >session
    grep '^\$ ' session >commands
    while IFS= read -r line; do
        echo "$line"
        eval "${line#'$ '}" </dev/null 2>&1 || true
    done <commands | sed '/^wandb: WARNING/d' >actual
    [ "$(wc -l <commands)" -ge 5 ]
    diff -u session actual
}

@test "what is launched is checked, and read by the job" {
    inlay record -- python train.py 2>record.log
    sed -n "/^echo .*launch.json\$/p" section.md >launch.sh
    . ./launch.sh
    run -0 --separate-stderr inlay check -o launch.json
    [ -z "$stderr" ]
    # as an agent hands it on
    WANDB_LAUNCH=True WANDB_CONFIG=$(jq -c .overrides.run_config launch.json) WANDB_MODE=offline \
        WANDB_LAUNCH_FILE_OVERRIDES=$(jq -c .overrides.files launch.json) run -0 --separate-stderr preloaded python train.py
    [ "$output" = "7 {'learning_rate': 0.01, 'batch_size': 64}" ]
}

# agent COMMAND PARAMETERS: one run of a sweep, by the code of wandb/wandb_agent.py that starts it.
agent() {
    "$PYTHON_WITH_WANDB" -c '
import os, sys, yaml
from wandb.wandb_agent import Agent
os.environ.update(WANDB_SWEEP_ID="s", WANDB_MODE="offline", WANDB_API_KEY="0" * 40)
agent = Agent(None, None, sweep_id="s")
agent._sweep_command = yaml.safe_load(sys.argv[1])["command"]
args = {key: {"value": value} for key, value in yaml.safe_load(sys.argv[2]).items()}
answer = agent._process_command({"type": "run", "run_id": "r", "program": "train.py", "args": args})
assert "exception" not in answer, answer
sys.exit(agent._run_processes["r"].wait())' "$@"
}

@test "the sweeps' commands" {
    inlay record -- python train.py 2>record.log
    grep -o 'command: \[[^`]*' section.md >commands
    [ "$(wc -l <commands)" -eq 3 ]
    run -0 --separate-stderr agent "$(sed -n 2p commands)" '{"config.yaml:trainer.learning_rate": 0.001}'
    [ "$output" = "1 {'learning_rate': 0.001, 'batch_size': 32}" ]
    run -0 --separate-stderr agent "$(tail -n 1 commands)" '{trainer.learning_rate: 0.001}'
    [ "$output" = "1 {'learning_rate': 0.001, 'batch_size': 32}" ]
    run -0 --separate-stderr agent "$(tail -n 1 commands)" '{trainer: {batch_size: 8}}'
    [ "$output" = "1 {'learning_rate': 0.01, 'batch_size': 8}" ]
    echo 'bind: {lr: config.yaml:trainer.learning_rate}' >>inlay.yaml
    run -0 --separate-stderr agent "$(head -n 1 commands)" '{lr: 0.001}'
    [ "$output" = "1 {'learning_rate': 0.001, 'batch_size': 32}" ]
}
