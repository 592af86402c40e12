#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/slurm with Slurm's own daemons: two nodes on this machine.

bats_require_minimum_version 1.5.0
load tools

CLUSTER=$ROOT/tests/recipes/slurm-cluster
SLURM='--export, or a variable that stands for it, keeps the environment from its tasks'
OTHER=/lib/x86_64-linux-gnu/libdl.so.2 # a library that a site preloads

setup_file() {
    export SLURM_CONF=$BATS_FILE_TMPDIR/slurm.conf
    PATH=$PATH:/usr/sbin
    if type slurmctld slurmd munged srun >/dev/null 2>&1; then
        "$CLUSTER" start "$BATS_FILE_TMPDIR"
    fi
}

teardown_file() {
    "$CLUSTER" stop "$BATS_FILE_TMPDIR"
}

setup() {
    [ -e "$SLURM_CONF" ] || leave_out 'needs slurmctld, slurmd, munged and srun'
    as_recipe slurm
    export SITE=$OTHER
    printf 'lr: 0.1\nseed: 0\n' >config.yaml
}

teardown() {
    [ ! -e config.yaml ] || [ "$(<config.yaml)" = $'lr: 0.1\nseed: 0' ]
}

# has_run PATTERN COUNT [TEXT ...]: the page's command ends with 0, and so many tasks read the override; then it says TEXT.
has_run() {
    recipe_commands "$1"
    [ ${#commands[@]} -eq 1 ]
    run -0 --separate-stderr sh -c "${commands[0]}"
    [ "$output" = "$(tasks "$2")" ] || { echo "$output"; return 1; }
    [ "$(grep -v '^srun: job' <<<"$stderr")" = "${3-}" ] || { echo "$stderr"; return 1; }
}

# tasks COUNT: what they print together.
tasks() {
    local i
    for ((i = 0; i < $1; i++)); do
        printf 'lr: 0.5\nseed: 0\n'
    done
}

@test "innermost" {
    has_run '-n4 inlay run' 4
}

@test "innermost, --export=NONE and a library of the site" {
    has_run '--export=NONE' 1
}

@test "a task that reads nothing" {
    run -125 srun inlay run --strict config.yaml:lr=0.5 -- true
    [[ $output == *'inlay: config.yaml was never opened'* ]]
}

@test "a batch job" {
    recipe_commands '--wait job'
    run -0 sh -c "${commands[0]}"
    [ "$(grep -v '^srun: job' job.out)" = "$(tasks 2)" ]
    [ "$(jq -c '.files[] | [.name, .opens]' report.*.json)" != '' ]
    [ "$(ls report.*.json)" = $'report.0.json\nreport.1.json' ]
}

@test "an array of a hundred tasks, each with its own overrides of the same file" {
    recipe_commands '--wait array'
    run -0 sh -c "${commands[0]}"
    for task in {1..100}; do
        [ "$(<"array.$task.out")" = "$(sed -nE "${task}s/config.yaml:(seed)=(.*) config.yaml:(lr)=(.*)/\3: \4\n\1: \2/p" sweep.txt)" ] ||
            { echo "$task: $(<"array.$task.out")"; return 1; }
    done
}

@test "a task of the array that has no line does not run" {
    SLURM_ARRAY_TASK_ID=101 run -1 bash array.sbatch
    [ "$output" = 'sweep.txt has no line 101' ]
}

@test "outermost: the values arrive; of a node elsewhere it is not known what it read" {
    [ -e "$BATS_FILE_TMPDIR/far" ] || leave_out 'needs unshare --pid'
    has_run 'inlay run config.yaml:lr=0.5 -- srun' 2
    run -0 --separate-stderr inlay run config.yaml:lr=0.5 -- srun -w n2 cat config.yaml
    [ "$output" = "$(tasks 1)" ]
    [[ $stderr == *"inlay: it is not known whether config.yaml was opened: no record from srun's tasks" ]]
    run -125 --separate-stderr inlay run --strict config.yaml:lr=0.5 -- srun -w n2 cat config.yaml
    [ "$output" = "$(tasks 1)" ]
}

@test "outermost, on this node alone: all is known" {
    run -0 --separate-stderr inlay run --strict config.yaml:lr=0.5 -- srun -w n1 -n2 cat config.yaml
    [ "$output" = "$(tasks 2)" ]
}

@test "outermost, and the environment kept from the tasks: said before they start" {
    run -0 inlay run config.yaml:lr=0.5 -- sh -c 'srun --export=NONE /bin/cat config.yaml'
    [ "${lines[0]}" = "inlay: overrides cannot follow into srun: $SLURM (--export=ALL, or srun inlay run)" ]
    [[ $output == *'lr: 0.1'* ]]
    SRUN_EXPORT_ENV=NONE run -0 inlay run config.yaml:lr=0.5 -- srun /bin/cat config.yaml
    [[ ${lines[0]} == "inlay: overrides cannot follow into srun: $SLURM"* ]]
    run -0 inlay run config.yaml:lr=0.5 -- srun --export=LD_PRELOAD=$OTHER,INLAY_OVERRIDES /bin/cat config.yaml
    [[ ${lines[0]} == "inlay: overrides cannot follow into srun: $SLURM"* ]]
    run -0 sbatch --wait --export=NONE -o job.out --wrap "'$INLAY' run config.yaml:lr=0.5 -- /usr/bin/srun /bin/cat config.yaml"
    grep -qF "inlay: overrides cannot follow into /usr/bin/srun: $SLURM" job.out
}

@test "with ALL an LD_PRELOAD that is set wins: the launch stays" {
    run -0 --separate-stderr inlay run --strict config.yaml:lr=0.5 -- srun -w n1 --export=ALL,LD_PRELOAD=$OTHER cat config.yaml
    [ "$output" = "$(tasks 1)" ]
    run -0 --separate-stderr inlay run config.yaml:lr=0.5 -- srun --export=LD_PRELOAD,INLAY_OVERRIDES /bin/cat config.yaml
    [ "$output" = "$(tasks 1)" ]
}

@test "by variables" {
    has_run '^eval' 1
    LD_PRELOAD=$OTHER has_run '^eval' 1
    export LD_PRELOAD=$LIB INLAY_SET=config.yaml:lr=0.5
    run -0 --separate-stderr srun --export=NONE /bin/cat config.yaml
    [ "$output" = $'lr: 0.1\nseed: 0' ]
    [[ ${stderr_lines[0]} == "inlay: overrides cannot follow into srun: $SLURM"* ]]
}

@test "what the page warns of is what Slurm does" {
    run -0 --separate-stderr srun --export=ALL,LD_PRELOAD="$LIB",INLAY_SET=config.yaml:lr=0.5 cat config.yaml
    [ "$output" = "$(tasks 1)" ]
    LD_PRELOAD= run -0 --separate-stderr srun --export=ALL,LD_PRELOAD="$LIB",INLAY_SET=config.yaml:lr=0.5 cat config.yaml
    [ "$output" = $'lr: 0.1\nseed: 0' ]
}
