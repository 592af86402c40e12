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
    local refused="inlay: overrides cannot follow into $READER: it is statically linked, and INLAY_STRICT is set: it is not executed (--via=supervise reaches it; INLAY_STRICT=0 in its environment lets it run)"
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
    # Python asks ldconfig, which is static, where a library is.
    INLAY_STRICT=1 run -0 preloaded "$PYTHON" -c 'import ctypes.util; print(ctypes.util.find_library("c"))'
    [ "$output" = libc.so.6 ]
}
