#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# inlay env: what each format says, as what takes it reads it. make test-injection has the consumers that are large.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'trainer:\n  lr: 0.1\nname: a\nquoted: a\ndollars: a\nodd: a\nlines: a\ntext: a\nseed: 1\n' >config.yaml
    "$PYTHON" - <<'PY'
import json
values = {"name": "it's \"q\" `x`", "quoted": "'", "dollars": "$HOME ${HOME} $(HOME) $$HOME $$(HOME)",
          "odd": "a #b {{ .Values.x }} a,b; <c> %h %% \\ \\\\ \\n & | * ?", "lines": "a\nb\n\n c\n", "text": "é日本😀"}
json.dump({"files": {"config.yaml": values}}, open("hostile.json", "w"))
PY
    "$INLAY" render -o hostile.json config.yaml >expected
}

carried() {
    "$PYTHON" "$BATS_TEST_DIRNAME/programs/carried.py" "$@"
}

# job FILE [RUN_CONFIG]: a job with the variables of that JSON object alone reads what is expected, and the run config.
job() {
    carried run "$1" cat config.yaml >read
    diff expected read
    [ -z "${2-}" ] || [ "$(carried run "$1" "$INLAY" config)" = "$2" ]
}

# value NAME FILE: of the JSON object.
value() {
    jq -j --arg name "$1" '.[$name] // "none"' "$2"
}

RUN_CONFIG='{"x": "it'\''s \"q\" $HOME ${HOME} $(HOME) #1 a,b %h {{x}} \\ \n é 😀", "y": [{"z": 1e-4}]}'

DIRECTORY='a dir'\''s $HOME "%h" #1, é'

# hostile FORMAT [OPTION ...]: prints the launch in a directory whose name is as bad as its values.
hostile() {
    mkdir -p "$DIRECTORY"
    cp config.yaml hostile.json "$DIRECTORY"
    cd "$DIRECTORY"
    printf '{"run_config": %s}' "$RUN_CONFIG" >run_config.json
    "$INLAY" env --format "$@" -o hostile.json -o run_config.json >../printed
    cd ..
    cp expected "$DIRECTORY"
}

@test "shell: evaluated by several shells" {
    local shell
    hostile shell
    cp printed lines
    for shell in sh bash 'bash -u' dash zsh; do
        type -P ${shell% *} >/dev/null || continue
        run -0 env -i $shell -c '. ./lines && cd / && cat "$1/config.yaml"' - "$PWD/$DIRECTORY"
        [ "$output" = "$(cat expected)" ] || { echo "$shell: $output"; return 1; }
    done
    run -0 sh -c '. ./lines; "$1" config' - "$INLAY"
    [ "$output" = "$("$INLAY" config -o "$DIRECTORY/run_config.json")" ]
}

@test "what is evaluated ends a script when inlay has refused" {
    local format words shell
    for format in shell slurm apptainer; do
        for words in config.yaml:no=1 'config.yaml:seed=2 --no-such' no.yaml:a=1; do
            for shell in sh 'bash --norc' dash; do
                run -125 --separate-stderr $shell -c 'eval "$("$0" env --format "$1" $2)"; echo went on' "$INLAY" $format "$words"
                [ -z "$output" ]
            done
        done
    done
    run -1 "$INLAY" env --format slurm --output lines config.yaml:no=1
    [ ! -e lines ]
    run -0 --separate-stderr bash --norc -i -c 'eval "$("$0" env config.yaml:no=1)" || echo went on' "$INLAY"
    [ "$output" = 'went on' ]
    run -1 --separate-stderr "$INLAY" env --format json config.yaml:no=1
    [ -z "$output" ]
    "$PYTHON" "$ROOT/tests/programs/terminal.py" sh -c '"$0" env config.yaml:no=1; echo "status $?"' "$INLAY" <<'END' >shown
expect status 1
end
END
    run -1 grep 'exit 125' shown
}

@test "shell: an LD_PRELOAD stays in front, what was read is unset" {
    export INLAY_SET=config.yaml:seed=2 WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"seed": 3}}'
    "$INLAY" env config.yaml:seed=4 >lines
    run -0 env LD_PRELOAD=libm.so.6 sh -c '. ./lines; echo "$LD_PRELOAD"; cat config.yaml; env'
    [ "${lines[0]}" = "libm.so.6:$LIB" ]
    [[ $output == *'seed: 4'* ]]
    [[ $output != *$'\nINLAY_SET='* ]]
    [[ $output == *$'\nWANDB_LAUNCH_FILE_OVERRIDES={}\n'* ]]
}

