#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/dask, with Dask from PyPI: a LocalCluster, and a scheduler and workers that run already.

bats_require_minimum_version 1.5.0
load tools

setup() {
    as_recipe dask
    needs_python_packages dask distributed
    PATH=${PYTHON_WITH%/*}:$PATH
    printf 'lr: 0.1\n' >config.yaml
    export DASK_DISTRIBUTED__WORKER__MEMORY__TARGET=false
    started=()
}

teardown() {
    [ ${#started[@]} -eq 0 ] || { kill "${started[@]}" && wait "${started[@]}"; } || true
}

# script CLIENT: train.py prints what it reads itself, and what a worker does.
script() {
    cat >train.py <<PY
from dask.distributed import Client
from with_overrides import with_overrides

def read():
    return open("config.yaml").read().strip()

if __name__ == "__main__":
    with $1 as client:
        print(read(), client.submit(read).result(), sep=", ")
PY
}

in_background() {
    "$@" >>background.log 2>&1 3>&- &
    started+=($!)
}

start_scheduler() {
    in_background dask scheduler --host 127.0.0.1 --port 0 --no-dashboard --scheduler-file scheduler.json
    wait_until [ -s scheduler.json ]
    export SCHEDULER=$(jq -r .address scheduler.json)
}

@test "a LocalCluster" {
    script 'Client(n_workers=2, threads_per_worker=1, dashboard_address=None)'
    recipe_commands 'python train.py'
    run -0 --separate-stderr sh -c "${commands[0]}"
    [ "$output" = 'lr: 0.5, lr: 0.5' ]
}

@test "workers that inlay starts, of a scheduler that runs already" {
    start_scheduler
    recipe_commands 'dask worker'
    in_background sh -c "exec ${commands[0]}"
    script "Client('$SCHEDULER')"
    run -0 --separate-stderr timeout 60 python train.py
    [ "$output" = 'lr: 0.1, lr: 0.5' ]
}

@test "workers that run already" {
    start_scheduler
    in_background dask worker "$SCHEDULER" --nworkers 1 --no-dashboard
    script "Client('$SCHEDULER')"
    run -0 --separate-stderr timeout 60 inlay run config.yaml:lr=0.5 -- python train.py
    [ "$output" = 'lr: 0.5, lr: 0.1' ] # which inlay cannot see
    script "with_overrides(Client('$SCHEDULER'))"
    run -0 --separate-stderr timeout 60 inlay run config.yaml:lr=0.5 -- python train.py
    [ "$output" = 'lr: 0.5, lr: 0.5' ]
}
