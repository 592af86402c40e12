#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Whatever a program does and wherever it runs, it works as without inlay, and what it reads is patched or an error.

bats_require_minimum_version 1.5.0
load helpers

OVERRIDES='{"files": {"config.yaml": {"seed": 1234}, "pipe.yaml": {"a": 1}}}'
SERVED='seed: 1234'

setup_file() {
    cd "$BATS_TEST_DIRNAME/programs"
    local out=$BATS_FILE_TMPDIR program
    for program in threads first_open difficult modes stack_use; do
        gcc -O2 -D_GNU_SOURCE -pthread -Wl,-z,now -o "$out/$program" $program.c
    done
    build_sandbox
    gcc -O1 -g -D_GNU_SOURCE -pthread -fsanitize=address,undefined -o "$out/threads-asan" threads.c
    # gcc 12's hangs where another thread allocates during fork.
    clang -O1 -g -D_GNU_SOURCE -pthread -fsanitize=thread -o "$out/threads-tsan" threads.c
    clang -O1 -g -D_GNU_SOURCE -pthread -fsanitize=address,undefined -o "$out/threads-clang-asan" threads.c
    gcc -O2 -D_GNU_SOURCE -DCONSTRUCTOR -shared -fPIC -o "$out/constructor.so" early.c
    gcc -O2 -D_GNU_SOURCE -DALLOCATOR -shared -fPIC -o "$out/allocator.so" early.c
    gcc -O2 -D_GNU_SOURCE -DPROGRAM -o "$out/early" early.c
    gcc -O2 -D_GNU_SOURCE -DPROGRAM -o "$out/early-linked" early.c "$out/constructor.so"
    gcc -O2 -D_GNU_SOURCE -shared -fPIC -o "$out/counting.so" counting.c
    musl-gcc -O2 -pthread -o "$out/in-thread" in_thread.c
}

setup() {
    own_directory
    mkdir job
    echo 'seed: 42' >job/config.yaml
    echo 'seed: 43' >job/other.yaml
    export INLAY_REPORT=$PWD/report INLAY_ROOT=$PWD/job
    cd job
}

# overridden_with LIBRARIES COMMAND ...
overridden_with() {
    local libraries=$1
    shift
    env LD_PRELOAD="$libraries" INLAY_OVERRIDES="$OVERRIDES" "$@"
}

# What `run` left is the served content and nothing else.
difficult() {
    run -0 overridden "$BATS_FILE_TMPDIR/difficult" "$1" config.yaml "$SERVED"$'\n'
    [ -z "$output" ]
}

# --- threads, processes, signals, stacks

@test "16 threads read registered and other files while others fork and the file is replaced" {
    threads 1000 overridden "$BATS_FILE_TMPDIR/threads"
}

@test "16 threads that open a large file for the first time at once take the memory of one" {
    preloaded_only 'counts calls of the library'
    "$PYTHON" -c 'import json
print(json.dumps({"seed": 1, **{f"key {i}": "a value of some length" * 4 for i in range(80_000)}}))' >large.json
    "$INLAY" render large.json large.json:seed=2 >../expected
    OVERRIDES='{"files": {"large.json": {"seed": 2}}}'
    local one threads inodes
    read -r one inodes < <(overridden "$BATS_FILE_TMPDIR/first_open" 1 large.json ../expected)
    read -r threads inodes < <(overridden "$BATS_FILE_TMPDIR/first_open" 16 large.json ../expected)
    echo "# $one KiB, $threads KiB, $inodes memfds"
    [ "$threads" -le $((one * 13 / 10)) ]
    [ "$inodes" -eq 1 ]
    # And its processor time: the file is read in one piece by who patches it, and by nobody else.
    overridden strace -qq -f -o ../trace -e trace=pread64 "$BATS_FILE_TMPDIR/first_open" 16 large.json ../expected
    [ "$(grep -c "= $(stat -c %s large.json)$" ../trace)" -eq 1 ]
}

@test "vfork" {
    difficult vfork
}

@test "a signal handler that reads files, in the middle of malloc, fopen and other reads; errno" {
    difficult handler
}

@test "a thread with a stack of 16 KiB" {
    difficult thread
}

