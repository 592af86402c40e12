#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay.yaml, found by the library: what a manifest beside the job's files, or above, does with the environment alone.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    mkdir -p job/sub other
    cd job
    printf 'rate: 0.1\nseed: 3\nport: 80\n' >config.yaml
    printf 'files: {config.yaml: {exclude: [seed]}}\nrun_config: {}\nbind: {lr: config.yaml:rate, "env:PORT": config.yaml:port}\n' >inlay.yaml
}

# alone [NAME=VALUE ...] COMMAND ...: with the library and these variables.
alone() {
    env LD_PRELOAD="$LIB" "$@"
}

@test "its binds set keys of files" {
    WANDB_CONFIG='{"lr": 0.5}' run -0 alone cat config.yaml
    [ "$output" = $'rate: 0.5\nseed: 3\nport: 80' ]
    WANDB_CONFIG='{}' run -0 alone PORT=81 cat config.yaml
    [ "$output" = $'rate: 0.1\nseed: 3\nport: 81' ]
    WANDB_CONFIG='{"lr": 0.5}' INLAY_ROOT=$PWD run -0 alone sh -c 'cd /; exec cat "$OLDPWD/config.yaml"'
    [ "${lines[0]}" = 'rate: 0.5' ]
}

@test "the log names it" {
    WANDB_CONFIG='{"lr": 0.5}' INLAY_LOG=1 run -0 alone cat config.yaml
    [ "${lines[0]}" = "inlay: $PWD/inlay.yaml is the manifest" ]
}

@test "children keep it, wherever they start, and what it is" {
    export WANDB_CONFIG='{"lr": 0.5}'
    run -0 alone sh -c 'cd /; cat "$OLDPWD/config.yaml"'
    [ "${lines[0]}" = 'rate: 0.5' ]
    run -0 alone sh -c 'cd ../other; env -i cat ../job/config.yaml'
    [ "${lines[0]}" = 'rate: 0.5' ]
    run -125 alone sh -c 'echo "# other" >>inlay.yaml; cat config.yaml; exit $?'
    [[ $output == *"inlay: $PWD/inlay.yaml: is not what the job was started with"* ]]
    run -125 alone sh -c 'rm inlay.yaml; cat config.yaml; exit $?'
    [[ $output == *"inlay: $PWD/inlay.yaml: does not exist (INLAY_INPUTS names it)"* ]]
}

@test "children find it, where the first process found nothing" {
    local way
    cd ..
    export WANDB_CONFIG='{"lr": 0.5}'
    for way in INLAY_SET=config.yaml:port=81 WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"port": 81}}'; do
        run -0 alone "$way" sh -c 'cd job; cat config.yaml'
        [ "$output" = $'rate: 0.5\nseed: 3\nport: 81' ] || { echo "$way: $output"; return 1; }
    done
}

@test "what it does not offer is refused" {
    INLAY_SET=config.yaml:seed=7 run -125 alone cat config.yaml
    [ "${lines[0]}" = "inlay: INLAY_SET:1:1: config.yaml: seed is no input of this job (exclude: seed, at $PWD/inlay.yaml:1:33)" ]
    WANDB_LAUNCH_FILE_OVERRIDES='{"other.yaml": {"a": 1}}' run -125 alone cat config.yaml
    [[ ${lines[0]} == *": other.yaml is no input of this job ($PWD/inlay.yaml offers config.yaml)" ]]
    INLAY_SET=sub/../config.yaml:rate=2 run -0 alone cat config.yaml
    [ "${lines[0]}" = 'rate: 2' ]
}

@test "one above, and files by other spellings" {
    cd sub
    local note="inlay: $(realpath ..)/inlay.yaml: note: is this job's manifest, above the working directory"
    INLAY_SET=../config.yaml:rate=2 run -0 --separate-stderr alone cat ../config.yaml
    [ "${lines[0]}" = 'rate: 2' ]
    [ "$stderr" = "$note" ]
    WANDB_CONFIG='{"lr": 0.5}' run -0 --separate-stderr alone sh -c 'cd /; cat "$OLDPWD/../config.yaml"'
    [ "${lines[0]}" = 'rate: 0.5' ]
    [ "$stderr" = "$note" ]
    INLAY_SET=../config.yaml:seed=2 run -125 alone cat ../config.yaml
    echo 'a: 1' >config.yaml
    INLAY_SET=config.yaml:a=2 run -125 alone cat config.yaml
    [[ ${lines[0]} == *': config.yaml is no input of this job '* ]]
    # Not from beyond the home directory.
    HOME=$PWD INLAY_SET=config.yaml:a=2 run -0 --separate-stderr alone cat config.yaml
    [ "$output" = 'a: 2' ]
    [ -z "$stderr" ]
}

