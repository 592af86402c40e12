#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Which way overrides take into a job: what the command is, what it wraps, and --via.

bats_require_minimum_version 1.5.0
load helpers

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    # Prints each file that it is given, and its name.
    cat >reader.c <<'C'
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        char bytes[4096];
        const char *path = strchr(argv[i], '=') ? strchr(argv[i], '=') + 1 : argv[i];
        int fd = open(path, O_RDONLY);
        ssize_t length = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
        if (length < 0) {
            perror(path);
            return 1;
        }
        printf("%.*s", (int)length, bytes);
    }
    return 0;
}
C
    gcc -static -o reader reader.c
    build_sandbox
}

setup() {
    own_directory
    printf 'a: 1\nb: two\n' >config.yaml
    printf '{"a": 1}\n' >other.json
    READER=$BATS_FILE_TMPDIR/reader
    mkdir private
    export TMPDIR=$PWD/private
}

no_copy_is_left() {
    [ -z "$(ls -A private)" ]
}

@test "--via=copy: arguments name patched copies, which are gone when the job has ended" {
    local word
    for word in config.yaml ./config.yaml "$PWD/config.yaml" --config=config.yaml; do
        run -0 "$INLAY" run --via=copy config.yaml:a=2 -- "$READER" "$word"
        [ "$output" = $'a: 2\nb: two' ]
        no_copy_is_left
    done
    [ "$(cat config.yaml)" = $'a: 1\nb: two' ]
    # Also for a program that could be served: it sees the copy, and nothing of the launch.
    run -0 "$INLAY" run --via=copy config.yaml:a=2 -- sh -c 'cat "$1" config.yaml; env | grep -E "INLAY_|LD_PRELOAD"; exit 3 3>&1' sh config.yaml || true
    [ "$output" = $'a: 2\nb: two\na: 1\nb: two' ]
    no_copy_is_left
}

@test "--via=copy: name, mode and time are the file's, several keep their layout" {
    mkdir -p conf/sub
    echo 'a: 1' >conf/sub/deep.yaml
    chmod 640 config.yaml
    touch -d 2001-02-03 config.yaml
    run -0 "$INLAY" run --via=copy config.yaml:a=2 conf/sub/deep.yaml:a=3 -- \
        sh -c 'stat -c "%a %Y" "$1"; stat -c %a "$(dirname "$1")"; cat "$(dirname "$1")/conf/sub/deep.yaml"; echo "${1#"$TMPDIR"/inlay-copy-??????} ${2#*=}"' sh \
        config.yaml --deep=conf/sub/deep.yaml
    [ "${lines[0]}" = "640 $(date -d 2001-02-03 +%s)" ]
    [ "${lines[1]}" = 700 ]
    [ "${lines[2]}" = 'a: 3' ]
    [[ ${lines[3]} == "/config.yaml $TMPDIR/inlay-copy-"??????"/conf/sub/deep.yaml" ]]
    no_copy_is_left
    # A link keeps its own name, and two names of one file are two copies.
    ln -s config.yaml settings.conf
    run -0 "$INLAY" run --via=copy config.yaml:a=2 -- sh -c 'basename -a "$@"; cat "$@"' sh settings.conf config.yaml
    [ "$output" = $'settings.conf\nconfig.yaml\na: 2\nb: two\na: 2\nb: two' ]
}

@test "--via=copy: secrets are in a copy for its owner alone" {
    manifest <<'YAML'
files:
  config.yaml:
    secrets: [b]
YAML
    chmod 644 config.yaml
    TOKEN=pass:word run -0 "$INLAY" run --via=copy --report report.json config.yaml:b=secret://TOKEN -- \
        sh -c 'stat -c %a "$1"; cat "$1"' sh config.yaml
    [ "$output" = $'600\na: 1\nb: "pass:word"' ]
    no_copy_is_left
    ! grep pass:word report.json
}

