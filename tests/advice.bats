#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What people type by other tools' habits, and what they are told: the exact answer, and that it leads right.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    cat >config.yaml <<'YAML'
model.v2: {size: 3, name: x}
data: {router.host: h, port: 1}
a: {b.c: 1}
layers: [1, 2]
blocks: [{width: 1}, {width: 2}]
trainer: {learning_rate: 0.1, batch_size: 3, optimizer: {lr: 1}}
maps: {0: a, "1": b}
seed: 1
YAML
}

# says TEXT ARGUMENT ...: check refuses the arguments with this line.
says() {
    run -1 "$INLAY" check "${@:2}"
    [ "$output" = "inlay: $1" ] || { echo "it says: $output"; return 1; }
}

# works SPELLING VALUE: in the shells that are here, as it is shown.
works() {
    local shell
    for shell in bash dash zsh; do
        ! type -P $shell >/dev/null || run -0 "$shell" -c "'$INLAY' check -f config.yaml $1$2 2>&1"
        [[ $output != *'there is no such'* ]]
    done
}

# advised KEY PROBLEM SUGGESTION ...: KEY=1 is refused with PROBLEM, and each suggestion works when it is typed.
advised() {
    local key=$1 problem=$2 suggestion words=
    shift 2
    for suggestion; do
        words+=${words:+ or }$suggestion
        works "$suggestion" =1
    done
    says "argument 3: $problem (did you mean $words?)" -f config.yaml "$key=1"
}

@test "a key that has dots in it" {
    advised model.v2.size 'config.yaml: model: there is no such key' "'model\.v2.size'"
    advised model.v2 'config.yaml: model: there is no such key' "'model\.v2'"
    advised model.v2.siz 'config.yaml: model: there is no such key' "'model\.v2.size'"
    advised data.router.host 'config.yaml: data.router: there is no such key' "'data.router\.host'"
    advised 'a."b.c"' 'config.yaml: a."b: there is no such key' "'a.b\.c'"
    advised 'a["b.c"]' '"a["b.c"]", character 3: a key path is not written so' "'a.b\.c'"
    advised "a['b.c']" "\"a['b.c']\", character 3: a key path is not written so" "'a.b\.c'"
}

@test "other notations: dots for elements, slashes, a dot or \$ before the path" {
    advised layers.0 'config.yaml: layers is a list at config.yaml:4:9, not an object with keys' "'layers[0]'"
    advised layers/1 'config.yaml: layers/1: there is no such key' "'layers[1]'"
    advised blocks.1.width 'config.yaml: blocks is a list at config.yaml:5:9, not an object with keys' "'blocks[1].width'"
    advised 'maps[0]' 'config.yaml: maps is an object at config.yaml:7:7, not a list' maps.0
    advised 'maps[1]' 'config.yaml: maps is an object at config.yaml:7:7, not a list' maps.1
    works maps.0 =1
    works maps.1 =1
    advised trainer/learning_rate 'config.yaml: trainer/learning_rate: there is no such key' trainer.learning_rate
    advised /trainer/learning_rate 'config.yaml: /trainer/learning_rate: there is no such key' trainer.learning_rate
    advised .seed '".seed", character 1: a key path is not written so' seed
    advised '.seed ' '".seed ", character 1: a key path is not written so' seed
    advised '.trainer["learning_rate"]' '".trainer["learning_rate"]", character 1: a key path is not written so' trainer.learning_rate
    advised '$.seed' 'config.yaml: $: there is no such key' seed
}

@test "a key that stands elsewhere" {
    advised learning_rate 'config.yaml: learning_rate: there is no such key' trainer.learning_rate
    advised optimizer.lr 'config.yaml: optimizer: there is no such key' trainer.optimizer.lr
    advised model.learning_rate 'config.yaml: model: there is no such key' trainer.learning_rate
    advised lerning_rate 'config.yaml: lerning_rate: there is no such key' trainer.learning_rate
    advised width 'config.yaml: width: there is no such key' "'blocks[0].width'" "'blocks[1].width'"
    says 'argument 2: config.yaml: learning_rate: there is no such key (did you mean trainer.learning_rate?)' \
        --unset config.yaml:learning_rate
    run -0 "$INLAY" check --unset config.yaml:trainer.learning_rate
    # What is around it is there, so this one is to be added.
    says 'argument 3: config.yaml: trainer.seed: there is no such key (put + before the key to add it)' -f config.yaml trainer.seed=1
    # The first ones of many.
    printf '%s: {name: 1}\n' a b c d e >config.yaml
    says 'argument 3: config.yaml: name: there is no such key (did you mean a.name, b.name, c.name, …?)' -f config.yaml name=1
}

