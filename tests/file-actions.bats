#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# posix_spawn's file actions: the child reads the patched file where it would read the file, and everything else is as
# without inlay.

bats_require_minimum_version 1.5.0
load helpers

OVERRIDES='{"files": {"config.yaml": {"seed": 1234}}}'

setup_file() {
    local name
    cd "$BATS_TEST_DIRNAME/programs"
    for name in spawn_actions spawn_random; do
        gcc -O2 -D_GNU_SOURCE -pthread -o "$BATS_FILE_TMPDIR/$name" $name.c
        musl-gcc -O2 -D_GNU_SOURCE -pthread -o "$BATS_FILE_TMPDIR/$name-musl" $name.c
    done
}

setup() {
    own_directory
    mkdir sub
    echo 'seed: 1' >config.yaml
    echo 'seed: 2' >sub/config.yaml
}

# actions CASE [LINE [COUNT]]: with overrides, the children of this case of tests/programs/spawn_actions.c read LINE COUNT
# times, and nothing else is said. By glibc; actions_of_both: by musl, too.
actions() {
    run -0 --separate-stderr overridden "$BATS_FILE_TMPDIR/spawn_actions$MUSL" "$1"
    [ "$(sort <<<"$output" | uniq -c | sed 's/^ *//')" = "${3:-1} ${2:-seed: 1234}" ]
    [ -z "$stderr" ]
}

actions_of_both() {
    actions "$@"
    MUSL=-musl actions "$@"
}

# --- objects

@test "an object that was returned by value: the directory that its actions lead to" {
    actions_of_both returned 'seed: 2'
}

@test "an object that is initialised again, without destroy, has none of its old actions" {
    actions_of_both again
}

@test "300 objects that are never destroyed, with 64 descriptors" {
    ulimit -n 64
    local program
    for program in spawn_actions spawn_actions-musl; do
        run -0 overridden "$BATS_FILE_TMPDIR/$program" never_destroyed
        [ "$(grep -cx 'seed: 1234' <<<"$output")" -eq 300 ]
        [ "${lines[-1]}" = '0 descriptors' ]
    done
}

@test "300 objects at once take no descriptor" {
    run -0 overridden "$BATS_FILE_TMPDIR/spawn_actions" many_at_once
    [ "${lines[0]}" = '0 descriptors' ]
    [ "$(grep -cx 'seed: 1234' <<<"$output")" -eq 300 ]
}

@test "a copy of an object" {
    echo "other: 1" >other.yaml
    run -0 overridden "$BATS_FILE_TMPDIR/spawn_actions" copies
    [ "$output" = $'other: 1\nseed: 1234\nseed: 1234' ]
}

@test "an object of a hundred actions, spawned with twice" {
    actions_of_both long_list 'seed: 1234' 2
}

@test "more actions than can be remembered: not enough memory, and never the disk's content" {
    preloaded_only 'the kernel takes as many as there are'
    run -0 overridden "$BATS_FILE_TMPDIR/spawn_actions" too_many </dev/null
    [ "$output" = $'Cannot allocate memory\nSuccess' ]
}

@test "an object of which nothing can be remembered is not taken for another one that was at its place" {
    echo other >sub/other.txt
    run -0 overridden "$BATS_FILE_TMPDIR/spawn_actions" place_of_another
    [ "$output" = $'other\nother\nat its place' ]
}

@test "objects in four threads; one object in four threads" {
    actions_of_both in_threads 'seed: 1234' 300
    actions_of_both shared_by_threads 'seed: 1234' 300
}

@test "an object that a fork shares" {
    actions_of_both forked 'seed: 1234' 2
}

@test "a file that is replaced before the child starts" {
    printf 'later: true\nseed: 1\n' >later.yaml
    run -0 overridden "$BATS_FILE_TMPDIR/spawn_actions" changed
    [ "$output" = $'later: true\nseed: 1234' ]
}

@test "an object that was made before the launch, or is given to an older posix_spawn: no file, rather than the disk's" {
    preloaded_only 'the child opens the file itself'
    cat >old.c <<'C'
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
int old_spawn(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const[], char *const[]);
__asm__(".symver old_spawn, posix_spawn@GLIBC_2.2.5");
int main(void)
{
    char *arguments[] = {"cat", NULL};
    posix_spawn_file_actions_t actions;
    pid_t child;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "config.yaml", O_RDONLY, 0);
    puts(strerror(old_spawn(&child, "/bin/cat", &actions, NULL, arguments, arguments + 1)));
    return wait(NULL) > 0;
}
C
    [ "$(uname -m)" = x86_64 ] || leave_out 'glibc for this architecture has one posix_spawn'
    gcc -w -o old old.c
    run -0 overridden ./old
    [ "$output" = 'No such file or directory' ]
}

# --- actions

