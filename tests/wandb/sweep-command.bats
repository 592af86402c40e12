#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A sweep whose command is inlay: the code of W&B's agent builds the command line, starts it, and waits for it.

bats_require_minimum_version 1.5.0
load ../helpers

setup() {
    own_directory
    needs_wandb
    export WANDB_SILENT=true WANDB_MODE=offline PATH="${PYTHON_WITH_WANDB%/*}:${INLAY%/*}:$PATH"
    printf 'lr: 0.1\nflag: true\nopt: adam\ntrainer:\n  lr: 0.1\n  layers: [1, 2]\n' >config.yaml
    cat >agent.py <<'PY'
import json, os, sys
from wandb import wandb_agent
os.environ["WANDB_SWEEP_ID"] = "s"
agent = wandb_agent.Agent(None, None, sweep_id="s")
params = {key: {"value": value} for key, value in json.loads(sys.argv[1]).items()}
for macro in sys.argv[2:]:
    agent._sweep_command = ["inlay", "run", "-f", "config.yaml", "${%s}" % macro, "--", "${interpreter}", "${program}"]
    agent._command_run({"run_id": macro, "program": "train.py", "args": params})
    print(macro, agent._run_processes[macro].wait(), flush=True)
PY
    cat >launch.py <<'PY'
import json, os, sys
from wandb.sdk.launch.sweeps import utils
params = json.loads(sys.argv[2])
made = utils.create_sweep_command_args({"args": {key: {"value": value} for key, value in params.items()}})
command, args = utils.make_launch_sweep_entrypoint(made, json.loads(sys.argv[1]))
os.environ["WANDB_CONFIG"] = json.dumps(params)
os.environ["WANDB_LAUNCH"] = "True"
os.execvp(command[0], command + args)
PY
    printf 'import sys\nprint(open("config.yaml").read().replace("\\n", ";"), *sys.argv[1:])\n' >train.py
}

@test "the agent's words, by each macro that hands on values" {
    local macro macros=(args args_no_hyphens args_append_hydra args_override_hydra) expected=
    for macro in "${macros[@]}"; do
        expected+=$'lr: 1.0e-05;flag: false;opt: null;trainer:;  lr: 3;  layers: [1, 2];\n'"$macro 0"$'\n'
    done
    run -0 --separate-stderr "$PYTHON_WITH_WANDB" agent.py \
        '{"lr": 1e-05, "flag": false, "opt": null, "trainer": {"lr": 3}}' "${macros[@]}"
    [ "$output"$'\n' = "$expected" ]
    [ -z "$stderr" ]
    run -0 --separate-stderr "$PYTHON_WITH_WANDB" agent.py '{"lr": 1e-05, "flag": false}' \
        args_no_boolean_flags args_no_equals args_json
    [ "$output" = $'args_no_boolean_flags 125\nargs_no_equals 125\nargs_json 125' ]
    [ "$(grep -cF "(in the sweep's command write \${args_no_hyphens})" <<<"$stderr")" -eq 2 ]
}

@test "parameters that name their file themselves" {
    sed -i 's/"-f", "config.yaml", //' agent.py
    run -0 --separate-stderr "$PYTHON_WITH_WANDB" agent.py '{"config.yaml:lr": 1e-05, "config.yaml:trainer.lr": 3, "config.yaml:opt": "a, b"}' args_no_hyphens
    [ "$output" = $'lr: 1.0e-05;flag: true;opt: "a, b";trainer:;  lr: 3;  layers: [1, 2];\nargs_no_hyphens 0' ] ||
        { echo "$output"; echo "$stderr"; return 1; }
}

@test "W&B's run has the same values" {
    printf 'import wandb\nwith wandb.init(project="p", config={"lr": 0.1}) as run:\n    print(run.config["lr"], open("config.yaml").readline(), end="")\n' >train.py
    run -0 --separate-stderr "$PYTHON_WITH_WANDB" agent.py '{"lr": 0.25}' args
    [ "${lines[0]}" = '0.25 lr: 0.25' ]
}

@test "the same command on Launch is refused, and a bind does it" {
    local on_launch='["inlay", "run", "-f", "config.yaml", "${args_no_hyphens}", "--", "python", "train.py"]'
    run -125 "$PYTHON_WITH_WANDB" launch.py "$on_launch" '{"lr": 0.25}'
    [[ $output == *'lr=… stands behind --, so it is an argument of the job: W&B Launch puts a sweep'"'"'s values there; bind them in inlay.yaml'* ]]
    printf 'files: {config.yaml: {}}\nbind: {"*": "config.yaml:*"}\n' >inlay.yaml
    run -0 "$PYTHON_WITH_WANDB" launch.py '["inlay", "run", "--", "python", "train.py", "${args}"]' '{"lr": 0.25}'
    [[ $output == 'lr: 0.25;'*'; --lr=0.25' ]]
}
