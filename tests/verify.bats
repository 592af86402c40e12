#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `inlay verify`: what it proves of a command without running it, and what it says where there is nothing to prove. Each program
# here would leave a file behind if its main ran.

bats_require_minimum_version 1.5.0
load helpers

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    cat >main.c <<'C'
#include <fcntl.h>
#include <unistd.h>
int main(void)
{
    return write(open("ran", O_WRONLY | O_CREAT, 0644), "x", 1) != 1;
}
C
    gcc -o dynamic main.c
    gcc -static -o static main.c
    musl-gcc -o with-musl main.c
    # A library with libinlay.so's note and contract NUMBER, and nothing else of it.
    note='__asm__(".pushsection .note.inlay, \"a\", %note\n.balign 4\n.long 6, 4, 1\n.asciz \"inlay\"\n.balign 4\n.long 0\n'
    note+='.long 6, 4, 2\n.asciz \"inlay\"\n.balign 4\n.long NUMBER\n.popsection");'
    contract=$(sed -n 's/^#define CONTRACT_VERSION //p' "$BATS_TEST_DIRNAME/../shim/serve/variables.h")
    mkdir mute old
    echo "${note/NUMBER/$contract}" >mute.c
    echo "${note/NUMBER/1}" >old.c
    gcc -shared -fPIC -o mute/libinlay.so mute.c
    gcc -shared -fPIC -o old/libinlay.so old.c
    build_sandbox
}

setup() {
    own_directory
    cp "$BATS_FILE_TMPDIR"/{dynamic,static,with-musl} .
    echo 'a: 1' >config.yaml
}

not_run() {
    [ ! -e ran ] || { echo 'it was run'; return 1; }
}

# verifies LINE WORD ...: inlay verify WORD ... prints LINE and nothing else.
verifies() {
    run -0 --separate-stderr "$INLAY" verify "${@:2}"
    [ "$output" = "$1" ] || { echo "printed: $output"; return 1; }
    [ -z "$stderr" ]
    not_run
}

# says LINE WORD ...: nothing is proven, and LINE is said last; the library, loaded into a dynamic inlay, may have its say before.
says() {
    run -1 --separate-stderr "$INLAY" verify "${@:2}"
    [ -z "$output" ]
    [ "${stderr_lines[-1]}" = "inlay: $1" ] || { echo "said: $stderr"; return 1; }
    not_run
}

# The same with the environment that a pod has: LD_PRELOAD and an assignment.
in_environment() {
    LD_PRELOAD=$LIB INLAY_SET=config.yaml:a=2 "$@"
}

@test "a dynamic program, of glibc and of musl, by inlay run and by the environment" {
    local program
    for program in ./dynamic ./with-musl; do
        verifies "$program loads $LIB under inlay run; $PWD/config.yaml is there" config.yaml:a=2 -- $program
        verifies "$program loads $LIB under inlay run; no file is registered" -- $program
        in_environment verifies "$program loads $LIB; $PWD/config.yaml is there" -- $program
    done
    run -0 "$INLAY" run --report report.json config.yaml:a=2 -- "$INLAY" verify config.yaml:a=3 -- ./dynamic
    not_run
}

@test "records, ledger and log of the job stay as they were" {
    in_environment env INLAY_REPORT="$PWD/report" INLAY_LOG="$PWD/log" "$INLAY" verify -- ./with-musl >said
    [ "$(cat said)" = "./with-musl loads $LIB; $PWD/config.yaml is there" ]
    run ! grep -s with-musl report log
    not_run
}

@test "a script's interpreter, and commands in wrappers" {
    printf '#!%s\nopen("ran", "w")\n' "$PYTHON" >script
    chmod +x script
    verifies "./script loads $LIB under inlay run; no file is registered" -- ./script
    printf '#!/usr/bin/env -S %s\nopen("ran", "w")\n' "$PWD/dynamic" >script
    verifies "$PWD/dynamic loads $LIB under inlay run; no file is registered" -- ./script
    verifies "./dynamic loads $LIB under inlay run; no file is registered" -- env A=b nice -n 1 sh -c 'exec ./dynamic'
    verifies "sh loads $LIB under inlay run; what it starts is not looked at; no file is registered" -- sh -c 'touch ran; touch ran'
    printf 'touch ran\n' >script
    verifies "./script loads $LIB under inlay run; what it starts is not looked at; no file is registered" -- ./script
}

