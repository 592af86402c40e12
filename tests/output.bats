#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What each verb prints, where, and its exit status; and that output which does not arrive is never taken for done.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    "$PYTHON" -c 'print("\n".join(f"key_{i}: {i} # a comment" for i in range(20000)))' >long.yaml
    printf 'a: 1\nb: 2\n' >config.yaml
}

verbs() {
    "$INLAY" --help | sed -n 's/^  inlay \([a-z]*\) .*/\1/p'
}

# printing VERB: WORDS are arguments with which it prints little and much; none: it prints nothing on standard output.
printing() {
    case $1 in
    render) WORDS=('render config.yaml config.yaml:a=2' 'render long.yaml long.yaml:key_5=6') ;;
    diff) WORDS=('diff config.yaml:a=2' "diff -o all.json") ;;
    describe) WORDS=('describe config.yaml' 'describe long.yaml' 'describe --format json long.yaml' 'describe --format wandb long.yaml') ;;
    config) WORDS=('config --run-config a=1' 'config -o parameters.json') ;;
    form) WORDS=('form config.yaml' 'form long.yaml') ;;
    verify) WORDS=('verify -- cat') ;;
    help) WORDS=(help 'help run' --help --version 'run --help') ;;
    sweep) WORDS=('sweep --list config.yaml:a=1,2' 'sweep --list -o all.json config.yaml:a=1,2') ;;
    env) WORDS=('env config.yaml:a=2' 'env --format json config.yaml:a=2' 'env --format docker -o several.json') ;;
    check | run | record | edit | install) WORDS=() ;;
    *) echo "this suite does not know inlay $1"; return 1 ;;
    esac
}

# every_output: the command lines, one a line.
every_output() {
    local verb words
    for verb in $(verbs) help; do
        printing "$verb"
        for words in "${WORDS[@]}"; do
            echo "$words"
        done
    done
}

long_documents() {
    "$PYTHON" - <<'PY'
import json
values = {f"key_{i}": i + 1 for i in range(20000)}
json.dump({"files": {"long.yaml": values}}, open("all.json", "w"))
json.dump({"run_config": values}, open("parameters.json", "w"))
json.dump({"files": {"config.yaml": {"b": "c" * 9000}}}, open("several.json", "w"))
PY
}

@test "on a full disk" {
    long_documents
    every_output >all
    [ "$(wc -l <all)" -ge 15 ]
    while read -ra words; do
        status=0
        "$INLAY" "${words[@]}" >/dev/full 2>said || status=$?
        [ $status -eq 1 ] || { echo "inlay ${words[*]}: $status"; return 1; }
        [ "$(cat said)" = 'inlay: standard output: cannot be written: No space left on device' ]
    done <all
}

@test "into a pipe that nobody reads, and closed" {
    long_documents
    every_output >all
    "$PYTHON" - "$INLAY" <<'PY'
import os, subprocess, sys

def status(words, ignored):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.argv[1], *words], stdout=writing, stderr=subprocess.PIPE, text=True, restore_signals=not ignored)
    os.close(writing)
    return done.returncode, done.stderr

for line in open("all"):
    words = line.split()
    assert status(words, False) == (-13, ""), line
    assert status(words, True) == (1, "inlay: standard output: cannot be written: Broken pipe\n"), line
PY
    while read -ra words; do
        status=0
        "$INLAY" "${words[@]}" >&- 2>said || status=$?
        [ $status -eq 1 ] || { echo "inlay ${words[*]}: $status"; return 1; }
        [ "$(cat said)" = 'inlay: standard output: cannot be written: Bad file descriptor' ]
    done <all
}

@test "into a pipe that does not wait" {
    "$PYTHON" - "$INLAY" <<'PY'
import os, subprocess, sys, time

reading, writing = os.pipe()
os.set_blocking(writing, False)
inlay = subprocess.Popen([sys.argv[1], "render", "long.yaml"], stdout=writing)
os.close(writing)
time.sleep(0.1)
with open(reading, "rb") as pipe, open("long.yaml", "rb") as file:
    assert pipe.read() == file.read()
assert inlay.wait() == 0
PY
}

@test "--output replaces a file at once" {
    local words
    long_documents
    every_output | grep -Ev -- 'help|version|verify' >all
    while read -ra words; do
        "$INLAY" "${words[@]}" >expected
        echo old >result
        chmod 640 result
        ln -sf result link
        run -0 "$INLAY" "${words[@]}" --output link
        [ -z "$output" ]
        cmp expected result
        [ -L link ]
        [ "$(stat -c %a result)" = 640 ]
        run -0 "$INLAY" "${words[@]}" --output new
        cmp expected new
        "$INLAY" "${words[@]}" --output - | cmp expected
        "$INLAY" "${words[@]}" --output >(cat >piped)
        wait_until cmp -s expected piped
        rm new piped
    done <all
}

@test "--output that cannot be written" {
    echo old >result
    run -1 "$INLAY" render config.yaml --output no/such
    [ "$output" = 'inlay: no/such: cannot be written: No such file or directory' ]
    run -1 "$INLAY" render config.yaml --output .
    [ "$output" = 'inlay: .: cannot be written: Is a directory' ]
    run -1 bash -c 'ulimit -f 1; trap "" XFSZ; exec "$@"' - "$INLAY" render long.yaml --output result
    [ "$output" = 'inlay: result: cannot be written: File too large' ]
    [ "$(cat result)" = old ]
    run -1 "$INLAY" render config.yaml config.yaml:c=1 --output result
    [ "$(cat result)" = old ]
    [ "$(echo *)" = 'config.yaml long.yaml result' ]
}

