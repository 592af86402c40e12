#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Jobs under supervision: what they read, whatever makes their system calls, and what the supervisor does with them.

bats_require_minimum_version 1.5.0
load helpers

SERVED=$'a: 200\nl: [1, 9]'

setup() {
    own_directory
    needs_supervision
    printf 'a: 1\nl: [1]\n' >config.yaml
    touch -d '2024-02-29 12:34:56.789' config.yaml
}

supervised() {
    "$INLAY" run --via=supervise config.yaml:a=200 'config.yaml:l[+]=9' -- "$@"
}

# A static program that writes the first file that it is given, and the sizes that stat and fstat see.
static_reader() {
    gcc -O2 -static -o reader "$BATS_TEST_DIRNAME/programs/read.c"
}

@test "a static program reads the patched file by every spelling of its path" {
    static_reader
    mkdir sub
    ln -s "$PWD/config.yaml" absolute.yaml
    ln -s config.yaml relative.yaml
    ln -s ../config.yaml sub/config.yaml
    ln config.yaml hard.yaml
    local path
    for path in config.yaml ./config.yaml sub/../config.yaml "$PWD/config.yaml" absolute.yaml relative.yaml sub/config.yaml hard.yaml \
        /proc/self/cwd/config.yaml "/proc/self/root$PWD/config.yaml" "/proc/thread-self/cwd/config.yaml"; do
        echo "# $path"
        run -0 supervised ./reader open "$path"
        [ "${output%$'\n'*}" = "$SERVED" ]
    done
    run -0 supervised sh -c 'exec 3<config.yaml; ./reader open /proc/self/fd/3; ./reader open /dev/fd/3; ./reader open /dev/stdin <config.yaml'
    [ "$(grep -v '^17 ' <<<"$output")" = "$SERVED"$'\n'"$SERVED"$'\n'"$SERVED" ]
    run -0 cat config.yaml
    [ "$output" = $'a: 1\nl: [1]' ]
}

@test "wandb-core, which uploads what run.save() hands it, gets no secret" {
    static_reader
    mv reader wandb-core
    printf 'a: 1\nkey: secret://TOKEN\n' >config.yaml
    printf 'files: {config.yaml: {secrets: [key]}}\n' >inlay.yaml
    ln -s config.yaml saved.yaml
    TOKEN=s3cr3t run -0 --separate-stderr "$INLAY" run --via=supervise config.yaml:a=200 -- sh -c './wandb-core open saved.yaml; cat config.yaml'
    [ "$output" = $'a: 1\nkey: secret://TOKEN\n25 11 25 25\na: 200\nkey: s3cr3t' ] || { echo "$output"; return 1; }
    [ "$stderr" = 'inlay: config.yaml: wandb-core uploads it as it is on the disk, without overrides, since it has secrets' ]
}

@test "sizes, identity and times of stat and fstat agree" {
    run -0 supervised "$PYTHON" -c 'if True:
        import os
        with open("config.yaml") as file:
            opened = os.fstat(file.fileno())
        for seen in os.stat("config.yaml"), os.lstat("config.yaml"), os.stat("config.yaml", dir_fd=os.open(".", os.O_RDONLY)):
            for name in "st_size st_dev st_ino st_mode st_uid st_gid st_mtime_ns st_ctime_ns st_blocks st_blksize".split():
                assert getattr(seen, name) == getattr(opened, name), name
            assert seen.st_nlink == 1
            assert seen.st_mtime == 1709210096.789
        print(opened.st_size)'
    [ "$output" = 17 ]
    run -0 --separate-stderr supervised stat -c '%s %a %y' config.yaml
    [ "$output" = "17 $(stat -c '%a %y' config.yaml)" ]
}

@test "in a user namespace the owner is the namespace's" {
    unshare --user true || leave_out 'needs unshare --user'
    local options job='stat -c "%u %g" config.yaml; stat -L -c "%u %g" - <config.yaml'
    for options in --user --map-root-user '--map-user=1234 --map-group=77'; do
        unshare $options sh -c "$job" >native || leave_out "needs unshare $options"
        run -0 --separate-stderr supervised unshare $options sh -c "$job"
        [ "$output" = "$(cat native)" ]
    done
}

@test "programs that compare what they stat with what they open are content" {
    mkdir to
    supervised sh -c 'cp config.yaml to/cp; cp -a config.yaml to/cp-a; cp -x config.yaml to/cp-x; install config.yaml to/install
        tar cf to/tar config.yaml; git hash-object config.yaml >to/git; mv to/cp-x to/mv'
    supervised rsync -a config.yaml to/rsync
    for path in to/cp to/cp-a to/mv to/install to/rsync; do
        [ "$(cat $path)" = "$SERVED" ]
    done
    [ "$(tar xOf to/tar)" = "$SERVED" ]
    [ "$(cat to/git)" = "$(git hash-object to/cp)" ]
}