@test "a shell that changes its directory first" {
    mkdir sub
    mv dynamic sub
    verifies "./dynamic loads $LIB under inlay run; $PWD/config.yaml is there" config.yaml:a=2 -- sh -c 'cd sub && ./dynamic'
    in_environment verifies "./dynamic loads $LIB; $PWD/config.yaml is there" -- sh -c 'cd sub && exec ./dynamic'
    run -0 in_environment sh -c 'cd sub && exec cat ../config.yaml'
    [ "$output" = 'a: 2' ]
    mv config.yaml sub
    in_environment verifies "./dynamic loads $LIB; $PWD/sub/config.yaml is there" -- sh -c 'cd sub && exec ./dynamic'
    run -0 in_environment sh -c 'cd sub && exec cat config.yaml'
    [ "$output" = 'a: 2' ]
    verifies "./dynamic loads $LIB under inlay run; $PWD/sub/config.yaml is there" -- sh -c "cd sub && exec '$INLAY' run config.yaml:a=2 -- ./dynamic"
    says "config.yaml: does not exist in $PWD (did you mean sub/config.yaml?)" config.yaml:a=2 -- sh -c 'cd sub && exec ./dynamic'
}

@test "inlay run as the command" {
    in_environment verifies "./dynamic loads $LIB under inlay run; $PWD/config.yaml is there" -- inlay run -- ./dynamic
    ln -s "$INLAY" inlay
    verifies "./dynamic loads $LIB under inlay run; $PWD/config.yaml is there" -- nice ./inlay run config.yaml:a=2 -- env ./dynamic
    verifies "./dynamic gets copies; no file is registered" -- inlay run --via=copy -- ./dynamic
    says './dynamic cannot get copies: no argument of ./dynamic names config.yaml, so nobody would read a copy of it' -- \
        inlay run --via=copy config.yaml:a=2 -- ./dynamic
}

@test "a static program: supervised by inlay run, out of reach of the environment" {
    needs_supervision
    verifies "./static: it is statically linked, so inlay run supervises it, and can here; $PWD/config.yaml is there" config.yaml:a=2 -- ./static
    says './static: it is statically linked, so --via=preload does not reach it (inlay run without --via finds a way)' -- \
        inlay run --via=preload config.yaml:a=2 -- ./static
    says './static: it is statically linked, and it cannot be supervised: with --exec nobody is there to supervise it (inlay run --via=copy gives it patched copies)' -- \
        inlay run --exec config.yaml:a=2 -- ./static
    says './static cannot be supervised: with --exec nobody is there to supervise it' -- inlay run --exec --via=supervise -- ./static
    in_environment says './static: it is statically linked, so LD_PRELOAD does not reach it (start it by inlay run, which supervises it: that works here)' -- ./static
}

@test "a static program where nothing can be supervised" {
    local sandboxed=("$BATS_FILE_TMPDIR/sandbox" 1 '!seccomp')
    run -1 "${sandboxed[@]}" "$INLAY" verify -- ./static
    [[ $output == 'inlay: ./static: it is statically linked, and it cannot be supervised: seccomp with a listener: '*' (inlay run --via=copy gives it patched copies)' ]]
    not_run
}

@test "Go programs, with and without a build ID" {
    needs_program go
    needs_supervision
    mkdir go
    printf 'package main\nimport "os"\nfunc main() { os.WriteFile("ran", []byte("x"), 0644) }\n' >go/main.go
    export GO111MODULE=off GOCACHE=$BUILD/go GOFLAGS=
    [ -w "$BUILD" ] || GOCACHE=$PWD/cache
    local program
    go build -ldflags=-linkmode=external -o glibc go/main.go || leave_out 'needs a Go that builds'
    go build -ldflags='-linkmode=external -buildid=' -o no-id go/main.go
    CC=musl-gcc go build -ldflags=-linkmode=external -o musl go/main.go
    for program in ./glibc ./no-id ./musl; do
        run -0 "$INLAY" verify -- $program
        [[ $output == *', which opens files without the C library, so inlay run supervises it, and can here; no file is registered' ]]
        in_environment run -1 "$INLAY" verify -- $program
        not_run
    done
}

