#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Containers as clusters run them: users, capabilities and mounts taken away, images that lack a shell or everything.

bats_require_minimum_version 1.5.0
load matrix

setup_file() {
    [ ! -d "$CELL" ] || compile_programs
}

setup() {
    own_directory
    needs_containers
    needs_cell
    docker_profile >docker.json
    DOCKER=(--security-opt "seccomp=$PWD/docker.json" --cap-drop=all "--cap-add=$DOCKER_CAPABILITIES")
    mkdir app
    echo 'seed: 42' >app/config.yaml
    chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" . app
}

# reads_in ROOT [PODMAN'S OPTION ...] -- COMMAND ...: the command reads overrides there, by `inlay run` and by the environment alone.
reads_in() {
    local root=$1 options=(-v "$PWD/app:/app" -w /app)
    shift
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    run -0 in_container "$root" "${options[@]}" -- /opt/inlay/bin/inlay run config.yaml:seed=7 -- "$@"
    [ "$output" = 'seed: 7' ]
    run -0 in_container "$root" "${options[@]}" -e LD_PRELOAD=/opt/inlay/lib/inlay/libinlay.so -e INLAY_SET=config.yaml:seed=8 -- "$@"
    [ "$output" = 'seed: 8' ]
}

@test "an arbitrary user without capabilities, on a read-only root" {
    reads_in "$CELL:O" --user 1000650000:0 --cap-drop=all --security-opt no-new-privileges --read-only --read-only-tmpfs=false -- \
        python3 -c 'print(open("config.yaml").read(), end="")'
}

@test "Docker's default profile and capabilities" {
    reads_in "$CELL:O" "${DOCKER[@]}" -- sh -c 'cat config.yaml'
}

@test "without a shell: the C library and one program" {
    mkdir root
    in_container "$CELL:O" -v "$PWD/root:/out" -- sh -euc '
        for file in /bin/cat $(ldd /bin/cat /opt/inlay/lib/inlay/libinlay.so | grep -o "/[^ :]*"); do
            mkdir -p "/out$(dirname "$file")"
            cp -L "$file" "/out$file"
        done'
    reads_in "$PWD/root" -- /bin/cat config.yaml
}

@test "an empty image with a static program" {
    mkdir root
    run -0 in_container "$PWD/root" -v "$PWD/app:/app" -w /app -- /opt/inlay/bin/inlay run config.yaml:seed=7 -- /programs/static
    [ "$output" = 'seed: 7' ]
    run -0 in_container "$PWD/root" --user 1000650000:0 --cap-drop=all --security-opt no-new-privileges --read-only \
        -v "$PWD/app:/app" -w /app -- /opt/inlay/bin/inlay run config.yaml:seed=7 -- /programs/static
    [ "$output" = 'seed: 7' ]
}

@test "an empty image with a static program, under Docker's default profile" {
    mkdir root
    run -0 in_container "$PWD/root" "${DOCKER[@]}" -v "$PWD/app:/app" -w /app -- /opt/inlay/bin/inlay run config.yaml:seed=7 -- /programs/static
    [ "$output" = 'seed: 7' ]
}
