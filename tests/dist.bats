#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What make dist makes, for both architectures: what the built files need, tarballs that do not depend on where they were built,
# and a job in a root that has nothing else. The jobs for arm64 run under qemu-aarch64-static.

bats_require_minimum_version 1.5.0
load helpers

# setup_file makes them once; FILES has a tree for each architecture.
setup_file() {
    FILES=$BATS_FILE_TMPDIR/dist
    export FILES
    make -s -C "$BATS_TEST_DIRNAME/.." dist-trees DIST="$FILES" >"$BATS_FILE_TMPDIR/log" 2>&1 3>&- || FILES=
}

setup() {
    own_directory
    [ -n "$FILES" ] || needs_sources
}

# needs_sources: why there are no trees.
needs_sources() {
    ls "$ROOT"/build/sources/*.deb >/dev/null 2>&1 || leave_out 'needs scripts/install-dependencies dist'
    cat "$BATS_FILE_TMPDIR/log"
    return 1
}

# needs_arm64: QEMU is a command that runs what is built for arm64, with the C libraries of ARM64_ROOT.
needs_arm64() {
    QEMU=(qemu-aarch64-static)
    [ "$(uname -m)" != aarch64 ] || QEMU=(env --)
    type -P "${QEMU[0]}" >/dev/null || leave_out 'needs qemu-aarch64-static'
}

@test "the library is right in each architecture" {
    local arch library
    for arch in x86_64 aarch64; do
        library=$FILES/$arch/lib/inlay/libinlay.so
        [ "$(readelf -hW "$library" | sed -n 's/.*Machine: *//p')" = "$([ $arch = aarch64 ] && echo AArch64 || echo 'Advanced Micro Devices X86-64')" ]
        # Its own names, and no other.
        nm -D --defined-only "$library" | awk '$(NF - 1) ~ /^[TWVBDRUi]$/ { sub(/@.*/, "", $NF); print $NF }' | sort -u |
            diff -u "$ROOT/tests/data/exports.txt" -
        run -0 bash -c "readelf -dW '$library' | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort | xargs"
        [ "$output" = 'libc.so.6 libdl.so.2' ]
        readelf -VW "$library" | sed '1,/^Version needs/d' | grep -o 'GLIBC_[0-9.]*' | sort -uV >needs
        [ -s needs ]
        [ "$(sort -V needs <(echo GLIBC_2.17) | tail -n 1)" = GLIBC_2.17 ]
        # Neither an allocator, nor a stack guard, nor the compiler's helpers for atomics.
        nm -D --undefined-only "$library" | awk '{ sub(/@.*/, "", $NF); print $NF }' >imports
        [ -s imports ]
        run -1 grep -E '^((m|c|re)alloc|free|strdup|__stack_chk.*|__getauxval|__aarch64.*|.*printf.*)$' imports
    done
}

@test "the command needs no other file in each architecture" {
    local arch
    for arch in x86_64 aarch64; do
        run -0 readelf -lW "$FILES/$arch/bin/inlay"
        [[ $output != *INTERP* ]]
        grep -E 'GNU_STACK.* RW +0x' <<<"$output"
        run -1 grep NEEDED <(readelf -dW "$FILES/$arch/bin/inlay")
        # Loaded anywhere, with no executable stack.
        [ "$(readelf -hW "$FILES/$arch/bin/inlay" | awk '$1 == "Type:" { print $2 }')" = DYN ]
        # No name of the machine that it was built on.
        run -1 grep -aF -e "$ROOT/core" -e "$ROOT/shim" -e "$ROOT/build" "$FILES/$arch/bin/inlay" "$FILES/$arch/lib/inlay/libinlay.so"
    done
}

@test "each tree has the manual, the completions and everybody's licence" {
    local arch
    (cd "$FILES/x86_64" && find . -type f) | sort >expected
    [ "$(find "$FILES/x86_64/share/man" -type f | wc -l)" -eq "$(find "$ROOT/shim/cli/man" -type f | wc -l)" ]
    for file in man/man1/inlay.1 bash-completion/completions/inlay doc/inlay/LICENSE{,.libyaml,.cJSON,.musl}; do
        grep -qx "./share/$file" expected
        [ -s "$FILES/x86_64/share/$file" ]
    done
    for arch in x86_64 aarch64; do
        (cd "$FILES/$arch" && find . -type f) | sort | diff -u expected -
        run -0 find "$FILES/$arch" ! -perm -444 -o -type d ! -perm -555
        [ -z "$output" ]
    done
}

