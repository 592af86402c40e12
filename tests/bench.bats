#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The benchmarks' harness, with hardly any work: its table and its JSON are whole. No figure is looked at.

load helpers

setup_file() {
    make -s -C "$BATS_TEST_DIRNAME/.." bench-programs
}

bench() {
    PYTHON=$PYTHON "$ROOT/scripts/bench/run" --smoke "$@"
}

# What a line of the JSON says of inlay itself must have been measured; peers may be missing here.
@test "every row is in the table and in the JSON, and whoever is missing has a reason" {
    bench --json table.json >table
    jq -e '.facts | has("date") and has("inlay") and has("kernel") and has("libc") and has("processor") and has("before") and has("meanwhile")' table.json
    [ "$(jq -r '[.lines[].row] | unique | join(" ")' table.json)" = 'cost namesake open patch ranks served start supervise sweep workload' ]
    jq -e 'all(.lines[]; (.median != null) != (.verdict | startswith("not available: ")))' table.json
    jq -e 'all(.lines[] | select(.contestant | test("inlay") and . != "inlay, supervised"); .median != null)' table.json
    [ "$(grep -c ' | ' table)" -eq "$(jq '.lines | length + 1' table.json)" ]
    jq -e '[.lines[] | select(.row == "start" and (.contestant | test("^limit: |^libinlay")) and .added != null)] | length >= 10' table.json
    grep -Eq '^starting true .* \| limit: [^|]* \| [^|]* \| +-?[0-9]+ us ' table
}

@test "a peer that is not installed stops nothing" {
    mkdir bin
    for program in bwrap proot fakechroot; do
        printf '#!/bin/sh\necho "no namespaces here" >&2\nexit 1\n' >bin/$program
    done
    chmod +x bin/*
    PATH=$PWD/bin:$PATH bench --json table.json open start >table
    [ "$(grep -c 'not available: no namespaces here' table)" -ge 12 ]
    jq -e 'all(.lines[] | select(.contestant | test("native|inlay")); .median != null)' table.json
}

@test "rows can be chosen, and a row that does not exist is refused" {
    bench --json table.json namesake >table
    [ "$(jq -r '[.lines[].row] | unique | join(" ")' table.json)" = namesake ]
    run bench nonsense
    [ "$status" -eq 2 ]
    [[ $output == *'no row is called nonsense'* ]]
}
