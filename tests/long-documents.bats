#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Documents and manifests that are too long for the environment: where they are, who finds them, and who does not.

bats_require_minimum_version 1.5.0
load helpers

setup_file() {
    printf '%s\n' '#include <unistd.h>' '#include <sys/wait.h>' 'int main(int count, char **words) {' '    int status;' \
        '    if (vfork() == 0) { execv(words[1], words + 1); _exit(127); }' '    wait(&status);' \
        '    return count > 1 ? execv(words[1], words + 1) : 1;' '}' >"$BATS_FILE_TMPDIR/twice.c"
    build_sandbox
    cat >"$BATS_FILE_TMPDIR/closing.c" <<'C'
/* closing COMMAND ...: spawns COMMAND with all closed from descriptor 3 on, and again with each closed by itself. */
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    posix_spawn_file_actions_t actions;
    int status = argc;
    for (int each = 0; each < 2; each++) {
        posix_spawn_file_actions_init(&actions);
        if (each)
            for (int fd = 3; fd < 200; fd++)
                posix_spawn_file_actions_addclose(&actions, fd);
        else
            posix_spawn_file_actions_addclosefrom_np(&actions, 3);
        posix_spawn_file_actions_addopen(&actions, 0, "config.yaml", 0, 0);
        if (posix_spawnp(NULL, argv[1], &actions, NULL, argv + 1, environ) != 0)
            return 1;
        wait(&status);
        posix_spawn_file_actions_destroy(&actions);
    }
    return WEXITSTATUS(status);
}
C
    gcc -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/closing" "$BATS_FILE_TMPDIR/closing.c"
    musl-gcc -static -O2 -o "$BATS_FILE_TMPDIR/twice" "$BATS_FILE_TMPDIR/twice.c"
    printf '%s\n' '#include <unistd.h>' 'int main(int count, char **words) {' \
        '    for (int fd = 3; fd < 1024; fd++) close(fd);' '    return count > 1 ? execv(words[1], words + 1) : 1;' '}' \
        >"$BATS_FILE_TMPDIR/bare.c"
    musl-gcc -static -O2 -o "$BATS_FILE_TMPDIR/bare" "$BATS_FILE_TMPDIR/bare.c"
}

setup() {
    own_directory
    echo 'a: 1' >config.yaml
    big_document 400000
}

big_document() { # BYTES
    "$PYTHON" -c 'import json, sys; print(json.dumps({"files": {"config.yaml": {"a": 2, "b": "x" * int(sys.argv[1])}}}))' "$1" >long.json
}

long() {
    "$INLAY" run -o long.json -- "$@"
}

# later COMMAND ...: what COMMAND prints, and its status, when `inlay run`, whose job started it, has ended.
later() {
    rm -f out
    long sh -c '{ while kill -0 $PPID; do sleep 0.02; done 2>/dev/null; "$@"; echo "status $?"; } >out 2>&1 </dev/null 3>&- &' \
        sh "$@" >job 2>&1
    wait_until grep -q '^status' out
    output=$(cat out)
    mapfile -t lines <out
}

HEAD=(head -n 1 config.yaml)

# No descriptor of inlay's is open in the program that lists its own.
LIST='ls -l /proc/self/fd'
has_none() {
    [[ $output == *'-> /proc/'* && $output != *memfd:inlay-launch* ]]
}

