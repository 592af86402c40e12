#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What W&B's own package hands to wandb-core, which is a Go program and uploads what is on the disk: run.save() links the
# file, Artifact.add_file copies what the job reads.

bats_require_minimum_version 1.5.0
load ../helpers

setup() {
    own_directory
    needs_wandb
    export WANDB_SILENT=true WANDB_MODE=offline WANDB_DATA_DIR=$PWD/data WANDB_CACHE_DIR=$PWD/cache
    # Not config.yaml: online, wandb-core writes the run config through the link that run.save() makes to such a file.
    echo 'lr: 0.1' >settings.yaml
    cat >train.py <<'PY'
import sys, wandb, yaml
with wandb.init(project="p") as run:
    print(yaml.safe_load(open("settings.yaml")))
    if sys.argv[1:] == ["save"]:
        run.save("settings.yaml")
    if sys.argv[1:] == ["artifact"]:
        artifact = wandb.Artifact("config", "config")
        artifact.add_file("settings.yaml")
        run.log_artifact(artifact)
PY
}

said='inlay: settings.yaml: run.save() hands it to wandb-core, which uploads it as it is on the disk, without overrides (Artifact.add_file takes what the job reads, secrets too)'

# trains ARGUMENT ...: in each way, with these words of inlay's.
trains() {
    local words=$1
    shift
    run -0 --separate-stderr "$INLAY" run --strict --report report.json settings.yaml:lr=0.5 -- "$PYTHON_WITH_WANDB" train.py "$@"
    [ "$output" = "{'lr': 0.5}" ]
    [ "$(grep '^inlay: ' <<<"$stderr")" = "$words" ] || { echo "$stderr"; return 1; }
    run -0 --separate-stderr env LD_PRELOAD="$LIB" INLAY_SET=settings.yaml:lr=0.5 "$PYTHON_WITH_WANDB" train.py "$@"
    [ "$output" = "{'lr': 0.5}" ]
    [ "$(grep '^inlay: ' <<<"$stderr")" = "$words" ] || { echo "$stderr"; return 1; }
}

# uploads WAY WORDS BYTES: what wandb-core sends to a server, in a job that inlay runs this way and with these words.
uploads() {
    WANDB_MODE=online run -0 --separate-stderr "$PYTHON" "$BATS_TEST_DIRNAME/job_server.py" uploaded \
        "$INLAY" run --strict --via="$1" settings.yaml:lr=0.5 -- "$PYTHON_WITH_WANDB" train.py save
    [[ $output == "{'lr': 0.5"* ]]
    [ "$(grep '^inlay: ' <<<"$stderr")" = "$2" ] || { echo "$stderr"; return 1; }
    [ "$(cat uploaded/settings.yaml)" = "$3" ] || { cat uploaded/settings.yaml; return 1; }
}

@test "wandb-core is in the report, once, and in no message" {
    trains ''
    [ "$(jq -r '.lost[].opened | sub(".*/"; "")' report.json)" = wandb-core ]
    [ "$(jq .complete report.json)" = true ]
}

@test "run.save() of a file with overrides is said: the disk's bytes are uploaded" {
    trains "$said" save
    [ "$(cat wandb/latest-run/files/settings.yaml)" = 'lr: 0.1' ]
    [ "$(jq -r '.lost[].opened | sub(".*/"; "")' report.json)" = $'wandb-core\nwandb-core' ]
    # where symbolic links are not wanted
    WANDB_SYMLINK=false trains "$said" save
}

@test "Artifact.add_file takes what the job reads" {
    trains '' artifact
    grep -rq 'lr: 0.5' data
    ! grep -rq 'lr: 0.1' data
}

@test "online, wandb-core uploads the disk's bytes of what run.save() hands it" {
    uploads preload "$said" 'lr: 0.1'
}

@test "under supervision wandb-core uploads what the job reads" {
    needs_supervision
    uploads supervise '' 'lr: 0.5'
    [ "$(cat settings.yaml)" = 'lr: 0.1' ]
}

@test "under supervision wandb-core uploads a file with secrets as it is on the disk" {
    needs_supervision
    echo 'key: secret://TOKEN' >>settings.yaml
    echo 'files: {settings.yaml: {secrets: [key]}}' >inlay.yaml
    export TOKEN=s3cr3t
    uploads supervise 'inlay: settings.yaml: wandb-core uploads it as it is on the disk, without overrides, since it has secrets' \
        $'lr: 0.1\nkey: secret://TOKEN'
    [[ $output == *s3cr3t* ]]
}
