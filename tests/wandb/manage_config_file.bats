#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Jobs that still call launch.manage_config_file, with W&B's own package, offline: it reads what inlay serves, writes
# nothing to the file, and copies no secret to where wandb-core uploads from.

bats_require_minimum_version 1.5.0
load ../helpers

setup() {
    own_directory
    needs_wandb
    export WANDB_SILENT=true WANDB_MODE=offline TMPDIR=$PWD/tmp TOKEN=s3cr3t-t0ken
    mkdir tmp
    export WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"trainer": {"lr": 0.5}}}'
    cat >config.yaml <<'YAML'
# how we train
trainer:
    lr: 0.1   # found by hand
    key: secret://TOKEN
seed: 010
YAML
    cp -p config.yaml before
    cat >train.py <<'PY'
import wandb, yaml
from wandb.sdk import launch
launch.manage_config_file("config.yaml")
config = yaml.safe_load(open("config.yaml"))
with wandb.init(project="p", settings=wandb.Settings(disable_job_creation=False)) as run:
    print(config["trainer"])
PY
}

# disk_stays: the same bytes, and nothing was written.
disk_stays() {
    cmp config.yaml before
    [ "$(stat -c %y config.yaml)" = "$(stat -c %y before)" ]
}

@test "the job reads the overrides, the disk stays, and the copy is what the job read" {
    local way under
    for way in "$INLAY run --" "env LD_PRELOAD=$LIB"; do
        read -ra under <<<"$way"
        rm -rf tmp/* wandb
        run -0 --separate-stderr "${under[@]}" "$PYTHON_WITH_WANDB" train.py
        [ "$output" = "{'lr': 0.5, 'key': 'secret://TOKEN'}" ] || { echo "$output"; return 1; }
        disk_stays
        diff -u - wandb/latest-run/files/_wandb_configs/config.yaml <<'YAML'
# how we train
trainer:
    lr: 0.5   # found by hand
    key: secret://TOKEN
seed: 010
YAML
    done
}

@test "a secret is in none of the files that W&B makes" {
    sed -i 's/print(config.*/print(len(config["trainer"]["key"]))/' train.py
    echo '{"files": {"config.yaml": {"secrets": ["trainer.key"]}}}' >inlay.yaml
    local way under
    for way in "$INLAY run --" "env LD_PRELOAD=$LIB INLAY_INPUTS=inlay.yaml"; do
        read -ra under <<<"$way"
        rm -rf tmp/* wandb
        run -0 --separate-stderr "${under[@]}" "$PYTHON_WITH_WANDB" train.py
        [ "$output" = 12 ]
        disk_stays
        grep -q 'key: secret://TOKEN' wandb/latest-run/files/_wandb_configs/config.yaml
        ! grep -D skip -RlF "$TOKEN" wandb tmp
    done
}

@test "eight ranks at once" {
    "$PYTHON" -c 'print("\n".join(f"k{i}: {i} # {i}" for i in range(2000)))' >>config.yaml
    cp -p config.yaml before
    cat >rank.py <<'PY'
import yaml
from wandb.sdk import launch
for _ in range(2):
    launch.manage_config_file("config.yaml")
    config = yaml.load(open("config.yaml"), yaml.CSafeLoader)
    assert config["trainer"] == {"lr": 0.5, "key": "secret://TOKEN"} and config["k1999"] == 1999, config
PY
    cat >ranks.sh <<'SH'
for rank in 1 2 3 4 5 6 7 8; do "$@" & pids="$pids $!"; done
for pid in $pids; do wait "$pid" || exit; done
SH
    run -0 env LD_PRELOAD="$LIB" sh ranks.sh "$PYTHON_WITH_WANDB" rank.py
    [ -z "$output" ]
    disk_stays
}
