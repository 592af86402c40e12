#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What `inlay run` knows of its job reaches it from wherever the job's processes run, and nobody else can say it.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'lr: 0.1\n' >config.yaml
}

teardown() {
    [ -z "${place:-}" ] || rm -r "$place"
}

# report EXPRESSION: of report.json, called r.
report() {
    "$PYTHON" -c "import json; r = json.load(open('report.json')); print($1)"
}

# seen: the job read config.yaml once, and nothing is unknown.
seen() {
    [ "$(report "r['complete'], r['files'][0]['opens']['count'], r['exit_status']")" = 'True 1 0' ] ||
        { cat report.json; return 1; }
}

strict() {
    "$INLAY" run --strict --report report.json config.yaml:lr=0.5 -- "$@"
}

@test "a mount namespace whose directory for temporary files is another" {
    needs_namespaces -m
    mkdir private
    TMPDIR=$PWD/private run -0 strict "${UNSHARE[@]}" sh -c 'mount -t tmpfs t private && cat config.yaml'
    [ "$output" = 'lr: 0.5' ]
    seen
}

@test "a pid namespace with a /proc of its own" {
    needs_namespaces -m -p --fork --mount-proc
    run -0 strict "${UNSHARE[@]}" cat config.yaml
    [ "$output" = 'lr: 0.5' ]
    seen
}

@test "a network namespace: what cannot be known is said, and it is no lie" {
    needs_namespaces -n -p -m --fork --mount-proc
    run -0 "$INLAY" run --report report.json config.yaml:lr=0.5 -- "${UNSHARE[@]}" cat config.yaml
    [[ $output == *'lr: 0.5'* ]]
    [[ $output == *'inlay: it is not known whether config.yaml was opened: no record from '* ]]
    [[ $output != *'never opened'* ]]
    [ "$(report "r['complete'], r['exit_status']")" = 'False 0' ]
    run -125 strict "${UNSHARE[@]}" cat config.yaml
}

# needs_bwrap: SANDBOX is a bwrap(1) in which there are programs, the library and this directory, and no other /tmp.
needs_bwrap() {
    SANDBOX=(bwrap --ro-bind /usr /usr --symlink usr/lib /lib --symlink usr/lib64 /lib64 --symlink usr/bin /bin
        --proc /proc --dev /dev --ro-bind "$BUILD" "$BUILD" --bind "$PWD" "$PWD")
    type bwrap >/dev/null && "${SANDBOX[@]}" "$@" true 2>/dev/null || leave_out 'needs bwrap, and namespaces for it'
}

@test "bwrap: another /tmp, user and processes" {
    needs_bwrap --unshare-user --unshare-pid
    run -0 strict "${SANDBOX[@]}" cat config.yaml
    [ "$output" = 'lr: 0.5' ]
    seen
    run -0 strict "${SANDBOX[@]}" --unshare-user --unshare-pid --unshare-ipc cat config.yaml
    [ "$output" = 'lr: 0.5' ]
    seen
    run -0 "$INLAY" record -- "${SANDBOX[@]}" --unshare-user --unshare-pid cat config.yaml
    grep -qx '  config.yaml:' inlay.yaml
}

@test "bwrap without the network and the parent's /proc: the values are there, and what was read is not known" {
    needs_bwrap --unshare-net --unshare-pid
    run -0 "$INLAY" run --report report.json config.yaml:lr=0.5 -- "${SANDBOX[@]}" --unshare-net --unshare-pid cat config.yaml
    [[ $output == *'lr: 0.5'* ]]
    [[ $output == *'inlay: it is not known whether config.yaml was opened: no record from cat'* ]]
    [[ $output != *never* ]]
    [ "$(report "r['complete'], r['exit_status']")" = 'False 0' ]
    run -125 strict "${SANDBOX[@]}" --unshare-net --unshare-pid cat config.yaml
    [[ $output == *'lr: 0.5'* ]]
    run -3 strict "${SANDBOX[@]}" --unshare-net --unshare-pid sh -c 'exit 3'
    run -0 "$INLAY" record -- "${SANDBOX[@]}" --unshare-net --unshare-pid cat config.yaml
    [[ $output == *'inlay: some files may be missing: no record from cat'* ]]
    [[ $output != *'read no YAML'* ]]
}