@test "a thread with musl's stack of 128 KiB, and a config as deep as inlay reads" {
    "$PYTHON" - <<'PYTHON'
depth = 499
keys = ".".join(["a"] * depth)
open("deep.json", "w").write('{"a":' * depth + "1" + "}" * depth)
open("deep.yaml", "w").write("".join(" " * i + "a:\n" for i in range(depth - 1)) + " " * (depth - 1) + "a: 1\n")
open("aliased.yaml", "w").write("a: &x " + "{a: " * (depth - 2) + "1" + "}" * (depth - 2) + "\nb: *x\nc: *x\n")
open("lists.yaml", "w").write("a: " + "[0, " * (depth - 2) + "1" + "]" * (depth - 2) + "\n")
lists = "[0, " * (depth - 2) + "2" + "]" * (depth - 2)
maps = '{"a":' * (depth - 2) + "2" + "}" * (depth - 2)
open("maps.json", "w").write('{"a":' * (depth - 1) + "1" + "}" * (depth - 1))
open("assignments", "w").write(f"deep.json:{keys}=2\ndeep.yaml:{keys}=2\naliased.yaml:b{keys[1:-4]}=2\n"
                               f"lists.yaml:a={lists}\nmaps.json:a={maps}\n")
PYTHON
    OVERRIDES=''
    INLAY_SET=$(<assignments)
    export INLAY_SET
    local file
    for file in deep.json deep.yaml aliased.yaml lists.yaml maps.json; do
        run -0 overridden "$BATS_FILE_TMPDIR/in-thread" $file
        [ "$output" = "$("$INLAY" render $file)" ]
        [ "$output" != "$(<$file)" ]
    done
}

@test "a config or a key path that is deeper is refused" {
    "$PYTHON" -c 'print("[" * 501 + "]" * 501)' >deep.json
    run -1 "$INLAY" check 'deep.json:[0]=1'
    [ "$output" = 'inlay: deep.json:1:501: nested deeper than inlay reads (500 levels)' ]
    run -1 "$INLAY" check "config.yaml:+$(printf 'a.%.0s' {1..500})a=1"
    [[ $output == *'the key path goes deeper than inlay reads (500 levels)' ]]
}

@test "a signal handler on an alternate stack with 6 KiB beside the kernel's frame" {
    difficult alternate-stack
}

# within BYTES CALL PATH [held|locked]: that much stack at most below a signal handler that makes the call.
within() {
    run -0 --separate-stderr overridden "$BATS_FILE_TMPDIR/stack_use" "${@:2}"
    echo "# ${*:2}: $output bytes"
    [ "$output" -le "$1" ]
}

@test "what a served open takes of an alternate stack: at most 2 KiB, however deep the file is, and a missed one 1 KiB" {
    preloaded_only 'counts calls of the library'
    local call depth=499
    "$PYTHON" -c "print('{\"a\":' * $depth + '1' + '}' * $depth)" >deep.json
    mkdir -p elsewhere
    cp config.yaml elsewhere
    ln -s config.yaml alias.yaml
    OVERRIDES='{"files": {"config.yaml": {"seed": 1234}, "deep.json": {"b": 2}, "bad.yaml": {"a": {"b": 1}}}}'
    echo 'a: [' >bad.yaml
    export INLAY_INPUTS='{"files": {"config.yaml": {}, "deep.json": {}, "bad.yaml": {}}, "run_config": {"file": "absent.yaml"}}'
    export INLAY_LOG=$PWD/log WANDB_CONFIG='{"lr": 1}'
    for call in open fopen stat access; do
        within 2048 $call config.yaml
        within 2048 $call ../job/./config.yaml
        within 2048 $call alias.yaml
        within 2048 $call elsewhere/config.yaml
        within 2048 $call absent.yaml
        within 2048 $call deep.json
        within 2048 $call bad.yaml
        within 1024 $call other.txt
        within 2048 $call config.yaml held
    done
    within 2048 stat config.yaml locked
    within 2048 access config.yaml locked
    [ "$(jq -rs '[.[] | select(.opened) | .event + " " + .opened] | unique[]' ../report)" = "$(printf '%s\n' \
        'near elsewhere/config.yaml' 'readwrite config.yaml' 'refuse bad.yaml' 'serve '{../job/./config.yaml,absent.yaml,alias.yaml,config.yaml,deep.json})" ]
}

@test "open is a cancellation point" {
    difficult cancelled
}

# --- descriptors and limits

@test "after close_range of all descriptors" {
    difficult close-range
}