@test "slurm: lines of a batch script, base64url, and srun's own export" {
    hostile slurm
    run -0 grep -c 'INLAY_OVERRIDES=base64url:[A-Za-z0-9_-]*$' printed
    cat >script <<'SH'
#!/bin/sh
set -eu
. ./printed
[ "$SLURM_EXPORT_ENV" = ALL ]
cd "$1" && exec cat config.yaml
SH
    run -0 env -i SLURM_EXPORT_ENV=NONE sh script "$DIRECTORY"
    [ "$output" = "$(cat expected)" ]
}

@test "apptainer: by both of its names, with binds, a site's preloads kept" {
    DIRECTORY='a dir'\''s "%h" #1, \d é'
    hostile apptainer
    cat >as_inside.py <<'PY'
import json, os, sys
for prefix in "APPTAINERENV_", "SINGULARITYENV_":
    inside = {name.removeprefix(prefix): value for name, value in os.environ.items() if name.startswith(prefix)}
    json.dump(inside, open(prefix + ".json", "w"))
print(os.environ["APPTAINER_BIND"], os.environ["SINGULARITY_BIND"])
PY
    run -0 env -u PYTHONPATH LD_PRELOAD=libm.so.6 APPTAINER_BIND=/data sh -uc '. ./printed; exec "$1" as_inside.py' - "$PYTHON"
    [ "$output" = "/data,$LIB:$LIB:ro $LIB:$LIB:ro" ]
    cmp <(jq -S . APPTAINERENV_.json) <(jq -S . SINGULARITYENV_.json)
    [ "$(value LD_PRELOAD APPTAINERENV_.json)" = "libm.so.6:$LIB" ]
    cd "$DIRECTORY"
    job ../APPTAINERENV_.json
    run -0 env -u LD_PRELOAD SINGULARITYENV_LD_PRELOAD=site.so APPTAINERENV_LD_PRELOAD=site.so sh -c '. ../printed; echo "$APPTAINERENV_LD_PRELOAD"'
    [ "$output" = "site.so:$LIB" ]
}

@test "apptainer: what the shell in it would evaluate is refused" {
    local name
    for name in '$HOME' '`id`' 'a\\b' 'end\'; do
        mkdir "$name"
        cp config.yaml "$name"
        run -1 --separate-stderr env -C "$name" "$INLAY" env --format apptainer config.yaml:seed=2
        [ "$stderr" = 'inlay: INLAY_ROOT holds $, ` or \, which apptainer cannot say' ]
    done
}

@test "docker: an env-file, whose lines docker and podman take as they are" {
    hostile docker --root "$PWD/a b"
    "$PYTHON" -c 'import json; print(json.dumps(dict(line.rstrip("\n").split("=", 1) for line in open("printed"))))' >object
    [ "$(value INLAY_ROOT object)" = "$PWD/a b" ]
    mkdir 'a b'
    mv config.yaml expected 'a b'
    (cd 'a b' && job ../object "$("$INLAY" config -o ."$DIRECTORY/run_config.json")")
}

@test "a root that is not given is where the job starts, in another file system" {
    local format
    for format in docker dotenv wandb-queue; do
        "$INLAY" env --format $format -o hostile.json >printed
        run -1 grep -e INLAY_ROOT -e INLAY_CONTRACT printed
        run -0 grep -c INLAY_REQUIRE printed
        "$INLAY" env --format $format --allow-missing -o hostile.json >printed
        run -1 grep INLAY_REQUIRE printed
    done
    "$INLAY" env --format json -o hostile.json >printed
    [ "$(value INLAY_ROOT printed)" = "$PWD" ]
    run -1 "$INLAY" env --format docker --root here config.yaml:seed=2
    [ "$output" = 'inlay: --root: here is not an absolute path (it is a directory that the job has)' ]
    run -0 "$INLAY" env --format docker --root /no/such/place nowhere.yaml:seed=2
    run -1 "$INLAY" env --format json nowhere.yaml:seed=2
}

