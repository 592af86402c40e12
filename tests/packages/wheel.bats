#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The wheels, installed by pip, uv and pipx as their users would, without an index.

bats_require_minimum_version 1.5.0
load packages

setup() {
    own_directory
    mkdir home job tmp
    export HOME=$PWD/home TMPDIR=$PWD/tmp PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore UV_OFFLINE=1
    unset XDG_CACHE_HOME XDG_DATA_HOME UV_CACHE_DIR PIPX_HOME PIPX_BIN_DIR PYTHONPATH PYTHONUSERBASE PIP_USER
    # pyenv's shims, where they are, are found by HOME.
    export UV_PYTHON=$PYTHON PIPX_DEFAULT_PYTHON=$PYTHON
    WHEEL=$(wheel_of "$ARCH")
    echo 'seed: 42' >job/config.yaml
    cd job
}

# overrides COMMAND ...: this is the inlay command, and its jobs read overrides; PRELOAD is what they loaded.
overrides() {
    run -0 --separate-stderr "$@" run config.yaml:seed=7 -- sh -c 'cat config.yaml; echo "$LD_PRELOAD"'
    echo "$stderr"
    PRELOAD=${lines[1]}
    [ "${lines[0]}" = 'seed: 7' ]
    [ -e "$PRELOAD" ]
}

