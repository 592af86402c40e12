# SPDX-License-Identifier: Apache-2.0
# Loaded by suites that run containers: Podman with a storage of the suite's own, under the names podman and docker, and the
# image job, made of this machine's own cat and sh.

# Once for a suite, from setup_file.
containers_start() {
    local storage=$BATS_FILE_TMPDIR/containers name
    command -v podman runc >/dev/null || return 0
    mkdir -p "$storage/bin" "$storage/networks"
    cat >"$storage/containers.conf" <<CONF
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
log_driver = "k8s-file"
[network]
network_config_dir = "$storage/networks"
CONF
    for name in podman docker; do
        cat >"$storage/bin/$name" <<SH
#!/bin/sh
CONTAINERS_CONF=$storage/containers.conf exec $(command -v podman) --root $storage/root --runroot $storage/run --storage-driver vfs "\$@"
SH
        chmod +x "$storage/bin/$name"
    done
    if containers_image && "$storage/bin/podman" run --rm job true; then
        touch "$BATS_FILE_TMPDIR/works"
    fi
}

# An image of the job's alone: what its programs and both of inlay's load, and a config file.
containers_image() {
    local image=$BATS_FILE_TMPDIR/image file programs=(/bin/sh /bin/cat /bin/true /bin/sleep /usr/bin/env)
    for file in $(ldd "${programs[@]}" "$INLAY" "$LIB" | grep -o '/[^ :)]*' | grep -vF "$BUILD" | sort -u) "${programs[@]}"; do
        mkdir -p "$image$(dirname "$file")"
        cp -L "$file" "$image$file"
    done
    mkdir -p "$image/app" "$image/tmp"
    printf 'lr: 0.1\nnote: none\n' >"$image/app/config.yaml"
    tar -C "$image" -c . | "$BATS_FILE_TMPDIR/containers/bin/podman" import -q -c WORKDIR=/app -c 'CMD ["cat", "config.yaml"]' \
        -c 'ENV PATH=/usr/local/bin:/usr/bin:/bin' - job
}

containers_stop() {
    podman_works || return 0
    PATH=$BATS_FILE_TMPDIR/containers/bin:$PATH
    podman pod rm --all --force && podman rm --all --force
    podman network prune --force
}

podman_works() {
    [ -e "$BATS_FILE_TMPDIR/works" ]
}

needs_podman() {
    podman_works || leave_out 'needs podman and runc that run containers here'
    export PATH=$BATS_FILE_TMPDIR/containers/bin:$PATH
}

# image_with_inlay [USER]: an image called inlay, which is the job's with what `inlay install` gives, where podman works.
image_with_inlay() {
    podman_works || return 0
    mkdir "$BATS_FILE_TMPDIR/inlay"
    "$INLAY" install "$BATS_FILE_TMPDIR/inlay"
    printf 'FROM job\nCOPY inlay /usr/local\nUSER %s\n' "${1:-0}" |
        "$BATS_FILE_TMPDIR/containers/bin/podman" build -q -t inlay -f - "$BATS_FILE_TMPDIR"
}
