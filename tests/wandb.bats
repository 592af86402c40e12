# SPDX-License-Identifier: Apache-2.0
# W&B Launch's file overrides, as its agents set them, against what W&B's own SDK makes of them.

load helpers

run_cases() {
    run "$PYTHON" "$ROOT/tests/programs/wandb_cases.py" "$LIB" "$ROOT/tests/data/wandb/file-overrides.json" "$1"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "W&B cases that inlay treats as W&B does" {
    run_cases match
}

@test "W&B cases in which inlay does better than a crash or silence" {
    run_cases improve
}