@test "a job of many programs is served once, whatever they are" {
    static_reader
    cat >job.sh <<'SH'
./reader open config.yaml | head -n 2
cat config.yaml
"$PYTHON" -c 'print(open("config.yaml").read(), end="")'
env -i cat config.yaml
exec 4<>config.yaml
SH
    run -0 --separate-stderr env PYTHON="$PYTHON" "$INLAY" run --via=supervise --report report.json config.yaml:a=200 'config.yaml:l[+]=9' -- sh job.sh
    [ "$output" = "$SERVED"$'\n'"$SERVED"$'\n'"$SERVED"$'\n'"$SERVED" ]
    [ "$stderr" = 'inlay: config.yaml: opened for reading and writing, so the program reads the disk'\''s content, without overrides' ]
    run -0 jq -c '[.via, .complete, .files[0].opens.count, .files[0].readwrite.count, .files[0].opens.first.program]' report.json
    [ "$output" = "[\"supervise\",true,4,1,\"$PWD/reader\"]" ]
}

@test "what was never opened is known" {
    run -0 supervised true
    [ "$output" = 'inlay: config.yaml was never opened' ]
    run -125 "$INLAY" run --via=supervise --strict config.yaml:a=2 -- true
}

@test "a patch that fails is an error of the open, and with INLAY_ON_ERROR=warn the disk's content" {
    run -1 supervised sh -c 'echo "a: [" >config.yaml; cat config.yaml'
    [[ $output == *'inlay: config.yaml:'*'Invalid argument'* ]]
    printf 'a: 1\nl: [1]\n' >config.yaml
    INLAY_ON_ERROR=warn run -0 supervised sh -c 'echo "a: [" >config.yaml; cat config.yaml'
    [[ $output == *'(a warning: the program reads the file as it is on disk)'*'a: ['* ]]
}

@test "a file that need not exist is read and looked at" {
    export INLAY_INPUTS='{"files": {}, "run_config": {"file": "absent.yaml"}}'
    run -0 "$INLAY" run --via=supervise --run-config a=2 -- sh -c '
        cat absent.yaml; stat -c "%s %F" absent.yaml; ls absent.yaml; cat other.yaml || :; head -c 3 <"$PWD/absent.yaml"'
    [ "$output" = $'a: 2\n5 regular file\nabsent.yaml\ncat: other.yaml: No such file or directory\na: ' ]
    [ ! -e absent.yaml ]
}

@test "writing reaches the disk, and the next reader has the new content patched" {
    run -0 supervised sh -c 'cat config.yaml; echo "b: 1" >>config.yaml; cat config.yaml; printf "a: 3\nl: [2]\n" >config.yaml; cat config.yaml'
    [ "$output" = "$SERVED"$'\n'"$SERVED"$'\nb: 1\na: 200\nl: [2, 9]' ]
    [ "$(cat config.yaml)" = $'a: 3\nl: [2]' ]
}

@test "inlay run is the same parent as without a supervisor" {
    run -0 env -i PATH="${PATH//"$BATS_LIBEXEC":/}" HOME="$HOME" PYTHON="$PYTHON" TERM="${TERM-dumb}" SUPERVISED=1 bats "$BATS_TEST_DIRNAME/parent.bats"
}

@test "what a job reads last is known when it ends" {
    printf '#include <fcntl.h>\n#include <unistd.h>\nint main(void) { _exit(open("config.yaml", O_RDONLY) < 0); }\n' >opener.c
    gcc -O2 -static -o opener opener.c
    local i
    for i in {1..20}; do
        run -0 "$INLAY" run --via=supervise --strict config.yaml:a=200 -- ./opener
    done
}

@test "calls that the kernel refuses, or answers itself, get its answer" {
    mkdir sub
    ln -s .. sub/up
    gcc -O2 -w -D_GNU_SOURCE -o hostile "$BATS_TEST_DIRNAME/programs/hostile_opens.c"
    ./hostile >native
    sed 's/^a: 1$/a: 200/; s/^l: \[1\]$/l: [1, 9]/' native >expected
    grep -q 'a: 200' expected
    supervised ./hostile >actual
    diff -u expected actual
}

@test "a program for i386 is served" {
    gcc -m32 -O1 -nostdlib -static -ffreestanding -fno-pie -no-pie -fno-stack-protector -o raw "$BATS_TEST_DIRNAME/programs/raw_i386.c" \
        2>/dev/null || leave_out 'needs gcc -m32'
    run -0 ./raw
    [ "$output" = $'a: 1\nl: [1]\n1\n1\n1\n1\na: 1\nl: [1]' ] || leave_out 'needs a kernel with i386'
    run -0 supervised ./raw
    [ "$output" = "$SERVED"$'\n1\n1\n1\n1\n'"$SERVED" ]
}

@test "io_uring, whose opens nobody sees, is not there" {
    run -0 supervised "$PYTHON" -c 'import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
print(libc.syscall(425, 8, 0), errno.errorcode[ctypes.get_errno()])
open("config.yaml").close()'
    [ "$output" = '-1 ENOSYS' ]
}

@test "in a chroot, paths are the chroot's" {
    needs_chroot
    static_reader
    mkdir -p root/etc root/job
    mv config.yaml root/job
    cp reader root
    ln -s /job/config.yaml root/etc/config.yaml
    local path
    for path in /job/config.yaml /etc/config.yaml job/config.yaml ../job/config.yaml /../../etc/config.yaml; do
        run -0 "$INLAY" run --via=supervise root/job/config.yaml:a=200 'root/job/config.yaml:l[+]=9' -- "${AS_ROOT[@]}" chroot root /reader open "$path"
        [ "${output%$'\n'*}" = "$SERVED" ]
    done
}

@test "what a process may not open it is not given" {
    needs_root
    # Standard error apart: without CAP_SYS_PTRACE setpriv's own calls between its new user and the exec are refused, and said.
    chmod 755 . "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "${BATS_TEST_TMPDIR%/*/*}" 2>/dev/null || true
    static_reader
    local job='./reader open config.yaml'
    local plain=(--regid=12345 --clear-groups --inh-caps=-all)
    setpriv --reuid=12345 "${plain[@]}" test -x reader || leave_out 'needs a directory that others may enter'
    chmod 600 config.yaml
    run -1 supervised setpriv --reuid=12345 "${plain[@]}" $job
    [[ $output == *'config.yaml: Permission denied'* || $output == *'Permission denied'* ]]
    run -0 --separate-stderr supervised setpriv --bounding-set=-all --inh-caps=-all $job
    [[ $output == "$SERVED"* ]]
    chown 12345 config.yaml
    run -0 --separate-stderr supervised setpriv --reuid=12345 "${plain[@]}" $job
    [[ $output == "$SERVED"* ]]
    run -1 supervised setpriv --bounding-set=-all --inh-caps=-all $job
    [[ $output == *'Permission denied'* ]]
    chmod 640 config.yaml
    chown root:777 config.yaml
    run -1 supervised setpriv --reuid=12345 "${plain[@]}" $job
    run -0 --separate-stderr supervised setpriv --reuid=12345 --regid=12345 --groups=777 --inh-caps=-all $job
    [[ $output == "$SERVED"* ]]
    mkdir closed
    mv config.yaml closed
    chmod 644 closed/config.yaml
    chmod 700 closed
    run -1 "$INLAY" run --via=supervise closed/config.yaml:a=200 -- setpriv --reuid=12345 "${plain[@]}" ./reader open closed/config.yaml
    [[ $output == *'Permission denied'* ]]
    run -0 cat closed/config.yaml
}

@test "an unprivileged job has no_new_privs, and is served" {
    static_reader
    run -0 --separate-stderr without_privileges "$INLAY" run --via=supervise config.yaml:a=200 'config.yaml:l[+]=9' -- sh -c './reader open config.yaml; grep NoNewPrivs /proc/self/status'
    [ "$output" = "$SERVED"$'\n17 17 17 17\nNoNewPrivs:\t1' ]
}

@test "a process whose memory may not be read opens nothing, and that is said" {
    cat >undumpable.c <<'C'
#include <stdio.h>
#include <sys/prctl.h>
int main(void)
{
    prctl(PR_SET_DUMPABLE, 0);
    if (!fopen("config.yaml", "r"))
        perror("config.yaml");
    return 0;
}
C
    gcc -static -o undumpable undumpable.c
    run -0 without_privileges "$INLAY" run --via=supervise config.yaml:a=200 -- ./undumpable
    [[ $output == *'config.yaml: Permission denied'* ]]
    [[ $output == *'inlay: undumpable opens no files: the supervisor may not read its memory, for it is not dumpable'* ]]
    [[ $output == *'inlay: config.yaml was not seen to be opened (overrides cannot follow into undumpable: '* ]]
    run -125 without_privileges "$INLAY" run --via=supervise --strict config.yaml:a=200 -- ./undumpable
}

@test "a daemon is served when the job has ended, and then the supervisor ends" {
    static_reader
    cat >job.sh <<'SH'
setsid sh -c 'while [ ! -e go ]; do sleep 0.05; done; ./reader open config.yaml >daemon.out; echo $PPID >supervisor; while [ ! -e end ]; do sleep 0.05; done' >/dev/null 2>&1 </dev/null &
echo started
SH
    # Nothing of the job's output is held open by the supervisor: cat ends.
    run -0 bash -c '"$@" 2>/dev/null | cat' - "$INLAY" run --via=supervise config.yaml:a=200 'config.yaml:l[+]=9' -- sh job.sh
    [ "$output" = started ]
    touch go
    wait_until test -s supervisor
    [ "$(head -n 2 daemon.out)" = "$SERVED" ]
    [ "$(ls -l "/proc/$(cat supervisor)/fd" | grep -c ' [012] -> /dev/null')" -eq 3 ]
    touch end
    wait_until test ! -e "/proc/$(cat supervisor)"
}

@test "when the supervisor is killed, so is the job, and what it started opens nothing" {
    mkfifo go
    cat >job.sh <<'SH'
setsid sh -c 'read line && { read a <config.yaml; echo "$? $a"; }' <>go >daemon.out 2>&1 &
sleep 0.2
kill -KILL $PPID
sleep 20
SH
    run -137 supervised sh job.sh
    [[ $output == *'inlay: the supervisor of the job was killed, and so is the job'* ]]
    echo >go
    wait_until test -s daemon.out
    sleep 0.1
    [[ $(cat daemon.out) == *'Function not implemented'* ]]
    [[ $(cat daemon.out) != *'a: '* ]]
}

@test "a limit of CPU time is one of the job's processes, and the supervisor outlives it" {
    touch -d '1 hour ago' config.yaml
    cat >looks.py <<'PY'
import os
for i in range(20000):
    assert os.stat("config.yaml").st_size == 17
PY
    run -0 bash -c 'ulimit -t 1; exec "$@"' - "$INLAY" run --via=supervise config.yaml:a=200 'config.yaml:l[+]=9' -- \
        bash -c '"$1" looks.py && "$1" looks.py && cat config.yaml && ulimit -Ht' - "$PYTHON"
    [ "$output" = "$SERVED"$'\n1' ]
}

@test "the supervisor has its user's hard limits, and the job the soft ones" {
    run -0 bash -c 'ulimit -S -t 100 -n 100 -v 4000000; exec "$@"' - "$INLAY" run --via=supervise config.yaml:a=200 -- bash -c '
        for process in $PPID self; do
            sed -nE "s/^Max (cpu time|address space|open files) +//p" /proc/$process/limits
        done; cat config.yaml'
    [ "$(tail -n 5 <<<"$output" | sed 's/ .*//')" = $'100\n100\n4096000000\na:\nl:' ] || { echo "$output"; return 1; }
    [ "$(head -n 3 <<<"$output" | awk '$1 != $2')" = '' ]
}

@test "where it may not look at the processes that it starts, the job is refused before it starts" {
    needs_root
    chmod 755 . "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "${BATS_TEST_TMPDIR%/*/*}" 2>/dev/null || true
    local differ=(setpriv --ruid=12345 --euid=12346 --regid=12345 --clear-groups --inh-caps=-all --bounding-set=-all)
    "${differ[@]}" test -r config.yaml || leave_out 'needs a directory that others may enter'
    run -125 "${differ[@]}" "$INLAY" run --via=supervise config.yaml:a=200 -- sh -c 'echo started; cat config.yaml'
    [[ $output == 'inlay: sh cannot be supervised: process_vm_readv: Operation not permitted (EPERM): '* ]]
    build_sandbox
    run -125 "$BATS_FILE_TMPDIR/sandbox" 1 '!process_vm_writev' "$INLAY" run --via=supervise config.yaml:a=200 -- echo started
    [ "$output" = "inlay: echo cannot be supervised: process_vm_writev: Operation not permitted (EPERM): a sandbox's rules, or a security module's, forbid to look at other processes" ]
}

@test "an inlay that its user may not read supervises" {
    needs_root
    chmod 755 . "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "${BATS_TEST_TMPDIR%/*/*}" 2>/dev/null || true
    local user=(setpriv --reuid=12345 --regid=12345 --clear-groups)
    "${user[@]}" test -r config.yaml || leave_out 'needs a directory that others may enter'
    static_reader
    install -m 711 "$INLAY" inlay
    run -0 "${user[@]}" ./inlay run --via=supervise config.yaml:a=200 'config.yaml:l[+]=9' -- ./reader open config.yaml
    [[ $output == "$SERVED"* ]]
}

@test "a descriptor that was opened with O_DIRECT says so, where a memory can have that" {
    local program='import fcntl, os, sys
fd = os.open(sys.argv[1], os.O_RDONLY | os.O_DIRECT)
print(bool(fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_DIRECT))'
    cp config.yaml /dev/shm/inlay-direct.$$ || leave_out 'needs /dev/shm'
    "$PYTHON" -c "$program" /dev/shm/inlay-direct.$$ >native || true
    rm /dev/shm/inlay-direct.$$
    grep -q True native || leave_out 'needs tmpfs with O_DIRECT'
    "$PYTHON" -c "$program" config.yaml >/dev/null || leave_out 'needs O_DIRECT'
    run -0 supervised "$PYTHON" -c "$program" config.yaml
    [ "$output" = True ]
}

@test "what is written into a fresh file without a trace in its times is seen by a look" {
    run -0 --separate-stderr supervised "$PYTHON" -c 'if True:
        import mmap, os
        file = open("config.yaml", "r+b")
        file.write(b"a: 1\nb: 2222\nl: [1]\n")
        file.flush()
        with mmap.mmap(file.fileno(), 0) as mapping:
            for i in range(3):
                for lists in b"l: [1]", b"l:  []":
                    mapping[13:] = lists + b"\n"
                    size = os.stat("config.yaml").st_size
                    opened = os.open("config.yaml", os.O_RDONLY)
                    assert (size, size) == (os.fstat(opened).st_size, len(os.read(opened, 99))), size
        print("well")'
    [ "$output" = well ]
}

@test "a program that writes the file after it has read it with overrides is told of, and no other" {
    cat >back.py <<'PY'
import os, sys
text = open("config.yaml").read() if "read" in sys.argv else "a: 1\nl: [1]\n"
if "fork" in sys.argv and os.fork():
    sys.exit(os.wait()[1])
if "exec" in sys.argv:
    os.execvp("sh", ["sh", "-c", "echo a: 1 >config.yaml; echo 'l: [1]' >>config.yaml"])
path = "other.yaml" if "other" in sys.argv else "/proc/self/cwd/config.yaml"
open(path, "w").write(text)
PY
    local words
    for words in read 'read fork'; do
        printf 'a: 1\nl: [1]\n' >config.yaml
        run -0 --separate-stderr supervised "$PYTHON" back.py $words
        [[ $stderr == "inlay: config.yaml was written by python3"*" after it had read it with overrides: they may be on disk now" ]] ||
            { echo "$words: $stderr"; return 1; }
        [ "$(cat config.yaml)" = "$SERVED" ]
    done
    printf 'a: 1\nl: [1]\n' >config.yaml
    run -0 supervised sh -c '"$1" back.py write; cat config.yaml; "$1" back.py write; "$1" back.py read exec; "$1" back.py read other' - "$PYTHON"
    [ "$output" = "$SERVED" ]
    run -0 supervised sh -c 'cat config.yaml >copy; cat copy >config.yaml'
    [ -z "$output" ]
}

@test "containers that a job starts without a server are supervised, too" {
    static_reader
    mkdir bin
    printf '#!/bin/sh\nwhile [ "$1" != image ]; do shift; done; shift; exec "$@"\n' >bin/podman
    cp bin/podman bin/apptainer
    cp bin/podman bin/docker
    chmod +x bin/*
    export PATH=$PWD/bin:$PATH
    local command
    for command in 'podman run' 'podman --log-level=warn run -v a:b' 'apptainer exec --containall'; do
        run -0 supervised $command image ./reader open config.yaml
        [ "$output" = "$SERVED"$'\n17 17 17 17' ] || { echo "$command: $output"; return 1; }
    done
    for command in 'docker run' 'podman --remote run' 'podman -r run'; do
        run -0 supervised $command image ./reader open config.yaml
        [[ $output == 'inlay: overrides cannot follow into '*': it starts programs in a container ('* ]] || { echo "$command: $output"; return 1; }
    done
    CONTAINER_HOST=unix:///run/podman.sock run -0 supervised podman run image ./reader open config.yaml
    [[ $output == 'inlay: overrides cannot follow into podman: '* ]]
}

@test "in pid, user and mount namespaces paths are the caller's" {
    needs_namespaces --user --map-root-user --mount --pid --fork --mount-proc
    static_reader
    mkdir other
    run -0 supervised "${UNSHARE[@]}" bash -c '
        mount --bind . other
        ./reader open other/config.yaml
        ./reader open /proc/self/cwd/config.yaml
        exec 30<config.yaml
        ./reader open /proc/$$/fd/30
        cd /proc/self/fd
        exec "$1/reader" open 30' - "$PWD"
    [ "$(grep -v '^17 ' <<<"$output")" = "$SERVED"$'\n'"$SERVED"$'\n'"$SERVED"$'\n'"$SERVED" ] || { echo "$output"; return 1; }
}

@test "a job's own seccomp filters come first, and a listener of its own is EBUSY" {
    cat >filters.c <<'C'
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int count, char **words)
{
    unsigned action = strtoul(words[1], NULL, 0), flags = action == SECCOMP_RET_USER_NOTIF ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {4, code};
    char bytes[64] = {0};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) < 0)
        printf("%s, ", strerrorname_np(errno));
    int fd = open("config.yaml", O_RDONLY);
    if (fd < 0)
        printf("%s\n", strerrorname_np(errno));
    else
        printf("%zd\n", read(fd, bytes, sizeof bytes));
    return count > 9;
}
C
    gcc -static -w -o filters filters.c
    run -0 supervised ./filters 0x5001f # ERRNO, EMLINK
    [ "${lines[0]}" = EMLINK ]
    run -0 supervised ./filters 0x7ff00000 # TRACE, without a tracer
    [ "$output" = 17 ]
    run -0 supervised ./filters 0x7fc00000 # USER_NOTIF
    [ "$output" = 'EBUSY, 17' ]
}

@test "a job with few descriptors, or with none open, is served" {
    static_reader
    run -0 supervised bash -c 'ulimit -n 16; ./reader open config.yaml; exec 3<&- 255<&-; ulimit -n 4; ./reader open config.yaml'
    [ "$output" = "$SERVED"$'\n17 17 17 17\n'"$SERVED"$'\n17 17 17 17' ] || { echo "$output"; return 1; }
    run -0 supervised bash -c 'exec 3<&-; ulimit -n 3; ./reader open config.yaml || ./reader open config.yaml <&- 2>&-'
    [[ $output == *'Too many open files'*"$SERVED"* ]] || { echo "$output"; return 1; }
}

@test "a fresh file that was looked at is held open by the supervisor for some seconds" {
    run -0 supervised "$PYTHON" -c 'if True:
        import os, time
        with open("config.yaml", "a") as file:
            file.write("b: 1\n")
        def is_held():
            return "/config.yaml" in open(f"/proc/{os.getppid()}/maps").read()
        os.stat("config.yaml")
        print(is_held())
        while is_held():
            time.sleep(0.1)
        print(os.stat("config.yaml").st_size, open("config.yaml").read(), end="")'
    [ "$output" = $'True\n22 a: 200\nl: [1, 9]\nb: 1' ] || { echo "$output"; return 1; }
}

@test "two hundred programs at once" {
    static_reader
    run -0 --separate-stderr supervised bash -c 'for i in $(seq 200); do ./reader open config.yaml & done; wait'
    [ "$(sort <<<"$output" | uniq -c | sed 's/^ *//')" = $'200 17 17 17 17\n200 a: 200\n200 l: [1, 9]' ]
}

@test "processes that are killed in the middle of a call leave nothing behind" {
    static_reader
    run -0 --separate-stderr supervised "$PYTHON" -c 'if True:
        import os, subprocess, time
        for i in range(100):
            child = subprocess.Popen(["sh", "-c", "while :; do read a <config.yaml; done"])
            time.sleep(0.002 + 0.00005 * i)
            child.kill()
            child.wait()
        supervisor = os.getppid()
        print(len(os.listdir(f"/proc/{supervisor}/fd")) < 12)
        print(open("config.yaml").read(), end="")'
    [ "$output" = "True"$'\n'"$SERVED" ]
}

@test "another inlay run inside puts its overrides on top, and cannot supervise" {
    run -0 --separate-stderr "$INLAY" run --via=supervise 'config.yaml:l[+]=9' -- "$INLAY" run config.yaml:a=200 -- cat config.yaml
    [ "$output" = "$SERVED" ]
    run -0 --separate-stderr "$INLAY" run --via=supervise 'config.yaml:l[+]=9' -- "$INLAY" run config.yaml:a=200 -- cp config.yaml copy
    [ "$(cat copy)" = "$SERVED" ]
    run -0 --separate-stderr "$INLAY" run 'config.yaml:l[+]=9' -- "$INLAY" run --via=supervise config.yaml:a=200 -- cat config.yaml
    [ "$output" = "$SERVED" ]
    run -125 "$INLAY" run --via=supervise 'config.yaml:l[+]=9' -- "$INLAY" run --via=supervise config.yaml:a=200 -- cat config.yaml
    [[ $output == *'esource busy (EBUSY): somebody else already supervises this process'* ]]
}

@test "a file of the same name elsewhere is in the report, by the program that opened it" {
    mkdir elsewhere
    cp config.yaml elsewhere
    run -0 "$INLAY" run --via=supervise --report report.json config.yaml:a=2 -- sh -c 'tail -n 1 config.yaml; cat elsewhere/config.yaml'
    run -0 jq -r '.near[0] | .message + " " + .program' report.json
    [ "$output" = "$PWD/elsewhere/config.yaml $(readlink -f "$(type -P cat)")" ]
}

@test "goroutines that are preempted by signals read what is served" {
    needs_program go
    cat >reader.go <<'GO'
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

func main() {
	var group sync.WaitGroup
	var right, wrong atomic.Int64
	before, _ := os.ReadDir("/proc/self/fd")
	seen, _ := os.Stat("config.yaml")
	file, _ := os.Open("config.yaml")
	opened, _ := file.Stat()
	file.Close()
	for worker := 0; worker < 8; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := 0; i < 300; i++ {
				bytes, err := os.ReadFile("config.yaml")
				if err == nil && strings.HasPrefix(string(bytes), "a: 200\n") {
					right.Add(1)
				} else {
					wrong.Add(1)
				}
				if i%10 == 0 {
					runtime.GC()
				}
			}
		}()
	}
	group.Wait()
	after, _ := os.ReadDir("/proc/self/fd")
	fmt.Println(os.SameFile(seen, opened), right.Load(), wrong.Load(), len(after) <= len(before)+2) // Go has made two for itself
}
GO
    CGO_ENABLED=0 go build -o reader-go reader.go || leave_out 'needs a Go that builds'
    run -0 supervised ./reader-go
    [ "$output" = 'true 2400 0 true' ]
}

