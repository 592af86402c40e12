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

@test "programs that compare what they stat with what they open are content" {
    mkdir to
    supervised sh -c 'cp config.yaml to/cp; cp -a config.yaml to/cp-a; cp -x config.yaml to/cp-x; install config.yaml to/install
        tar cf to/tar config.yaml; git hash-object config.yaml >to/git; mv to/cp-x to/mv'
    for path in to/cp to/cp-a to/mv to/install; do
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
