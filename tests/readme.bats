#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The README shows what really happens.

load helpers

@test "the session in the quick start prints what the README says" {
    cp "$ROOT"/scripts/demo/config.yaml "$ROOT"/scripts/demo/train.py .
    PATH=$BUILD/bin:$PATH
    sed -n '/^## Quick start/,/^## How/p' "$ROOT/README.md" | sed -n '/^```/,/^```/{ /^```/d; p }' >session
    grep '^\$ ' session | while IFS= read -r line; do
        echo "$line"
        eval "${line#'$ '}" </dev/null 2>&1 || true
    done >actual
    diff -u session actual
}

# The last column of the tables that say so names tests by how their names begin.
@test "each row of what inlay reaches, and of what it does not, has its tests" {
    local row name rows=0
    while IFS= read -r row; do
        rows=$((rows + 1))
        while IFS= read -r name; do
            grep -qF -e "@test \"$name" "$ROOT"/tests/{,*/}*.bats || { echo "no test begins with: $name" >&2; return 1; }
        done < <(awk -F ' \\| ' '{ sub(/ \|$/, "", $NF); print $NF }' <<<"$row" | sed 's/; /\n/g')
    done < <(awk '!/^\|/ { on = 0 } on && !/^\| --- / { print } /tests of that name \|$/ { on = 1 }' "$ROOT/README.md")
    [ "$rows" -ge 10 ]
}