@test "in a storm of signals a file is served, or the call is interrupted where the handler does not restart it" {
    gcc -O2 -static -D_GNU_SOURCE -o storm "$BATS_TEST_DIRNAME/programs/storm.c"
    ./storm restart config.yaml "$(<config.yaml)"$'\n'
    supervised ./storm restart config.yaml "$SERVED"$'\n'
    supervised ./storm interrupt config.yaml "$SERVED"$'\n'
}

@test "a kernel before 5.19 or 6.6, which cannot wait for a kill alone or share a processor, serves all the same" {
    build_sandbox
    static_reader
    gcc -O2 -static -D_GNU_SOURCE -o storm "$BATS_TEST_DIRNAME/programs/storm.c"
    # SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, and SECCOMP_IOCTL_NOTIF_SET_FLAGS.
    local old killable='seccomp/1&0x20' flags='ioctl/1=0x40082104'
    for old in "!$killable" "!$flags" "!$killable,$flags"; do
        run -0 --separate-stderr "$BATS_FILE_TMPDIR/sandbox" 22 "$old" "$INLAY" run --via=supervise --strict config.yaml:a=200 'config.yaml:l[+]=9' -- \
            sh -c './reader open config.yaml; for i in 1 2 3 4 5 6 7 8; do ./reader open config.yaml & done; wait; ./storm interrupt config.yaml "$(cat config.yaml)
"'
        [ "$(grep -c '^a: 200$' <<<"$output")" -eq 9 ]
        [[ $output != *'a: 1'* ]]
    done
}