@test "--via=copy: a file that no argument names is refused, and nothing starts" {
    run -125 "$INLAY" run --via=copy config.yaml:a=2 other.json:a=2 -- touch ran config.yaml
    [ "$output" = 'inlay: --via=copy: no argument of touch names other.json, so nobody would read a copy of it' ]
    run -125 "$INLAY" run --via=copy config.yaml:a=2 -- sh -c 'touch ran; cat config.yaml'
    [ "$output" = 'inlay: --via=copy: no argument of sh names config.yaml, so nobody would read a copy of it' ]
    run -125 "$INLAY" run --via=copy --allow-missing new.yaml:a=2 -- touch ran new.yaml
    [ "$output" = 'inlay: --via=copy: new.yaml is not there yet, so there is nothing to copy' ]
    [ ! -e ran ]
    no_copy_is_left
    # What changes nothing needs no copy.
    run -0 "$INLAY" run --via=copy config.yaml:a=1 -- cat other.json
    [ "$output" = '{"a": 1}' ]
}

@test "--via=copy: the run config's file, which is not on the disk" {
    manifest <<'YAML'
run_config:
  file: run_config.json
YAML
    run -0 "$INLAY" run --via=copy --run-config lr=0.5 -- "$READER" --config=run_config.json
    [ "$output" = '{"lr": 0.5}' ]
    [ ! -e run_config.json ]
    no_copy_is_left
}

@test "--via=copy: that wandb.init() has no run config is said" {
    run -0 --separate-stderr "$INLAY" run --via=copy --run-config lr=0.5 config.yaml:a=2 -- sh -c 'echo "$WANDB_SWEEP_PARAM_PATH$WANDB_CONFIG"' sh config.yaml
    [ "$output" = '{"lr": 0.5}' ]
    [ "$stderr" = 'inlay: with --via=copy wandb.init() has no run config (a program that reads WANDB_CONFIG by itself has)' ]
    # In a job of W&B Launch it reads WANDB_CONFIG.
    WANDB_LAUNCH=True run -0 --separate-stderr "$INLAY" run --via=copy --run-config lr=0.5 config.yaml:a=2 -- true config.yaml
    [ -z "$stderr" ]
}

@test "--via=copy: what a job writes into its copy is lost, and said" {
    run -0 "$INLAY" run --via=copy config.yaml:a=2 -- sh -c 'echo "c: 3" >>"$1"; mkdir "$(dirname "$1")/more"; touch "$(dirname "$1")/more/file"' sh config.yaml
    [ "$output" = 'inlay: the job changed its copy of config.yaml: that is lost, and the file is as it was' ]
    no_copy_is_left
}

@test "--via=copy: the copies go when the job is killed, and when it cannot be started" {
    run -143 "$INLAY" run --via=copy config.yaml:a=2 -- sh -c 'kill $PPID; exec tail -f "$1"' sh config.yaml
    no_copy_is_left
    run -127 "$INLAY" run --via=copy config.yaml:a=2 -- ./absent config.yaml
    no_copy_is_left
    TMPDIR=$PWD/absent run -125 "$INLAY" run --via=copy config.yaml:a=2 -- touch ran config.yaml
    [[ $output == "inlay: $PWD/absent/inlay-copy-"*': No such file or directory (set TMPDIR to a directory that can be written)' ]]
    [ ! -e ran ]
}

@test "--via=copy: what it cannot be used with" {
    run -125 "$INLAY" run --via=copy --strict config.yaml:a=2 -- touch ran config.yaml
    [ "$output" = 'inlay: with --via=copy inlay cannot see what the job reads (leave out --strict)' ]
    run -125 "$INLAY" run --via=copy --exec config.yaml:a=2 -- touch ran config.yaml
    [ "$output" = 'inlay: with --exec nobody removes the copies of --via=copy (leave out --exec)' ]
    [ ! -e ran ]
}

@test "the report says which way, and why" {
    run -0 "$INLAY" run --report report.json config.yaml:a=2 -- cat config.yaml
    [ "$(jq -c '[.via, .via_because]' report.json)" = '["preload","cat: it can load libinlay.so"]' ]
    run -0 "$INLAY" run --report report.json --via=copy config.yaml:a=2 -- cat config.yaml
    [ "$(jq -c '[.via, .via_because, .complete, .command]' report.json)" = '["copy","--via=copy",false,["cat","config.yaml"]]' ]
}