@test "--output is of the verbs that print" {
    local verb
    for verb in check edit; do
        run -2 "$INLAY" $verb --output x
        [ "${lines[0]}" = 'inlay: --output: only inlay render, diff, describe, config, form, env or sweep takes this option' ]
    done
    run -125 "$INLAY" run --output x -- true
    [ "${lines[0]}" = 'inlay: --output: only inlay render, diff, describe, config, form, env or sweep takes this option' ]
}

@test "-o where output was meant" {
    run -1 "$INLAY" render -o out.yaml config.yaml
    [ "$output" = 'inlay: out.yaml: does not exist (a document that is given inline begins with {; what is printed goes to --output FILE)' ]
    run -1 "$INLAY" check -o out.yaml
    [ "$output" = 'inlay: out.yaml: does not exist (a document that is given inline begins with {)' ]
    [ ! -e out.yaml ]
}

@test "a form is not written to a terminal" {
    "$PYTHON" "$ROOT/tests/programs/terminal.py" sh -c '"$0" form config.yaml; echo "status $?"' "$INLAY" <<'END'
expect the form is a page, which a terminal does not show \(inlay form --output form.html writes a file\)
expect status 2
end
END
    "$PYTHON" "$ROOT/tests/programs/terminal.py" "$INLAY" form config.yaml --output form.html <<<end
    grep -q -i '^<!doctype html>' form.html
}

@test "standard output and status: right inputs, wrong inputs, a wrong command line" {
    local verb words
    for verb in $(verbs); do
        printing "$verb"
        for words in "${WORDS[@]:0:1}"; do
            run -0 --separate-stderr "$INLAY" $words
            [ -n "$output" ]
            [ -z "$stderr" ]
        done
        case $verb in
        run | record) continue ;;
        edit) words='edit -o no.json config.yaml' ;;
        form) words='form no.yaml' ;;
        describe) words='describe no.yaml' ;;
        config) words='config no.such' ;;
        install) words='install config.yaml' ;;
        verify) words='verify config.yaml:no=1 -- cat' ;;
        render) words='render no.yaml' ;;
        sweep) words='sweep --list config.yaml:no=1' ;;
        *) words="$verb config.yaml:no=1" ;;
        esac
        [ "$verb" = edit ] || run -1 --separate-stderr "$INLAY" $words
        prints_nothing $verb
        [ -n "$stderr" ]
        run -2 --separate-stderr "$INLAY" $verb --no-such
        prints_nothing $verb
        [[ $stderr == *$'\ninlay: usage: inlay '$verb* ]]
    done
    run -0 --separate-stderr "$INLAY" check config.yaml:a=2
    [ -z "$output$stderr" ]
    run -125 --separate-stderr "$INLAY" run config.yaml:no=1 -- echo started
    [ -z "$output" ]
    run -125 --separate-stderr "$INLAY" record --no-such -- echo started
    [ -z "$output" ]
}

# prints_nothing VERB: env has a script that evaluates its output end.
prints_nothing() {
    [ -z "$output" ] || { [ "$1" = env ] && [ "$output" = 'case $- in *i*) false ;; *) exit 125 ;; esac' ]; }
}

# fails_quietly STATUS ARGUMENT ...: nothing on standard output, something on standard error, every line of it inlay's.
fails_quietly() {
    run "-$1" --separate-stderr "$INLAY" "${@:2}"
    prints_nothing "$2" || { echo "$* printed: $output"; return 1; }
    [ -n "$stderr" ] || { echo "$* said nothing"; return 1; }
    run -1 grep -v '^inlay: ' <<<"$stderr"
    [ ! -e started ]
}

@test "statuses of what cannot be read, of every verb" {
    local verb wrong behind expected
    printf 'a: [\n' >wrong.yaml
    for verb in $(verbs); do
        case $verb in
        run | record) expected=125 behind=(-- touch started) ;;
        edit) continue ;; # there is no terminal: tests/edit.bats
        install) expected=2 behind=(there) ;;
        verify) expected=1 behind=(-- touch started) ;;
        render | describe | form) expected=1 behind=(config.yaml) ;;
        sweep) expected=1 behind=(--list config.yaml:b=1,2) ;;
        *) expected=1 behind=() ;;
        esac
        for wrong in '--inputs no.yaml' '--inputs wrong.yaml' '--root no' '-o no.yaml' '-o wrong.yaml' '--values config.yaml=no.yaml' \
            'config.yaml:no=1' 'no.yaml:a=1' '--run-config a' '-o {"files":'; do
            case "$verb $wrong" in
            record\ --inputs\ no.yaml) continue ;; # it is written
            render\ no.yaml:* | config\ config.yaml:* | config\ no.yaml:*) continue ;; # no file that the verb looks at
            describe\ no.yaml:*) continue ;;
            form\ -* | form\ *:*)
                [[ $wrong == --inputs* || $wrong == --root* ]] || { fails_quietly 2 $verb $wrong "${behind[@]}"; continue; }
                ;;
            esac
            fails_quietly $expected $verb $wrong "${behind[@]}"
        done
    done
}

@test "INLAY_DISABLE: verbs that list inputs refuse, the others see the disk" {
    export INLAY_DISABLE=1
    run -0 --separate-stderr "$INLAY" render config.yaml config.yaml:a=2
    [ "$output" = "$(cat config.yaml)" ]
    run -0 --separate-stderr "$INLAY" diff config.yaml:a=2
    [ -z "$output" ]
    run -0 --separate-stderr "$INLAY" check config.yaml:a=2
    [ -z "$output" ]
    run -0 --separate-stderr "$INLAY" run config.yaml:a=2 -- cat config.yaml
    [ "$output" = "$(cat config.yaml)" ]
    local verb
    for verb in describe form; do
        fails_quietly 1 $verb config.yaml
    done
    fails_quietly 1 env config.yaml:a=2
    fails_quietly 125 record -- touch started
}