@test "json and github: an LD_PRELOAD of this process is kept" {
    hostile json
    (cd "$DIRECTORY" && job ../printed "$("$INLAY" config -o run_config.json)")
    hostile github
    carried github printed >object
    (cd "$DIRECTORY" && job ../object "$("$INLAY" config -o run_config.json)")
    run -0 env LD_PRELOAD=libm.so.6 "$INLAY" env --format github config.yaml:seed=2
    [[ $output == "LD_PRELOAD=libm.so.6:$LIB"* ]]
    run -0 env LD_PRELOAD="libm.so.6:$LIB" "$INLAY" env --format json config.yaml:seed=2
    [ "$(value LD_PRELOAD <(echo "$output"))" = "libm.so.6:$LIB" ]
    mkdir $'two\nlines'
    cp config.yaml $'two\nlines'
    (cd $'two\nlines' && "$INLAY" env --format github config.yaml:seed=2) >printed
    carried github printed >object
    [ "$(value INLAY_ROOT object)" = "$PWD"/$'two\nlines' ]
}

@test "dotenv: read by python-dotenv" {
    "$PYTHON" -c 'import dotenv' || leave_out 'needs python3-dotenv'
    hostile dotenv
    carried dotenv printed >object
    job object "$("$INLAY" config -o "$DIRECTORY/run_config.json")"
}

@test "systemd: read by systemd" {
    needs_program systemd-analyze
    hostile systemd
    mkdir -p units/job.service.d
    printf '[Service]\nExecStart=/bin/true\n' >units/job.service
    cp printed units/job.service.d/inlay.conf
    SYSTEMD_LOG_LEVEL=debug systemd-analyze --man=no verify "$PWD/units/job.service" >dump 2>log || leave_out 'needs systemd-analyze that runs'
    run -1 grep -E '(job.service|inlay.conf).*ignoring' log
    carried systemd dump >object
    (cd "$DIRECTORY" && job ../object "$("$INLAY" config -o run_config.json)")
}

@test "wandb-queue: of docker; with --image of Kubernetes, as the recipe has it" {
    hostile wandb-queue
    carried queue printed >object
    job object "$("$INLAY" config -o "$DIRECTORY/run_config.json")"
    "$INLAY" env --format wandb-queue --image reg/inlay:1 --pull-secret key >printed
    run -0 jq -r '.spec.template.spec | .imagePullSecrets[].name, .initContainers[].image, .containers[].env[].name, (.containers[] | has("name"))' printed
    [ "$output" = $'key\nreg/inlay:1\nLD_PRELOAD\nINLAY_REQUIRE\nfalse' ]
}

@test "compose and kubernetes: by the rules of their documentation" {
    hostile compose --container web
    carried compose printed >object
    job object "$("$INLAY" config -o "$DIRECTORY/run_config.json")"
    hostile kubernetes --container main --library "$LIB"
    carried pod printed >object
    job object "$("$INLAY" config -o "$DIRECTORY/run_config.json")"
}

@test "what a format cannot say is refused" {
    mkdir $'two\nlines' "it's"
    run -1 "$INLAY" env --format docker --root $'/two\nlines' config.yaml:seed=2
    [ "$output" = 'inlay: INLAY_ROOT holds a line end, which an env-file cannot say' ]
    run -1 "$INLAY" env --format docker --root '/end ' config.yaml:seed=2
    [ "$output" = 'inlay: INLAY_ROOT holds a blank at an end, which an env-file cannot say' ]
    run -1 "$INLAY" env --format dotenv --root "/it's" config.yaml:seed=2
    [[ $output == 'inlay: INLAY_ROOT holds a quote, '* ]]
    run -1 "$INLAY" env --format dotenv --root '/${HOME}' config.yaml:seed=2
    run -1 "$INLAY" env --format json --document $'\xff/x' config.yaml:seed=2
}

long_document() {
    "$PYTHON" -c 'print("text: " + "a" * 10 + "\nseed: 1")' >config.yaml
    "$PYTHON" -c 'import json; json.dump({"files": {"config.yaml": {"text": "é $HOME " * 25000}}}, open("long.json", "w"))'
    "$INLAY" render -o long.json config.yaml >expected
}

