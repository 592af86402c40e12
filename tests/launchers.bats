#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Programs that start others elsewhere: which of them keep the launch, which lose it, and what is said when.

bats_require_minimum_version 1.5.0
load helpers

MACHINE='it starts programs on another machine (start inlay there)'
CONTAINER='it starts programs in a container (give the container libinlay.so, LD_PRELOAD and INLAY_OVERRIDES)'
CLEAN='it keeps the environment from what it starts in a container (--env LD_PRELOAD=…, --env INLAY_OVERRIDES=…, and bind libinlay.so)'
OTHER_LIBRARY='APPTAINERENV_LD_PRELOAD gives what it starts another library (name libinlay.so there, too, with a colon between)'
SLURM='--export, or a variable that stands for it, keeps the environment from its tasks (--export=ALL, or srun inlay run)'
RAY="it starts programs in a cluster that runs already (set LD_PRELOAD and INLAY_OVERRIDES in env_vars of Ray's runtime_env)"
SERVER='a server that runs already starts programs for it (let it start inlay run)'
WINDOW='a server that runs already starts programs for it (start inlay run in its window, or a server with a new name: -L or -S)'
NO_LIBRARY='it cannot read libinlay.so where it starts (make the library visible there under the same path: bwrap --ro-bind, mount --bind)'

setup() {
    own_directory
    printf 'lr: 0.1\n' >config.yaml
    mkdir bin
    export PATH=$PWD/bin:$PATH
}

teardown() {
    [ -z "${socket:-}" ] || command tmux -S "$socket" kill-server 2>/dev/null || true
    [ -z "${place:-}" ] || rm -r "$place"
}

# stub NAME ...: programs of these names, which do nothing.
stub() {
    local name
    for name; do
        printf '#!/bin/sh\nexit 0\n' >"bin/$name"
        chmod +x "bin/$name"
    done
}

# job COMMAND ...: a job that runs it, and reads nothing itself.
job() {
    run -0 "$INLAY" run --report report.json config.yaml:lr=0.5 -- sh -c '"$@"; exit 0' sh "$@"
}

names_in() {
    jq -r "[.$1[].opened] | join(\" \")" report.json
}

