#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# With the environment alone, the file that INLAY_REPORT names: short, whole lines, and never in the job's way.

bats_require_minimum_version 1.5.0
load helpers

setup_file() {
    gcc -O2 -Wall -Werror -o "$BATS_FILE_TMPDIR/open" "$BATS_TEST_DIRNAME/programs/open_times.c"
}

setup() {
    own_directory
    printf 'lr: 0.1\n' >config.yaml
    OPEN=$BATS_FILE_TMPDIR/open
    export INLAY_REPORT=$PWD/report INLAY_ROOT=$PWD INLAY_SET=config.yaml:lr=0.5
}

# counts: of each process that wrote any: its lines about opens, "first" or the number.
counts() {
    jq -r 'select(.event == "serve" or .event == "refuse" or .event == "readwrite") | "\(.pid) \(.event) \(.count // "first")"' report |
        sed "s/^$1 /it /" | sort | uniq -c | sed 's/^ *//'
}

# whole_lines: all are.
whole_lines() {
    jq -es 'all(has("event"))' report >whole || { cat -A report; return 1; }
}

@test "a line for the first open by a process, and one with the number at its end" {
    preloaded "$OPEN" 20000
    [ "$(jq -r .event report | tr '\n' ' ')" = 'load serve serve ' ]
    [ "$(jq -c 'select(.count) | keys' report)" = '["count","event","file","pid","ppid","program","time"]' ]
    [ "$(jq -r 'select(.count) | .event, .file, .count' report)" = "serve
$PWD/config.yaml
20000" ]
    rm report
    preloaded "$OPEN" 1
    [ "$(jq -r .event report | tr '\n' ' ')" = 'load serve ' ]
    rm report
    # Each file by itself, and each kind.
    printf 'a: 1\n' >other.yaml
    printf 'a: [\n' >wrong.yaml
    INLAY_SET=$'config.yaml:lr=0.5\nother.yaml:a=2\nwrong.yaml:a=2' preloaded bash -c '
        for i in 1 2 3; do read -r x <config.yaml; done
        read -r x <other.yaml; read -r x <>config.yaml; read -r x <>config.yaml
        for i in 1 2; do { read -r x <wrong.yaml; } 2>errors || true; done' 2>stderr || true
    [ "$(jq -r 'select(.file) | "\(.file | sub(".*/"; "")) \(.event) \(.count // 1)"' report)" = 'config.yaml serve 1
other.yaml serve 1
config.yaml readwrite 1
wrong.yaml refuse 1
config.yaml serve 3
config.yaml readwrite 2
wrong.yaml refuse 2' ]
}

@test "300 processes that a fork makes count anew, and what _exit ends tells the first open alone" {
    preloaded "$OPEN" 3 fork 300
    whole_lines
    # The parent opened 3 times as well.
    [ "$(jq -s '[.[] | select(.event == "serve" and (.count | not))] | length' report)" = 301 ]
    [ "$(jq -s '[.[] | select(.count == 3)] | length' report)" = 301 ]
    [ "$(jq -s '[.[] | select(.event == "serve") | .pid] | unique | length' report)" = 301 ]
    rm report
    preloaded "$OPEN" 3 _exit
    [ "$(jq -s '[.[] | select(.event == "serve")] | length' report)" = 1 ]
}

@test "what becomes another program tells its number before, once, and a child of vfork nothing of its parent's" {
    local pid
    pid=$(preloaded "$OPEN" 3 exec "$OPEN" 2)
    [ "$(counts "$pid")" = '1 it serve 2
1 it serve 3
2 it serve first' ]
    rm report
    # Tries along a PATH, of which none succeeds.
    pid=$(preloaded "$OPEN" 3 exec-fails)
    [ "$(counts "$pid")" = '1 it serve 3
1 it serve first' ]
    rm report
    pid=$(preloaded "$OPEN" 3 vfork true)
    [ "$(counts "$pid")" = '1 it serve 3
1 it serve first' ]
}

@test "a line that was lost for want of a descriptor is made up for by the number" {
    run -0 --separate-stderr preloaded "$OPEN" 0 last-descriptor
    [ "$(counts "$output")" = '1 it serve 1' ]
}

@test "a report of 16 MiB is full: one line says so, and nothing follows" {
    local line full=$((16 << 20)) i
    printf -v line '%*s' 1000 ''
    line="{\"event\":\"old\",\"x\":\"${line// /x}\"}"
    yes "$line" | head -c "$full" | head -n -1 >report
    local before
    before=$(stat -c %s report)
    for i in {1..40}; do
        preloaded "$OPEN" 2 &
    done
    wait
    whole_lines
    [ "$(grep -c '"event":"full"' report)" = 1 ]
    [ "$(jq -r 'select(.event == "full") | .message' report)" = 'the report is full: nothing more is appended to it' ]
    [ "$(stat -c %s report)" -gt "$full" ]
    [ "$(stat -c %s report)" -lt $((full + 40 * 1000)) ]
    before=$(stat -c %s report)
    preloaded "$OPEN" 2
    [ "$(stat -c %s report)" = "$before" ]
}

# 4,040 bytes of lines: of a page, less is left than a record takes.
almost_a_page() {
    local line
    printf -v line '%*s' 384 ''
    yes "{\"x\":\"${line// /x}\", \"event\": 0}" | head -n 10
}

@test "a full disk costs the line and nothing else, and no half line stays" {
    needs_namespaces -m
    mkdir small
    almost_a_page >lines
    run -0 "${UNSHARE[@]}" bash -c '
        mount -t tmpfs -o size=8k t small && cp lines small/report && ! cat /dev/zero >small/rest 2>/dev/null
        export INLAY_REPORT=$PWD/small/report
        for i in 1 2 3; do LD_PRELOAD=$1 cat config.yaml; done
        cmp small/report lines
        rm small/rest
        LD_PRELOAD=$1 cat config.yaml
        cp small/report report' bash "$LIB"
    [ "$output" = $'lr: 0.5\nlr: 0.5\nlr: 0.5\nlr: 0.5' ]
    whole_lines
    [ "$(tail -n +11 report | jq -r .event | tr '\n' ' ')" = 'load serve ' ]
}

@test "a limit on the size of files costs the line and nothing else, and no half line stays" {
    almost_a_page >report
    cp report lines
    run -0 bash -c 'ulimit -f 4; LD_PRELOAD=$1 cat config.yaml' bash "$LIB"
    [ "$output" = 'lr: 0.5' ]
    cmp report lines
}
