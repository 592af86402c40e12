#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# An installation whose path LD_PRELOAD cannot name: jobs load a copy of the library from the user's cache.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    mkdir home tmp
    export HOME=$PWD/home TMPDIR=$PWD/tmp
    unset XDG_CACHE_HOME
    echo 'seed: 42' >config.yaml
    DIGEST=$(sha256sum <"$LIB")
    DIGEST=${DIGEST%% *}
    CACHED=$HOME/.cache/inlay/$DIGEST/libinlay.so
    TEMPORARY=$TMPDIR/inlay-$(id -u)/$DIGEST/libinlay.so
    install_in "$PWD/two words"
}

install_in() {
    INSTALLED=$1/bin/inlay
    install -D -m 755 "$INLAY" "$INSTALLED"
    install -D -m 644 "$LIB" "$1/lib/inlay/libinlay.so"
}

# is_copied_to PATH [PREFIX ...]: a job that starts now reads what it should, by a copy there.
is_copied_to() {
    local path=$1
    shift
    run -0 --separate-stderr "$@" "$INSTALLED" run config.yaml:seed=7 -- sh -c 'cat config.yaml; echo "$LD_PRELOAD"'
    echo "$stderr"
    [ "$output" = "seed: 7"$'\n'"$path" ]
    [ -z "$stderr" ]
    cmp "$path" "$LIB"
    [ "$(stat -c %a "$path")" = 644 ]
    [ -z "$(find "$HOME" "$TMPDIR" -name '*.so.*')" ]
}

@test "what LD_PRELOAD takes apart, or replaces" {
    local name
    for name in 'two words' 'co:lon' $'a\ttab' $'a\nline' 'the $ORIGIN'; do
        install_in "$PWD/$name"
        is_copied_to "$CACHED"
        is_copied_to "$CACHED" # again, with the copy there
    done
}

@test "musl's loader and cleared environments find the copy" {
    needs_program musl-gcc
    printf '#include <stdio.h>\nint main(void)\n{\n    char line[80];\n    fputs(fgets(line, 80, fopen("config.yaml", "r")), stdout);\n}\n' >read.c
    musl-gcc -o read read.c
    install_in "$PWD/a"$'\t'"tab"
    run -0 "$INSTALLED" run config.yaml:seed=7 -- ./read
    [ "$output" = 'seed: 7' ]
    run -0 "$INSTALLED" run config.yaml:seed=7 -- env -i /bin/sh -c 'cat config.yaml'
    [ "$output" = 'seed: 7' ]
}

@test "inlay record has it too" {
    run -0 "$INSTALLED" record -- cat config.yaml
    [ -e "$CACHED" ]
    grep config.yaml inlay.yaml
}

@test "XDG_CACHE_HOME, made where it is missing, and passed over where it is relative" {
    XDG_CACHE_HOME=$PWD/other is_copied_to "$PWD/other/inlay/$DIGEST/libinlay.so"
    [ "$(stat -c %a other)" = 700 ]
    XDG_CACHE_HOME=relative is_copied_to "$CACHED"
    [ ! -e relative ]
}

