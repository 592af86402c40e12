#!/usr/bin/env bats
# The limits that the README names: what is not patched is said, and is the file on disk.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    echo 'seed: 42' >config.yaml
}

@test "a static program is not reached, and inlay run ends with 125" {
    musl-gcc -static -o read "$ROOT/tests/programs/read.c"
    run -125 --separate-stderr "$INLAY" run config.yaml:seed=7 -- ./read open config.yaml
    [ "${lines[0]}" = 'seed: 42' ]
    [[ $stderr == *'./read'*'statically linked'* ]]
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
