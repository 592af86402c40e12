#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Which files a verb looks at: those that are named, or all of the launch.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'a: 1\nb: 2\n' >config.yaml
    printf 'v: 1\n' >other.yaml
}

# says_aside ARGUMENT FILE: of the last command, as a note.
says_aside() {
    [ "$stderr" = "inlay: argument $1: note: overrides $2, which is not the file that is named (left aside)" ]
}

@test "render: what is overridden in another file is said" {
    run -0 --separate-stderr "$INLAY" render config.yaml other.yaml:v=5
    [ "$output" = "$(cat config.yaml)" ]
    says_aside 2 other.yaml
    run -0 --separate-stderr "$INLAY" render config.yaml -f other.yaml v=5
    says_aside 4 other.yaml
    run -0 --separate-stderr "$INLAY" render config.yaml --values 'other.yaml={v: 5}'
    says_aside 3:1:1 other.yaml
    run -0 --separate-stderr "$INLAY" render config.yaml --values other.yaml=- <<<'v: 5'
    [ "$stderr" = 'inlay: standard input:1:1: note: overrides other.yaml, which is not the file that is named (left aside)' ]
    run -0 --separate-stderr "$INLAY" render ./config.yaml config.yaml:a=3
    [ -z "$stderr" ]
}

@test "a document is for many files, and so is the environment" {
    echo 'files: {config.yaml: {a: 2}, other.yaml: {v: 2}}' >overrides.yaml
    run -0 --separate-stderr "$INLAY" render config.yaml -o overrides.yaml
    [ "$output" = $'a: 2\nb: 2' ]
    [ -z "$stderr" ]
    run -0 --separate-stderr env INLAY_SET=other.yaml:v=3 "$INLAY" check config.yaml
    [ -z "$stderr" ]
}

@test "diff" {
    run -0 "$INLAY" diff config.yaml:a=2 other.yaml:v=2
    [ "$(grep -c '^---' <<<"$output")" -eq 2 ]
    run -0 "$INLAY" diff config.yaml:a=2 other.yaml:v=2 other.yaml ./config.yaml
    [ "$(grep -c '^---' <<<"$output")" -eq 2 ]
    run -0 --separate-stderr "$INLAY" diff config.yaml:a=2 other.yaml:v=2 ./config.yaml
    [ "${lines[0]}" = '--- a/config.yaml' ]
    [ "$(grep -c '^---' <<<"$output")" -eq 1 ]
    says_aside 2 other.yaml
    run -0 "$INLAY" diff config.yaml
    [ -z "$output" ]
    run -1 "$INLAY" diff config.yaml:a=2 no.yaml
    [[ "$output" == 'inlay: no.yaml: does not exist'* ]]
}

@test "check" {
    run -1 "$INLAY" check config.yaml:a=2 other.yaml:w=2
    run -0 --separate-stderr "$INLAY" check config.yaml:a=2 other.yaml:w=2 config.yaml
    says_aside 2 other.yaml
    run -1 "$INLAY" check config.yaml:a=2 other.yaml:w=2 other.yaml
    run -0 "$INLAY" check config.yaml other.yaml
    [ -z "$output" ]
    printf 'a: [1\n' >wrong.yaml
    run -1 "$INLAY" check wrong.yaml
    [[ "$output" == 'inlay: wrong.yaml:2:1: '* ]]
    run -1 "$INLAY" check no.yaml
    [[ "$output" == 'inlay: no.yaml: does not exist'* ]]
    manifest 'files: {config.yaml: }'
    run -0 "$INLAY" check config.yaml
    run -1 "$INLAY" check other.yaml
    [ "$output" = 'inlay: other.yaml: is no input of this job (inlay.yaml does not name it)' ]
}

@test "check says on a terminal what was checked" {
    at_terminal() {
        "$PYTHON" "$ROOT/tests/programs/terminal.py" "${@:2}" <<<"expect (?<![ ,])$1
end"
    }
    at_terminal '2 files, 3 overrides: right' "$INLAY" check config.yaml:a=2 other.yaml:v=2 config.yaml:b=3
    at_terminal '1 file, 1 override: right' "$INLAY" check config.yaml:a=2
    at_terminal '2 files, 0 overrides: right' "$INLAY" check config.yaml other.yaml
    at_terminal '1 file, 1 override, the run config: right' "$INLAY" check config.yaml:a=2 --run-config lr=1
    at_terminal 'nothing is overridden, and no manifest says what to check' "$INLAY" check
    run -1 "$PYTHON" "$ROOT/tests/programs/terminal.py" "$INLAY" check config.yaml:q=2 <<<$'expect right\nend'
}
