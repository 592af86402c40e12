#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Looking must not touch: what only asks about a config file leaves it as it was for watchers, writers, pipes and locks.

bats_require_minimum_version 1.5.0
load helpers

OVERRIDES='{"files": {"config.yaml": {"a": 55555}}}'

setup() {
    own_directory
    export INLAY_ROOT=$PWD # so that no process is the first of its job, which reads each file for its notes
    echo 'a: 1' >config.yaml
}

watched() {
    overridden "$PYTHON" "$BATS_TEST_DIRNAME/programs/watch.py" "$@"
}

@test "a watcher that looks at each event does not feed itself: one look opens the new content, once" {
    local call
    run -0 watched none config.yaml
    [ "$output" = 1 ]
    for call in stat lstat statx scandir O_PATH realpath; do
        echo "# $call"
        run -0 watched $call config.yaml
        # Under supervision an O_PATH descriptor shows what is on disk, which takes no look at the content.
        [ "$output" = 2 ] || [[ -n ${SUPERVISED-} && $call = O_PATH && $output = 1 ]]
    done
    run -0 watched access config.yaml
    [ "$output" = 1 ]
}

@test "a second look opens nothing, however fresh the file is; an open compares the contents until the file has settled" {
    preloaded_only 'counts calls of the library'
    run -0 overridden "$PYTHON" -c '
import os
def times():
    s = os.stat("config.yaml")
    return s.st_mtime_ns
print(os.stat("config.yaml").st_size)
before = os.stat("config.yaml")
with open("config.yaml", "w") as stream:
    stream.write("a: 2\nb: 1\n")
print(os.stat("config.yaml").st_size)
with open("config.yaml", "w") as stream:
    stream.write("a: 3\nb: 2\n")
print(open("config.yaml").read(), os.stat("config.yaml").st_size)'
    [ "$output" = $'9\n14\na: 55555\nb: 2\n 14' ]
    overridden strace -f -o trace -e trace=open,openat "$PYTHON" -c '
import os
for i in range(100):
    os.stat("config.yaml"), os.lstat("config.yaml"), os.access("config.yaml", os.R_OK)'
    [ "$(grep -c 'config\.yaml"' trace)" = 1 ]
}

@test "looking moves no time of access of the user's own file" {
    touch -a -d 2001-01-01 config.yaml
    run -0 overridden stat -c %s config.yaml
    [ "$output" = 9 ]
    "$INLAY" check config.yaml:a=2
    "$INLAY" render config.yaml
    "$INLAY" run config.yaml:a=2 -- true
    [ "$(stat -c %x config.yaml)" = "2001-01-01 00:00:00.000000000 $(date -d 2001-01-01 +%z)" ]
}

@test "another user's file is looked at all the same" {
    needs_root
    chmod 711 "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR"
    run -0 setpriv --reuid 65534 --clear-groups env LD_PRELOAD="$LIB" INLAY_OVERRIDES="$OVERRIDES" stat -c %s config.yaml
    [ "$output" = 9 ]
}

@test "a process that starts reads no config file, be there secrets or not; one that clears a child's environment reads those" {
    export INLAY_INPUTS='{"files": {"config.yaml": {"secrets": ["key"]}}}' NAME=value
    overridden strace -qq -f -o trace -e trace=open,openat sh -c '/bin/true; exit 0'
    run -1 grep config.yaml trace
    echo 'key: secret://name' >>config.yaml
    run -0 overridden env -i sh -c 'cat config.yaml'
    [ "$output" = $'a: 55555\nkey: value' ]
}

# pipe_survives COMMAND ...: a writer waits for a reader of p.yaml; the command finds no reader's place in it.
pipe_survives() {
    local writer
    "$PYTHON" -c '
with open("p.yaml", "w") as pipe:
    pipe.write("lr: 1\n")' &
    writer=$!
    sleep 0.1
    timeout 10 "$@" || true
    [ "$(timeout 10 cat p.yaml)" = 'lr: 1' ]
    wait $writer
}

@test "a pipe of a registered name keeps what its writer has to say, for who reads it" {
    preloaded_only 'inlay run refuses a pipe'
    OVERRIDES='{"files": {"p.yaml": {"lr": 2}}}'
    mkfifo p.yaml
    pipe_survives overridden true
    pipe_survives env -u INLAY_ROOT LD_PRELOAD="$LIB" INLAY_OVERRIDES="$OVERRIDES" true
    pipe_survives env INLAY_INPUTS='{"files": {"p.yaml": {"secrets": ["key"]}}}' LD_PRELOAD="$LIB" true
    pipe_survives overridden stat p.yaml
    (sleep 0.1 && echo 'lr: 1' >p.yaml) &
    run -0 overridden timeout 10 cat p.yaml
    [ "$output" = 'lr: 1' ]
    wait
}

@test "the command refuses pipes, directories and devices of a config file's name, and opens none" {
    local verb
    mkfifo p.yaml
    mkdir d.yaml
    for verb in 'check p.yaml:lr=2' 'render p.yaml' 'render p.yaml:lr=2 p.yaml' 'diff p.yaml:lr=2' 'describe p.yaml' \
        'edit -o out.yaml p.yaml' 'form p.yaml' 'run p.yaml:lr=2 -- true' 'record -- cat p.yaml'; do
        echo "# $verb"
        case $verb in
        record*) pipe_survives "$INLAY" record -- stat p.yaml ;;
        *) pipe_survives "$INLAY" $verb ;;
        esac
    done
    run -125 "$INLAY" run p.yaml:lr=2 -- true
    [ "$output" = 'inlay: p.yaml: is not a regular file' ]
    run -125 "$INLAY" run d.yaml:lr=2 -- true
    [ "$output" = 'inlay: d.yaml: is a directory' ]
}

# locked HOW: a process has a record lock on config.yaml, and looks.
locked() {
    run -0 --separate-stderr overridden "$PYTHON" "$BATS_TEST_DIRNAME/programs/lock.py" "$1" config.yaml
}

@test "a look drops no record lock of the process" {
    locked r+
    [ "$output" = $'locked (9, 9) locked\nfree (9, 9)' ]
}

@test "a look drops no record lock that came over exec" {
    locked exec
    [ "$output" = '(9, 9) locked' ]
}

@test "a record lock through a descriptor for writing alone: looking shows the size on disk until it is gone" {
    preloaded_only 'the supervisor is another process'
    locked a
    [ "$output" = $'locked (5, 5) locked\nfree (9, 9)' ]
}

# Sparse: if anything read it, it would take its size of memory.
@test "a file above 512 MiB is refused before it is read, wherever it is named" {
    preloaded_only 'inlay run refuses such a file'
    local verb
    truncate -s 600M big.yaml
    ulimit -v 300000
    for verb in 'check big.yaml:a=1' 'render big.yaml' 'diff big.yaml:a=1' 'describe big.yaml' 'form big.yaml' \
        'check -o big.yaml' 'check --inputs big.yaml config.yaml:a=1'; do
        echo "# $verb"
        run -1 "$INLAY" $verb
        [ "$output" = 'inlay: big.yaml: is larger than any document may be' ]
    done
    run -125 "$INLAY" run big.yaml:a=1 -- touch started
    [ ! -e started ]
    OVERRIDES='{"files": {"big.yaml": {"a": 1}}}'
    run -1 overridden head -c 1 big.yaml
    [[ $output == 'inlay: big.yaml: is larger than any document may be'$'\n'*'File too large' ]]
    run -0 overridden stat -c %s big.yaml
    [ "$output" = 629145600 ]
}
