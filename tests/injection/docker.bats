#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay env --format docker, read by podman: --env-file, and what `podman image inspect` says.

bats_require_minimum_version 1.5.0
load ../helpers
load hostile

setup() {
    own_directory
    hostile_launch
}

# in_container PROGRAM ARGUMENT ...: with the env-file `printed`, the library at its path, and config.yaml where it starts.
in_container() {
    podman run --rm --runtime runc --network none --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 --env-file printed \
        -v "$LIB:$LIB:ro" "${MORE[@]}" --rootfs "$PWD/root" "$@"
}

needs_containers() {
    needs_program podman
    chroot_with /bin/cat /usr/bin/env
    cp config.yaml root
    mkdir -p root/{proc,sys,dev,etc,run,tmp} "root$(dirname "$LIB")"
    MORE=()
    : >printed
    in_container /usr/bin/env >log 2>&1 || leave_out 'needs podman that runs'
}

@test "podman --env-file: hostile values, and a run config" {
    needs_containers
    "$INLAY" env --format docker -o hostile.json -o run_config.json >printed
    run -0 in_container /bin/cat config.yaml
    [ "$output" = "$(cat expected)" ]
    in_container /usr/bin/env | sed -n 's/^WANDB_CONFIG=//p' >run_config
    [ "$(jq -S . run_config)" = "$(jq -S .run_config run_config.json)" ]
}

@test "podman: a root, a long document, and a file that the container lacks" {
    needs_containers
    mkdir 'root/a b'
    mv root/config.yaml 'root/a b'
    "$INLAY" env --format docker --root '/a b' -o hostile.json >printed
    run -0 in_container /bin/cat '/a b/config.yaml'
    [ "$output" = "$(cat expected)" ]
    long_document
    cp config.yaml root
    "$INLAY" env --format docker -o long.json --document "$PWD/document" >printed
    MORE=(-v "$PWD/document:$PWD/document:ro")
    in_container /bin/cat config.yaml | cmp - expected
    "$INLAY" env --format docker nowhere.yaml:a=1 >printed
    run -125 in_container /bin/cat config.yaml
    [[ $output == *'nowhere.yaml does not exist, and INLAY_REQUIRE is set'* ]]
}

@test "a document just below the limit fits podman's lines" {
    needs_containers
    "$PYTHON" -c 'import json; json.dump({"files": {"config.yaml": {"text": "a" * 45900}}}, open("long.json", "w"))'
    "$INLAY" render -o long.json config.yaml >expected
    "$INLAY" env --format docker -o long.json >printed
    [ "$(wc -L <printed)" -gt 61000 ]
    in_container /bin/cat config.yaml | cmp - expected
    "$PYTHON" -c 'import json; json.dump({"files": {"config.yaml": {"text": "a" * 46100}}}, open("long.json", "w"))'
    run -1 "$INLAY" env --format docker -o long.json
}