@test "a long document goes in chunks, a longer one in a sealed memory that is pinned and goes with the job" {
    mkdir tmp
    export TMPDIR=$PWD/tmp
    big_document 150000
    run -0 --separate-stderr long sh -c 'cat config.yaml | wc -c; env | grep -ao "^INLAY_OVERRIDES[_0-9SHA]*"; ls tmp'
    [ "${lines[0]}" -gt 150000 ]
    [ "${lines[1]} ${lines[2]}" = 'INLAY_OVERRIDES_0 INLAY_OVERRIDES_1' ]
    [ ${#lines[@]} -eq 3 ]

    big_document 1100000
    run -0 --separate-stderr long sh -c 'cat config.yaml | wc -c; env | grep -a "^INLAY_OVERRIDES"
        stat -Lc "%a %u" ${INLAY_OVERRIDES#@}; sha256sum <${INLAY_OVERRIDES#@}; ls tmp'
    [ "${lines[0]}" -gt 1100000 ]
    [[ ${lines[1]} =~ ^INLAY_OVERRIDES=@/proc/[0-9]+/fd/[0-9]+$ ]]
    [[ ${lines[2]} =~ ^INLAY_OVERRIDES_SHA256=[0-9a-f]{64}$ ]]
    [ "${lines[3]}" = "600 $(id -u)" ]
    [ "${lines[4]}" = "${lines[2]#*=}  -" ]
    [ ${#lines[@]} -eq 5 ]

    # Another's chunks do not stay behind.
    run -0 --separate-stderr env INLAY_OVERRIDES_0='{"files": {"config' INLAY_OVERRIDES_1='.yaml": {"a": 5}}}' \
        "$INLAY" run config.yaml:+b.c=4 -- sh -c 'cat config.yaml; env | grep -ao "^INLAY_OVERRIDES[_0-9]*"'
    [ "${lines[0]}" = 'a: 5' ]
    [ "${lines[2]}" = INLAY_OVERRIDES ]
    [ ${#lines[@]} -eq 3 ]
}

@test "the job inherits it with --exec, too" {
    big_document 1100000
    run -0 --separate-stderr "$INLAY" run --exec -o long.json -- bash -c 'cat config.yaml | wc -c; env -i sh -c "head -n 1 config.yaml"; ls -l /proc/self/fd'
    [ "${lines[0]}" -gt 1100000 ]
    [ "${lines[1]}" = 'a: 2' ]
    has_none
}

@test "no program that loads the library keeps a descriptor on it, nor does one that does without inlay get any" {
    run -0 long bash -c "$LIST; exit 0"
    has_none
    run -0 long "$PYTHON" -c "import os; os.system('$LIST')"
    has_none
    run -0 long "$PYTHON" -c "import os; os.posix_spawn('/bin/sh', ['sh', '-c', '$LIST'], {}); os.wait()"
    has_none
    run -0 long "$PYTHON" -c "print(__import__('os').popen('$LIST').read())"
    has_none
    run -0 long env INLAY_DISABLE=1 $LIST
    has_none
    run -0 long env INLAY_DISABLE=1 bash -c "$LIST; exit 0"
    has_none
    run -0 long "$PYTHON" -c "
import os
for name in 'system', 'execv', 'execvp', 'posix_spawn':
    try:
        os.system('true') if name == 'system' else getattr(os, name)('/no/such', ['such'], *([{}] if name == 'posix_spawn' else []))
    except OSError as error:
        print(error.strerror)
for fd in os.listdir('/proc/self/fd'):
    try:
        print('->', os.readlink('/proc/self/fd/' + fd))
    except OSError:
        print('-> /proc/')"
    [ "$(grep -c 'No such file' <<<"$output")" -eq 3 ]
    has_none
}

@test "processes that outlive inlay run: shells, cleared environments" {
    later sh -c 'head -n 1 config.yaml; (head -n 1 config.yaml); sh -c "head -n 1 config.yaml"; exec head -n 1 config.yaml'
    [ "$output" = $'a: 2\na: 2\na: 2\na: 2\nstatus 0' ]
    later env -i sh -c 'head -n 1 config.yaml; env -i head -n 1 config.yaml; ls -l /proc/self/fd'
    [ "${lines[0]} ${lines[1]} ${lines[-1]}" = 'a: 2 a: 2 status 0' ]
    has_none
}

@test "processes that outlive inlay run: Python's, which closes what it inherits, and Perl's" {
    later "$PYTHON" -c '
import os, subprocess
head = ["head", "-n", "1", "config.yaml"]
subprocess.run(head, close_fds=True)
subprocess.run(head, close_fds=True, env={"PATH": os.environ["PATH"]}, start_new_session=True)
subprocess.run("head -n 1 config.yaml", shell=True)
os.system("head -n 1 config.yaml")
os.environ.clear()
os.system("head -n 1 config.yaml")
print(os.popen("head -n 1 config.yaml").read(), end="", flush=True)
os.waitpid(os.posix_spawn("/usr/bin/head", head, {}), 0)
child = os.fork()
if child == 0:
    os.closerange(3, 1000)
    os.execv("/usr/bin/head", head)
os.waitpid(child, 0)'
    [ "$output" = "$(printf 'a: 2\n%.0s' {1..8})"$'\nstatus 0' ]
    later perl -e 'system("head -n 1 config.yaml"); system("head", "-n", "1", "config.yaml"); print `head -n 1 config.yaml`;
        $| = 1; open(my $pipe, "-|", "head", "-n", "1", "config.yaml"); print <$pipe>; exec("head", "-n", "1", "config.yaml")'
    [ "$output" = "$(printf 'a: 2\n%.0s' {1..5})"$'\nstatus 0' ]
}

@test "processes that outlive inlay run: file actions that close what the child would inherit" {
    later "$BATS_FILE_TMPDIR/closing" sh -c 'head -n 1; ls -l /proc/self/fd'
    [ "$(grep -c '^a: 2$' out)" -eq 2 ]
    [ "${lines[-1]}" = 'status 0' ]
    has_none
    later "$BATS_FILE_TMPDIR/closing" head -n 1 config.yaml
    [ "$output" = $'a: 2\na: 2\nstatus 0' ]
}

@test "processes that outlive inlay run: behind a static program, which passes on what it inherits" {
    later "$BATS_FILE_TMPDIR/twice" "$(type -P head)" -n 1 config.yaml
    [ "$(grep -v '^inlay:' out)" = $'a: 2\na: 2\nstatus 0' ]
}

@test "processes that outlive inlay run: few descriptors" {
    later bash -c 'ulimit -n 20; head -n 1 config.yaml; ulimit -n 7; head -n 1 config.yaml'
    [ "$output" = $'a: 2\na: 2\nstatus 0' ]
    # The last is taken: nothing can be inherited, and nothing is read in its place.
    later "$PYTHON" -c '
import os, resource
resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
taken = []
try:
    while True:
        taken.append(os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC))
except OSError:
    os.execv("/usr/bin/head", ["head", "-n", "1", "config.yaml"])'
    [[ ${lines[0]} =~ ^'inlay: /proc/'[0-9]+/fd/[0-9]+': cannot be reached, and this process inherited no copy (INLAY_OVERRIDES names it; has `inlay run` ended? other machines need a file that they share)'$ ]]
    [[ ${lines[1]} == 'inlay: INLAY_OVERRIDES is refused, so the program does not start'* ]]
    [ "${lines[2]}" = 'status 125' ]
}

@test "the last descriptor is taken while inlay run is there: its own is read" {
    run -0 --separate-stderr long "$PYTHON" -c '
import os, resource
resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
try:
    while True:
        os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC)
except OSError:
    os.execv("/usr/bin/head", ["head", "-n", "1", "config.yaml"])'
    [ "$output" = 'a: 2' ]
}

@test "processes that outlive inlay run: a private /tmp, a pid namespace, a chroot without /proc" {
    needs_namespaces --mount --pid --fork
    mkdir private
    TMPDIR=$PWD/no/such later "${UNSHARE[@]}" sh -c 'mount -t tmpfs t private && mount -t proc proc /proc && sh -c "head -n 1 config.yaml"'
    [ "$output" = $'a: 2\nstatus 0' ]
    needs_chroot
    chroot_with "$(type -P head)" "$(type -P env)"
    mkdir -p "root$PWD"
    cp config.yaml "root$PWD"
    later "${AS_ROOT[@]}" chroot root "$(type -P env)" "$(type -P head)" -n 1 "$PWD/config.yaml"
    [ "$output" = $'a: 2\nstatus 0' ]
}

@test "a static program that closes what it inherits: inlay run is asked, by /proc or its socket" {
    local head=(env "$BATS_FILE_TMPDIR/bare" "$(type -P head)" -n 1 config.yaml)
    run -0 --separate-stderr long "${head[@]}"
    [ "$output" = 'a: 2' ]
    later "${head[@]}"
    [ "${lines[-1]}" = 'status 125' ]
    [[ $output == *': cannot be reached, and this process inherited no copy'* ]]
    needs_namespaces --mount --pid --fork
    run -0 --separate-stderr long "${UNSHARE[@]}" sh -c 'mount -t proc proc /proc && exec "$@"' sh "${head[@]}"
    [ "$output" = 'a: 2' ]
}

@test "without a directory that can be written a launch lacks nothing" {
    needs_namespaces --mount
    run -0 --separate-stderr "${UNSHARE[@]}" bash -c '
        mount -o bind,ro /tmp /tmp && mount -o bind,ro /dev/shm /dev/shm && unset TMPDIR
        cd "$2" && "$1" run --strict config.yaml:a=2 -- cat config.yaml &&
            "$1" run --strict -o long.json -- head -n 1 config.yaml' - "$INLAY" "$PWD"
    [ "$output" = $'a: 2\na: 2' ]
}

@test "where memfds are denied to the job, inlay run's is read; to inlay run, the environment takes what it can" {
    local deny=("$BATS_FILE_TMPDIR/sandbox" 1 !memfd_create)
    run -0 --separate-stderr long "${deny[@]}" sh -c 'env -i sh -c "head -n 1 config.yaml"'
    [ "$output" = 'a: 2' ]
    run -0 --separate-stderr "${deny[@]}" "$INLAY" run -o long.json -- sh -c 'env -i sh -c "head -n 1 config.yaml"'
    [ "$output" = 'a: 2' ]
    big_document 1100000
    run -125 "${deny[@]}" "$INLAY" run -o long.json -- touch ran
    [[ ${lines[-1]} == "inlay: the overrides, "*" bytes, are too long for the environment, and no memory can be shared with the job: Operation not permitted" ]]
    [ ! -e ran ]
}

@test "a job that changes its user, while inlay run is there and after it; nobody else reads the document" {
    needs_root
    place=$(mktemp -d /tmp/inlay-test-XXXXXX)
    chmod 755 "$place"
    cp -r "$BUILD/bin" "$BUILD/lib" config.yaml long.json "$place"
    cd "$place"
    INLAY=$place/bin/inlay
    local as_other=(setpriv --reuid 12345 --regid 12345 --clear-groups)
    run -0 --separate-stderr long "${as_other[@]}" sh -c 'head -n 1 config.yaml; env -i sh -c "head -n 1 config.yaml"; ls -l /proc/self/fd'
    [ "${lines[0]} ${lines[1]}" = 'a: 2 a: 2' ]
    has_none
    later "${as_other[@]}" sh -c 'head -n 1 config.yaml; env -i sh -c "head -n 1 config.yaml"'
    [ "$output" = $'a: 2\na: 2\nstatus 0' ]
    later su nobody -s /bin/sh -c 'head -n 1 config.yaml'
    [ "$output" = $'a: 2\nstatus 0' ]

    # Its socket, where nothing is inherited.
    cp "$BATS_FILE_TMPDIR/bare" .
    run -0 --separate-stderr long "${as_other[@]}" ./bare "$(type -P head)" -n 1 config.yaml
    [ "$output" = 'a: 2' ]

    # Who knows the path, as the job's user does.
    run -0 --separate-stderr long bash -c 'exec 9<${INLAY_OVERRIDES#@}; INLAY_DISABLE=1 "$@" sh -c "cat ${INLAY_OVERRIDES#@} || cat /proc/self/fd/9 || cat /dev/fd/9 || echo refused" 9<&-' - "${as_other[@]}"
    [ "$output" = refused ]
}

teardown() {
    [ -z "${place:-}" ] || rm -r "$place"
}

@test "a long manifest goes the same way, beside a long document" {
    "$PYTHON" - <<'PY'
import json
open("inlay.yaml", "w").write("files:\n  config.yaml:\n    include: " + json.dumps(["a", "b"] + [f"k{i}" for i in range(60000)]) + "\n")
PY
    echo 'b: 1' >>config.yaml
    run -0 --separate-stderr long sh -c 'head -n 1 config.yaml; env | grep -ac "^INLAY_[A-Z]*=@*/proc/.*/fd/"; ls -l /proc/self/fd'
    [ "${lines[0]} ${lines[1]}" = 'a: 2 2' ]
    has_none
    later sh -c 'env -i sh -c "head -n 1 config.yaml; ls -l /proc/self/fd"'
    [ "${lines[0]}" = 'a: 2' ]
    has_none
}

@test "inlay run inside of a job that has outlived inlay run" {
    later "$INLAY" run config.yaml:a=3 -- sh -c 'head -n 1 config.yaml; tail -c 4 config.yaml; env -i head -n 1 config.yaml; ls -l /proc/self/fd'
    [ "$(sed 1d <<<"$output" | head -n 3)" = $'a: 3\nxx"\na: 3' ]
    has_none
}

@test "a path that leads to another's file is not read, nor opened" {
    mkfifo pipe
    exec 8<>pipe
    run -125 env LD_PRELOAD="$LIB" INLAY_OVERRIDES="@/proc/$$/fd/8" INLAY_OVERRIDES_SHA256="$(printf '%064d' 0)" cat config.yaml
    [[ ${lines[0]} == "inlay: /proc/$$/fd/8: cannot be reached, and this process inherited no copy"* ]]
}

@test "an ordinary file that is named by a descriptor of another process is read as any file is" {
    echo '{"files": {"config.yaml": {"a": 5}}}' >short.json
    exec 8<short.json
    run -0 --separate-stderr env LD_PRELOAD="$LIB" INLAY_OVERRIDES="@/proc/$$/fd/8" sh -c 'cat config.yaml; sh -c "cat config.yaml"'
    [ "$output" = $'a: 5\na: 5' ]
}