@test "a long document is in a file, which is pinned" {
    local format
    long_document
    for format in shell docker apptainer slurm systemd dotenv github json; do
        run -1 --separate-stderr "$INLAY" env --format $format -o long.json
        [ "$stderr" = 'inlay: the overrides are too long for a variable (--document FILE writes them to a file that the job must have at the same path)' ]
        run -0 "$INLAY" env --format $format -o long.json --document kept
        [[ $output == *INLAY_OVERRIDES*"@$PWD/kept"* ]]
    done
    job <(echo "$output")
    "$INLAY" env --format json -o long.json --document kept >object
    echo >>kept
    run -125 carried run object cat config.yaml
    [[ $output == *kept* ]]
    run -1 --separate-stderr "$INLAY" env -o long.json --document no/such
    [ "$stderr" = 'inlay: no/such: No such file or directory' ]
    run -0 "$INLAY" env --format compose --container a -o long.json --document kept
    [[ $output == *"source: $PWD/kept"* || $output == *"source: \"$PWD/kept\""* ]]
}

# long_run_config: one that goes in chunks.
long_run_config() {
    "$PYTHON" -c 'import json; json.dump({"run_config": {"text": "a" * 150000}}, open("long.json", "w"))'
}

@test "a run config or manifest in chunks takes the place of a short one" {
    local format
    long_run_config
    run -0 sh -c 'eval "$("$0" env --run-config lr=1)"; eval "$("$0" env -o long.json)"; "$0" config' "$INLAY"
    [ "$output" = "$(jq -c '{lr: 1} + .run_config' long.json | sed 's/:/: /g; s/,/, /')" ]
    for format in json github apptainer; do
        WANDB_CONFIG='{"lr": 1}' run -1 --separate-stderr "$INLAY" env --format $format -o long.json
        [ "$stderr" = 'inlay: WANDB_CONFIG is set here and would win over WANDB_CONFIG_0, …, which are printed (unset it, and say by -o what it says)' ]
    done
    for format in systemd docker; do
        WANDB_CONFIG='{"lr": 1}' run -0 "$INLAY" env --format $format -o long.json
    done
    manifest 'files: {config.yaml: {include: [seed]}}'
    "$PYTHON" -c 'print("files: {config.yaml: {include: [name, " + ", ".join(f"key_{i}" for i in range(20000)) + "]}}")' >other.yaml
    run -0 sh -c 'export INLAY_INPUTS=inlay.yaml; eval "$("$0" env --inputs other.yaml config.yaml:name=b)"; cat config.yaml' "$INLAY"
    [[ $output == *'name: b'* ]]
}

@test "a plain secret is warned of, and in no file that others may read" {
    local warning='inlay: config.yaml: warning: name is a secret, and what is printed or written here has its value (give secret://NAME, a variable that the job has)'
    manifest 'files: {config.yaml: {secrets: [name]}}'
    umask 022
    run -0 --separate-stderr "$INLAY" env config.yaml:name=hush
    [ -z "$stderr" ]
    run -0 --separate-stderr "$INLAY" env --format docker config.yaml:name=secret://TOKEN
    [ -z "$stderr" ]
    run -0 --separate-stderr "$INLAY" env --document document config.yaml:name=hush
    [ "$stderr" = "$warning" ]
    run -0 --separate-stderr "$INLAY" env --format docker --output job.env config.yaml:name=hush
    [ "$stderr" = "$warning" ]
    "$INLAY" env --format docker --output open.env config.yaml:name=secret://TOKEN
    [ "$(stat -c %a document job.env open.env)" = $'600\n600\n644' ]
}

@test "within a supervised job: its overrides are missed aloud" {
    needs_supervision
    run -0 --separate-stderr "$INLAY" run --via=supervise config.yaml:seed=2 -- sh -c 'cat config.yaml; exec "$0" env --format json config.yaml:name=b >object' "$INLAY"
    [ "$stderr" = 'inlay: INLAY_LEDGER: warning: the job that this runs in is supervised, and its overrides are not among those that are printed (say them here, too)' ]
    run -0 --separate-stderr "$INLAY" run --via=preload config.yaml:seed=2 -- sh -c 'cat config.yaml; exec "$0" env --format json config.yaml:name=b >object' "$INLAY"
    [ -z "$stderr" ]
    job_reads=$(carried run object cat config.yaml)
    [[ $job_reads == *'seed: 2'* && $job_reads == *'name: b'* ]]
}

