#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A pod with the patch of inlay env, run by podman: inlay is installed and verified in it as any user, without capabilities, and
# a pod whose job would read the disk does not start.

bats_require_minimum_version 1.5.0
load ../helpers
load ../recipes/containers
load hostile

setup_file() {
    containers_start
    image_with_inlay 65532
}

teardown_file() {
    containers_stop
}

setup() {
    own_directory
    hostile_launch
    needs_podman
    [ -x "$CONSUMERS" ] || leave_out 'needs the libraries of kubectl from the Go module proxy'
}

# pod COMMAND: as OpenShift would run it, with a user that no image knows. Its config file, and a static program, are bound.
pod() {
    printf '#include <stdio.h>\nint main(void) { puts("ran"); return 0; }\n' | gcc -static -x c -o static -
    cat >pod.yaml <<YAML
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  restartPolicy: Never
  volumes:
    - {name: config, hostPath: {path: $PWD/config.yaml, type: File}}
    - {name: static, hostPath: {path: $PWD/static, type: File}}
  containers:
    - name: train
      image: localhost/job
      imagePullPolicy: Never
      command: $1
      workingDir: /app
      securityContext:
        runAsUser: 1000650000
        runAsNonRoot: true
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
        seccompProfile: {type: RuntimeDefault}
      volumeMounts: [{name: config, mountPath: /app/config.yaml}, {name: static, mountPath: /app/static}]
YAML
}

# plays [OPTION ...]: the pod with the patch.
plays() {
    "$INLAY" env --format kubernetes --image localhost/inlay --onto pod.yaml "$@" >patch.yaml
    "$CONSUMERS" patch pod.yaml patch.yaml | jq '.spec.initContainers[0].imagePullPolicy = "Never"' >merged.json
    podman kube play --network none merged.json >played 2>&1
}

ends() {
    podman kube down merged.json >/dev/null 2>&1
    podman pod rm --all --force >/dev/null 2>&1
    podman volume rm --all --force >/dev/null
}

@test "a job reads what it is given" {
    pod '[cat, config.yaml]'
    plays -o hostile.json -o run_config.json || { cat played; return 1; }
    run podman wait train-train
    [ "$output" = 0 ] || { podman logs train-train; podman logs train-inlay-verify; return 1; }
    podman logs train-train | cmp - expected
    ends
}

@test "a job that would read the disk: its pod does not start" {
    pod '[/app/static]'
    run -125 plays config.yaml:seed=2
    grep -q 'init container .* exited with code 1' played
    [ -z "$(podman logs train-train)" ]
    run podman logs train-inlay-verify
    [[ $output == 'inlay: /app/static: '*static* ]] || { echo "$output"; return 1; }
    ends
}
