#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/github-actions: actionlint judges the workflow, and its steps are run as a runner runs them. No runner of
# GitHub's was at hand.

bats_require_minimum_version 1.5.0
load tools

setup() {
    as_recipe github-actions
    printf 'lr: 0.1\n' >config.yaml
}

# runs STEP INPUT: the step's text by the runner's shell, `bash -e FILE`, with its env; ${{ inputs.overrides }} is INPUT.
runs() {
    local assignments
    LIBRARY=$LIB "$PYTHON" - "$1" "$2" <<'PY'
import os, sys, yaml
step = yaml.safe_load(open("workflow.yaml"))["jobs"]["train"]["steps"][int(sys.argv[1])]
open("step.sh", "w").write(step["run"])
with open("step.env", "w") as out:
    for name, value in step.get("env", {}).items():
        value = value.replace("${{ inputs.overrides }}", sys.argv[2])
        value = value.replace("/usr/local/lib/inlay/libinlay.so", os.environ["LIBRARY"])
        out.write(f"{name}={value}\0")
PY
    mapfile -d '' assignments <step.env
    run env "${assignments[@]}" bash -e step.sh
}

@test "actionlint finds nothing" {
    needs_go_program github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
    mkdir -p .github/workflows
    cp workflow.yaml .github/workflows
    run -0 "$GO_PROGRAM" -shellcheck= .github/workflows/workflow.yaml
    [ -z "$output" ]
}

@test "a command with overrides" {
    runs 0 ''
    [ "$status/$output" = '0/lr: 0.5' ]
    rm config.yaml
    runs 0 ''
    [ "$status" -eq 125 ]
}

@test "a step with overrides from an input" {
    runs 1 config.yaml:lr=0.5
    [ "$status/$output" = '0/lr: 0.5' ]
    runs 1 $'config.yaml:lr=0.5\nconfig.yaml:+note="$HOME # %%"\n'
    [ "$status/$output" = $'0/lr: 0.5\nnote: "$HOME # %%"' ]
    rm config.yaml
    runs 1 config.yaml:lr=0.5
    [ "$status" -eq 125 ]
}

@test "all steps that follow" {
    export GITHUB_ENV=$PWD/github.env
    runs 2 ''
    [ "$status" -eq 0 ]
    # One line each, none of which needs the form with a delimiter.
    mapfile -t assignments <github.env
    for assignment in "${assignments[@]}"; do
        [[ $assignment =~ ^[A-Z_0-9]+=[^\"\'\ ]*$ ]]
    done
    run -0 env "${assignments[@]}" bash -e -c "$("$PYTHON" -c 'import yaml; print(yaml.safe_load(open("workflow.yaml"))["jobs"]["train"]["steps"][3]["run"])')"
    [ "$output" = 'lr: 0.5' ]
}
