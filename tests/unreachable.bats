#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Commands that libinlay.so cannot be loaded into, where no job can be supervised: refused before they start, or known to
# start others only. What is supervised is in via.bats.

bats_require_minimum_version 1.5.0
load helpers

setup_file() {
    build_sandbox
}

setup() {
    own_directory
    printf 'a: 1\nb: two\n' >config.yaml
    printf '{"a": 1}\n' >other.json
}

# inlay run where the kernel refuses supervision.
unsupervised() {
    "$BATS_FILE_TMPDIR/sandbox" 1 '!seccomp' "$INLAY" run "$@"
}

UNSUPERVISED="it is statically linked, and cannot be supervised: seccomp with a listener: Operation not permitted (EPERM): a sandbox's rules, such as a container's seccomp profile, forbid it"
WITH_COPY='(--via=copy gives it patched copies; --via=preload if it only starts others; INLAY_ON_ERROR=warn runs it all the same)'
WITHOUT_COPY='(give it a file that inlay render wrote; --via=preload if it only starts others; INLAY_ON_ERROR=warn runs it all the same)'

static_reader() {
    cat >reader.c <<'C'
#include <fcntl.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    char bytes[256];
    int fd = open("config.yaml", O_RDONLY);
    if (write(1, bytes, (size_t)read(fd, bytes, sizeof bytes)) < 0)
        return 1;
    return argc > 1 && argv[1][0] == '3' ? 3 : 0;
}
C
    gcc -static -o reader reader.c
}

# A static program that executes its arguments.
static_runner() {
    printf '#include <unistd.h>\nint main(int c, char **v) { return c < 2 ? 0 : execvp(v[1], v + 1); }\n' >runner.c
    gcc -static -o "${1:-runner}" runner.c
}

@test "a static program that is given a config file is refused before it starts" {
    static_reader
    ln -s config.yaml link
    local word
    for word in config.yaml ./config.yaml "$PWD/config.yaml" link --config=config.yaml -cconfig.yaml -c=config.yaml @config.yaml; do
        run -125 unsupervised config.yaml:a=2 -- ./reader $word
        [ "$output" = "inlay: ./reader would read config.yaml without its overrides: $UNSUPERVISED $WITH_COPY" ]
    done
    INLAY_ON_ERROR=warn run -0 unsupervised config.yaml:a=2 -- ./reader config.yaml
    [ "${lines[0]}" = "inlay: ./reader would read config.yaml without its overrides: $UNSUPERVISED (--via=copy gives it patched copies; --via=preload if it only starts others)" ]
    [ "${lines[1]}" = 'a: 1' ]
    # A relative argument starts where the command does, whatever the root is.
    mkdir below
    echo 'a: 5' >below/config.yaml
    run -125 unsupervised --root below config.yaml:a=2 -- ./reader config.yaml
    [ "$output" = "inlay: overrides cannot follow into ./reader: $UNSUPERVISED $WITHOUT_COPY" ]
    run -125 unsupervised --root below config.yaml:a=2 -- ./reader below/config.yaml
    [[ $output == 'inlay: ./reader would read config.yaml without its overrides: '* ]]
}

@test "what is looked at in PATH is what runs: no directory of that name, and without a search of its own" {
    static_reader
    mkdir -p first/reader second third
    mv reader second
    PATH=$PWD/first:$PWD/second:$PATH
    run -125 unsupervised config.yaml:a=2 -- reader config.yaml
    [[ $output == 'inlay: reader would read config.yaml without its overrides: it is statically linked, '* ]]
    run -0 strace -f -qq -e trace=execve -o calls "$INLAY" run config.yaml:a=2 -- cat config.yaml
    [ "${lines[0]}" = 'a: 2' ]
    [ "$(grep -c execve calls)" -eq 2 ]
    # A script without #! is the shell's.
    echo 'cat config.yaml' >third/script
    chmod +x third/script
    PATH=$PWD/third:$PATH run -0 "$INLAY" run config.yaml:a=2 -- script
    [ "${lines[0]}" = 'a: 2' ]
}