@test "a kernel before 5.14, which cannot answer by a descriptor at once, is refused before the start" {
    build_sandbox
    run -125 "$BATS_FILE_TMPDIR/sandbox" 22 '!ioctl/1=0x40182103' "$INLAY" run --via=supervise config.yaml:a=200 -- touch started
    [ "$output" = 'inlay: touch cannot be supervised: answering by a descriptor (SECCOMP_ADDFD_FLAG_SEND, Linux 5.14): Invalid argument (EINVAL): the kernel is too old, or imitated: Linux 5.14 has it' ]
    # The filter itself came with 5.0 for the listener.
    run -125 "$BATS_FILE_TMPDIR/sandbox" 22 '!seccomp/1&0x8' "$INLAY" run --via=supervise config.yaml:a=200 -- touch started
    [[ $output == 'inlay: touch cannot be supervised: seccomp with a listener: Invalid argument (EINVAL): '* ]]
    [ ! -e started ]
}

@test "a job whose user is in hundreds of groups is served" {
    needs_root
    static_reader
    run -0 supervised "$PYTHON" -c 'if True:
        import os
        os.setgroups(range(4000000000, 4000000900))
        os.execv("./reader", ["./reader", "open", "config.yaml"])'
    [ "${output%$'\n'*}" = "$SERVED" ]
}

