#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The limits that inlay(7) names: what is not patched is said, and is the file on disk.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    echo 'seed: 42' >config.yaml
}

@test "a static program that a script starts is not reached, and inlay run says so" {
    musl-gcc -static -o read "$ROOT/tests/programs/read.c"
    run -0 --separate-stderr "$INLAY" run config.yaml:seed=7 -- sh -c './read open config.yaml; exit 0'
    [ "${lines[0]}" = 'seed: 42' ]
    [[ ${stderr_lines[0]} == 'inlay: overrides cannot follow into ./read: it is statically linked (inlay run --via=supervise reaches it)' ]]
    run -126 "$INLAY" run --strict config.yaml:seed=7 -- sh -c './read open config.yaml; exit'
}

@test "what a job that no supervisor can be given would read from the disk is refused" {
    musl-gcc -static -o read "$ROOT/tests/programs/read.c"
    build_sandbox
    run -125 --separate-stderr "$BATS_FILE_TMPDIR/sandbox" 1 '!seccomp' "$INLAY" run config.yaml:seed=7 -- ./read open config.yaml
    [ -z "$output" ]
    [[ $stderr == *'./read would read config.yaml without its overrides: it is statically linked, and cannot be supervised: '* ]]
}

@test "under supervision without CAP_SYS_ADMIN no program gets rights of its own" {
    needs_supervision
    run -0 without_privileges "$INLAY" run --via=supervise config.yaml:seed=7 -- grep NoNewPrivs /proc/self/status config.yaml
    [ "${lines[0]}" = $'/proc/self/status:NoNewPrivs:\t1' ]
}

@test "a library opened with RTLD_DEEPBIND is not reached, and inlay run says that the file was never opened" {
    echo '#include <stdio.h>
void show(void) { char line[80]; fputs(fgets(line, 80, fopen("config.yaml", "r")), stdout); }' >plugin.c
    echo '#define _GNU_SOURCE
#include <dlfcn.h>
int main(void) { ((void (*)(void))dlsym(dlopen("./plugin.so", RTLD_NOW | RTLD_DEEPBIND), "show"))(); }' >host.c
    gcc -shared -fPIC -o plugin.so plugin.c
    gcc -o host host.c
    run -0 --separate-stderr "$INLAY" run config.yaml:seed=7 -- ./host
    [ "$output" = 'seed: 42' ]
    [[ $stderr == *'config.yaml was never opened'* ]]
    run -125 "$INLAY" run --strict config.yaml:seed=7 -- ./host
}

@test "a file opened for reading and writing is the file on disk, and inlay says so" {
    run -0 --separate-stderr "$INLAY" run config.yaml:seed=7 -- "$PYTHON" -c '
with open("config.yaml", "r+") as stream:
    print(stream.read(), end="")
    print("epochs: 3", file=stream)'
    [ "$output" = 'seed: 42' ]
    [[ $stderr == *'config.yaml'*'opened for reading and writing'* ]]
    [ "$(cat config.yaml)" = $'seed: 42\nepochs: 3' ]
}

@test "a link with another extension is not recognized, one with the same is" {
    ln -s config.yaml other.yaml
    ln -s config.yaml settings.conf
    run -0 "$INLAY" run config.yaml:seed=7 -- cat other.yaml settings.conf
    [ "$output" = $'seed: 7\nseed: 42' ]
}

@test "what a job does to a served descriptor does not reach the disk, by path it does" {
    chmod 644 config.yaml
    run -0 "$INLAY" run config.yaml:seed=7 -- "$PYTHON" -c '
import os
fd = os.open("config.yaml", os.O_RDONLY)
os.fchmod(fd, 0o600)
os.utime(fd, (1, 1))
print(oct(os.fstat(fd).st_mode), os.fstat(fd).st_mtime)
print(oct(os.stat("config.yaml").st_mode), os.stat("config.yaml").st_mtime > 1)
os.chmod("config.yaml", 0o640)
os.utime("config.yaml", (1, 1))
print(oct(os.stat("config.yaml").st_mode), os.stat("config.yaml").st_mtime)'
    [ "$output" = $'0o100600 1.0\n0o100644 True\n0o100640 1.0' ]
    [ "$(stat -c '%a %Y' config.yaml)" = '640 1' ]
}

