#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Overrides reach the whole tree: children with an environment of their own making have the launch, and programs that
# overrides cannot follow into are said.

bats_require_minimum_version 1.5.0
load helpers

OVERRIDES='{"files": {"config.yaml": {"seed": 1234}}}'

setup_file() {
    cd "$BATS_TEST_DIRNAME/programs"
    gcc -O2 -D_GNU_SOURCE -pthread -o "$BATS_FILE_TMPDIR/spawner" spawner.c
    musl-gcc -O2 -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/spawner-musl" spawner.c
    musl-gcc -static -O2 -o "$BATS_FILE_TMPDIR/static" read.c
    gcc -O2 -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/pidfd_spawn" pidfd_spawn.c
    gcc -O2 -D_GNU_SOURCE -DLIBRARY -shared -fPIC -o "$BATS_FILE_TMPDIR/pidfd_spawn.so" pidfd_spawn.c
    rustc -O -o "$BATS_FILE_TMPDIR/spawn" spawn.rs
    javac -d "$BATS_FILE_TMPDIR" Spawn.java
}

setup() {
    own_directory
    PROGRAMS=$BATS_FILE_TMPDIR
    SPAWNER=$PROGRAMS/spawner
    CAT=$(type -P cat)
    mkdir job
    cd job
    echo 'seed: 666' >config.yaml
}

# COMMAND's child reads the patched file; and it is the launch's way into environments that makes it so, unless it is
# supervised.
child_reads() {
    run -0 overridden "$@"
    [ "$(sort -u <<<"$output")" = 'seed: 1234' ]
    [ -z "${SUPERVISED-}" ] || return 0
    INLAY_PROPAGATE=0 run -0 overridden "$@"
    [ "$(sort -u <<<"$output")" = 'seed: 666' ]
}

every_way() {
    local way ways
    ways=$("$1" ways)
    for way in ${ways/threads/}; do
        echo "# $way"
        child_reads "$1" "$way" "$CAT" config.yaml
    done
}

# same_as_without COMMAND ...: prints the same and ends the same.
same_as_without() {
    local status=0
    "$@" >expected 2>&1 || status=$?
    run -"$status" overridden "$@"
    diff -u expected - <<<"$output"
}

# --- environments of their own making

@test "C: each exec, spawn, system and popen of glibc" {
    every_way "$SPAWNER"
}

@test "C: each exec, spawn, system and popen of musl" {
    every_way "$PROGRAMS/spawner-musl"
}

@test "pidfd_spawn and pidfd_spawnp, which came with glibc 2.39" {
    preloaded_only 'takes the functions from a library of its own'
    local name
    for name in pidfd_spawn pidfd_spawnp; do
        child_reads env LD_PRELOAD="$LIB:$PROGRAMS/pidfd_spawn.so" "$PROGRAMS/pidfd_spawn" $name "$CAT" config.yaml
        run -0 overridden "$PROGRAMS/pidfd_spawn" $name "$CAT" config.yaml
        [[ $output == 'seed: 1234' || $output == 'Function not implemented' ]]
    done
}

@test "4 threads with 500 children each" {
    overridden "$SPAWNER" threads "$(type -P grep)" -q 'seed: 1234' config.yaml
}

@test "env -i" {
    child_reads env -i "$CAT" config.yaml
}

@test "a shell's exec env -i, and below it another" {
    child_reads sh -c 'exec env -i sh -c "exec env -i cat config.yaml"'
    child_reads bash -c 'exec -c cat config.yaml'
}

@test "make" {
    printf 'unexport LD_PRELOAD INLAY_OVERRIDES\nall:\n\t@cat config.yaml\n\t@env -i cat config.yaml\n' >Makefile
    child_reads make -s
}

@test "xargs" {
    echo config.yaml >names
    child_reads env -i xargs -a names -n 1 cat
    child_reads xargs -a names env -i cat
}

@test "Python subprocess, os.posix_spawn, os.execve and os.system" {
    child_reads "$PYTHON" -c 'import subprocess; subprocess.run(["cat", "config.yaml"], env={})'
    child_reads "$PYTHON" -c 'import subprocess; subprocess.run("cat config.yaml", env={}, shell=True, close_fds=False)'
    child_reads "$PYTHON" -c 'import os; os.waitpid(os.posix_spawn("/bin/cat", ["cat", "config.yaml"], {}), 0)'
    child_reads "$PYTHON" -c 'import os; os.execve("/bin/cat", ["cat", "config.yaml"], {})'
    child_reads "$PYTHON" -c 'import os; os.environ.clear(); os.system("cat config.yaml")'
}

