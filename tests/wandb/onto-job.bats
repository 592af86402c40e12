#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# From a job's author to its launch: scripts/wandb-job with W&B's public API, against a server on loopback that holds one
# job artifact, and the queues of scripts/recipes/wandb with the launch agent's own code.

bats_require_minimum_version 1.5.0
load ../helpers

RECIPES=$ROOT/scripts/recipes/wandb

setup() {
    own_directory
    needs_wandb
    export HOME=$PWD/home LIB BUILD WANDB_API_KEY=$(printf 'k%.0s' {1..40}) PYTHONDONTWRITEBYTECODE=1
    export WANDB_CACHE_DIR=$HOME/cache WANDB_CONFIG_DIR=$HOME/config WANDB_DATA_DIR=$HOME/data no_proxy=127.0.0.1
    export TMPDIR=$PWD/temporary
    mkdir -p home image temporary
    printf 'trainer:\n  rate: 0.1 # small\n  private: {key: value}\nseed: 42\n' >image/config.yaml
    cp image/config.yaml config.yaml
    manifest 'files: {config.yaml: {include: [trainer, seed], exclude: [trainer.private], schema: {type: object, properties: {seed: {type: integer, minimum: 1}}}}}'
}

teardown() {
    [ ! -e server.pid ] || kill "$(cat server.pid)"
}

# --- the job artifact

# has_artifact METADATA: the server has the job team/vision/job-train, in the directory artifact.
has_artifact() {
    mkdir -p artifact
    echo "$1" >artifact/metadata.json
    echo '{"_version": "v0", "source_type": "image", "source": {"image": "job"}, "input_types": {"wb_type": "typedDict", "params": {"type_map": {"lr": {"wb_type": "number"}}}}, "output_types": {"wb_type": "unknown"}}' >artifact/wandb-job.json
    [ ! -e server.pid ] || kill "$(cat server.pid)"
    rm -f address
    "$PYTHON" "$ROOT/tests/wandb/artifact_server.py" artifact >address 2>server.log 3>&- &
    echo $! >server.pid
    until [ -s address ]; do
        kill -0 "$(cat server.pid)"
        sleep 0.1
    done
    WANDB_BASE_URL=$(cat address)
    export WANDB_BASE_URL
}

wandb_job() {
    "$PYTHON_WITH_WANDB" "$ROOT/scripts/wandb-job" "$@" 2>messages
}

described() {
    "$INLAY" describe --format wandb 2>/dev/null
}

@test "put: a job artifact says what the manifest offers, and keeps all else" {
    has_artifact '{"_partial": true, "team": "vision", "input_schemas": {"@wandb.config": {"type": "object"}}}'
    described >described.json
    run -0 wandb_job put team/vision/job-train <described.json
    [ "$output" = team/vision/job-train:v3 ]
    jq -e --slurpfile described described.json '. == ($described[0] + {team: "vision"})' artifact/metadata.json
    # and once more, with another manifest
    manifest 'files: {config.yaml: {include: [seed]}}'
    described >described.json
    run -0 wandb_job put vision/job-train:v3 <described.json
    jq -e --slurpfile described described.json '. == ($described[0] + {team: "vision"})' artifact/metadata.json
}

@test "show: a launcher checks what he says against the artifact alone" {
    has_artifact '{}'
    run -0 wandb_job put team/vision/job-train:latest < <(described)
    mkdir elsewhere
    wandb_job show team/vision/job-train >elsewhere/metadata.json
    cd elsewhere
    cp ../image/config.yaml .
    run -0 "$INLAY" check --inputs metadata.json config.yaml:trainer.rate=0.2
    refuses 'argument 3: config.yaml: trainer.private.key is no input of this job (metadata.json includes only trainer.rate, seed)' \
        --inputs metadata.json config.yaml:trainer.private.key=x
    refuses 'argument 3: config.yaml: seed: 0 is not at least 1' --inputs metadata.json config.yaml:seed=0
}

@test "show: an artifact without inputs of its own has those of its run config" {
    has_artifact '{"team": "vision"}'
    wandb_job show team/vision/job-train >wandb-job.json
    cmp <(jq -S . wandb-job.json) <(jq -S . artifact/wandb-job.json)
    run -0 "$INLAY" describe --inputs wandb-job.json --format json
    [ "$output" = '{"lr": "float"}' ]
}

