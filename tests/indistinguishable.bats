#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What is served cannot be told from a file on disk that has the same bytes: the same command prints the same and ends
# with the same status. Files longer, shorter and empty against the disk's.

bats_require_minimum_version 1.5.0
load helpers

DISK=$'# The trainer.\nname: a name of some length  # in the logs\nrate: 0.125\nseed: 42\n'
LONGER='{"name": "a name longer than the one that the file on disk has", "rate": 1e-5}'
SHORTER='{"name": "n", "rate": 1}'
FROM_EMPTY='{"name": "a name", "layers": [64, 32]}'

setup_file() {
    gcc -O2 -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/descriptor" "$BATS_TEST_DIRNAME/programs/descriptor.c"
}

# Two directories that look alike to a job: overridden, job/ is what twin/ is on disk.
make_twins() {
    rm -rf job twin
    mkdir job twin
    printf '%s' "$1" >job/config.yaml
    OVERRIDES='{"files": {"config.yaml": '$2'}}'
    (cd job && "$INLAY" render config.yaml -o "$OVERRIDES") >twin/config.yaml
    chmod "${MODE:-640}" job/config.yaml twin/config.yaml
    touch -d '2024-02-29 12:34:56.789' job/config.yaml twin/config.yaml
}

# outcome COMMAND ...: what it wrote, and its status.
outcome() {
    local status=0
    "$@" </dev/null 2>&1 || status=$?
    echo "status $status"
}

# same_for DISK VALUES COMMAND ...
same_for() {
    make_twins "$1" "$2"
    shift 2
    echo "# $*"
    (cd twin && outcome timeout 10 "$@") >expected
    # With INLAY_ROOT a process is not the first of its job, and leaves notes about the overrides to that one.
    (cd job && outcome overridden INLAY_ROOT="$PWD" timeout 10 "$@") >actual
    diff -u expected actual
}

same() {
    same_for "$DISK" "$LONGER" "$@"
    same_for "$DISK" "$SHORTER" "$@"
    same_for '' "$FROM_EMPTY" "$@"
}

descriptor() {
    same "$BATS_FILE_TMPDIR/descriptor" "$1" config.yaml
}

@test "what stat, lstat, fstat, fstatat and statx say, and that they agree" {
    preloaded_only 'fstat counts no link'
    descriptor status
}

@test "every flag of open, and errno" {
    descriptor flags
}

@test "O_DIRECT" {
    preloaded_only 'a memfd has none'
    descriptor direct
}

@test "read, pread, readv, lseek" {
    descriptor reading
}

@test "write, ftruncate, fallocate, fsync" {
    descriptor writing
}

@test "mmap, private and shared" {
    descriptor mapping
}

@test "sendfile and splice" {
    descriptor transfer
}

@test "flock and fcntl locks" {
    descriptor locks
}

@test "dup, fork, and a second open" {
    descriptor sharing
}

@test "fchmod and futimens, seen through another descriptor" {
    descriptor attributes
}

@test "a descriptor's number that is used again, for a pipe, another file, a memfd" {
    descriptor reuse
}

@test "poll, epoll, ioctl, fadvise" {
    descriptor events
}

@test "fopen with every mode" {
    descriptor streams
}

@test "freopen of stdin" {
    descriptor reopening
}

@test "copy_file_range to another file, for programs that fall back" {
    same "$PYTHON" -c 'import os, shutil
shutil.copyfile("config.yaml", "copy")
print(open("copy").read(), os.stat("copy").st_size)'
}

@test "ls, and find -size and -empty" {
    same ls -l --time-style=full-iso config.yaml
    same ls -s config.yaml
    same ls -n .
    same find . -name config.yaml -size -60c
    same find . -name config.yaml -empty
    same find . -name config.yaml -printf '%s %b %k %m %t %n %U %G\n'
    same du -b config.yaml
    same du -k config.yaml
}

@test "stat, and test -s" {
    same stat -c '%s %b %B %a %u %g %h %Y %F' config.yaml
    same stat -L -c '%s %b' config.yaml
    same bash -c '[ -s config.yaml ]'
    same sh -c '[ -s config.yaml ] && [ -r config.yaml ] && [ ! -x config.yaml ] && test -f config.yaml'
    same bash -c 'ln config.yaml other.yaml && [ config.yaml -ef other.yaml ] && stat -c "%s %h" other.yaml'
}

copied() {
    same sh -c "$1"' && cat copy && stat -c "%s %a %U %Y" copy'
}

