#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A sweep's draws are the same on every machine: tests/unit/draw.c knows digests of 100,000 of each distribution, and is built
# here by other compilers, for other processors, with the Makefile's flags.

bats_require_minimum_version 1.5.0
load helpers

# draws_by CC RUN...: builds the unit test with CC, and it passes when RUN runs it.
draws_by() {
    local cc=$1 flags
    shift
    flags=$(make -s -C "$ROOT" -f - print-compile <<<$'include Makefile\nprint-compile: ; @echo $(filter -f%,$(REPRODUCIBLE)) $(CFLAGS)')
    (cd "$ROOT" && $cc -std=gnu11 $flags -I. -D_GNU_SOURCE -o "$BATS_TEST_TMPDIR/draw" tests/unit/draw.c \
        core/base/{arena,buffer,text}.c core/tree/{lexeme,node,number,pyyaml,scalar}.c core/sweep/{draw,decimal,portable_math}.c)
    run -0 "$@" "$BATS_TEST_TMPDIR/draw"
    [[ $output == *' passed, 0 failed,'* ]]
}

@test "arm64, which can multiply and add at once, draws the same" {
    type -P aarch64-linux-gnu-gcc >/dev/null || leave_out 'needs aarch64-linux-gnu-gcc'
    type -P qemu-aarch64-static >/dev/null || leave_out 'needs qemu-aarch64-static'
    draws_by 'aarch64-linux-gnu-gcc -static' qemu-aarch64-static
}

@test "an x86-64 that can multiply and add at once draws the same" {
    [ "$(uname -m)" = x86_64 ] || leave_out 'needs x86-64'
    grep -qw fma /proc/cpuinfo || leave_out 'needs a processor with FMA'
    draws_by 'cc -march=haswell' env --
}

@test "what clang makes draws the same" {
    type -P clang >/dev/null || leave_out 'needs clang'
    draws_by clang env --
}

@test "with the other C library, draws are the same" {
    type -P musl-gcc >/dev/null || leave_out 'needs musl-gcc'
    draws_by 'musl-gcc -static' env --
}