@test "show: what W&B itself stores of a job that calls its SDK is the manifest that says the same" {
    has_artifact '{}'
    cat >job.py <<'PY'
import wandb
from wandb.sdk import launch
run = wandb.init(project="vision", entity="team", config={"lr": 0.1, "opt": {"name": "adam", "beta": 2}})
launch.manage_config_file("config.yaml", include=["trainer", "seed"], exclude=["trainer.private"],
                          schema={"type": "object", "properties": {"seed": {"type": "integer", "minimum": 1}}})
launch.manage_wandb_config(exclude=["opt.beta"])
run.finish()
PY
    WANDB_DISABLE_JOB_CREATION=false WANDB_DOCKER=image:1 "$PYTHON_WITH_WANDB" job.py >job.log 2>&1 || true # its files are refused
    wandb_job show team/vision/job-train >metadata.json
    echo '{"lr": 0.1, "opt": {"name": "adam", "beta": 2}}' >run.json
    echo 'run_config: {exclude: [opt.beta], file: run.json}' >>inlay.yaml
    jq -e --slurpfile described <(described) '. == $described[0]' metadata.json
    run -0 "$INLAY" check --inputs metadata.json config.yaml:trainer.rate=0.2 --run-config opt.name=sgd
    refuses 'argument 4: run config: opt.beta is no input of this job (metadata.json includes only lr, opt.name)' \
        --inputs metadata.json --run-config opt.beta=1
}

@test "what cannot be put is said, and changes nothing" {
    has_artifact '{"team": "vision"}'
    run -1 wandb_job put team/vision/job-other < <(described)
    [[ $(tail -n 1 messages) == "wandb-job: team/vision/job-other: "*job-other* ]]
    run -1 wandb_job put team/vision/job-train <inlay.yaml
    [[ $(tail -n 1 messages) == 'wandb-job: standard input: '*'(it must be what inlay describe --format wandb prints)' ]]
    run -1 wandb_job put team/vision/job-train <<<'{"files": {}}'
    [ "$(tail -n 1 messages)" = 'wandb-job: standard input: is not what inlay describe --format wandb prints' ]
    run -2 wandb_job push team/vision/job-train
    WANDB_API_KEY=$(printf 'x%.0s' {1..40}) run -1 wandb_job put team/vision/job-train < <(described)
    [ "$(cat artifact/metadata.json)" = '{"team": "vision"}' ]
    FORGETS=1 has_artifact '{"team": "vision"}'
    run -1 wandb_job put team/vision/job-train < <(described)
    [ "$(tail -n 1 messages)" = 'wandb-job: team/vision/job-train:v3: the server keeps other metadata than it was sent' ]
}

# --- the queue

needs_agent() {
    "$PYTHON_WITH_WANDB" -c 'import kubernetes_asyncio' || leave_out 'needs wandb[launch] from PyPI'
    needs_program jq
    # The library finds the manifest of the image.
    mv inlay.yaml image/inlay.yaml
    echo 'run_config: {}' >>image/inlay.yaml
}

# agent docker|kubernetes FILE FILES: what an agent does with an item of the queue that FILE configures.
agent() {
    "$PYTHON_WITH_WANDB" "$ROOT/tests/wandb/launch_queue.py" "$1" "$2" \
        "{\"overrides\": {\"args\": [\"cat\", \"config.yaml\"], \"files\": $3, \"run_config\": {\"lr\": 1}}}"
}

# docker run, with the directory image for the image and the built library at its installed path.
docker_of_a_directory() {
    mkdir -p bin
    cat >bin/docker <<'SH'
#!/bin/bash
[ "$1" = run ] || exit 0
shift
while [[ $1 == -* ]]; do
    case $1 in
    --rm) shift ;;
    -e | --env) environment+=("${2/#LD_PRELOAD=\/usr\/local\/lib\/inlay\/libinlay.so/LD_PRELOAD=$LIB}"); shift 2 ;;
    *) shift 2 ;;
    esac
done
cd "$IMAGES/$1" && shift
env -i PATH=/usr/bin:/bin "${environment[@]}" "$@"
status=$?
touch "$IMAGES/artifact/done"
exit $status
SH
    chmod +x bin/docker
    mv image job
    mkdir -p artifact
    export IMAGES=$PWD PATH=$PWD/bin:$PATH
}

