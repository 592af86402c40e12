#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `inlay help SUBJECT` and `inlay version`: what they show works as it is written there.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    cat >config.yaml <<'YAML'
trainer: {learning_rate: 0.1, schedule: cosine, layers: [1, 2], private: {key: x}}
model.v2: {size: 1}
layers: [1, 2]
jobs: [{name: db, image: a}, {name: web, image: b}]
api: {key: k}
seed: 1
name: x
YAML
    printf 'kind: Deployment\nreplicas: 1\n---\nkind: Service\nreplicas: 2\n' >k8s.yaml
}

# example SUBJECT: the lines of its help that are one block of YAML.
example() {
    "$INLAY" help "$1" | sed -n '/^  [a-z]*: *\(#.*\)*$/,/^$/s/^  //p'
}

@test "version" {
    local words
    for words in version -V --version; do
        run -0 --separate-stderr "$INLAY" $words
        [ "${lines[0]}" = "inlay $("$ROOT/scripts/version")" ]
        [ -z "$stderr" ]
    done
    # Built before or after a commit, a change or an export of the sources.
    [[ ${lines[1]} =~ ^commit:\ ([0-9a-f]{12}(, with changes)?|unknown \(not built in a git clone\))$ ]]
    if readelf -lW "$INLAY" | grep -q INTERP; then
        [[ ${lines[2]} =~ ^command:\ .*,\ dynamic,\ with\  ]]
    else
        [[ ${lines[2]} =~ ^command:\ .*,\ static,\ with\ musl\ [0-9.]+$ ]]
    fi
    [[ ${lines[3]} =~ ^library:\ .*,\ for\ glibc\ 2.17\ and\ later,\ and\ musl$ ]]
}

@test "help of verbs and of subjects" {
    local words
    "$INLAY" --help >overview
    for words in -h help 'help help' 'help version'; do
        run -0 "$INLAY" $words
        [ "$output" = "$(cat overview)" ]
    done
    for words in $(sed -n 's/^  inlay \([a-z]*\) .*/\1/p' overview) assignments documents manifest; do
        run -0 --separate-stderr "$INLAY" help "$words"
        [ -n "$output" ]
        [ -z "$stderr" ]
        [ "$output" = "$("$INLAY" --help "$words")" ]
        run -1 grep -n '.\{121,\}' <<<"$output"
    done
    run -2 "$INLAY" help document
    [ "${lines[0]}" = 'inlay: unknown verb or subject document (did you mean documents?)' ]
    run -2 "$INLAY" verson
    [ "${lines[0]}" = 'inlay: unknown verb verson (did you mean version?)' ]
}

@test "assignments: every KEY and VALUE that is shown" {
    local key value
    for key in trainer.learning_rate 'model\.v2.size' 'layers[0]' 'layers[-1]' '+layers[+]' 'jobs[name=web].image'; do
        "$INLAY" help assignments | grep -qF -- "$key"
        run -0 --separate-stderr "$INLAY" diff "config.yaml:$key=64"
        grep -q '^+.*64' <<<"$output"
    done
    for value in 64 1e-4 true null '[1, 2]' '{a: 1}' resnet; do
        "$INLAY" help assignments | grep -qF -- "$value"
        run -0 "$INLAY" check "config.yaml:seed=$value"
    done
    run -0 "$INLAY" render config.yaml --set-string config.yaml:name=64
    grep -q '^name: "64"' <<<"$output"
    run -0 "$INLAY" render config.yaml config.yaml:name='"64"'
    grep -q '^name: "64"' <<<"$output"
    run -0 --separate-stderr "$INLAY" diff 'k8s.yaml#kind=Service:replicas=5' 'k8s.yaml#2:kind=Other'
    grep -q '^+replicas: 5' <<<"$output"
}

@test "documents: the example" {
    example documents >overrides.yaml
    grep -q '^files:' overrides.yaml
    grep -q '^args:' overrides.yaml
    run -0 --separate-stderr "$INLAY" render -o overrides.yaml config.yaml
    [ "${lines[0]}" = 'trainer: {learning_rate: 1.0e-4, layers: [128, 2], private: {key: x}}' ]
    run -0 --separate-stderr "$INLAY" render -o overrides.yaml k8s.yaml
    [ "${lines[-1]}" = 'replicas: 3' ]
    printf 'import sys; print(sys.argv, open("config.yaml").readline(), end="")\n' >train.py
    run -0 --separate-stderr env PATH="$(dirname "$PYTHON"):$PATH" "$INLAY" run -o overrides.yaml
    [ "${lines[0]}" = "['train.py', '--epochs', '3'] trainer: {learning_rate: 1.0e-4, layers: [128, 2], private: {key: x}}" ]
    run -0 "$INLAY" config -o overrides.yaml seed
    [ "$output" = 7 ]
}

@test "documents: files, then unset, then set" {
    printf 'set: {config.yaml:seed: 2}\nunset: [config.yaml:name]\nfiles: {config.yaml: {seed: 3, name: z}}\n' >o.yaml
    run -0 --separate-stderr "$INLAY" render -o o.yaml config.yaml
    grep -q '^seed: 2' <<<"$output"
    run -1 grep '^name' <<<"$output"
}

@test "manifest: the example" {
    example manifest >inlay.yaml
    grep -q '^files:' inlay.yaml
    grep -q '^bind:' inlay.yaml
    mkdir schemas
    echo '{"properties": {"trainer": {"properties": {"learning_rate": {"type": "number"}}}}}' >schemas/config.json
    run -0 "$INLAY" check
    [ -z "$output" ]
    run -0 --separate-stderr "$INLAY" render config.yaml --run-config lr=0.5
    grep -q '^trainer: {learning_rate: 0.5' <<<"$output"
    run -0 --separate-stderr env SEED=9 "$INLAY" render config.yaml
    grep -q '^seed: 9' <<<"$output"
    run -1 "$INLAY" check config.yaml:trainer.private.key=y
    run -1 "$INLAY" check config.yaml:name=y
}
