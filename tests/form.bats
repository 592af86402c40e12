#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay form: the page as it is written. What it does in a browser is in tests/form/browser.bats.

load helpers

check() {
    PYTHONDONTWRITEBYTECODE=1 "$PYTHON" "$ROOT/tests/form/checks.py" "$INLAY" "$1"
}

@test "the form is one well-formed page that loads nothing, and its policy names its own style and script" {
    check one_page
}

@test "the page is told of each input: types, values digit for digit, titles, limits" {
    check model
}

@test "the documents of a stream are told apart" {
    check stream
}

@test "text of configs, manifests and schemas is inert in the page" {
    check inert
}

@test "the page holds no secret, only references" {
    check secret
}

@test "form refuses overrides, files that are not there, and jobs without inputs" {
    check refusals
}

@test "the page's documents mean the same to the page, to PyYAML and to Python's json" {
    check documents
}

@test "the page checks values as inlay check does, in the same words" {
    echo 'other: 1' >c.yaml
    PYTHONDONTWRITEBYTECODE=1 "$PYTHON" "$ROOT/tests/form/rules.py" "$INLAY" "$ROOT"
}
