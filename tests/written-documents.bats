#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What inlay writes it can read again: recorded manifests, described types and schemas, edited documents, reports, and what it
# hands on to a job. (The form's documents: tests/form.)

bats_require_minimum_version 1.5.0
load helpers

@test "forty random configs, and every document about them" {
    run -0 "$PYTHON" "$ROOT/tests/programs/written_documents.py" "$INLAY" 1 40
    [ -z "$output" ]
}