@test "Python multiprocessing with spawn and forkserver" {
    cat >job.py <<'PY'
import multiprocessing, os, sys

def read():
    print(open("config.yaml").read(), end="", flush=True)

if __name__ == "__main__":
    os.environ.clear()
    process = multiprocessing.get_context(sys.argv[1]).Process(target=read)
    process.start()
    process.join()
PY
    child_reads "$PYTHON" job.py spawn
    child_reads "$PYTHON" job.py forkserver
}

@test "Node spawnSync, execFileSync and exec" {
    child_reads node -e 'process.stdout.write(require("child_process").spawnSync("cat", ["config.yaml"], {env: {}}).stdout)'
    child_reads node -e 'process.stdout.write(require("child_process").execFileSync("cat", ["config.yaml"], {env: {}}))'
    child_reads node -e 'require("child_process").exec("cat config.yaml", {env: {}}, (e, out) => process.stdout.write(out))'
}

@test "Java ProcessBuilder, by each of its launch mechanisms" {
    local mechanism
    for mechanism in POSIX_SPAWN VFORK FORK; do
        child_reads java -XX:TieredStopAtLevel=1 -Djdk.lang.Process.launchMechanism=$mechanism -cp "$PROGRAMS" Spawn \
            "$CAT" config.yaml
    done
}

@test "Rust Command::env_clear" {
    child_reads "$PROGRAMS/spawn" "$CAT" config.yaml
}

@test "Perl" {
    child_reads perl -e '%ENV = (); system "cat config.yaml"; exec "/bin/cat", "config.yaml"'
    child_reads perl -e '%ENV = (); print `cat config.yaml`'
}

@test "inlay run" {
    run -0 --separate-stderr "$INLAY" run --strict --report report.json config.yaml:seed=1234 -- env -i cat config.yaml
    [ "$output" = 'seed: 1234' ]
    [ -z "$stderr" ]
    [ "$(jq -r '.files[0].opens.first.program | split("/") | last' report.json)" = cat ]
}

# --- what an environment has is kept