@test "without a cache that can be used the copy is below TMPDIR" {
    is_copied_to "$TEMPORARY" env -u HOME
    rm -r tmp/*
    mkdir 'my home'
    is_copied_to "$TEMPORARY" env HOME="$PWD/my home"
    rm -r tmp/*
    is_copied_to "$TEMPORARY" env HOME=/dev/null
    rm -r tmp/*
    chmod 555 home
    is_copied_to "$TEMPORARY" without_privileges
}

@test "a directory that others may write into, or that is a link, is passed over" {
    mkdir -p home/.cache/inlay
    chmod 777 home/.cache/inlay
    is_copied_to "$TEMPORARY"
    chmod 775 home/.cache
    chmod 755 home/.cache/inlay
    is_copied_to "$TEMPORARY"
    rmdir home/.cache/inlay
    chmod 755 home/.cache
    ln -s "$PWD/tmp" home/.cache/inlay
    is_copied_to "$TEMPORARY"
}

@test "another user's directories are passed over" {
    needs_root
    mkdir -p home/.cache/inlay
    chown 12345 home/.cache/inlay
    is_copied_to "$TEMPORARY"
    chown 0 home/.cache/inlay
    chown 12345 home/.cache
    is_copied_to "$TEMPORARY"
}

@test "a copy that is not the library is replaced" {
    is_copied_to "$CACHED"
    echo >>"$CACHED"
    is_copied_to "$CACHED"
    : >"$CACHED"
    is_copied_to "$CACHED"
    chmod 666 "$CACHED"
    is_copied_to "$CACHED"
    ln -sf "$LIB" "$CACHED"
    is_copied_to "$CACHED"
    [ ! -L "$CACHED" ]
}

@test "a umask of any kind" {
    umask 077
    is_copied_to "$CACHED"
    rm -r home/.cache
    umask 000
    is_copied_to "$CACHED"
}

@test "twenty that start at once" {
    local i
    for i in {1..20}; do
        "$INSTALLED" run config.yaml:seed=7 -- cat config.yaml >>out 2>&1 &
    done
    wait
    [ "$(sort -u out)" = 'seed: 7' ]
    [ "$(wc -l <out)" -eq 20 ]
    [ "$(find "$HOME" -type f)" = "$CACHED" ]
}

@test "a cache that is mounted noexec is passed over" {
    needs_namespaces --mount
    mkdir -p home/.cache
    run -0 "${UNSHARE[@]}" sh -c 'mount -t tmpfs -o noexec,mode=755 none "$1" && "$2" run config.yaml:seed=7 -- sh -c "cat config.yaml; echo \$LD_PRELOAD"' \
        - "$PWD/home/.cache" "$INSTALLED"
    [ "${lines[0]}" = 'seed: 7' ]
    [[ ${lines[1]} == "$TMPDIR"/inlay-* ]]
}

@test "no room anywhere: nothing starts, and the message says what was tried" {
    run -125 env -u HOME TMPDIR="$PWD/two words" "$INSTALLED" run config.yaml:seed=7 -- touch started
    [ "$output" = "inlay: $PWD/two words/lib/inlay/libinlay.so: LD_PRELOAD cannot name a path with white space, a colon or a \$, and nowhere is room for a copy: HOME: it is not set; $PWD/two words: LD_PRELOAD cannot name it either (install inlay elsewhere, or set TMPDIR)" ]
    chmod 777 tmp
    run -125 env -u HOME "$INSTALLED" run config.yaml:seed=7 -- touch started
    [[ $output == *"$TMPDIR: others may write there "* ]]
    [ ! -e started ]
}

# warns_of DIRECTORY: inlay env says that the library, installed below, may be cleared away with it; nothing for "".
warns_of() {
    run -0 --separate-stderr "$INSTALLED" env --format shell config.yaml:seed=7
    echo "$stderr"
    [[ $output == *LD_PRELOAD=* ]]
    [ "$(sed -n 's/^inlay: note: .*libinlay.so is in a cache, \(.*\), and is lost .*/\1/p' <<<"$stderr")" = "$1" ]
    [ -n "$1" ] || [ -z "$stderr" ]
}

@test "inlay env warns of a library in a cache, which outlives no pruning" {
    install_in "$HOME/.cache/pipx/0123" # pipx run
    warns_of "$HOME/.cache"
    install_in "$HOME/.local/pipx/.cache/0123" # that of Debian 12
    warns_of "$HOME/.local/pipx/.cache"
    install_in "$PWD/uv-cache/archive-v0/abcd" # uvx, with a cache elsewhere
    touch uv-cache/CACHEDIR.TAG uv-cache/archive-v0/abcd/{CACHEDIR.TAG,pyvenv.cfg}
    warns_of "$PWD/uv-cache"
    install_in "$PWD/venv" # uv and pipx mark these, too
    touch venv/{CACHEDIR.TAG,pyvenv.cfg}
    warns_of ''
    install_in "$PWD/my venv"
    warns_of "$HOME/.cache"
    HOME='' warns_of "${TEMPORARY%/*/*}"
    XDG_CACHE_HOME=$PWD/other warns_of "$PWD/other"
    run -0 --separate-stderr "$INSTALLED" run config.yaml:seed=7 -- cat config.yaml
    [ -z "$stderr" ]
}

@test "where installers leave the library it is found, and named when it is missing" {
    local place
    mkdir -p target/bin
    cp "$INLAY" target/bin/inlay
    run -125 target/bin/inlay run config.yaml:seed=7 -- cat config.yaml
    [[ $output == *"target/lib/inlay/libinlay.so: No such file or directory (install bin/inlay and lib/inlay/libinlay.so together)" ]]
    for place in inlay data/lib/inlay lib/inlay; do # pip install --target; uv's links into its cache; all others
        mkdir -p "target/$place"
        cp "$LIB" "target/$place"
        run -0 target/bin/inlay run config.yaml:seed=7 -- sh -c 'cat config.yaml; echo "$LD_PRELOAD"'
        [ "$output" = "seed: 7"$'\n'"$PWD/target/$place/libinlay.so" ]
        rm "target/$place/libinlay.so"
    done
}
