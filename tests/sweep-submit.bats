#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay sweep --submit: what is written for a cluster. The real Slurm runs it in tests/recipes/sweep-slurm.bats; here sbatch and
# scontrol are stand-ins that run an array's tasks one after the other. Kubernetes' own libraries read the Job in
# tests/injection/sweep-job.bats.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'lr: 0.1\nseed: 0\n' >config.yaml
    mkdir bin
    cat >bin/scontrol <<'SH'
#!/bin/sh
printf 'LaunchParameters        = (null)\nMaxArraySize            = %s\nMaxDBDMsgs = 20008\n' "$MAX_ARRAY_SIZE"
SH
    cat >bin/sbatch <<'SH'
#!/bin/bash
touch sbatch.log
[ -z "${REFUSES-}" ] || [ "$(wc -l <sbatch.log)" -lt "$REFUSES" ] || { echo 'sbatch: error: AssocMaxSubmitJobLimit' >&2; exit 1; }
echo "$*" >>sbatch.log
job=$(($(wc -l <sbatch.log) + 10)) output=
for word; do
    case $word in
    --output=*) output=${word#*=} ;;
    --array=0-*) last=${word#*-*-*-} last=${last%%%*} ;;
    esac
done
cat >script
for ((i = 0; i <= last; i++)); do
    log=${output//%A/$job} log=${log//%a/$i} log=${log//%%/%}
    SLURM_JOB_ID=$job SLURM_ARRAY_JOB_ID=$job SLURM_ARRAY_TASK_ID=$i bash script >"$log" 2>&1 </dev/null ||
        echo "$i ended with $?" >>failed
done
echo "$job;cluster"
SH
    chmod +x bin/*
    export PATH=$PWD/bin:$PATH MAX_ARRAY_SIZE=1001
}

# submitted ARGUMENT ...: the script that is written of these, in submit.sh, is right and runs.
submitted() {
    "$INLAY" sweep --submit slurm "$@" >submit.sh
    if type -P shellcheck >/dev/null; then
        shellcheck -S warning submit.sh
        { echo '#!/bin/bash'; echo 'offset=0 count=1 per_task=1 cells=1'; sed -n "/^    cat <<'/,/^END_*\$/p" submit.sh | sed '1d;$d'; } >task.sh
        shellcheck -S warning -e SC2034 task.sh
    fi
    bash submit.sh
}

# What the cells have read, by number.
values() {
    cat sweep/*/output | paste -sd ' '
}

@test "each cell is a task of an array, and reads its own values" {
    run -0 --separate-stderr submitted config.yaml:lr=1,2,3 config.yaml:seed=4,5 -- cat config.yaml
    [ "$output" = '6 cells are submitted, as 11' ]
    [ "$(values)" = 'lr: 1 seed: 4 lr: 1 seed: 5 lr: 2 seed: 4 lr: 2 seed: 5 lr: 3 seed: 4 lr: 3 seed: 5' ]
    [ "$(<sbatch.log)" = '--job-name=sweep --output=sweep/slurm/%A_%a.log --open-mode=append --parsable --array=0-5' ]
    [ "$(ls sweep/slurm | paste -sd ' ')" = '11_0.log 11_1.log 11_2.log 11_3.log 11_4.log 11_5.log' ]
    [ ! -e failed ]
}

@test "the script may be read from a pipe, and its own arguments are sbatch's" {
    "$INLAY" sweep config.yaml:lr=1,2 --submit slurm -- cat config.yaml | bash -s -- --partition=gpu --time=1:00
    [ "$(values)" = 'lr: 1 seed: 0 lr: 2 seed: 0' ]
    [[ $(<sbatch.log) == *'--open-mode=append --partition=gpu --time=1:00 --parsable --array=0-1' ]]
}

@test "nothing is submitted, nor run, by inlay" {
    run -0 --separate-stderr "$INLAY" sweep config.yaml:lr=1,2 --submit slurm --output submit.sh -- cat config.yaml
    [ -z "$output" ]
    [ -s submit.sh ]
    [ ! -e sbatch.log ]
    [ ! -e sweep/0000 ]
}

@test "arrays are as large as Slurm allows, with an offset; -j is shared out" {
    MAX_ARRAY_SIZE=4 run -0 --separate-stderr submitted -j 5 "config.yaml:lr=range(1,10)" -- cat config.yaml
    [ "$output" = '10 cells are submitted, as 11 12 13' ]
    [ "$(grep -o 'array=.*' sbatch.log | paste -sd ' ')" = 'array=0-3%2 array=0-3%2 array=0-1%1' ]
    [ "$(values)" = "$(for i in {1..10}; do printf 'lr: %d seed: 0 ' "$i"; done | sed 's/ $//')" ]
}

@test "more arrays than cells at once: some come after others" {
    MAX_ARRAY_SIZE=2 run -0 --separate-stderr submitted -j 2 "config.yaml:lr=range(1,9)" -- cat config.yaml
    [ "$output" = '9 cells are submitted, as 11 12 13 14 15' ]
    [ "$(grep -o 'array=.*' sbatch.log | paste -sd ' ')" = 'array=0-1%1 array=0-1%1 array=0-1%1 --dependency=afterany:11 array=0-1%1 --dependency=afterany:12 array=0-0%1 --dependency=afterany:13' ]
    [ "$(values)" = "$(for i in {1..9}; do printf 'lr: %d seed: 0 ' "$i"; done | sed 's/ $//')" ]
}

@test "several cells in a task" {
    MAX_ARRAY_SIZE=2 run -0 --separate-stderr submitted --per-task 3 "config.yaml:lr=range(1,10)" -- sh -c 'cat config.yaml; ! grep -q "lr: 5" config.yaml || exit 9'
    [ "$output" = '10 cells are submitted, as 11 12' ]
    [ "$(grep -o 'array=.*' sbatch.log | paste -sd ' ')" = 'array=0-1 array=0-1' ]
    [ "$(values)" = "$(for i in {1..10}; do printf 'lr: %d seed: 0 ' "$i"; done | sed 's/ $//')" ]
    [ "$(<failed)" = '1 ended with 9' ]
}

@test "only the cells that are missing, and those that --rerun names" {
    "$INLAY" sweep "config.yaml:lr=range(1,6)" -- sh -c '! grep -qE "lr: [346]" config.yaml' || :
    run -0 --separate-stderr submitted "config.yaml:lr=range(1,9)" -- cat config.yaml
    [ "$output" = '3 cells are submitted, as 11' ]
    grep -x 'cells=6-8' submit.sh
    run -0 --separate-stderr submitted --rerun failed "config.yaml:lr=range(1,9)" -- cat config.yaml
    [ "$output" = '3 cells are submitted, as 12' ]
    grep -x "cells='2-3 5'" submit.sh
    [ "$(cat sweep/0002/output sweep/0003/output sweep/0005/output | paste -sd ' ')" = 'lr: 3 seed: 0 lr: 4 seed: 0 lr: 6 seed: 0' ]
    run -0 --separate-stderr "$INLAY" sweep "config.yaml:lr=range(1,9)" --submit slurm -- cat config.yaml
    [ -z "$output" ]
    [[ $stderr == *'inlay: sweep: no cell is missing'* ]]
}

@test "a script that is run again runs nothing twice" {
    run -0 submitted config.yaml:lr=1,2,3 -- sh -c 'cat config.yaml; echo ran >>ran'
    run -0 bash submit.sh
    [ "$(wc -l <ran)" -eq 3 ]
    [ "$(values)" = 'lr: 1 seed: 0 lr: 2 seed: 0 lr: 3 seed: 0' ]
}

@test "a cell whose job fails is a task that fails" {
    run -0 submitted config.yaml:lr=1,2,3 -- sh -c '! grep -q "lr: 2" config.yaml || exit 7'
    [ "$(<failed)" = '1 ended with 7' ]
}

@test "an array that sbatch refuses" {
    REFUSES=1 MAX_ARRAY_SIZE=2 run -1 --separate-stderr submitted "config.yaml:lr=range(1,6)" -- cat config.yaml
    [[ $stderr == *'sbatch: error: AssocMaxSubmitJobLimit'*'submit.sh: sbatch refused array 2 of 3; submitted before: 11' ]]
}

@test "no MaxArraySize, or no scontrol" {
    for MAX_ARRAY_SIZE in '' 0 many; do
        run -1 submitted config.yaml:lr=1,2 -- cat config.yaml
        [[ $output == *'submit.sh: scontrol show config says no MaxArraySize, so nothing was submitted' ]]
    done
    rm bin/scontrol
    run -1 bash submit.sh
    [ ! -e sbatch.log ]
}

@test "words, names and directories that a shell would change" {
    mkdir 'a b'
    cd 'a b'
    printf 'name: [x]\n' >'my $config.yaml'
    run -0 submitted --dir "it's 100%" 'my $config.yaml:name=["END","it'"'"'s {{x}}"],["$(date)"]' -- \
        sh -c 'cat "my \$config.yaml"; printf "%s|" "$@"' '$HOME' 'two  words' $'END\nEND_' '*' '\' ''
    [ "$(cat "it's 100%"/*/output)" = $'name: ["END", "it\'s {x}"]\ntwo  words|END\nEND_|*|\\||name: ["$(date)"]\ntwo  words|END\nEND_|*|\\||' ] ||
        { cat "it's 100%"/*/output; return 1; }
    [ -e "it's 100%/slurm/11_1.log" ]
    grep -qF -- "--output=it's 100%%/slurm/%A_%a.log" sbatch.log
}

@test "a directory with lines in its name, of which none is a command" {
    local dir=$'a\ntouch harm\n{{}} END\nEND'
    mkdir "$dir"
    run -0 submitted --dir "$dir/"$'s\ntouch harm #\nEND' config.yaml:lr=1,2 -- cat config.yaml
    [ ! -e harm ]
    [ "$(cat "$dir"/*/000*/output | grep lr)" = $'lr: 1\nlr: 2' ]
}

@test "options that the cells' jobs have, too" {
    run -0 submitted --strict --timeout 90 --grace 5s --allow-missing config.yaml:lr=1,2 -- true
    [ "$(<failed)" = $'0 ended with 125\n1 ended with 125' ]
    grep -qF -- "sweep --dir sweep --allow-missing --strict --timeout 90 --grace 5 --cell \"\$1\" -- true" submit.sh
}

@test "options that are of no use" {
    local option
    for option in --gpus=0 --gpus-per-cell=1 --fail-fast --max-failures=2 --retries=1 --retry-on=3 --image=x; do
        run -2 "$INLAY" sweep config.yaml:lr=1,2 --submit slurm "$option" -- true
        [[ $output == *"${option%%=*} is of no use with --submit slurm ("* ]]
    done
    run -2 "$INLAY" sweep config.yaml:lr=1,2 --submit kubernetes --per-task 2 -- true
    [[ $output == *"--per-task is of no use with --submit kubernetes (a pod runs one cell)"* ]]
    run -2 "$INLAY" sweep config.yaml:lr=1,2 --submit kubernetes --retry-on 300 -- true
    [[ $output == *"--retry-on 300: not exit statuses from 1 to 255"* ]]
    [ ! -e sweep ]
    run -2 "$INLAY" sweep config.yaml:lr=1,2 --submit slrum -- true
    [[ $output == *'did you mean slurm?'* ]]
}

# documents: what a pod of each index mounts, as kubectl hands it over; the Job goes to job.json.
documents() {
    "$PYTHON" -c 'if True:
        import json, sys, yaml
        objects = list(yaml.safe_load_all(sys.stdin))
        json.dump(objects[-1], open("job.json", "w"))
        data = {k: v for o in objects[:-1] for k, v in o["data"].items()}
        for line in data["cells"].splitlines():
            index, cell = line.split()
            print(index, cell, json.dumps(json.loads(data[index])["set"]))' <"$1"
}

@test "a Job of Kubernetes has an index for each missing cell, and its document" {
    "$INLAY" sweep "config.yaml:lr=range(1,4)" -- sh -c '! grep -q "lr: 3" config.yaml' || :
    run -0 --separate-stderr "$INLAY" sweep "config.yaml:lr=range(1,6)" --rerun failed --submit kubernetes -j 2 --job-image job:1 -- ./train '$(HOME)'
    echo "$output" >job.yaml
    run -0 documents job.yaml
    [ "$output" = $'0 2 {"config.yaml:lr": 3}\n1 4 {"config.yaml:lr": 5}\n2 5 {"config.yaml:lr": 6}' ]
    [ "$(jq -c '.spec | [.completionMode, .completions, .parallelism, .backoffLimitPerIndex, .maxFailedIndexes, .template.spec.restartPolicy]' job.json)" = '["Indexed",3,2,0,3,"Never"]' ]
    [ "$(jq -c '.spec.template.spec.containers[0] | [.image, .command, [.env[].name]]' job.json)" = \
        '["job:1",["inlay","run","-o","/inlay-overrides/overrides","--","./train","$$(HOME)"],["JOB_COMPLETION_INDEX"]]' ]
    [ "$(jq -r '.metadata.name' job.json)" = "$(sed -n 's/.* get job \(sweep-[0-9a-f]*\) .*/\1/p' job.yaml)" ]
}

@test "the same cells are the same Job, other ones another" {
    local first
    first=$("$INLAY" sweep config.yaml:lr=1,2 --submit kubernetes --job-image job:1 -- ./train)
    [ "$("$INLAY" sweep config.yaml:lr=1,2 --submit kubernetes --job-image job:1 -- ./train)" = "$first" ]
    "$INLAY" sweep config.yaml:lr=1,2,3 --submit kubernetes --job-image job:1 -- ./train >other
    [ "$(grep -c "$(grep -o 'sweep-[0-9a-f]*' <<<"$first" | head -n 1)" other)" -eq 0 ]
}

@test "a manifest stays what it is, but for what the cells need" {
    cat >job.yaml <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
---
apiVersion: batch/v1
kind: Job
metadata: {generateName: Train_, labels: {team: vision}}
spec:
  backoffLimit: 6
  ttlSecondsAfterFinished: 60
  template:
    spec:
      restartPolicy: OnFailure
      initContainers: [{name: wait, image: busybox}]
      containers:
        - name: main
          image: job:1
          command: [python3]
          args: [train.py, "$(RANK)"]
          env: [{name: RANK, value: "3"}, {name: YES, value: "yes"}]
          resources: {limits: {nvidia.com/gpu: 1}}
YAML
    "$INLAY" sweep config.yaml:lr=1,2 --submit kubernetes --onto job.yaml --image registry/inlay:1 --pull-secret key --retries 2 --retry-on 137,1 --fail-fast --timeout 90.5 --grace 30s >out.yaml
    documents out.yaml
    [ "$(jq -c '[.metadata.labels.team, .metadata.generateName, .spec.ttlSecondsAfterFinished, .spec.backoffLimit, .spec.template.spec.restartPolicy]' job.json)" = '["vision",null,60,null,"Never"]' ]
    [[ $(jq -r .metadata.name job.json) == train-?????????? ]]
    [ "$(jq -c '.spec.template.spec | [.activeDeadlineSeconds, .terminationGracePeriodSeconds, [.initContainers[].name], .imagePullSecrets]' job.json)" = '[91,30,["inlay-install","wait"],[{"name":"key"}]]' ]
    [ "$(jq -c '.spec.template.spec.containers[0] | [.command, .args, .env[1].value, .resources.limits]' job.json)" = \
        '[["/inlay/bin/inlay","run","-o","/inlay-overrides/overrides","--","python3","train.py","$(RANK)"],null,"yes",{"nvidia.com/gpu":1}]' ]
    [ "$(jq -c '.spec.podFailurePolicy.rules | map(.onExitCodes.values)' job.json)" = '[null,[1,137]]' ]
    [ "$(jq -c '.spec.maxFailedIndexes' job.json)" = 0 ]
    # all cells in order: their numbers are the indexes
    [ "$(jq -c '.spec.template.spec.containers[0].env | map(select(.name == "INLAY_CELL").value)' job.json)" = '["$(JOB_COMPLETION_INDEX)"]' ]
}

@test "many cells are in several ConfigMaps" {
    run -0 --separate-stderr "$INLAY" sweep --yes "config.yaml:lr=range(1,2000)" --submit kubernetes --job-image job:1 -- ./train
    echo "$output" >job.yaml
    documents job.yaml >documents
    [ "$(wc -l <documents)" -eq 2000 ]
    [ "$(sed -n '1500p' documents)" = '1499 1499 {"config.yaml:lr": 1500}' ]
    [ "$(grep -c '^kind: ConfigMap' job.yaml)" -eq "$(jq '.spec.template.spec.volumes[0].projected.sources | length' job.json)" ]
    [ "$(grep -c '^kind: ConfigMap' job.yaml)" -gt 1 ]
}

@test "what a Job needs and was not said" {
    run -1 "$INLAY" sweep config.yaml:lr=1,2 --submit kubernetes -- ./train
    [[ $output == *'which image is the job'"'"'s? (--job-image REF, or --onto job.yaml)' ]]
    printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: a, image: b}]}\n' >pod.yaml
    run -1 "$INLAY" sweep config.yaml:lr=1,2 --submit kubernetes --onto pod.yaml -- ./train
    [[ $output == *'pod.yaml: is a Pod, and the cells of a sweep are a Job'"'"'s' ]]
    sed -i 's/Pod/Job/; s/v1/batch\/v1/; s/spec: \(.*\)/spec: {template: {spec: \1}}/' pod.yaml
    run -1 "$INLAY" sweep config.yaml:lr=1,2 --submit kubernetes --onto pod.yaml
    [[ $output == *'which command is the job'"'"'s? (-- COMMAND, the manifest'"'"'s, or that of --image-config FILE)' ]]
    run -0 "$INLAY" sweep config.yaml:lr=1,2 --submit kubernetes --onto pod.yaml -- ./train
}