@test "a manifest that is wrong ends the process, and an empty INLAY_INPUTS goes without" {
    local content
    export INLAY_SET=config.yaml:seed=7
    for content in 'files: [' 'other: 1'; do
        echo "$content" >inlay.yaml
        run -125 alone cat config.yaml
        [[ ${lines[0]} == "inlay: $PWD/inlay.yaml:"* ]]
        [ "${lines[1]}" = "inlay: $PWD/inlay.yaml is refused, so the program does not start (correct it, or run it without overrides: INLAY_DISABLE=1)" ]
    done
    INLAY_ON_ERROR=warn run -0 alone cat config.yaml
    [[ $output == *'reads its files as they are on disk'*'seed: 3'* ]]
    INLAY_INPUTS='' run -0 alone cat config.yaml
    [ "${lines[1]}" = 'seed: 7' ]
    rm inlay.yaml
    ln -s nowhere inlay.yaml
    run -125 alone cat config.yaml
    [[ ${lines[0]} == "inlay: $PWD/inlay.yaml: does not exist"* ]]
}

@test "what another user may have put there is not taken, and said" {
    local not_taken="inlay: $PWD/inlay.yaml: note: is not taken for this job's manifest: it or its directory may be written by any user (INLAY_INPUTS=PATH takes it)"
    export WANDB_CONFIG='{"lr": 0.5}'
    chmod o+w .
    run -0 alone cat config.yaml
    [ "$output" = "$not_taken"$'\nrate: 0.1\nseed: 3\nport: 80' ]
    INLAY_SET=config.yaml:seed=7 run -0 alone cat config.yaml
    [ "${lines[*]:0:3}" = "$not_taken rate: 0.1 seed: 7" ]
    INLAY_INPUTS=inlay.yaml run -0 --separate-stderr alone cat config.yaml
    [ "${lines[0]}" = 'rate: 0.5' ]
    [ -z "$stderr" ]
}

@test "of another user's, and of the owner's of the directory" {
    needs_root
    export WANDB_CONFIG='{"lr": 0.5}'
    chown 12345 inlay.yaml
    run -0 alone cat config.yaml
    [[ ${lines[0]} == *'belongs to another user (INLAY_INPUTS=PATH takes it)' ]]
    chown 12345 .
    run -0 alone cat config.yaml
    [ "$output" = $'rate: 0.5\nseed: 3\nport: 80' ]
}

@test "INLAY_INPUTS wins, and what inlay run hands on; others need not look" {
    echo 'files: {config.yaml: {}}' >../other/inputs.yaml
    INLAY_INPUTS=../other/inputs.yaml INLAY_SET=config.yaml:seed=7 run -0 alone cat config.yaml
    [ "${lines[1]}" = 'seed: 7' ]
    echo 'files: [' >../other/inlay.yaml
    # Without a launch nobody looks.
    run -0 --separate-stderr alone sh -c 'cd ../other; cat ../job/config.yaml'
    [ -z "$stderr" ]
    run -0 --separate-stderr "$INLAY" run config.yaml:rate=2 -- sh -c 'cd ../other; cat ../job/config.yaml'
    [ "${lines[0]}" = 'rate: 2' ]
    rm inlay.yaml
    run -0 --separate-stderr "$INLAY" run config.yaml:rate=2 -- sh -c 'cd ../other; cat ../job/config.yaml'
    [ "${lines[0]}" = 'rate: 2' ]
    [ -z "$stderr" ]
    # The first process of a job has looked for its children.
    INLAY_SET=config.yaml:rate=2 run -0 --separate-stderr alone sh -c 'cd ../other; cat ../job/config.yaml'
    [ "${lines[0]}" = 'rate: 2' ]
    [ -z "$stderr" ]
}

@test "inlay run without one, whose job sets W&B's variable" {
    # as an agent in a job does
    INLAY_INPUTS='' run -0 "$INLAY" run config.yaml:rate=2 -- \
        env WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"seed": 9}}' sh -c 'cat config.yaml; exit $?'
    [ "$output" = $'rate: 2\nseed: 9\nport: 80' ]
}

@test "inlay run inside of such a job" {
    cd sub
    WANDB_CONFIG='{"lr": 0.5}' run -0 --separate-stderr alone sh -c 'cd /; exec "$0" run ../config.yaml:port=1 -- cat "$OLDPWD/../config.yaml"' "$INLAY"
    [ "$output" = $'rate: 0.5\nseed: 3\nport: 1' ]
    WANDB_CONFIG='{"lr": 0.5}' run -125 alone sh -c 'cd /; exec "$0" run ../config.yaml:seed=1 -- touch ran' "$INLAY"
    [[ $output == *'seed is no input of this job'* ]]
}
