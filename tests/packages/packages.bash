# SPDX-License-Identifier: Apache-2.0
# What the suites of packages share. scripts/test-packages makes the packages, the tools and the roots.

load ../helpers

DIST=$ROOT/build/dist
TOOLS=$ROOT/build/packages/test-tools/bin
VERSION=$("$ROOT/scripts/version")
ARCH=$(uname -m)
declare -gA DEBIAN_ARCH=([x86_64]=amd64 [aarch64]=arm64)

TARBALL=$DIST/inlay-$VERSION-linux-$ARCH.tar.gz
DEB=$DIST/inlay_$VERSION-1_${DEBIAN_ARCH[$ARCH]}.deb
IMAGE=$DIST/inlay-$VERSION-oci.tar

# wheel_of ARCHITECTURE
wheel_of() {
    echo "$DIST/inlay-$VERSION-py3-none-manylinux2014_$1.manylinux_2_17_$1.musllinux_1_2_$1.whl"
}

# machine_of FILE: for which architecture a program or a library is built.
machine_of() {
    case $(od -An -tx1 -j18 -N2 "$1") in
    ' 3e 00') echo x86_64 ;;
    ' b7 00') echo aarch64 ;;
    esac
}

PODMAN_RUN=(podman --runtime runc run --rm --network none --ulimit nofile=1024:1024 --ulimit nproc=4096:4096)

# in_root NAME [PODMAN'S OPTION ...] -- COMMAND ...: in a container on a root that scripts/test-packages has made. Nothing in
# it stays; the packages are in /dist.
in_root() {
    local root=$ROOT/build/roots/$1 options=()
    shift
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    "${PODMAN_RUN[@]}" -v "$DIST:/dist:ro" "${options[@]}" --rootfs "$root:O" "$@"
}

# needs_root_directory NAME
needs_root_directory() {
    needs_program podman
    [ -d "$ROOT/build/roots/$1" ] || leave_out "needs build/roots/$1, which debootstrap makes"
    in_root "$1" -- true 2>/dev/null || leave_out 'needs podman that may run containers'
}
