#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Completions: what `inlay complete` knows, and what bash, zsh and fish make of it when keys are pressed.

bats_require_minimum_version 1.5.0
load helpers

SHELLS=$ROOT/shim/cli/complete/shells

setup() {
    own_directory
    mkdir conf
    printf 'trainer: {rate: 0.1, layers: [1, 2], warm: true}\nseed: 3\nkey: clear\n"a.b c": x\n' >config.yaml
    echo '{"a": 1}' >conf/other.json
    echo 'not one' >notes.txt
}

# completes LINE CANDIDATE ...: the words of LINE, the last of which begins at its last blank, may become these.
completes() {
    local -a words
    read -ra words <<<"$1"
    [[ $1 != *' ' ]] || words+=('')
    run -0 --separate-stderr "$INLAY" complete "${words[@]}"
    shift
    [ "$(sed 's/\t.*//' <<<"$output")" = "$(printf '%s\n' "$@")" ] || { echo "$output"; return 1; }
    [ -z "$stderr" ]
}

with_manifest() {
    manifest <<'YAML'
files:
  config.yaml:
    exclude: [seed]
    secrets: [key]
    schema: {properties: {trainer: {properties: {mode: {enum: [fast, slow]}}}}}
  conf/other.json: {}
run_config: {schema: {properties: {lr: {type: number}, "x.y": {type: integer}}}}
YAML
}

@test "verbs and options, each with what help says of it" {
    completes '' run render diff check describe record edit config form install env verify sweep help --help --version
    completes re render record
    completes 'help d' diff describe documents
    completes 'run --sh' --shared
    local verb option
    for verb in run render diff check describe record edit config form install env verify sweep; do
        run -0 "$INLAY" complete $verb --
        for option in $("$INLAY" help $verb | grep -oE '^  (-., )?--[a-z-]+' | grep -oE -- '--.*'); do
            grep -qE -- "^$option(\$|"$'\t)' <<<"$output" || { echo "$verb: $option"; return 1; }
        done
    done
    run -0 "$INLAY" complete run --str
    [ "$output" = $'--strict\tthe run fails when no process read an overridden file, or the run config' ]
    completes 'render --re' --reveal
    completes 'record --' --root --inputs --help --
    completes 'install ' :directories
    completes 'describe --format j' json
    completes 'env --format s' shell slurm systemd
    completes 'env --kind c' cronjob
    completes 'env --container ' ''
    completes 'env --kustomize ' :directories
    completes 'run --via ' auto preload supervise copy
    completes 'sweep --submit ' slurm kubernetes
    completes 'sweep --base ' keep new
    completes 'sweep --dir ' :directories
    completes 'sweep -s ' :files
    completes 'sweep --format j' json
    completes 'sweep --seed ' ''
    completes 'run -o ' :files
    completes 'run --root ' :directories
    completes 'run -- prog' ''
    completes 'nonsense ' ''
}