@test "from the artifact to the job: an agent takes it from a Docker queue, and it reads its overrides" {
    needs_agent
    has_artifact '{}'
    run -0 wandb_job put team/vision/job-train < <(cd image && described)
    docker_of_a_directory
    "$PYTHON_WITH_WANDB" - "$RECIPES/docker-queue.yaml" >artifact/item.json <<'PY'
import json, sys, yaml
json.dump({"job": "team/vision/job-train:v3", "entity": "team", "project": "vision", "resource": "local-container",
           "resource_args": {"local-container": yaml.safe_load(open(sys.argv[1]))},
           "overrides": {"args": ["cat", "config.yaml"], "files": {"config.yaml": {"trainer": {"rate": 0.5}}}}}, sys.stdout)
PY
    run -0 timeout 300 "$PYTHON_WITH_WANDB" -m wandb launch-agent -e team -q queue
    [[ $output == *'  rate: 0.5 # small'* ]]
    grep -q 'rate: 0.1' job/config.yaml
}

@test "a Docker queue: the job reads its overrides, and does not start without a file of them" {
    needs_agent
    docker_of_a_directory
    run -0 agent docker "$RECIPES/docker-queue.yaml" '{"config.yaml": {"trainer": {"rate": 0.5}}}'
    [[ $output == *'  rate: 0.5 # small'* ]]
    run -0 agent docker "$RECIPES/docker-queue.yaml" '{"config.yaml": {"trainer": {"private": {"key": 1}}}}'
    [[ $output == *'trainer.private.key is no input of this job'* && $output != *'seed: 42'* ]]
    rm job/inlay.yaml
    run -0 agent docker "$RECIPES/docker-queue.yaml" '{"confg.yaml": {"seed": 1}}'
    [[ $output == *'inlay: '*'confg.yaml does not exist'* && $output != *'seed: 42'* ]]
    grep -q 'rate: 0.1' job/config.yaml
}

@test "an agent that checks a Docker queue takes no volume there, as the recipe says" {
    needs_agent
    "$PYTHON_WITH_WANDB" -c 'from wandb.sdk.launch.utils import validate_local_container_resource_args' 2>/dev/null ||
        leave_out 'needs a wandb that checks the options of a Docker queue'
    docker_of_a_directory
    printf 'volume: [/lib:/lib]\n' >queue.yaml
    run -1 agent docker queue.yaml '{}'
    [[ $output == *"Unsupported resource_args.local-container option 'volume'"* ]]
}

# in_pod DIRECTORY CONTAINER: runs what a container of job.json says in DIRECTORY, which stands for its image.
in_pod() {
    local container words variables
    container=$(jq ".spec.template.spec.$2" job.json)
    mapfile -t words < <(jq -r '(.command // [])[], (.args // [])[]' <<<"$container")
    mapfile -t variables < <(jq -r '(.env // [])[] | "\(.name)=\(.value)"' <<<"$container")
    (cd "$1" && env -i PATH=/usr/bin:/bin "${variables[@]}" "${words[@]}")
}

@test "a Kubernetes queue: an init container brings the library, and the job reads its overrides" {
    needs_agent
    run -0 --separate-stderr agent kubernetes "$RECIPES/kubernetes-queue.yaml" '{"config.yaml": {"trainer": {"rate": 0.5}}}'
    sed "s|/usr/local/lib/inlay/|$BUILD/lib/inlay/|g; s|\"/inlay|\"$PWD/inlay|g" <<<"$output" >job.json
    mkdir inlay
    in_pod . 'initContainers[0]'
    run -0 in_pod image 'containers[0]'
    [[ $output == *'  rate: 0.5 # small'* ]]
    # Each volume that is mounted is there.
    jq -e '.spec.template.spec | [.initContainers[], .containers[] | .volumeMounts[].name] - [.volumes[].name] == []' job.json
}

@test "an agent in secure mode refuses an init container, as the recipe says, and takes the environment" {
    needs_agent
    SECURE=1 run -1 agent kubernetes "$RECIPES/kubernetes-queue.yaml" '{}'
    [[ $output == *initContainers* ]]
    "$PYTHON_WITH_WANDB" - "$RECIPES/kubernetes-queue.yaml" >queue.yaml <<'PY'
import sys, yaml
queue = yaml.safe_load(open(sys.argv[1]))
for key in ("volumes", "initContainers"):
    del queue["spec"]["template"]["spec"][key]
del queue["spec"]["template"]["spec"]["containers"][0]["volumeMounts"]
yaml.safe_dump(queue, sys.stdout)
PY
    SECURE=1 run -0 agent kubernetes queue.yaml '{}'
}