@test "closefrom before the file is opened" {
    actions closefrom_before
}

@test "closefrom, in a process that may not be traced, and without privileges" {
    run -0 without_privileges env LD_PRELOAD="$LIB" INLAY_OVERRIDES="$OVERRIDES" \
        "$BATS_FILE_TMPDIR/spawn_actions" closefrom_undumpable
    [ "$output" = 'seed: 1234' ]
}

@test "every descriptor is closed, one by one, before the file is opened" {
    actions_of_both all_closed_before
}

@test "fchdir to a directory that the child opened" {
    run -0 overridden "$BATS_FILE_TMPDIR/spawn_actions" moved_to_descriptors
    [ "$output" = $'seed: 2\nseed: 1234' ]
}

@test "a file that an action makes and another one reads" {
    run -0 overridden "$BATS_FILE_TMPDIR/spawn_actions" made_before
    [ -z "$output" ]
    [ -e made.yaml ]
}

@test "O_CLOEXEC: closed in the child where it is closed without inlay" {
    preloaded_only 'what a job says to standard error comes by a pipe, and later'
    local program
    for program in spawn_actions spawn_actions-musl; do
        "$BATS_FILE_TMPDIR/$program" close_on_exec >expected 2>&1
        run -0 overridden "$BATS_FILE_TMPDIR/$program" close_on_exec
        diff -u <(sed 's/seed: 1$/seed: 1234/' expected) - <<<"$output"
    done
}

@test "a named pipe of the file's name is opened by the child alone" {
    rm sub/config.yaml
    mkfifo sub/config.yaml
    actions_of_both named_pipe 'from the pipe'
}

@test "POSIX_SPAWN_RESETIDS: a child of other rights than its parent's is refused what either may not read" {
    preloaded_only 'the child opens the file itself'
    needs_root
    run -0 overridden "$BATS_FILE_TMPDIR/spawn_actions" other_user
    [ "$output" = $'Permission denied\nPermission denied' ]
}

@test "Python's os.posix_spawn with file_actions" {
    cat >spawn.py <<'PY'
import os, sys
actions = [(os.POSIX_SPAWN_CLOSE, 1), (os.POSIX_SPAWN_OPEN, 1, "out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
           (os.POSIX_SPAWN_OPEN, 7, "config.yaml", os.O_RDONLY, 0), (os.POSIX_SPAWN_DUP2, 7, 0), (os.POSIX_SPAWN_CLOSE, 7)]
for environment in os.environ, {}:
    os.waitpid(os.posix_spawn("/bin/cat", ["cat"], environment, file_actions=actions), 0)
    print(open("out").read(), end="")
try:
    os.posix_spawn("/bin/cat", ["cat"], {}, file_actions=[(os.POSIX_SPAWN_OPEN, 0, "absent/config.yaml", os.O_RDONLY, 0)])
except FileNotFoundError as error:
    print("not found")
PY
    run -0 --separate-stderr overridden "$PYTHON" spawn.py
    [ "$output" = $'seed: 1234\nseed: 1234\nnot found' ]
    [ -z "$stderr" ]
}

@test "inlay run reports what a child's file actions opened" {
    run -0 --separate-stderr "$INLAY" run --strict --report report.json config.yaml:seed=1234 -- \
        "$BATS_FILE_TMPDIR/spawn_actions" again
    [ "$output" = 'seed: 1234' ]
    [ "$(jq '.files[0].opens.count' report.json)" -eq 1 ]
}

# --- never in the way

# In the native run the file has the patched content, so that all that the child tells of it is the same.
same_lists() {
    local seed
    mkdir -p work
    mv sub work
    cd work
    ln -s config.yaml link.yaml
    ln -s config.yaml sub/link.yaml
    echo 'other: 1' | tee sub/other.yaml >other.yaml
    for seed in 1 2 3 4; do
        rm -f "$seed".*
        echo 'seed: 1234' >config.yaml
        "$1" $seed 250 "$PWD/$seed.expected" >/dev/null 2>&1 </dev/null
        echo 'seed: 1' >config.yaml
        overridden "$1" $seed 250 "$PWD/$seed.got" >/dev/null 2>&1 </dev/null
        diff -u $seed.expected $seed.got
        [ "$(grep -c 'ends with 0' $seed.got)" -ge 50 ]
        [ "$(grep -c 'seed: 1234' $seed.got)" -ge 50 ]
    done
}

@test "a thousand random lists of actions: the child has the same descriptors, files and directory" {
    preloaded_only 'the inode is that of the memfd'
    same_lists "$BATS_FILE_TMPDIR/spawn_random"
}

@test "a thousand random lists of actions, with musl" {
    preloaded_only 'the inode is that of the memfd'
    same_lists "$BATS_FILE_TMPDIR/spawn_random-musl"
}
