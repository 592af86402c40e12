#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The page of a sweep's table in headless Chromium.

load ../helpers

journey() {
    PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$ROOT/tests/form" timeout 120 "$PYTHON" "$ROOT/tests/table/journeys.py" "$INLAY" "$1"
}

@test "the page has the table's columns and rows, as the terminal has them" {
    journey the_table
}

@test "a click on a title sorts up, down, and not: nan and what is missing come last" {
    journey sorting
}

@test "filters are texts and comparisons, of the whole row and of a column" {
    journey filtering
}

@test "the scatter puts each row that has both values in its place, and counts the others" {
    journey points
}

@test "scales: linear, logarithmic where all is positive, texts side by side, one value" {
    journey scales
}

@test "repeats have their deviation around the mean" {
    journey deviations
}

@test "hostile values and titles do not run, and are seen as they are" {
    journey hostile
}

@test "1,000 and 5,000 cells: sort, filter, scatter (times are told, not judged)" {
    journey large
}

@test "the keyboard goes through the page in order" {
    journey keyboard
}

@test "the page asks the network for nothing, and cannot" {
    journey without_network
}

@test "axe finds nothing: light, dark, narrow, wide" {
    [ -f "$AXE" ] || leave_out 'needs axe-core from the npm registry'
    journey accessible
}
