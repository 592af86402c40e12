#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# README.md, and the README.md of each recipe: what is shown there is what happens.

bats_require_minimum_version 1.5.0
load helpers

# section TITLE: of README.md.
section() {
    sed -n "/^## $1\$/,/^## /{ /^## /d; p }" "$ROOT/README.md"
}

# blocks: what stands between ``` in a text.
blocks() {
    sed -n '/^```/,/^```/{ /^```/d; p }'
}

@test "it is short, and what it links to is there" {
    local link
    [ "$(wc -l <"$ROOT/README.md")" -le 150 ]
    for link in $(grep -oE '\]\([^)#]+' "$ROOT/README.md" | sed 's/^](//'); do
        [ -e "$ROOT/$link" ] || { echo "$link is not there"; return 1; }
    done
    for page in $(section Links | grep -oE 'inlay[a-z.-]*\([0-9]\)'); do
        [ -e "$ROOT/shim/cli/man/$(sed 's/(\(.\))$/.\1/' <<<"$page")" ]
    done
}

@test "the picture of the terminal is what the demo prints" {
    "$ROOT/scripts/terminal-picture" "$BUILD" | diff -u "$ROOT/scripts/demo/terminal.svg" -
}

@test "on your own program" {
    printf '#!/bin/sh\ngrep seed config.yaml\n' >train
    chmod +x train
    printf 'seed: 1\n' >config.yaml
    PATH=$BUILD/bin:$PATH
    section 'On your own program' | blocks >commands
    [ "$(wc -l <commands)" -eq 3 ]
    run -0 --separate-stderr sh -e commands
    [[ ${lines[0]} == 'seed: 1' ]]
    [[ $output == *'seed'*'int'*'1'* ]]
    [[ ${lines[-1]} == 'seed: 7' ]]
}

# The files of a recipe are run by make test-recipes, make test-wandb and make test-injection.
@test "each line of a recipe stands in the recipe's own files" {
    local recipe='' line count=0
    while IFS= read -r line; do
        if [[ $line =~ ^\*\*\[.*\]\((scripts/recipes/[a-z-]*)/README.md\) ]]; then
            recipe=${BASH_REMATCH[1]}
        elif [[ $line == '**Sweeps**'* ]]; then
            break
        elif [[ -n $line && $line != '```'* && $line != \[* ]]; then
            grep -rqF -- "$line" "$ROOT/$recipe" || { echo "not in $recipe: $line"; return 1; }
            count=$((count + 1))
        fi
    done < <(section Recipes)
    [ "$count" -ge 8 ]
}

@test "a sweep" {
    cp "$ROOT"/scripts/demo/config.yaml .
    mkdir bin
    printf '#!/bin/sh\necho "accuracy 0.$(cksum <config.yaml | cut -c 1-3)"\n' >bin/python3
    chmod +x bin/python3
    section Recipes | grep '^inlay sweep' >commands
    PATH=$BUILD/bin:$PWD/bin:$PATH run -0 --separate-stderr sh -e commands
    [ "${#lines[@]}" -eq 7 ]
    [ "$(printf '%s\n' "${lines[@]:1}" | awk '{ print $NF }')" = "$(printf '%s\n' "${lines[@]:1}" | awk '{ print $NF }' | sort -r)" ]
}

@test "the patch of the Kubernetes recipe brings inlay, and tries the job's command" {
    cp "$ROOT"/scripts/recipes/kubernetes/train.yaml .
    section Recipes | grep '^inlay env --format kubernetes' >command
    PATH=$BUILD/bin:$PATH run -0 --separate-stderr sh -e command
    [ -z "$stderr" ]
    run -0 "$PYTHON" -c '
import yaml
with open("patch.yaml", encoding="utf-8") as file:
    pod = yaml.safe_load(file)["spec"]["template"]["spec"]
print(*[container["image"] for container in pod["initContainers"]], pod["initContainers"][1]["command"][-2:])'
    [ "$output" = "REGISTRY/inlay REGISTRY/job ['cat', 'config.yaml']" ]
}
