#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What the built libinlay.so is made of: it must load into every program of glibc 2.17 and later, and of musl.

bats_require_minimum_version 1.5.0
load helpers

MUSL=/usr/lib/$(uname -m)-linux-musl/libc.so

# The names of a library's dynamic symbols, without their versions; $1 is an option of nm.
symbols() {
    nm -D "$1" "$2" | awk '$(NF - 1) ~ /^[TWVBDRUi]$/ { sub(/@.*/, "", $NF); print $NF }' | sort -u
}

# When shim/preload/symbols.h gains or loses a symbol, so does the list; git diff then shows it to a reviewer.
@test "it exports the symbols of tests/data/exports.txt and no other" {
    symbols --defined-only "$LIB" | diff -u "$ROOT/tests/data/exports.txt" -
}

@test "libyaml inside it is hidden from the job" {
    run -1 grep -c yaml_ <(symbols --defined-only "$LIB")
}

@test "it needs libc and libdl, by the names that every glibc has, and nothing else" {
    run -0 bash -c "readelf -dW '$LIB' | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort | xargs"
    [ "$output" = 'libc.so.6 libdl.so.2' ]
}

@test "it needs no symbol version newer than GLIBC_2.17" {
    readelf -VW "$LIB" | sed '1,/^Version needs/d' | grep -o 'GLIBC_[0-9.]*' | sort -uV >needs
    [ -s needs ]
    [ "$(sort -V needs <(echo GLIBC_2.17) | tail -n 1)" = GLIBC_2.17 ]
}

@test "it imports no symbol that musl lacks" {
    nm -D --undefined-only "$LIB" | awk '$1 == "U" { sub(/@.*/, "", $2); print $2 }' | sort -u >imports
    [ -s imports ]
    symbols --defined-only "$MUSL" >musl
    run -0 comm -23 imports musl
    [ -z "$output" ]
}

@test "it imports neither malloc nor printf, so that no hook can call them" {
    run -1 grep -xE '(m|c|re)alloc|free|strdup|[a-z_]*(printf|scanf)[a-z_]*' <(symbols --undefined-only "$LIB")
}

@test "it has no executable stack, no text relocation and no lazy binding" {
    readelf -lW "$LIB" | grep -E 'GNU_STACK.* RW +0x'
    readelf -lW "$LIB" | grep GNU_RELRO
    readelf -dW "$LIB" | grep -E 'FLAGS.*NOW'
    run -1 grep TEXTREL <(readelf -dW "$LIB")
}

@test "its variables fit the pages that the file gives them, and what a start reads lies before the code" {
    local address stored held
    read -r _ _ address _ stored held _ < <(readelf -lW "$LIB" | grep 'LOAD.* RW ')
    ((address > 0 && (address + stored + 4095) / 4096 == (address + held + 4095) / 4096))
    run -0 bash -c "readelf -SW '$LIB' | grep -oE ' \.(rodata.start|text|rodata) ' | xargs"
    [ "$output" = '.rodata.start .text .rodata' ]
}

@test "each process copies two pages of its tables at most to relocate them" {
    local address size
    read -r _ _ address _ _ size _ < <(readelf -lW "$LIB" | grep GNU_RELRO)
    (((address + size) / 4096 - address / 4096 <= 2))
}

@test "a program of musl starts under it and reads the patched file" {
    musl-gcc -o read "$ROOT/tests/programs/read.c"
    printf 'seed: 42\n' >config.yaml
    run -0 env LD_PRELOAD="$LIB" INLAY_OVERRIDES='{"files": {"config.yaml": {"seed": 1234}}}' ./read fopen config.yaml
    [ "${lines[0]}" = 'seed: 1234' ]
}

@test "programs start under it without any override" {
    local program
    for program in 'cat /dev/null' 'bash -c :' 'perl -e 1' 'node -e 0' "$PYTHON -c pass" 'git --version'; do
        run -0 --separate-stderr env LD_PRELOAD="$LIB" $program
        [ -z "$stderr" ]
    done
}

# Linked, since ld.so itself leaves LD_PRELOAD out there.
@test "in a program that runs with other rights than its user's it does nothing" {
    needs_root
    gcc -o plain "$ROOT/tests/programs/read.c" "$LIB" -Wl,--no-as-needed,-rpath,"$(dirname "$LIB")"
    cp plain secure
    chmod 4711 secure
    chmod 711 "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR"
    echo 'seed: 42' >config.yaml
    as_user() {
        run -0 --separate-stderr setpriv --reuid 65534 --clear-groups env INLAY_ROOT="$PWD" INLAY_SET=config.yaml:seed=7 "$1" open config.yaml
    }
    as_user ./plain
    [ "${lines[0]}" = 'seed: 7' ]
    [ "$(setpriv --reuid 65534 --clear-groups sh -c './secure open /proc/self/status' | awk '$1 == "Uid:" { print $3 }')" = 0 ] ||
        leave_out 'needs set-user-ID programs'
    as_user ./secure
    [ "${lines[0]}" = 'seed: 42' ]
}
