#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What inlay says of W&B's launch drawer, against W&B's own check of schemas.

bats_require_minimum_version 1.5.0
load ../helpers

@test "schemas that W&B's drawer does not take, W&B's check and inlay's side by side" {
    "$PYTHON_WITH_WANDB" -c 'import jsonschema; from wandb.sdk.launch.inputs.schema import META_SCHEMA' ||
        leave_out 'needs wandb and jsonschema from PyPI'
    run -0 "$PYTHON_WITH_WANDB" "$ROOT/tests/wandb/drawer.py" "$INLAY"
}
