# SPDX-License-Identifier: Apache-2.0
# Loaded by every suite: where the built things are, and for each test an empty directory and a clean environment.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=$ROOT/${TEST_BUILD:-build} # make coverage has another
INLAY=$BUILD/bin/inlay
LIB=$BUILD/lib/inlay/libinlay.so
PYTHON=${PYTHON:-/usr/bin/python3}

# The suites' setup(); one that needs more calls own_directory first.
setup() {
    own_directory
}

# leave_out REASON: this machine cannot run the test. scripts/test names it and counts it as skipped; bats' own skip, which
# says no reason of this kind, counts as failed.
leave_out() {
    skip "left out: $1"
}

needs_root() {
    [ "$(id -u)" -eq 0 ] || leave_out 'needs root'
}

# needs_namespaces OPTION ...: UNSHARE is an unshare(1) with these options. Containers and chroots refuse user namespaces, but
# some of them let root make the others; where neither works, the test is left out.
needs_namespaces() {
    local user
    for user in --map-root-user ''; do
        UNSHARE=(unshare $user "$@")
        ! "${UNSHARE[@]}" true 2>/dev/null || return 0
    done
    leave_out "needs unshare $*"
}

# needs_chroot: AS_ROOT is the prefix of a command that may call chroot(2).
needs_chroot() {
    AS_ROOT=()
    ! chroot / true 2>/dev/null || return 0
    AS_ROOT=(unshare --map-root-user)
    "${AS_ROOT[@]}" true 2>/dev/null || leave_out 'needs chroot or unshare --map-root-user'
}

# needs_supervision: seccomp user notification, which few sandboxes and no old kernel refuse.
needs_supervision() {
    printf 'a: 1\n' >probe.yaml
    "$INLAY" run --via=supervise probe.yaml:a=2 -- cat probe.yaml >/dev/null || leave_out 'needs seccomp user notification'
    rm probe.yaml
}

# needs_wandb: W&B's own package, which scripts/test-wandb installs.
needs_wandb() {
    "$PYTHON_WITH_WANDB" -c 'import wandb' || leave_out 'needs wandb from PyPI'
}

needs_program() {
    type -P "$1" >/dev/null || leave_out "needs $1"
}

needs_sanitizers() {
    "$ROOT/scripts/can-sanitize" || leave_out 'needs setarch --addr-no-randomize'
}

# needs_file_handles CALLS: open_by_handle_at(2), natively; containers' file systems and capabilities often lack it.
needs_file_handles() {
    "$1" handle config.yaml >/dev/null 2>&1 || leave_out 'needs open_by_handle_at'
}

# build_sandbox: tests/programs/sandbox.c into the suite's directory.
build_sandbox() {
    echo '#include <sys/syscall.h>' | gcc -E -dM - | sed -n 's/^#define __NR_\([a-z0-9_]*\) .*/{"\1", __NR_\1},/p' \
        >"$BATS_FILE_TMPDIR/system_calls.h"
    gcc -O2 -D_GNU_SOURCE -I "$BATS_FILE_TMPDIR" -o "$BATS_FILE_TMPDIR/sandbox" "$BATS_TEST_DIRNAME/programs/sandbox.c"
}

# Root reads and writes everything unless it gives up the right to.
without_privileges() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --bounding-set=-all --inh-caps=-all "$@"
    else
        "$@"
    fi
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

# preloaded [NAME=VALUE ...] COMMAND ...: make test-supervised sets SUPERVISED, and then the job is supervised instead. What the
# launch says at its end is none of the job's: it is dropped.
preloaded() {
    if [ -z "${SUPERVISED-}" ]; then
        env LD_PRELOAD="$LIB" "$@"
        return
    fi
    local variables=()
    while [[ $1 == *=* ]]; do
        variables+=("$1")
        shift
    done
    local output status
    {
        env "${variables[@]}" "$INLAY" run --via=supervise --allow-missing -- "$@" 2>&1 >&"$output" |
            sed -E '/ was never opened| is new in the file$| was opened, and the overrides are for | was opened for reading and writing only: /d' >&2
        status=${PIPESTATUS[0]}
    } {output}>&1
    exec {output}>&-
    return "$status"
}

# preloaded_only REASON: what make test-supervised leaves out.
preloaded_only() {
    [ -z "${SUPERVISED-}" ] || leave_out "preloaded only: $1"
}

# With the suite's or the test's OVERRIDES.
overridden() {
    preloaded INLAY_OVERRIDES="$OVERRIDES" "$@"
}

# What the last command printed is what is served, or its size.
is_served() {
    [ "$output" = "$SERVED" ] || [ "$output" = $((${#SERVED} + 1)) ]
}

# reads PATH [CONTENT]: what a job that starts here reads there; SERVED unless said.
reads() {
    run -0 overridden cat "$1"
    [ "$output" = "${2:-$SERVED}" ]
}

# threads ROUNDS COMMAND ...: tests/programs/threads.c, in a directory with config.yaml and other.yaml.
threads() {
    local rounds=$1
    shift
    run -0 "$@" config.yaml "$SERVED"$'\n' other.yaml $'seed: 43\n' $'seed: 42\n' "$rounds"
    [ -z "$output" ]
}

# wait_until COMMAND ...: for at most ten seconds.
wait_until() {
    local tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || { echo "not within ten seconds: $*"; return 1; }
        sleep 0.05
    done
}

# chroot_with PROGRAM ...: puts them, libinlay.so and what both load into the directory root, where they are here.
chroot_with() {
    local file
    for file in $(ldd "$@" "$LIB" | grep -o '/[^ :)]*' | sort -u) "$LIB" "$@"; do
        mkdir -p "root$(dirname "$file")"
        cp -L "$file" "root$file"
    done
}

# The config of W&B's page on job inputs (docs.wandb.ai, "Manage job inputs").
page_config() {
    cat >config.yaml <<'YAML'
trainer:
  learning_rate: 0.01
  batch_size: 32
  model: resnet
  dataset: cifar10
  private:
    key: value
seed: 42
YAML
}

# manifest [TEXT]: an inlay.yaml that holds it, or standard input.
manifest() {
    if [ $# -gt 0 ]; then
        printf '%s\n' "$1"
    else
        cat
    fi >inlay.yaml
}

# refuses MESSAGE ARGUMENT ...: check says these lines, each behind "inlay: ", and run starts nothing.
refuses() {
    local message="inlay: ${1//$'\n'/$'\n'inlay: }"
    shift
    run -1 "$INLAY" check "$@"
    [ "$output" = "$message" ] || { echo "check: $output"; return 1; }
    run -125 "$INLAY" run "$@" -- touch started
    [ "$output" = "$message" ] || { echo "run: $output"; return 1; }
    [ ! -e started ]
}