@test "a child's own variables come first, as they were" {
    preloaded_only 'nothing is put into environments'
    run -0 overridden env -i B=2 A=1 'EMPTY=' env
    [ "${lines[0]} ${lines[1]} ${lines[2]}" = 'B=2 A=1 EMPTY=' ]
    [ "${lines[3]}" = "LD_PRELOAD=$LIB" ]
    [ "${lines[4]}" = "INLAY_OVERRIDES=$OVERRIDES" ]
    [ "${lines[5]}" = "INLAY_ROOT=$PWD" ]
    [ "${lines[6]}" = INLAY_INPUTS_FOUND=0 ]
    [ ${#lines[@]} -eq 7 ]
}

@test "an environment that has the launch is handed over as it is" {
    run -0 overridden bash -c 'printf "%s\n" "$(env)"; env -i "LD_PRELOAD=$LD_PRELOAD" "INLAY_OVERRIDES=$INLAY_OVERRIDES" \
        "INLAY_ROOT=$INLAY_ROOT" "INLAY_INPUTS_FOUND=$INLAY_INPUTS_FOUND" env | wc -l'
    [ "${lines[-1]}" -eq 4 ]
}

@test "what a program itself put into LD_PRELOAD is kept, before the library; of two the last counts, as for ld.so" {
    preloaded_only 'nothing is put into environments'
    echo 'int other;' >other.c
    gcc -shared -o other.so other.c
    run -0 overridden env -i LD_PRELOAD="$PWD/other.so" sh -c 'echo "$LD_PRELOAD"; cat config.yaml'
    [ "$output" = "$PWD/other.so:$LIB"$'\nseed: 1234' ]
    run -0 overridden env -i LD_PRELOAD= sh -c 'echo "$LD_PRELOAD"'
    [ "$output" = "$LIB" ]
    run -0 overridden env -i LD_PRELOAD="$LIB $PWD/other.so" sh -c 'echo "$LD_PRELOAD"'
    [ "$output" = "$LIB $PWD/other.so" ]
    run -0 overridden "$PYTHON" -c '
import ctypes, sys
strings = lambda *all: (ctypes.c_char_p * (len(all) + 1))(*all, None)
library, other = sys.argv[1:]
ctypes.CDLL(None).execve(b"/bin/cat", strings(b"cat", b"config.yaml"),
                         strings(b"LD_PRELOAD=" + library.encode(), b"LD_PRELOAD=" + other.encode()))' \
        "$LIB" "$PWD/other.so"
    [ "$output" = 'seed: 1234' ]
}

# Two copies patch a file twice, unless one stands down.
@test "another copy of the library in LD_PRELOAD, before and after, or named twice: a file is patched once" {
    local other=$PWD/other.so list program
    echo 'list: []' >config.yaml
    cp "$LIB" "$other"
    cp "$LIB" libinlay.so
    export OVERRIDES='{"set": {"config.yaml:list[+]": 1}}'
    musl-gcc -o reader "$ROOT/tests/programs/read.c"
    for list in "$LIB:$other" "$other:$LIB" "$other $LIB" "$PWD/libinlay.so:$other:$LIB" "$LIB:$LIB" "$other"; do
        echo "# $list"
        for program in cat 'env -i cat' './reader fopen'; do
            run -0 env LD_PRELOAD="$list" INLAY_OVERRIDES="$OVERRIDES" $program config.yaml
            [ "${lines[0]}" = 'list: [1]' ]
        done
    done
}

@test "a child's LD_PRELOAD names another copy: the library is added, since that one need not be there" {
    preloaded_only 'nothing is put into environments'
    cp "$LIB" libinlay.so
    OVERRIDES='{"set": {"config.yaml:list[+]": 1}}'
    echo 'list: []' >config.yaml
    run -0 overridden env -i LD_PRELOAD="$PWD/libinlay.so" cat config.yaml
    [ "$output" = 'list: [1]' ]
    run -0 overridden env -i LD_PRELOAD="$PWD/libinlay.so" sh -c 'echo "$LD_PRELOAD"'
    [ "$output" = "$PWD/libinlay.so:$LIB" ]
    run -0 --separate-stderr overridden env -i LD_PRELOAD="$PWD/absent/libinlay.so" cat config.yaml
    [ "$output" = 'list: [1]' ]
}

@test "inlay run under another copy of the library" {
    echo 'list: [1, 2, 3]' >config.yaml
    cp "$LIB" libinlay.so
    LD_PRELOAD=$PWD/libinlay.so run -0 "$INLAY" run 'config.yaml:list[+]=9' -- grep list config.yaml
    [ "$output" = 'list: [1, 2, 3, 9]' ]
    LD_PRELOAD="$PWD/libinlay.so $LIB" run -0 "$INLAY" run 'config.yaml:list[+]=9' -- env -i grep list config.yaml
    [ "$output" = 'list: [1, 2, 3, 9]' ]
    LD_PRELOAD=$PWD/absent/libinlay.so run -0 --separate-stderr "$INLAY" run 'config.yaml:list[+]=9' -- grep list config.yaml
    [ "$output" = 'list: [1, 2, 3, 9]' ]
}

@test "a copy of the library that the program loads later stands down" {
    echo 'list: []' >config.yaml
    cp "$LIB" other.so
    cat >later.c <<'C'
#include <dlfcn.h>
#include <stdio.h>
int main(int count, char **words)
{
    char line[64];
    (void)count;
    if (!dlopen(words[1], RTLD_NOW | RTLD_GLOBAL))
        return puts(dlerror()), 1;
    for (int i = 0; i < 2; i++) {
        FILE *(*open)(const char *, const char *) = i == 0 ? fopen : (FILE * (*)(const char *, const char *)) dlsym(RTLD_DEFAULT, "fopen");
        FILE *file = open("config.yaml", "r");
        fputs(file ? fgets(line, sizeof line, file) : "none", stdout);
    }
    return 0;
}
C
    gcc -D_GNU_SOURCE -o later later.c -ldl
    OVERRIDES='{"set": {"config.yaml:list[+]": 1}}'
    run -0 overridden ./later ./other.so
    [ "$output" = $'list: [1]\nlist: [1]' ]
}

@test "a copy of the library in /etc/ld.so.preload" {
    needs_namespaces --mount
    echo 'list: []' >config.yaml
    cp "$LIB" other.so
    cp -r /etc etc 2>/dev/null || true
    echo "$PWD/other.so" >etc/ld.so.preload
    local program
    for program in 'cat config.yaml' 'env -i cat config.yaml'; do
        run -0 "${UNSHARE[@]}" sh -c "mount --bind etc /etc && LD_PRELOAD='$LIB' INLAY_SET='config.yaml:list[+]=1' $program"
        [ "$output" = 'list: [1]' ]
    done
}

@test "a library under another name goes on into a cleared environment" {
    cp "$LIB" renamed.so
    run -0 env LD_PRELOAD="$PWD/renamed.so" INLAY_OVERRIDES="$OVERRIDES" env -i cat config.yaml
    [ "$output" = 'seed: 1234' ]
}

@test "a child's own INLAY_DISABLE is honoured" {
    preloaded_only 'the supervisor has the variables of inlay run alone'
    run -0 overridden env -i INLAY_DISABLE=1 cat config.yaml
    [ "$output" = 'seed: 666' ]
    run -0 overridden env INLAY_DISABLE=1 sh -c 'env -i cat config.yaml'
    [ "$output" = 'seed: 666' ]
    run -0 overridden env -i INLAY_DISABLE=1 env
    [ "$output" = INLAY_DISABLE=1 ]
    run -0 overridden env -i INLAY_DISABLE=0 cat config.yaml
    [ "$output" = 'seed: 1234' ]
}

@test "a launch of a child's own is the child's" {
    preloaded_only 'the supervisor has the variables of inlay run alone'
    INLAY_SET='config.yaml:seed=5' run -0 overridden env -i INLAY_OVERRIDES='{"files": {"config.yaml": {"seed": 9}}}' cat config.yaml
    [ "$output" = 'seed: 9' ]
    run -0 overridden env -i WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"seed": 8}}' cat config.yaml
    [ "$output" = 'seed: 8' ]
    run -0 overridden env -i INLAY_OVERRIDES= cat config.yaml
    [ "$output" = 'seed: 666' ]
}