@test "a chroot without /proc" {
    needs_chroot
    chroot_with "$(type -P cat)"
    mkdir -p "root$PWD"
    cp config.yaml "root$PWD"
    run -0 strict "${AS_ROOT[@]}" chroot root "$(type -P cat)" "$PWD/config.yaml"
    [ "$output" = 'lr: 0.5' ]
    seen
}

@test "another user, where TMPDIR is for the first one alone" {
    needs_root
    place=$(mktemp -d /tmp/inlay-test-XXXXXX)
    chmod 755 "$place"
    cp -r "$ROOT/build/bin" "$ROOT/build/lib" config.yaml "$place"
    mkdir -m 700 "$place/private"
    cd "$place"
    export TMPDIR=$place/private
    run -0 bin/inlay run --strict --report report.json config.yaml:lr=0.5 -- \
        setpriv --reuid=65534 --regid=65534 --clear-groups cat config.yaml
    [ "$output" = 'lr: 0.5' ]
    seen
    # Nothing is left behind, or was ever made.
    [ -z "$(ls -A private)" ]
}

@test "an address space of 100 MB, and no directory that can be written" {
    TMPDIR=/proc run -0 bash -c 'ulimit -v 100000; "$@"' bash "$INLAY" run --strict --report report.json \
        config.yaml:lr=0.5 -- cat config.yaml
    [ "$output" = 'lr: 0.5' ]
    seen
}

@test "address spaces in which programs hardly start: what is served is known" {
    local size served=0
    for size in {8000..32000..4000}; do
        run bash -c 'ulimit -v "$1"; shift; exec "$@"' bash "$size" "$INLAY" run --strict --report report.json \
            config.yaml:lr=0.5 -- cat config.yaml
        if [ "$status" = 0 ]; then
            [ "$output" = 'lr: 0.5' ]
            seen
            served=$((served + 1))
        fi
    done
    [ "$served" -gt 0 ]
}

@test "a directory for temporary files that is full" {
    needs_namespaces -m
    mkdir full
    cat >job.sh <<'SH'
mount -t tmpfs -o size=16k t full && ! cat /dev/zero >full/rest 2>/dev/null
export TMPDIR=$PWD/full
"$1" run --strict --report report.json config.yaml:lr=0.5 -- cat config.yaml
SH
    run -0 "${UNSHARE[@]}" bash job.sh "$INLAY"
    [ "$output" = 'lr: 0.5' ]
    seen
}

@test "a static job where no directory can be written: it is known to be lost" {
    printf '#include <fcntl.h>\nint main(void) { return open("config.yaml", O_RDONLY) < 0; }\n' >static.c
    gcc -static -o static static.c
    TMPDIR=/proc run -125 "$INLAY" run --via=preload config.yaml:lr=0.5 -- ./static
    [[ $output == *'./static never loaded libinlay.so'* ]]
}

@test "inlay record sees through a mount namespace" {
    needs_namespaces -m
    mkdir private
    export TMPDIR=$PWD/private
    run -0 "$INLAY" record -- "${UNSHARE[@]}" sh -c 'mount -t tmpfs t "$TMPDIR" && cat config.yaml'
    grep -q config.yaml inlay.yaml
}

@test "an open that failed for want of a descriptor is known, though the job swallowed it" {
    cat >job.py <<'PY'
import ctypes, os, resource
fopen = ctypes.CDLL(None).fopen
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
held = []
try:
    while True:
        held.append(os.open('/dev/null', os.O_RDONLY))
except OSError:
    pass
os.close(held.pop())
fopen(b'config.yaml', b'r')
PY
    run -125 "$INLAY" run config.yaml:lr=0.5 -- "$PYTHON" job.py
    [[ ${lines[-1]} == 'inlay: '*' could not open config.yaml: '* ]]
}