@test "a misspelt key, and + only where nothing else fits" {
    advised trainr.learning_rate 'config.yaml: trainr: there is no such key' trainer.learning_rate
    advised Trainer.Batch-Size 'config.yaml: Trainer: there is no such key' trainer.batch_size
    advised 'layrs[+]' 'config.yaml: layrs: there is no such key' "'layers[+]'"
    advised trainr.momentum 'config.yaml: trainr: there is no such key' +trainer.momentum
    says 'argument 3: config.yaml: momentum: there is no such key (put + before the key to add it)' -f config.yaml momentum=1
    works +momentum =1
    # The value is another matter.
    says 'argument 3: config.yaml: sede: there is no such key (did you mean seed?)' -f config.yaml sede=yes
    # Not what has just been removed.
    says 'argument 4: config.yaml: seed: there is no such key (put + before the key to add it)' -f config.yaml '~seed' seed=1
}

@test "what the manifest does not offer is not suggested" {
    manifest 'files: {config.yaml: {include: [data, learning_rate]}}'
    says 'argument 3: config.yaml: learning_rate: there is no such key (put + before the key to add it)' -f config.yaml learning_rate=1
}

@test "files: of a document, in which keys are literal" {
    # adds PARTIAL PATH SUGGESTION: what is merged is new at PATH.
    adds() {
        run -0 "$INLAY" check -o "{\"files\": {\"config.yaml\": $1}}"
        [[ $output =~ ^'inlay: argument 2:1:'[0-9]+': note: config.yaml: '(.*)$ ]]
        [ "${BASH_REMATCH[1]}" = "$2 is new in the file$3" ] || { echo "$output"; return 1; }
    }
    adds '{"trainer.learning_rate": 1}' 'trainer\.learning_rate' ' (did you mean {"trainer": {"learning_rate": …}}?)'
    adds '{"learning_rate": 1}' learning_rate ' (did you mean {"trainer": {"learning_rate": …}}?)'
    adds '{"model": {"v2": {"size": 1}}}' model ' (did you mean {"model.v2": {"size": …}}?)'
    adds '{"trainr": {"learning_rate": 1}}' trainr ' (did you mean trainer?)'
    adds '{"width": 1}' width ''
    adds '{"momentum": 1}' momentum ''
}

@test "set and unset of a document" {
    says "argument 2:1:10: config.yaml: layers is a list at config.yaml:4:9, not an object with keys (did you mean 'layers[0]'?)" \
        -o '{"set": {"config.yaml:layers.0": 1}}'
    says 'argument 2:1:12: config.yaml: sede: there is no such key (did you mean seed?)' -o '{"unset": ["config.yaml:sede"]}'
}

@test "a large file, of which only what stands beside the key is looked at" {
    python3 -c 'print("trainer: {learning_rate: 1}"); [print(f"key{i}: {i}") for i in range(100000)]' >config.yaml
    says 'argument 3: config.yaml: trainer.learning_rat: there is no such key (did you mean trainer.learning_rate?)' \
        -f config.yaml trainer.learning_rat=1
    says 'argument 3: config.yaml: learning_rate: there is no such key (put + before the key to add it)' -f config.yaml learning_rate=1
}