@test "a static program that names no config file is refused, too" {
    static_reader
    run -125 unsupervised config.yaml:a=2 -- ./reader
    [ "$output" = "inlay: overrides cannot follow into ./reader: $UNSUPERVISED $WITHOUT_COPY" ]
    INLAY_ON_ERROR=warn run -0 unsupervised config.yaml:a=2 -- ./reader
    [ "${lines[1]}" = 'a: 1' ]
    [ "${lines[3]}" = 'inlay: ./reader never loaded libinlay.so: it is statically linked; its config files were not overridden' ]
    # Nothing is overridden: nothing has to be loaded.
    run -0 unsupervised -- ./reader
    [ "$output" = $'a: 1\nb: two' ]
}

@test "a static program in what only starts it is refused as the command is" {
    static_reader
    ln -s reader "$PWD/tini"
    printf '#!/usr/bin/env reader\n' >script
    chmod +x script
    local wrapped
    for wrapped in 'env A=1 ./reader' 'nice -n 1 ./reader' 'sh -c ./reader' './tini -- ./reader' 'nohup env ./reader'; do
        run -125 unsupervised config.yaml:a=2 -- $wrapped
        [ "$output" = "inlay: overrides cannot follow into ./reader: $UNSUPERVISED $WITHOUT_COPY" ]
    done
    PATH=$PWD:$PATH run -125 unsupervised config.yaml:a=2 -- ./script config.yaml
    [ "$output" = "inlay: reader would read config.yaml without its overrides: $UNSUPERVISED $WITH_COPY" ]
    run -125 unsupervised config.yaml:a=2 -- sh -c 'exec ./reader "$1" >out' sh config.yaml
    [ "$output" = "inlay: ./reader would read config.yaml without its overrides: $UNSUPERVISED $WITH_COPY" ]
    [ ! -e out ]
}

@test "uv from PyPI is not accused" {
    local packages=(--disable-pip-version-check --only-binary=:all: --target packages)
    # The one for musl is static, whatever the C library here.
    "$PYTHON" -m pip -q install "${packages[@]}" --platform musllinux_1_1_x86_64 uv >log 2>&1 || leave_out 'needs pip and PyPI'
    echo 'print(open("config.yaml").read(), end="")' >train.py
    export UV_CACHE_DIR=$PWD/cache UV_OFFLINE=1
    local uv=(packages/bin/uv run --no-project --python "$PYTHON" train.py)
    run -0 unsupervised --strict config.yaml:a=2 -- "${uv[@]}"
    [ "$output" = $'a: 2\nb: two' ]
    run -0 unsupervised --strict config.yaml:a=2 -- "${uv[@]}" --config config.yaml
    [ "$output" = $'a: 2\nb: two' ]
    run -0 unsupervised --strict config.yaml:a=2 -- bash -c '"$@"; exit' bash "${uv[@]}" --config config.yaml
    [ "$output" = $'a: 2\nb: two' ]
    printf 'import time\n' >train.py
    run -125 unsupervised config.yaml:a=2 -- "${uv[@]}" --config config.yaml
    [[ $output == 'inlay: config.yaml was not seen to be opened (overrides cannot follow into packages/bin/uv: it is statically linked;'* ]]
}

@test "programs that are known to start others may be given the file's name" {
    local name
    for name in tini gosu su-exec just task doppler; do
        static_runner $name
        run -0 unsupervised --strict config.yaml:a=2 -- ./$name cat config.yaml
        [ "$output" = $'a: 2\nb: two' ]
    done
    static_runner busybox
    run -0 unsupervised --strict config.yaml:a=2 -- ./busybox sh -c 'cat "$1"' sh config.yaml
    [ "$output" = $'a: 2\nb: two' ]
    run -125 unsupervised config.yaml:a=2 -- ./busybox cat config.yaml
    [[ $output == 'inlay: ./busybox would read config.yaml without its overrides: '* ]]
}

@test "--via=preload: the command only starts others" {
    static_runner
    local option feared='was not seen to be opened (overrides cannot follow into ./runner: it is statically linked'
    for option in --via=preload '--via preload'; do
        run -0 "$INLAY" run $option --strict config.yaml:a=2 -- ./runner cat config.yaml
        [ "$output" = $'a: 2\nb: two' ]
    done
    run -0 "$INLAY" run --via=preload config.yaml:a=2 -- ./runner true
    [ "$output" = 'inlay: it is not known whether config.yaml was opened: no record from ./runner' ]
    run -125 "$INLAY" run --via=preload --strict config.yaml:a=2 -- ./runner true
    # Nobody loaded the library, whoever it was that started what.
    run -125 "$INLAY" run --via=preload config.yaml:a=2 -- ./runner
    # Who only warns has not said so.
    INLAY_ON_ERROR=warn run -0 unsupervised config.yaml:a=2 -- ./runner true
    [ "${lines[1]}" = "inlay: config.yaml $feared; --via=preload if it only starts others)" ]
    run -125 "$INLAY" run --via=magic config.yaml:a=2 -- touch ran
    [ "${lines[0]}" = 'inlay: --via magic: not auto, preload, supervise or copy' ]
    run -2 "$INLAY" check --via=preload config.yaml:a=2
    [ ! -e ran ]
}