@test "without a manifest: config files, their keys with types and values" {
    completes 'run ' conf/ config.yaml: --
    completes 'run conf/' conf/other.json:
    completes 'render con' conf/ config.yaml config.yaml:
    completes 'run config.yaml:tr' config.yaml:trainer.rate= config.yaml:trainer.layers= config.yaml:trainer.warm=
    run -0 "$INLAY" complete run config.yaml:
    [ "$output" = $'config.yaml:trainer.rate=\tfloat, now 0.1
config.yaml:trainer.layers=\tlist, now [1, 2]
config.yaml:trainer.warm=\tbool, now true
config.yaml:seed=\tint, now 3
config.yaml:key=\tstr, now clear
config.yaml:a\\.b c=\tstr, now x' ]
    completes 'run config.yaml:trainer.warm=' config.yaml:trainer.warm=true config.yaml:trainer.warm=false
    completes 'run config.yaml:~se' config.yaml:~seed
    completes 'run config.yaml:+se' config.yaml:+seed=
    completes 'run -f config.yaml se' seed=
    completes 'run --set config.yaml:se' config.yaml:seed=
    completes 'run --set=config.yaml:se' --set=config.yaml:seed=
    completes 'run --unset config.yaml:se' config.yaml:seed
    completes 'run nowhere.yaml:' ''
}

@test "a manifest: what it offers, and no secret" {
    with_manifest
    completes 'run ' config.yaml: conf/other.json: --
    completes 'run config.yaml:se' ''
    completes 'run config.yaml:trainer.mode=' config.yaml:trainer.mode=fast config.yaml:trainer.mode=slow
    run -0 "$INLAY" complete run config.yaml:k
    [ "$output" = $'config.yaml:key=\tstr, now (hidden), secret' ]
    completes 'run --run-config ' lr= 'x\.y='
    completes 'config ' lr 'x\.y'
    mkdir sub
    cd sub
    completes 'run ' ../config.yaml: ../conf/other.json: --
    completes 'run --inputs nowhere.yaml ' --
}

@test "nothing that a name holds leads out of its line" {
    printf '"a\\nb": 1\n"c\\e[31m": 2\nd: "\\e[31m"\n' >config.yaml
    run -0 "$INLAY" complete run config.yaml:
    [ "$output" = $'config.yaml:d=\tstr, now "\\x1B[31m"' ]
    printf '"\\x9b31m": 1\n"\\u202ea": 2\ne: 3\n' >config.yaml
    completes 'run config.yaml:' config.yaml:e=
}

@test "a long value is cut between characters" {
    printf 'a: xy%s\n' "$(printf 'é%.0s' {1..40})" >config.yaml
    run -0 "$INLAY" complete run config.yaml:
    [ "$output" = $'config.yaml:a=\tstr, now "xy'"$(printf 'é%.0s' {1..28})" ] || { echo "$output"; return 1; }
}

# types SHELL ...: follows the keys on standard input at a terminal (tests/programs/terminal.py).
types() {
    env HOME="$PWD" TERM=dumb PATH="$BUILD/bin:$PATH" "$PYTHON" "$BATS_TEST_DIRNAME/programs/terminal.py" "$@"
}

# What is typed is the same in both: completed lines are run, so that what counts is what the command got.
KEYS='expect ready> 
send inlay rend\tconfig.y\t config.y\t:tr\tr\t5\r
expect rate: 5
expect ready> 
send inlay rend\tconfig.yaml -f config.yaml tr\tw\tf\t\r
expect warm: false
expect ready> 
send inlay render config.yaml --set=config.yaml:se\t7\r
expect seed: 7
expect ready> 
send inlay render config.yaml config.yaml:\$\t7\r
expect pwned\)": 7
expect ready> 
send inlay run config.yaml:\t\t
expect int, now 3
send \x15inlay run --root co\t config.yaml:\x15
send inlay run config.yaml:seed=9 -- ca\x08\x08cat config.y\t\r
expect seed: 9
expect ready> 
send exit\r
end'

@test "bash, in which a word has : and =" {
    echo '"$(touch pwned)": 1' >>config.yaml
    printf 'PS1="ready> "\nsource "%s/inlay.bash"\n' "$SHELLS" >rc
    types bash --noprofile --rcfile rc -i <<<"$KEYS"
    [ ! -e pwned ]
}

@test "bash with bash-completion, which completes the job's command" {
    [ -r /usr/share/bash-completion/bash_completion ] || leave_out 'needs bash-completion'
    echo '"$(touch pwned)": 1' >>config.yaml
    printf 'source /usr/share/bash-completion/bash_completion\nPS1="ready> "\nsource "%s/inlay.bash"\n' "$SHELLS" >rc
    types bash --noprofile --rcfile rc -i <<<"$KEYS"
    [ ! -e pwned ]
}

@test "zsh" {
    needs_program zsh
    echo '"$(touch pwned)": 1' >>config.yaml
    printf 'fpath=("%s" $fpath)\nautoload -Uz compinit\ncompinit -u -D\nPS1="ready> "\n' "$SHELLS" >.zshrc
    types env ZDOTDIR="$PWD" zsh -d -i <<<"$KEYS"
    [ ! -e pwned ]
}

@test "fish" {
    needs_program fish
    cat >ask.fish <<'FISH'
source $argv[1]/inlay.fish
for line in 'inlay rend' 'inlay run config.yaml:tr' 'inlay run -f config.yaml se' 'inlay run --root ' 'inlay run a=1 -- cat config.y'
    echo "$line"
    complete -C $line
end
FISH
    HOME=$PWD PATH=$BUILD/bin:$PATH run -0 fish ask.fish "$SHELLS"
    [ "$output" = $'inlay rend
render\tPrints the bytes that a job will read from FILE
inlay run config.yaml:tr
config.yaml:trainer.layers=\tlist, now [1, 2]
config.yaml:trainer.rate=\tfloat, now 0.1
config.yaml:trainer.warm=\tbool, now true
inlay run -f config.yaml se
seed=\tint, now 3
inlay run --root 
conf/\tDirectory
inlay run a=1 -- cat config.y
config.yaml' ] || { echo "$output"; return 1; }
}