@test "a tarball has its digest, and a moved command finds its library" {
    "$ROOT/scripts/dist-tarballs" "$FILES" x86_64 aarch64
    (cd "$FILES" && sha256sum -c --quiet SHA256SUMS)
    mkdir 'elsewhere' && tar -xf "$FILES/inlay-$("$ROOT/scripts/version")-linux-$(uname -m).tar.gz" -C elsewhere --strip-components=1
    echo 'seed: 42' >config.yaml
    run -0 elsewhere/bin/inlay run config.yaml:seed=7 -- cat config.yaml
    [ "$output" = 'seed: 7' ]
    # A changed time or another order of the directory changes nothing.
    cp -r "$FILES" again && find again -exec touch -d '2001-01-01' {} +
    rm again/*.tar.gz again/SHA256SUMS
    "$ROOT/scripts/dist-tarballs" "$PWD/again" x86_64 aarch64
    cmp "$FILES/SHA256SUMS" again/SHA256SUMS
}

# Without /proc nothing is supervised: tests/supervised/containers.bats has the same with it.
@test "in a root that has nothing else a static job reads a patched copy, or does not start" {
    needs_chroot
    mkdir -p root/etc root/tmp
    cp -r "$FILES/$(uname -m)/bin" "$FILES/$(uname -m)/lib" root
    gcc -static -o root/read "$BATS_TEST_DIRNAME/programs/read.c"
    echo 'seed: 42' >root/etc/config.yaml
    run -0 "${AS_ROOT[@]}" chroot root /bin/inlay render /etc/config.yaml /etc/config.yaml:seed=7
    [ "$output" = 'seed: 7' ]
    run -0 "${AS_ROOT[@]}" chroot root /bin/inlay --version
    [ "${lines[0]}" = "inlay $("$ROOT/scripts/version")" ]
    run -0 "${AS_ROOT[@]}" chroot root /bin/inlay run --via=copy /etc/config.yaml:seed=7 -- /read fopen /etc/config.yaml
    [ "${lines[0]}" = 'seed: 7' ]
    run -125 "${AS_ROOT[@]}" chroot root /bin/inlay run /etc/config.yaml:seed=7 -- /read fopen /etc/config.yaml
    [[ $output == *'it is statically linked, and cannot be supervised: /proc: No such file or directory (ENOENT)'* ]]
}

# overridden_arm64 ROOT PROGRAM: what the program reads in config.yaml with an override, with the C library in ROOT.
overridden_arm64() {
    "${QEMU[@]}" -L "$1" -E LD_PRELOAD="$FILES/aarch64/lib/inlay/libinlay.so" \
        -E INLAY_OVERRIDES='{"files": {"config.yaml": {"seed": 1234}}}' "$2" fopen config.yaml
}

@test "jobs of glibc and of musl for arm64 read the patched file" {
    needs_arm64
    echo 'seed: 42' >config.yaml
    aarch64-linux-gnu-gcc -o read "$BATS_TEST_DIRNAME/programs/read.c"
    run -0 overridden_arm64 /usr/aarch64-linux-gnu ./read
    [ "${lines[0]}" = 'seed: 1234' ]
    # musl's specs name the directory where its package would lie.
    local musl=$ROOT/build/sources/musl-aarch64
    dpkg-deb -x "$ROOT"/build/sources/musl_*_arm64.deb musl
    aarch64-linux-gnu-gcc -nostdinc -isystem "$musl/usr/include/aarch64-linux-musl" -nostdlib -o read-musl \
        "$musl"/usr/lib/aarch64-linux-musl/{Scrt1,crti,crtn}.o "$BATS_TEST_DIRNAME/programs/read.c" musl/lib/aarch64-linux-musl/libc.so \
        -lgcc -Wl,-dynamic-linker,/lib/ld-musl-aarch64.so.1
    run -0 overridden_arm64 "$PWD/musl" ./read-musl
    [ "${lines[0]}" = 'seed: 1234' ]
}

@test "inlay for arm64 renders, refuses and runs a job" {
    needs_arm64
    local inlay=("${QEMU[@]}" "$FILES/aarch64/bin/inlay")
    printf 'seed: 42\nrate: 0.1\n' >config.yaml
    run -0 "${inlay[@]}" render config.yaml config.yaml:rate=1e-4
    [ "$output" = $'seed: 42\nrate: 1.0e-4' ]
    run -1 "${inlay[@]}" check config.yaml:sed=1
    [[ $output == *'config.yaml: sed: there is no such key (did you mean seed?)' ]]
    # What it starts is to load the library: QEMU loads it into what it runs. To run arm64 itself takes binfmt_misc.
    aarch64-linux-gnu-gcc -o read "$BATS_TEST_DIRNAME/programs/read.c"
    run -0 "${inlay[@]}" run --report report.json config.yaml:seed=7 -- "${QEMU[@]}" -L /usr/aarch64-linux-gnu ./read fopen config.yaml
    [ "${lines[0]}" = 'seed: 7' ]
    [ "$(jq -r '.files[0].opens.first.program' report.json)" = "$PWD/read" ]
    run -3 "${inlay[@]}" run -- sh -c 'exit 3'
}

@test "inlay for arm64 draws the cells of a sweep that inlay for x86-64 draws" {
    needs_arm64
    [ "$(uname -m)" = x86_64 ] || leave_out 'needs x86-64'
    local drawn=(sweep --list --random 1000 --seed 7 'config.yaml:lr=loguniform(1e-5,1e-1)' 'config.yaml:drop=uniform(0,1)'
        'config.yaml:width=loguniform(16,4096,16)' 'config.yaml:layers=range(1,40)' 'config.yaml:name=choice(a,"b,c")')
    printf 'lr: 0.1\ndrop: 0.5\nwidth: 64\nlayers: 2\nname: x\n' >config.yaml
    cat >sweep.yaml <<'END'
random: 1000
seed: 7
grid: {config.yaml:lr: "log(1e-9,1,1000)", config.yaml:drop: "uniform(0, 1)"}
END
    "$FILES/x86_64/bin/inlay" "${drawn[@]}" >x86-64
    "$FILES/x86_64/bin/inlay" sweep --list -s sweep.yaml >>x86-64
    [ "$(sort -u x86-64 | wc -l)" -eq 2000 ]
    "${QEMU[@]}" "$FILES/aarch64/bin/inlay" "${drawn[@]}" >arm64
    "${QEMU[@]}" "$FILES/aarch64/bin/inlay" sweep --list -s sweep.yaml >>arm64
    cmp x86-64 arm64
}