@test "cp, cp -a, cp --sparse, install, dd" {
    copied 'cp -p config.yaml copy'
    copied 'cp -a config.yaml copy'
    copied 'cp -p --sparse=always --reflink=never config.yaml copy'
    copied 'install -p -m 604 config.yaml copy'
    copied 'dd if=config.yaml of=copy bs=7 status=none && touch -r config.yaml copy'
    same sh -c 'mkdir to && cp -r config.yaml to && cat to/config.yaml'
    same sh -c 'cp config.yaml config.yaml'
    same sh -c 'cp -l config.yaml copy && stat -c %h copy'
}

MODES='stat -c "%a %A" config.yaml; stat -L -c "%a %A" - <config.yaml
    cp -p config.yaml copy && stat -c %a copy; cp config.yaml plain && stat -c %a plain
    install -p config.yaml installed && stat -c %a installed; tar cf - config.yaml | tar tvf - | cut -c 1-10'

@test "every mode, by path and by descriptor, and what cp -p makes of it" {
    preloaded_only 'set-user-ID bits are not shown'
    local mode
    for mode in 700 755 600 400 440 640 111 4755 2755 6711 1777 000; do
        MODE=$mode same_for "$DISK" "$LONGER" sh -c "$MODES"
        MODE=$mode same_for "$DISK" "$LONGER" "$PYTHON" -c 'import os, shutil
fd = os.open("config.yaml", os.O_RDONLY)
print(oct(os.fstat(fd).st_mode), oct(os.stat("config.yaml").st_mode), oct(os.stat(fd).st_mode))
shutil.copy2("config.yaml", "copy")
print(oct(os.stat("copy").st_mode))'
    done
}

@test "every mode, by a user who owns the file and one who does not" {
    local mode owner
    needs_root
    chmod 711 "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR"
    for owner in 65534 0; do
        for mode in 700 755 604 705 444 4755 2755; do
            MODE=$mode make_twins "$DISK" "$LONGER"
            chown $owner:65534 job job/config.yaml twin twin/config.yaml
            chmod 777 job twin && chmod $mode job/config.yaml twin/config.yaml
            (cd twin && outcome setpriv --reuid 65534 --regid 1234 --clear-groups sh -c "$MODES") >expected
            (cd job && outcome setpriv --reuid 65534 --regid 1234 --clear-groups env LD_PRELOAD="$LIB" INLAY_ROOT="$PWD" \
                INLAY_OVERRIDES="$OVERRIDES" sh -c "$MODES") >actual
            diff -u expected actual
        done
    done
}

@test "a process that may give files away, and then not change them" {
    needs_root
    MODE=600 make_twins "$DISK" "$LONGER"
    chown 65534:65534 job/config.yaml twin/config.yaml
    (cd twin && stat -L -c '%a %u %Y' - <config.yaml) >expected
    (cd job && overridden setpriv --bounding-set=-fowner --inh-caps=-fowner sh -c 'exec stat -L -c "%a %u %Y" - <config.yaml') >actual
    diff -u expected actual
}

@test "a ConfigMap whose files may be executed" {
    make_twins "$DISK" "$LONGER"
    local twin
    for twin in job twin; do
        mkdir $twin/..1
        chmod 755 $twin/config.yaml
        mv $twin/config.yaml $twin/..1
        ln -s ..1 $twin/..data
        ln -s ..data/config.yaml $twin/config.yaml
    done
    (cd twin && outcome sh -c "$MODES") >expected
    (cd job && outcome overridden INLAY_ROOT="$PWD" sh -c "$MODES") >actual
    diff -u expected actual
    grep -q 755 actual
}

# What is served must not be open to more users than the file is; no result of that is taken on trust.
@test "where the mode cannot be set, or the memfd not sealed, the open is refused" {
    preloaded_only 'the supervisor makes the memfd'
    local call
    MODE=600 make_twins "$DISK" "$LONGER"
    cd job
    for call in fchmod fcntl; do
        run -1 --separate-stderr overridden strace -o ../trace -e inject=$call:error=EPERM cat config.yaml
        [ -z "$output" ]
    done
}

@test "tar" {
    same sh -c 'tar cf - config.yaml | tar xOf -'
    same sh -c 'tar cf - config.yaml | tar tvf -'
    same sh -c 'tar cf archive config.yaml && tar df archive && echo same'
}

@test "cpio" {
    same sh -c 'echo config.yaml | cpio --quiet -o -H newc | cpio --quiet -i --to-stdout'
    same sh -c 'echo config.yaml | cpio --quiet -o -H newc | cpio --quiet -itv'
}

