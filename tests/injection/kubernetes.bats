#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay env --format kubernetes: laid onto manifests as kubectl and kustomize do it, held against the schemas of Kubernetes
# and Pod Security's "restricted", and read as a kubelet reads it.

bats_require_minimum_version 1.5.0
load ../helpers
load hostile

setup() {
    own_directory
    hostile_launch
    [ -x "$CONSUMERS" ] || leave_out 'needs the libraries of kubectl and kustomize from the Go module proxy'
    [ -x "$CONSUMERS_PYTHON/kubernetes-validate" ] || leave_out 'needs kubernetes-validate from PyPI'
    ENV=("$INLAY" env --format kubernetes --image registry/inlay:1 --pull-secret key)
}

carried() {
    "$CONSUMERS_PYTHON/python" "$ROOT/tests/programs/carried.py" "$@"
}

# object KIND VERSION PATH...: a manifest whose pod's spec is below these keys, as object.yaml. The job is in a namespace that
# enforces "restricted", on OpenShift: no user is named.
object() {
    "$CONSUMERS_PYTHON/python" - "$@" <<'PY'
import sys, yaml
kind, version, *path = sys.argv[1:]
pod = {
    "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    "initContainers": [{"name": "wait", "image": "busybox", "securityContext": {
        "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}}],
    "containers": [
        {"name": "proxy", "image": "proxy", "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}},
        {"name": "main", "image": "job:1", "command": ["python3", "train.py"], "args": ["--rank", "$(RANK)"],
         "env": [{"name": "RANK", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                 {"name": "LD_PRELOAD", "value": "libm.so.6"}],
         "volumeMounts": [{"name": "data", "mountPath": "/data"}],
         "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}}],
    "volumes": [{"name": "data", "emptyDir": {}}],
}
if kind in ("Job", "CronJob"):
    pod["restartPolicy"] = "Never"
whole = {"apiVersion": version, "kind": kind, "metadata": {"name": "train"}}
below = whole
for key in path[:-1]:
    below = below.setdefault(key, {})
below[path[-1]] = pod
if path[-2:-1] == ["template"] and kind in ("Deployment", "StatefulSet", "DaemonSet"):
    whole["spec"]["selector"] = {"matchLabels": {"app": "train"}}
    whole["spec"]["template"]["metadata"] = {"labels": {"app": "train"}}
if kind == "StatefulSet":
    whole["spec"]["serviceName"] = "train"
if kind == "Job":
    whole["spec"].update(completionMode="Indexed", completions=4, parallelism=4)
if kind == "CronJob":
    whole["spec"]["schedule"] = "0 3 * * *"
yaml.safe_dump(whole, open("object.yaml", "w"))
PY
}

# pod_of FILE: its pod's spec, as JSON; as_pod FILE: a Pod of that.
pod_of() {
    jq -c '[.. | objects | select(has("containers"))][0]' "$1"
}
as_pod() {
    pod_of "$1" | jq '{apiVersion: "v1", kind: "Pod", metadata: {name: "x"}, spec: .}'
}

# is_right FILE.json: it fits its schema and "restricted", and its job reads what is expected, with both libraries.
is_right() {
    "$CONSUMERS_PYTHON/kubernetes-validate" --strict --quiet "$1" || return
    as_pod "$1" >pod.json
    "$CONSUMERS" restricted pod.json || return
    jq '.spec.containers |= map(select(.name == "main") | .env |= map(select(.value)))' pod.json >main.json
    carried pod main.json >variables
    [ "$(jq -r .LD_PRELOAD variables)" = libm.so.6:/inlay/lib/inlay/libinlay.so ] || return
    jq --arg library "$LIB" '.LD_PRELOAD = $library' variables >here
    carried run here cat config.yaml | diff expected -
}

KINDS=('Pod v1 spec' 'Job batch/v1 spec template spec' 'CronJob batch/v1 spec jobTemplate spec template spec'
    'Deployment apps/v1 spec template spec' 'StatefulSet apps/v1 spec template spec' 'DaemonSet apps/v1 spec template spec')

@test "what breaks \"restricted\", or a schema, is seen by these judges" {
    object Pod v1 spec
    "${ENV[@]}" --onto object.yaml --container main -o hostile.json >patch.yaml
    sed -i 's/allowPrivilegeEscalation: false/allowPrivilegeEscalation: true/' patch.yaml
    "$CONSUMERS" patch object.yaml patch.yaml >merged.json
    run -1 "$CONSUMERS" restricted merged.json
    [[ $output == *inlay-install* ]]
    sed -i 's/sizeLimit/sizeLimits/' patch.yaml
    "$CONSUMERS" patch object.yaml patch.yaml | sed 's/terminationMessagePolicy/terminationPolicy/' >merged.json
    run -1 "$CONSUMERS_PYTHON/kubernetes-validate" --strict --quiet merged.json
}

@test "each kind: patched as kubectl does it" {
    local kind
    for kind in "${KINDS[@]}"; do
        object $kind
        "${ENV[@]}" --onto object.yaml --container main -o hostile.json -o run_config.json >patch.yaml
        "$CONSUMERS" patch object.yaml patch.yaml >merged.json
        is_right merged.json || { echo "$kind"; return 1; }
        [ "$(pod_of merged.json | jq -c '.initContainers | map(.name)')" = '["inlay-install","inlay-verify","wait"]' ]
        [ "$(pod_of merged.json | jq -c '.containers | map(.name)')" = '["proxy","main"]' ]
        [ "$(pod_of merged.json | jq -c '.containers[1].volumeMounts | map(.mountPath) | sort')" = '["/data","/inlay"]' ]
        [ "$(pod_of merged.json | jq -c '.initContainers[1].command')" = '["/inlay/bin/inlay","verify","--","python3","train.py","--rank","$(RANK)"]' ]
        "$CONSUMERS" patch merged.json patch.yaml | cmp - merged.json
    done
}

@test "kubectl itself" {
    needs_program kubectl
    local kind
    for kind in "${KINDS[@]}"; do
        object $kind
        "${ENV[@]}" --onto object.yaml --container main -o hostile.json >patch.yaml
        kubectl patch --local -f object.yaml --patch-file patch.yaml -o json >merged.json
        is_right merged.json || { echo "$kind"; return 1; }
        [ "$(pod_of merged.json | jq -c '.initContainers | map(.name)')" = '["inlay-install","inlay-verify","wait"]' ]
    done
}

@test "without the manifest, by --kind and --container" {
    local kind
    for kind in "${KINDS[@]}"; do
        object $kind
        "$CONSUMERS_PYTHON/python" - <<'PY'
import yaml
whole = yaml.safe_load(open("object.yaml"))
def strip(value):
    if isinstance(value, dict):
        for container in value.get("containers", []):
            container["env"] = [v for v in container.get("env", []) if v["name"] != "LD_PRELOAD"]
        for inner in value.values():
            strip(inner)
strip(whole)
yaml.safe_dump(whole, open("object.yaml", "w"))
PY
        name=$(echo "${kind%% *}" | tr '[:upper:]' '[:lower:]')
        echo '[{"Config": {"Env": ["LD_PRELOAD=libm.so.6"], "Cmd": ["train"]}}]' >image.json
        "${ENV[@]}" --kind "$name" --container main --job-image job:1 --image-config image.json -o hostile.json >patch.yaml
        "$CONSUMERS" patch object.yaml patch.yaml >merged.json
        is_right merged.json || { echo "$kind"; return 1; }
    done
}

# overlay: a kustomization with object.yaml and the component, built as merged.json.
overlay() {
    mkdir -p overlay
    cp object.yaml overlay
    printf 'resources: [object.yaml]\ncomponents: [../component]\n' >overlay/kustomization.yaml
    "$CONSUMERS" kustomize overlay >merged.yaml
    "$CONSUMERS_PYTHON/python" - <<'PY'
import json, yaml
for whole in yaml.safe_load_all(open("merged.yaml")):
    json.dump(whole, open("map.json" if whole["kind"] == "ConfigMap" else "merged.json", "w"))
PY
}

@test "a component of kustomize" {
    local kind
    for kind in "${KINDS[@]}"; do
        object $kind
        "${ENV[@]}" --kustomize component --onto object.yaml --container main -o hostile.json >printed
        [ ! -s printed ]
        overlay
        is_right merged.json || { echo "$kind"; return 1; }
        [ "$(pod_of merged.json | jq -c '.initContainers | map(.name)')" = '["inlay-install","inlay-verify","wait"]' ]
    done
}

# has_document MAP POD: the pod mounts the map, and a job reads the document in it.
has_document() {
    "$CONSUMERS_PYTHON/kubernetes-validate" --strict --quiet "$1"
    [ "$(jq -r '.spec.volumes[] | select(.name == "inlay-overrides").configMap.name' "$2")" = "$(jq -r .metadata.name "$1")" ]
    jq -j '.binaryData.overrides // empty' "$1" | base64 -d >document
    [ -s document ] || jq -j .data.overrides "$1" >document
    jq '.spec.containers |= map(select(.name == "main") | .env |= map(select(.value)))' "$2" >main.json
    carried pod main.json >variables
    [ "$(jq -r .INLAY_OVERRIDES variables)" = @/inlay-overrides/overrides ]
    jq --arg library "$LIB" --arg document "@$PWD/document" '.LD_PRELOAD = $library | .INLAY_OVERRIDES = $document' variables >here
    carried run here cat config.yaml | cmp - expected
}

@test "a long document is in a ConfigMap" {
    long_document
    object Job batch/v1 spec template spec
    "${ENV[@]}" --document map.yaml --onto object.yaml --container main -o long.json >patch.yaml
    "$CONSUMERS" patch object.yaml patch.yaml >merged.json
    "$CONSUMERS_PYTHON/kubernetes-validate" --strict --quiet merged.json
    as_pod merged.json >pod.json
    "$CONSUMERS" restricted pod.json
    "$CONSUMERS_PYTHON/python" -c 'import json, yaml; json.dump(yaml.safe_load(open("map.yaml")), open("map.json", "w"))'
    has_document map.json pod.json
    rm map.json
    "${ENV[@]}" --kustomize component --onto object.yaml --container main -o long.json
    overlay
    as_pod merged.json >pod.json
    has_document map.json pod.json
    [[ $(jq -r .metadata.name map.json) == inlay-overrides-?* ]]
}

@test "a queue of W&B's for Kubernetes is part of a Job" {
    "$INLAY" env --format wandb-queue --image registry/inlay --pull-secret key -o hostile.json >queue.json
    jq '{apiVersion: "batch/v1", kind: "Job", metadata: {name: "x"}} * . | .spec.template.spec.restartPolicy = "Never"
        | .spec.template.spec.containers[0].name = "launch"' queue.json >job.json
    "$CONSUMERS_PYTHON/kubernetes-validate" --strict --quiet job.json
    carried pod job.json | jq --arg library "$LIB" '.LD_PRELOAD = $library' >here
    carried run here cat config.yaml | diff expected -
}
