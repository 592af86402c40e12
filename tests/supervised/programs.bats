#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Programs that libinlay.so cannot be loaded into, as people build and get them: each is served, by itself and in what starts
# it. scripts/supervised-programs fetches some of them.

bats_require_minimum_version 1.5.0
load ../helpers

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    local programs=$ROOT/tests/programs
    mkdir bin
    cat >open.c <<'C'
#include <stdio.h>
int main(int argc, char **argv)
{
    int byte;
    FILE *file = fopen(argv[argc - 1], "r");
    while (file && (byte = getc(file)) != EOF)
        putchar(byte);
    return !file;
}
C
    gcc -O2 -static -o bin/c-glibc open.c
    musl-gcc -O2 -static -o bin/c-musl open.c
    gcc -O2 -o bin/raw "$programs/raw.c"
    build_rust
    build_go
    build_rustix >rustix.log 2>&1
}

build_rust() {
    type -P rustc >/dev/null || return 0
    echo 'fn main() { print!("{}", std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap()); }' >read.rs
    rustc -C target-feature=+crt-static -o bin/rust-static read.rs
}

build_go() {
    type -P go >/dev/null || return 0
    cat >read.go <<'GO'
package main

import "os"

func main() {
	bytes, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	os.Stdout.Write(bytes)
}
GO
    sed 's/^import "os"/import "C"\n&/' read.go >cgo.go
    export GO111MODULE=off GOCACHE=$PWD/go GOFLAGS=
    CGO_ENABLED=0 go build -o bin/go-static read.go
    CGO_ENABLED=1 go build -o bin/go-cgo cgo.go
}

# A dynamic program whose files are opened by system calls of rustix's own (its backend linux_raw).
build_rustix() {
    type -P cargo >/dev/null || return 0
    mkdir -p rustix/src
    printf '[package]\nname = "rustix-read"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\nrustix = { version = "0.38", features = ["fs"] }\n' \
        >rustix/Cargo.toml
    cat >rustix/src/main.rs <<'RUST'
use rustix::fs::{open, Mode, OFlags};

fn main() {
    let path = std::env::args().nth(1).unwrap();
    let file = open(path.as_str(), OFlags::RDONLY, Mode::empty()).unwrap();
    let mut bytes = [0u8; 4096];
    let length = rustix::io::read(&file, &mut bytes).unwrap();
    print!("{}", std::str::from_utf8(&bytes[..length]).unwrap());
}
RUST
    cargo build -q --manifest-path rustix/Cargo.toml && cp rustix/target/debug/rustix-read bin/rustix || true
}

setup() {
    own_directory
    needs_supervision
    PATH=$BATS_FILE_TMPDIR/bin:$BUILD/supervised/bin:$PATH
    printf 'a: 1\nl: [1]\n' >config.yaml
}

SERVED=$'a: 200\nl: [1, 9]'

# job COMMAND ...: inlay run with the overrides, a report, and what it is given before --.
job() {
    local options=()
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    "$INLAY" run --report report.json "${options[@]}" config.yaml:a=200 'config.yaml:l[+]=9' "$@"
}

PROGRAMS=(c-glibc c-musl go-cgo go-static rust-static raw rustix)

# Those that setup_file could build.
built() {
    local program
    for program in "${PROGRAMS[@]}"; do
        [ ! -x "$BATS_FILE_TMPDIR/bin/$program" ] || echo "$program"
    done
}

all_are_built() {
    local missing
    missing=$(comm -23 <(printf '%s\n' "${PROGRAMS[@]}" | sort) <(built | sort))
    [ -z "$missing" ] || leave_out "needs what builds ${missing//$'\n'/, }"
}

@test "static C, Go, cgo and Rust are supervised by themselves" {
    local program
    for program in c-glibc c-musl go-cgo go-static rust-static; do
        type -P $program >/dev/null || continue
        run -0 --separate-stderr job --strict -- $program config.yaml
        [ "$output" = "$SERVED" ]
        [ -z "$stderr" ]
        [ "$(jq -c '[.via, .complete, .files[0].opens.count]' report.json)" = '["supervise",true,1]' ]
    done
}

@test "a dynamic program with system calls of its own is known to have read nothing, and is served under supervision" {
    local program
    for program in raw rustix; do
        type -P $program >/dev/null || continue
        run -0 job -- $program config.yaml
        [ "$output" = $'a: 1\nl: [1]\ninlay: config.yaml was never opened' ]
        run -125 job --strict -- $program config.yaml
        run -0 --separate-stderr job --strict --via=supervise -- $program config.yaml
        [ "$output" = "$SERVED" ]
    done
}

# Each program that is here, by name; ends with what the last one ends with.
script() {
    local program
    for program in "$@"; do
        echo "echo '# $program' && $program config.yaml || exit"
    done >all.sh
    cat >>all.sh <<SH
echo '# Python' && $PYTHON -c 'print(open("config.yaml").read(), end="")' || exit
echo '# cat' && cat config.yaml || exit
echo '# env -i' && env -i "$(type -P cat)" config.yaml
SH
}