@test "copy_file_range of a served descriptor says that it is of another file system" {
    run -0 "$INLAY" run config.yaml:seed=7 -- "$PYTHON" -c '
import errno, os
try:
    print(os.copy_file_range(os.open("config.yaml", os.O_RDONLY), os.open("copy", os.O_WRONLY | os.O_CREAT), 100))
except OSError as error:
    print(errno.errorcode[error.errno])'
    [ "$output" = EXDEV ]
}

@test "F_GETFL of a served descriptor leaves O_NOFOLLOW out, and all else is there" {
    touch other
    run -0 "$INLAY" run config.yaml:seed=7 -- "$PYTHON" -c '
import fcntl, os
flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOATIME
print(fcntl.fcntl(os.open("config.yaml", flags | os.O_NOFOLLOW), fcntl.F_GETFL) ==
      fcntl.fcntl(os.open("other", flags), fcntl.F_GETFL))'
    [ "$output" = True ]
}

@test "with one free descriptor open gives a config file, and fopen EMFILE; with two it does, too" {
    cat >fopen.c <<'C'
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
int main(void)
{
    char line[100];
    for (rlim_t free = 1; free <= 2; free++) {
        int lowest = dup(0);
        close(lowest);
        struct rlimit limit;
        getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = (rlim_t)lowest + free;
        setrlimit(RLIMIT_NOFILE, &limit);
        int fd = open("config.yaml", O_RDONLY);
        ssize_t length = read(fd, line, sizeof line);
        printf("%d %.*s", fd == lowest, length < 0 ? 0 : (int)length, line);
        printf("%zd %d\n", write(fd, line, 1), fcntl(fd, F_GETFD));
        close(fd);
        FILE *stream = fopen("config.yaml", "r");
        puts(!stream ? strerror(errno) : fgets(line, sizeof line, stream) ? line : "");
    }
}
C
    gcc -D_GNU_SOURCE -o fopen fopen.c
    # The refusal is known, though the job swallowed it.
    run -125 "$INLAY" run config.yaml:seed=7 -- ./fopen
    [ "$(grep -v '^inlay\|^$' <<<"$output")" = $'1 seed: 7\n-1 0\nToo many open files\n1 seed: 7\n-1 0\nseed: 7' ]
    [[ $output == *'could not open config.yaml: there are too many open files (ulimit -n)' ]]
}

@test "the last free descriptor is given up before a file that cannot be served: that is no warning" {
    preloaded_only 'the file size limit of the job does not count for the supervisor'
    OVERRIDES='{"files": {"config.yaml": {"seed": 7}}}' INLAY_ON_ERROR=warn run -0 overridden "$PYTHON" -c '
import os, resource
last = os.dup(0)
os.close(last)
resource.setrlimit(resource.RLIMIT_NOFILE, (last + 1, last + 1))
resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))
try:
    os.open("config.yaml", os.O_RDONLY)
except OSError as error:
    print(error)'
    [ "${lines[0]}" = 'inlay: config.yaml: it is larger than the file size limit allows (ulimit -f)' ]
    [ "${lines[1]}" = "[Errno 27] File too large: 'config.yaml'" ]
}

@test "the last free descriptor, for which four threads contend: the file's content, or EMFILE" {
    echo other >other.yaml
    OVERRIDES='{"files": {"config.yaml": {"seed": 7}}}' run -0 overridden "$PYTHON" -c '
import errno, os, resource, threading
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
held, wrong, read = [], [], []
try:
    while True:
        held.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    os.close(held.pop())
def reader(name, content):
    for i in range(2000):
        try:
            fd = os.open(name, os.O_RDONLY)
        except OSError as error:
            wrong.extend([error] if error.errno != errno.EMFILE else [])
            continue
        got = os.read(fd, 100)
        (read if got == content else wrong).append((name, got))
        os.close(fd)
threads = [threading.Thread(target=reader, args=a) for a in
           [("config.yaml", b"seed: 7\n"), ("other.yaml", b"other\n")] * 2]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(wrong, len(read) > 0)'
    [ "${lines[-1]}" = '[] True' ]
}