@test "with --strict a program that cannot be foreseen, and overrides cannot follow into, is not executed" {
    local refused="inlay: overrides cannot follow into $READER: it is statically linked, and INLAY_STRICT is set: it is not executed (inlay run --via=supervise reaches it; INLAY_STRICT=0 in its environment lets it run)"
    cat >script.py <<PY
import subprocess, sys, os
def start(*arguments, **options):
    try:
        print(subprocess.run(["$READER", *arguments], **options).returncode, flush=True)
    except OSError as error:
        print(error, flush=True)
print(open("config.yaml").read(), end="", flush=True)
start("other.json")
start("other.json", env={})
start("other.json", close_fds=False)
print(os.system("$READER other.json") >> 8, flush=True)
start("other.json", env={"INLAY_STRICT": "0"})
PY
    run -0 --separate-stderr "$INLAY" run --strict --report report.json config.yaml:a=2 -- "$PYTHON" script.py
    local denied="[Errno 1] Operation not permitted: '$READER'"
    [ "$output" = $'a: 2\nb: two\n'"$denied"$'\n'"$denied"$'\n'"$denied"$'\n126\n{"a": 1}\n0' ]
    [ "$(grep -cFx "$refused" <<<"$stderr")" -eq 4 ]
    [ "$(jq -r '.lost[].message' report.json | head -n 1)" = 'it is statically linked, and INLAY_STRICT is set: it is not executed' ]
    # By the environment alone, too, and not without.
    export INLAY_SET=config.yaml:a=2
    INLAY_STRICT=1 run -126 preloaded sh -c '"$0" other.json' "$READER"
    [ "${lines[0]}" = "$refused" ]
    INLAY_STRICT=0 run -0 preloaded sh -c '"$0" other.json; exit' "$READER"
    # wandb.init() needs wandb-core.
    cp "$READER" wandb-core
    run -0 "$INLAY" run --strict config.yaml:a=2 -- sh -c './wandb-core other.json; cat config.yaml'
    [ "$output" = $'{"a": 1}\na: 2\nb: two' ]
    # Python asks ldconfig, which is static, where a library is.
    INLAY_STRICT=1 run -0 preloaded "$PYTHON" -c 'import ctypes.util; print(ctypes.util.find_library("c"))'
    [ "${lines[-1]}" = libc.so.6 ] # some Pythons run ldconfig first, of which inlay speaks
}

# by_itself COMMAND ...: it is supervised because of what it is, and is given the file once.
by_itself() {
    run -0 --separate-stderr "$INLAY" run --strict --report report.json config.yaml:a=2 -- "$@"
    [ "$output" = $'a: 2\nb: two' ]
    [ -z "$stderr" ]
    [ "$(jq -c '[.via, .complete]' report.json)" = '["supervise",true]' ]
}

@test "static programs are supervised, also in what only starts them" {
    needs_supervision
    local command
    by_itself "$READER" config.yaml
    [ "$(jq -r .via_because report.json)" = "$READER: it is statically linked" ]
    PATH=$BATS_FILE_TMPDIR:$PATH
    printf '#!/usr/bin/env -S sh -c "exec reader config.yaml"\n' >script
    chmod +x script
    for command in 'env -u HOME A=1 reader config.yaml' 'nice nohup reader config.yaml' 'timeout 60 reader config.yaml' \
        'setpriv --no-new-privs reader config.yaml' ./script; do
        by_itself $command </dev/null
        [ "$(jq -r .via_because report.json)" = "reader: it is statically linked" ]
    done
    by_itself sh -c 'exec reader "$@"' sh config.yaml
    by_itself sh -c 'reader config.yaml'
    musl-gcc -static -o musl "$BATS_FILE_TMPDIR/reader.c"
    by_itself ./musl config.yaml
}

