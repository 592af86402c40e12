#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/optuna, with Optuna from PyPI.

bats_require_minimum_version 1.5.0
load tools

setup() {
    as_recipe optuna
    needs_python_packages optuna optuna
    needs_program jq
    export PATH=${PYTHON_WITH%/*}:$PATH
    printf 'lr: 0.01  # a comment\nseed: 0\n' >config.yaml
    # seed 3 fails; the loss is the rate
    printf '#!/bin/sh\n! grep -q "seed: 3" config.yaml || exit 7\nsed -n "s/^lr: \\([^ ]*\\).*/loss: \\1/p" config.yaml\n' >train
    chmod +x train
}

# trials: NUMBER STATE VALUE PARAMS, a line each, as Optuna has them.
trials() {
    python -W ignore - <<'PY'
import optuna
optuna.logging.disable_default_handler()
storage = optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend("study.journal"))
for t in optuna.load_study(study_name="loss", storage=storage).trials:
    print(t.number, t.state.name, t.value, t.params["config.yaml:lr"], t.params["config.yaml:seed"])
PY
}

@test "each job reads what Optuna asks for, and Optuna hears what came of it" {
    run -0 --separate-stderr ./search 3
    [ -z "$output$(grep -v '^inlay: ' <<<"$stderr")" ]
    run -0 trials
    [ "${#lines[@]}" -eq 3 ]
    local line number state value lr seed
    for line in "${lines[@]}"; do
        read -r number state value lr seed <<<"$line"
        [ "$(jq '.set["config.yaml:lr"]' "trial-$number.json")" = "$(jq -n "$lr")" ]
        if [ "$seed" = 3 ]; then
            [ "$state $value" = 'FAIL None' ]
        else
            [ "$state $value" = "COMPLETE $lr" ]
        fi
    done
    [ "$(<config.yaml)" = $'lr: 0.01  # a comment\nseed: 0' ]
}

@test "a job that fails is told as failed" {
    sed -i 's/"choices": .*/"choices": [3]}}/' space.json
    run -0 ./search 1
    run -0 trials
    [[ $output == '0 FAIL None '* ]]
}

@test "two searches at once share one study" {
    ./search 1 & ./search 1
    wait $!
    run -0 trials
    [ "${#lines[@]}" -eq 2 ]
    [[ $output != *RUNNING* ]]
}