@test "a program of 32 bits" {
    needs_supervision
    "$PYTHON" - <<'PY'
import struct
ident = b"\x7fELF\x01\x01\x01" + bytes(9)
open("foreign", "wb").write(ident + struct.pack("<HHIIIIIHHHHHH", 2, 3, 1, 0x8048054, 52, 0, 0, 52, 32, 0, 40, 0, 0) + bytes(64))
PY
    chmod +x foreign
    in_environment says './foreign: it is built for 32-bit x86, and libinlay.so is not, so LD_PRELOAD does not reach it (start it by inlay run, which supervises it: that works here)' -- ./foreign
}

@test "LD_PRELOAD that names what is not there, or no library of inlay's" {
    export INLAY_SET=config.yaml:a=2
    LD_PRELOAD=/no/libinlay.so says "LD_PRELOAD names /no/libinlay.so, which does not exist on $(uname -n) (put it there with inlay install, or name where it is): ./with-musl would read its files as they are on disk" -- ./with-musl
    LD_PRELOAD=/no/other.so says 'the environment says overrides, but its LD_PRELOAD names no libinlay.so: ./dynamic would read its files as they are on disk (set LD_PRELOAD, or start it by inlay run)' -- ./dynamic
    says 'the environment says overrides, but its LD_PRELOAD names no libinlay.so: ./dynamic would read its files as they are on disk (set LD_PRELOAD, or start it by inlay run)' -- ./dynamic
    touch libinlay.so
    LD_PRELOAD=$PWD/libinlay.so says "LD_PRELOAD names $PWD/libinlay.so, which is no library: ./dynamic would read its files as they are on disk" -- ./dynamic
    LD_PRELOAD=libinlay.so says './with-musl does not load libinlay.so, so it would read its files as they are on disk' -- ./with-musl
    "$PYTHON" -c 'import sys; d = bytearray(open(sys.argv[1], "rb").read()); d[18:20] = b"\xb7\0"; open("libinlay.so", "wb").write(d)' "$LIB"
    run -1 env LD_PRELOAD="$PWD/libinlay.so" "$INLAY" verify -- ./dynamic
    [[ $output == *"which is built for "*', which the programs here are not: '* ]]
    not_run
}

@test "another library that is missing is noted, and does no harm" {
    export INLAY_SET=config.yaml:a=2
    run -0 --separate-stderr env LD_PRELOAD="/no/other.so:$LIB" "$INLAY" verify -- ./dynamic
    [ "$output" = "./dynamic loads $LIB; $PWD/config.yaml is there" ]
    [[ $stderr == *'inlay: note: LD_PRELOAD names /no/other.so, which does not exist on '* ]]
    not_run
}

@test "an older library, two of them, and one that does not answer" {
    export INLAY_SET=config.yaml:a=2
    local old=$BATS_FILE_TMPDIR/old/libinlay.so mute=$BATS_FILE_TMPDIR/mute/libinlay.so
    run -1 env LD_PRELOAD="$old" "$INLAY" verify -- ./dynamic
    [[ ${lines[-1]} == "inlay: LD_PRELOAD names $old, which is of another version than this inlay: its contract is 1, and not "* ]]
    run -0 --separate-stderr env LD_PRELOAD="$old:$LIB" "$INLAY" verify -- ./dynamic
    [ "$output" = "./dynamic loads $LIB; $PWD/config.yaml is there" ]
    [[ $stderr == *"inlay: note: LD_PRELOAD names $old, which is of another version "* ]]
    cp "$LIB" .
    LD_PRELOAD=$PWD/libinlay.so:$LIB run -0 --separate-stderr "$INLAY" verify -- ./dynamic
    [[ $output == *'libinlay.so; '* ]]
    local program
    for program in ./dynamic ./with-musl; do
        LD_PRELOAD=$mute says "$program maps $mute and does not run its constructor, so it would read its files as they are on disk (it may be a Go program: inlay run --via=supervise reaches it)" -- $program
    done
}