@test "one shell script that runs all of them, Python and cat" {
    local program
    script $(built)
    run -0 --separate-stderr job --strict --via=supervise -- sh all.sh
    [ -z "$stderr" ]
    [ "$(grep -v '^#' <<<"$output" | sort | uniq -c | sed 's/^ *//')" = "$(grep -c '^#' <<<"$output") a: 200"$'\n'"$(grep -c '^#' <<<"$output") l: [1, 9]" ]
    [ "$(grep -c '^#' <<<"$output")" -eq "$(grep -c '' all.sh)" ]
    run -0 jq -c '[.via, .complete, .files[0].opens.count]' report.json
    [ "$output" = "[\"supervise\",true,$(grep -c '' all.sh)]" ]
    # By itself inlay sees a shell. What the shell starts is caught when it is executed: said, and with --strict refused.
    for program in $(built | grep -vx -e raw -e rustix); do
        script $program
        run -0 job -- sh all.sh
        [[ $output == *"inlay: overrides cannot follow into "*"/$program: "*"(inlay run --via=supervise reaches it)"* ]]
        [[ $output == *$'# Python\n'"$SERVED"$'\n# cat\n'"$SERVED"$'\n# env -i\n'"$SERVED"* ]]
        run -126 job --strict -- sh all.sh
        [[ $output == *"/$program: "*', and INLAY_STRICT is set: it is not executed ('* ]]
        [[ $output != *'a: 1'* ]]
    done
    all_are_built
}

@test "promtool finds what is wrong with the overridden value" {
    needs_program promtool
    printf 'global:\n  scrape_interval: 15s\n' >config.yaml
    run -0 "$INLAY" run --strict config.yaml:global.scrape_interval=30s -- promtool check config config.yaml
    run -1 "$INLAY" run --strict config.yaml:global.scrape_interval=never -- promtool check config config.yaml
    [[ $output == *'not a valid duration string: "never"'* ]]
}

@test "esbuild reads the overridden tsconfig" {
    needs_program esbuild
    printf '{"compilerOptions": {"jsx": "preserve", "jsxFactory": "disk"}}\n' >tsconfig.json
    printf 'console.log(<p/>)\n' >page.tsx
    run -0 "$INLAY" run --strict tsconfig.json:compilerOptions.jsx=react tsconfig.json:compilerOptions.jsxFactory=served -- \
        esbuild page.tsx --tsconfig=tsconfig.json
    [ "$output" = 'console.log(/* @__PURE__ */ served("p", null));' ]
}

@test "Biome formats by the overridden configuration, and refuses a wrong one" {
    needs_program biome
    printf '{"formatter": {"indentStyle": "space", "indentWidth": 2}}\n' >biome.json
    echo 'if (a) { b() }' >input.js
    run -0 "$INLAY" run --strict biome.json:formatter.indentWidth=7 -- biome format --stdin-file-path=input.js <input.js
    [ "$output" = $'if (a) {\n       b();\n}' ]
    run ! "$INLAY" run --strict biome.json:formatter.indentWidth=wide -- biome format --stdin-file-path=input.js <input.js
    [[ $output == *indentWidth* ]]
}

# starts_once COMMAND ...: a program that starts others is supervised, and they are given the file once.
starts_once() {
    run -0 --separate-stderr "$INLAY" run --strict --report report.json 'list.yaml:l[+]=9' -- "$@"
    [ "$output" = 'l: [1, 9]' ]
    [ "$(jq -r .via report.json)" = supervise ]
}

@test "uv run: its children are given the file once" {
    needs_program uv
    echo 'l: [1]' >list.yaml
    echo 'print(open("list.yaml").read(), end="")' >train.py
    export UV_CACHE_DIR=$PWD/cache UV_OFFLINE=1
    starts_once uv run --no-project --python "$PYTHON" train.py
}

@test "just: its recipes are given the file once" {
    needs_program just
    echo 'l: [1]' >list.yaml
    printf 'read:\n    @cat list.yaml\n' >justfile
    starts_once just read
    printf 'read:\n    #!/bin/sh\n    env -i %s list.yaml\n' "$(type -P cat)" >justfile
    starts_once just read
}

@test "task: its commands are given the file once" {
    needs_program task
    echo 'l: [1]' >list.yaml
    printf "version: '3'\ntasks:\n  read:\n    cmds: [cat list.yaml]\n    silent: true\n" >Taskfile.yml
    starts_once task read
    # Its own file is served to it, too.
    run -0 --separate-stderr "$INLAY" run --strict 'Taskfile.yml:tasks.read.cmds[0]=echo overridden' -- task read
    [ "$output" = overridden ]
}

@test "init and privilege wrappers are looked through" {
    local wrapper missing=''
    for wrapper in 'tini -s --' dumb-init 'gosu root' 'numactl --localalloc'; do
        if type -P ${wrapper%% *} >/dev/null && { [[ $wrapper != gosu* ]] || [ "$(id -u)" -eq 0 ]; }; then
            run -0 --separate-stderr job --strict -- $wrapper c-glibc config.yaml
            [ "$output" = "$SERVED" ]
            [ "$(jq -r .via_because report.json)" = 'c-glibc: it is statically linked' ]
        else
            missing+=" ${wrapper%% *}"
        fi
    done
    [ -z "$missing" ] || leave_out "needs$missing"
}
