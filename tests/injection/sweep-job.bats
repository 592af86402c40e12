#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay sweep --submit kubernetes: held against the schemas of Kubernetes and Pod Security's "restricted", and each index run as a
# kubelet runs it.

bats_require_minimum_version 1.5.0
load ../helpers

setup() {
    own_directory
    [ -x "$CONSUMERS" ] || leave_out 'needs the libraries of kubectl and kustomize from the Go module proxy'
    [ -x "$CONSUMERS_PYTHON/kubernetes-validate" ] || leave_out 'needs kubernetes-validate from PyPI'
    printf 'lr: 0.1  # a comment\nname: x\n' >config.yaml
    cat >job.yaml <<'YAML'
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    spec:
      restartPolicy: OnFailure
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: main
          image: job:1
          command: [cat, config.yaml]
          env: [{name: HOME_OF, value: "$(HOSTNAME)"}]
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          volumeMounts: [{name: data, mountPath: /data}]
      volumes: [{name: data, emptyDir: {}}]
YAML
}

# submitted ARGUMENT ...: the objects, as object-0.json, object-1.json, … and job.json; each fits its schema.
submitted() {
    "$INLAY" sweep --submit kubernetes "$@" >submitted.yaml
    "$CONSUMERS_PYTHON/python" -c 'if True:
        import json, yaml
        for i, whole in enumerate(yaml.safe_load_all(open("submitted.yaml"))):
            json.dump(whole, open("job.json" if whole["kind"] == "Job" else f"object-{i}.json", "w"))'
    local object
    for object in job.json object-*.json; do
        "$CONSUMERS_PYTHON/kubernetes-validate" --strict --quiet "$object"
    done
    jq '{apiVersion: "v1", kind: "Pod", metadata: {name: "x"}, spec: .spec.template.spec}' job.json >pod.json
}

# index N: what its container does, with inlay and its files in the places of the pod's.
index() {
    "$CONSUMERS_PYTHON/python" - "$1" "$INLAY" <<'PY'
import json, os, subprocess, sys, glob
index, inlay = sys.argv[1:]
job = json.load(open("job.json"))
pod = job["spec"]["template"]["spec"]
assert int(index) < job["spec"]["completions"]
container = pod["containers"][0]
held = {}
maps = {o["metadata"]["name"]: o["data"] for o in map(json.load, map(open, glob.glob("object-*.json")))}
for source in next(v for v in pod["volumes"] if v["name"] == "inlay-overrides")["projected"]["sources"]:
    held |= maps[source["configMap"]["name"]]
environment = dict(os.environ)
expand = lambda text: text.replace("$$", "\0").replace("$(JOB_COMPLETION_INDEX)", index).replace("\0", "$")
for variable in container["env"]:
    environment[variable["name"]] = expand(variable["value"]) if "value" in variable else index
mount = next(m for m in container["volumeMounts"] if m["name"] == "inlay-overrides")
open("document", "w").write(held[expand(mount["subPathExpr"])])
here = {"/inlay/bin/inlay": inlay, "inlay": inlay, mount["mountPath"]: "document"}
sys.exit(subprocess.run([here.get(word, expand(word)) for word in container["command"]], env=environment).returncode)
PY
}

@test "an index runs the cell that is its own" {
    submitted 'config.yaml:lr=1,2' "config.yaml:name=it's \$(HOME),\"é#: \\n\"" --onto job.yaml --image registry/inlay:1
    "$CONSUMERS" restricted pod.json
    run -0 index 0
    [ "$output" = $'lr: 1  # a comment\nname: "it\'s $(HOME)"' ]
    run -0 index 3
    [ "$output" = $'lr: 2  # a comment\nname: "é#: \\n"' ]
}

@test "the index and the cell are not the same number where cells are done" {
    "$INLAY" sweep "config.yaml:lr=range(1,6)" -- sh -c '! grep -qE "lr: [36]" config.yaml' || :
    submitted --rerun failed "config.yaml:lr=range(1,6)" --onto job.yaml --image registry/inlay:1 -- sh -c 'cat config.yaml; echo "$0 ${INLAY_CELL-none}"' '$(HOME)'
    run -0 index 1
    [ "$output" = $'lr: 6  # a comment\nname: x\n$(HOME) none' ]
    [ "$(jq -r .data.cells object-0.json)" = $'0 2\n1 5' ]
}

@test "a config file that is another one in the image is refused" {
    submitted config.yaml:lr=1,2 --onto job.yaml --image registry/inlay:1
    echo 'other: 1' >>config.yaml
    run -125 index 1
    [[ $output == *'config.yaml has changed: it is not the file of this digest'* ]]
}

@test "retries, failures and times" {
    submitted config.yaml:lr=1,2,3 --onto job.yaml --retries 3 --retry-on 137,1 --max-failures 2 --timeout 1h --grace 30 -j 2
    submitted config.yaml:lr=1,2,3 --onto job.yaml --retries 3 --fail-fast
    submitted config.yaml:lr=1,2,3 --job-image job:1 -- cat config.yaml
    run -0 index 2
    [ "$output" = $'lr: 3  # a comment\nname: x' ]
}

@test "a manifest that was made so may be submitted again" {
    submitted config.yaml:lr=1,2 --onto job.yaml --image registry/inlay:1
    cp job.json again.yaml
    submitted config.yaml:lr=3,4 --onto again.yaml --image registry/inlay:1 -- cat config.yaml
    "$CONSUMERS" restricted pod.json
    [ "$(jq -c '.spec.template.spec | [([.initContainers[].name]), ([.volumes[].name]), ([.containers[0].env[].name])]' job.json)" = \
        '[["inlay-install"],["data","inlay","inlay-tmp","inlay-overrides"],["HOME_OF","JOB_COMPLETION_INDEX"]]' ] || { jq . job.json; return 1; }
    run -0 index 1
    [ "$output" = $'lr: 4  # a comment\nname: x' ]
}
