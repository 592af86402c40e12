#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay env for manifests: what it takes from them, what it asks for, and what it cannot see. make test-injection lays its
# patches onto manifests with the libraries of kubectl and kustomize.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'seed: 1\n' >config.yaml
    ENV=("$INLAY" env --format kubernetes)
}

# printed_json FILTER ARGUMENT ...: of what inlay env prints, or of FILE where that begins with @.
printed_json() {
    local filter=$1 file=printed
    shift
    if [[ $1 == @* ]]; then
        file=${1#@}
    else
        "$@" >printed
    fi
    "$PYTHON" -c 'import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)' $file | jq -rc "$filter"
}

POD='.spec.template.spec'

job_manifest() {
    cat >job.yaml <<'YAML'
apiVersion: v1
kind: Service
metadata: {name: front}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    spec:
      restartPolicy: Never
      initContainers:
        - {name: wait, image: busybox}
      containers:
        - name: main
          image: registry/job:1
          command: [python3, train.py]
          args: [--seed, $(SEED)]
          workingDir: /app
          env:
            - {name: LD_PRELOAD, value: libxalt.so}
            - {name: SEED, value: "1"}
          volumeMounts:
            - {name: data, mountPath: /data}
          securityContext: {runAsUser: 1000, allowPrivilegeEscalation: false}
      volumes:
        - {name: data, emptyDir: {}}
YAML
}

@test "what is not known is asked for, and by what it is said" {
    run -1 "${ENV[@]}" config.yaml:seed=2
    [ "$output" = "inlay: which container is the job's? (--container NAME, or --onto pod.yaml)" ]
    ENV+=(--container main)
    run -1 "${ENV[@]}" config.yaml:seed=2
    [ "$output" = 'inlay: which image has inlay? (--image REF; inlay help env says how one is made)' ]
    ENV+=(--image registry/inlay)
    run -1 "${ENV[@]}" config.yaml:seed=2
    [ "$output" = "inlay: which image is the job's? A container of it verifies that the library is loaded (--job-image REF, --onto pod.yaml, or --no-verify)" ]
    ENV+=(--job-image registry/job)
    run -1 "${ENV[@]}" config.yaml:seed=2
    [ "$output" = "inlay: what does the job's container run? inlay verify is to try it (-- COMMAND, --image-config FILE, or --no-verify)" ]
    run -0 printed_json '.spec.initContainers | length' "${ENV[@]}" config.yaml:seed=2 -- train
    [ "$output" = 2 ]
    run -0 printed_json '.spec.initContainers | length' "${ENV[@]}" --no-verify config.yaml:seed=2
    [ "$output" = 1 ]
    run -0 printed_json '.spec | keys[]' "$INLAY" env --format kubernetes --container main --library /opt/libinlay.so config.yaml:seed=2
    [ "$output" = containers ]
    run -1 "${ENV[@]}" --kind replica config.yaml:seed=2
    [ "$output" = 'inlay: --kind: is not pod, job, cronjob, deployment, statefulset or daemonset' ]
    run -2 "${ENV[@]}" --library /opt/libinlay.so config.yaml:seed=2
    [[ ${lines[0]} == "inlay: --library says that the job's image has the library"* ]]
}

@test "--onto: names, image, command and LD_PRELOAD are the manifest's" {
    job_manifest
    ENV+=(--onto job.yaml --image registry/inlay --pull-secret key config.yaml:seed=2)
    run -0 printed_json '.kind, .apiVersion, .metadata.name' "${ENV[@]}"
    [ "$output" = $'Job\nbatch/v1\ntrain' ]
    run -0 printed_json "$POD.containers[] | .name, (.env[] | select(.name == \"LD_PRELOAD\").value)" @printed
    [ "$output" = $'main\nlibxalt.so:/inlay/lib/inlay/libinlay.so' ]
    run -0 printed_json "$POD.initContainers[1] | .image, .command, .workingDir, .securityContext.runAsUser, .volumeMounts[0].mountPath, .env[0].name" @printed
    [ "$output" = $'registry/job:1\n["/inlay/bin/inlay","verify","--","python3","train.py","--seed","$(SEED)"]\n/app\n1000\n/data\nSEED' ]
    run -0 printed_json "$POD.imagePullSecrets" @printed
    [ "$output" = '[{"name":"key"}]' ]
    run -0 printed_json "$POD[\"\$setElementOrder/initContainers\"] | map(.name)" @printed
    [ "$output" = '["inlay-install","inlay-verify","wait"]' ]
    run -0 "${ENV[@]}" -- other '$x'
    [[ $output == *$'- other\n        - $$x\n'* || $output == *'- "$$x"'* ]]
}

@test "--onto: several containers, objects, and none" {
    job_manifest
    sed -i 's/        - name: main/        - {name: proxy, image: proxy}\n&/' job.yaml
    ENV+=(--onto job.yaml --image registry/inlay config.yaml:seed=2)
    run -1 "${ENV[@]}"
    [ "$output" = "inlay: job.yaml: the pod has several containers (name the job's: --container NAME)" ]
    run -0 "${ENV[@]}" --container main
    run -1 "${ENV[@]}" --container other
    [[ $output == 'inlay: job.yaml: no Pod, Job, CronJob, Deployment, StatefulSet or DaemonSet has the container '* ]]
    cat job.yaml >twice.yaml
    printf -- '---\napiVersion: v1\nkind: Pod\nspec: {containers: [{name: other, image: x, command: [y]}]}\n' >>twice.yaml
    ENV=("$INLAY" env --format kubernetes --onto twice.yaml --image registry/inlay config.yaml:seed=2)
    run -1 "${ENV[@]}"
    [ "$output" = 'inlay: twice.yaml: several objects have pods (choose by --kind and --container)' ]
    run -0 printed_json .spec.containers[].name "${ENV[@]}" --kind pod
    [ "$output" = other ]
    run -0 printed_json .kind "${ENV[@]}" --container main
    [ "$output" = Job ]
    printf 'kind: [\n' >job.yaml
    run -1 "$INLAY" env --format kubernetes --onto job.yaml --image registry/inlay config.yaml:seed=2
    [[ $output == 'inlay: job.yaml:'* ]]
}

@test "what the patch cannot see is said" {
    job_manifest
    run -0 "${ENV[@]}" --container main --image i --job-image j config.yaml:seed=2 -- train
    [[ $output == $'# An LD_PRELOAD that the job\'s image sets (ENV) is not seen here, and is replaced: inlay env --image-config.\n# So is one that the container sets, or an envFrom: inlay env --onto.\n'* ]]
    sed -i '/LD_PRELOAD/d; s/          env:/          envFrom: [{configMapRef: {name: site}}]\n&/' job.yaml
    run -0 --separate-stderr "${ENV[@]}" --onto job.yaml --image i config.yaml:seed=2
    [ "$stderr" = 'inlay: job.yaml: warning: main has envFrom: an LD_PRELOAD in it is not seen, and is replaced' ]
    job_manifest
    sed -i 's/          env:/&\n            - {name: INLAY_SET, value: "config.yaml:seed=3"}/' job.yaml
    run -0 "${ENV[@]}" --onto job.yaml --image i config.yaml:seed=2
    [ "${lines[0]}" = 'inlay: job.yaml: warning: main has INLAY_SET, which wins over the overrides that are printed' ]
    job_manifest
    sed -i 's/value: libxalt.so/valueFrom: {configMapKeyRef: {name: site, key: preload}}/' job.yaml
    run -1 "${ENV[@]}" --onto job.yaml --image i config.yaml:seed=2
    [ "$output" = 'inlay: job.yaml: LD_PRELOAD of container main comes from elsewhere, so inlay cannot join it (give it a value)' ]
}

image_config() {
    echo '{"Env": ["PATH=/bin", "LD_PRELOAD=libjemalloc.so.2:/a$b.so"], "Entrypoint": ["tini", "--"], "Cmd": ["train", "$HOME"]}'
}

@test "--image-config: LD_PRELOAD and command are the image's where the manifest says none" {
    printf '[{"Config": %s}]' "$(image_config)" >docker.json
    printf '{"architecture": "amd64", "config": %s}' "$(image_config)" >oci.json
    local file
    for file in docker.json oci.json; do
        run -0 printed_json '(.spec.initContainers[1].command | join(" ")), (.spec.containers[].env[] | select(.name == "LD_PRELOAD").value)' \
            "${ENV[@]}" --container main --image i --job-image j --image-config $file config.yaml:seed=2
        [ "$output" = $'/inlay/bin/inlay verify -- tini -- train $$HOME\nlibjemalloc.so.2:/a$$b.so:/inlay/lib/inlay/libinlay.so' ]
    done
    job_manifest
    sed -i '/command:/d' job.yaml
    run -0 printed_json "($POD.initContainers[1].command | join(\" \")), ($POD.containers[].env[] | select(.name == \"LD_PRELOAD\").value)" \
        "${ENV[@]}" --onto job.yaml --image i --image-config docker.json config.yaml:seed=2
    [ "$output" = $'/inlay/bin/inlay verify -- tini -- --seed $(SEED)\nlibxalt.so:/inlay/lib/inlay/libinlay.so' ]
    run -0 "$INLAY" env --format docker --image-config docker.json config.yaml:seed=2
    [ "${lines[0]}" = "LD_PRELOAD=libjemalloc.so.2:/a\$b.so:$LIB" ]
    echo '[]' >docker.json
    run -1 "$INLAY" env --format docker --image-config docker.json config.yaml:seed=2
    [ "$output" = "inlay: docker.json: has no image's config (docker image inspect prints one)" ]
}

@test "a manifest that has the patch already gets the same one" {
    job_manifest
    ENV+=(--onto job.yaml --image i)
    "${ENV[@]}" config.yaml:seed=2 >first
    "$PYTHON" - <<'PY'
import yaml
documents = list(yaml.safe_load_all(open("job.yaml")))
pod, patch = (d["spec"]["template"]["spec"] for d in (documents[1], yaml.safe_load(open("first"))))
main, change = pod["containers"][0], patch["containers"][0]
names = {v["name"] for v in change["env"]}
main["env"] = [v for v in main["env"] if v["name"] not in names] + change["env"]
main["volumeMounts"] += change["volumeMounts"]
pod["initContainers"] = patch["initContainers"] + pod["initContainers"]
yaml.safe_dump_all(documents, open("job.yaml", "w"))
PY
    "${ENV[@]}" config.yaml:seed=2 >second
    diff <(printed_json "$POD" @first | jq -S 'del(.["$setElementOrder/initContainers"])') \
        <(printed_json "$POD" @second | jq -S 'del(.["$setElementOrder/initContainers"])')
}

@test "a long document: a ConfigMap" {
    "$PYTHON" -c 'import json; json.dump({"files": {"config.yaml": {"seed": "é $HOME " * 25000}}}, open("long.json", "w"))'
    ENV+=(--container main --library /opt/libinlay.so -o long.json)
    run -1 "${ENV[@]}"
    [ "$output" = 'inlay: the overrides are too long for a variable (--document FILE writes the ConfigMap that holds them)' ]
    "${ENV[@]}" --document map.yaml >printed
    local name
    name=$(printed_json .metadata.name @map.yaml)
    [ "$(printed_json '.spec.volumes[] | select(.name == "inlay-overrides").configMap.name' @printed)" = "$name" ]
    [ "$(printed_json '.spec.containers[].volumeMounts[] | select(.name == "inlay-overrides").mountPath' @printed)" = /inlay-overrides ]
    [ "$(printed_json '.spec.containers[].env[] | select(.name == "INLAY_OVERRIDES").value' @printed)" = @/inlay-overrides/overrides ]
    printed_json .binaryData.overrides @map.yaml | base64 -d >document
    [ "$(printed_json '.spec.containers[].env[] | select(.name == "INLAY_OVERRIDES_SHA256").value' @printed)" = "$(sha256sum <document | cut -d' ' -f1)" ]
    "$INLAY" render -o document config.yaml | cmp - <("$INLAY" render -o long.json config.yaml)
    "$PYTHON" -c 'import json; json.dump({"files": {"config.yaml": {"seed": "a" * 1000000}}}, open("long.json", "w"))'
    run -1 "${ENV[@]}" --document map.yaml
    [[ $output == 'inlay: the overrides, '*' bytes, are too long for a ConfigMap '* ]]
}

@test "compose: a service, and its own LD_PRELOAD" {
    cat >compose.yaml <<'YAML'
x-env: &env {LD_PRELOAD: libxalt.so, A: 1}
services:
  train: {image: job, environment: *env}
  other: {image: job, environment: [LD_PRELOAD=a.so], env_file: [x]}
YAML
    run -1 "$INLAY" env --format compose --onto compose.yaml config.yaml:seed=2
    [ "$output" = "inlay: compose.yaml: has several services (name the job's: --container NAME)" ]
    run -1 "$INLAY" env --format compose config.yaml:seed=2
    [ "$output" = 'inlay: which service is the job? (--container NAME, or --onto compose.yaml)' ]
    run -0 printed_json .services.train.environment.LD_PRELOAD "$INLAY" env --format compose --onto compose.yaml --container train config.yaml:seed=2
    [ "$output" = "libxalt.so:$LIB" ]
    run -0 printed_json .services.other.environment.LD_PRELOAD "$INLAY" env --format compose --onto compose.yaml --container other config.yaml:seed=2
    [ "$output" = "a.so:$LIB" ]
    sed -i 's/environment: \[LD_PRELOAD=a.so\], //' compose.yaml
    run -0 "$INLAY" env --format compose --onto compose.yaml --container other config.yaml:seed=2
    [ "${lines[0]}" = 'inlay: compose.yaml: warning: other has env_file: an LD_PRELOAD in it is not seen, and is replaced' ]
    run -1 "$INLAY" env --format compose --onto compose.yaml --container none config.yaml:seed=2
    [ "$output" = 'inlay: compose.yaml: has no such service as --container names' ]
}