@test "what main may do when the library does not stop it: nothing" {
    cat >hazard.c <<'C'
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#define TRY(call) (call) >= 0 ? fprintf(stderr, "inlay: done: %s\n", #call) : 0
int main(void)
{
    char *const command[] = {"/bin/sh", "-c", "touch ran", NULL};
    TRY(open("config.yaml", O_WRONLY));
    TRY(open("config.yaml", O_RDWR));
    TRY(open("config.yaml", O_RDONLY | O_TRUNC));
    TRY(open("ran", O_RDONLY | O_CREAT, 0600));
    TRY(openat(AT_FDCWD, "config.yaml", O_RDWR | O_APPEND));
    TRY(open(".", O_TMPFILE | O_RDWR, 0600));
    TRY(creat("ran", 0600));
    TRY(mkdir("ran", 0700));
    TRY(unlink("config.yaml"));
    TRY(rename("config.yaml", "ran"));
    TRY(chmod("config.yaml", 0777));
    TRY(truncate("config.yaml", 0));
    TRY(symlink("config.yaml", "ran"));
    TRY(utimensat(AT_FDCWD, "config.yaml", NULL, 0));
    TRY(fork());
    TRY(vfork());
    TRY(syscall(SYS_clone, SIGCHLD | CLONE_VM, 0, 0, 0, 0));
    TRY(execve(command[0], command, NULL));
    TRY(kill(getppid(), SIGTERM));
    TRY(socket(AF_UNIX, SOCK_STREAM, 0));
    TRY(write(10, "x", 1));
    TRY(write(dup(2), "x", 1));
    TRY(fcntl(open("config.yaml", O_RDONLY), F_SETLK, &(struct flock){.l_type = F_RDLCK}));
    TRY(chdir("/"));
    fprintf(stderr, "inlay: main has run\n");
    return 0;
}
C
    gcc -o hazard hazard.c
    cp config.yaml before
    stat config.yaml >stat-before
    INLAY_SET=config.yaml:a=2 LD_PRELOAD=libinlay.so run -1 --separate-stderr "$INLAY" verify -- ./hazard 10>written
    [[ $stderr == *'inlay: main has run'* ]]
    [[ $stderr != *'inlay: done: '* ]]
    [ ! -s written ]
    not_run
    cmp config.yaml before
    stat config.yaml | diff stat-before -
}

@test "where a process cannot be made harmless, nothing is started" {
    run -1 "$BATS_FILE_TMPDIR/sandbox" 1 '!prctl' "$INLAY" verify -- ./dynamic
    [ "$output" = 'inlay: whether ./dynamic loads libinlay.so cannot be known here: it cannot be started without running it: Operation not permitted' ]
    not_run
}

@test "a command that is not there, or cannot be run" {
    says 'cannot run nosuch: No such file or directory' -- nosuch
    says 'cannot run nosuch: No such file or directory' -- env nosuch
    says './config.yaml cannot be run: Permission denied (chmod +x)' -- ./config.yaml
    printf '#!/no/such -x\n' >script
    chmod +x script
    says './script cannot start: its interpreter /no/such cannot be run: No such file or directory' -- ./script
    gcc -o elsewhere -Wl,--dynamic-linker=/no/ld.so "$BATS_FILE_TMPDIR/main.c"
    says './elsewhere cannot start: its loader /no/ld.so does not exist here: it was built for another C library' -- ./elsewhere
}

@test "wrappers that change what the command gets of the environment" {
    local changed='changes the environment of ./dynamic, and what that loads cannot be known here (verify it with the environment that it gets)'
    in_environment says "env $changed" -- env LD_PRELOAD= ./dynamic
    in_environment says "env $changed" -- env -u INLAY_SET ./dynamic
    in_environment says "sh $changed" -- sh -c 'INLAY_DISABLE=1 exec ./dynamic'
    # A wrapper that loads the library gives the launch back; a static one does not.
    in_environment verifies "./dynamic loads $LIB; $PWD/config.yaml is there" -- env -i ./dynamic
    run -0 in_environment env -i cat config.yaml
    [ "$output" = 'a: 2' ]
    printf '#include <unistd.h>\nint main(int c, char **v) { return execve(v[c - 2], v + c - 2, (char *[]){0}); }\n' >env.c
    gcc -static -o env env.c
    in_environment says "./env $changed" -- ./env -i ./dynamic
    in_environment verifies "./dynamic loads $LIB; $PWD/config.yaml is there" -- ./env A=b ./dynamic
}

