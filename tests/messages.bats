#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What the command says when something is wrong: the whole line, the exit status, and that nothing ran.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'a: 1\nb: {c: 2}\nl: [1]\n' >config.yaml
    printf '{"a": 1}\n' >config.json
}

RUN_USAGE='inlay: usage: inlay run [options] [FILE:KEY=VALUE …] -- COMMAND [ARG…]'
CHECK_USAGE='inlay: usage: inlay check [options] [FILE:KEY=VALUE …] [FILE…]'

# fails_with STATUS TEXT ARGUMENT ...: inlay itself.
fails_with() {
    local status=$1 text=$2
    shift 2
    run "-$status" --separate-stderr "$INLAY" "$@"
    [ -z "$output" ]
    [ "$stderr" = "$text" ] || { echo "it says: $stderr"; return 1; }
}

@test "help and version" {
    run -0 --separate-stderr "$INLAY" --help
    [[ $output == *"inlay run [options]"*"inlay render"*"inlay diff"*"inlay check"* ]]
    run -0 --separate-stderr "$INLAY" --version
    [[ ${lines[0]} =~ ^inlay\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
    for verb in run render diff check; do
        run -0 --separate-stderr "$INLAY" help $verb
        [[ $output == "usage: inlay $verb"*"--overrides"* ]]
        from_help=$output
        run -0 --separate-stderr "$INLAY" $verb --help
        [ "$output" = "$from_help" ]
    done
}

@test "the command line: verbs" {
    run -2 --separate-stderr "$INLAY"
    [ -z "$output" ]
    [[ $stderr == *"inlay run [options]"* ]]
    fails_with 2 $'inlay: unknown verb rum (did you mean run?)\ninlay: usage: inlay VERB [options] [FILE:KEY=VALUE …]' rum
    fails_with 2 $'inlay: unknown verb serve-it (inlay --help lists them)\ninlay: usage: inlay VERB [options] [FILE:KEY=VALUE …]' serve-it
    run -2 "$INLAY" help rum
}

@test "nothing that the command line says reaches the terminal as an escape" {
    fails_with 127 'inlay: cannot run ./no\x1b[31m\x0a\xc2\x9bsuch: No such file or directory' run -- \
        $'./no\e[31m\n\xc2\x9bsuch'
    fails_with 127 'inlay: cannot run ./\xe2\x80\xaesuch: No such file or directory' run -- $'./\xe2\x80\xaesuch'
    fails_with 2 $'inlay: unknown verb \\x1b\\xe2\\x80\\xae (inlay --help lists them)\ninlay: usage: inlay VERB [options] [FILE:KEY=VALUE …]' $'\e\xe2\x80\xae'
    fails_with 2 $'inlay: unknown option --\\x1b\n'"$CHECK_USAGE" check $'--\e'
    fails_with 1 "inlay: \xe2\x80\xae: does not exist in $PWD" check -- $'\xe2\x80\xae'
    refuses 'argument 1: config.yaml: \xe2\x80\xae: there is no such key (put + before the key to add it)' $'config.yaml:\xe2\x80\xae=1'
}

@test "nor does what a job's records and paths say" {
    mkdir $'d\xe2\x80\xae'
    printf '{"\xe2\x80\xae": 1}\n' >$'d\xe2\x80\xae/c.json'
    printf 'cd d*; echo "{}" >c.json; cat c.json 2>/dev/null; exit 3\n' >job.sh
    run -3 --separate-stderr "$INLAY" run $'d\xe2\x80\xae/c.json:\xe2\x80\xae=2' -- sh job.sh
    [[ $stderr == *'could not open d\xe2\x80\xae/c.json'* ]]
    [[ $stderr != *$'\e'* && $stderr != *$'\xe2\x80\xae'* ]]
    printf '{"a": 1}\n' | tee $'d\xe2\x80\xae/c.json' >c.json
    run -0 --separate-stderr "$INLAY" run $'d\xe2\x80\xae/c.json:a=2' -- cat c.json
    [ "$stderr" = "inlay: d\\xe2\\x80\\xae/c.json was never opened (another file of that name was: $PWD/c.json)" ]
    run -0 --separate-stderr "$INLAY" run c.json:a=2 -- sh -c 'cd d*; cat c.json'
    [[ ${stderr_lines[0]} == *"/d\\xe2\\x80\\xae/c.json was opened, and the overrides are for $PWD/c.json" ]]
    [[ $stderr != *$'\xe2\x80\xae'* ]]
}

@test "the command line: options" {
    fails_with 125 $'inlay: unknown option --strct (did you mean --strict?)\n'"$RUN_USAGE" run --strct -- touch ran
    fails_with 2 $'inlay: unknown option --overides=x (did you mean --overrides?)\n'"$CHECK_USAGE" check --overides=x
    fails_with 2 $'inlay: unknown option -z\n'"$CHECK_USAGE" check -z
    fails_with 125 $'inlay: --root needs a value\n'"$RUN_USAGE" run --root
    fails_with 125 $'inlay: --strict takes no value\n'"$RUN_USAGE" run --strict=1 -- touch ran
    fails_with 2 $'inlay: --strict: only inlay run or sweep takes this option\n'"$CHECK_USAGE" check --strict
    fails_with 2 $'inlay: --format config.yaml: not FILE=yaml or FILE=json\n'"$CHECK_USAGE" check --format config.yaml
    fails_with 2 $'inlay: --format config.yaml=toml: not FILE=yaml or FILE=json\n'"$CHECK_USAGE" check --format config.yaml=toml
    fails_with 125 'inlay: with --exec inlay cannot see what the job reads (leave out --strict)' run --exec --strict -- touch ran
    fails_with 125 'inlay: with --exec inlay cannot see what the job reads (leave out --report)' run --exec --report r -- touch ran
    [ ! -e ran ]
}

@test "the command line: -f is for the assignments behind it" {
    local advice='no assignment behind it takes this file (-o values.yaml reads a document of overrides, --values FILE=values.yaml the values for FILE'
    echo 'b: 1' >other.yaml
    fails_with 125 "inlay: -f values.yaml: $advice)"$'\n'"$RUN_USAGE" run -f values.yaml -- touch ran
    fails_with 125 "inlay: -f values.yaml: $advice)"$'\n'"$RUN_USAGE" run --strict --file=values.yaml config.yaml:a=2 -- touch ran
    fails_with 125 "inlay: -f values.yaml: $advice)"$'\n'"$RUN_USAGE" run a=2 -f values.yaml -f config.yaml a=2 -- touch ran
    fails_with 2 "inlay: -f values.yaml: $advice)"$'\n'"inlay: usage: inlay config [options] [KEY]" config -f values.yaml
    fails_with 2 "inlay: -f values.yaml: $advice; a file to look at is named without -f)"$'\n'"inlay: usage: inlay describe [options] [FILE:KEY=VALUE …] [FILE…]" \
        describe -f values.yaml
    run -0 "$INLAY" run -f config.yaml a=2 -f other.yaml config.yaml:a=3 '~b' -- cat config.yaml other.yaml
    [ "$output" = $'a: 3\nb: {c: 2}\nl: [1]\n{}' ]
    [ ! -e ran ]
}

@test "the command line: an option's value that is empty" {
    fails_with 125 $'inlay: --overrides: its value is empty\n'"$RUN_USAGE" run -o '' -- touch ran
    fails_with 125 $'inlay: --file: its value is empty\n'"$RUN_USAGE" run -f '' a=2 -- touch ran
    fails_with 125 $'inlay: --root: its value is empty\n'"$RUN_USAGE" run --root= -- touch ran
    [ ! -e ran ]
}

@test "the command line: words" {
    fails_with 125 $'inlay: touch: neither an option nor an assignment (did you forget -- before the command?)\n'"$RUN_USAGE" run touch ran
    fails_with 1 'inlay: config.yaml:a: neither a file nor an override (an override is FILE:KEY=VALUE, or FILE:KEY-)' check config.yaml:a
    fails_with 125 'inlay: no command to run (inlay run [options] [FILE:KEY=VALUE …] -- COMMAND [ARG…])' run config.yaml:a=2
    fails_with 125 'inlay: no command to run (inlay run [options] [FILE:KEY=VALUE …] -- COMMAND [ARG…])' run --
    fails_with 2 $'inlay: no file is named\ninlay: usage: inlay render [options] [FILE:KEY=VALUE …] FILE' render
    fails_with 2 $'inlay: c: one file at a time\ninlay: usage: inlay render [options] [FILE:KEY=VALUE …] FILE' render b c
    [ ! -e ran ]
}

@test "a document that cannot be read" {
    refuses 'no.yaml: does not exist (a document that is given inline begins with {)' -o no.yaml
    refuses '.: is a directory' -o .
    echo '{}' >secret.yaml
    chmod 0 secret.yaml
    run -1 without_privileges "$INLAY" check -o secret.yaml
    [ "$output" = 'inlay: secret.yaml: cannot be read: Permission denied' ]
    run -1 "$INLAY" check -o - -o - </dev/null
    [ "$output" = 'inlay: argument 4: standard input can be read only once' ]
}

@test "a document that is malformed" {
    printf 'files:\n  config.yaml: {a: [\n' >bad.yaml
    refuses 'bad.yaml:3:1: while parsing a flow node: did not find expected node content (this is not valid YAML)' -o bad.yaml
    printf '{"files": {"c.json": {"a": }}}' >bad.json
    refuses 'bad.json:1:28: expected a value, found }' -o bad.json
    printf '{"files": {"c.json": {"a": "\xff"}}}' >latin.json
    refuses 'latin.json:1:29: invalid UTF-8 (save the file as UTF-8)' -o latin.json
    printf 'a: \xff\n' >latin.yaml
    run -1 "$INLAY" check -o latin.yaml
    [[ $output == 'inlay: 'latin.yaml:1:4:*UTF-8* ]]
}

@test "a document that is a list or a scalar, or has unknown keys" {
    echo '- 1' >list.yaml
    refuses 'list.yaml:1:1: the document is a list (it must be an object, such as {"files": {"FILE": {"KEY": VALUE}}})' -o list.yaml
    echo 'word' >scalar.yaml
    refuses 'scalar.yaml:1:1: the document is a string (it must be an object, such as {"files": {"FILE": {"KEY": VALUE}}})' -o scalar.yaml
    refuses 'argument 2:1:2: unknown key "fils" (did you mean "files"?)' -o '{"fils": {}}'
    refuses 'argument 2:1:28: "./config.yaml" and "config.yaml" at argument 2:1:11 are the same file (spell it in one way)' \
        -o '{"files":{"config.yaml":{},"./config.yaml":{}}}'
}

@test "a config file that is missing, a directory, unreadable, or no regular file" {
    refuses "no.yaml: does not exist in $PWD (--allow-missing, if the job writes it before it reads it)" no.yaml:a=1
    mkdir dir.yaml
    refuses 'dir.yaml: is a directory' dir.yaml:a=1
    mkfifo fifo.yaml
    refuses 'fifo.yaml: is not a regular file' fifo.yaml:a=1
    chmod 0 config.yaml
    run -1 without_privileges "$INLAY" check config.yaml:a=2
    [ "$output" = 'inlay: config.yaml: cannot be read: Permission denied' ]
}

@test "a config file that is malformed or empty" {
    printf 'a: [\n' >bad.yaml
    refuses 'bad.yaml:2:1: while parsing a flow node: did not find expected node content (this is not valid YAML)' bad.yaml:a=1
    printf '{"a": \n' >bad.json
    refuses 'bad.json:2:1: expected a value, but the file ends here (the object that begins at 1:1 is not closed)' bad.json:a=1
    printf 'a: \xff\n' >latin.yaml
    run -1 "$INLAY" check latin.yaml:a=1
    [[ $output == 'inlay: 'latin.yaml:1:4:*UTF-8* ]]
    : >empty.yaml
    run -1 "$INLAY" check empty.yaml:a=1
    [[ $output == "inlay: argument 1: empty.yaml: "*"empty"* ]]
}

@test "a type conflict names both places" {
    refuses 'argument 1: config.yaml: a is an integer at config.yaml:1:4, not an object with keys' config.yaml:a.x=1
}

@test "a bad key path or assignment" {
    refuses "argument 1: \"config.yaml:a.\", character 14: the key path ends with a dot (write '\.' for a key that ends with one)" config.yaml:a.=1
    refuses $'argument 2: "config.yaml:a[", character 14: \'[\' is not closed (write \'\\[\' for a key that holds one)' --set 'config.yaml:a[=1'
    refuses 'argument 1: "config.yaml:": the key is missing (write FILE:KEY)' config.yaml:=1
    refuses 'argument 1: "a": no file is named (write FILE:KEY=VALUE, or -f FILE before it)' a=1
    refuses "argument 1: config.yaml: l[7]: there is no such element (the list has 1; '[+]' appends one)" config.yaml:l[7]=1
    refuses 'argument 1: config.yaml: zz: there is no such key (nothing to remove)' config.yaml:~zz
    refuses 'argument 2: config.yaml: bb: there is no such key (did you mean b?)' config.yaml:a=2 config.yaml:bb=2
    refuses 'argument 1: "config.yaml:a": the value ends in a carriage return (a file with Windows line ends?)' $'config.yaml:a=1\r'
}

@test "what is wrong in the environment" {
    export INLAY_SET=$'config.yaml:a=1\nconfig.yaml:q=2'
    refuses 'INLAY_SET:2:1: config.yaml: q: there is no such key (put + before the key to add it)'
    unset INLAY_SET
    export INLAY_OVERRIDES='{"a'
    refuses 'INLAY_OVERRIDES:1:2: this string is not closed'
    unset INLAY_OVERRIDES
    export WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml":{"a":2'
    refuses $'WANDB_LAUNCH_FILE_OVERRIDES:1:22: expected \',\' or \'}\', but the file ends here (the object that begins at 1:16 is not closed)'
    unset WANDB_LAUNCH_FILE_OVERRIDES
    export INLAY_ROOT=nowhere
    refuses 'INLAY_ROOT: nowhere: No such file or directory'
    unset INLAY_ROOT
    export INLAY_ON_ERROR=perhaps
    refuses 'INLAY_ON_ERROR: perhaps is neither fail nor warn' config.yaml:a=2
    INLAY_DISABLE=1 run -0 "$INLAY" run config.yaml:a=2 -- true
}

@test "all errors are said at once, each on a line of its own" {
    refuses "argument 1: config.yaml: x: there is no such key (put + before the key to add it)
no.yaml: does not exist in $PWD (--allow-missing, if the job writes it before it reads it)
argument 4: config.json: y: there is no such key (put + before the key to add it)" \
        config.yaml:x=1 no.yaml:a=1 config.yaml:a=2 config.json:y=1
}

@test "one file by two names" {
    ln -s config.yaml link.yaml
    refuses 'argument 2: link.yaml is the same file as config.yaml (call it by one name)' config.yaml:a=1 link.yaml:a=2
}

@test "--root and --format" {
    refuses '--root: nowhere: No such file or directory' --root nowhere
    refuses '--root: config.yaml: Not a directory' --root config.yaml
    refuses '--format: no override is for other' --format other=json config.yaml:a=2
    export INLAY_INPUTS='{"run_config": {"file": "params"}}'
    refuses "--format: params: the run config's file has the format of its name (call it .json or .yaml)" --format params=json
}

@test "a directory whose name is not UTF-8" {
    mkdir $'caf\xe9'
    mv config.yaml $'caf\xe9'
    cd $'caf\xe9'
    refuses "${PWD%$'\xe9'}\\xe9: inlay cannot hand a job a path that is not UTF-8 (rename the directory)" config.yaml:a=2
    run -0 "$INLAY" run -- true
}

@test "check is quiet when all is well" {
    run -0 "$INLAY" check config.yaml:a=2 config.json:a=3
    [ -z "$output" ]
}

@test "render and diff end with 1 when the inputs are wrong" {
    run -1 --separate-stderr "$INLAY" render config.yaml config.yaml:q=1
    [ -z "$output" ]
    [ "$stderr" = 'inlay: argument 2: config.yaml: q: there is no such key (put + before the key to add it)' ]
    run -1 --separate-stderr "$INLAY" render no.yaml
    [ "$stderr" = "inlay: no.yaml: does not exist in $PWD" ]
    run -1 --separate-stderr "$INLAY" diff config.yaml:q=1
    [ -z "$output" ]
}

@test "a command without its library" {
    mkdir bin
    cp "$INLAY" bin
    run -125 bin/inlay run config.yaml:a=2 -- touch ran
    [ "$output" = "inlay: $PWD/lib/inlay/libinlay.so: No such file or directory (install bin/inlay and lib/inlay/libinlay.so together)" ]
    [ ! -e ran ]
}

@test "INLAY_ON_ERROR=warn says what is wrong, and lets the job run" {
    export INLAY_ON_ERROR=warn
    run -0 --separate-stderr "$INLAY" run config.yaml:q=1 config.json:a=2 -- cat config.json config.yaml
    [ "${lines[0]}" = '{"a": 2}' ]
    [ "${lines[1]}" = 'a: 1' ]
    [[ $stderr == "inlay: argument 1: config.yaml: q: there is no such key (put + before the key to add it)"* ]]
    # Nothing is applied of a launch that has an error.
    run -0 --separate-stderr "$INLAY" run config.json:a=2 -o '{"fils": 1}' -- cat config.json
    [ "$output" = '{"a": 1}' ]
    [ "$stderr" = 'inlay: argument 3:1:2: unknown key "fils" (did you mean "files"?)' ]
}

@test "INLAY_DISABLE runs the job as if inlay were not there" {
    INLAY_DISABLE=1 run -0 "$INLAY" run config.json:a=2 -- cat config.json
    [ "$output" = '{"a": 1}' ]
    INLAY_DISABLE=0 run -0 "$INLAY" run config.json:a=2 -- cat config.json
    [ "$output" = '{"a": 2}' ]
}
