#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The installed C library's symbol table against what libinlay.so interposes: no spelling of a function is forgotten.
# LIBC_ROOT: the root of another C library with its headers (make test-newest-libc).

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    LIBC=${LIBC_ROOT:+$LIBC_ROOT/usr/lib/$(gcc -print-multiarch)/libc.so.6}
    LIBC=${LIBC:-$(gcc -print-file-name=libc.so.6)}
    nm -D --defined-only "$LIBC" | awk '$2 ~ /^[TWi]$/ { print $3 }' >libc.versioned
    sed 's/@.*//' libc.versioned | sort -u >libc
    nm -D --defined-only "$LIB" | awk '$2 ~ /^[TWi]$/ { print $3 }' >inlay.versioned
    sed 's/@.*//' inlay.versioned | sort -u >inlay
}

# exceptions NAME: tests/data/NAME.txt's first column. Each line is a symbol and the reason why it is not interposed.
exceptions() {
    grep -v '^#' "$ROOT/tests/data/$1.txt" | tee lines | cut -d ' ' -f 1 | sort -u
    run -1 grep -vE '^[a-zA-Z0-9_]+ +[^ ]' lines
}

# all_interposed LIST: each symbol in the file LIST is interposed, or an exception of LIST.
all_interposed() {
    exceptions "$1" >excepted
    sort -u inlay excepted >known
    comm -23 "$1" known >missed
    diff -u /dev/null missed
    # An exception that is interposed, or that nothing asks about, is out of date.
    comm -12 inlay excepted >interposed
    diff -u /dev/null interposed
}

# Twins of a function are those that differ in what is taken away here: __foo, _IO_foo, foo64, __foo_2, __foo_chk, …
twins_of_interposed() {
    awk '
        function plain(name) {
            sub(/^(_IO_|__libc_|__)/, "", name)
            sub(/_(chk|time64|nocancel)$/, "", name)
            sub(/_2$/, "", name)
            sub(/64$/, "", name)
            return name
        }
        NR == FNR { interposed[plain($1)]; next }
        plain($1) in interposed' inlay libc
}

# The functions whose prototypes have a parameter that is a path.
functions_of_paths() {
    sed -E 's/.*/#include <&>/' <<'HEADERS' | gcc ${LIBC_ROOT:+--sysroot="$LIBC_ROOT"} -E -P -D_GNU_SOURCE -x c - | "$PYTHON" -c '
import re, sys
text = re.sub(r"__attribute__ *\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)", "", sys.stdin.read().replace("\n", " "))
path = re.compile(r"const char \*(?:__restrict)? *_*(?:\w*path\w*|\w*file\w*|from|to|old|new|dir|\w*name|pattern|words)$")
for name, parameters in re.findall(r"(\w+) *\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\) *;", text):
    if any(path.search(parameter.strip()) for parameter in parameters.split(",")):
        print(name)' | sort -u | comm -12 - libc
dirent.h
dlfcn.h
fcntl.h
fstab.h
fts.h
ftw.h
glob.h
mntent.h
mqueue.h
nl_types.h
semaphore.h
spawn.h
stdio.h
stdlib.h
sys/acct.h
sys/fanotify.h
sys/inotify.h
sys/ipc.h
sys/mman.h
sys/mount.h
sys/stat.h
sys/statfs.h
sys/statvfs.h
sys/swap.h
sys/time.h
sys/types.h
sys/xattr.h
unistd.h
utime.h
utmpx.h
wordexp.h
HEADERS
}

@test "every twin of an interposed symbol is interposed" {
    twins_of_interposed >twins
    [ "$(wc -l <twins)" -ge 30 ]
    all_interposed twins
}

@test "every function of the C library that takes a path is interposed or has a reason not to be" {
    functions_of_paths >path_functions
    grep -x fopen path_functions
    grep -x openat path_functions
    all_interposed path_functions
}

# A program that was linked against version V of a symbol gets ours only when ours is V, too (or has none).
@test "every symbol has the version that programs ask for" {
    grep -F '@@' libc.versioned | grep -wFf inlay | sed 's/@@/@/' | sort >asked
    sed 's/@@/@/' inlay.versioned | sort >given
    sed 's/@.*//' given | grep -xFf - libc >ours_in_libc
    grep -E "^($(paste -sd '|' ours_in_libc))@" asked | diff -u - <(grep -E "^($(paste -sd '|' ours_in_libc))@" given)
}

# Those of posix_spawn, nftw and realpath do something else, and we have one version of each.
@test "every older version is interposed or has a reason not to be" {
    grep -F '@GLIBC' libc.versioned | grep -vF '@@' | grep -E "^($(paste -sd '|' inlay))@" | sort >older
    sed 's/@@/@/' inlay.versioned | sort | comm -13 - older >missed
    grep -v '^#' "$ROOT/tests/data/old_versions.txt" | cut -d ' ' -f 1 | sort >excepted
    [ "$(uname -m)" = x86_64 ] || : >excepted # the others came later
    diff -u excepted missed
}

# A program that was linked with the newest C library asks for its version of openat2, and gets ours.
@test "a program of the newest C library opens by openat2" {
    [ -n "${LIBC_ROOT-}" ] || leave_out 'needs make test-newest-libc'
    gcc -O2 -D_GNU_SOURCE -o symbol "$BATS_TEST_DIRNAME/programs/symbol.c"
    echo 'seed: 1' >config.yaml
    OVERRIDES='{"files": {"config.yaml": {"seed": 123456}}}'
    local loader=("$LIBC_ROOT"/usr/lib64/ld-linux-*.so.* --library-path "${LIBC%/*}")
    run -0 "${loader[@]}" ./symbol openat2@GLIBC_2.43 config.yaml
    [ "$output" = 'seed: 1' ]
    run -0 overridden "${loader[@]}" ./symbol openat2@GLIBC_2.43 config.yaml
    [ "$output" = 'seed: 123456' ]
}