@test "a wrapper that becomes another user, who may not read the library" {
    mkdir closed
    cp "$LIB" closed
    chmod 700 closed
    export INLAY_SET=config.yaml:a=2 LD_PRELOAD=$PWD/closed/libinlay.so
    says "setpriv starts ./dynamic as another user, who may not be allowed to read $PWD/closed/libinlay.so (chmod a+rx its directories, chmod a+r it)" -- nice setpriv --nnp --reuid=1000 ./dynamic
    says "runuser starts ./dynamic as another user, who may not be allowed to read $PWD/closed/libinlay.so (chmod a+rx its directories, chmod a+r it)" -- runuser -u nobody -- ./dynamic
    verifies "./dynamic loads $PWD/closed/libinlay.so; $PWD/config.yaml is there" -- setpriv --nnp ./dynamic
}

@test "programs that are started elsewhere" {
    printf '#!/bin/sh\ntouch ran\n' >srun
    chmod +x srun
    cp srun docker
    says './srun starts other programs elsewhere, and what they load cannot be known here (let it start inlay verify)' -- ./srun ./dynamic
    run -1 "$INLAY" verify -- ./docker run image ./dynamic
    not_run
}

@test "programs that are started in another root, or under another profile" {
    local rest='starts other programs where other files or rules hold, and what they load cannot be known here (let it start inlay verify)'
    says "chroot $rest" config.yaml:a=2 -- env chroot / ./dynamic
    says "unshare $rest" -- unshare -U ./dynamic
    says "setpriv $rest" -- setpriv --apparmor-profile=strict ./dynamic
}

@test "a library whose constructor needs threads" {
    cat >threads.c <<'C'
#include <pthread.h>
#include <unistd.h>
static void *thread(void *data)
{
    return data;
}
__attribute__((constructor)) static void start(void)
{
    pthread_t started;
    if (pthread_create(&started, NULL, thread, NULL) != 0) {
        _exit(3);
    }
    pthread_join(started, NULL);
}
C
    gcc -shared -fPIC -pthread -o libthreads.so threads.c
    gcc -o with-threads "$BATS_FILE_TMPDIR/main.c" -Wl,--no-as-needed -L. -lthreads -Wl,-rpath,"$PWD"
    verifies "./with-threads loads $LIB under inlay run; no file is registered" -- ./with-threads
    musl-gcc -shared -fPIC -o libthreads.so threads.c
    musl-gcc -o with-threads "$BATS_FILE_TMPDIR/main.c" -Wl,--no-as-needed -L. -lthreads -Wl,-rpath,"$PWD"
    verifies "./with-threads loads $LIB under inlay run; no file is registered" -- ./with-threads
}

@test "a program that starts the one among its arguments" {
    cp dynamic xargs
    verifies "./xargs loads $LIB under inlay run; what it starts is not looked at; no file is registered" -- ./xargs ./static
}

@test "AddressSanitizer, whose library has to come first" {
    gcc -fsanitize=address -o with-asan "$BATS_FILE_TMPDIR/main.c" || leave_out 'needs libasan'
    says "./with-asan does not start: AddressSanitizer's own library has to be the first in LD_PRELOAD (LD_PRELOAD=\"\$(gcc -print-file-name=libasan.so)\", or ASAN_OPTIONS=verify_asan_link_order=0)" -- ./with-asan
    ASAN_OPTIONS=verify_asan_link_order=0 verifies "./with-asan loads $LIB under inlay run; no file is registered" -- ./with-asan
    LD_PRELOAD=$(gcc -print-file-name=libasan.so) run -0 "$INLAY" verify -- ./with-asan
}

@test "a program that lacks a library" {
    local compiler
    for compiler in gcc musl-gcc; do
        echo 'int lacking; int here(void) { return 0; }' >lib.c
        echo 'int here(void); int main(void) { return here(); }' >main.c
        $compiler -shared -fPIC -o liblacking.so lib.c
        $compiler -o lacks main.c -L. -llacking
        rm liblacking.so
        run -1 "$INLAY" verify -- ./lacks
        [[ $output == 'inlay: ./lacks does not start: '*'rror '*'load'*'liblacking.so'*'No such file or directory'* ]] ||
            { echo "said: $output"; return 1; }
    done
}