@test "300,000 opens: the first and the last few are known, and all are counted" {
    cat >open.c <<'C'
#include <fcntl.h>
#include <unistd.h>
int main(void)
{
    for (int i = 0; i < 300000; i++)
        close(open("config.yaml", O_RDONLY));
    return 0;
}
C
    gcc -O2 -o open open.c
    mkdir empty
    TMPDIR=$PWD/empty run -0 strict ./open
    [ -z "$output" ]
    [ "$(report "r['files'][0]['opens']['count']")" = 300000 ]
    [ "$(stat -c %s report.json)" -lt 20000 ]
    [ -z "$(ls -A empty)" ]
}

@test "what is executed and loads no library makes an answer unknown, and no status" {
    printf 'int main(void) { return 0; }\n' >static.c
    gcc -static -o static static.c
    run -0 "$INLAY" run --report report.json config.yaml:lr=0.5 -- sh -c './static; cat config.yaml'
    [ "${lines[-1]}" = 'lr: 0.5' ]
    run -0 "$INLAY" run config.yaml:lr=0.5 -- sh -c './static; true'
    [[ ${lines[-1]} == 'inlay: config.yaml was not seen to be opened (overrides cannot follow into ./static:'* ]]
    # A command that is looked for along PATH, and programs that cannot be executed, are no execs.
    mkdir bin
    printf 'nothing\n' >bin/cat
    PATH=$PWD/none:$PWD/bin:$PATH run -0 "$INLAY" run --strict --report report.json config.yaml:lr=0.5 -- \
        bash -c 'cat config.yaml; exec ./none' || true
    [ "$(report "r['complete']")" = True ]
}

@test "a script without a first line of its own is the shell's, and an exec that failed is taken back" {
    echo true >script
    chmod +x script
    run -125 strict env ./script
    [ "$output" = 'inlay: config.yaml was never opened' ]
    run -125 strict ./script
    [ "$output" = 'inlay: config.yaml was never opened' ]
    run -125 strict "$PYTHON" -c '
import os
try:
    os.execv("script", ["script"])
except OSError as error:
    print(error.strerror)'
    [ "$output" = $'Exec format error\ninlay: config.yaml was never opened' ]
}

@test "a program that is killed between its exec and its loader: what it would have read is not known" {
    cat >job.py <<'PY'
import ctypes, os, signal
child = os.fork()
if child == 0:
    ctypes.CDLL(None).ptrace(0, 0, None, None)  # PTRACE_TRACEME: an exec stops
    os.execv('/usr/bin/cat', ['cat', 'config.yaml'])
os.waitpid(child, os.WUNTRACED)
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
PY
    run -0 "$INLAY" run config.yaml:lr=0.5 -- "$PYTHON" job.py
    [[ $output != *'lr: '* ]] || leave_out 'needs ptrace'
    [ "$output" = 'inlay: it is not known whether config.yaml was opened: no record from /usr/bin/cat' ]
    run -125 strict "$PYTHON" job.py
}

