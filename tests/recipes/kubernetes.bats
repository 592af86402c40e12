#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/kubernetes: the schemas of Kubernetes judge each file, and Podman runs the pods. No cluster was at hand: what a
# controller makes of a Job, its pods, is made here, and $(JOB_COMPLETION_INDEX) is put into their commands.

bats_require_minimum_version 1.5.0
load tools
load containers

setup_file() {
    containers_start
    image_with_inlay
}

teardown_file() {
    containers_stop
}

setup() {
    as_recipe kubernetes
}

# plays FILE [INDEX]: the pod of the file, as its controller would make it; output is what its job printed.
plays() {
    "$PYTHON" - "$1" ${2-} >made.yaml <<'PY'
import sys, yaml

with open(sys.argv[1]) as file:
    *others, made = yaml.safe_load_all(file.read().replace("REGISTRY", "localhost"))
while "containers" not in made["spec"]:
    made = made["spec"].get("jobTemplate") or made["spec"]["template"]
for container in made["spec"]["containers"] + made["spec"]["initContainers"]:
    container["imagePullPolicy"] = "Never"
    for index in sys.argv[2:]:
        container["command"] = [word.replace("$(JOB_COMPLETION_INDEX)", index) for word in container["command"]]
made.update(apiVersion="v1", kind="Pod", metadata={"name": "train"})
print(yaml.safe_dump_all([*others, made]))
PY
    podman kube play --network none made.yaml >played 2>&1 || { cat played; return 1; }
    run podman wait train-train
    [ "$output" = 0 ] || { podman logs train-train; return 1; }
    run -0 podman logs train-train
    podman kube down made.yaml >/dev/null 2>&1
    podman volume rm --all --force >/dev/null
}

@test "the schemas of Kubernetes find nothing" {
    needs_python_packages kubernetes kubernetes-validate==1.37.0
    for file in *.yaml; do
        run -0 "$(dirname "$PYTHON_WITH")/kubernetes-validate" --strict "$file"
        [[ $output == *'passed for resource'* ]]
    done
}

@test "a pod" {
    needs_podman
    plays pod.yaml
    [ "$output" = $'lr: 0.5\nnote: "50% less"' ]
}

@test "a Job's pod" {
    needs_podman
    plays job.yaml
    [ "$output" = $'lr: 0.5\nnote: "50% less"' ]
}

@test "a CronJob's pod" {
    needs_podman
    plays cronjob.yaml
    [ "$output" = $'lr: 0.5\nnote: "50% less"' ]
}

@test "an indexed Job's pods: each with its own overrides" {
    needs_podman
    plays indexed-job.yaml 0
    [ "$output" = $'lr: 0.1\nnote: none' ]
    plays indexed-job.yaml 1
    [ "$output" = $'lr: 0.2\nnote: none' ]
    plays indexed-job.yaml 2
    [ "$output" = $'lr: 0.3\nnote: last' ]
}
