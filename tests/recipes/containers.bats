#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/containers with Podman, podman-compose and Compose's own parser.

bats_require_minimum_version 1.5.0
load tools
load containers

setup_file() {
    containers_start
}

teardown_file() {
    containers_stop
}

setup() {
    needs_podman
    as_recipe containers
    recipe_commands '^inlay install'
    sh -c "${commands[0]}" 2>/dev/null
}

# has_run PATTERN CONTENT: the page's command prints that, and nothing else.
has_run() {
    recipe_commands "$1"
    [ ${#commands[@]} -eq 1 ]
    run -0 sh -c "${commands[0]}"
    [ "$output" = "$2" ] || { echo "$output"; return 1; }
}

@test "docker run: the library and variables" {
    has_run 'LD_PRELOAD=' $'lr: 0.5\nnote: none'
}

@test "docker run: an env-file" {
    printf 'lr: 0.1\nnote: none\n' >config.yaml
    has_run --env-file $'lr: 0.5\nnote: none'
}

@test "docker run: the command" {
    has_run --entrypoint $'lr: 0.5\nnote: none'
}

@test "an image with inlay" {
    recipe_commands 'docker build'
    run -0 sh -c "${commands[0]}"
    has_run 'docker run.*job-with-inlay' $'lr: 0.5\nnote: none'
    run -0 docker run --rm job-with-inlay
    [ "$output" = $'lr: 0.1\nnote: none' ]
    run -125 docker run --rm -e INLAY_SET=missing.yaml:lr=0.5 job-with-inlay
}

@test "podman-compose" {
    needs_python_packages compose podman-compose==1.6.0
    recipe_commands 'compose run'
    run -0 --separate-stderr sh -c "${commands[0]/docker compose/\"$(dirname "$PYTHON_WITH")/podman-compose\"}"
    output=$(tr -d '\r' <<<"$output" | tail -n 2) # before that a network is named
    [ "$output" = $'lr: 0.5\nnote: "$HOME # 50%"' ]
}

@test "Compose's own parser" {
    needs_go_program github.com/compose-spec/compose-go/v2/cmd@v2.16.2
    run -0 "$GO_PROGRAM" --format json compose.yaml
    [ "$(jq -r .services.train.environment.INLAY_SET <<<"$output")" = $'config.yaml:lr=0.5\nconfig.yaml:note="$HOME # 50%"' ]
}
