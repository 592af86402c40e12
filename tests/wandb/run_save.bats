#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What W&B's own package hands to wandb-core, which is a Go program and uploads what is on the disk: run.save() links the
# file, Artifact.add_file copies what the job reads.

bats_require_minimum_version 1.5.0
load ../helpers

setup() {
    own_directory
    "$PYTHON_WITH_WANDB" -c 'import wandb' || leave_out 'needs wandb from PyPI'
    export WANDB_SILENT=true WANDB_MODE=offline WANDB_DATA_DIR=$PWD/data WANDB_CACHE_DIR=$PWD/cache
    echo 'lr: 0.1' >config.yaml
    cat >train.py <<'PY'
import sys, wandb, yaml
with wandb.init(project="p") as run:
    print(yaml.safe_load(open("config.yaml")))
    if sys.argv[1:] == ["save"]:
        run.save("config.yaml")
    if sys.argv[1:] == ["artifact"]:
        artifact = wandb.Artifact("config", "config")
        artifact.add_file("config.yaml")
        run.log_artifact(artifact)
PY
}

said='inlay: config.yaml: run.save() hands it to wandb-core, which uploads it as it is on the disk, without overrides (Artifact.add_file takes what the job reads, secrets too)'

# trains ARGUMENT ...: in each way, with these words of inlay's.
trains() {
    local words=$1
    shift
    run -0 --separate-stderr "$INLAY" run --strict --report report.json config.yaml:lr=0.5 -- "$PYTHON_WITH_WANDB" train.py "$@"
    [ "$output" = "{'lr': 0.5}" ]
    [ "$(grep '^inlay: ' <<<"$stderr")" = "$words" ] || { echo "$stderr"; return 1; }
    run -0 --separate-stderr env LD_PRELOAD="$LIB" INLAY_SET=config.yaml:lr=0.5 "$PYTHON_WITH_WANDB" train.py "$@"
    [ "$output" = "{'lr': 0.5}" ]
    [ "$(grep '^inlay: ' <<<"$stderr")" = "$words" ] || { echo "$stderr"; return 1; }
}

@test "wandb-core is in the report, once, and in no message" {
    trains ''
    [ "$(jq -r '.lost[].opened | sub(".*/"; "")' report.json)" = wandb-core ]
    [ "$(jq .complete report.json)" = true ]
}

@test "run.save() of a file with overrides is said: the disk's bytes are uploaded" {
    trains "$said" save
    [ "$(cat wandb/latest-run/files/config.yaml)" = 'lr: 0.1' ]
    [ "$(jq -r '.lost[].opened | sub(".*/"; "")' report.json)" = $'wandb-core\nwandb-core' ]
    # where symbolic links are not wanted
    WANDB_SYMLINK=false trains "$said" save
}

@test "Artifact.add_file takes what the job reads" {
    trains '' artifact
    grep -rq 'lr: 0.5' data
    ! grep -rq 'lr: 0.1' data
}