@test "a wrapper that goes to another directory, or looks in another PATH, takes the command there" {
    needs_supervision
    mkdir below
    cp "$READER" below/reader
    cp "$(type -P cat)" reader
    printf '#!/bin/sh\ncd below || exit 1\nexec ./reader ../config.yaml\n' >script
    chmod +x script
    local command
    for command in 'env -C below ./reader ../config.yaml' 'env --chdir=below reader ../config.yaml' "env PATH=$PWD/below reader config.yaml" \
        'flock lock below/reader config.yaml' 'env -iS below/reader config.yaml' 'chrt -o 0 taskset -c 0 below/reader config.yaml' \
        'setsid -w prlimit --core=0 below/reader config.yaml' 'stdbuf -oL ionice -c 3 below/reader config.yaml'; do
        echo "# $command"
        PATH=$PWD/below:$PATH by_itself $command
    done
    by_itself sh -c 'cd below && exec ./reader "$1"' sh ../config.yaml
    by_itself bash -lc 'set -eu; export A=1; cd below; ./reader ../config.yaml'
    by_itself flock lock -c 'cd below || exit 1; ./reader ../config.yaml'
    by_itself env -C below env -C ../below sh -c './reader ../config.yaml'
    # What is not there, a script of several commands and one that a script starts cannot be known: these are caught at exec.
    local wrapped
    for wrapped in 'cd absent; below/reader config.yaml' 'cd ./below/../below && ./reader ../config.yaml' \
        'true; below/reader config.yaml' ./script; do
        run "$INLAY" run --strict --report report.json config.yaml:a=2 -- sh -c "$wrapped"
        [[ $output == *"inlay: overrides cannot follow into "*"reader: it is statically linked, and INLAY_STRICT is set: it is not executed (inlay run --via=supervise reaches it; "* ]]
        [[ $output != *'a: 1'* ]]
    done
    # Arguments are paths there, too.
    echo 'a: 5' >below/config.yaml
    run -0 "$INLAY" run --via=copy below/config.yaml:a=6 -- env -C below ./reader config.yaml
    [ "${lines[0]}" = 'a: 6' ]
    run -125 "$INLAY" run --via=copy config.yaml:a=2 -- env -C below ./reader config.yaml
    [ "$output" = 'inlay: --via=copy: no argument of env names config.yaml, so nobody would read a copy of it' ]
}

@test "Rust, statically linked" {
    needs_supervision
    needs_program rustc
    printf 'fn main() { print!("{}", std::fs::read_to_string("config.yaml").unwrap()); }\n' >read.rs
    rustc -C target-feature=+crt-static -o read read.rs
    by_itself ./read
}

@test "Go, static and with cgo: programs, and children of theirs" {
    needs_supervision
    needs_program go
    cat >read.go <<'GO'
package main

import (
	"os"
	"syscall"
)

func main() {
	if len(os.Args) > 1 {
		syscall.Exec(os.Args[1], os.Args[1:], os.Environ())
	}
	bytes, _ := os.ReadFile("config.yaml")
	os.Stdout.Write(bytes)
}
GO
    sed 's/^import (/import "C"\n&/' read.go >cgo.go
    export GO111MODULE=off GOCACHE=$BUILD/go GOFLAGS=
    [ -w "$BUILD" ] || GOCACHE=$PWD/cache
    CGO_ENABLED=0 go build -o static read.go
    CGO_ENABLED=1 go build -o dynamic cgo.go
    ldd dynamic
    by_itself ./static
    [ "$(jq -r .via_because report.json)" = './static: it is a Go program, which opens files without the C library' ]
    by_itself ./dynamic
    CGO_ENABLED=1 go build -ldflags=-buildid= -o no-id cgo.go
    by_itself ./no-id
    [ "$(jq -r .via_because report.json)" = './no-id: it is a Go program, which opens files without the C library' ]
    cp no-id no-sections
    dd if=/dev/zero of=no-sections bs=1 seek=40 count=8 conv=notrunc status=none # e_shoff
    by_itself ./no-sections
    [ "$(jq -r .via_because report.json)" = './no-sections: it holds Go code, which opens files without the C library' ]
    by_itself ./static ./dynamic /bin/cat config.yaml
    by_itself ./dynamic "$PYTHON" -c 'print(open("config.yaml").read(), end="")'
    # What a script starts cannot be foreseen: then it is said which way reaches it.
    for program in ./static ./dynamic ./no-id; do
        run -126 "$INLAY" run --strict config.yaml:a=2 -- sh -c "$program || exit"
        [[ ${lines[0]} == *"$program: it is a Go program, "*'(inlay run --via=supervise reaches it; '* ]]
    done
    run -0 "$INLAY" run --strict --via=supervise config.yaml:a=2 -- sh -c './static; ./dynamic /bin/cat config.yaml; cat config.yaml'
    [ "$output" = $'a: 2\nb: two\na: 2\nb: two\na: 2\nb: two' ]
}