@test "inlay run below env -i below a launch: both count" {
    printf 'seed: 666\nother: 666\n' >config.yaml
    run -0 overridden env -i "$INLAY" run config.yaml:other=5 -- env -i cat config.yaml
    [ "$output" = $'seed: 1234\nother: 5' ]
    # And each once.
    echo 'list: []' >>config.yaml
    INLAY_SET='config.yaml:list[+]=1' run -0 overridden env -i "$INLAY" run config.yaml:other=5 -- env -i cat config.yaml
    [ "$output" = $'seed: 1234\nother: 5\nlist: [1]' ]
}

@test "an environment that lost a part of the launch gets that part" {
    export INLAY_OVERRIDES_0='{"files": {"config.yaml": ' INLAY_OVERRIDES_1='{"seed": 12' INLAY_OVERRIDES_2='34}}}'
    preloaded() { env LD_PRELOAD="$LIB" "$@"; }
    run -0 preloaded env -i cat config.yaml
    [ "$output" = 'seed: 1234' ]
    run -0 preloaded env -u INLAY_OVERRIDES_1 cat config.yaml
    [ "$output" = 'seed: 1234' ]
    unset INLAY_OVERRIDES_{0,1,2}
    INLAY_SET='config.yaml:seed=5' run -0 overridden env -u INLAY_SET cat config.yaml
    [ "$output" = 'seed: 5' ]
    # A run config of the child's own says nothing about files.
    WANDB_CONFIG='{"a": 1}' run -0 overridden env -i WANDB_CONFIG='{"a": 2}' sh -c 'echo "$WANDB_CONFIG"; cat config.yaml'
    [ "$output" = $'{"a": 2}\nseed: 1234' ]
    WANDB_CONFIG_0='{"a": 1}' run -0 overridden env -i WANDB_CONFIG= cat config.yaml
    [ "$output" = 'seed: 1234' ]
}

