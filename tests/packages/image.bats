#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The image, as podman's users load and run it, in a storage of the suite's own.

bats_require_minimum_version 1.5.0
load packages

setup_file() {
    type -P podman >/dev/null || return 0
    run_podman load -q -i "$IMAGE" >"$BATS_FILE_TMPDIR/loaded" 2>&1 || true
}

teardown_file() {
    type -P podman >/dev/null || return 0
    run_podman system reset --force >/dev/null 2>&1 || true
}

setup() {
    own_directory
    needs_program podman
    in_image inlay:"$VERSION" --version >/dev/null || leave_out 'needs podman that may run containers'
}

run_podman() {
    podman --root "$BATS_FILE_TMPDIR/storage" --runroot "$BATS_FILE_TMPDIR/run" --storage-driver vfs --runtime runc "$@"
}

# in_image [PODMAN'S OPTION ...] IMAGE ARGUMENT ...
in_image() {
    run_podman run --rm --network none --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 "$@"
}

@test "it loads under its name, and runs" {
    run -0 in_image "localhost/inlay:$VERSION" --version
    [[ $output == "inlay $VERSION"* ]]
    run -0 in_image --entrypoint inlay "inlay:$VERSION" help
    [[ $output == *'inlay run'* ]]
}

@test "any user, a read-only root, no capabilities" {
    for user in 65532:65532 1000650000:0 0:0; do
        run -0 in_image --user "$user" --read-only --cap-drop=all --security-opt no-new-privileges "inlay:$VERSION" --version
    done
    run -0 run_podman image inspect --format '{{.Config.User}}' "inlay:$VERSION"
    [ "$output" = 65532:65532 ]
}

@test "both architectures are in one index, each with its own binaries and the licences" {
    mkdir layout
    tar -xf "$IMAGE" -C layout
    run -0 jq -r '.manifests[0].digest' layout/index.json
    index=layout/blobs/${output/://}
    [ "$(jq -r '.manifests[].platform | .os + "/" + .architecture' "$index" | sort | paste -sd ' ')" = 'linux/amd64 linux/arm64' ]
    for platform in amd64:x86_64 arm64:aarch64; do
        manifest=layout/blobs/$(jq -r --arg arch "${platform%:*}" '.manifests[] | select(.platform.architecture == $arch).digest' "$index" | tr : /)
        [ "$(jq -r .architecture "layout/blobs/$(jq -r .config.digest "$manifest" | tr : /)")" = "${platform%:*}" ]
        mkdir "${platform%:*}"
        tar -xf "layout/blobs/$(jq -r '.layers[0].digest' "$manifest" | tr : /)" -C "${platform%:*}"
        for file in bin/inlay lib/inlay/libinlay.so; do
            [ "$(machine_of "${platform%:*}/$file")" = "${platform#*:}" ]
            cmp "${platform%:*}/$file" "$DIST/${platform#*:}/$file"
        done
        for of in 'Apache License' 'Kirill Simonov' 'Dave Gamble' 'Rich Felker'; do
            grep -rq "$of" "${platform%:*}/share/doc/inlay"
        done
        [ -z "$(find "${platform%:*}" ! -perm -o+r)" ]
    done
}

@test "the same trees make the same bytes, at any time and under any umask" {
    needs_program buildah
    export SOURCE_DATE_EPOCH=1700000000
    "$ROOT/scripts/packages/image/build" "$DIST/x86_64" "$DIST/aarch64" "$PWD/once" >once.path 2>log
    umask 077
    "$ROOT/scripts/packages/image/build" "$DIST/x86_64" "$DIST/aarch64" "$PWD/again" >again.path 2>>log
    cmp "$(<once.path)" "$(<again.path)"
}

@test "inlay install gives a volume what a pod needs, and a job beside reads by it" {
    mkdir volume
    chmod 777 volume
    run -0 in_image --user 1000650000:0 --read-only --cap-drop=all -v "$PWD/volume:/inlay" "inlay:$VERSION" install /inlay
    echo 'seed: 42' >config.yaml
    run -0 volume/bin/inlay run config.yaml:seed=7 -- cat config.yaml
    [ "$output" = 'seed: 7' ]
    run -0 env LD_PRELOAD="$PWD/volume/lib/inlay/libinlay.so" INLAY_SET=config.yaml:seed=8 cat config.yaml
    [ "$output" = 'seed: 8' ]
}

@test "COPY --from=inlay / /usr/local/ in another image" {
    needs_root_directory "bookworm-$ARCH-slim"
    tar -C "$ROOT/build/roots/bookworm-$ARCH-slim" --exclude=./proc --exclude=./sys --exclude=./usr/share -c . | run_podman import -q - slim >/dev/null
    echo 'seed: 42' >config.yaml
    printf 'FROM slim\nCOPY --from=inlay:%s / /usr/local/\nCOPY config.yaml /app/\nWORKDIR /app\nENTRYPOINT ["inlay", "run"]\n' "$VERSION" >Dockerfile
    run_podman build -q --isolation chroot -t job . >/dev/null
    run -0 in_image job config.yaml:seed=7 -- cat config.yaml
    [ "$output" = 'seed: 7' ]
    run -0 in_image -e INLAY_SET=config.yaml:seed=8 -e LD_PRELOAD=/usr/local/lib/inlay/libinlay.so --entrypoint cat job config.yaml
    [ "$output" = 'seed: 8' ]
}
