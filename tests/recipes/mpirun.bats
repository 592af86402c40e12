#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/mpirun, with Open MPI and with MPICH. The other machine is a shell here (ssh_runs_here).

bats_require_minimum_version 1.5.0
load tools

setup() {
    as_recipe mpirun
    prints_training_values
    export HOME=$PWD OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
    mkdir bin
}

# prints LINES PATTERN [MPI]: with each MPI, or the one, the ranks print these lines by the page's command.
prints() {
    local mpi commands
    recipe_commands "$2"
    [ ${#commands[@]} -eq 1 ]
    for mpi in ${3:-openmpi mpich}; do
        needs_program mpirun.$mpi
        with $mpi
        run -0 --separate-stderr sh -c "${commands[0]}"
        [ "$(sort <<<"$output")" = "$1" ] || { echo "$mpi: $output $stderr"; return 1; }
    done
}

# with MPI: mpirun is its, and hosts has its form.
with() {
    printf '#!/bin/sh\nexec mpirun.%s "$@"\n' "$1" >bin/mpirun
    chmod +x bin/mpirun
    export PATH=$PWD/bin:$PATH
    [ "$1" = openmpi ] && echo 'far slots=4' >hosts || echo 'far:4' >hosts
}

FOUR=$'0.5 0\n0.5 0\n0.5 0\n0.5 0'

@test "on one machine" {
    prints "$FOUR" '-- mpirun -n 4 ./train'
    [ -z "$stderr" ]
}

@test "on several machines, with inlay in each rank" {
    ssh_runs_here
    prints "$FOUR" '^mpirun --hostfile'
    [ -s ssh.log ]
}

@test "on several machines, with the launch handed on" {
    ssh_runs_here
    prints "$FOUR" '-x INLAY_OVERRIDES' openmpi
    [ -s ssh.log ]
}

@test "a document that -x leaves behind, being long: no rank starts" {
    needs_program mpirun.openmpi
    ssh_runs_here
    with openmpi
    "$PYTHON" -c 'import json; json.dump({"files": {"config.yaml": {"seed": "a" * 150000}}}, open("long.json", "w"))'
    recipe_commands '-x INLAY_OVERRIDES'
    run --separate-stderr sh -c "${commands[0]/config.yaml:lr=0.5/-o long.json}"
    [[ $status -ne 0 && -z $output && $stderr == *'INLAY_OVERRIDES: what started this program has left it out'* ]] || { echo "$status $output $stderr"; return 1; }
}

@test "MPICH hands on all that it has" {
    needs_program mpirun.mpich
    ssh_runs_here
    with mpich
    run -0 --separate-stderr inlay run config.yaml:lr=0.5 -- mpirun --hostfile hosts -n 4 ./train
    [ "$output" = "$FOUR" ]
}

@test "values of a rank's own" {
    prints $'0.01 0\n0.01 1\n0.01 2\n0.01 3' 'seed='
}

@test "without -x Open MPI leaves it behind, and that is said" {
    needs_program mpirun.openmpi
    ssh_runs_here
    with openmpi
    run -0 --separate-stderr inlay run config.yaml:lr=0.5 -- mpirun --hostfile hosts -n 4 ./train
    [ "$(sort -u <<<"$output")" = '0.01 0' ]
    [[ ${stderr_lines[0]} == 'inlay: overrides cannot follow into mpirun: Open MPI '*'mpirun inlay run)' ]]
}