@test "every variable of the launch goes on into a cleared environment, with its chunks" {
    export INLAY_OVERRIDES=@overrides.json INLAY_SET='config.yaml:seed=5' INLAY_INPUTS=manifest.yaml INLAY_ON_ERROR=warn
    export INLAY_CONTRACT=3 INLAY_STARTED=1700000000 INLAY_REPORT=$PWD/report INLAY_LOG=$PWD/log INLAY_ROOT=$PWD
    export WANDB_LAUNCH_FILE_OVERRIDES_0='{"config.yaml": ' WANDB_LAUNCH_FILE_OVERRIDES_1='{"seed": 2}}'
    export WANDB_CONFIG_0='{"lr":' WANDB_CONFIG_1=' 0.5}' WANDB_LAUNCH=True
    echo "$OVERRIDES" >overrides.json
    echo '{"files": {"config.yaml": {}}, "run_config": {}}' >manifest.yaml
    launch() { grep -E '^(INLAY|WANDB|LD)_' | sort; }
    LD_PRELOAD="$LIB" sh -c env | launch >expected
    [ "$(grep -c SHA256 expected)" -eq 2 ]
    [ "$(wc -l <expected)" -eq 19 ]
    LD_PRELOAD="$LIB" env -i env | launch >cleared
    diff -u expected cleared
    # A part of it, too.
    LD_PRELOAD="$LIB" env -u WANDB_CONFIG_1 -u INLAY_ROOT env | launch >partly
    diff -u expected partly
}

@test "INLAY_ROOT, INLAY_ON_ERROR and INLAY_REPORT go on too, and INLAY_PROPAGATE=0 leaves all as it is" {
    preloaded_only 'nothing is put into environments'
    mkdir elsewhere
    export INLAY_ON_ERROR=warn INLAY_REPORT=$PWD/report
    run -0 overridden env -i sh -c 'echo "$INLAY_ROOT $INLAY_ON_ERROR $INLAY_REPORT"; cd elsewhere; exec env -i cat ../config.yaml'
    [ "$output" = "$PWD warn $PWD/report"$'\nseed: 1234' ]
    INLAY_PROPAGATE=0 run -0 overridden env -i env
    [ -z "$output" ]
}

# --- never in the way

@test "system and popen: statuses, signals, \$0, syntax errors, several lines" {
    preloaded_only 'what a job says to standard error comes by a pipe, and later'
    same_as_without "$SPAWNER" shell
    same_as_without "$PROGRAMS/spawner-musl" shell
}

@test "exec and spawn: their errors" {
    echo 'exit 3' >text
    echo 'exit 3' >unexecutable
    chmod +x text
    same_as_without "$SPAWNER" errors
    same_as_without "$PROGRAMS/spawner-musl" errors
}

@test "posix_spawn: attributes and file actions" {
    same_as_without "$SPAWNER" attributes
    same_as_without "$PROGRAMS/spawner-musl" attributes
}

@test "execl: hundreds of arguments, empty ones" {
    same_as_without "$SPAWNER" arguments
    same_as_without "$PROGRAMS/spawner-musl" arguments
}

@test "a program that is run from a library's constructor" {
    cat >early.c <<'C'
#include <unistd.h>
__attribute__((constructor)) static void run(void)
{
    execve("/bin/cat", (char *[]){"cat", "config.yaml", 0}, environ);
}
C
    echo 'int main(void) { return 9; }' >program.c
    gcc -D_GNU_SOURCE -shared -fPIC -o early.so early.c
    gcc -Wl,--no-as-needed -o program program.c ./early.so
    run -0 overridden ./program
    [ "$output" = 'seed: 1234' ]
}

@test "arguments that are too long only together with the overrides: said, and not started; started with a warning" {
    preloaded_only 'nothing is put into environments'
    # The limit for all of it is then 128 KiB, the least that Linux has.
    limited() { (ulimit -s 512; overridden "$@"); }
    local program='
import os, sys
try:
    os.execve("/bin/cat", ["cat", "config.yaml"], {f"V{i}": "x" * 1000 for i in range(int(sys.argv[1]))})
except OSError as error:
    print(error.strerror)'
    OVERRIDES='{"files": {"config.yaml": {"seed": 1234}}}'$(printf '%30000s')
    run -0 limited "$PYTHON" -c "$program" 80
    [ "$output" = 'seed: 1234' ]
    run -0 limited "$PYTHON" -c "$program" 110
    [[ ${lines[0]} == 'inlay: /bin/cat: its arguments and environment are too long together with the overrides (give those as a file: INLAY_OVERRIDES=@PATH)' ]]
    [ "${lines[1]}" = 'Argument list too long' ]
    INLAY_ON_ERROR=warn run -0 limited "$PYTHON" -c "$program" 110
    [[ ${lines[0]} == *' (a warning: it runs without them)' ]]
    [ "${lines[1]}" = 'seed: 666' ]
    # Without the overrides it is too long as well: not inlay's affair.
    run -0 limited "$PYTHON" -c "$program" 140
    [ "${lines[-1]}" = 'Argument list too long' ]
}

