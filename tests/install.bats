#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `make install` and `make uninstall`, and the installed command.

bats_require_minimum_version 1.5.0
load helpers

make_in_root() {
    make -s -C "$ROOT" "$@" 3>&-
}

@test "install puts its files in place, and uninstall takes them away again" {
    make_in_root install DESTDIR="$PWD/stage" PREFIX=/usr
    run -0 bash -c 'cd stage && find . -type f -printf "%m %P\n" | sort -k 2'
    printf '%s\n' >expected '755 usr/bin/inlay' '644 usr/lib/inlay/libinlay.so' '755 usr/share/inlay/pydantic-schema' \
        '755 usr/share/inlay/wandb-job' '644 usr/share/bash-completion/completions/inlay' \
        '644 usr/share/fish/vendor_completions.d/inlay.fish' '644 usr/share/zsh/site-functions/_inlay'
    for page in "$ROOT"/shim/cli/man/*; do
        echo "644 usr/share/man/man${page##*.}/${page##*/}" >>expected
    done
    [ "$output" = "$(sort -k 2 expected)" ]
    make_in_root uninstall DESTDIR="$PWD/stage" PREFIX=/usr
    run -0 find stage -type f
    [ -z "$output" ]
    [ ! -e stage/usr/lib/inlay ]
    [ ! -e stage/usr/share/inlay ]
}

# Also where scripts/install-dependencies dist has fetched sources, whose rules stand first.
@test "make clean where nothing was built, and where no sources were fetched" {
    mkdir -p source/scripts
    cp "$ROOT/Makefile" source
    cp "$ROOT/scripts/sources.txt" source/scripts
    make -s -C source clean
    mkdir -p source/build/bin source/build/sources/unpacked
    touch source/build/sources/fetched.deb
    make -s -C source clean
    run -0 find source/build -mindepth 1
    [ "$output" = 'source/build/sources
source/build/sources/fetched.deb' ]
}

@test "make without a target makes the command and the library" {
    run -0 bash -c "make -C '$ROOT' -np 3>&- | grep '^.DEFAULT_GOAL'"
    [ "$output" = '.DEFAULT_GOAL := all' ]
}

@test "uninstall where nothing is installed does nothing" {
    make_in_root uninstall PREFIX="$PWD/nowhere"
}

@test "the installed command finds its library, also through a symbolic link" {
    make_in_root install PREFIX="$PWD/prefix"
    mv prefix moved
    ln -s moved/bin/inlay inlay
    echo 'seed: 42' >config.yaml
    run -0 moved/bin/inlay run config.yaml:seed=7 -- cat config.yaml
    [ "$output" = 'seed: 7' ]
    run -0 ./inlay run config.yaml:seed=7 -- cat config.yaml
    [ "$output" = 'seed: 7' ]
}