@test "what is known to start others is supervised, and its children are given the file once" {
    needs_supervision
    printf '#include <unistd.h>\nint main(int c, char **v) { return c < 2 ? 0 : execvp(v[1], v + 1); }\n' >runner.c
    gcc -static -o just runner.c
    echo 'l: [1]' >list.yaml
    run -0 "$INLAY" run --strict --report report.json 'list.yaml:l[+]=9' -- ./just sh -c "cat list.yaml; $READER list.yaml; env -i $PYTHON -c 'print(open(\"list.yaml\").read(), end=\"\")'"
    [ "$output" = $'l: [1, 9]\nl: [1, 9]\nl: [1, 9]' ]
    [ "$(jq -r .via report.json)" = supervise ]
    # What only becomes another program is seen through: Python loads the library.
    cp just tini
    run -0 "$INLAY" run --strict --report report.json 'list.yaml:l[+]=9' -- ./tini cat list.yaml
    [ "$output" = 'l: [1, 9]' ]
    [ "$(jq -c '[.via, .via_because]' report.json)" = '["preload","cat: it can load libinlay.so"]' ]
}

# CAP_SYS_ADMIN, which root lacks in a container.
is_system_administrator() {
    (( 0x$(sed -n 's/^CapEff:.//p' /proc/self/status) >> 21 & 1 ))
}

# needs_rights: program is one that starts with rights that its caller does not have.
needs_rights() {
    ! grep -q '^NoNewPrivs:.1' /proc/self/status || leave_out 'needs a process that programs can give privileges to'
    program=su
    if [ "$(id -u)" -eq 0 ]; then
        cp "$(command -v cat)" owned
        chown 65534 owned
        chmod 4755 owned
        program=./owned
    fi
}

@test "a set-user-ID program is supervised where that leaves it its rights, else refused" {
    needs_supervision
    local program
    needs_rights
    if is_system_administrator; then
        run -0 "$INLAY" run --report report.json config.yaml:a=2 -- ./owned config.yaml
        [ "$output" = $'a: 2\nb: two' ]
        [ "$(jq -c '[.via, .no_new_privs]' report.json)" = '["supervise",false]' ]
    fi
    local refused='it is set-user-ID, set-group-ID or has capabilities, and cannot be supervised: without CAP_SYS_ADMIN it would be supervised without those rights (no_new_privs) (let it start inlay: sudo inlay run; INLAY_ON_ERROR=warn runs it all the same)'
    run -125 without_privileges "$INLAY" run config.yaml:a=2 -- $program --version
    [ "$output" = "inlay: overrides cannot follow into $program: $refused" ]
    run -125 without_privileges "$INLAY" run config.yaml:a=2 -- env $program config.yaml
    [ "$output" = "inlay: $program would read config.yaml without its overrides: $refused" ]
    run -125 without_privileges "$INLAY" run --via=supervise config.yaml:a=2 -- $program --version
    INLAY_ON_ERROR=warn run -0 without_privileges "$INLAY" run config.yaml:a=2 -- $program --version
    run -1 without_privileges "$INLAY" run config.yaml:a=2 -- "$READER" absent
    [[ $output != *no_new_privs* ]]
    # In a job of several programs that fails it is said what no_new_privs takes.
    run -3 without_privileges "$INLAY" run --report report.json --via=supervise config.yaml:a=2 -- sh -c 'cat config.yaml; exit 3'
    [ "$output" = $'a: 2\nb: two\ninlay: note: without CAP_SYS_ADMIN inlay supervises with no_new_privs: set-user-ID programs and those with file capabilities (sudo, ping) had no rights of their own' ]
    [ "$(jq -r .no_new_privs report.json)" = true ]
}

@test "a set-user-ID program that a shell starts is not executed with --strict, where no_new_privs takes its rights" {
    needs_supervision
    local program
    needs_rights
    local refused='is set-user-ID, set-group-ID or has capabilities, which count for nothing here (inlay lacks CAP_SYS_ADMIN, and so the job has no_new_privs): with --strict it is not executed'
    run -0 without_privileges "$INLAY" run --strict --via=supervise config.yaml:a=2 -- sh -c 'cat config.yaml; '$program' --version >out; '$program' --version; echo $?'
    [[ $output == $'a: 2\nb: two\ninlay: '*"$program $refused"$'\nsh: '*'Operation not permitted'*$'\n126' ]] || { echo "$output"; return 1; }
    [ ! -s out ]
    run -0 without_privileges "$INLAY" run --via=supervise config.yaml:a=2 -- sh -c "cat config.yaml; $program --version >out"
    [ -s out ]
    # What gives its caller nothing is no such program; nor is one that is not there, or that a descriptor names.
    cp "$(command -v cat)" own
    chmod 4755 own
    run -0 without_privileges "$INLAY" run --strict --via=supervise config.yaml:a=2 -- "$PYTHON" -c 'if True:
        import os, subprocess
        subprocess.run(["./own", "config.yaml"], check=True)
        for path in "absent", ".", "config.yaml":
            try:
                os.execv(path, [path])
            except OSError as error:
                print(error.strerror, flush=True)
        os.execve(os.open("./own", os.O_RDONLY), ["own", "config.yaml"], {})'
    [ "$output" = $'a: 2\nb: two\nNo such file or directory\nPermission denied\nPermission denied\na: 2\nb: two' ] || { echo "$output"; return 1; }
    if is_system_administrator; then
        run -0 "$INLAY" run --strict --via=supervise config.yaml:a=2 -- sh -c './owned config.yaml'
        [ "$output" = $'a: 2\nb: two' ]
    fi
}