# --- programs that overrides cannot follow into

# lost PROGRAM REASON REMEDY COMMAND ...: COMMAND says that PROGRAM is out of reach, once, and the report has it.
lost() {
    local program=$1 reason=$2 remedy=$3
    shift 3
    export INLAY_REPORT=$BATS_TEST_TMPDIR/report
    : >"$INLAY_REPORT"
    run overridden "$@"
    [ "$(grep -cF "inlay: overrides cannot follow into $program: $reason ($remedy)" <<<"$output")" -eq 1 ]
    [ "$(jq -rs '[.[] | select(.event == "lost") | .opened + ": " + .message] | join("\n")' "$INLAY_REPORT")" = "$program: $reason" ]
}

SUPERVISE='inlay run --via=supervise reaches it'

@test "a static program: said once by all that a process forks, however it is started" {
    preloaded_only 'overrides follow into it'
    local static=$PROGRAMS/static
    lost "$static" 'it is statically linked' "$SUPERVISE" bash -c "$static open config.yaml; ($static open config.yaml); $static open config.yaml & wait"
    [ "$(grep -c 'seed: 666' <<<"$output")" -eq 3 ]
    lost "$static" 'it is statically linked' "$SUPERVISE" "$PYTHON" -c '
import os, subprocess, sys
for close_fds in True, False:
    subprocess.run([sys.argv[1], "open", "config.yaml"], env={}, close_fds=close_fds)
os.posix_spawn(sys.argv[1], sys.argv[1:], {})
os.wait()' "$static"
}

@test "a static program: said once by all that a process forks, without a report" {
    preloaded_only 'overrides follow into it'
    run -0 --separate-stderr overridden bash -c "for i in 1 2 3; do (exec $PROGRAMS/static open config.yaml); done"
    [ "${#stderr_lines[@]}" -eq 1 ]
    [ "${#lines[@]}" -ge 3 ]
}

@test "what is shared to say so once is made by the first that forks, not by each that starts" {
    preloaded_only 'counts calls of the library'
    overridden strace -qq -o trace -e trace=mmap cat config.yaml
    [ -s trace ]
    run -1 grep "MAP_SHARED|MAP_ANONYMOUS" trace
    overridden strace -qq -o trace -e trace=mmap bash -c "(:); (:)"
    [ "$(grep -c "MAP_SHARED|MAP_ANONYMOUS" trace)" -eq 1 ]
}

@test "a static program: said once by all of a job, which has a report" {
    preloaded_only 'overrides follow into it'
    local static=$PROGRAMS/static
    lost "$static" 'it is statically linked' "$SUPERVISE" bash -c "$static open config.yaml; sh -c '$static open config.yaml; exit 0';
        env -i bash -c '$static open config.yaml; exit 0'"
    [ "$(grep -c 'seed: 666' <<<"$output")" -eq 3 ]
    # A pipe holds no records to be found again; what it takes is not waited for.
    mkfifo pipe
    INLAY_REPORT=$PWD/pipe run -0 overridden sh -c "$static open config.yaml; exit 0"
    [[ ${lines[0]} == 'inlay: overrides cannot follow into '* ]]
}

@test "it is said to the program's own standard error, wherever that goes" {
    preloaded_only 'overrides follow into it'
    run -0 overridden bash -c "$PROGRAMS/static open config.yaml 2>errors"
    [[ $output == 'seed: 666'* ]]
    [[ $(<errors) == 'inlay: overrides cannot follow into '* ]]
    # An error of writing is nobody's.
    run -0 --separate-stderr overridden bash -c "$PROGRAMS/static open config.yaml 2>/dev/full; exec $PROGRAMS/static open config.yaml 2>&-"
    [ -z "$stderr" ]
}

