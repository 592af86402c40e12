#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `inlay diff` prints what patch(1) applies, and what it gives are the bytes that `inlay render` prints.

bats_require_minimum_version 1.5.0
load helpers

# applies FILE ARGUMENT ...: patch(1), without any fuzz, makes of FILE what the job reads.
applies() {
    local file=$1
    shift
    "$INLAY" diff "$@" >difference
    "$INLAY" render "$file" "$@" >expected
    cp -p "$file" result
    patch --silent --fuzz=0 --binary result difference
    cmp result expected || { cat difference; return 1; }
}

lines() { # COUNT
    local i
    for i in $(seq "$1"); do
        echo "k$i: $i"
    done
}

@test "one value in the middle" {
    lines 9 >config.yaml
    run -0 "$INLAY" diff config.yaml:k5=55
    [ "$output" = '--- a/config.yaml
+++ b/config.yaml
@@ -2,7 +2,7 @@
 k2: 2
 k3: 3
 k4: 4
-k5: 5
+k5: 55
 k6: 6
 k7: 7
 k8: 8' ]
    applies config.yaml config.yaml:k5=55
}

@test "nothing to show" {
    lines 3 >config.yaml
    run -0 "$INLAY" diff
    [ -z "$output" ]
    run -0 "$INLAY" diff config.yaml:k1=1
    [ -z "$output" ]
}

@test "the first line and the last, without a newline at the end" {
    printf 'a: 1' >config.yaml
    run -0 "$INLAY" diff config.yaml:a=2
    [ "$output" = '--- a/config.yaml
+++ b/config.yaml
@@ -1 +1 @@
-a: 1
\ No newline at end of file
+a: 2
\ No newline at end of file' ]
    applies config.yaml config.yaml:a=2
    applies config.yaml config.yaml:+b=2
    applies config.yaml config.yaml:a=2 config.yaml:+b=2 config.yaml:+c=3
    lines 9 | head -c -1 >config.yaml
    applies config.yaml config.yaml:k1=11 config.yaml:k9=22
}

@test "an empty file and one that becomes empty of keys" {
    : >config.yaml
    applies config.yaml config.yaml:+a=1
    echo 'a: 1' >config.yaml
    applies config.yaml config.yaml:~a
}

@test "changes whose contexts meet share a hunk, others do not" {
    lines 30 >config.yaml
    "$INLAY" diff config.yaml:k5=11 config.yaml:k12=11 >near
    [ "$(grep -c '^@@' near)" -eq 1 ]
    "$INLAY" diff config.yaml:k5=11 config.yaml:k13=11 >far
    [ "$(grep -c '^@@' far)" -eq 2 ]
    applies config.yaml config.yaml:k5=11 config.yaml:k12=11
    applies config.yaml config.yaml:k5=11 config.yaml:k13=11
    applies config.yaml config.yaml:k5=11 config.yaml:k6=11 config.yaml:k7=11
}

@test "keys that come and go shift the lines after them" {
    lines 40 >config.yaml
    applies config.yaml config.yaml:~k2 config.yaml:k20=11 config.yaml:~k40
    applies config.yaml config.yaml:~k1 config.yaml:~k2 config.yaml:+new=1 config.yaml:k20=11
    # patch(1) does not look at the numbers of the new side.
    "$INLAY" diff config.yaml:~k1 config.yaml:~k2 config.yaml:k20=11 config.yaml:+n=1 >difference
    "$INLAY" render config.yaml config.yaml:~k1 config.yaml:~k2 config.yaml:k20=11 config.yaml:+n=1 >expected
    diff <(diff -u config.yaml expected | grep '^@@') <(grep '^@@' difference)
    printf 'a:\n  b: 1\n  c:\n    d: 2\nz: 3\n' >config.yaml
    applies config.yaml config.yaml:+a.e=1 config.yaml:+a.c.f=2 config.yaml:~z
    applies config.yaml config.yaml:a='{x: 1}'
    applies config.yaml config.yaml:~a
}

@test "several values in one line" {
    echo '{"a": 1, "b": 2, "c": {"d": 3}}' >config.json
    applies config.json config.json:a=2 config.json:b=3 config.json:c.d=4
    applies config.json config.json:~b config.json:+e=5
}

@test "a value that stays, before one that changes" {
    printf 'a: 1\nb: 2\n' >config.yaml
    run -0 "$INLAY" diff config.yaml:a=1 config.yaml:b=5
    [ "${lines[*]:2}" = "@@ -1,2 +1,2 @@  a: 1 -b: 2 +b: 5" ]
    lines 30 >config.yaml
    applies config.yaml config.yaml:k1=1 config.yaml:k9=9 config.yaml:k12=x config.yaml:k13=13 config.yaml:k20=z
}

@test "Windows line ends" {
    lines 9 | sed 's/$/\r/' >config.yaml
    applies config.yaml config.yaml:k5=11 config.yaml:~k1 config.yaml:+new=1
}

@test "the labels are what patch -p1 needs at the root" {
    mkdir -p 'conf/two words'
    lines 3 >'conf/two words/a b.yaml'
    lines 3 >conf/c.yaml
    "$INLAY" diff 'conf/two words/a b.yaml:k1=11' "$PWD/conf/c.yaml:k2=22" >difference
    "$INLAY" render 'conf/two words/a b.yaml' 'conf/two words/a b.yaml:k1=11' >expected-1
    "$INLAY" render conf/c.yaml conf/c.yaml:k2=22 >expected-2
    grep -qx -- '--- a/conf/c.yaml' difference
    patch --silent -p1 <difference
    cmp 'conf/two words/a b.yaml' expected-1
    cmp conf/c.yaml expected-2
}

@test "a file outside the root is labelled with its whole path" {
    mkdir root
    lines 1 >config.yaml
    run -0 "$INLAY" diff --root root "$PWD/config.yaml:k1=11"
    [ "${lines[0]}" = "--- a$PWD/config.yaml" ]
}

@test "colours on a terminal, unless NO_COLOR forbids" {
    lines 1 >config.yaml
    at_terminal() {
        "$PYTHON" -c 'import pty, sys; pty.spawn(sys.argv[1:])' "$INLAY" diff config.yaml:k1=11 </dev/null
    }
    run -0 at_terminal
    [[ $output == *$'\e[1m--- a/config.yaml\e[m'* ]]
    [[ $output == *$'\e[36m@@ -1 +1 @@\e[m'* ]]
    [[ $output == *$'\e[31m-k1: 1\e[m'* ]]
    [[ $output == *$'\e[32m+k1: 11\e[m'* ]]
    NO_COLOR=1 run -0 at_terminal
    [[ $output != *$'\e'* ]]
    run -0 "$INLAY" diff config.yaml:k1=11
    [[ $output != *$'\e'* ]]
}

@test "many random changes" {
    local round arguments i
    RANDOM=2
    for round in $(seq 25); do
        lines 60 >config.yaml
        [ $((RANDOM % 2)) -eq 0 ] || truncate -s -1 config.yaml
        arguments=()
        for i in $(seq 60); do
            case $((RANDOM % 12)) in
            0) arguments+=("config.yaml:k$i=changed") ;;
            1) arguments+=("config.yaml:~k$i") ;;
            2) arguments+=("config.yaml:k$i={a: 1, b: [2, 3]}") ;;
            3) arguments+=("config.yaml:+n$i=$i") ;;
            esac
        done
        applies config.yaml "${arguments[@]}"
    done
}