@test "another user cannot forge, flood or read the ledger" {
    needs_root
    place=$(mktemp -d /tmp/inlay-test-XXXXXX)
    chmod 755 "$place"
    cp -r "$ROOT/build/bin" "$ROOT/build/lib" config.yaml "$place"
    cd "$place"
    cat >attack.py <<'PY'
import os, re, socket, sys, time
names = set(re.findall(r'@(inlay-[0-9a-f]+)', open('/proc/net/unix').read()))
assert names, 'no socket'
got = 0
for name in names:
    for proof in (b'', b'x', b'0' * 64 + b'\0', b'a' * 4096):
        for _ in range(200):
            s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            s.settimeout(2)
            try:
                s.connect('\0' + name)
                if proof:
                    s.send(proof)
                    data, fds, *_ = socket.recv_fds(s, 100, 4)
                    got += len(fds) + len(data)
            except OSError:
                pass
    # Connections that say nothing, and stay.
    held = []
    for _ in range(100):
        s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        s.setblocking(False)
        try:
            s.connect('\0' + name)
        except OSError:
            pass
        held.append(s)
for pid in filter(str.isdigit, os.listdir('/proc')):
    try:
        for fd in os.listdir(f'/proc/{pid}/fd'):
            got += 'inlay-ledger' in os.readlink(f'/proc/{pid}/fd/{fd}')
    except OSError:
        pass
open(sys.argv[1], 'w').write(str(got))
time.sleep(1)
PY
    mkdir -m 777 out
    cat >job.sh <<'SH'
setpriv --reuid=65533 --regid=65533 --clear-groups env -i "$1" attack.py out/got &
while [ ! -s out/got ]; do sleep 0.05; done
setpriv --reuid=65534 --regid=65534 --clear-groups cat config.yaml
wait
SH
    INLAY_PROPAGATE=0 run -0 bin/inlay run --report report.json config.yaml:lr=0.5 -- sh job.sh "$PYTHON"
    [ "$output" = 'lr: 0.5' ]
    [ "$(cat out/got)" = 0 ]
    [ "$(report "r['files'][0]['opens']['count']")" = 1 ]
    # Who came, in the eyes of the kernel: cat, and env before it forgot the key; without the key the other user alone.
    [ "$(report "sorted(p['uid'] for p in r['socket']['joined']['first'])")" = '[65533, 65534]' ]
    [ "$(report "r['socket']['refused']['count'] > 8, {p['uid'] for p in r['socket']['refused']['first']}")" = 'True {65533}' ]
}

@test "another user who floods the socket does not keep inlay run from its job's end" {
    needs_root
    place=$(mktemp -d /tmp/inlay-test-XXXXXX)
    chmod 755 "$place"
    cd "$place"
    echo 'lr: 1' >config.yaml
    gcc -O2 -D_GNU_SOURCE -o flood "$ROOT/tests/programs/flood.c"
    mkfifo begun
    ("$INLAY" run config.yaml:lr=0.5 -- sh -c 'echo "$INLAY_LEDGER" >begun; cat config.yaml; sleep 1' >read; touch ended) &
    IFS=: read -r _ name _ <begun
    run -0 setpriv --reuid=65533 --regid=65533 --clear-groups ./flood "$name" ended
    [ "$output" = told ]
    wait
    [ "$(cat read)" = 'lr: 0.5' ]
}

@test "connections that say nothing cost no processor time where no more descriptors are to be had" {
    cat >few.py <<'PY'
import os, resource, sys
os.closerange(3, 1000)
resource.setrlimit(resource.RLIMIT_NOFILE, (9, 64))
os.execv(sys.argv[1], sys.argv[1:])
PY
    cat >hold.py <<'PY'
import os, resource, socket, time
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
name = os.environ['INLAY_LEDGER'].split(':')[1]
held = [socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(6)]
for one in held:
    one.connect('\0' + name)
time.sleep(2)
used = open(f'/proc/{os.getppid()}/stat').read().rsplit(')', 1)[1].split()
print(int(used[11]) + int(used[12]) < 20)
PY
    run -0 "$PYTHON" few.py "$INLAY" run config.yaml:lr=0.5 -- "$PYTHON" hold.py
    [ "$output" = $'True\ninlay: config.yaml was never opened' ]
}

@test "a parent that is stopped holds no process up" {
    needs_namespaces -m -p --fork --mount-proc
    cat >job.sh <<'SH'
kill -STOP $PPID
start=$(date +%s%N)
"$@"
echo $((($(date +%s%N) - start) / 1000000)) >took
kill -CONT $PPID
SH
    run "$INLAY" run config.yaml:lr=0.5 -- sh job.sh "${UNSHARE[@]}" cat config.yaml
    [[ $output == *'lr: 0.5'* ]]
    [ "$(cat took)" -lt 5000 ]
}