@test "a static program found in PATH, behind a script, in a descriptor" {
    preloaded_only 'overrides follow into it'
    mkdir bin
    cp "$PROGRAMS/static" bin/reader
    printf '#! %s open\n' "$PWD/bin/reader" >script
    chmod +x script
    PATH=$PWD/no-such-directory:$PWD/bin:$PATH lost reader 'it is statically linked' "$SUPERVISE" env reader open config.yaml
    lost ./script 'it is statically linked' "$SUPERVISE" sh -c ./script
    lost /dev/fd/0 'it is statically linked' "$SUPERVISE" "$PYTHON" -c '
import os
os.dup2(os.open("bin/reader", os.O_RDONLY), 0)
os.execve(0, ["reader", "open", "config.yaml"], {})'
}

@test "Go, by its note, whichever of a program's notes that is" {
    preloaded_only 'overrides follow into it'
    cat >go.c <<'C'
__asm__(".section .note.go.buildid, \"a\", @note\n.balign 4\n.long 4, 4, 4\n.ascii \"Go\\0\\0abcd\"\n.previous");
int main(void) { return 0; }
C
    gcc -o go go.c
    lost ./go 'it is a Go program, which opens files without the C library' "$SUPERVISE" sh -c ./go
    gcc -static -o go go.c
    lost ./go 'it is a Go program, which opens files without the C library' "$SUPERVISE" sh -c ./go
}

@test "another architecture, and 32 bits" {
    preloaded_only 'overrides follow into it'
    cp "$(type -P true)" foreign
    printf '\xf3\x00' | dd of=foreign bs=1 seek=18 conv=notrunc status=none # e_machine
    lost ./foreign 'it is built for another architecture than libinlay.so' "$SUPERVISE" env ./foreign
    cp "$(type -P true)" foreign
    printf '\x01' | dd of=foreign bs=1 seek=4 conv=notrunc status=none # EI_CLASS
    lost ./foreign 'it is built for another architecture than libinlay.so' "$SUPERVISE" env ./foreign
}

@test "set-user-ID and set-group-ID, unless it gains nothing or may not" {
    preloaded_only 'overrides follow into it'
    needs_root
    local reason='it is set-user-ID, set-group-ID or has capabilities' remedy='let it start inlay: sudo inlay run'
    cp "$CAT" owned
    chown 65534:65534 owned
    chmod 4755 owned
    lost ./owned "$reason" "$remedy" sh -c './owned config.yaml'
    [[ $output == *'seed: 666'* ]]
    chmod 2755 owned
    lost ./owned "$reason" "$remedy" sh -c './owned config.yaml'
    # It cannot even be read.
    chmod 4111 owned
    lost ./owned "$reason" "$remedy" sh -c './owned config.yaml'
    run -0 overridden setpriv --no-new-privs sh -c './owned config.yaml'
    [ "$output" = 'seed: 1234' ]
    chown 0:0 owned
    run -0 overridden sh -c './owned config.yaml'
    [ "$output" = 'seed: 1234' ]
}

@test "file capabilities, for a user who is not root" {
    preloaded_only 'overrides follow into it'
    needs_root
    place=$(mktemp -d /tmp/inlay-test-XXXXXX)
    cp -r "$BUILD/lib" config.yaml "$CAT" "$place"
    setcap cap_net_raw+ep "$place/cat"
    chmod -R a+rX "$place"
    cd "$place"
    LIB=$place/lib/inlay/libinlay.so
    run -0 overridden setpriv --reuid=65534 --regid=65534 --clear-groups sh -c './cat config.yaml'
    rm -r "$place"
    [[ $output == 'inlay: overrides cannot follow into ./cat: it is set-user-ID, set-group-ID or has capabilities (let it start inlay: sudo inlay run)'* ]]
    [ "${lines[-1]}" = 'seed: 666' ]
}