@test "many keys that are missing: the first ones are looked for, and all are said" {
    run -1 "$INLAY" check -o "$(python3 -c 'import json; print(json.dumps({"set": {"config.yaml:learning_rate" + " " * i: 1 for i in range(60)}}))')"
    [ ${#lines[@]} -eq 60 ]
    [[ ${lines[0]} == *'(did you mean trainer.learning_rate?)' ]]
    [[ ${lines[59]} == *'(put + before the key to add it)' ]]
}

@test "a file that is not there: where it was looked for, and the one that is meant" {
    mkdir -p app/deep node_modules .git
    cp config.yaml app/settings.yaml
    cp config.yaml app/deep/far.yaml
    cp config.yaml node_modules/package.yaml
    cp config.yaml 'app/two words.yaml'
    mkfifo pipe.yaml
    # missing FILE WHAT SUGGESTION: which works when it is typed.
    missing() {
        says "$1: does not exist$2 (did you mean $3?)" "$1:seed=1"
        run -0 bash -c "'$INLAY' check $3:seed=2 2>&1"
    }
    missing confg.yaml " in $PWD" config.yaml
    missing config " in $PWD" config.yaml
    missing config.json " in $PWD" config.yaml
    missing ./confg.yaml " in $PWD" config.yaml
    missing "$PWD/confg.yaml" '' "$PWD/config.yaml"
    missing settings.yaml " in $PWD" app/settings.yaml
    missing far.yaml " in $PWD" app/deep/far.yaml
    missing app/seting.yaml " in $PWD/app" app/settings.yaml
    missing app/two-words.yaml " in $PWD/app" "'app/two words.yaml'"
    missing deep/far.yaml ', nor its directory' app/deep/far.yaml
    missing conf/config.yaml ', nor its directory' config.yaml
    cp config.yaml app/config.yml
    cp config.yaml app/confg.yaml
    says "confg.yaml: does not exist in $PWD (did you mean config.yaml or app/confg.yaml?)" confg.yaml:seed=1
    says "config.yml: does not exist in $PWD/app/deep (--allow-missing, if the job writes it before it reads it)" \
        --root app/deep config.yml:seed=1
    # What is no file of the job's, or no file to read.
    local other
    for other in package.yaml pipe.yml zz.yaml; do
        says "$other: does not exist in $PWD (--allow-missing, if the job writes it before it reads it)" "$other:seed=1"
    done
    run -1 "$INLAY" render confg.yaml
    [ "$output" = "inlay: confg.yaml: does not exist in $PWD (did you mean config.yaml or app/confg.yaml?)" ]
    run -1 "$INLAY" describe setings.yaml
    [ "$output" = "inlay: setings.yaml: does not exist in $PWD" ]
    echo '{}' >overrides.yaml
    says 'overides.yaml: does not exist (did you mean overrides.yaml?)' -o overides.yaml
}

@test "a relative path where a container without a working directory starts" {
    needs_chroot
    chroot_with "$INLAY" "$(type -P cat)"
    mkdir -p root/app/src root/srv/conf root/root
    cp config.yaml root/app
    cp config.yaml root/srv/conf/a.yaml
    cp config.yaml 'root/root/my own.yaml'
    # in_root FILE ADVICE WORD ...: what inlay run of a command with these words says there of a file that is missing.
    in_root() {
        local file=$1 advice=$2
        shift 2
        run -125 env HOME=/root "${AS_ROOT[@]}" chroot root "$INLAY" run "$file:seed=1" -- "$@"
        [ "$output" = "inlay: $file: does not exist${advice:+ $advice}" ] || { echo "said: $output"; return 1; }
    }
    local at_app='in / (it is at /app/config.yaml: use --root=/app or INLAY_ROOT=/app)'
    in_root config.yaml "$at_app" cat config.yaml
    in_root ./config.yaml "$at_app" cat
    run -125 "${AS_ROOT[@]}" chroot root "$INLAY" run conf/a.yaml:seed=1 -- cat
    [ "$output" = 'inlay: conf/a.yaml: does not exist, nor its directory (it is at /srv/conf/a.yaml: use --root=/srv or INLAY_ROOT=/srv)' ]
    in_root 'my own.yaml' 'in / (it is at /root/my own.yaml: use --root=/root or INLAY_ROOT=/root)' cat
    in_root no.yaml 'in / (--allow-missing, if the job writes it before it reads it)' cat
    # What the command names comes first, and counts everywhere.
    mkdir root/job
    cp config.yaml root/job
    local word
    for word in /job/src/train.py --config=/job/x.yaml 'cd /job && exec ./train' '"/job"'; do
        in_root config.yaml 'in / (it is at /job/config.yaml: use --root=/job or INLAY_ROOT=/job)' cat "$word"
    done
    local job=$PWD/root/app
    mkdir elsewhere
    cd elsewhere
    run -125 "$INLAY" run config.yaml:seed=1 -- cat "$job/src/train.py"
    [ "$output" = "inlay: config.yaml: does not exist in $PWD (it is at $job/config.yaml: use --root=$job or INLAY_ROOT=$job)" ]
}

@test "looking for a file goes so far and no further" {
    mkdir -p a/b/c/d many
    cp config.yaml a/b/c/near.yaml
    cp config.yaml a/b/c/d/far.yaml
    ln -s . again
    (cd many && seq 6000 | sed 's/$/.yaml/' | xargs touch)
    says "near.yaml: does not exist in $PWD (did you mean a/b/c/near.yaml?)" near.yaml:a=1
    says "far.yaml: does not exist in $PWD (--allow-missing, if the job writes it before it reads it)" far.yaml:a=1
}

@test "words that cannot stand where they do" {
    local usage='inlay: usage: inlay run [options] [FILE:KEY=VALUE …] -- COMMAND [ARG…]'
    # unfit WORD ADVICE ARGUMENT ...
    unfit() {
        run -125 "$INLAY" run "${@:3}"
        [ "$output" = "inlay: $1: neither an option nor an assignment ($2)"$'\n'"$usage" ] || { echo "$output"; return 1; }
        [ ! -e ran ]
    }
    unfit config.yaml 'did you mean -f config.yaml?' config.yaml seed=2 -- touch ran
    unfit config.yaml 'write config.yaml:KEY=VALUE' config.yaml -- touch ran
    unfit seed 'did you mean seed=VALUE, in one word?' -f config.yaml seed 3 -- touch ran
    unfit config.yaml:seed 'did you mean config.yaml:seed=VALUE, in one word?' config.yaml:seed 3 -- touch ran
    unfit touch 'did you forget -- before the command?' -f config.yaml seed=3 touch ran
    unfit touch 'did you forget -- before the command?' -f config.yaml seed=3 touch ran -- x
    unfit seed 'an assignment is FILE:KEY=VALUE' seed 3 -- touch ran
    unfit config.yaml:seed 'did you mean config.yaml:seed=VALUE?' config.yaml:seed -- touch ran
    unfit config.yaml:seed:3 'did you mean config.yaml:seed=VALUE?' config.yaml:seed:3 -- touch ran
    usage='inlay: usage: inlay VERB [options] [FILE:KEY=VALUE …]'
    run -2 "$INLAY" config.yaml:seed=2 -- touch ran
    [ "$output" = "inlay: no verb stands before the first assignment (did you mean inlay run?)"$'\n'"$usage" ]
    run -2 "$INLAY" -f config.yaml seed=2 -- touch ran
    [ "$output" = "inlay: no verb stands before the first option (did you mean inlay run?)"$'\n'"$usage" ]
}

@test "what stands behind -- and is no command" {
    # not_run SHOWN ADVICE ARGUMENT ...
    not_run() {
        run -127 "$INLAY" run "${@:3}"
        [ "$output" = "inlay: cannot run $1: No such file or directory$2" ] || { echo "$output"; return 1; }
    }
    not_run 'grep seed config.yaml' " (it is one word: leave out the quotes, or let a shell take it apart: -- sh -c 'grep seed config.yaml')" \
        config.yaml:seed=7 -- 'grep seed config.yaml'
    run -0 "$INLAY" run config.yaml:seed=7 -- sh -c 'grep seed config.yaml'
    [ "$output" = 'seed: 7' ]
    not_run 'TOKEN=…' ' (to set a variable: -- env TOKEN=VALUE COMMAND)' -- TOKEN=hidden touch ran
    run -0 "$INLAY" run config.yaml:seed=7 -- env TOKEN=hidden grep seed config.yaml
    [ "$output" = 'seed: 7' ]
    not_run 'config.yaml:seed=…' ' (an assignment stands before --)' -- config.yaml:seed=2 touch ran
    not_run nosuch '' -- nosuch
    [ ! -e ran ]
}

@test "overrides behind -- alone are said to be the command's" {
    run -0 --separate-stderr "$INLAY" run -- echo config.yaml:seed=2
    [ "$output" = config.yaml:seed=2 ]
    [ "$stderr" = 'inlay: note: config.yaml:seed=… stands behind --, so it is a word of the command (an override stands before --)' ]
    # What is no override of a file that is there, and what a job is given beside overrides, is the job's own affair.
    run -0 --separate-stderr "$INLAY" run -- echo other.yaml:seed=2 seed=2 url=http://x.yaml:a=1
    [ -z "$stderr" ]
    run -0 --separate-stderr "$INLAY" run config.yaml:seed=7 -- grep -H seed=2 config.yaml:seed=2 config.yaml || true
    [[ $stderr != *'behind --'* ]]
}

@test "KEY- removes a key, without quotes in any shell" {
    local shell
    for shell in bash dash zsh; do
        type -P $shell >/dev/null || continue
        run -0 $shell -c "'$INLAY' render -f config.yaml seed- config.yaml:trainer- config.yaml"
        [[ $output != *seed* && $output != *trainer* ]]
    done
    INLAY_SET=$'config.yaml:seed-' run -0 "$INLAY" render config.yaml
    [[ $output != *seed* ]]
    run -0 "$INLAY" render config.yaml 'config.yaml:layers[0]-'
    [[ $output == *'layers: [2]'* ]]
    says 'argument 1: config.yaml: sede: there is no such key (did you mean seed?)' config.yaml:sede-
    # A key that ends in - itself.
    echo 'a-: 1' >config.yaml
    run -0 "$INLAY" render config.yaml config.yaml:a-=2
    [ "$output" = 'a-: 2' ]
    run -0 "$INLAY" render config.yaml config.yaml:a--
    [ "$output" = '{}' ]
    run -1 "$INLAY" check 'config.yaml:a\-'
    [ "$output" = 'inlay: config.yaml:a\-: neither a file nor an override (an override is FILE:KEY=VALUE, or FILE:KEY-)' ]
    echo 'k-: 1' >ends.yaml
    says "argument 1: ends.yaml: k: there is no such key (did you mean 'k\-'?)" ends.yaml:k-
    run -0 "$INLAY" render ends.yaml 'ends.yaml:k\--'
    [ "$output" = '{}' ] || { echo "$output"; return 1; }
}

@test "a config, or values for one, where an override document should be" {
    cat >values.yaml <<'YAML'
seed: 2
trainer: {learning_rate: 0.5}
YAML
    says 'values.yaml:1:1: this is no override document but a config, or values for one: it has "seed" (--values FILE=values.yaml takes it as values for FILE)' \
        -o values.yaml
    run -0 "$INLAY" render --values config.yaml=values.yaml config.yaml
    [[ $output == *'learning_rate: 0.5'*'seed: 2' ]]
    says 'argument 2:1:2: this is no override document but a config, or values for one: it has "seed" (values for one file stand in {"files": {"FILE": {…}}})' \
        -o '{"seed": 2, "name": "x"}'
    says 'argument 2:1:2: unknown key "config.yaml" (files stand inside "files")' -o '{"config.yaml": {"seed": 2}}'
    # With a document's own keys among them it is one, that has others too.
    says 'argument 2:1:50: unknown key "seed" (there are files, set, unset, run_config, entry_point, args, base_digests, base_files and shared)' \
        -o '{"set": {"config.yaml:seed": 1}, "shared": true, "seed": 2}'
}

@test "Helm's commas and braces: what was understood" {
    run -0 "$INLAY" check -f config.yaml --set seed=1,trainer.batch_size=2
    [ "$output" = "inlay: note: --set seed=…: all behind the = is one value, commas too (give each assignment a --set of its own)
inlay: argument 4: note: config.yaml: seed was an integer (1), is now a string (\"1,trainer.batch_size=2\") (each assignment is a word of its own)" ]
    run -0 "$INLAY" check -f config.yaml seed=1,trainer.batch_size=2
    [ "$output" = "inlay: argument 3: note: config.yaml: seed was an integer (1), is now a string (\"1,trainer.batch_size=2\") (each assignment is a word of its own)" ]
    run -0 "$INLAY" check -f config.yaml --set seed=1 --set trainer.batch_size=2
    [ -z "$output" ]
    run -0 bash -c "'$INLAY' check -f config.yaml layers={1,2} 2>&1"
    [ "$output" = "inlay: argument 3: note: config.yaml: layers was a list ([1, 2]), is now an integer (1) (a list is written '[1, 2]')
inlay: argument 4: note: config.yaml: layers was a list ([1, 2]), is now an integer (2) (a list is written '[1, 2]')" ]
    run -0 bash -c "'$INLAY' check -f config.yaml 'layers={1,2}' 2>&1"
    [ "$output" = "inlay: argument 3: note: config.yaml: layers was a list ([1, 2]), is now an object ({1: null, 2: null}) (a list is written '[1, 2]')" ]
    run -0 bash -c "'$INLAY' check -f config.yaml layers='[1, 2]' 2>&1"
    [ -z "$output" ]
    # A value with commas that is one.
    run -0 "$INLAY" check -f config.yaml --set model\\.v2.name=rw,noatime --set 'model\.v2.name=a=1,b=2'
    [ -z "$output" ]
}

@test "a string, spelt so that it survives a shell" {
    # string KEY VALUE REST: what is said of KEY=VALUE; what it names gives the string.
    string() {
        local typed="--set-string $1=$2"
        says "argument 3: config.yaml: $1: $2 is read differently by YAML 1.1 and 1.2 ($3$typed for a string)" \
            -f config.yaml "$1=$2"
        run -0 bash -c "'$INLAY' diff -f config.yaml $typed 2>/dev/null"
        [[ $output == *"+$1: \"$2\""* ]]
    }
    string seed 2024-01-01 ''
    string seed yes 'write true or false, or '
    string seed 012 'write the number in decimal digits alone, or '
    string seed 12:30 'write the number of seconds, or '
    says "argument 1: config.yaml: layers[0]: yes is read differently by YAML 1.1 and 1.2 (write true or false, or --set-string 'config.yaml:layers[0]=yes' for a string)" \
        'config.yaml:layers[0]=yes'
    run -0 "$INLAY" render config.yaml --set-string 'config.yaml:layers[0]=yes'
    [[ $output == *'layers: ["yes", 2]'* ]]
    # Where no shell stands between.
    INLAY_SET=config.yaml:seed=yes says 'INLAY_SET:1:1: config.yaml: seed: yes is read differently by YAML 1.1 and 1.2 (write true or false, or quote it for a string)'
    INLAY_SET='config.yaml:seed="yes"' run -0 "$INLAY" check
}

@test "a template's braces: which key, and quote it twice" {
    local twice="(for a string, quote it twice: '\"text\"')"
    local value
    for value in '{{ y }}' '{{ y }}-1' '{{y'; do
        says "argument 3: \"seed\": {{ begins a template's text, and no value (for a string, quote it twice: '\"{{ … }}\"')" \
            -f config.yaml "seed=$value"
    done
    says "argument 3: \"seed\": a key cannot be an object $twice" -f config.yaml 'seed={a: {{b: c}: 1}}'
    says "argument 3: \"seed\": the value is not YAML: it goes on after its end $twice" -f config.yaml 'seed=[a] b'
    run -0 bash -c "'$INLAY' diff -f config.yaml seed='\"{{ y }}\"' 2>/dev/null"
    [[ $output == *'+seed: "{{ y }}"'* ]]
}

@test "no value of a secret is shown with what is wrong" {
    printf 'api: {key: secret://K, port: 1}\n' >config.yaml
    manifest 'files: {config.yaml: {secrets: [api.key]}}'
    export K=hidden
    local said option
    for said in 012 2024-01-01 '[012]' '{{ 012 }}' 012,b=2 '!a012' '!a012 b' '!<a012> b' a012 '[a012' 012_0; do
        for option in --set --set-json; do
            run "$INLAY" check $option "config.yaml:api.key=$said"
            [[ $output != *012* && $output != *2024* ]] || { echo "$output"; return 1; }
        done
    done
    says 'argument 1: config.yaml: api.key: readers do not agree on the value (write a string, or secret://NAME)' \
        config.yaml:api.key=012
    says 'argument 1: config.yaml: key: there is no such key (did you mean api.key?)' config.yaml:key=hidden
    run -125 "$INLAY" run -f config.yaml api.key 012 -- touch ran
    [[ $output != *012* ]]
}
