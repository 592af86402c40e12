#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Values of any kind: no reader takes one for another, and what a format cannot say is refused.

bats_require_minimum_version 1.5.0
load ../helpers

@test "random values, in each format that has a reader here" {
    [ -x "$CONSUMERS" ] || leave_out 'needs the libraries of compose and kubectl from the Go module proxy'
    "$CONSUMERS_PYTHON/python" -c 'import dotenv' || leave_out 'needs python-dotenv from PyPI'
    run -0 env HOME=/expanded "$CONSUMERS_PYTHON/python" "$BATS_TEST_DIRNAME/any_value.py" "$INLAY" "$CONSUMERS" 40
    [[ $output =~ ^[0-9]+\ right,\ [0-9]+\ refused,\ 0\ wrong$ ]]
}