@test "with --exec nobody can supervise a static command" {
    static_runner
    run -125 "$INLAY" run --exec config.yaml:a=2 -- ./runner sh -c 'cat config.yaml'
    [ "$output" = "inlay: overrides cannot follow into ./runner: it is statically linked, and cannot be supervised: with --exec nobody is there to supervise it $WITHOUT_COPY" ]
    run -0 "$INLAY" run --exec --via=preload config.yaml:a=2 -- ./runner sh -c 'cat config.yaml'
    [ "$output" = $'a: 2\nb: two' ]
    run -125 "$INLAY" run --exec config.yaml:a=2 -- ./runner cat config.yaml
}

@test "a static program below one that is not is said when it is executed, once" {
    static_reader
    local said='inlay: overrides cannot follow into ./reader: it is statically linked (inlay run --via=supervise reaches it)'
    run -0 "$INLAY" run config.yaml:a=2 -- sh -c './reader; exit 0'
    [ "$output" = "$said"$'\na: 1\nb: two\ninlay: config.yaml was not seen to be opened (overrides cannot follow into ./reader: it is statically linked)' ]
    run -0 "$INLAY" run --report report.json config.yaml:a=2 -- sh -c './reader >out; ./reader --config=config.yaml >out; ./reader config.yaml >out; cat config.yaml'
    [ "$output" = "$said"$'\na: 2\nb: two' ]
    [ "$(jq -r '.lost[].opened' report.json)" = ./reader ]
    # With --strict none of that: via.bats.
    run -126 "$INLAY" run --strict config.yaml:a=2 -- sh -c './reader || exit'
    [ "${lines[-1]}" = 'inlay: config.yaml was not seen to be opened (overrides cannot follow into ./reader: it is statically linked, and INLAY_STRICT is set: it is not executed)' ]
}

@test "a static program between two that are not" {
    static_runner
    run -0 --separate-stderr "$INLAY" run config.yaml:a=2 -- sh -c './runner true; ./runner sh -c "cat config.yaml"'
    [ "$output" = $'a: 2\nb: two' ]
    [ "$stderr" = 'inlay: overrides cannot follow into ./runner: it is statically linked (inlay run --via=supervise reaches it)' ]
    # One that is known to start others is not said.
    cp runner just
    run -0 "$INLAY" run --strict config.yaml:a=2 -- sh -c './just true; ./just sh -c "cat config.yaml"'
    [ "$output" = $'a: 2\nb: two' ]
    run -0 "$INLAY" run config.yaml:a=2 -- sh -c './just true; exit 0'
    [ "$output" = 'inlay: config.yaml was not seen to be opened (overrides cannot follow into ./just: it is statically linked)' ]
}

@test "what its file shows of a program that cannot be reached" {
    static_reader
    printf '#!%s\n' "$PWD/reader" >script
    chmod +x script
    run -125 unsupervised config.yaml:a=2 -- ./script config.yaml
    [[ $output == 'inlay: ./script would read config.yaml without its overrides: it is statically linked, '* ]]

    # e_machine in the ELF header
    cp "$(type -P true)" foreign
    printf '\xf3\x00' | dd of=foreign bs=1 seek=18 conv=notrunc status=none
    run -125 unsupervised config.yaml:a=2 -- ./foreign config.yaml
    [[ $output == 'inlay: ./foreign would read config.yaml without its overrides: it is built for another architecture than libinlay.so, '* ]]

    # Found in PATH, as the job will be.
    PATH=$PWD:$PATH run -125 unsupervised config.yaml:a=2 -- reader config.yaml
    [[ $output == 'inlay: reader would read config.yaml without its overrides: it is statically linked, '* ]]
}
