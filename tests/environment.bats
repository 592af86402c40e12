# SPDX-License-Identifier: Apache-2.0
# What the environment alone does: LD_PRELOAD and a launch in variables, without the command.

bats_require_minimum_version 1.5.0

load helpers

setup() {
    own_directory
    printf 'trainer:\n  lr: 0.1\nseed: 1\n' >config.yaml
}

# shim [NAME=VALUE ...] COMMAND ...: under libinlay.so, with standard error in `messages`.
shim() {
    env LD_PRELOAD="$LIB" "$@" 2>messages
}

@test "INLAY_OVERRIDES, INLAY_SET and W&B's variable, the later over the earlier" {
    run -0 shim WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"seed": 2}}' sed -n 3p config.yaml
    [ "$output" = 'seed: 2' ]
    run -0 shim WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"seed": 2}}' \
        INLAY_OVERRIDES='{"files": {"config.yaml": {"seed": 3}}}' sed -n 3p config.yaml
    [ "$output" = 'seed: 3' ]
    run -0 shim INLAY_OVERRIDES='{"files": {"config.yaml": {"seed": 3}}}' \
        INLAY_SET=$'config.yaml:seed=4\n\nconfig.yaml:trainer.lr=1e-3' cat config.yaml
    [ "$output" = $'trainer:\n  lr: 1.0e-3\nseed: 4' ]
}

@test "chunks of INLAY_OVERRIDES are joined, wherever they were cut" {
    run -0 shim INLAY_OVERRIDES_0='{"files": {"config.y' INLAY_OVERRIDES_1='aml": {"seed": 5}}}' sed -n 3p config.yaml
    [ "$output" = 'seed: 5' ]
}

@test "base64url, which nothing on the way changes, in the command too" {
    local document='{"files": {"config.yaml": {"seed": 5}}}' encoded
    encoded=$(basenc --base64url -w0 <<<"$document")
    run -0 shim INLAY_OVERRIDES="base64url:$encoded" sed -n 3p config.yaml
    [ "$output" = 'seed: 5' ]
    run -0 shim INLAY_OVERRIDES="base64url:${encoded%%=*}" sed -n 3p config.yaml
    [ "$output" = 'seed: 5' ]
    run -0 shim INLAY_OVERRIDES_0="base64url:${encoded:0:7}" INLAY_OVERRIDES_1="${encoded:7}" sed -n 3p config.yaml
    [ "$output" = 'seed: 5' ]
    run -0 env INLAY_OVERRIDES="base64url:$encoded" "$INLAY" render config.yaml
    [ "${lines[2]}" = 'seed: 5' ]
    document='files: {config.yaml: {include: [trainer]}}'
    run -125 shim INLAY_SET=config.yaml:seed=5 INLAY_INPUTS="base64url:$(basenc --base64url -w0 <<<"$document")" cat config.yaml
    [[ $(<messages) == *'seed is no input of this job (INLAY_INPUTS includes only trainer)'* ]]
}