@test "the lowest free descriptor, also when 0 to 2 are closed, and none is lost" {
    difficult lowest
}

@test "programs that start without descriptors 0 to 2" {
    overridden bash -c '{ cat config.yaml >../out; } <&- 2>&-' <&-
    [ "$(<../out)" = 'seed: 1234' ]
    overridden sh -c '"$@" <&- >&- 2>&-' sh "$BATS_FILE_TMPDIR/difficult" close-range config.yaml "$SERVED"$'\n'
}

@test "a notice goes to no file that the program opened as descriptor 2" {
    overridden "$PYTHON" -c '
import os
os.close(2)
assert os.open("data", os.O_WRONLY | os.O_CREAT) == 2
open("config.yaml", "r+").close()
os.write(2, b"data")'
    [ "$(<data)" = data ]
}

@test "RLIMIT_NOFILE: patched or EMFILE, and no descriptor is lost" {
    overridden "$PYTHON" -c '
import errno, os, resource
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
lowest = os.dup(0)
os.close(lowest)
for free in range(6):
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest + free, hard))
    try:
        fd = os.open("config.yaml", os.O_RDONLY)
        assert fd == lowest and os.read(fd, 100) == b"seed: 1234\n", free
        os.close(fd)
    except OSError as error:
        assert error.errno == errno.EMFILE and free == 0, (error, free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    after = os.dup(0)
    os.close(after)
    assert after == lowest, (after, lowest)'
}

@test "RLIMIT_FSIZE: patched or EFBIG, and no SIGXFSZ, not even from a notice to a file" {
    preloaded_only 'the file size limit of the job does not count for the supervisor'
    overridden "$BATS_FILE_TMPDIR/difficult" file-size config.yaml "$SERVED"$'\n' 2>../messages
    overridden "$BATS_FILE_TMPDIR/difficult" file-size config.yaml "$SERVED"$'\n' 2> >(cat >../messages)
    wait $!
    grep 'ulimit -f' ../messages
}

@test "RLIMIT_AS: patched or an error" {
    local size served=0 failed=0
    for size in {3000..14000..500}; do
        run overridden bash -c "ulimit -v $size; exec cat config.yaml"
        if [[ $output == *'cannot be preloaded'* ]]; then
            continue # ld.so has no room for the library, and says so
        elif [ "$status" = 0 ]; then
            is_served
            served=$((served + 1))
        else
            failed=$((failed + 1))
        fi
    done
    [ $served -gt 0 ]
    [ $failed -gt 0 ]
}

# --- before the constructor, and beside other libraries

@test "jemalloc, tcmalloc and mimalloc, before and after" {
    local allocator program mimalloc
    mimalloc=$(/sbin/ldconfig -p | grep -o 'libmimalloc\.so\.[0-9]*' | sort -u | tail -n 1) # Debian 13 has another one than 12
    for allocator in libjemalloc.so.2 libtcmalloc_minimal.so.4 ${mimalloc:+"$mimalloc"}; do
        for program in 'cat config.yaml' "$PYTHON -c print(open('config.yaml').read())" 'perl -pe 1 config.yaml'; do
            echo "# $allocator: $program"
            run -0 overridden_with "$allocator:$LIB" $program
            is_served
            run -0 overridden_with "$LIB:$allocator" $program
            is_served
        done
    done
}

@test "an allocator that calls every hook, before and after" {
    run -0 overridden_with "$BATS_FILE_TMPDIR/allocator.so:$LIB" timeout 20 cat config.yaml
    is_served
    run -0 overridden_with "$LIB:$BATS_FILE_TMPDIR/allocator.so" timeout 20 cat config.yaml
    is_served
}

@test "a library whose constructor calls every hook: preloaded before and after, and linked" {
    run -0 overridden_with "$BATS_FILE_TMPDIR/constructor.so:$LIB" timeout 20 cat config.yaml
    is_served
    run -0 overridden_with "$LIB:$BATS_FILE_TMPDIR/constructor.so" timeout 20 cat config.yaml
    is_served
    run -0 overridden timeout 20 "$BATS_FILE_TMPDIR/early-linked"
    is_served
}

@test "a program that calls every hook from .preinit_array" {
    run -0 overridden timeout 20 "$BATS_FILE_TMPDIR/early"
    is_served
}

