# SPDX-License-Identifier: Apache-2.0
# One cell of the matrix: MATRIX is SUITE-ARCHITECTURE. scripts/test-matrix makes the root and the packages, and sets it.

load ../helpers
load ../docker-rules

DIST=$ROOT/build/dist
VERSION=$("$ROOT/scripts/version")
CELL=$ROOT/build/roots/$MATRIX-jobs
CELL_ARCH=${MATRIX#*-}
PROGRAMS=$BATS_FILE_TMPDIR/programs
declare -gA DEBIAN_ARCH=([x86_64]=amd64 [aarch64]=arm64)

# foreign: whether the cell's programs are QEMU's, in a chroot: no containers are there, and no supervision.
foreign() {
    [ "$CELL_ARCH" != "$(uname -m)" ]
}

# needs_cell
needs_cell() {
    [ -d "$CELL" ] || leave_out "needs build/roots/$MATRIX-jobs, which debootstrap makes"
}

# needs_containers
needs_containers() {
    ! foreign || leave_out 'needs a container of the same architecture'
}

# compile_programs: for the cell, in the root of its release that is of this machine's architecture.
compile_programs() {
    local musl=$ROOT/build/sources/musl-$CELL_ARCH/usr options=()
    ! foreign || options=(-v "$musl/lib/$CELL_ARCH-linux-musl:/usr/lib/$CELL_ARCH-linux-musl:ro"
        -v "$musl/include/$CELL_ARCH-linux-musl:/usr/include/$CELL_ARCH-linux-musl:ro"
        -v "$CELL/lib/$CELL_ARCH-linux-musl:/musl:ro")
    mkdir "$PROGRAMS"
    in_container "${CELL/$CELL_ARCH/$(uname -m)}:O" "${options[@]}" -- /matrix/compile "$CELL_ARCH"
}

# in_cell [PODMAN'S OPTION ...] -- COMMAND ...: on a copy of the root that is thrown away. /dist has the packages, /matrix the
# scripts of this directory, /programs compiled jobs, /opt/inlay what a tarball has.
in_cell() {
    if foreign; then
        in_chroot "$@"
    else
        in_container "$CELL:O" "$@"
    fi
}

# in_container ROOT [PODMAN'S OPTION ...] -- COMMAND ...
in_container() {
    local root=$1 options=()
    shift
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    podman --runtime runc run --rm --network none --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 \
        -v "$DIST:/dist:ro" -v "$ROOT/tests/matrix:/matrix:ro" -v "$PROGRAMS:/programs" \
        -v "$DIST/$CELL_ARCH:/opt/inlay:ro" "${options[@]}" --rootfs "$root" "$@"
}

in_chroot() {
    while [ "$1" != -- ]; do
        shift
    done
    shift
    "$ROOT/scripts/matrix/with-aarch64" sh -euc '
        cell=$1 dist=$2 root=$3 work=$4 arch=$5 programs=$6
        shift 6
        mount -t tmpfs none "$work"
        mkdir "$work/upper" "$work/work" "$work/root"
        mount -t overlay -o "userxattr,lowerdir=$cell,upperdir=$work/upper,workdir=$work/work" none "$work/root"
        cd "$work/root"
        mkdir -p dist matrix programs opt/inlay
        mount --bind "$dist" dist
        mount --bind "$root/tests/matrix" matrix
        mount --bind "$programs" programs
        mount --bind "$dist/$arch" opt/inlay
        mount --rbind /proc proc
        mount --rbind /dev dev
        exec chroot . "$@"' - "$CELL" "$DIST" "$ROOT" "$BATS_TEST_TMPDIR" "$CELL_ARCH" "$PROGRAMS" "$@"
}