@test "base64url that is damaged, or was cut at any place" {
    local encoded cut
    encoded=$(printf '{"files": {"config.yaml": {"seed": 5}}}' | basenc --base64url -w0 | tr -d =)
    for ((cut = 0; cut < ${#encoded}; cut++)); do
        run -125 shim INLAY_OVERRIDES="base64url:${encoded:0:cut}" cat config.yaml
        [ -z "$output" ]
    done
    run -125 shim INLAY_OVERRIDES="base64url:${encoded:0:5} ${encoded:5}" cat config.yaml
    [[ $(<messages) == 'inlay: INLAY_OVERRIDES: character 6 of the base64url text is " " (it has letters, digits, - and _ alone)'* ]]
    run -125 shim INLAY_OVERRIDES="base64url:${encoded:0:5}" cat config.yaml
    [[ $(<messages) == 'inlay: INLAY_OVERRIDES: the base64url text is cut off, or a part of it is lost'* ]]
    run -125 shim INLAY_INPUTS="base64url:===" cat config.yaml
    [[ $(<messages) == 'inlay: INLAY_INPUTS: character 1 of the base64url text is "="'* ]]
    # With padding it is an assignment by its form.
    run -125 shim INLAY_SET="base64url:$encoded=" cat config.yaml
    [[ $(<messages) == 'inlay: INLAY_SET: holds a document (name it INLAY_OVERRIDES)'* ]]
    run -1 env INLAY_OVERRIDES="base64url:+" "$INLAY" check
    [[ $output == 'inlay: INLAY_OVERRIDES: character 1 of'* ]]
}

@test "a malformed document ends the program at its start, with what is wrong and how to get on" {
    run -125 shim INLAY_OVERRIDES='{"files": {"config.yaml": {"seed": 5}' cat config.yaml
    [ -z "$output" ]
    [[ $(<messages) == "inlay: INLAY_OVERRIDES:1:38: expected ',' or '}', but the file ends here "* ]]
    [[ $(<messages) == *'inlay: INLAY_OVERRIDES is refused, so the program does not start'*'INLAY_DISABLE=1)' ]]
    run -125 shim WANDB_CONFIG='[1]' cat config.yaml
    [[ $(<messages) == *'inlay: WANDB_CONFIG is refused'* ]]
    run -125 shim INLAY_SET='config.yaml:seed' cat config.yaml
    [[ $(<messages) == *'inlay: INLAY_SET is refused'* ]]
}

@test "it ends with 125 also where nobody reads the message" {
    local status
    status=$({ env LD_PRELOAD="$LIB" INLAY_OVERRIDES='[' cat config.yaml 2>&1; echo $? >&3; } 3>&1 >/dev/null | head -c 9)
    [ "$status" = 125 ]
    status=$("$PYTHON" -c '
import os, subprocess, sys
reading, writing = os.pipe()
os.close(reading)
print(subprocess.run(["cat", "config.yaml"], stderr=writing, env={**os.environ, "LD_PRELOAD": sys.argv[1],
      "INLAY_OVERRIDES": "["}).returncode)' "$LIB")
    [ "$status" = 125 ]
}

@test "entry_point and args are the command's business" {
    run -125 shim INLAY_OVERRIDES='{"args": ["x"]}' cat config.yaml
    [[ $(<messages) == *'"args" replaces'*'(use inlay run)'* ]]
    run -125 shim INLAY_OVERRIDES='{"entry_point": ["x"]}' cat config.yaml
    [[ $(<messages) == *'"entry_point" replaces'*'(use inlay run)'* ]]
}

@test "a patch that cannot be made fails the open, and says why once" {
    run -1 shim INLAY_SET='config.yaml:sead=5' cat config.yaml config.yaml
    [ -z "$output" ]
    [ "$(grep -c '^inlay:' messages)" = 1 ]
    grep -qx 'inlay: INLAY_SET:1:1: config.yaml: sead: there is no such key (did you mean seed?)' messages
    grep -q 'Invalid argument' messages
}

@test "INLAY_ON_ERROR=warn gives the disk's content, and says so" {
    run -0 shim INLAY_ON_ERROR=warn INLAY_SET='config.yaml:sead=5' sed -n 3p config.yaml
    [ "$output" = 'seed: 1' ]
    grep -q 'a warning' messages
    run -0 shim INLAY_ON_ERROR=warn INLAY_OVERRIDES='[' sed -n 3p config.yaml
    [ "$output" = 'seed: 1' ]
    run -125 shim INLAY_ON_ERROR=perhaps INLAY_SET='config.yaml:seed=5' true
}

@test "a file that does not exist yet is patched when it does" {
    run -0 shim INLAY_OVERRIDES='{"files": {"late.yaml": {"a": 2}}}' sh -c 'echo "a: 1" >late.yaml; cat late.yaml'
    [ "$output" = 'a: 2' ]
    [ "$(<late.yaml)" = 'a: 1' ]
}

@test "the first process that finds a registered file says where it is for all others" {
    mkdir -p job elsewhere/job
    mv config.yaml job
    cp job/config.yaml elsewhere
    run -0 shim INLAY_REPORT="$PWD/report" INLAY_SET='config.yaml:seed=5' \
        sh -c 'cd job && sh -c "sed -n 3p config.yaml; cd ../elsewhere; sed -n 3p config.yaml; sed -n 3p ../job/config.yaml"'
    [ "$output" = $'seed: 5\nseed: 1\nseed: 5' ]
    grep -q "\"event\":\"root\".*\"root\":\"$PWD/job\"" report
    grep -q '"event":"near"' report
}

@test "what files adds is said once for the whole tree" {
    run -0 shim INLAY_OVERRIDES='{"files": {"config.yaml": {"sead": 5}}}' sh -c 'cat config.yaml; cat config.yaml'
    [ "$(grep -c 'note: config.yaml: sead is new in the file (did you mean seed?)' messages)" = 1 ]
}

@test "a document that changes under a running job is refused" {
    echo '{"files": {"config.yaml": {"seed": 5}}}' >overrides.json
    run -125 shim INLAY_OVERRIDES=@overrides.json \
        sh -c 'sed -n 3p config.yaml; echo "{\"files\": {\"config.yaml\": {\"seed\": 6}}}" >overrides.json; sed -n 3p config.yaml'
    [ "$output" = 'seed: 5' ]
}

@test "quiet when all is well, and INLAY_LOG says what was served" {
    run -0 shim INLAY_SET='config.yaml:seed=5' sed -n 3p config.yaml
    [ -z "$(<messages)" ]
    run -0 shim INLAY_LOG=1 INLAY_SET='config.yaml:seed=5' sed -n 3p config.yaml
    grep -q 'inlay: config.yaml: .* bytes, patched' messages
    run -0 shim INLAY_LOG=log INLAY_SET='config.yaml:seed=5' sed -n 3p config.yaml
    [ -z "$(<messages)" ]
    grep -q 'config.yaml' log
}

@test "INLAY_LOG says at the start what is registered, what INLAY_ variables mean nothing, and that there is no document" {
    export INLAY_LOG=log INLAY_SET=$'config.yaml:seed=5\nno.yaml:a=1' INLAY_OVERIDES=x INLAY_SOMETHING_ELSE=1 INLAY_SET_0=1
    run -0 shim sh -c 'cat config.yaml; cat config.yaml; env -i cat config.yaml'
    [ -z "$(<messages)" ]
    [ "$(grep -v bytes log)" = "inlay: INLAY_OVERIDES: warning: inlay knows no such variable (did you mean INLAY_OVERRIDES?)
inlay: INLAY_SET_0: warning: inlay knows no such variable (did you mean INLAY_SET?)
inlay: INLAY_SOMETHING_ELSE: warning: inlay knows no such variable
inlay: $PWD/config.yaml is registered
inlay: $PWD/no.yaml is registered, and is not there" ]
    unset "${!INLAY_@}"
    INLAY_LOG=1 run -0 shim true
    [ "$(<messages)" = 'inlay: libinlay.so is loaded, but the environment names no file to override (INLAY_OVERRIDES, INLAY_SET)' ]
    run -0 shim true
    [ -z "$(<messages)" ]
}

@test "run and check warn of INLAY_ variables that mean nothing" {
    export INLAY_OVERIDES=x
    run -0 "$INLAY" check config.yaml:seed=5
    [ "$output" = 'inlay: INLAY_OVERIDES: warning: inlay knows no such variable (did you mean INLAY_OVERRIDES?)' ]
    run -0 --separate-stderr "$INLAY" run config.yaml:seed=5 -- sed -n 3p config.yaml
    [ "$output" = 'seed: 5' ]
    [ "$stderr" = 'inlay: INLAY_OVERIDES: warning: inlay knows no such variable (did you mean INLAY_OVERRIDES?)' ]
}

@test "INLAY_REQUIRE=1: a job does not start without its registered files" {
    export INLAY_REQUIRE=1 INLAY_SET=$'config.yaml:seed=5\nno.yaml:a=1'
    run -125 shim touch started
    [ "$(<messages)" = "inlay: $PWD/no.yaml does not exist, and INLAY_REQUIRE is set: the program does not start" ]
    [ ! -e started ]
    INLAY_REQUIRE=0 run -0 shim true
    [ -z "$(<messages)" ]
    INLAY_ON_ERROR=warn run -0 shim sed -n 3p config.yaml
    [ "$output" = 'seed: 5' ]
    [ "$(<messages)" = "inlay: $PWD/no.yaml does not exist, and INLAY_REQUIRE is set (a warning)" ]
    # It is there when the job starts, and may go later; the run config's may be missing from the start.
    echo 'a: 0' >no.yaml
    run -0 shim sh -c 'rm no.yaml; sh -c "sed -n 3p config.yaml"'
    [ "$output" = 'seed: 5' ]
    [ -z "$(<messages)" ]
    INLAY_INPUTS='{"files": {"config.yaml": {}}, "run_config": {"file": "run.json"}}' INLAY_SET= WANDB_CONFIG='{"a": 1}' \
        run -0 shim cat run.json
    [ "$output" = '{"a": 1}' ]
    # The command looks itself, and --allow-missing goes for the job.
    unset INLAY_SET
    run -0 "$INLAY" run --allow-missing no.yaml:a=2 -- sh -c 'echo a: 1 >no.yaml; cat no.yaml'
    [ "$output" = 'a: 2' ]
}

@test "files that the environment names by relative paths stay where they are when a job changes its directory" {
    mkdir -p lib/x sub
    cp "$LIB" lib/libinlay.so
    run -0 env LD_PRELOAD="libm.so.6 ./lib/x/../libinlay.so" INLAY_LOG=log INLAY_REPORT=report INLAY_SET='config.yaml:seed=5' \
        bash -c 'cd sub; sh -c "sed -n 3p ../config.yaml; echo \$LD_PRELOAD"'
    [ "$output" = "seed: 5"$'\n'"libm.so.6 $PWD/lib/x/../libinlay.so" ]
    [ -z "$(ls sub)" ]
    grep -q 'bytes, patched' log
    grep -q '"event":"serve"' report
    # Other entries are somebody else's.
    cp "$LIB" sub/other.so
    run -0 env LD_PRELOAD="./sub/other.so:lib/libinlay.so" sh -c 'echo $LD_PRELOAD'
    [ "$output" = "$PWD/sub/other.so:lib/libinlay.so" ] || [ "$output" = "./sub/other.so:$PWD/lib/libinlay.so" ]
    run -0 shim INLAY_REPORT=report INLAY_LOG=1 sh -c 'cd sub; sh -c "echo \$INLAY_REPORT \$INLAY_LOG"'
    [ "$output" = "$PWD/report 1" ]
    [ ! -e sub/report ]
}

@test "a process that has the library and no launch looks no further" {
    run -0 strace -qq -o trace -e trace=getcwd env LD_PRELOAD="$LIB" /bin/true
    [ ! -s trace ]
    run -0 strace -qq -o trace -e trace=getcwd env LD_PRELOAD="$LIB" INLAY_SET='config.yaml:seed=5' /bin/true
    grep getcwd trace
    # One whose parent was a part of the launch finds all paths absolute.
    run -0 strace -qq -o trace -e trace=getcwd env LD_PRELOAD="$LIB" INLAY_SET='config.yaml:seed=5' INLAY_ROOT="$PWD" /bin/true
    [ ! -s trace ]
}

@test "a read-write open sees the disk, and that is said" {
    run -0 shim INLAY_SET='config.yaml:seed=5' "$PYTHON" -c 'print(open("config.yaml", "r+").read(), end="")'
    [ "$output" = "$(<config.yaml)" ]
    grep -q 'opened for reading and writing' messages
}

@test "writes reach the disk" {
    run -0 shim INLAY_SET='config.yaml:seed=5' sh -c 'echo "# end" >>config.yaml; tail -n 2 config.yaml'
    [ "$output" = $'seed: 5\n# end' ]
    [ "$(tail -n 2 config.yaml)" = $'seed: 1\n# end' ]
}