@test "rsync" {
    same sh -c 'rsync -a config.yaml copy && cat copy && stat -c "%s %a %Y" copy && rsync -ai config.yaml copy'
    same sh -c 'rsync -c config.yaml copy && cat copy'
}

@test "zip, gzip, xz" {
    same sh -c 'zip -q - config.yaml | funzip'
    same sh -c 'gzip -k config.yaml && gzip -l config.yaml.gz && gzip -dc config.yaml.gz && stat -c "%a %Y" config.yaml.gz'
    same sh -c 'xz -k config.yaml && xz -dc config.yaml.xz'
}

@test "git add, git diff, git status" {
    same sh -c '
        git init -q . && git -c core.fileMode=false add config.yaml && git ls-files -s && git cat-file blob :config.yaml &&
        git status --short && git diff && git -c user.name=n -c user.email=e commit -qm m && git status --short'
    same sh -c 'git diff --no-index /dev/null config.yaml'
    same sh -c 'git hash-object config.yaml && git hash-object --stdin <config.yaml'
}

@test "diff and cmp with a copy and with something else" {
    same diff config.yaml ../twin/config.yaml
    same diff -u --label a --label b config.yaml /etc/hostname
    same cmp config.yaml ../twin/config.yaml
    same cmp config.yaml /dev/null
}

@test "checksums, counts and pieces" {
    local program
    for program in md5sum sha256sum cksum 'wc' 'wc -c' 'head -c 20' 'tail -c 9' 'tail -n 2' tac 'od -c' 'nl' 'sort' \
        'split -b 10 --filter=cat' 'sed -n 2,3p' 'grep -n rate' 'grep -c .' 'awk {print(NR,$1)}' 'file' 'base64'; do
        same $program config.yaml
    done
}

@test "sed -i keeps the mode, and writes what it read" {
    same sh -c 'sed -i s/42/43/ config.yaml && stat -c "%a %U" config.yaml && cat config.yaml'
}

@test "stdin, redirected by a shell, and by a chain of execs" {
    same sh -c 'cat <config.yaml'
    same sh -c 'wc -c <config.yaml'
    same bash -c 'head -n 1 <config.yaml && { read -r first && read -r second && echo "$second" && cat; } <config.yaml'
    same bash -c 'exec env sh -c "exec cat" <config.yaml'
    same bash -c 'tail -c 5 <config.yaml; stat -L -c "%s %a %Y" /dev/stdin <config.yaml'
    same sh -c 'cat /dev/stdin <config.yaml; cat /proc/self/fd/5 5<config.yaml; cat /dev/fd/6 6<config.yaml'
}

@test "programs that trust the size: Python, Perl, Ruby" {
    same "$PYTHON" -c 'import os
with open("config.yaml", "rb", buffering=0) as stream:
    print(stream.read(os.path.getsize("config.yaml")), stream.read(1))'
    same "$PYTHON" -c 'import filecmp; print(filecmp.cmp("config.yaml", "../twin/config.yaml", shallow=True))'
    same "$PYTHON" -c 'import io, tarfile
data = io.BytesIO()
with tarfile.open(fileobj=data, mode="w") as archive:
    archive.add("config.yaml")
data.seek(0)
print(tarfile.open(fileobj=data).extractfile("config.yaml").read())'
    same perl -e 'open my $f, "<", "config.yaml"; sysread $f, my $bytes, -s "config.yaml"; print $bytes, -s $f, -s _'
}

# The file itself, so its own device and inode are the measure.
@test "device, inode and times are those of the file on disk, by path and by descriptor" {
    preloaded_only 'the device and inode are those of the memfd'
    local program='import os
with open("config.yaml") as stream:
    for s in os.stat("config.yaml"), os.lstat("config.yaml"), os.fstat(stream.fileno()), os.stat(stream.fileno()):
        print(s.st_dev, s.st_ino, s.st_mode, s.st_nlink, s.st_uid, s.st_gid, s.st_mtime_ns, s.st_ctime_ns)'
    make_twins "$DISK" "$LONGER"
    cd job
    "$PYTHON" -c "$program" >../expected
    overridden "$PYTHON" -c "$program" >../actual
    diff -u ../expected ../actual
}

IDENTITY='import os, sys
for descriptor in map(int, sys.argv[1:]):
    s = os.fstat(descriptor)
    print(s.st_dev, s.st_ino, s.st_nlink, s.st_ctime_ns, os.read(descriptor, 4), os.lseek(descriptor, 0, 1))'

