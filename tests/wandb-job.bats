#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/wandb-job without W&B's package; tests/wandb/onto-job.bats has it.

bats_require_minimum_version 1.5.0
load helpers

wandb_job() {
    "$PYTHON" -S "$ROOT/scripts/wandb-job" "$@"
}

@test "its usage" {
    run -0 wandb_job --help
    [[ $output == 'Puts the inputs of a job onto its W&B job artifact'* ]]
    for words in '' put 'put -x' 'push team/vision/job' 'put team/vision/job more'; do
        run -2 --separate-stderr wandb_job $words
        [[ -z $output && $stderr == 'wandb-job: put or show, and a job, are needed'$'\n'*'usage: '* ]]
    done
}

@test "a python without W&B's package" {
    run -1 wandb_job show team/vision/job
    [[ $output == "wandb-job: "*" has no package called wandb (pip install wandb, or use a python that has it)" ]]
}
