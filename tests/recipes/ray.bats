#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/ray, with Ray from PyPI: one that the script starts, and a cluster that runs already.

bats_require_minimum_version 1.5.0
load tools

# The cluster is one for all tests, in a place of its own: short, since sockets' paths are.
setup_file() {
    export PLACE=$(mktemp -d /tmp/inlay-ray-XXXXXX) CLUSTER=
    export RAY_TMPDIR=$PLACE HOME=$PLACE RAY_AUTH_MODE=disabled RAY_USAGE_STATS_ENABLED=0
    needs_python_packages ray 'ray[default]'
    export PATH=${PYTHON_WITH%/*}:$PATH
    local port=$("$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    export RAY_API_SERVER_ADDRESS=http://127.0.0.1:$port
    ray start --head --block --port=0 --num-cpus=2 --node-ip-address=127.0.0.1 \
        --include-dashboard=true --dashboard-port="$port" >"$PLACE/log" 2>&1 3>&- &
    CLUSTER=$!
    for ((i = 0; i < 1200; i++)); do
        ! grep -q 'Ray runtime started' "$PLACE/log" || break
        sleep 0.1
    done
    [ "$i" -lt 1200 ] || { cat "$PLACE/log" && return 1; }
    export RAY_ADDRESS=$(<"$PLACE/ray/ray_current_cluster") # another one may run on this machine
}

teardown_file() {
    [ -z "$CLUSTER" ] || { kill "$CLUSTER" && wait "$CLUSTER"; } || true
    rm -rf "$PLACE"
}

setup() {
    as_recipe ray
    needs_python_packages ray 'ray[default]'
    export PATH=${PYTHON_WITH%/*}:$PATH LIBRARY=$LIB
    printf 'lr: 0.1\n' >config.yaml
    cat >train.py <<'PY'
import os
import ray

CONFIG = os.path.abspath("config.yaml")  # a cluster's workers start elsewhere

def read():
    return open(CONFIG).read().strip()

@ray.remote
class Trainer:
    def read(self):
        return read()

ray.init(log_to_driver=False, configure_logging=False)
print(read(), ray.get(ray.remote(read).remote()), ray.get(Trainer.remote().read.remote()), sep=", ")
PY
}

# prints LINE PATTERN: the page's command has this line among what it prints.
prints() {
    recipe_commands "$2"
    [ ${#commands[@]} -eq 1 ]
    run -0 --separate-stderr timeout 120 sh -c "${commands[0]}"
    grep -qx "$1" <<<"$output" || { echo "$output $stderr"; return 1; }
}

EVERYWHERE='lr: 0.5, lr: 0.5, lr: 0.5'

@test "a script that starts Ray" {
    prints "$EVERYWHERE" '^RAY_ADDRESS=local'
    [[ $stderr != *'inlay: '* ]]
}

@test "a job of a cluster, with inlay in its runtime environment" {
    prints "$EVERYWHERE" '^ray job submit'
}

@test "a script in a cluster, with inlay around the script alone: the workers read the disk, and that is said" {
    local named
    for named in "$RAY_ADDRESS" ''; do
        run -0 --separate-stderr env RAY_ADDRESS="$named" timeout 120 inlay run config.yaml:lr=0.5 -- python train.py
        grep -qx 'lr: 0.5, lr: 0.1, lr: 0.1' <<<"$output"
        [ "$(grep 'inlay: ' <<<"$stderr")" = "inlay: no record from workers of the Ray cluster that the job joined: they read what is on the disk, unless Ray's runtime_env has LD_PRELOAD and INLAY_OVERRIDES in its env_vars" ]
    done
}

@test "a script that gives a cluster's workers what it has" {
    prints 'lr: 0.5' 'train_in_cluster.py'
    [[ $stderr != *'inlay: '* ]]
}

@test "a script that knows nothing of inlay, in a cluster" {
    prints "$EVERYWHERE" 'RAY_JOB_CONFIG_JSON_ENV_VAR'
    [[ $stderr != *'inlay: '* ]]
}
