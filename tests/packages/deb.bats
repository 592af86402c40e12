#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The .deb and the tarball, in a fresh root of debian:12-slim's kind: what debootstrap calls minbase.

bats_require_minimum_version 1.5.0
load packages

ROOTS=bookworm-$ARCH

# Commands of a container. dpkg's lists are the root's own.
fresh() {
    in_root "$ROOTS-slim" -w /root -- sh -euc "$1"
}

@test "lintian finds no error and no warning" {
    needs_program lintian
    for arch in amd64 arm64; do
        run -0 lintian --allow-root --fail-on error,warning "$DIST/inlay_$VERSION-1_$arch.deb"
        [ -z "$output" ]
    done
}

@test "each package holds its architecture's binaries, two paths of the library, and what the licences ask for" {
    declare -A machine=([amd64]=x86_64 [arm64]=aarch64)
    for arch in amd64 arm64; do
        dpkg-deb -x "$DIST/inlay_$VERSION-1_$arch.deb" "$arch"
        run -0 dpkg-deb -f "$DIST/inlay_$VERSION-1_$arch.deb" Version Architecture Depends
        [ "$output" = "Version: $VERSION-1"$'\n'"Architecture: $arch"$'\nDepends: libc6 (>= 2.17)' ]
        [ "$(machine_of "$arch/usr/bin/inlay")" = "${machine[$arch]}" ]
        [ "$(machine_of "$arch/usr/lib/inlay/libinlay.so")" = "${machine[$arch]}" ]
        [ "$(readlink -f "$arch/usr/lib/inlay/libinlay.so")" = "$PWD/$arch/usr/lib/${machine[$arch]}-linux-gnu/inlay/libinlay.so" ]
        for of in Apache-2.0 'Kirill Simonov' 'Dave Gamble' 'Rich Felker' 'WITHOUT WARRANTY OF ANY KIND'; do
            grep -q "$of" "$arch/usr/share/doc/inlay/copyright"
        done
    done
}

@test "the same tree makes the same bytes, at any time and under any umask" {
    needs_program dh
    export SOURCE_DATE_EPOCH=1700000000
    "$ROOT/scripts/packages/deb/build" "$DIST/$ARCH" "$ARCH" "$PWD/once" >once.path 2>log
    umask 077
    "$ROOT/scripts/packages/deb/build" "$DIST/$ARCH" "$ARCH" "$PWD/again" >again.path 2>>log
    cmp "$(<once.path)" "$(<again.path)"
}

@test "the .deb: installed, used and removed" {
    needs_root_directory "$ROOTS-slim"
    run -0 fresh '
        find / -xdev | sort >/tmp/before
        dpkg -i /dist/'"$(basename "$DEB")"' >/dev/null
        echo "seed: 42" >config.yaml
        inlay run config.yaml:seed=7 -- cat config.yaml
        for library in /usr/lib/inlay/libinlay.so /usr/lib/'"$ARCH"'-linux-gnu/inlay/libinlay.so; do
            LD_PRELOAD=$library INLAY_SET=config.yaml:seed=8 cat config.yaml
            LD_PRELOAD=$library INLAY_SET=config.yaml:seed=9 env -i cat config.yaml
        done
        cat config.yaml
        rm config.yaml
        dpkg -P inlay >/dev/null
        find / -xdev | sort >/tmp/after
        diff /tmp/before /tmp/after | grep -v -e " /tmp/" -e " /var/lib/dpkg/" -e " /proc" | grep "^[<>]" || true'
    [ "$output" = $'seed: 7\nseed: 8\nseed: 9\nseed: 8\nseed: 9\nseed: 42' ]
}

@test "the first override in two commands: the .deb" {
    needs_root_directory "$ROOTS-slim"
    run -0 fresh '
        echo "seed: 42" >config.yaml
        apt-get install -qq /dist/'"$(basename "$DEB")"' >/dev/null
        inlay run config.yaml:seed=7 -- cat config.yaml'
    [ "${lines[-1]}" = 'seed: 7' ]
}

@test "the first override in two commands: the tarball" {
    needs_root_directory "$ROOTS-slim"
    run -0 fresh '
        echo "seed: 42" >config.yaml
        tar -xzf /dist/'"$(basename "$TARBALL")"' -C /usr/local --strip-components=1
        inlay run config.yaml:seed=7 -- cat config.yaml'
    [ "$output" = 'seed: 7' ]
}

@test "the first override in two commands: the wheel in a venv" {
    needs_root_directory "$ROOTS-python"
    run -0 in_root "$ROOTS-python" -w /root -- sh -euc '
        echo "seed: 42" >config.yaml
        python3 -m venv venv
        venv/bin/pip install -q --no-index '"/dist/$(basename "$(wheel_of "$ARCH")")"'
        venv/bin/inlay run config.yaml:seed=7 -- cat config.yaml'
    [ "${lines[-1]}" = 'seed: 7' ]
}
