#!/usr/bin/env bats
# The README shows what really happens.

load helpers

@test "the session in the quick start prints what the README says" {
    cp "$ROOT"/scripts/demo/config.yaml "$ROOT"/scripts/demo/train.py .
    PATH=$ROOT/build/bin:$PATH
    sed -n '/^## Quick start/,/^## How/p' "$ROOT/README.md" | sed -n '/^```/,/^```/{ /^```/d; p }' >session
    grep '^\$ ' session | while IFS= read -r line; do
        echo "$line"
        eval "${line#'$ '}" </dev/null 2>&1 || true
    done >actual
    diff -u session actual
}
