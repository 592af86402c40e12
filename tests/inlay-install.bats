#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `inlay install`: what it puts where, on which mounts, and what is left of it when that fails.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    echo 'a: 1' >config.yaml
}

# Whether the command that was built is dynamically linked, which it says.
is_dynamic() {
    readelf -lW "$INLAY" | grep -q INTERP
}

# installs WORD ...: it works, and says nothing but what it has to say of a dynamic command.
installs() {
    run -0 --separate-stderr "$INLAY" install "$@"
    [ -z "$output" ]
    if is_dynamic; then
        [[ $stderr == 'inlay: note: this inlay is dynamically linked, so in another image '* ]]
        [ ${#stderr_lines[@]} -eq 1 ]
    else
        [ -z "$stderr" ]
    fi
}

# not_installed MESSAGE WORD ...: it is refused with this message.
not_installed() {
    run -1 "$INLAY" install "${@:2}"
    [ "$output" = "inlay: $1" ] || { echo "said: $output"; return 1; }
}

# serves DIR: a job that is started from there, or that has the library there in its environment, reads a override.
serves() {
    run -0 "$1/bin/inlay" run config.yaml:a=2 -- cat config.yaml
    [ "$output" = 'a: 2' ]
    run -0 env LD_PRELOAD="$1/lib/inlay/libinlay.so" INLAY_SET=config.yaml:a=3 cat config.yaml
    [ "$output" = 'a: 3' ]
}

@test "any user may read and run it, whatever the umask" {
    (umask 077; installs "$PWD/a/b")
    run -0 bash -c 'cd a && find . -printf "%m %p\n" | sort -k 2'
    [ "$output" = '755 .
755 ./b
755 ./b/bin
755 ./b/bin/inlay
755 ./b/lib
755 ./b/lib/inlay
644 ./b/lib/inlay/libinlay.so' ]
    cmp "$INLAY" a/b/bin/inlay
    cmp "$LIB" a/b/lib/inlay/libinlay.so
    serves "$PWD/a/b"
}

@test "into a relative path, by way of a link, and from an installation with a space in its path" {
    mkdir real
    ln -s real link
    installs link
    serves "$PWD/real"
    installs "$PWD/real/"
    mkdir 'two words'
    cp -r real/. 'two words'
    run -0 'two words/bin/inlay' install again
    serves "$PWD/again"
}

@test "a directory that exists keeps its mode and hands its group on" {
    mkdir open
    chmod 3777 open
    installs open
    run -0 stat -c %a open open/lib open/lib/inlay/libinlay.so
    [ "$output" = $'3777\n2755\n644' ]
    serves "$PWD/open"
}

@test "an older version is replaced at once, while jobs run from it" {
    installs there
    run -0 there/bin/inlay run config.yaml:a=2 -- bash -c '
        before=$(stat -c %i there/bin/inlay there/lib/inlay/libinlay.so)
        there/bin/inlay install there 2>/dev/null || exit
        [ "$before" != "$(stat -c %i there/bin/inlay there/lib/inlay/libinlay.so)" ] || exit
        cat config.yaml'
    [ "$output" = 'a: 2' ]
    serves "$PWD/there"
    run -0 find there -type f
    [ ${#lines[@]} -eq 2 ]
}

@test "where there is no room nothing changes" {
    local size
    size=$(($(stat -c %s "$LIB") / 2048))
    run -1 bash -c "ulimit -f $size; '$INLAY' install new/place"
    [ "$output" = "inlay: $PWD/new/place/lib/inlay/libinlay.so: cannot be written: File too large" ]
    [ ! -e new ]
    mkdir -p old/bin old/lib/inlay
    echo old | tee old/bin/inlay >old/lib/inlay/libinlay.so
    run -1 bash -c "ulimit -f $size; '$INLAY' install old"
    run -0 find old -type f -exec cat {} +
    [ "$output" = $'old\nold' ]
}

@test "a full disk, and one that is mounted noexec" {
    needs_namespaces --mount
    mkdir disk
    "${UNSHARE[@]}" bash -e -c "
        mount -t tmpfs -o size=64k tmpfs disk
        ! '$INLAY' install disk/there 2>said
        [ -z \"\$(ls -A disk)\" ]
        mount -t tmpfs -o noexec tmpfs disk
        ! '$INLAY' install disk 2>>said
        [ -z \"\$(ls -A disk)\" ]
        HOME=/nowhere '$INLAY' install disk/there 2>>said || :
        mount -t tmpfs tmpfs disk
        '$INLAY' install disk/there 2>/dev/null
        disk/there/bin/inlay run config.yaml:a=2 -- cat config.yaml >served"
    [ "$(sed -n 1p said)" = "inlay: $PWD/disk/there/lib/inlay/libinlay.so: cannot be written: No space left on device" ]
    [[ $(sed -n 2p said) == "inlay: disk/bin is mounted noexec: no program can run from there, and no library be loaded (use "* ]]
    [[ $(sed -n 3p said) == "inlay: disk/there/bin is mounted noexec: "* ]]
    [ "$(cat served)" = 'a: 2' ]
}

@test "in a root without /proc, without a shell or cp" {
    needs_chroot
    chroot_with "$INLAY" "$(type -P cat)"
    cp config.yaml root
    "${AS_ROOT[@]}" chroot root "$INLAY" install /opt/inlay 2>/dev/null
    cmp "$INLAY" root/opt/inlay/bin/inlay
    cmp "$LIB" root/opt/inlay/lib/inlay/libinlay.so
    run -0 "${AS_ROOT[@]}" chroot root /opt/inlay/bin/inlay run --exec config.yaml:a=2 -- "$(type -P cat)" config.yaml
    [ "$output" = 'a: 2' ]
}

@test "by a user of no name, onto a directory for all" {
    needs_root
    needs_chroot
    chroot_with "$INLAY"
    mkdir -m 3777 root/emptydir
    chmod -R go+rX root
    chroot --userspec=1000650000:0 root "$INLAY" install /emptydir/x 2>/dev/null
    run -0 stat -c '%u %a' root/emptydir/x/bin/inlay
    [ "$output" = '1000650000 755' ]
    serves "$PWD/root/emptydir/x"
}

@test "what cannot be" {
    touch file
    not_installed "file: cannot be made: Not a directory" file
    mkdir -p there/bin/inlay
    not_installed "$PWD/there/bin/inlay: is a directory" there
    [ ! -e there/lib ]
    not_installed "$PWD/two words: LD_PRELOAD cannot name a path with a space, a colon or a \$ (use another directory)" 'two words'
    [ ! -e 'two words' ]
    run -2 "$INLAY" install
    [ "${lines[0]}" = 'inlay: no directory is named' ]
    run -2 "$INLAY" install ''
    [ "${lines[0]}" = "inlay: the directory's name is empty (a variable may not be set)" ]
    run -2 "$INLAY" install a b
    [ "${lines[0]}" = 'inlay: b: one directory at a time' ]
    run -2 "$INLAY" install --set config.yaml:a=2 a
    [ "${lines[0]}" = 'inlay: inlay install overrides nothing (it takes --ld-so-preload and a directory)' ]
    [ ! -e a ]
}

@test "where the user may not write" {
    mkdir -m 555 closed
    run -1 without_privileges "$INLAY" install closed
    [ "$output" = 'inlay: closed/bin: cannot be made: Permission denied' ]
    chmod 755 closed
}

@test "--ld-so-preload adds the library to a file of names" {
    installs --ld-so-preload names there
    [ "$(cat names)" = "$PWD/there/lib/inlay/libinlay.so" ]
    [ "$(stat -c %a names)" = 644 ]
    installs --ld-so-preload names there
    [ "$(cat names)" = "$PWD/there/lib/inlay/libinlay.so" ]
    printf '/other.so # %s' "$PWD/there/lib/inlay/libinlay.so" >names
    installs --ld-so-preload names there
    [ "$(sed -n 2p names)" = "$PWD/there/lib/inlay/libinlay.so" ]
    chmod 600 names
    run -0 "$INLAY" install --ld-so-preload names there
    [ "${lines[-1]}" = 'inlay: note: other users cannot read names, so their programs do not load what it names (chmod a+r)' ]
    run -1 "$INLAY" install --ld-so-preload nowhere/names there
    [[ $output == *'inlay: nowhere/names: cannot be written: No such file or directory' ]]
}

@test "/etc/ld.so.preload alone: served with variables, also where LD_PRELOAD is dropped, and not without them" {
    needs_chroot
    chroot_with "$INLAY" "$(type -P cat)" "$(type -P env)"
    cp config.yaml root
    mkdir root/etc
    "${AS_ROOT[@]}" chroot root "$INLAY" install --ld-so-preload /etc/ld.so.preload /opt/inlay 2>/dev/null
    local in_root=("${AS_ROOT[@]}" chroot root)
    run -0 "${in_root[@]}" "$(type -P cat)" config.yaml
    [ "$output" = 'a: 1' ]
    run -0 env INLAY_SET=/config.yaml:a=2 "${in_root[@]}" "$(type -P cat)" config.yaml
    [ "$output" = 'a: 2' ]
    run -0 env INLAY_SET=/config.yaml:a=2 "${in_root[@]}" "$(type -P env)" -i "$(type -P env)" -u LD_PRELOAD "$(type -P cat)" config.yaml
    [ "$output" = 'a: 2' ]
    # Named in both, it serves once.
    echo 'l: [1]' >root/list.yaml
    run -0 "${in_root[@]}" "$(type -P env)" LD_PRELOAD=/opt/inlay/lib/inlay/libinlay.so 'INLAY_SET=/list.yaml:l[+]=2' "$(type -P cat)" list.yaml
    [ "$output" = 'l: [1, 2]' ]
}