@test "a parent that is killed: what goes on reads its overrides, in this namespace and in others, and is not held up" {
    needs_namespaces -m -p --fork --mount-proc
    cat >job.sh <<'SH'
sh rest.sh "$PPID" "$@" >rest.new 2>&1 &
touch started
wait
SH
    cat >rest.sh <<'SH'
parent=$1
shift
while kill -0 "$parent" 2>/dev/null; do sleep 0.02; done
start=$(date +%s%N)
cat config.yaml
"$@" cat config.yaml
env -i cat config.yaml
[ $((($(date +%s%N) - start) / 1000000)) -lt 10000 ] && echo in time
mv rest.new rest
SH
    "$INLAY" run config.yaml:lr=0.5 -- sh job.sh "${UNSHARE[@]}" &
    local parent=$!
    while [ ! -e started ]; do sleep 0.02; done
    kill -KILL "$parent"
    wait "$parent" || [ $? = 137 ]
    while [ ! -e rest ]; do sleep 0.02; done
    [ "$(cat rest)" = $'lr: 0.5\nlr: 0.5\nlr: 0.5\nin time' ]
}

@test "a launch inside of a job hands its counts up" {
    run -0 strict "$INLAY" run config.yaml:+b=1 -- cat config.yaml
    [ "${lines[0]}" = 'lr: 0.5' ]
    seen
}

# unknown REASON: of lr nothing is known for that reason, and the report has it.
unknown() {
    [ "${lines[-1]}" = "inlay: it is not known whether config.yaml was opened: no record from $1" ] || { echo "$output"; return 1; }
    [ "$(report "r['complete'], ': '.join(filter(None, (r['unconfirmed'][0]['program'], r['unconfirmed'][0].get('reason'))))")" = "False $1" ]
}

@test "a program that the job itself starts without inlay is counted apart" {
    run -0 "$INLAY" run --report report.json config.yaml:lr=0.5 -- env INLAY_DISABLE=1 cat config.yaml
    [ "${lines[0]}" = 'lr: 0.1' ]
    unknown 'cat: it was started with INLAY_DISABLE=1'
    run -125 strict env INLAY_DISABLE=1 cat config.yaml
    INLAY_PROPAGATE=0 run -0 "$INLAY" run --report report.json config.yaml:lr=0.5 -- env -i PATH="$PATH" cat config.yaml
    [ "${lines[0]}" = 'lr: 0.1' ]
    unknown 'cat: INLAY_PROPAGATE=0 keeps the launch from it'
    # It is no harm where all is well.
    run -0 strict sh -c 'INLAY_DISABLE=1 true; INLAY_DISABLE=1 ls /; cat config.yaml'
    [ "${lines[-1]}" = 'lr: 0.5' ]
    INLAY_PROPAGATE=0 run -0 strict sh -c 'cat config.yaml; exit'
    [ "$output" = 'lr: 0.5' ]
    [ "$(report "r['complete']")" = True ]
}

@test "a set-user-ID program is counted apart" {
    needs_root
    cp "$(type -P cat)" owned
    chown 65534 owned
    chmod 4755 owned
    run -0 "$INLAY" run --report report.json config.yaml:lr=0.5 -- sh -c './owned config.yaml; true'
    [ "$(report "r['unconfirmed'][0]['reason']")" = 'it is set-user-ID, set-group-ID or has capabilities' ]
}

@test "a process that ends before its loader has run makes it unknown" {
    # Executed, but there is no room for the C library.
    run -0 "$INLAY" run --report report.json config.yaml:lr=0.5 -- sh -c 'prlimit --as=3000000 cat config.yaml; true'
    unknown cat
}

@test "a process that has not loaded when the job ends makes it unknown" {
    mkfifo stuck
    # The loader waits for somebody to write what it is to load.
    run -0 "$INLAY" run --report report.json config.yaml:lr=0.5 -- sh -c 'LD_PRELOAD=$PWD/stuck:$LD_PRELOAD cat config.yaml >out 2>&1 3>&- & echo $! >pid; sleep 0.5'
    kill "$(cat pid)"
    unknown "$(type -P cat)"
}
