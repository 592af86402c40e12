#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The manifest held against the files: what it says of them counts, and what it says in vain is said.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'trainer:\n  rate: 0.1\n  layers: [64, 32]\nseed: 42\nname: resnet\nnote: null\nkey: plain\nday: 2020-01-01\n' >config.yaml
}

# --- types

TYPES='files: {config.yaml: {secrets: [key], types: {trainer: {rate: float, layers: list}, seed: int, name: str, note: null, key: int, day: unknown}}}'

@test "types: what does not fit is refused, wherever inlay was told it" {
    manifest "$TYPES"
    local at=inlay.yaml:1
    refuses "argument 1: config.yaml: seed: a string, where $at:91 says int (write another type there if that may be)" \
        config.yaml:seed=abc
    refuses "argument 1: config.yaml: name: an integer, where $at:102 says str (--set-string makes a string, or quotes in a document)" \
        config.yaml:name=7
    refuses "argument 1: config.yaml: trainer: a list, where $at:56 says object (write another type there if that may be)" \
        'config.yaml:trainer=[1]'
    run -1 "$INLAY" check config.yaml:+seed.x=1
    [ "${lines[0]}" = "inlay: argument 1: config.yaml: seed: an object, where $at:91 says int (write another type there if that may be)" ]
    run -1 "$INLAY" check 'config.yaml:+seed[+]=1'
    [ "${lines[0]}" = "inlay: argument 1: config.yaml: seed: a list, where $at:91 says int (write another type there if that may be)" ]
    refuses "argument 2:1:46: config.yaml: trainer.rate: a boolean, where $at:63 says float (write another type there if that may be)
argument 2:1:62: config.yaml: trainer.layers: an integer, where $at:78 says list (write another type there if that may be)" \
        -o '{"files":{"config.yaml":{"trainer": {"rate": true, "layers": 7}}}}'
    INLAY_SET=config.yaml:seed=abc refuses "INLAY_SET:1:1: config.yaml: seed: a string, where $at:91 says int (write another type there if that may be)"
    run -0 "$INLAY" check --no-validate config.yaml:seed=abc
    # by the environment alone
    run -125 env INLAY_INPUTS=inlay.yaml INLAY_SET=config.yaml:seed=abc LD_PRELOAD="$LIB" cat config.yaml
    [ "${lines[0]}" = "inlay: INLAY_SET:1:1: config.yaml: seed: a string, where $PWD/$at:91 says int (write another type there if that may be)" ]
}

@test "types: int and float fit each other, null and unknown fit all, elements and new keys are not typed" {
    manifest "$TYPES"
    KEY=clear run -0 "$INLAY" check config.yaml:seed=1.5 config.yaml:trainer.rate=1 config.yaml:note=text config.yaml:seed=null \
        'config.yaml:trainer.layers[0]=text' config.yaml:+trainer.new=text config.yaml:day=x \
        --set-string config.yaml:name=7 config.yaml:key=secret://KEY
}

@test "types: a schema says it better" {
    manifest 'files: {config.yaml: {schema: {properties: {seed: {type: [integer, string]}}}, types: {seed: int, name: str}}}'
    run -0 "$INLAY" check config.yaml:seed=abc
    run -1 "$INLAY" check config.yaml:name=7
}

@test "types: W&B's variables are warned about, and a bound variable is read as a string where one is" {
    manifest <<'YAML'
files: {config.yaml: {types: {seed: int, name: str}}}
run_config: {types: {lr: float}}
bind: {env:NAME: config.yaml:name, env:SEED: config.yaml:seed, seed: config.yaml:seed}
YAML
    run -0 --separate-stderr env WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"name": 7}}' WANDB_CONFIG='{"lr": "x"}' \
        "$INLAY" run -- grep name config.yaml
    [ "$output" = 'name: 7' ]
    [ "${stderr_lines[0]}" = 'inlay: WANDB_LAUNCH_FILE_OVERRIDES:1:26: warning: config.yaml: name: an integer, where inlay.yaml:1:48 says str (--set-string makes a string, or quotes in a document)' ]
    [ "${stderr_lines[1]}" = 'inlay: WANDB_CONFIG:1:8: warning: run config: lr: a string, where inlay.yaml:2:26 says float (write another type there if that may be)' ]
    NAME=0123 run -0 --separate-stderr "$INLAY" run -- grep name config.yaml
    [ "$output" = 'name: "0123"' ]
    SEED=abc refuses 'env:SEED: config.yaml: seed: a string, where inlay.yaml:1:37 says int (write another type there if that may be)'
}

