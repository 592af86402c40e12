#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A sweep of the demo's training script: twenty cells, a start that is killed on the way, and one that goes on.

bats_require_minimum_version 1.5.0
load helpers

needs_scikit_learn() {
    "$PYTHON" -c 'import sklearn, yaml' 2>/dev/null || leave_out 'needs scikit-learn and PyYAML'
}

done_cells() { # COUNT: at least so many
    [ "$(grep -l '"state": "done"' sweep/*/status.json 2>/dev/null | wc -l)" -ge "$1" ]
}

@test "twenty cells of the demo's training script, killed on the way and started again" {
    needs_scikit_learn
    cp "$ROOT"/scripts/demo/{config.yaml,train.py} .
    sweep=("$INLAY" sweep -j 2 config.yaml:trainer.learning_rate=0.001,0.003,0.01,0.03,0.1 'config.yaml:model.layers=[48,24],[96]'
        config.yaml:trainer.epochs=1 --repeat 2 config.yaml:seed)
    "${sweep[@]}" -- "$PYTHON" train.py 3>&- 2>said &
    wait_until done_cells 3
    kill -KILL $!
    wait $! || true
    cp config.yaml before
    sed -i 's/batch_size: 32/batch_size: 64/' config.yaml # cells are served from the sweep's copy
    run -0 "${sweep[@]}" --base keep -- "$PYTHON" train.py
    [[ $output == *'20 cells: 20 done, in '* ]] || { echo "$output"; return 1; }
    for cell in $(seq 0 19); do
        directory=$(printf 'sweep/%04d' "$cell")
        rates=(0.001 0.003 0.01 0.03 0.1)
        [ "$(head -1 "$directory/output")" = "learning rate ${rates[cell / 4]}, batch size 32, 1 epochs" ] || { cat "$directory/output"; return 1; }
    done
    # Nothing of it depends on where and when it ran.
    cp before config.yaml
    [ "$("$INLAY" run -o sweep/0013/document.json -- "$PYTHON" train.py)" = "$(cat sweep/0013/output)" ]
    run -0 "$INLAY" sweep --table --metric 'output:/accuracy ([0-9.]+)/' --format csv
    [ "$(wc -l <<<"$output")" -gt 10 ]
}