@test "where nothing can be supervised, that is refused before the start" {
    run -125 "$BATS_FILE_TMPDIR/sandbox" 38 '!seccomp' "$INLAY" run --via=supervise config.yaml:a=2 -- touch ran
    [ "$output" = 'inlay: touch cannot be supervised: seccomp with a listener: Function not implemented (ENOSYS): the kernel is too old, or imitated: Linux 5.14 has it' ]
    run -125 "$INLAY" run --exec --via=supervise config.yaml:a=2 -- touch ran
    [ "$output" = 'inlay: with --exec nobody is there to supervise the job (leave out --exec)' ]
    [ ! -e ran ]
    # More is in unreachable.bats.
}

@test "inside of another launch's job, each way takes the outer overrides along, once" {
    needs_supervision
    echo 'l: [1]' >list.yaml
    local way
    for way in preload supervise copy; do
        run -0 "$INLAY" run 'list.yaml:l[+]=8' -- "$INLAY" run --via=$way 'list.yaml:l[+]=9' -- cat list.yaml
        [ "${lines[0]}" = 'l: [1, 8, 9]' ]
    done
    for way in auto supervise copy; do
        run -0 "$INLAY" run --via=preload 'list.yaml:l[+]=8' -- env INLAY_STRICT=1 "$INLAY" run --via=$way 'list.yaml:l[+]=9' -- "$READER" list.yaml
        [ "${lines[0]}" = 'l: [1, 8, 9]' ]
    done
    # Of the last one nobody knows.
    [ "${lines[1]}" = "inlay: it is not known whether list.yaml was opened: no record from $READER: it has patched copies (--via=copy)" ]
    run -0 "$INLAY" run --via=supervise 'list.yaml:l[+]=8' -- "$INLAY" run 'list.yaml:l[+]=9' -- cat list.yaml
    [ "$output" = 'l: [1, 8, 9]' ]
    # The kernel allows one supervisor.
    run -125 "$INLAY" run --via=supervise 'list.yaml:l[+]=8' -- "$INLAY" run 'list.yaml:l[+]=9' -- "$READER" list.yaml
    [[ $output == *'cannot be supervised: seccomp with a listener: '*'esource busy (EBUSY): '*'(--via=copy gives it patched copies; '* ]]
    run -0 "$INLAY" run --via=supervise 'list.yaml:l[+]=8' -- "$INLAY" run --via=copy 'list.yaml:l[+]=9' -- "$READER" list.yaml
    [ "${lines[0]}" = 'l: [1, 8, 9]' ]
    # A script without #! is the shell's there, too.
    echo 'cat "$1"' >script
    chmod +x script
    run -0 "$INLAY" run 'list.yaml:l[+]=8' -- "$INLAY" run --via=supervise 'list.yaml:l[+]=9' -- ./script list.yaml
    [ "$output" = 'l: [1, 8, 9]' ]
}

@test "a launcher is said once, also in what only starts it" {
    mkdir bin
    printf '#!/bin/sh\nexit 0\n' >bin/ssh
    chmod +x bin/ssh
    local command
    for command in 'ssh host true' 'env ssh host true'; do
        PATH=$PWD/bin:$PATH run -0 "$INLAY" run config.yaml:a=2 -- $command
        [ "$(grep -c 'overrides cannot follow into ssh: it starts programs on another machine (start inlay there)' <<<"$output")" -eq 1 ]
    done
}