@test "a descriptor that was inherited over exec is recognised" {
    preloaded_only 'the device and inode are those of the memfd'
    make_twins "$DISK" "$LONGER"
    cd job
    bash -c 'exec "$@" 5<config.yaml' bash "$PYTHON" -c "$IDENTITY" 5 >../expected
    overridden bash -c 'exec "$@" 5<config.yaml' bash "$PYTHON" -c "$IDENTITY" 5 >../actual
    diff -u ../expected ../actual
}

@test "a descriptor that was received over a socket is recognised" {
    preloaded_only 'the device and inode are those of the memfd'
    local program='import os, socket, subprocess, sys
ours, theirs = socket.socketpair()
receiver = "import socket; socket.recv_fds(socket.socket(fileno=3), 1, 1)[1][0]"
child = subprocess.Popen([sys.executable, "-c", """
import os, socket, sys
descriptor = socket.recv_fds(socket.socket(fileno=int(sys.argv[2])), 1, 1)[1][0]
sys.argv = [sys.argv[0], str(descriptor)]
exec(os.environ["IDENTITY"])
""", "x", str(theirs.fileno())], pass_fds=[theirs.fileno()])
with open("config.yaml") as stream:
    socket.send_fds(ours, [b"x"], [stream.fileno()])
sys.exit(child.wait())'
    make_twins "$DISK" "$LONGER"
    cd job
    export IDENTITY
    "$PYTHON" -c "$program" >../expected
    overridden "$PYTHON" -c "$program" >../actual
    diff -u ../expected ../actual
}

@test "a file of another owner keeps it" {
    needs_root
    make_twins "$DISK" "$LONGER"
    chown 12345:54321 job/config.yaml twin/config.yaml
    (cd twin && stat -c '%u %g %a' config.yaml && stat -L -c '%u %g %a' - <config.yaml) >expected
    (cd job && overridden sh -c "stat -c '%u %g %a' config.yaml && stat -L -c '%u %g %a' - <config.yaml") >actual
    diff -u expected actual
    # Also for a child that inlay is not in.
    (cd job && overridden sh -c "stat -c '%u %g %a' config.yaml && INLAY_DISABLE=1 stat -L -c '%u %g %a' - <config.yaml") >actual
    diff -u expected actual
}

# The memfd is the process's own, so its mode bits forbid what the file's allow.
@test "a file that only others may read, twice at once by one of them" {
    needs_root
    place=$(mktemp -d /tmp/inlay-test-XXXXXX)
    cp -r "$BUILD/lib" "$place"
    cd "$place"
    LIB=$place/lib/inlay/libinlay.so
    make_twins "$DISK" "$LONGER"
    chmod 004 job/config.yaml twin/config.yaml
    chmod 755 . job twin
    local program='import os
with open("config.yaml") as one, open("config.yaml") as other:
    print(one.read(), other.read(), os.fstat(one.fileno()).st_mode, os.fstat(other.fileno()).st_mode)'
    (cd twin && "$PYTHON" -c "$program") >expected
    (cd job && overridden setpriv --reuid=65534 --regid=65534 --clear-groups "$PYTHON" -c "$program") >actual
    diff -u expected actual
    rm -r "$place"
}

@test "when the patch fails under INLAY_ON_ERROR=warn, the descriptor is the one that was opened, O_DIRECT and all" {
    preloaded_only 'inlay run refuses such a file before the start'
    local program='import fcntl, os
fd = os.open("config.yaml", os.O_RDONLY | os.O_DIRECT)
print(fcntl.fcntl(fd, fcntl.F_GETFL), os.fstat(fd).st_size)'
    mkdir job
    cd job
    printf 'rate: [1, 2\n' >config.yaml
    OVERRIDES='{"files": {"config.yaml": {"rate": 1}}}'
    run "$PYTHON" -c "$program"
    [ "$status" = 0 ] || leave_out 'needs O_DIRECT'
    local native=$output
    run -0 --separate-stderr overridden env INLAY_ON_ERROR=warn "$PYTHON" -c "$program"
    [ "$output" = "$native" ]
}

@test "when the patch fails, open fails and stat tells the disk's values" {
    preloaded_only 'inlay run refuses such a file before the start'
    mkdir job
    cd job
    printf 'rate: [1, 2\n' >config.yaml
    OVERRIDES='{"files": {"config.yaml": {"rate": 1}}}'
    run -1 overridden cat config.yaml
    [[ $output == 'inlay: config.yaml:'*'cat: config.yaml: Invalid argument' ]]
    run -1 overridden dd if=config.yaml
    run -2 overridden sed p config.yaml
    run -0 overridden stat -c '%s %b %i' config.yaml
    [ "$output" = "$(stat -c '%s %b %i' config.yaml)" ]
}