@test "another library that interposes the same, before and after, is asked as well" {
    local order
    for order in "$LIB:$BATS_FILE_TMPDIR/counting.so" "$BATS_FILE_TMPDIR/counting.so:$LIB"; do
        run -0 overridden_with "$order" sed p config.yaml
        [ "$output" = $'seed: 1234\nseed: 1234\nasked 1' ]
    done
}

@test "INLAY_DISABLE, and no overrides at all" {
    run -0 env INLAY_DISABLE=1 LD_PRELOAD="$LIB" INLAY_OVERRIDES="$OVERRIDES" cat config.yaml
    [ "$output" = 'seed: 42' ]
    run -0 env LD_PRELOAD="$LIB" cat config.yaml
    [ "$output" = 'seed: 42' ]
}

# --- programs built for sanitizers (the library itself: sanitizers.bats), and valgrind

@test "AddressSanitizer of gcc, with its library first" {
    needs_sanitizers
    threads 100 overridden_with "$(gcc -print-file-name=libasan.so):$LIB" "$BATS_FILE_TMPDIR/threads-asan"
}

@test "AddressSanitizer of gcc, told not to mind" {
    needs_sanitizers
    ASAN_OPTIONS=verify_asan_link_order=0 threads 100 overridden "$BATS_FILE_TMPDIR/threads-asan"
}

@test "AddressSanitizer of clang" {
    needs_sanitizers
    threads 100 overridden "$BATS_FILE_TMPDIR/threads-clang-asan"
}

# What inlay does inside of the library is ordered by atomics that this sanitizer does not see.
@test "ThreadSanitizer" {
    needs_sanitizers
    echo 'called_from_lib:libinlay.so' >../suppressions
    TSAN_OPTIONS=suppressions=$PWD/../suppressions threads 100 overridden "$BATS_FILE_TMPDIR/threads-tsan"
}

@test "valgrind finds nothing to complain about" {
    run -0 overridden valgrind -q --error-exitcode=99 "$BATS_FILE_TMPDIR/difficult" vfork config.yaml "$SERVED"$'\n'
    [ -z "$output" ]
    run -0 overridden valgrind -q --error-exitcode=99 sh -c '/bin/true; A=1 /bin/true; env -i B= /bin/true'
    [ -z "$output" ]
}

# --- what else is forbidden or missing

# without_proc COMMAND: COMMAND is the shell's.
without_proc() {
    needs_namespaces --mount --propagation unchanged
    run -0 overridden "${UNSHARE[@]}" sh -c "mount --make-rprivate /proc && mount -t tmpfs none /proc && $1"
}

@test "no /proc" {
    without_proc 'cat config.yaml && sed p <config.yaml'
    [ "$output" = $'seed: 1234\nseed: 1234\nseed: 1234' ]
}

@test "no /proc: what is served still has the identity of the file, which cp looks at" {
    without_proc 'cp config.yaml copy && cat copy'
    is_served
}

@test "memfd_create denied" {
    local error
    for error in 1 38; do # EPERM, ENOSYS
        run -0 overridden "$BATS_FILE_TMPDIR/sandbox" $error !memfd_create cat config.yaml
        is_served
    done
    [ "$(ls -A)" = $'config.yaml\nother.yaml' ]
}

@test "memfd_create denied: what is served still has the identity of the file, which cp looks at" {
    run -0 overridden "$BATS_FILE_TMPDIR/sandbox" 1 !memfd_create sh -c 'cp config.yaml copy && cat copy'
    is_served
}

@test "memfd_create denied, and nowhere to write: refused clearly" {
    needs_namespaces --mount
    run ! overridden "${UNSHARE[@]}" sh -c '
        mount --bind . /mnt && mount -o remount,bind,ro /mnt && mount -t tmpfs -o ro none /tmp &&
        mount -t tmpfs -o ro none /var/tmp && mount -t tmpfs -o ro none /dev/shm && cd /mnt && INLAY_ROOT=/mnt exec "$@"' \
        sh "$BATS_FILE_TMPDIR/sandbox" 1 !memfd_create cat config.yaml
    [[ $output != *'seed: 42'* ]]
}

