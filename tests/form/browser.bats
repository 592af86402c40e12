#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The launch form in headless Chromium.

load ../helpers

journey() {
    PYTHONDONTWRITEBYTECODE=1 timeout 120 "$PYTHON" "$ROOT/tests/form/journeys.py" "$INLAY" "$1"
}

@test "the JSON schema of W&B's page gives the form that it describes" {
    journey json_schema
}

@test "the Pydantic class of W&B's page gives the form that it describes" {
    journey pydantic_class
}

@test "the Pydantic instance of W&B's page gives the form that it describes" {
    journey pydantic_instance_defaults
}

@test "what is filled in and copied is what inlay takes and the job reads: YAML, JSON and both command lines" {
    journey fill_in
}

@test "the downloaded file is the document that is shown" {
    journey download
}

@test "every type has its control, and the job reads what they make" {
    journey all_kinds
}

@test "the documents of a stream are changed each by itself" {
    journey stream
}

@test "mistakes are said beside the field and in the list, and nothing is handed out with one" {
    journey mistakes
}

@test "a saved document is opened or dropped in, and nothing of it is lost" {
    journey reopen
}

@test "hostile titles, keys and values do not run, and arrive as they are" {
    journey hostile
}

@test "command lines hold what was meant, for a shell, whatever keys and values hold" {
    journey shell
}

@test "1,000 and 10,000 inputs: search, edit (times are told, not judged)" {
    journey large
}

@test "the keyboard goes through the page in order" {
    journey keyboard
}

@test "the page asks the network for nothing, and cannot" {
    journey without_network
}

@test "axe finds nothing: light, dark, narrow, wide, with mistakes" {
    [ -f "$AXE" ] || leave_out 'needs axe-core from the npm registry'
    journey accessible
}
