#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Each package, in a root of a Debian release: jobs in C, C++, Python and Perl, by `inlay run` and by the environment.

bats_require_minimum_version 1.5.0
load matrix

setup_file() {
    [ ! -d "$CELL" ] || compile_programs
}

setup() {
    own_directory
    needs_cell
}

# jobs_read PACKAGE
jobs_read() {
    run -0 in_cell -- /matrix/jobs "/dist/$1"
    echo "$output"
    local expected='' job
    for job in C 'C, musl' C++ Python Perl shell coreutils; do
        expected+="$job, run: seed: 7"$'\n'"$job, environment: seed: 8"$'\n'
    done
    diff <(echo "${expected}on disk: seed: 42") <(grep -v -e '^Could not\|^WARNING' <<<"$output")
}

@test "the tarball" {
    jobs_read "inlay-$VERSION-linux-$CELL_ARCH.tar.gz"
}

@test "the .deb" {
    jobs_read "inlay_$VERSION-1_${DEBIAN_ARCH[$CELL_ARCH]}.deb"
}

@test "the wheel" {
    # QEMU 7.2 runs pip of Python 3.11, in minutes; ensurepip of 3.13 failed there, and pip did not end.
    ! foreign || [[ $MATRIX != @(trixie|sid)-* ]] || leave_out "needs a machine of this architecture"
    jobs_read "inlay-$VERSION-py3-none-manylinux2014_$CELL_ARCH.manylinux_2_17_$CELL_ARCH.musllinux_1_2_$CELL_ARCH.whl"
}

@test "entry points" {
    run -0 in_cell -- /matrix/entry-points
    echo "$output"
    local expected='' entry entries=(tini gosu setpriv su 'sh -c')
    ! foreign || entries=(tini gosu setpriv 'sh -c')
    for entry in "${entries[@]}"; do
        expected+="$entry outside: seed: 7"$'\n'"$entry inside: seed: 7"$'\n'"$entry, environment: seed: 8"$'\n'
    done
    diff <(echo "${expected}envsubst: seed: 7") <(echo "$output")
}
