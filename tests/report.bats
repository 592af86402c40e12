#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What `inlay run` says at the end about what really happened, its exit status, and the report.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'a: 1\nb: two\n' >config.yaml
    printf '{"a": 1}\n' >other.json
}

teardown() {
    [ -z "${place:-}" ] || rm -r "$place"
}

@test "nothing is said when all is well" {
    run -0 --separate-stderr "$INLAY" run config.yaml:a=2 other.json:a=3 -- cat config.yaml other.json
    [ "$output" = $'a: 2\nb: two\n{"a": 3}' ]
    [ -z "$stderr" ]
    run -3 --separate-stderr "$INLAY" run --strict config.yaml:a=2 -- sh -c 'sh -c "cat config.yaml" >/dev/null; exit 3'
    [ -z "$stderr" ]
    run -0 --separate-stderr "$INLAY" run -- true
    [ -z "$stderr" ]
}

@test "an override that nobody read: one line, and with --strict 125" {
    run -0 "$INLAY" run config.yaml:a=2 other.json:a=3 -- cat config.yaml
    [ "${lines[2]}" = 'inlay: other.json was never opened' ]
    [ ${#lines[@]} -eq 3 ]
    run -125 "$INLAY" run --strict config.yaml:a=2 other.json:a=3 -- cat config.yaml
    [ "${lines[2]}" = 'inlay: other.json was never opened' ]
    run -4 "$INLAY" run --strict config.yaml:a=2 -- sh -c 'exit 4'
    [ "$output" = 'inlay: config.yaml was never opened' ]
}

@test "another file of the same name is a near miss" {
    mkdir elsewhere
    echo 'a: 9' >elsewhere/config.yaml
    run -0 "$INLAY" run config.yaml:a=2 -- cat elsewhere/config.yaml
    [ "${lines[0]}" = 'a: 9' ]
    [ "${lines[1]}" = 'inlay: config.yaml was never opened (another file of that name was: '"$PWD/elsewhere/config.yaml)" ]
    # The registered one was read: nothing is wrong.
    run -0 --separate-stderr "$INLAY" run config.yaml:a=2 -- cat elsewhere/config.yaml config.yaml
    [ -z "$stderr" ]
}

@test "another file under the very path that the overrides name is said when it is opened, once" {
    mkdir app app/sub
    echo 'a: 9' | tee app/config.yaml app/sub/config.yaml >elsewhere.yaml
    run -0 --separate-stderr "$INLAY" run config.yaml:a=2 -- sh -c 'cd app && cat config.yaml; cd sub; cat config.yaml'
    [ "$output" = $'a: 9\na: 9' ]
    [ "$stderr" = "inlay: config.yaml: $PWD/app/config.yaml was opened, and the overrides are for $PWD/config.yaml
inlay: config.yaml was never opened (another file of that name was: $PWD/app/config.yaml)" ]
    # Also where the registered one was read before, or a file of that name under another path.
    run -0 --separate-stderr "$INLAY" run config.yaml:a=2 -- sh -c 'cat config.yaml app/config.yaml; cd app; cat config.yaml'
    [ "$stderr" = "inlay: config.yaml: $PWD/app/config.yaml was opened, and the overrides are for $PWD/config.yaml" ]
    run -0 --separate-stderr "$INLAY" run config.yaml:a=2 -- "$PYTHON" -c '
import os
open("app/config.yaml").read()
os.chdir("app")
open("config.yaml").read()'
    [ "${stderr_lines[0]}" = "inlay: config.yaml: $PWD/app/config.yaml was opened, and the overrides are for $PWD/config.yaml" ]
    # Not what walks through directories, and not an absolute path.
    run -0 --separate-stderr "$INLAY" run "$PWD/config.yaml:a=2" -- sh -c 'cat config.yaml; grep -rh . app'
    [ -z "$stderr" ]
    run -0 --separate-stderr "$INLAY" run config.yaml:a=2 -- sh -c 'cat config.yaml; grep -rh . app; cp -r app copy'
    [ -z "$stderr" ]
    [ "$output" = $'a: 2\nb: two\na: 9\na: 9' ]
    # Names that a terminal would obey, with the environment alone.
    mkdir $'es\ec'
    cp app/config.yaml $'es\ec'
    export INLAY_REPORT=$PWD/report INLAY_ROOT=$PWD INLAY_SET=config.yaml:a=2 LD_PRELOAD=$LIB
    run -0 --separate-stderr sh -c 'cd es*; cat config.yaml; cat config.yaml'
    [ "$stderr" = "inlay: config.yaml: $PWD/es\\x1bc/config.yaml was opened, and the overrides are for $PWD/config.yaml" ]
}

@test "a process that writes a file that it had read with overrides: said once" {
    local rewrite='
import sys
for path in sys.argv[1:]:
    text = open("config.yaml").read()
    open(path, "w").write(text)'
    run -0 --separate-stderr "$INLAY" run config.yaml:a=2 -- sh -c '"$0" -c "$1" config.yaml; "$0" -c "$1" config.yaml config.yaml' \
        "$PYTHON" "$rewrite"
    [[ $stderr =~ ^'inlay: config.yaml was written by python3'[.0-9]*' after it had read it with overrides: they may be on disk now'$ ]]
    [ "$(<config.yaml)" = $'a: 2\nb: two' ]
    # Not what another process read, or what goes elsewhere, or a file that was only written.
    run -0 --separate-stderr "$INLAY" run config.yaml:a=3 -- sh -c 'cat config.yaml; "$0" -c "$1" new.yaml; echo a: 1 >config.yaml' \
        "$PYTHON" "$rewrite"
    [ -z "$stderr" ]
    [ "$(<new.yaml)" = $'a: 3\nb: two' ]
}

@test "an open that was refused, even if the job swallowed it: 125" {
    # Valid when inlay checks it, not any more when the job reads it.
    cat >job.sh <<'SH'
echo 'b: 1' >config.yaml
cat config.yaml || true
SH
    run -125 "$INLAY" run config.yaml:a=2 -- bash job.sh
    [[ $output == *"Invalid argument"* ]]
    [[ ${lines[-1]} == "inlay: "*"/cat could not open config.yaml: "*"a: there is no such key"* ]]
    echo 'a: 1' >config.yaml
    run -5 "$INLAY" run config.yaml:a=2 -- bash -c '. ./job.sh; exit 5'
}

@test "a file that was opened for reading and writing" {
    run -0 "$INLAY" run config.yaml:a=2 -- bash -c 'exec 5<>config.yaml; cat <&5'
    [[ $output == *$'a: 1\nb: two\n'* ]]
    [ "${lines[-1]}" = 'inlay: config.yaml was opened for reading and writing only: the job saw what is on the disk' ]
    run -125 "$INLAY" run --strict config.yaml:a=2 -- bash -c 'exec 5<>config.yaml; cat <&5'
}

@test "after chroot it is known what was opened" {
    needs_chroot
    run -0 "$INLAY" run --strict config.yaml:a=2 -- "${AS_ROOT[@]}" perl -e 'chroot "/" or die "$!"; exec "cat", "config.yaml"'
    [ "${lines[0]}" = 'a: 2' ]
    run -0 "$INLAY" run config.yaml:a=2 -- "${AS_ROOT[@]}" perl -e 'chroot "/" or die "$!"'
    [ "$output" = 'inlay: config.yaml was never opened' ]
}

@test "a job that changes to another user is seen" {
    needs_root
    place=$(mktemp -d /tmp/inlay-test-XXXXXX)
    chmod 755 "$place"
    cp -r "$BUILD/bin" "$BUILD/lib" config.yaml "$place"
    cd "$place"
    run -0 bin/inlay run --strict config.yaml:a=2 -- setpriv --reuid=65534 --regid=65534 --clear-groups cat config.yaml
    [ "$output" = $'a: 2\nb: two' ]
}

@test "a file that the job writes first" {
    run -0 --separate-stderr "$INLAY" run --allow-missing --report report.json new.yaml:a=2 -- \
        bash -c 'echo "a: 1" >new.yaml; cat new.yaml'
    [ "$output" = 'a: 2' ]
    [ -z "$stderr" ]
    [ "$(jq -r '.files[0].opens.first.after' report.json)" = \
        "$(echo 'a: 2' | sha256sum | cut -d ' ' -f 1)" ]
    [ "$(cat new.yaml)" = 'a: 1' ]
}

@test "the report holds what can prove the experiment" {
    printf 'files:\n  config.yaml:\n    c: [x]\nset:\n  "config.yaml:a": 2\n' >overrides.yaml
    "$INLAY" render config.yaml -o overrides.yaml config.yaml:~b >rendered 2>/dev/null
    run -0 "$INLAY" run --report report.json -o overrides.yaml config.yaml:~b other.json:a=3 -- \
        sh -c 'cat config.yaml; cat config.yaml >/dev/null; exit 0'
    get() { jq -r "$1" report.json; }
    [ "$(get .version)" = "$("$INLAY" --version | sed -n 's/^inlay //p')" ]
    [ "$(get '.command[0]')" = sh ]
    [ "$(get .root)" = "$PWD" ]
    [[ "$(get .started)" =~ ^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{6}Z$ ]]
    [[ "$(get .ended)" > "$(get .started)" ]]
    [ "$(get .job_exit_status)" = 0 ]
    [ "$(get .exit_status)" = 0 ]
    [ "$(get .complete)" = true ]

    [ "$(get '.files | length')" -eq 2 ]
    [ "$(get '.files[0].file')" = "$PWD/config.yaml" ]
    [ "$(get '.files[0].as')" = config.yaml ]
    [ "$(get '.files[0].format')" = yaml ]
    [ "$(get '.files[0].before.sha256')" = "$(sha256sum <config.yaml | cut -d ' ' -f 1)" ]
    [ "$(get '.files[0].before.size')" = "$(stat -c %s config.yaml)" ]
    [ "$(get '.files[0].after.sha256')" = "$(sha256sum <rendered | cut -d ' ' -f 1)" ]
    [ "$(get '.files[0].after.size')" = "$(stat -c %s rendered)" ]
    value() { jq -c "[.files[0].values[] | select(.path == \"$1\")][0] | [.before, .after, .from]" report.json; }
    [[ "$(value a)" == '["1","2","overrides.yaml:5:'*'"]' ]]
    [[ "$(value b)" == '["two",null,"argument 5"]' ]]
    [[ "$(value c)" == '[null,"[x]","overrides.yaml:'*'"]' || "$(value c)" == '[null,"[\"x\"]","overrides.yaml:'*'"]' ]]

    [ "$(get '.files[0].opens.count')" -eq 2 ]
    [ "$(get '.files[0].opens.first.opened')" = config.yaml ]
    [ "$(get '.files[0].opens.first.after')" = "$(get '.files[0].after.sha256')" ]
    [[ "$(get '.files[0].opens.first.program')" == */cat ]]
    [[ "$(get '.files[0].opens.first.time')" > "$(get .started)" ]]
    [ "$(get '.files[1].opens.count')" -eq 0 ]
    [ "$(get '.processes | length')" -ge 2 ]
    [ "$(get '.processes[1].ppid')" = "$(get '.processes[0].pid')" ]
    [[ "$(get '.notes[]')" == *"other.json was never opened"* ]]
}

@test "the report says how a run failed" {
    run -125 "$INLAY" run --strict --report report.json config.yaml:a=2 -- true
    [ "$(jq -r '[.job_exit_status, .exit_status] | join(" ")' report.json)" = '0 125' ]
    run -143 "$INLAY" run --report report.json config.yaml:a=2 -- sh -c 'kill -TERM $$'
    [ "$(jq -r .exit_status report.json)" = 143 ]
    run -127 "$INLAY" run --report report.json config.yaml:a=2 -- no-such-command
    [ "$(jq -r .exit_status report.json)" = 127 ]
    # A longer report that stood there leaves nothing behind.
    run -0 "$INLAY" run --report report.json -- true
    jq -e . report.json >/dev/null
}

@test "INLAY_REPORT is --report's default" {
    export INLAY_REPORT=$PWD/report.json
    run -0 "$INLAY" run config.yaml:a=2 -- cat config.yaml
    [ "$(jq -r '.files[0].opens.count' report.json)" -eq 1 ]
    run -0 "$INLAY" run --report mine.json config.yaml:a=3 -- cat config.yaml
    [ "$(jq -r '.files[0].values[0].after' mine.json)" = 3 ]
    [ "$(jq -r '.files[0].values[0].after' report.json)" = 2 ]
}

@test "a report that cannot be written: nothing runs" {
    run -125 "$INLAY" run --report no/such/directory/report.json config.yaml:a=2 -- touch ran
    [ "$output" = 'inlay: the report cannot be written: no/such/directory/report.json: No such file or directory' ]
    [ ! -e ran ]
}

@test "what fails after the job never changes its status, unless that is 0 and overrides are lost" {
    local full='inlay: the report cannot be written: /dev/full: No space left on device'
    run -0 "$INLAY" run --strict --report /dev/full config.yaml:a=2 -- cat config.yaml
    [ "${lines[-1]}" = "$full" ]
    run -3 "$INLAY" run --report /dev/full config.yaml:a=2 -- sh -c 'exit 3'
    [ "${lines[-1]}" = "$full" ]
    run -127 "$INLAY" run --report /dev/full config.yaml:a=2 -- no-such-command
    run -125 "$INLAY" run --strict --report /dev/full config.yaml:a=2 -- true
    [ "${lines[-2]}" = 'inlay: config.yaml was never opened' ]
    [ "${lines[-1]}" = "$full" ]
    # A reader that goes away.
    mkfifo pipe
    head -c 1 pipe >head &
    run -4 "$INLAY" run --report pipe config.yaml:a=2 -- sh -c 'cat config.yaml; sleep 0.2; exit 4' 3>pipe
    wait $!
}

@test "a file size limit that leaves no room for records or a report changes no status" {
    local limited=(bash -c 'ulimit -f 0; "$@"' bash)
    run -3 "${limited[@]}" "$INLAY" run --report report.json config.yaml:a=2 -- sh -c 'exit 3'
    [ "${lines[-1]}" = 'inlay: the report cannot be written: report.json: File too large' ]
    run -0 "${limited[@]}" "$INLAY" run --report report.json config.yaml:a=2 -- true
    [ "${lines[-2]}" = 'inlay: it is not known whether config.yaml was opened: there are no records of this run' ]
    run -0 "${limited[@]}" "$INLAY" run --report report.json -- true
    run -125 "${limited[@]}" "$INLAY" run --strict --report report.json config.yaml:a=2 -- true
}

@test "a directory that the job removes, and a closed standard error, change no status" {
    local status_of='
import os, signal, subprocess, sys
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
read, write = os.pipe()
os.close(read)
sys.exit(subprocess.run(sys.argv[1:], stderr=write, restore_signals=True).returncode)'
    mkdir gone
    cp config.yaml gone
    cd gone
    run -5 "$INLAY" run --report report.json config.yaml:a=2 -- sh -c 'cat config.yaml; rm -r ../gone; exit 5'
    [ "$output" = $'a: 2\nb: two' ]
    cd ..
    run -0 "$PYTHON" -c "$status_of" "$INLAY" run config.yaml:a=2 -- true
    run -3 "$PYTHON" -c "$status_of" "$INLAY" run config.yaml:a=2 -- sh -c 'exit 3'
    run -125 "$PYTHON" -c "$status_of" "$INLAY" run --strict config.yaml:a=2 -- true
}

@test "out of memory after the job: its status stays, unless that is 0 and it is not known what was read" {
    local i starve='prlimit --pid $PPID --as=4096'
    mkdir many
    for i in {1..1500}; do
        echo 'a: 1' >many/$i.yaml
        echo "many/$i.yaml: {a: 2}"
    done | sed '1i files:' | sed '2,$s/^/  /' >o.yaml
    run -3 "$INLAY" run --report report.json -o o.yaml -- sh -c "cat many/*.yaml >/dev/null; $starve; exit 3"
    [ "${lines[-1]}" = 'inlay: memory ran out when the job had ended: what it read is not known' ]
    run -125 "$INLAY" run -o o.yaml -- sh -c "cat many/*.yaml >/dev/null; $starve"
    [ "${lines[-1]}" = 'inlay: memory ran out when the job had ended: what it read is not known' ]
    # Of a job without overrides there is nothing to fear.
    run -0 "$INLAY" run --report report.json -- sh -c "$starve"
}

@test "a run in a run hands its records on, and both sets of overrides count" {
    run -0 --separate-stderr "$INLAY" run --strict --report report.json config.yaml:a=2 -- \
        "$INLAY" run --strict config.yaml:b=three -- cat config.yaml
    [ "$output" = $'a: 2\nb: three' ]
    [ -z "$stderr" ]
    [ "$(jq -r '.files[0].opens | [.first, .last[]] | map(select(.program | endswith("/cat"))) | length' report.json)" -eq 1 ]
    # inlay itself reads what is on the disk, or what was removed outside would be missed inside.
    run -0 "$INLAY" run config.yaml:~b -- "$INLAY" run config.yaml:a=2 -- cat config.yaml
    [ "$output" = 'a: 2' ]
    run -0 env "LD_PRELOAD=$LIB" 'INLAY_OVERRIDES={"set":{"config.yaml:a":2}}' "$INLAY" diff
    [[ $output == *$'-a: 1\n+a: 2'* ]]
}

@test "a run in a run says nothing of files that only the outer launch overrides" {
    run -0 "$INLAY" run --strict other.json:a=2 -- sh -c '"$0" run --strict config.yaml:a=2 -- cat config.yaml; cat other.json' "$INLAY"
    [[ $output != *'never opened'* ]]
    # The outer one does, where nobody opens them.
    run -125 "$INLAY" run --strict other.json:a=2 -- "$INLAY" run --strict config.yaml:a=2 -- cat config.yaml
    [ "$(grep 'never opened' <<<"$output")" = 'inlay: other.json was never opened' ]
    # Nobody else does, where it became its job.
    run -0 "$INLAY" run --exec other.json:a=2 -- "$INLAY" run config.yaml:a=2 -- cat config.yaml
    [[ $output == *'inlay: other.json was never opened'* ]]
}

@test "a report over a file of the launch is refused before the start" {
    mkdir below
    ln config.yaml hard.yaml
    ln -s config.yaml soft.yaml
    echo '{"set": {"config.yaml:a": 2}}' >o.json
    printf 'files: {config.yaml: {schema: schema.json}}\n' >below/inlay.yaml
    echo '{"type": "object"}' >below/schema.json
    local before path
    before=$(cat config.yaml o.json below/*)
    for path in config.yaml hard.yaml soft.yaml; do
        run -125 "$INLAY" run --report $path config.yaml:a=2 -- touch ran
        [ "$output" = "inlay: the report cannot be written: $path is a config file of the job (give the report a path of its own)" ]
    done
    INLAY_REPORT=config.yaml run -125 "$INLAY" run config.yaml:a=2 -- touch ran
    [[ $output == *'config.yaml is a config file of the job'* ]]
    run -125 "$INLAY" run --report o.json -o o.json -- touch ran
    [[ $output == *'o.json is a document of overrides'* ]]
    INLAY_OVERRIDES=@$PWD/o.json run -125 "$INLAY" run --report o.json -- touch ran
    [[ $output == *'o.json is a document of overrides'* ]]
    run -125 "$INLAY" run --inputs below/inlay.yaml --report below/inlay.yaml config.yaml:a=2 -- touch ran
    [[ $output == *'below/inlay.yaml is the manifest'* ]]
    run -125 "$INLAY" run --inputs below/inlay.yaml --report below/schema.json config.yaml:a=2 -- touch ran
    [[ $output == *'below/schema.json is a schema of the manifest'* ]]
    cp below/schema.json .
    INLAY_INPUTS='{"files": {"config.yaml": {"schema": "schema.json"}}}' \
        run -125 "$INLAY" run --report schema.json config.yaml:a=2 -- touch ran
    [[ $output == *'schema.json is a schema of the manifest'* ]]
    [ "$(cat config.yaml o.json below/*)" = "$before" ]
    [ ! -e ran ]
}

@test "a report into a pipe: refused when nobody reads it, written when somebody does" {
    mkfifo pipe
    run -125 timeout 5 "$INLAY" run --report pipe config.yaml:a=2 -- touch ran
    [ "$output" = 'inlay: the report cannot be written: pipe: nobody reads this pipe (start its reader first)' ]
    [ ! -e ran ]
    timeout 10 cat pipe >got.json &
    run -0 timeout 5 sh -c "while ! '$INLAY' run --report pipe config.yaml:a=2 -- cat config.yaml 2>/dev/null; do :; done"
    wait $!
    [ "$(jq -r .exit_status got.json)" = 0 ]
}

@test "%p, %r and %% in a report's path, and ranks that do not overwrite each other" {
    run -0 env -u RANK SLURM_PROCID=3 RANK= "$INLAY" run --report 'r-%r-%%.json' -- true
    [ -s r-3-%.json ]
    OMPI_COMM_WORLD_RANK=4 PMI_RANK=5 run -0 "$INLAY" run --report 'r-%r' -- true
    [ -s r-4 ]
    run -0 "$INLAY" run --report 'zero-%r' -- true
    [ -s zero-0 ]
    INLAY_REPORT='p-%p.json' run -0 "$INLAY" run -- sh -c 'echo $PPID'
    [ -s "p-$output.json" ]
    mkdir d.d
    for RANK in 0 1; do
        RANK=$RANK run -0 "$INLAY" run --report report.json -- true
        RANK=$RANK run -0 "$INLAY" run --report d.d/report -- true
        [ -s report.$RANK.json ]
        [ -s d.d/report.$RANK ]
    done
    [ ! -e report.json ]
    RANK=0 run -0 "$INLAY" run --report /dev/null -- true
    [ ! -e /dev/null.0 ]
    RANK=1 run -0 "$INLAY" run --report 'unranked.json%-' -- true
    [ -s unranked.json ]
    RANK=../x run -0 "$INLAY" run --report plain.json -- true
    [ -s plain.json ]
    run -125 "$INLAY" run --report '%d.json' -- touch ran
    [ "$output" = 'inlay: the report cannot be written: %d.json: % stands for nothing here (write %p for the process, %r for the rank, %- for no rank, %% for a percent sign)' ]
    run -125 "$INLAY" run --report 'r%' -- touch ran
    [ ! -e ran ]
}

@test "a report repeats its run: the document in it has everything that the launch had" {
    export EXTRA=9
    printf 'files: {config.yaml: {}, other.json: {}, deep.yaml: {}}\nrun_config: {}\nbind: {"env:EXTRA": "config.yaml:+extra"}\n' >inlay.yaml
    printf 'base: &b {x: 1}\nuse: *b\n' >deep.yaml
    echo '{"files": {"other.json": {"b": {"c": [1e-7, "secret://no"]}}}, "args": ["config.yaml", "other.json", "deep.yaml"]}' >o.json
    run -0 --separate-stderr "$INLAY" run --report r.json --shared -o o.json config.yaml:a=1.50 'config.yaml:~b' deep.yaml:base.x=2 \
        --run-config k=1e-4 -- sh -c 'cat "$0" "$@"; echo "$WANDB_CONFIG"' -- x
    [[ $output == *'a: 1.50'* && $output == *'extra: 9'* && $output == *1e-7* && $output == *'"k": 1e-4'* ]]
    local first=$output
    unset EXTRA
    rm o.json
    run -0 --separate-stderr "$INLAY" run -o r.json
    [ "$output" = "$first" ]
    [ "${stderr_lines[0]}" = 'inlay: o.json:1:12: note: other.json: b is new in the file' ]
    # Under another root, with what is said behind it on top, and again from its own report.
    mkdir moved
    cp config.yaml other.json deep.yaml inlay.yaml moved
    cd moved
    run -0 --separate-stderr "$INLAY" run -o ../r.json --report again.json
    [ "$output" = "$first" ]
    run -0 --separate-stderr "$INLAY" run -o again.json config.yaml:a=3
    [ "$output" = "${first/a: 1.50/a: 3}" ]
}

@test "a report of values that JSON cannot say, or of a command that is not text" {
    run -0 "$INLAY" run --report r.json config.yaml:a=0x1F -- cat config.yaml
    [ "${lines[0]}" = 'a: 0x1F' ]
    run -0 "$INLAY" run -o r.json
    [ "${lines[0]}" = 'a: 0x1F' ]
    run -0 "$INLAY" run --report r.json config.yaml:a=2 -- printf '\xff' $'\xff'
    run -125 --separate-stderr "$INLAY" run -o r.json
    [[ $stderr == 'inlay: no command to run '* ]]
    run -0 "$INLAY" run -o r.json -- cat config.yaml
    [ "${lines[0]}" = 'a: 2' ]
}

@test "who repeats a run is told when a file has changed since" {
    run -0 "$INLAY" run --report r.json config.yaml:a=2 other.json:a=3 -- cat config.yaml
    echo 'c: 1' >>config.yaml
    run -0 --separate-stderr "$INLAY" run -o r.json
    [ "$output" = $'a: 2\nb: two\nc: 1' ]
    [[ ${stderr_lines[0]} =~ ^inlay:\ r\.json:[0-9]+:[0-9]+': note: config.yaml has changed since: what is not overridden may have other values'$ ]]
    [[ $stderr != *'other.json has changed'* ]]
}

@test "a report has no secret, and what is withheld is not run" {
    printf 'files: {config.yaml: {secrets: [b, list, map.key]}}\nrun_config: {secrets: [token]}\n' >inlay.yaml
    local value='{key: abc-1, list: [2], other: 5}'
    run -0 "$INLAY" run --report r.json config.yaml:b=abc-0 "config.yaml:+map=$value" 'config.yaml:+list=[abc-3]' \
        --run-config token=abc-4 -- true
    run -1 grep abc- r.json
    run -125 "$INLAY" run -o r.json -- touch ran
    [ ${#lines[@]} -eq 4 ]
    [[ ${lines[0]} == *': the value of config.yaml:b is a secret, which no report holds (run the job with secret://NAME, or '* ]]
    [[ $output == *' config.yaml:map.key '* && $output == *' config.yaml:list '* && $output == *' run_config:token '* ]]
    [ ! -e ran ]
    # References are no secrets.
    KEY=abc-5 run -0 "$INLAY" run --report r.json config.yaml:b=secret://key -- cat config.yaml
    [ "${lines[1]}" = 'b: abc-5' ]
    run -1 grep abc- r.json
    KEY=abc-6 run -0 "$INLAY" run -o r.json
    [ "${lines[1]}" = 'b: abc-6' ]
}

@test "only a report may have a launch in it, and nothing beside it" {
    run -125 "$INLAY" run -o '{"launch": {"edits": []}, "set": {}}' -- touch ran
    [[ $output == *'unknown key "launch"'* ]]
    run -125 "$INLAY" run -o '{"files": [], "launch": {"edits": []}, "set": {"config.yaml:a": 2}}' -- touch ran
    [[ $output == *'"set" cannot stand beside "launch" (give them in two documents)'* ]]
    run -125 "$INLAY" run -o '{"files": [], "launch": 3}' -- touch ran
    [[ $output == *'"launch" is an integer (it must be an object, as inlay writes it)'* ]]
    run -125 "$INLAY" run -o '{"edits": [], "base": [{"file": "config.yaml"}]}' -- touch ran
    [[ $output == *'an element of "base" is an object (it must be an object with a file and its sha256)'* ]]
    [ ! -e ran ]
}

@test "a signal that ended the job is said where it says why nothing was read" {
    run -137 "$INLAY" run config.yaml:a=2 -- sh -c 'kill -KILL $$'
    [[ $output == 'inlay: config.yaml was never opened: the job was killed by signal 9, SIGKILL'* ]]
    run -159 "$INLAY" run config.yaml:a=2 -- sh -c 'kill -SYS $$'
    [ "$output" = 'inlay: config.yaml was never opened: the job was killed by signal 31, SIGSYS: a system call that a sandbox forbids' ]
    # A shell's own child.
    run -139 "$INLAY" run config.yaml:a=2 -- sh -c 'sh -c "kill -SEGV \$\$" 2>/dev/null; exit $?'
    [ "${lines[-1]}" = 'inlay: config.yaml was never opened: the job ended as if by signal 11, SIGSEGV' ]
    # Not where it was read, or ended by itself.
    run -143 "$INLAY" run config.yaml:a=2 -- sh -c 'cat config.yaml; kill -TERM $$'
    [ "$output" = $'a: 2\nb: two' ]
    run -7 "$INLAY" run config.yaml:a=2 -- sh -c 'exit 7'
    [ "$output" = 'inlay: config.yaml was never opened' ]
}

@test "a signal that ended the job before it loaded the library is said" {
    echo 'void _start(void) { __builtin_trap(); }' >loader.c
    gcc -nostdlib -static -o loader loader.c
    echo 'int main(void) { return 0; }' >job.c
    gcc -o job job.c -Wl,--dynamic-linker="$PWD/loader"
    run "$INLAY" run config.yaml:a=2 -- ./job
    [ "$status" -gt 128 ]
    [[ ${lines[-1]} == "inlay: ./job never loaded libinlay.so: the job was killed by signal $((status - 128))"* ]]
    run -125 "$INLAY" run --strict config.yaml:a=2 -- sh -c './job; exit 0'
    [[ ${lines[-1]} == 'inlay: it is not known whether config.yaml was opened: no record from ./job' ]]
}