@test "vm.memfd_noexec=2" {
    preloaded_only 'the supervisor makes the memfd'
    needs_namespaces --propagation unchanged --pid --fork --mount-proc
    [ -e /proc/sys/vm/memfd_noexec ] || leave_out 'needs Linux 6.3'
    run -0 overridden "${UNSHARE[@]}" sh -c '
        echo 2 >/proc/sys/vm/memfd_noexec && cat config.yaml'
    is_served
    chmod 710 config.yaml
    run -0 overridden "${UNSHARE[@]}" sh -c '
        echo 2 >/proc/sys/vm/memfd_noexec && stat -c %a config.yaml && exec 5<config.yaml && stat -L -c %a - <&5 &&
        INLAY_DISABLE=1 stat -L -c %a - <&5 && cp -p config.yaml copy && stat -c %a copy'
    [ "$output" = $'710\n710\n600\n710' ]
}

@test "user namespaces, with and without a mapping" {
    unshare --user true || leave_out 'needs unshare --user'
    local options
    for options in '--user' '--map-root-user' '--map-root-user --mount --pid --fork --mount-proc'; do
        run -0 overridden unshare $options cat config.yaml
        is_served
        run -0 overridden unshare $options sh -c 'stat -c "%U %a" config.yaml && stat -L -c "%U %a" - <config.yaml'
        [ "$output" = "$(unshare $options sh -c 'stat -c "%U %a" config.yaml && stat -L -c "%U %a" - <config.yaml')" ]
    done
}

@test "chroot into the same directory" {
    needs_chroot
    run -0 overridden "${AS_ROOT[@]}" chroot / sh -c 'cd "$1" && cat config.yaml' sh "$PWD"
    is_served
}

@test "chroot into a directory where the same path is the same file" {
    mkdir ../jail
    needs_namespaces --mount
    run -0 overridden "${UNSHARE[@]}" sh -c '
        mount --rbind / ../jail && exec chroot ../jail sh -c "cd \"\$1\" && cat config.yaml" sh "$PWD"'
    is_served
}

# A registered path is a path, also in the other world; the report says that it may mean something else now.
@test "chroot into another world, where the path is another file" {
    preloaded_only 'paths in a chroot are those of the chroot'
    mkdir -p "../jail$PWD"
    printf 'name: other\nseed: 44\n' >"../jail$PWD/config.yaml"
    needs_chroot
    run -0 overridden "${AS_ROOT[@]}" "$PYTHON" -c '
import os, sys
directory = os.getcwd()
for i in range(3):
    open("config.yaml").close()
os.chroot("../jail")
os.chdir(directory)
sys.stdout.write(open("config.yaml").read())'
    [ "$output" = $'name: other\nseed: 1234' ]
    grep '"chroot"' "$INLAY_REPORT"
    [ "$(jq 'select(.event == "serve") | .count // 1' "$INLAY_REPORT")" = $'1\n3' ]
}

# --- what the kernel decides

@test "a registered file that may not be read is EACCES, also after credentials changed" {
    chmod 600 config.yaml
    run -0 overridden "$PYTHON" -c '
import os
print(open("config.yaml").read(), end="")
if os.getuid() == 0:
    os.setresuid(65534, 65534, 65534)
else:
    os.chmod("config.yaml", 0)
for path in "config.yaml", "./config.yaml":
    try:
        print(open(path).read())
    except PermissionError as error:
        print(error)'
    [ "$output" = $'seed: 1234\n[Errno 13] Permission denied: \'config.yaml\'\n[Errno 13] Permission denied: \'./config.yaml\'' ]
}

# Others may not even look into the directories above this one.
@test "a file that can be reached by its relative path alone, by a user who owns nothing" {
    needs_root
    chmod 700 ..
    run -0 overridden "$PYTHON" -c '
import os
os.setresuid(65534, 65534, 65534)
with open("config.yaml") as stream:
    print(stream.read(), os.fstat(stream.fileno()).st_uid, oct(os.fstat(stream.fileno()).st_mode))'
    [ "$output" = $'seed: 1234\n 0 0o100644' ]
}

@test "modes of new files, by every variadic way" {
    mkdir new
    run -0 overridden "$BATS_FILE_TMPDIR/modes" new
    [ "$output" = "$("$BATS_FILE_TMPDIR/modes" new)" ]
}