@test "an INLAY_SET that would win is said, wherever it stands" {
    local environment
    for environment in '{INLAY_SET: "config.yaml:seed=1"}' '["INLAY_SET=config.yaml:seed=1"]' '[INLAY_SET]' '{INLAY_SET: }'; do
        echo "{services: {web: {image: x, environment: $environment}}}" >compose.yaml
        run -0 --separate-stderr "$INLAY" env --format compose --onto compose.yaml config.yaml:seed=2
        [ "$stderr" = 'inlay: compose.yaml: warning: web has INLAY_SET, which wins over the overrides that are printed' ] || { echo "$environment: $stderr"; return 1; }
    done
    for environment in '[LD_PRELOAD]' '{LD_PRELOAD: }'; do
        echo "{services: {web: {image: x, environment: $environment}}}" >compose.yaml
        run -0 --separate-stderr "$INLAY" env --format compose --onto compose.yaml config.yaml:seed=2
        [ "$stderr" = 'inlay: compose.yaml: warning: web takes LD_PRELOAD from the environment of compose: it is not seen, and is replaced' ]
    done
    echo '[{"Config": {"Env": ["INLAY_SET=config.yaml:seed=1"]}}]' >image.json
    run -0 --separate-stderr "$INLAY" env --format docker --image-config image.json config.yaml:seed=2
    [ "$stderr" = 'inlay: image.json: warning: has INLAY_SET, which wins over the overrides that are printed' ]
}

@test "a manifest goes along: what it does not offer, secrets, binds of the job's own variables" {
    manifest $'files: {config.yaml: {include: [seed, name], secrets: [name]}}\nbind: {"env:SEED": config.yaml:seed, lr: config.yaml:trainer.lr}'
    sed -i 's/include: \[seed, name\]/include: [seed, name, trainer]/' inlay.yaml
    SEED=7 "$INLAY" env --format wandb-queue --run-config lr=1 config.yaml:name=secret://TOKEN >printed
    carried queue printed >object
    [ "$(value INLAY_INPUTS object | cut -c-10)" = base64url: ]
    rm inlay.yaml
    jq '.SEED = "9" | .TOKEN = "hush"' object >job
    run -0 carried run job cat config.yaml
    [[ $output == *'lr: 1'*'name: hush'*'seed: 9' ]] || { echo "$output"; return 1; }
    jq '.INLAY_SET = "config.yaml:odd=1"' object >job
    run -125 carried run job cat config.yaml
    [[ $output == *'odd is no input of this job'* ]]
}

@test "a manifest goes along to another root, and when it is long" {
    "$PYTHON" - <<'PY'
print("files:\n  config.yaml:\n    include: [seed, " + ", ".join(f"key_{i}" for i in range(20000)) + "]", file=open("inlay.yaml", "w"))
PY
    mkdir job
    cp config.yaml job
    "$INLAY" env --format docker --root "$PWD/job" config.yaml:seed=2 >printed
    mv inlay.yaml away.yaml
    "$PYTHON" -c 'import json; print(json.dumps(dict(line.rstrip("\n").split("=", 1) for line in open("printed"))))' >object
    [ "$(value INLAY_INPUTS_0 object | cut -c-10)" = base64url: ]
    [ "$(jq '[.[] | length] | max' object)" -le 61440 ]
    run -0 carried run object tail -n 1 job/config.yaml
    [ "$output" = 'seed: 2' ]
    jq '.INLAY_SET = "config.yaml:name=b"' object >more
    run -125 carried run more cat job/config.yaml
    [[ $output == *'name is no input of this job'* ]]
}

@test "what variables cannot do, and options of other formats" {
    run -1 --separate-stderr "$INLAY" env -o '{"args": ["x"]}'
    [[ $stderr == 'inlay: argument 2:1:2: "args" replaces the command, which variables cannot do (use inlay run)' ]] || { echo "$stderr"; return 1; }
    INLAY_DISABLE=1 run -1 --separate-stderr "$INLAY" env config.yaml:seed=2
    [ "$stderr" = 'inlay: INLAY_DISABLE: is set, so nothing is overridden (unset it)' ]
    run -2 "$INLAY" env --format docker --container x
    [ "${lines[0]}" = 'inlay: --container is of no use with --format docker' ]
    run -2 "$INLAY" env -- train
    [ "${lines[0]}" = 'inlay: -- train: a command is of no use with --format shell' ]
    run -2 "$INLAY" env --format podman
    [[ ${lines[0]} == 'inlay: --format podman: not shell, docker, '* ]]
    run -1 --separate-stderr "$INLAY" env --library lib.so
    [[ $stderr == 'inlay: --library lib.so: not an absolute path '* ]]
    run -0 "$INLAY" env --library /opt/libinlay.so
    [[ $output == *'}"/opt/libinlay.so'* ]]
}