@test "nothing is said of what is reached, fails to start, or is disabled" {
    preloaded_only 'overrides follow into it'
    local linker
    linker=$(readelf -lW "$CAT" | sed -n 's/.*interpreter: \(.*\)\]/\1/p')
    run -0 overridden sh -c "$linker $CAT config.yaml"
    [ "$output" = 'seed: 1234' ]
    run -0 overridden valgrind -q "$CAT" config.yaml
    [ "$output" = 'seed: 1234' ]
    run -0 overridden env INLAY_DISABLE=1 "$PROGRAMS/static" open config.yaml
    [ "${lines[0]}" = 'seed: 666' ]
    run -0 overridden env -i INLAY_DISABLE=1 "$PROGRAMS/static" open config.yaml
    [ "${lines[0]}" = 'seed: 666' ]
    cp "$PROGRAMS/static" unexecutable
    chmod -x unexecutable
    run -126 overridden env ./unexecutable
    [ ${#lines[@]} -eq 1 ]
    run -0 env LD_PRELOAD="$LIB" sh -c "$PROGRAMS/static open config.yaml"
    [ "${lines[0]}" = 'seed: 666' ]
}

@test "a pipe that is run as a program is not opened" {
    mkfifo pipe
    chmod +x pipe
    (timeout 1 sh -c 'echo x >pipe' || echo 'nobody opened it') >writer &
    run -126 overridden env ./pipe
    wait $!
    [ "$(<writer)" = 'nobody opened it' ]
}

@test "inlay run reports what was lost" {
    run -0 "$INLAY" run --report report.json config.yaml:seed=1234 -- sh -c "$PROGRAMS/static open config.yaml; exit 0"
    [ "${lines[0]}" = "inlay: overrides cannot follow into $PROGRAMS/static: it is statically linked ($SUPERVISE)" ]
    [ "${lines[1]}" = 'seed: 666' ]
    [ "${lines[-1]}" = "inlay: config.yaml was not seen to be opened (overrides cannot follow into $PROGRAMS/static: it is statically linked)" ]
    [ "$(jq -r '.lost[] | .opened + ": " + .message' report.json)" = "$PROGRAMS/static: it is statically linked" ]
    run -125 "$INLAY" run --strict config.yaml:seed=1234 -- sh -c "$PROGRAMS/static open config.yaml; exit 0"
}

@test "names that programs are executed under reach no terminal as they are" {
    preloaded_only 'overrides follow into it'
    local name=$'re\e[31m\xe2\x80\xaed'
    cp "$PROGRAMS/static" "$name"
    run -0 --separate-stderr overridden sh -c "./*d open config.yaml; exit 0"
    [ "$stderr" = "inlay: overrides cannot follow into ./re\\x1b[31m\\xe2\\x80\\xaed: it is statically linked ($SUPERVISE)" ]
    run -0 --separate-stderr "$INLAY" run --report report.json config.yaml:seed=1234 -- sh -c './*d; exit 0'
    [ "${stderr_lines[-1]}" = "inlay: config.yaml was not seen to be opened (overrides cannot follow into ./re\\x1b[31m\\xe2\\x80\\xaed: it is statically linked)" ]
    run --separate-stderr "$INLAY" run --via=preload config.yaml:seed=1234 -- "./$name"
    [ "${stderr_lines[-1]}" = "inlay: ./re\\x1b[31m\\xe2\\x80\\xaed never loaded libinlay.so: it is statically linked; its config files were not overridden" ]
}

@test "a child of another user, in a directory below one that is closed to it" {
    needs_root
    local as_other=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    mkdir -p closed/job/other
    chmod 700 closed
    cd closed/job
    printf 'lr: 0.1\n' | tee config.yaml >other/config.yaml
    ln -s config.yaml link.yaml
    for name in config.yaml ./config.yaml .//config.yaml other/../config.yaml link.yaml; do
        run -0 "$INLAY" run --strict config.yaml:lr=0.5 -- "${as_other[@]}" cat "$name"
        [ "$output" = 'lr: 0.5' ] || { echo "$name: $output"; return 1; }
        run -0 --separate-stderr "$INLAY" run config.yaml:lr=0.55 -- "${as_other[@]}" stat -L -c %s "$name"
        [ "$output" = 9 ] || { echo "$name: $output bytes"; return 1; }
    done
    run -0 "$INLAY" run --strict config.yaml:lr=0.5 -- "${as_other[@]}" env -C other cat ../config.yaml
    [ "$output" = 'lr: 0.5' ]
    run -0 --separate-stderr "$INLAY" run config.yaml:lr=0.5 -- "${as_other[@]}" cat other/config.yaml
    [ "$output" = 'lr: 0.1' ]
    run -0 --separate-stderr "$INLAY" run config.yaml:lr=0.5 -- "${as_other[@]}" env -C other cat config.yaml
    [ "$output" = 'lr: 0.1' ]
}