@test "directories, pipes and devices of a registered name are what they are" {
    preloaded_only 'inlay run refuses such a file before the start'
    rm config.yaml
    mkdir config.yaml
    run -0 overridden ls -d config.yaml
    run -1 overridden cat config.yaml
    [[ $output == *'Is a directory' ]]
    mkfifo pipe.yaml
    run -0 overridden bash -c 'echo written >pipe.yaml & cat pipe.yaml; stat -c %F pipe.yaml'
    [ "$output" = $'written\nfifo' ]
    rm -r config.yaml
    ln -s /dev/null config.yaml
    run -0 overridden cat config.yaml
    [ -z "$output" ]
    ln -sf config.yaml config.yaml
    run -1 overridden cat config.yaml
    [[ $output == *'Too many levels of symbolic links' ]]
}

# A promise of its own: a path that cannot be a registered file costs nothing.
@test "for other paths the system calls are the same, one by one" {
    local log
    cat >other.py <<'PYTHON'
import os
os.getpgid(1)
for name in "other.txt", "/etc/passwd", ".", "missing.txt":
    try:
        os.stat(name), os.lstat(name), os.access(name, os.R_OK), os.close(os.open(name, os.O_RDONLY))
    except OSError:
        pass
open("written.txt", "w").close()
os.getpgid(1)
PYTHON
    touch other.txt
    for log in with without; do
        [ $log = with ] && export LD_PRELOAD=$LIB INLAY_OVERRIDES=$OVERRIDES
        strace -o ../$log.log -e 'trace=!mmap,munmap,brk' "$PYTHON" other.py
        unset LD_PRELOAD INLAY_OVERRIDES
        sed -n '/^getpgid/,/^getpgid/p' ../$log.log | sed -E 's/0x[0-9a-f]+|st_mtime=[^,]*|st_size=[^,]*//g' >../$log
    done
    [ "$(wc -l <../with)" -gt 10 ]
    diff -u ../without ../with
}

# --- writing

@test "writing, truncating and appending reach the file on disk" {
    overridden sh -c 'echo "name: a" >>config.yaml'
    [ "$(<config.yaml)" = $'seed: 42\nname: a' ]
    overridden sh -c 'echo "seed: 7" >config.yaml'
    [ "$(<config.yaml)" = 'seed: 7' ]
    overridden truncate -s 5 config.yaml
    [ "$(<config.yaml)" = 'seed:' ]
    overridden cp other.yaml config.yaml
    [ "$(<config.yaml)" = 'seed: 43' ]
    overridden dd if=/dev/zero of=config.yaml bs=1 count=3 status=none
    [ "$(stat -c %s config.yaml)" = 3 ]
}

@test "reading and writing sees the disk's content, which is said once and reported" {
    preloaded_only 'the launch owns the record'
    local mode
    for mode in r+ a+; do
        rm -f "$INLAY_REPORT"
        run -0 --separate-stderr overridden "$PYTHON" -c '
import sys
for i in range(3):
    with open("config.yaml", sys.argv[1]) as stream:
        stream.seek(0)
        print(stream.read(), end="")' $mode
        [ "$output" = $'seed: 42\nseed: 42\nseed: 42' ]
        [ "${#stderr_lines[@]}" = 1 ]
        [[ $stderr == 'inlay: config.yaml: opened for reading and writing'* ]]
        [ "$(jq -r 'select(.event == "readwrite") | .count // 1' "$INLAY_REPORT")" = $'1\n3' ]
    done
}

@test "reading and writing is said once in a job, whichever of its processes do it" {
    preloaded_only 'the launch owns the record'
    run -0 --separate-stderr overridden sh -c 'cat 0<>config.yaml; bash -c "cat 0<>config.yaml; exit 0"; exit 0'
    [ "$output" = $'seed: 42\nseed: 42' ]
    [ "${#stderr_lines[@]}" = 1 ]
    [ "$(grep -c '"readwrite"' "$INLAY_REPORT")" = 2 ]
}

@test "opening for both and truncating is writing: nothing is said" {
    run -0 overridden "$PYTHON" -c 'open("config.yaml", "w+").close()'
    [ -z "$output" ]
}

@test "what a job writes and reads back is its own content with the overrides on top" {
    run -0 overridden bash -c 'printf "name: mine\nseed: 5\n" >config.yaml && cat config.yaml && echo "$(<config.yaml)"'
    [ "$output" = $'name: mine\nseed: 1234\nname: mine\nseed: 1234' ]
    [ "$(<config.yaml)" = $'name: mine\nseed: 5' ]
}
