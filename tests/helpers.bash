# SPDX-License-Identifier: Apache-2.0
# Loaded by every suite: where the built things are, and for each test an empty directory and a clean environment.

ROOT=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
INLAY=$ROOT/build/bin/inlay
LIB=$ROOT/build/lib/inlay/libinlay.so
PYTHON=${PYTHON:-/usr/bin/python3}

# The suites' setup(); one that needs more calls own_directory first.
setup() {
    own_directory
}

own_directory() {
    local name
    for name in $(compgen -e | grep -E '^(INLAY|WANDB)_'); do
        unset "$name"
    done
    unset LD_PRELOAD
    export LC_ALL=C.UTF-8
    cd "$BATS_TEST_TMPDIR"
}