@test "more registered files than descriptors" {
    mkdir many
    "$PYTHON" -c 'if True:
        import json
        for i in range(300):
            open(f"many/c{i}.yaml", "w").write(f"a: {i}\n")
        json.dump({"files": {f"many/c{i}.yaml": {"a": -i - 1} for i in range(300)}}, open("many.json", "w"))'
    run -0 sh -c 'ulimit -n 40; exec "$@"' sh "$INLAY" run --via=supervise -o many.json -- "$PYTHON" -c 'if True:
        import os
        for i in 2 * list(range(300)):
            path = f"many/c{i}.yaml"
            seen = os.stat(path)
            with open(path) as file:
                opened = os.fstat(file.fileno())
                assert file.read() == f"a: {-i - 1}\n", path
            assert seen.st_size == opened.st_size, path'
    [ -z "$output" ]
}

@test "a root without capabilities serves a job under another user in a directory of that user's" {
    needs_root
    static_reader
    chmod 755 . "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "${BATS_TEST_TMPDIR%/*/*}" 2>/dev/null || true
    local caps=(--bounding-set=-all,+setuid,+setgid,+setpcap --inh-caps=-all)
    local user=(setpriv --reuid=12345 --regid=12345 --clear-groups)
    "${user[@]}" test -x reader || leave_out 'needs a directory that others may enter'
    chmod 644 config.yaml
    run -0 setpriv "${caps[@]}" "$INLAY" run --via=supervise config.yaml:a=200 'config.yaml:l[+]=9' -- "${user[@]}" ./reader open config.yaml
    [[ $output == "$SERVED"* ]]
    mkdir own
    cp reader own
    chown -R 12345:12345 own
    chmod 700 own
    # What it cannot reach itself it reaches with the job's rights.
    ln config.yaml own/config.yaml
    run -0 setpriv "${caps[@]}" "$INLAY" run --via=supervise config.yaml:a=200 'config.yaml:l[+]=9' -- "${user[@]}" sh -c 'cd own && ./reader open config.yaml'
    [[ $output == "$SERVED"* ]]
}

@test "random paths through links, directories and /proc lead where the kernel leads" {
    cat >walks.py <<'PY'
import os, random
random.seed(5)
for path in "a/b/c", "d":
    os.makedirs(path, exist_ok=True)
open("d/config.yaml", "w").write("a: 7\n")
here = os.getcwd()
links = {"a/l1": f"{here}/d", "a/b/l2": "../../d", "d/l3": f"{here}/a/b", "a/b/c/l4": "../../../a/b", "l5": "a/b/c", "loop": "loop",
         "d/l6.yaml": f"{here}/a/b/config.yaml", "a/l7.yaml": "b/config.yaml", "a/l8": "l1", "d/up": "..", "d/l9": "/proc/self/cwd",
         "a/l10": f"/proc/self/root{here}/a/b", "a/b/l11.yaml": "/proc/self/cwd/config.yaml", "a/dots": ".././//../a/./b/"}
for name, target in links.items():
    if not os.path.islink(name):
        os.symlink(target, name)
if not os.path.exists("a/b/config.yaml"):
    os.link("config.yaml", "a/b/config.yaml")
names = ["a", "b", "c", "d", "l1", "l2", "l3", "l4", "l5", "l8", "up", "l9", "l10", "dots", "..", ".", "", "loop", "no"]
ends = 4 * ["config.yaml"] + ["l6.yaml", "l7.yaml", "l11.yaml", "l3/config.yaml"]
starts = [here + "/", "", "./", "../", "/proc/self/cwd/", f"/proc/thread-self/root{here}/"]


def answer(call):
    try:
        return call()
    except OSError as error:
        return error.errno


def read(path, flags, directory):
    fd = os.open(path, flags, dir_fd=directory)
    try:
        size = os.stat(path, dir_fd=directory, follow_symlinks=not flags & os.O_NOFOLLOW).st_size
        content = os.read(fd, 64)
        return content.decode() + (" and its size" if size == len(content) else f" and {size}")
    finally:
        os.close(fd)


outside = os.open(here + "/d", os.O_PATH)
for _ in range(1500):
    path = random.choice(starts) + "/".join(random.choice(names) for _ in range(random.randint(0, 6))) + "/" + random.choice(ends)
    path = path.lstrip("/") if random.random() < 0.3 else path
    os.chdir(os.path.join(here, random.choice([".", "a", "a/b", "d", "a/b/c"])))
    directory = random.choice([None, outside])
    for flags in os.O_RDONLY, os.O_NOFOLLOW:
        print(path, flags, answer(lambda: read(path, flags, directory)))
PY
    "$PYTHON" walks.py >native
    sed 's/ a: 1$/ a: 200/; s/^l: \[1\]/l: [1, 9]/' native >expected
    [ "$(grep -c 'a: 200' expected)" -gt 50 ]
    supervised "$PYTHON" walks.py >actual
    diff -u expected actual
}