@test "types: a name that is none, and what is no name" {
    manifest 'files: {config.yaml: {types: {seed: integer, name: flot, trainer: [float], note: "null"}}}'
    run -1 "$INLAY" check
    [ "$output" = 'inlay: inlay.yaml:1:37: "integer" is no type (types are unknown, null, bool, int, float, str, list and object)
inlay: inlay.yaml:1:52: "flot" is no type (did you mean float?)
inlay: inlay.yaml:1:67: a type is a list (it must be the name of one, or an object of them)' ]
}

@test "types: recording again widens what was recorded, or written by hand" {
    printf 'a: 1\nb: 1\nc: null\nd: 1\ne: x\nf: {g: 1}\nh: true\nj: no\n' >config.yaml
    run -0 "$INLAY" record -- cat config.yaml
    printf 'a: 1.5\nb: x\nc: 1\nd: null\ne: z\nf: {g: 1, i: 2}\nh: [1]\nj: de\n' >config.yaml
    run -0 "$INLAY" record -- cat config.yaml
    [ "$(tail -n 1 inlay.yaml)" = '    types: {a: float, b: unknown, c: int, d: int, e: str, f: {g: int, i: "int"}, h: unknown, j: unknown}' ]
    cp inlay.yaml before
    printf 'a: 1\nb: 1\nc: null\nd: 1\ne: x\nf: {g: 1, i: 2}\nh: true\nj: no\n' >config.yaml
    run -0 "$INLAY" record -- cat config.yaml
    cmp before inlay.yaml
}

# --- where it is found

# note PATH: the line that a manifest above the working directory is said by.
note() {
    echo "inlay: $1: note: is this job's manifest, above the working directory"
}

# project: a job with its manifest, a directory below it, and what stands outside.
project() {
    mkdir -p project/conf project/app/deep
    mv config.yaml project
    echo 'a: 1' >project/conf/other.yaml
    echo 'a: 1' >project/app/config.yaml
    echo 'a: 1' >outside.yaml
    cd project
    manifest 'files: {config.yaml: {exclude: [seed]}, conf/other.yaml: {}}
bind: {lr: config.yaml:trainer.rate}'
}

@test "a manifest in a directory above holds, and is said" {
    project
    cd app
    run -1 "$INLAY" check ../config.yaml:seed=7
    [ "$output" = "$(note ../inlay.yaml)
inlay: argument 1: ../config.yaml: seed is no input of this job (exclude: seed, at ../inlay.yaml:1:33)" ]
    run -1 "$INLAY" check config.yaml:a=2
    [ "${lines[1]}" = 'inlay: argument 1: config.yaml is no input of this job (../inlay.yaml offers ../config.yaml, ../conf/other.yaml)' ]
    run -1 "$INLAY" check ../../outside.yaml:a=2
    [ "${lines[1]}" = 'inlay: argument 1: ../../outside.yaml is no input of this job (../inlay.yaml offers ../config.yaml, ../conf/other.yaml)' ]
    run -0 --separate-stderr "$INLAY" run --strict ../config.yaml:name=vit -- grep name ../config.yaml
    [ "$output" = 'name: vit' ]
    [ "$stderr" = "$(note ../inlay.yaml)" ]
    cd deep
    run -0 --separate-stderr "$INLAY" run --strict --run-config lr=0.5 -- sh -c 'cd ../..; grep rate config.yaml'
    [ "$output" = '  rate: 0.5' ]
    [ "$stderr" = "$(note ../../inlay.yaml)" ]
}

@test "a file is one file by whatever way its directory is reached" {
    project
    ln -s "$PWD" ../linked
    local name
    for name in app/../config.yaml app/deep/../../config.yaml "$PWD/app/../config.yaml" ../linked/config.yaml; do
        run -0 --separate-stderr "$INLAY" run --strict "$name:name=vit" -- grep name config.yaml
        [ "$output" = 'name: vit' ]
        run -1 "$INLAY" check "$name:seed=7"
        [ "$output" = "inlay: argument 1: $name: seed is no input of this job (exclude: seed, at inlay.yaml:1:33)" ]
    done
    run -0 --separate-stderr "$INLAY" run --strict app/../config.yaml:name=a config.yaml:note=x ../linked/config.yaml:name=b -- grep -E 'name|note' config.yaml
    [ "$output" = $'name: b\nnote: x' ]
    # a launch inside of a job gets what the outer one said by the manifest's name
    cd app
    run -0 --separate-stderr "$INLAY" run ../config.yaml:name=a -- "$INLAY" run ../config.yaml:note=x -- grep -E 'name|note' ../config.yaml
    [ "$output" = $'name: a\nnote: x' ]
}

@test "describe and record from below the manifest" {
    project
    cd app
    run -0 --separate-stderr "$INLAY" describe
    [ "${lines[0]}" = '../config.yaml' ]
    run -0 --separate-stderr "$INLAY" describe ../conf/other.yaml
    [ "${lines[0]}" = '../conf/other.yaml' ]
    run -0 --separate-stderr "$INLAY" record -- cat ../config.yaml config.yaml
    [ ! -e inlay.yaml ]
    [ "${stderr_lines[0]}" = "$(note ../inlay.yaml)" ]
    [[ $(<../inlay.yaml) == *app/config.yaml* && $(<../inlay.yaml) != *../* ]]
}

@test "the nearest manifest counts, and --root and --inputs as before" {
    project
    cd app
    echo 'files: {config.yaml: {}}' >inlay.yaml
    run -0 "$INLAY" check config.yaml:a=2
    [ -z "$output" ]
    cd deep
    run -0 "$INLAY" check ../config.yaml:a=2
    [ "$output" = "$(note ../inlay.yaml)" ]
    run -0 "$INLAY" check --root ../.. --inputs ../../inlay.yaml config.yaml:name=vit
    [ -z "$output" ]
    run -0 "$INLAY" check --root .. config.yaml:a=2
    [ "$output" = "$(note ../inlay.yaml)" ]
}

@test "what any user may have put above is not taken, and the home directory's is not" {
    project
    cd app
    local not_taken="inlay: ../inlay.yaml: note: is not taken for this job's manifest: it or its directory"
    chmod o+w ..
    run -0 "$INLAY" check config.yaml:a=2
    [ "$output" = "$not_taken may be written by any user (--inputs takes it)" ]
    chmod o-w ..
    chmod o+w ../inlay.yaml
    run -0 "$INLAY" check config.yaml:a=2
    [ "$output" = "$not_taken may be written by any user (--inputs takes it)" ]
    chmod o-w ../inlay.yaml
    HOME=$(realpath ..) run -0 "$INLAY" check config.yaml:a=2
    [ -z "$output" ]
    HOME=$PWD run -0 "$INLAY" check config.yaml:a=2
    [ -z "$output" ]
    # the search goes on behind one that is not taken
    mkdir open
    chmod o+w open
    cp ../inlay.yaml open
    mkdir open/deep
    cd open/deep
    run -1 "$INLAY" check x.yaml:a=2
    [ "${lines[1]}" = "$(note ../../../inlay.yaml)" ]
}

@test "another user's manifest above is not taken, root's and the working directory's owner's are" {
    needs_root
    project
    cd app
    chown 12345 ../inlay.yaml
    run -0 "$INLAY" check config.yaml:a=2
    [ "$output" = "inlay: ../inlay.yaml: note: is not taken for this job's manifest: it or its directory belongs to another user (--inputs takes it)" ]
    chown 12345 .
    run -1 "$INLAY" check config.yaml:a=2
    [ "${lines[0]}" = "$(note ../inlay.yaml)" ]
    chown 0 . ../inlay.yaml
    chown 12345 ..
    run -0 "$INLAY" check config.yaml:a=2
    [[ $output == *'belongs to another user'* ]]
}

# --- check without overrides

# lints LINE ...: check says these lines, each behind "inlay: ", and nothing else.
lints() {
    local said
    printf -v said 'inlay: %s\n' "$@"
    run -1 "$INLAY" check
    [ "$output"$'\n' = "$said" ] || { echo "$output"; return 1; }
}

@test "a manifest that is a link to nothing is one that cannot be read" {
    echo 'seed: 3' >config.yaml
    ln -s nowhere inlay.yaml
    run -125 "$INLAY" run config.yaml:seed=4 -- touch ran
    [[ $output == 'inlay: inlay.yaml: does not exist'* ]] || { echo "$output"; return 1; }
    mkdir sub
    cd sub
    run -125 "$INLAY" run ../config.yaml:seed=4 -- touch ran
    [[ $output == *'inlay: ../inlay.yaml: does not exist'* ]] || { echo "$output"; return 1; }
    [ ! -e ran ]
}

@test "check without overrides: keys, files and binds that are there in vain" {
    manifest <<'YAML'
files:
  config.yaml:
    include: [trainr, seed, trainer.rate, trainer.lernin]
    exclude: [nme, trainer.layers.0]
    secrets: [kye, "logins[+].password"]
  confg.yaml: {}
  conf/other.yaml: {}
bind:
  lr: [config.yaml:trainer.rat, config.yaml:trainer.rate, "config.yaml:+trainer.rate", config.yaml:name]
  env:SEED: config.yaml:sed
YAML
    lints 'inlay.yaml:3:15: include: config.yaml has no key trainr (did you mean trainer?)' \
        'inlay.yaml:3:43: include: config.yaml has no key trainer.lernin' \
        'inlay.yaml:4:15: exclude: config.yaml has no key nme (did you mean name?)' \
        'inlay.yaml:4:20: exclude: config.yaml has no key trainer.layers.0' \
        'inlay.yaml:5:15: secrets: config.yaml has no key kye (did you mean key?)' \
        'inlay.yaml:5:20: secrets: config.yaml has no key logins[+].password' \
        'inlay.yaml:9:8: bind: config.yaml:trainer.rat is no input of this job (its include says so)' \
        'inlay.yaml:9:88: bind: config.yaml:name is no input of this job (its include says so)' \
        'inlay.yaml:10:13: bind: config.yaml:sed is no input of this job (its include says so)' \
        "inlay.yaml:6:3: confg.yaml does not exist in $PWD (did you mean config.yaml?)" \
        'inlay.yaml:7:3: conf/other.yaml does not exist, nor its directory (--allow-missing, if the job writes it before it reads it)'
    manifest <<'YAML'
files: {config.yaml: {}, new.yaml: {}}
bind: {lr: [config.yaml:trainer.rat, "config.yaml:trainer.layers[1]", "config.yaml:trainer.layers[2]", config.yaml:other]}
YAML
    run -1 "$INLAY" check --allow-missing
    [ "$output" = 'inlay: inlay.yaml:2:13: bind: config.yaml has no key trainer.rat (did you mean rate?)
inlay: inlay.yaml:2:71: bind: config.yaml has no key trainer.layers[2] (put + before the key to add it)
inlay: inlay.yaml:2:104: bind: config.yaml has no key other (put + before the key to add it)' ]
}

@test "check without overrides: present values that break the schema or the types" {
    echo '{"properties": {"seed": {"type": "string"}, "trainer": {"required": ["epochs"]}, "key": {"type": "integer", "format": "password"}}}' >schema.json
    manifest 'files: {config.yaml: {schema: schema.json, types: {name: int, note: str, day: str, seed: list}}}'
    lints 'config.yaml:2:3: trainer.epochs: is missing (schema: schema.json)' \
        'config.yaml:4:7: seed: 42 is not a string (schema: schema.json)' \
        'config.yaml:7:6: key: the secret is not an integer (schema: schema.json)' \
        'config.yaml:5:7: name: a string, where inlay.yaml:1:58 says int (write another type there if that may be)'
    run -0 "$INLAY" check --no-validate
    # a launch is not judged by it
    run -0 "$INLAY" check config.yaml:name=null
}

@test "check without overrides: what was recorded is right" {
    run -0 "$INLAY" record -- cat config.yaml
    run -0 "$INLAY" check
    [ -z "$output" ]
}

@test "check without overrides: what nothing offers" {
    manifest 'files: {config.yaml: {include: [trainer], exclude: [trainer.rate, trainer.layers]}}'
    lints 'inlay.yaml:1:9: config.yaml: nothing of it is offered'
    manifest 'files: {config.yaml: {include: [trainer]}}'
    run -0 "$INLAY" check
    [ -z "$output" ]
}

@test "check without overrides: what the schema or the types know may come, and the run config may be anything" {
    manifest <<'YAML'
files:
  config.yaml:
    include: [seed, later.a, recorded]
    schema: {properties: {later: {properties: {a: {type: integer}}}}}
    types: {recorded: int}
run_config: {include: [lr], exclude: [private]}
YAML
    run -0 "$INLAY" check
    [ -z "$output" ]
    echo '{"x": 1}' >run.json
    manifest 'run_config: {include: [lr], file: run.json}'
    run -0 "$INLAY" check
    [ -z "$output" ]
    manifest 'run_config: {include: [lt], schema: {properties: {lr: {type: number}}}}'
    lints 'inlay.yaml:1:24: include: run config has no key lt (did you mean lr?)'
}

@test "check without overrides: every document of a stream, aliases and merges" {
    printf 'a: &a {x: 1}\nb: {<<: *a, y: 2}\n---\nc: text\n' >config.yaml
    manifest 'files: {config.yaml: {include: [a.x, b.x, c], types: {c: int}}}
bind: {one: "config.yaml#2:c", two: "config.yaml#1:b.x", three: "config.yaml#1:c"}'
    lints 'config.yaml:4:4: c: a string, where inlay.yaml:1:58 says int (write another type there if that may be)' \
        'inlay.yaml:2:65: bind: config.yaml has no key c (put + before the key to add it)'
}

@test "check FILE holds the manifest against that file" {
    echo 'a: 1' >other.yaml
    manifest 'files: {config.yaml: {include: [seed]}, other.yaml: {include: [b]}}'
    run -0 "$INLAY" check config.yaml
    run -1 "$INLAY" check other.yaml
    [ "$output" = 'inlay: inlay.yaml:1:64: include: other.yaml has no key b' ]
}

# --- binds by pattern

# pattern: config.yaml, and a manifest that binds each of its keys but seed.
pattern() {
    printf 'trainer: {rate: 0.1, layers: [1, 2], opt: {lr: 1}}\nseed: 3\nname: resnet\n"x.y": 1\nmerged: &m {a: 1}\nuse: {<<: *m}\n' >config.yaml
    manifest 'files: {config.yaml: {exclude: [seed]}}
bind: {"*": config.yaml:*}'
}

@test "a bind by pattern: each key that the file has, nested or with dots, as sweeps write it" {
    pattern
    run -0 --separate-stderr "$INLAY" run --run-config trainer.rate=0.5 --run-config 'trainer.layers=[3]' --run-config 'x\.y=2' \
        --run-config use.a=4 -- cat config.yaml
    [ "$output" = 'trainer: {rate: 0.5, layers: [3], opt: {lr: 1}}
seed: 3
name: resnet
"x.y": 2
merged: &m {a: 1}
use: {<<: *m, a: 4}' ]
    [ -z "$stderr" ]
    WANDB_CONFIG='{"trainer.opt.lr": 5, "x.y": 6, "name": "vit"}' run -0 --separate-stderr "$INLAY" run -- cat config.yaml
    [ "${lines[0]}" = 'trainer: {rate: 0.1, layers: [1, 2], opt: {lr: 5}}' ]
    [ "${lines[2]}" = 'name: vit' ]
    [ "${lines[3]}" = '"x.y": 6' ]
    [ -z "$stderr" ]
    # by the environment alone
    run -0 env INLAY_INPUTS=inlay.yaml WANDB_CONFIG='{"trainer.opt.lr": 5}' LD_PRELOAD="$LIB" grep trainer config.yaml
    [ "$output" = 'trainer: {rate: 0.1, layers: [1, 2], opt: {lr: 5}}' ]
    # a launch inside of the job binds what it says itself
    run -0 --separate-stderr "$INLAY" run --run-config name=vit -- "$INLAY" run --run-config trainer.rate=9 -- cat config.yaml
    [ "${lines[0]}" = 'trainer: {rate: 9, layers: [1, 2], opt: {lr: 1}}' ]
    [ "${lines[2]}" = 'name: vit' ]
}

@test "a bind by pattern: a name that is bound to nothing is refused, or noted where the run config is offered" {
    pattern
    refuses 'argument 2: run config: nme is bound to nothing (config.yaml has no such key, did you mean name?)
argument 4: run config: trainer.rat is bound to nothing (config.yaml has no such key, did you mean rate?)
argument 6: run config: trainer.opt is bound to nothing (config.yaml has an object there)
argument 8: run config: seed is bound to nothing (config.yaml does not offer it)' \
        --run-config nme=1 --run-config trainer.rat=1 --run-config trainer.opt=1 --run-config seed=1
    WANDB_CONFIG='{"trainer.rat": 1}' refuses 'WANDB_CONFIG:1:17: run config: trainer.rat is bound to nothing (config.yaml has no such key, did you mean rate?)'
    WANDB_CONFIG='{"trainer.rate": 1, "trainer": {"rate": 2}}' refuses 'WANDB_CONFIG:1:18: the run config has trainer.rate both nested and as one key with dots (give one of them)'
    run -125 env INLAY_INPUTS=inlay.yaml WANDB_CONFIG='{"nme": 5}' LD_PRELOAD="$LIB" cat config.yaml
    [ "${lines[0]}" = 'inlay: WANDB_CONFIG:1:9: run config: nme is bound to nothing (config.yaml has no such key, did you mean name?)' ]
    echo 'run_config: {}' >>inlay.yaml
    run -0 "$INLAY" check --run-config nme=1 --run-config name=vit --run-config a.b=2
    [ "$output" = 'inlay: argument 2: note: run config: bound to no file: nme, a.b' ]
}

@test "a bind by pattern: a part of either side, several files, and binds of their own" {
    pattern
    echo '{"rate": 1, "name": "x"}' >other.json
    manifest 'files: {config.yaml: {}, other.json: {}}
bind: {"t.*": config.yaml:trainer.*, "*": [config.yaml:*, other.json:*], lr: config.yaml:trainer.rate, "env:NAME": other.json:name}'
    NAME=env run -0 --separate-stderr "$INLAY" run --run-config t.opt.lr=7 --run-config rate=8 --run-config name=both \
        --run-config lr=9 -- cat config.yaml other.json
    [ "${lines[0]}" = 'trainer: {rate: 9, layers: [1, 2], opt: {lr: 7}}' ]
    [ "${lines[2]}" = 'name: both' ]
    [ "${lines[-1]}" = '{"rate": 8, "name": "env"}' ]
}

@test "a bind by pattern: two names for one key of a file" {
    pattern
    manifest 'files: {config.yaml: {}}
bind: {"t.*": config.yaml:trainer.*, "*": config.yaml:*}'
    run -1 "$INLAY" check --run-config t.rate=7 --run-config trainer.rate=8
    [ "$output" = 'inlay: argument 4: the run config has t.rate and trainer.rate, which are both bound to config.yaml:trainer.rate (give one of them)' ] ||
        { echo "$output"; return 1; }
    manifest 'files: {config.yaml: {}}
bind: {"t.*": config.yaml:trainer.*, "*": [config.yaml:*, config.yaml:*]}'
    run -0 "$INLAY" check --run-config trainer.rate=8
}

@test "a bind by pattern: a file that is not there yet has every key, until it is read" {
    manifest 'files: {new.yaml: {}}
bind: {"*": new.yaml:*}'
    run -1 "$INLAY" check --run-config seed=7
    [[ $output == *'new.yaml: does not exist'* ]]
    run -0 --separate-stderr "$INLAY" run --allow-missing --run-config seed=7 -- sh -c 'echo "seed: 1" >new.yaml; cat new.yaml'
    [ "$output" = 'seed: 7' ]
    rm new.yaml
    run ! "$INLAY" run --allow-missing --run-config seed=7 -- sh -c 'echo "sed: 1" >new.yaml; cat new.yaml'
    [[ $output == *'argument 3: new.yaml: seed: there is no such key'* ]]
}

@test "a bind by pattern: types, schemas and secrets hold as for any bind" {
    printf 'seed: 3\nkey: none\n' >config.yaml
    manifest 'files: {config.yaml: {types: {seed: int}, secrets: [key]}}
bind: {"*": config.yaml:*}'
    refuses 'argument 2: config.yaml: seed: a string, where inlay.yaml:1:37 says int (write another type there if that may be)' \
        --run-config seed=x
    KEY=clear run -0 --separate-stderr "$INLAY" run --run-config key=secret://key -- cat config.yaml
    [ "${lines[1]}" = 'key: clear' ]
    run -0 --separate-stderr "$INLAY" diff --run-config key=plain
    [[ $output != *plain* ]]
}

@test "a bind by pattern: what is none" {
    manifest 'files: {config.yaml: {}}
bind: {"*": config.yaml:seed, seed: config.yaml:*, "env:X": config.yaml:*, "a.*": "config.yaml:+*", "b.*": "config.yaml:trainer.layers[0].*", "\\*": config.yaml:seed}'
    run -1 "$INLAY" check
    [ "$output" = 'inlay: inlay.yaml:2:13: "config.yaml:seed": a * binds keys of the run config by pattern, and ends both sides (\* is a key of that name)
inlay: inlay.yaml:2:37: "config.yaml:*": a * binds keys of the run config by pattern, and ends both sides (\* is a key of that name)
inlay: inlay.yaml:2:61: "config.yaml:*": a * binds keys of the run config by pattern, and ends both sides (\* is a key of that name)
inlay: inlay.yaml:2:83: "config.yaml:+*": a * is for keys that the file has (write FILE:*, or FILE#2:*)
inlay: inlay.yaml:2:108: "config.yaml:trainer.layers[0].*": only keys may stand before a *' ]
    manifest 'files: {config.yaml: {}}
bind: {"\\*": config.yaml:seed}'
    run -0 --separate-stderr "$INLAY" run --run-config '\*=7' -- grep seed config.yaml
    [ "$output" = 'seed: 7' ]
    manifest 'files: {config.yaml: {}}
bind: {"*": config.yaml:trainr.*}'
    lints 'inlay.yaml:2:13: bind: config.yaml has no key trainr (did you mean trainer?)'
}

# --- a W&B job's metadata

# reads_back [FORMAT ...]: the metadata that describe prints of inlay.yaml offers the same; in metadata.json.
reads_back() {
    local form
    "$INLAY" describe --format wandb 2>/dev/null >metadata.json
    for form in "${@:-json}"; do
        run -0 --separate-stderr "$INLAY" describe --format "$form"
        [ "$output" = "$("$INLAY" describe --inputs metadata.json --format "$form" 2>/dev/null)" ]
    done
}

@test "a W&B job's metadata is a manifest, and offers what it was made of" {
    echo '{"lr": 0.1, "opt": {"name": "adam"}}' >run.json
    manifest <<'YAML'
files: {config.yaml: {include: [trainer, name], exclude: [trainer.layers]}}
run_config: {file: run.json, exclude: [opt]}
YAML
    reads_back
    run -1 "$INLAY" check --inputs metadata.json --run-config opt.name=sgd
    manifest 'files: {config.yaml: {include: [trainer, seed, name], exclude: [trainer.layers], schema: {properties: {seed: {type: integer, minimum: 1}}}}}'
    reads_back json wandb
    mv metadata.json inlay.json
    refuses 'argument 3: config.yaml: trainer.layers[0] is no input of this job (inlay.json includes only trainer.rate, seed, name)' \
        --inputs inlay.json 'config.yaml:trainer.layers[0]=1'
    refuses 'argument 3: config.yaml: seed: 0 is not at least 1' --inputs inlay.json config.yaml:seed=0
    refuses "argument 3: config.yaml: name: a boolean, where inlay.json:1:225 says str (--set-string makes a string, or quotes in a document)" \
        --inputs inlay.json config.yaml:name=true
    run -0 "$INLAY" run --inputs inlay.json config.yaml:trainer.rate=1 -- grep rate config.yaml
    [ "$output" = '  rate: 1' ]
    INLAY_INPUTS=inlay.json LD_PRELOAD=$LIB INLAY_SET=config.yaml:key=x run -125 cat config.yaml
    [[ $output == *'key is no input of this job'* ]]
}

@test "a W&B job's metadata: keys are whole, whatever is in them" {
    printf '"a.b": {"c[0]": 1, "": 2}\n"back\\\\slash": 3\n"": 4\nplain: 5\n"e": {"": {x: 1}}\n' >config.yaml
    manifest 'files: {config.yaml: {exclude: [plain]}}'
    reads_back json wandb
    run -0 "$INLAY" check --inputs metadata.json 'config.yaml:a\.b.c\[0\]=7' 'config.yaml:back\\slash=7'
}

@test "wandb-job.json is a manifest of the run config" {
    cat >wandb-job.json <<'JSON'
{"_version": "v0", "source": {"git": {"remote": "https://example.com/r.git", "commit": "1"}, "entrypoint": ["python3", "train.py"], "notebook": false},
 "source_type": "repo", "input_types": {"wb_type": "typedDict", "params": {"type_map": {"lr": {"wb_type": "number"}, "layers": {"wb_type": "list", "params": {"element_type": {"wb_type": "number"}, "length": 2}}}}},
 "output_types": {"wb_type": "typedDict", "params": {"type_map": {"loss": {"wb_type": "number"}}}}, "runtime": "3.11.2"}
JSON
    run -0 "$INLAY" describe --inputs wandb-job.json --format json
    [ "$output" = '{"lr": "float", "layers": "list"}' ]
    refuses 'argument 4: run config: loss is no input of this job (wandb-job.json includes only lr, layers)' \
        --inputs wandb-job.json --run-config loss=1
    refuses 'argument 3: config.yaml is no input of this job (wandb-job.json offers no file)' --inputs wandb-job.json config.yaml:seed=1
}

@test "a W&B job's metadata: where W&B saw no keys, the schema's are offered, or all" {
    local schema='{"type": "object", "properties": {"lr": {"type": "number"}, "opt": {"type": "object"}}}'
    local types
    for types in '' ', "input_types": {"@wandb.config": {"wb_type": "typedDict", "params": {"type_map": {}}}}'; do
        echo "{\"input_schemas\": {\"@wandb.config\": $schema}$types}" >metadata.json
        run -0 "$INLAY" check --inputs metadata.json --run-config lr=1 --run-config opt.name=adam
        refuses 'argument 4: run config: seed is no input of this job (metadata.json includes only lr, opt)' \
            --inputs metadata.json --run-config seed=1
        refuses 'argument 4: run config: lr: "x" is not a number' --inputs metadata.json --run-config lr=x
    done
    echo '{"input_types": {"@wandb.config": {"wb_type": "typedDict", "params": {"type_map": {}}}}}' >metadata.json
    run -0 "$INLAY" check --inputs metadata.json --run-config lr=1
}

@test "a W&B job's metadata that says no inputs, or what W&B does not write, is refused" {
    manifest '{"input_types": {"wb_type": "typedDict", "params": {"type_map": {}}}, "source": {}}'
    refuses "inlay.yaml:1:1: this W&B job says no inputs (those that launch.manage_config_file and launch.manage_wandb_config give are in its artifact's metadata, not in wandb-job.json)"
    manifest '{"input_types": {"files": {"config.yaml": {"wb_type": "typedDict", "params": {"type_map": {"a": "number", "b": {"wb_type": "typedDict"}}}}}}, "input_schemas": 7}'
    refuses "inlay.yaml:1:160: \"input_schemas\" is an integer (in a W&B job's metadata it is an object)
inlay.yaml:1:97: \"a\" is a string (in a W&B job's metadata it is an object)
inlay.yaml:1:112: \"b\" is a typedDict without params.type_map"
}

@test "inlay record does not write into a W&B job's metadata" {
    echo '{"input_schemas": {"files": {"config.yaml": {"type": "object"}}}}' >metadata.json
    cp metadata.json before.json
    run -125 "$INLAY" record --inputs metadata.json -- cat config.yaml
    [ "$output" = 'inlay: metadata.json: is the metadata of a W&B job, and inlay record writes inlay.yaml (name another with --inputs)' ]
    cmp metadata.json before.json
}