# loses WORDS COMMAND ...: says once that the overrides cannot follow, and why; and again at the end, what that means.
loses() {
    local words=$1 name=${2##*/}
    shift
    job "$@"
    [ "${lines[0]}" = "inlay: overrides cannot follow into $name: $words" ] || { echo "$*: $output"; return 1; }
    [ "${lines[1]}" = "inlay: config.yaml was not seen to be opened (overrides cannot follow into $name: ${words%% (*})" ] ||
        { echo "$*: $output"; return 1; }
    [ ${#lines[@]} -eq 2 ]
    [ "$(names_in lost)/$(names_in launchers)/$(jq .complete report.json)" = "$name//false" ]
}

# carries NAME COMMAND ...: it is in the report, and spoken of only because nobody read the file.
carries() {
    local name=$1
    shift
    job "$@"
    [ "$output" = "inlay: it is not known whether config.yaml was opened: no record from $name's tasks" ] ||
        { echo "$*: $output"; return 1; }
    [ "$(names_in lost)/$(names_in launchers)" = "/$name" ]
}

# quiet COMMAND ...: nothing is said of it, and it is not in the report.
quiet() {
    job "$@"
    [ "$output" = 'inlay: config.yaml was never opened' ] || { echo "$*: $output"; return 1; }
    [ "$(names_in lost)/$(names_in launchers)" = / ]
}

@test "ssh: what it starts has no overrides, whatever its options" {
    stub ssh pdsh dask-ssh dask
    loses "$MACHINE" ssh host train
    loses "$MACHINE" ssh host
    loses "$MACHINE" ssh -tt -p 22 -l me host train
    loses "$MACHINE" ssh -vp22 -o StrictHostKeyChecking=no host -t train -s
    loses "$MACHINE" bin/ssh -- host python3 train.py
    loses "$MACHINE" pdsh -w node[1-4] python3 train.py
    loses "$MACHINE" pdsh -w node1 train -h -q
    loses "$MACHINE" dask-ssh --nprocs 2 host1 host2
    loses "$MACHINE" dask ssh host1 host2
}

@test "ssh: tunnels, questions, repositories and files are none of the job's" {
    stub ssh pdsh dask
    quiet ssh -V
    quiet ssh -Q cipher
    quiet ssh -O check host
    quiet ssh -G host
    quiet ssh -fN -L 8080:localhost:80 host
    quiet ssh -W '[host]:22' jump
    quiet ssh -o SendEnv=GIT_PROTOCOL git@host "git-upload-pack 'owner/repository.git'"
    quiet ssh git@host git-receive-pack "'owner/repository.git'"
    quiet ssh -x -oPermitLocalCommand=no -l me -s -- host sftp
    quiet ssh git@host "git 'upload-pack' 'owner/repository.git'"
    quiet ssh -T git@host
    quiet ssh host scp -t /data
    quiet ssh host rsync --server -vlogDtpr . /data
    quiet ssh host /usr/lib/openssh/sftp-server
    quiet pdsh -V
    quiet dask --version
    quiet dask scheduler
}

@test "git and rsync over ssh are not accused" {
    printf '#!/bin/sh\nshift $(($# > 2 ? $# - 2 : 0))\nshift\nexec sh -c "$*"\n' >bin/ssh
    chmod +x bin/ssh
    git init -q --bare there.git
    job git -c init.defaultBranch=main clone -q "ssh://host$PWD/there.git" here
    [ -d here/.git ]
    [[ $output != *'cannot follow'* ]]
}

@test "inlay at the other end, and a launch that is handed on" {
    stub ssh docker tmux systemd-run kubectl
    carries ssh ssh host inlay run config.yaml:lr=0.5 -- train
    carries ssh ssh host 'cd /job && inlay run config.yaml:lr=0.5 -- train'
    carries ssh ssh host LD_PRELOAD=/lib/libinlay.so INLAY_SET=config.yaml:lr=0.5 train
    carries docker docker run -e LD_PRELOAD -e INLAY_OVERRIDES image train
    carries kubectl kubectl exec pod -- /usr/local/bin/inlay run config.yaml:lr=0.5 -- train
    carries systemd-run systemd-run -E LD_PRELOAD=/lib/libinlay.so train
}

@test "containers: the commands that start something" {
    stub docker podman nerdctl docker-compose kubectl ctr lxc machinectl
    loses "$CONTAINER" docker run --rm image train
    loses "$CONTAINER" docker --context far -D exec -it name train
    loses "$CONTAINER" docker container run image
    loses "$CONTAINER" docker compose -f compose.yaml up -d
    loses "$CONTAINER" docker-compose up
    loses "$CONTAINER" podman start name
    loses "$CONTAINER" podman kube play pod.yaml
    loses "$CONTAINER" nerdctl run image
    loses "$CONTAINER" kubectl -n jobs exec pod -- train
    loses "$CONTAINER" kubectl run train --image=image
    loses "$CONTAINER" ctr run image name
    loses "$CONTAINER" lxc exec name -- train
    loses "$CONTAINER" machinectl shell name /bin/sh
    carries podman podman run --env-host -v /opt:/opt image train
    carries podman podman run -e LD_PRELOAD=/lib/libinlay.so image train
    loses "$CONTAINER" podman run -e LD_PRELOAD=/lib/libjemalloc.so image train
    { printf '#%2000s\n' x; printf 'LD_PRELOAD=/lib/libinlay.so\nINLAY_SET=config.yaml:lr=0.5\n'; } >job.env
    carries podman podman run --env-file job.env image train
    carries podman podman run --env-file=job.env image train
    carries podman podman run --env-file <(cat job.env) image train
    echo TOKEN=1 >job.env
    loses "$CONTAINER" podman run --env-file job.env image train
}

@test "containers: questions are answered without a word" {
    stub docker podman kubectl ctr lxc machinectl
    quiet docker ps
    quiet docker images --filter reference=run
    quiet docker --version
    quiet docker compose ps
    quiet docker run --help
    quiet kubectl exec --help
    quiet podman info
    quiet podman inspect name
    quiet kubectl get pods
    quiet kubectl -n jobs logs run
    quiet kubectl version
    quiet ctr images list
    quiet lxc list
    quiet machinectl list
}

@test "a launcher's own reading of a config is judged by its file" {
    gcc -static -o bin/kubectl -x c - <<<'int main(void) { return 0; }'
    job kubectl get pods
    [[ $output != *'cannot follow'* ]]
    job kubectl apply -f config.yaml
    [[ ${lines[0]} == 'inlay: overrides cannot follow into '*'kubectl: it is statically linked'* ]]
}

@test "Apptainer hands its environment on, unless it is told not to" {
    stub apptainer singularity
    carries apptainer apptainer exec image.sif train
    carries apptainer apptainer run --nv -B /data image.sif
    carries singularity singularity -q exec image.sif python3 train.py -e -C
    loses "$CLEAN" apptainer exec --cleanenv image.sif train
    loses "$CLEAN" singularity exec -e image.sif train
    loses "$CLEAN" apptainer run --containall image.sif
    APPTAINER_CLEANENV=1 loses "$CLEAN" apptainer exec image.sif train
    carries apptainer apptainer exec --cleanenv --env LD_PRELOAD=/lib/libinlay.so image.sif train
    APPTAINERENV_LD_PRELOAD=/lib/libinlay.so APPTAINERENV_INLAY_SET=config.yaml:lr=0.5 carries apptainer apptainer exec --cleanenv image.sif train
    SINGULARITYENV_LD_PRELOAD=/lib/libinlay.so SINGULARITYENV_INLAY_OVERRIDES=@o.yaml carries apptainer apptainer exec -C image.sif train
    APPTAINERENV_LD_PRELOAD=/lib/libinlay.so carries apptainer apptainer exec image.sif train
    APPTAINERENV_LD_PRELOAD=/lib/libinlay.so loses "$CLEAN" apptainer exec --cleanenv image.sif train
    APPTAINERENV_LD_PRELOAD=/lib/site.so loses "$OTHER_LIBRARY" apptainer exec image.sif train
    APPTAINERENV_LD_PRELOAD=/lib/site.so loses "$OTHER_LIBRARY" apptainer exec --cleanenv image.sif train
    APPTAINERENV_LD_PRELOAD=/lib/site.so:/lib/libinlay.so carries apptainer apptainer exec image.sif train
    quiet apptainer pull docker://image
    quiet apptainer --version
}

@test "Slurm hands the environment on, unless --export says otherwise" {
    stub srun sbatch
    carries srun srun -n 4 python3 train.py
    carries srun srun --nodes=2 --export=ALL,SEED=7 python3 train.py
    carries srun srun --export=LD_PRELOAD,INLAY_OVERRIDES python3 train.py
    carries srun srun --export=NONE inlay run config.yaml:lr=0.5 -- python3 train.py
    carries srun srun python3 train.py --export=NONE
    carries sbatch sbatch --wait job.sh
    loses "$SLURM" srun --export=NONE python3 train.py
    loses "$SLURM" srun -n 4 --export NIL python3 train.py
    loses "$SLURM" srun --export=PATH,HOME python3 train.py
    loses "$SLURM" sbatch --export=NONE job.sh
    SLURM_EXPORT_ENV=NONE loses "$SLURM" srun python3 train.py
    SLURM_EXPORT_ENV=NONE carries srun srun --export=ALL python3 train.py
    SBATCH_EXPORT=NONE loses "$SLURM" sbatch job.sh
    SBATCH_EXPORT=NONE carries srun srun python3 train.py
    SRUN_EXPORT_ENV=NONE SLURM_EXPORT_ENV=ALL loses "$SLURM" srun python3 train.py
    SRUN_EXPORT_ENV=ALL SLURM_EXPORT_ENV=NONE carries srun srun python3 train.py
    SRUN_EXPORT_ENV=NONE carries sbatch sbatch job.sh
    quiet srun --version
    quiet sbatch --test-only job.sh
}

@test "Slurm: without ALL the library and the launch have to be named" {
    stub srun scrontab
    carries srun srun --export=LD_PRELOAD=/opt/site.so:/lib/libinlay.so,INLAY_OVERRIDES python3 train.py
    carries srun srun --export=ALL,LD_PRELOAD=/opt/site.so python3 train.py
    carries srun srun --export=NONE env LD_PRELOAD=/lib/libinlay.so INLAY_SET=config.yaml:lr=0.5 python3 train.py
    loses "$SLURM" srun --export=LD_PRELOAD python3 train.py
    loses "$SLURM" srun --export=INLAY_OVERRIDES python3 train.py
    loses "$SLURM" srun --export=LD_PRELOAD=/opt/site.so,INLAY_OVERRIDES python3 train.py
    loses "$SERVER" scrontab table
}

@test "what a launcher's tasks did not tell is not known: with --strict 125, and as the command itself" {
    stub srun
    run -125 "$INLAY" run --strict --report report.json config.yaml:lr=0.5 -- srun python3 train.py
    [ "$output" = "inlay: it is not known whether config.yaml was opened: no record from srun's tasks" ]
    [ "$(jq -c '[.complete, .exit_status, .launchers[0].event, .launchers[0].message]' report.json)" = \
        '[false,125,"launcher","what it starts may run elsewhere"]' ]
    gcc -static -o bin/apptainer -x c - <<<'int main(void) { return 0; }'
    run -0 "$INLAY" run config.yaml:lr=0.5 -- apptainer exec image.sif cat config.yaml
    [ "$output" = "inlay: it is not known whether config.yaml was opened: no record from apptainer's tasks" ]
    run -0 "$INLAY" run config.yaml:lr=0.5 -- srun --export=NONE python3 train.py
    [ "${lines[0]}" = "inlay: overrides cannot follow into srun: $SLURM" ]
    run -127 "$INLAY" run config.yaml:lr=0.5 -- none/srun --export=NONE python3 train.py
    [[ $output != *'cannot follow'* ]]
}

@test "good values through a launcher are never spoken of" {
    local name
    for name in srun mpirun apptainer; do
        printf '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n' >bin/$name
        chmod +x bin/$name
        run -0 "$INLAY" run --strict --report report.json config.yaml:lr=0.5 -- $name exec -- cat config.yaml
        [ "$output" = 'lr: 0.5' ]
        run -0 "$INLAY" run --strict --report report.json config.yaml:lr=0.5 -- sh -c "$name exec -- cat config.yaml; exit 0"
        [ "$output" = 'lr: 0.5' ]
        [ "$(names_in launchers)" = $name ]
    done
}

@test "Slurm: steps on one node whose tasks were heard are known" {
    printf '#!/bin/sh\nSLURM_JOB_ID=1 SLURM_STEP_ID=$1 SLURM_STEP_NUM_NODES=$2 exec sh -c "$3; exit 0"\n' >bin/srun
    chmod +x bin/srun
    job sh -c 'srun 0 1 true; srun 1 1 true'
    [ "$output" = 'inlay: config.yaml was never opened' ]
    [ "$(jq -c '[.complete, (.launchers | length)]' report.json)" = '[true,2]' ]
    # One of its nodes may be another machine.
    carries srun srun 0 2 true
    # Of the second one nothing was heard.
    job sh -c 'srun 0 1 true; srun 0 1 true'
    [ "$output" = "inlay: it is not known whether config.yaml was opened: no record from srun's tasks" ]
    # The step in which inlay itself runs is none of the job's.
    SLURM_JOB_ID=1 SLURM_STEP_ID=0 SLURM_STEP_NUM_NODES=1 job sh -c 'true; srun 0 2 true'
    [ "$output" = "inlay: it is not known whether config.yaml was opened: no record from srun's tasks" ]
}

@test "GNU parallel over ssh: its errands are none of the job's, and inlay at the other end is seen in what it encodes" {
    needs_program parallel
    printf '#!/bin/sh\necho "$*" >>ssh.log\n' >bin/ssh
    chmod +x bin/ssh
    mkdir .parallel
    touch .parallel/will-cite 1
    export HOME=$PWD PAD=$(printf '%0600d' 0)
    job parallel --transferfile {} --return {}.out --cleanup -S far inlay run config.yaml:lr={} -- train --pad $PAD ::: 1 2>/dev/null
    [[ $output != *'cannot follow'* ]]
    [ "$(names_in lost)/$(names_in launchers)" = /ssh ]
    job parallel --env PAD --env LD_PRELOAD --env INLAY_OVERRIDES -S far train ::: 1
    [ "$(names_in lost)/$(names_in launchers)" = /ssh ]
    job parallel --env PAD -S far train ::: 1
    [[ $output == *"inlay: overrides cannot follow into ssh: $MACHINE"* ]]
    # Each of the errands has been there.
    [ "$(grep -c -e number-of -e 'exec mkdir' -e 'rm -f' -e '; rsync' ssh.log)" -ge 4 ]
}

@test "a cluster that the environment names may have read a file that nobody else has" {
    RAY_ADDRESS=auto job true
    [ "$output" = "inlay: it is not known whether config.yaml was opened: no record from ray's tasks" ]
    RAY_ADDRESS=auto run -0 "$INLAY" run --strict config.yaml:lr=0.5 -- cat config.yaml
    [ "$output" = 'lr: 0.5' ]
    RAY_ADDRESS=local quiet true
    DASK_SCHEDULER_ADDRESS=tcp://head:8786 run -125 "$INLAY" run --strict config.yaml:lr=0.5 -- true
    [ "$output" = "inlay: it is not known whether config.yaml was opened: no record from dask's tasks" ]
}

@test "a Ray cluster that runs already: said once, at the end, unless its workers have the launch" {
    local said="inlay: no record from workers of the Ray cluster that the job joined: they read what is on the disk, unless Ray's runtime_env has LD_PRELOAD and INLAY_OVERRIDES in its env_vars"
    stub ray
    mkdir -p lib/ray/_private
    touch ray_current_cluster lib/ray/_private/worker.py
    job sh -c 'cat ray_current_cluster config.yaml; cat ray_current_cluster config.yaml'
    [ "$output" = $'lr: 0.5\nlr: 0.5\n'"$said" ]
    [ "$(jq -r .launchers[].message report.json)" = 'it joined a cluster that runs already' ]
    RAY_ADDRESS=head:6379 job cat $PWD/lib/ray/_private/worker.py config.yaml
    [ "$output" = $'lr: 0.5\n'"$said" ]
    # Of its own, by a variable of Ray's, and where a worker is heard.
    job sh -c 'ray start --head; cat ray_current_cluster config.yaml'
    [ "$output" = 'lr: 0.5' ]
    RAY_ADDRESS=local job cat $PWD/lib/ray/_private/worker.py ray_current_cluster config.yaml
    [ "$output" = 'lr: 0.5' ]
    RAY_JOB_CONFIG_JSON_ENV_VAR='{"runtime_env": {"env_vars": {"INLAY_SET": ""}}}' job cat ray_current_cluster config.yaml
    [ "$output" = 'lr: 0.5' ]
    job sh -c 'cat ray_current_cluster config.yaml; RAY_RAYLET_PID=1 cat config.yaml'
    [ "$output" = $'lr: 0.5\nlr: 0.5' ]
    # Ray's own command asks.
    cp "$(type -P cat)" bin/ray
    job ray ray_current_cluster config.yaml
    [ "$output" = 'lr: 0.5' ]
}

@test "other queues may hand the environment on" {
    stub qsub bsub condor_submit flux jsrun
    carries qsub qsub -V job.sh
    carries bsub bsub -n 4 train
    carries condor_submit condor_submit job.sub
    carries flux flux run -n 4 train
    carries jsrun jsrun -n 4 train
    quiet bsub --version
    quiet flux resource list
}

@test "W&B's variable by its name alone hands nothing on: inlay has taken its value" {
    stub docker srun ssh
    export WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"lr": 0.5}}'
    loses "$CONTAINER" docker run -e LD_PRELOAD -e WANDB_LAUNCH_FILE_OVERRIDES image train
    loses "$CONTAINER" docker run -e LD_PRELOAD -e WANDB_LAUNCH_FILE_OVERRIDES={} image train
    carries docker docker run -e LD_PRELOAD -e WANDB_LAUNCH_FILE_OVERRIDES -e INLAY_WANDB_FILES -e INLAY_OVERRIDES image train
    carries docker docker run -e LD_PRELOAD -e 'WANDB_LAUNCH_FILE_OVERRIDES={"config.yaml": {"lr": 0.5}}' image train
    loses "$SLURM" srun --export=LD_PRELOAD,WANDB_LAUNCH_FILE_OVERRIDES train
    carries srun srun --export=LD_PRELOAD,WANDB_LAUNCH_FILE_OVERRIDES,INLAY_OVERRIDES train
    carries srun srun --export=ALL,WANDB_LAUNCH_FILE_OVERRIDES train
    printf '#!/bin/sh\nssh -x node2 orted; exit 0\n' >bin/mpirun
    chmod +x bin/mpirun
    job mpirun -x LD_PRELOAD -x WANDB_LAUNCH_FILE_OVERRIDES train
    [[ ${lines[0]} == 'inlay: overrides cannot follow into mpirun: '* ]]
    job mpirun -x LD_PRELOAD -x WANDB_LAUNCH_FILE_OVERRIDES -x INLAY_OVERRIDES train
    [ "$output" = "inlay: it is not known whether config.yaml was opened: no record from mpirun's tasks" ]
}

@test "mpirun: on this machine its programs are its children, and all is known" {
    stub mpirun mpiexec
    job mpirun -np 2 train
    [ "$output" = 'inlay: config.yaml was never opened' ]
    [ "$(jq -c '[.complete, .launchers[0].opened]' report.json)" = '[true,"mpirun"]' ]
    PBS_JOBID=7 carries mpiexec mpiexec -n 2 train
    quiet mpirun --version
}

@test "mpirun: through ssh MPICH sends its environment, and Open MPI what -x names" {
    stub ssh
    printf '#!/bin/sh\nssh -x node2 "$PROXY" --control-port node1:4711; exit 0\n' >bin/mpirun
    chmod +x bin/mpirun
    PROXY=/usr/bin/hydra_pmi_proxy job mpirun -np 2 train
    [ "$output" = "inlay: it is not known whether config.yaml was opened: no record from mpirun's tasks" ]
    PROXY='PATH=/opt/bin:$PATH ; export PATH ; /opt/bin/orted -mca ess env' job mpirun -np 2 -x LD_PRELOAD -x INLAY_OVERRIDES train
    [ "$output" = "inlay: it is not known whether config.yaml was opened: no record from mpirun's tasks" ]
    PROXY='/opt/bin/orted -mca ess env' job mpirun -np 2 inlay run config.yaml:lr=0.5 -- train
    [ "$output" = "inlay: it is not known whether config.yaml was opened: no record from mpirun's tasks" ]
    PROXY='/opt/bin/prted -mca ess env' job mpirun -np 2 train
    [ "${lines[0]}" = 'inlay: overrides cannot follow into mpirun: Open MPI starts programs on another machine, with the variables alone that -x names (mpirun -x LD_PRELOAD -x INLAY_OVERRIDES, or mpirun inlay run)' ]
    [ "$(names_in lost)" = mpirun ]
}

@test "a launcher that leaves out the overrides and keeps the rest: what it starts ends with 125" {
    # accelerate, for several machines, leaves out values with spaces.
    printf '#!/bin/sh\nINLAY_DISABLE=1 exec env -i $(env | grep -a "^[A-Z_]*=[^ ]*$") "$@"\n' >bin/part
    chmod +x bin/part
    run -125 "$INLAY" run config.yaml:lr=0.5 -- part cat config.yaml
    [ "${lines[0]}" = 'inlay: INLAY_OVERRIDES: what started this program has left it out, and kept INLAY_LEDGER (let it start inlay run, or give it what inlay env --format json prints)' ]
    run -125 "$INLAY" run config.yaml:lr=0.5 -- part "$INLAY" run config.yaml:lr=0.6 -- cat config.yaml
    [[ $output == 'inlay: INLAY_OVERRIDES: '* ]]
    INLAY_ON_ERROR=warn run -0 "$INLAY" run config.yaml:lr=0.5 -- part cat config.yaml
    [[ $output == 'inlay: INLAY_OVERRIDES: '*'lr: 0.1'* ]]
    # A launch without overrides is whole.
    run -0 "$INLAY" run --run-config a=1 -- part echo whole
    [ "${lines[0]}" = whole ]
}

@test "Ray: jobs of a cluster" {
    stub ray
    loses "$RAY" ray job submit -- python3 train.py
    loses "$RAY" ray job submit --address http://head:8265 --working-dir . -- python3 train.py
    loses "$RAY" ray exec cluster.yaml 'python3 train.py'
    carries ray ray job submit --runtime-env runtime.yaml -- python3 train.py
    carries ray ray job submit --runtime-env-json '{"env_vars": {"LD_PRELOAD": "/lib/libinlay.so"}}' -- python3 train.py
    quiet ray --version
    quiet ray start --head
    quiet ray job list
}

@test "systemd-run, at, crontab: a server starts it" {
    stub systemd-run at crontab systemctl
    loses "$SERVER" systemd-run --user train
    loses "$SERVER" systemd-run --on-active=30 train
    loses "$SERVER" at now
    loses "$SERVER" crontab table
    loses "$SERVER" crontab -
    quiet systemd-run --scope --user train
    quiet systemd-run --version
    quiet systemctl status
    quiet at -l
    quiet crontab -l
    quiet crontab -u nobody -l
}

@test "tmux: a server that was there before has another environment; the job's own has the launch" {
    needs_program tmux
    socket=$(mktemp -u /tmp/inlay-test-XXXXXX)
    run -0 "$INLAY" run --strict --report report.json config.yaml:lr=0.5 -- sh -c "
        tmux -S $socket -f /dev/null new-session -d 'sleep 60'
        tmux -S $socket new-window 'cat config.yaml >seen; tmux -S $socket wait-for -S done'
        tmux -S $socket wait-for done; tmux -S $socket ls >/dev/null; tmux -V >/dev/null"
    [ -z "$output" ]
    [ "$(<seen)" = 'lr: 0.5' ]
    job tmux -2u -S "$socket" ls
    [[ $output != *'cannot follow'* ]]
    job tmux -S "$socket" new-window 'sleep 1'
    [ "${lines[0]}" = "inlay: overrides cannot follow into tmux: $WINDOW" ]
    job tmux -2 "-S$socket" new-session -d 'sleep 1'
    [ "${lines[0]}" = "inlay: overrides cannot follow into tmux: $WINDOW" ]
    TMUX=$socket,1,0 job tmux new-window 'sleep 1'
    [ "${lines[0]}" = "inlay: overrides cannot follow into tmux: $WINDOW" ]
    command tmux -S "$socket" kill-server
    rm -f "$socket"
    # A socket that nobody listens on any more.
    "$PYTHON" -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$socket"
    stub tmux
    quiet tmux -S "$socket" new-session -d
    rm "$socket"
}

@test "screen: a window of a session that is there" {
    stub screen
    STY=1.session loses "$WINDOW" screen train
    loses "$WINDOW" screen -S session -X screen train
    loses "$WINDOW" screen -S session -X stuff 'train^M'
    quiet screen -dmS session train
    STY=1.session quiet screen -d -m train
    quiet screen -dmS session train -X stuff
    quiet screen -ls
    quiet screen -S session -X quit
    quiet screen --version
}

@test "chroot and namespaces: said where the library cannot be read" {
    needs_chroot
    mkdir -p root/bin root/lib root/lib64
    cp "$(type -P cat)" root/bin
    ldd root/bin/* "$LIB" | grep -o '/[^ ]*' | grep '^/lib' | sort -u | xargs cp -t root/lib64
    cp root/lib64/* root/lib
    printf 'lr: 0.1\n' >root/config.yaml
    run -0 "$INLAY" run --report report.json config.yaml:lr=0.5 -- "${AS_ROOT[@]}" chroot "$PWD/root" /bin/cat config.yaml
    [[ $output == *"inlay: overrides cannot follow into /bin/cat: $NO_LIBRARY"* ]]
    [ "$(names_in lost)" = /bin/cat ]
    # Where it can, nothing is said.
    mkdir -p "root$(dirname "$LIB")"
    cp "$LIB" "root$LIB"
    run -0 "$INLAY" run --report report.json config.yaml:lr=0.5 -- "${AS_ROOT[@]}" chroot "$PWD/root" /bin/cat config.yaml
    [[ $output != *'cannot follow'* ]]
    [ "$(names_in lost)" = '' ]
}

@test "bwrap: with the library bound all is well, else it is said; flatpak goes through it" {
    needs_program bwrap
    bwrap --ro-bind / / true 2>/dev/null || leave_out 'bwrap may not make namespaces'
    local bound=(--ro-bind /usr /usr --symlink usr/lib /lib --symlink usr/lib64 /lib64 --ro-bind "$PWD" /job --chdir /job)
    run -0 "$INLAY" run --report report.json config.yaml:lr=0.5 -- bwrap "${bound[@]}" /usr/bin/cat config.yaml
    [[ $output == *"inlay: overrides cannot follow into /usr/bin/cat: $NO_LIBRARY"* ]]
    [[ $output == *'lr: 0.1'* ]]
    printf '#!/bin/sh\nexec bwrap "$@"\n' >bin/flatpak
    chmod +x bin/flatpak
    run -0 "$INLAY" run config.yaml:lr=0.5 -- flatpak "${bound[@]}" /usr/bin/cat config.yaml
    [[ $output == *"inlay: overrides cannot follow into /usr/bin/cat: $NO_LIBRARY"* ]]
    run -0 "$INLAY" run --strict config.yaml:lr=0.5 -- bwrap "${bound[@]}" --ro-bind "$LIB" "$LIB" --ro-bind "$PWD" "$PWD" \
        --clearenv /usr/bin/cat config.yaml
    [ "$output" = 'lr: 0.5' ]
}

@test "nsenter: into a mount namespace without the library, and into one with it" {
    needs_root
    needs_namespaces -m
    mkdir empty
    mkfifo ready
    "${UNSHARE[@]}" sh -c "mount --bind empty '$(dirname "$LIB")' && echo \$\$ >ready && exec sleep 60" 3>&- &
    local there
    read -r there <ready
    run -0 "$INLAY" run config.yaml:lr=0.5 -- nsenter -t "$there" -m --wd="$PWD" cat config.yaml
    kill "$there"
    [[ $output == *"inlay: overrides cannot follow into cat: $NO_LIBRARY"* ]]
    [[ $output == *'lr: 0.1'* ]]
    run -0 "$INLAY" run --strict config.yaml:lr=0.5 -- nsenter -t $$ -m --wd="$PWD" cat config.yaml
    [ "$output" = 'lr: 0.5' ]
}

@test "with the environment alone each is one line of the report" {
    stub srun ssh
    INLAY_SET=config.yaml:lr=0.5 INLAY_REPORT=$PWD/report run -0 preloaded sh -c 'srun train; srun train; ssh host; exit 0'
    [ "$output" = "inlay: overrides cannot follow into ssh: $MACHINE" ]
    [ "$(jq -r 'select(.event == "launcher" or .event == "lost") | .opened + ": " + .message' report)" = \
        $'srun: what it starts may run elsewhere\nssh: it starts programs on another machine' ]
}

@test "with the environment alone a launcher says it itself, where a shell without the library starts it" {
    stub srun ssh
    export INLAY_SET=config.yaml:lr=0.5
    run -0 env LD_PRELOAD="$LIB" srun --export=NONE train
    [ "$output" = "inlay: overrides cannot follow into srun: $SLURM" ]
    # It is the program now.
    run -0 env LD_PRELOAD="$LIB" INLAY_REPORT="$PWD/report" bin/ssh host train
    [ "$output" = "inlay: overrides cannot follow into ssh: $MACHINE" ]
    [ "$(jq -r 'select(.event == "lost").opened' report)" = ssh ]
    run -0 env LD_PRELOAD="$LIB" srun train
    [ -z "$output" ]
    run -0 env LD_PRELOAD="$LIB" srun --export=NONE inlay run config.yaml:lr=0.5 -- train
    [ -z "$output" ]
    run -0 sh -c "unset INLAY_SET; $("$INLAY" env --format shell --document o.yaml config.yaml:lr=0.5); srun --export=NONE train"
    [ "$output" = "inlay: overrides cannot follow into srun: $SLURM" ]
    # Who has the library says it, and the launcher does not say it again.
    for shell in sh bash; do
        run -0 env LD_PRELOAD="$LIB" $shell -c 'srun --export=NONE train; srun --export=NONE train; exit 0'
        [ "$output" = "inlay: overrides cannot follow into srun: $SLURM" ]
    done
}

@test "inlay record says what is missing" {
    stub srun
    run -0 "$INLAY" record -- sh -c 'srun train; cat config.yaml'
    [[ $output == *"inlay: some files may be missing: no record from srun's tasks"* ]]
}

@test "the real mpirun" {
    needs_program mpirun
    run -0 "$INLAY" run --strict --report report.json config.yaml:lr=0.5 -- \
        mpirun $(mpirun --version | grep -q 'Open MPI' && echo --allow-run-as-root --oversubscribe) -np 2 cat config.yaml
    [[ $output == $'lr: 0.5\nlr: 0.5' ]]
    [ "$(names_in launchers)" = mpirun ]
}