@test "inputs that are wrong, and files that are missing" {
    says 'argument 1: config.yaml: b: there is no such key (put + before the key to add it)' config.yaml:b=2 -- ./dynamic
    INLAY_DISABLE=1 says 'INLAY_DISABLE is set, so nothing is overridden (unset it)' config.yaml:a=2 -- ./dynamic
    export LD_PRELOAD=$LIB INLAY_SET=later.yaml:a=2
    says "later.yaml: does not exist in $PWD (--allow-missing, if the job writes it before it reads it)" -- ./dynamic
    verifies "./dynamic loads $LIB; $PWD/later.yaml is not there yet" --allow-missing -- ./dynamic
    INLAY_REQUIRE=1 run "$INLAY" verify --allow-missing -- ./dynamic
    [ $status -ne 0 ]
    [ "${lines[-1]}" = "inlay: $PWD/later.yaml does not exist, and INLAY_REQUIRE is set: the program does not start" ]
    not_run
    run -2 "$INLAY" verify
    [ "${lines[0]}" = 'inlay: no command to verify (inlay verify [options] -- COMMAND [ARG…])' ]
    run -2 "$INLAY" verify ./dynamic
}

@test "a job that has INLAY_VERIFY by mistake never seems to have done its work" {
    local value
    for value in 1 2 9 '' yes; do
        run -125 env LD_PRELOAD="$LIB" INLAY_VERIFY="$value" ./dynamic
        [ "$output" = 'inlay: INLAY_VERIFY is set, which inlay verify alone does: the program does not start (unset it)' ]
    done
    run -125 env LD_PRELOAD="$LIB" INLAY_VERIFY=3 ./dynamic 3>answer
    not_run
}

@test "a mount that is noexec" {
    needs_namespaces --mount
    mkdir disk
    "${UNSHARE[@]}" bash -e -c "
        mount -t tmpfs -o noexec tmpfs disk
        cp '$LIB' dynamic disk
        ! LD_PRELOAD=\$PWD/disk/libinlay.so INLAY_SET=config.yaml:a=2 '$INLAY' verify -- ./dynamic 2>said
        ! '$INLAY' verify -- disk/dynamic 2>>said"
    grep -qF "inlay: LD_PRELOAD names $PWD/disk/libinlay.so, which is on a mount that is noexec, from which no library can be loaded (inlay install it elsewhere): ./dynamic would read its files as they are on disk" said
    grep -qF 'inlay: disk/dynamic cannot be run: Permission denied (its mount is noexec)' said
    not_run
}

@test "another user, a program with rights of its own, and no /proc" {
    needs_root
    needs_chroot
    chroot_with "$INLAY" "$(type -P cat)"
    cp dynamic root/gains
    chmod -R go+rX root
    chmod 4755 root/gains
    mkdir -m 700 root/closed
    cp "$LIB" root/closed
    cp config.yaml root
    local as_user=(chroot --userspec=1000650000:0 root)
    run -0 "${as_user[@]}" "$INLAY" verify config.yaml:a=2 -- "$(type -P cat)"
    [ "$output" = "$(type -P cat) loads $LIB under inlay run; /config.yaml is there" ]
    run -1 "${as_user[@]}" "$INLAY" verify -- /gains
    [ "$output" = 'inlay: /gains: it is set-user-ID, set-group-ID or has capabilities, so libinlay.so is not loaded into it (let it start inlay: sudo inlay run)' ]
    LD_PRELOAD=/closed/libinlay.so INLAY_SET=/config.yaml:a=2 run -1 "${as_user[@]}" "$INLAY" verify -- "$(type -P cat)"
    [[ ${lines[-1]} == "inlay: LD_PRELOAD names /closed/libinlay.so, which cannot be read by user 1000650000: /closed, mode 0700, may not be entered (chmod a+x): "* ]]
    chmod 755 root/closed
    chmod 600 root/closed/libinlay.so
    LD_PRELOAD=/closed/libinlay.so INLAY_SET=/config.yaml:a=2 run -1 "${as_user[@]}" "$INLAY" verify -- "$(type -P cat)"
    [[ ${lines[-1]} == "inlay: LD_PRELOAD names /closed/libinlay.so, which cannot be read by user 1000650000: its mode is 0600 (chmod a+r): "* ]]
}