@test "each wheel says the same tags in its name and in WHEEL, and auditwheel agrees" {
    for arch in x86_64 aarch64; do
        run -0 unzip -p "$(wheel_of "$arch")" "inlay-$VERSION.dist-info/WHEEL"
        [ "$(sed -n 's/^Tag: py3-none-//p' <<<"$output" | tr -d '\r' | paste -sd .)" = \
            "manylinux2014_$arch.manylinux_2_17_$arch.musllinux_1_2_$arch" ]
        grep -qx 'Root-Is-Purelib: false' <<<"$output"
        run -0 --separate-stderr "$ROOT/build/packages/wheel-tools/bin/auditwheel" show "$(wheel_of "$arch")"
        [[ ${output//$'\n'/ } == *"is consistent with the following platform tag: \"manylinux_2_17_$arch\"."* ]]
    done
}

@test "pip takes each wheel for its glibc and musl platforms, and for no other" {
    for arch in x86_64 aarch64; do
        for platform in manylinux2014 manylinux_2_17 musllinux_1_2; do
            run -0 "$TOOLS/pip" download --quiet --no-deps --only-binary :all: --platform "${platform}_$arch" --dest got --find-links "$DIST" \
                "inlay==$VERSION"
            cmp "got/$(basename "$(wheel_of "$arch")")" "$(wheel_of "$arch")"
            rm -r got
        done
    done
    run -1 "$TOOLS/pip" download --quiet --no-deps --only-binary :all: --platform manylinux2010_x86_64 --dest got --find-links "$DIST" inlay
}

@test "each wheel holds its architecture's binaries, the licences, and no compiled Python" {
    for arch in x86_64 aarch64; do
        rm -rf wheel
        "$PYTHON" -m zipfile -e "$(wheel_of "$arch")" wheel
        for file in inlay/libinlay.so "inlay-$VERSION.data/data/lib/inlay/libinlay.so" "inlay-$VERSION.data/scripts/inlay"; do
            [ "$(machine_of "wheel/$file")" = "$arch" ]
        done
        cmp wheel/inlay/libinlay.so "wheel/inlay-$VERSION.data/data/lib/inlay/libinlay.so"
        for of in 'Apache License' 'Kirill Simonov' 'Dave Gamble' 'Rich Felker'; do
            grep -rq "$of" "wheel/inlay-$VERSION.dist-info/licenses" || { echo "$of"; return 1; }
        done
        [ -z "$(find wheel -name '*.pyc' -o -name '*.cpython-*')" ]
    done
}

@test "the same tree makes the same bytes, at any time and under any umask" {
    export SOURCE_DATE_EPOCH=1700000000
    "$ROOT/scripts/packages/wheel/build" "$DIST/$ARCH" "$ARCH" "$PWD/once" >once.path 2>log
    umask 077
    "$ROOT/scripts/packages/wheel/build" "$DIST/$ARCH" "$ARCH" "$PWD/again" >again.path 2>>log
    cmp "$(<once.path)" "$(<again.path)"
}

@test "the first override in two commands: pip install, inlay run" {
    "$PYTHON" -m venv venv
    venv/bin/pip install -q "$WHEEL"
    overrides venv/bin/inlay
    [ "$PRELOAD" = "$PWD/venv/lib/inlay/libinlay.so" ]
    overrides venv/bin/python -m inlay
    # The command is the binary: no Python starts.
    cmp "venv/bin/inlay" "$DIST/$ARCH/bin/inlay"
    run -0 venv/bin/inlay --version
    [[ $output == "inlay $VERSION"* ]]
    [ "$(find venv/share/man -name 'inlay*' | wc -l)" -eq "$(find "$ROOT/shim/cli/man" -type f | wc -l)" ]
    [ -e venv/share/bash-completion/completions/inlay ]
    venv/bin/pip uninstall -q -y inlay
    [ -z "$(find venv -name '*inlay*')" ]
}

@test "a venv in a directory with a space, or a colon" {
    for name in 'my venvs' 'co:lon'; do
        mkdir "$name"
        "$TOOLS/uv" venv -q "$name/venv" # venv of the standard library refuses a colon
        "$TOOLS/uv" pip install -q --python "$name/venv/bin/python" "$WHEEL"
        overrides "$name/venv/bin/inlay"
        [[ $PRELOAD == "$HOME"/.cache/inlay/* ]]
        overrides "$name/venv/bin/python" -m inlay
    done
}

@test "pip install --target" {
    "$TOOLS/pip" install -q --target there "$WHEEL"
    overrides there/bin/inlay
    PYTHONPATH=there overrides "$PYTHON" -m inlay
}

@test "pip install --user and --prefix" {
    "$PYTHON" -m venv --system-site-packages venv
    PYTHONUSERBASE=$HOME/.local "$TOOLS/python" -m pip --python "$PYTHON" install -q --break-system-packages --user "$WHEEL"
    overrides "$HOME/.local/bin/inlay"
    [ "$PRELOAD" = "$HOME/.local/lib/inlay/libinlay.so" ]
    overrides "$PYTHON" -m inlay
    "$TOOLS/pip" install -q --prefix "$PWD/prefix" "$WHEEL"
    overrides prefix/bin/inlay
}

@test "uvx, uv tool install, uv pip install --target" {
    overrides "$TOOLS/uvx" --from "$WHEEL" inlay
    [[ $PRELOAD == "$HOME"/.cache/uv/* ]]
    "$TOOLS/uv" tool install -q "$WHEEL"
    overrides "$HOME/.local/bin/inlay"
    [[ $PRELOAD == "$HOME"/.local/share/uv/tools/inlay/lib/inlay/libinlay.so ]]
    "$TOOLS/uv" pip install -q --target there "$WHEEL"
    overrides there/bin/inlay
    for link in symlink copy hardlink; do
        UV_LINK_MODE=$link "$TOOLS/uv" pip install -q --target "$link" "$WHEEL"
        overrides "$link/bin/inlay"
    done
}

@test "inlay env warns where uvx or pipx run may clear the library away" {
    for runner in "$TOOLS/uvx --from" "$TOOLS/pipx run --spec"; do
        run -0 --separate-stderr $runner "$WHEEL" inlay env --format shell config.yaml:seed=7
        [[ $stderr == *"is in a cache, $HOME/.cache"* ]]
    done
    "$TOOLS/uv" tool install -q "$WHEEL"
    run -0 --separate-stderr "$HOME/.local/bin/inlay" env --format shell config.yaml:seed=7
    [ -z "$stderr" ]
    (eval "$output"; [ "$(cat config.yaml)" = 'seed: 7' ])
}

@test "pipx run and pipx install" {
    overrides "$TOOLS/pipx" run --spec "$WHEEL" inlay
    [[ $PRELOAD == "$HOME"/.cache/pipx/* ]]
    "$TOOLS/pipx" install -q "$WHEEL"
    overrides "$HOME/.local/bin/inlay"
    [[ $PRELOAD == "$HOME"/.local/*/venvs/inlay/lib/inlay/libinlay.so ]]
}
