#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Supervision in containers of runc, under Podman's rules and under those of Docker (tests/data/docker-profile.txt): an image
# that holds the command, the job and its config alone; nothing to write to, no capability, no_new_privs; an arbitrary user.

bats_require_minimum_version 1.5.0
load ../helpers
load ../recipes/containers
load ../docker-rules

setup_file() {
    containers_start
    cd "$BATS_FILE_TMPDIR"
    docker_profile >docker.json
    mkdir -p alone/job
    gcc -O2 -static -o alone/reader "$ROOT/tests/programs/read.c"
    cat >calls.c <<'C'
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
static void say(const char *name, long result)
{
    printf("%s: %s\n", name, result < 0 ? strerrorname_np(errno) : "allowed");
}
int main(void)
{
    say("unshare", syscall(SYS_unshare, 0x10000000 /* CLONE_NEWUSER */));
    say("mount", syscall(SYS_mount, "none", "/job", "tmpfs", 0, NULL));
    say("pidfd_getfd", syscall(SYS_pidfd_getfd, -1, 0, 0));
    say("clone3", syscall(SYS_clone3, NULL, 0));
}
C
    gcc -O2 -w -D_GNU_SOURCE -static -o alone/calls calls.c
    build_go
    cp "$INLAY" alone/inlay
    printf 'a: 1\nl: [1]\n' >alone/job/config.yaml
    chmod -R a+rX alone
}

teardown_file() {
    containers_stop >/dev/null 2>&1
}

build_go() {
    type -P go >/dev/null || return 0
    cat >read.go <<'GO'
package main

import (
	"fmt"
	"os"
)

func main() {
	bytes, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	seen, _ := os.Stat(os.Args[2])
	fmt.Print(string(bytes), len(bytes), " ", seen.Size(), "\n")
}
GO
    GO111MODULE=off GOCACHE=$PWD/go GOFLAGS= CGO_ENABLED=0 go build -o alone/reader-go read.go
}

setup() {
    own_directory
    needs_podman
}

# contained OPTION ... -- COMMAND ...: in the image that holds nothing else, under the rules of RULES.
contained() {
    local options=() rules=()
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    if [ "$RULES" = docker ]; then
        rules=(--security-opt "seccomp=$BATS_FILE_TMPDIR/docker.json")
        [[ "${options[*]}" == *cap-drop* ]] || rules+=(--cap-drop=all "--cap-add=$DOCKER_CAPABILITIES")
    fi
    podman run --rm --network none --workdir /job "${rules[@]}" "${options[@]}" --rootfs "$BATS_FILE_TMPDIR/alone" "$@"
}

# serves OPTION ...: a static program and one of Go read what is overridden.
serves() {
    local reader
    for reader in /reader /reader-go; do
        [ -x "$BATS_FILE_TMPDIR/alone$reader" ] || leave_out "needs Go"
        run -0 --separate-stderr contained "$@" -- /inlay run --strict config.yaml:a=200 'config.yaml:l[+]=9' -- $reader open config.yaml
        [[ $output == $'a: 200\nl: [1, 9]\n17 17'* ]] || { echo "$output$stderr"; return 1; }
        [ -z "$stderr" ]
    done
}

needs_static_command() {
    ! ldd "$INLAY" 2>/dev/null | grep -q '=>' || leave_out 'needs a static inlay (scripts/install-dependencies dist)'
}

@test "Docker's rules are in force" {
    RULES=docker run -0 contained -- /calls
    [ "$output" = $'unshare: EPERM\nmount: EPERM\npidfd_getfd: EPERM\nclone3: ENOSYS' ]
}

@test "in an image that holds nothing else" {
    needs_static_command
    local RULES
    for RULES in podman docker; do
        serves
    done
}

@test "with nothing to write to, no capability and no_new_privs" {
    needs_static_command
    local RULES
    for RULES in podman docker; do
        serves --read-only --read-only-tmpfs=false --cap-drop=all --security-opt no-new-privileges
    done
}

@test "as an arbitrary user" {
    needs_static_command
    local RULES
    for RULES in podman docker; do
        serves --user 12345:54321
        serves --user 12345:54321 --read-only --read-only-tmpfs=false --cap-drop=all --security-opt no-new-privileges
    done
}

@test "a job in a shell, with the library's programs beside static ones" {
    local options=(-v "$INLAY:/usr/local/bin/inlay:ro" -v "$LIB:/usr/local/lib/inlay/libinlay.so:ro"
        -v "$BATS_FILE_TMPDIR/alone/reader:/reader:ro" --security-opt "seccomp=$BATS_FILE_TMPDIR/docker.json")
    run -0 podman run --rm --network none "${options[@]}" --cap-drop=all job inlay run --strict --via=supervise config.yaml:lr=7 -- \
        sh -c '/reader open config.yaml; cat config.yaml; env -i /bin/cat config.yaml'
    [ "$(grep -c '^lr: 7$' <<<"$output")" -eq 3 ]
    run -0 podman run --rm --network none "${options[@]}" job inlay run --strict config.yaml:lr=7 -- cat config.yaml
    [[ $output == 'lr: 7'* ]]
}
