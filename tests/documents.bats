#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Every way to say an override, the order in which they count, and what the job gets of them.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 'a: 1\nb: {c: 2, d: 3}\nl: [1, 2]\n' >config.yaml
    printf '{"a": 1}\n' >config.json
    printf 'files:\n  config.yaml:\n    a: 7\n' >overrides.yaml
}

# gives LINE ARGUMENT ...: the job reads this as the first line of config.yaml, and render says the same before.
gives() {
    local line=$1
    shift
    run -0 --separate-stderr "$INLAY" render config.yaml "$@"
    [ "${lines[0]}" = "$line" ] || { echo "render: $output"; return 1; }
    run -0 --separate-stderr "$INLAY" run --strict "$@" -- cat config.yaml
    [ "${lines[0]}" = "$line" ] || { echo "job: $output"; return 1; }
}

@test "a document in a file, YAML and JSON" {
    gives 'a: 7' -o overrides.yaml
    gives 'a: 7' --overrides=overrides.yaml
    echo '{"files": {"config.yaml": {"a": 8}}}' >overrides.json
    gives 'a: 8' -o overrides.json
    gives 'a: 8' -ooverrides.json
}

@test "a document in line, from a pipe, and from standard input" {
    gives 'a: 8' -o '{"files": {"config.yaml": {"a": 8}}}'
    gives 'a: 8' -o ' {files: {config.yaml: {a: 8}}}'
    run -0 "$INLAY" run -o <(cat overrides.yaml) -- cat config.yaml
    [ "${lines[0]}" = 'a: 7' ]
    run -0 bash -c '"$1" render -o - config.yaml <overrides.yaml' - "$INLAY"
    [ "${lines[0]}" = 'a: 7' ]
}

@test "the job of -o - reads /dev/null, or with --stdin-job what is left" {
    run -0 bash -c '"$1" run -o - -- sh -c "readlink /proc/self/fd/0; cat config.yaml" <overrides.yaml' - "$INLAY"
    [ "${lines[0]}" = /dev/null ]
    [ "${lines[1]}" = 'a: 7' ]
    run -0 bash -c '"$1" run -o - --stdin-job -- sh -c "readlink /proc/self/fd/0; cat config.yaml" <overrides.yaml' - "$INLAY"
    [ "${lines[0]}" = "$PWD/overrides.yaml" ]
    run -0 --separate-stderr bash -c 'echo mine | "$1" run -o overrides.yaml -- cat' - "$INLAY"
    [ "$output" = mine ]
    run -0 bash -c '"$1" run --exec -o - -- sh -c "readlink /proc/self/fd/0; cat config.yaml" <overrides.yaml' - "$INLAY"
    [ "${lines[0]}" = /dev/null ]
    [ "${lines[1]}" = 'a: 7' ]
}

@test "the document that wandb launch -c takes" {
    cat >launch.json <<'JSON'
{"job": "team/project/job:latest", "resource": "local-process",
 "overrides": {"files": {"config.yaml": {"a": 9}}, "run_config": {"lr": 1}, "artifacts": {}, "args": []}}
JSON
    run -0 --separate-stderr "$INLAY" run -o launch.json -- cat config.yaml
    [ "${lines[0]}" = 'a: 9' ]
    [ "$(wc -l <<<"$stderr")" -eq 2 ] # nobody reads the run config
    [[ $stderr == 'inlay: 'launch.json:*note:* ]]
}

@test "assignments, as words and as options" {
    gives 'a: 2' config.yaml:a=2
    gives 'a: 2' --set config.yaml:a=2
    gives 'a: 2' --set=config.yaml:a=2
    gives "a: '2'" --set-string config.yaml:a=2 || gives 'a: "2"' --set-string config.yaml:a=2
    gives 'a: [2, "x"]' --set-json 'config.yaml:a=[2, "x"]'
    gives 'b: {c: 2, d: 3}' config.yaml:~a
    gives 'b: {c: 2, d: 3}' --unset config.yaml:a
}

@test "-f names the file of the assignments after it, also for W&B's sweep macro" {
    gives 'a: 2' -f config.yaml a=2 b.c=3
    gives 'a: 2' --file=config.yaml --set a=2
    run -0 "$INLAY" run -f config.json a=2 -f config.yaml a=3 -- cat config.json config.yaml
    [ "${lines[0]}" = '{"a": 2}' ]
    [ "${lines[1]}" = 'a: 3' ]
    # ${args_no_hyphens} of {"a": 2, "b.c": 0.5}
    local args_no_hyphens='a=2 b.c=0.5'
    run -0 "$INLAY" run -f config.yaml $args_no_hyphens -- cat config.yaml
    [ "${lines[0]}" = 'a: 2' ]
    [ "${lines[1]}" = 'b: {c: 0.5, d: 3}' ]
}

@test "what stands further right wins, documents and assignments alike" {
    gives 'a: 2' -o overrides.yaml config.yaml:a=2
    gives 'a: 7' config.yaml:a=2 -o overrides.yaml
    gives 'a: 4' config.yaml:a=2 config.yaml:a=3 config.yaml:a=4
}

@test "W&B's variables, INLAY_OVERRIDES, INLAY_SET and options, each over the one before" {
    export WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"a": 11, "b": {"c": 11}, "l": 11}}'
    gives 'a: 11'
    export INLAY_OVERRIDES='{"files": {"config.yaml": {"a": 12, "b": {"c": 12}}}}'
    gives 'a: 12'
    export INLAY_SET=$'config.yaml:a=13\n\nconfig.yaml:b.d=13'
    gives 'a: 13'
    gives 'a: 14' config.yaml:a=14
    [ "${lines[1]}" = 'b: {c: 12, d: 13}' ]
    [ "${lines[2]}" = 'l: 11' ]
}

@test "within a document: files, unset, set" {
    gives 'a: 5' -o '{"set": {"config.yaml:a": 5}, "files": {"config.yaml": {"a": 4, "b": {"c": 4}}}, "unset": ["config.yaml:b.d"]}'
    [ "${lines[1]}" = 'b: {c: 4}' ]
}

@test "render takes any spelling of the file" {
    mkdir sub
    ln -s ../config.yaml sub/link.yaml
    for spelling in config.yaml ./config.yaml sub/../config.yaml "$PWD/config.yaml" sub/link.yaml; do
        run -0 "$INLAY" render "$spelling" config.yaml:a=2
        [ "${lines[0]}" = 'a: 2' ]
    done
    run -0 --separate-stderr "$INLAY" render config.json config.yaml:a=2
    [ "$output" = '{"a": 1}' ]
    run -0 "$INLAY" render config.yaml:a=2 -- config.yaml
    [ "${lines[0]}" = 'a: 2' ]
    cmp <("$INLAY" render config.yaml) config.yaml
}

@test "--root says what relative paths are relative to" {
    mkdir work
    cd work
    run -0 "$INLAY" run --root .. config.yaml:a=2 -- cat ../config.yaml
    [ "${lines[0]}" = 'a: 2' ]
    INLAY_ROOT=.. run -0 "$INLAY" render config.yaml config.yaml:a=2
    [ "${lines[0]}" = 'a: 2' ]
    INLAY_ROOT=nowhere run -0 "$INLAY" render --root .. config.yaml config.yaml:a=2
    [ "${lines[0]}" = 'a: 2' ]
    # For the job it is absolute: it may go elsewhere.
    run -0 "$INLAY" run --root .. config.yaml:a=2 -- sh -c 'echo $INLAY_ROOT; cd /; cat "$0"' "$BATS_TEST_TMPDIR/config.yaml"
    [ "${lines[0]}" = "$BATS_TEST_TMPDIR" ]
    [ "${lines[1]}" = 'a: 2' ]
}

@test "--format says what a file is" {
    printf '{"a": 1}\n' >settings
    run -0 "$INLAY" run --format settings=json settings:a=1e-4 -- cat settings
    [[ $output == '{"a": '1*'}' ]]
    run -0 "$INLAY" run --format settings=yaml settings:a=0x1f -- cat settings
    [[ $output == '{"a": '*'}' ]]
}

@test "--shared lets an override change what other keys share" {
    printf 'x: &x {v: 1}\ny: *x\n' >config.yaml
    run -0 "$INLAY" render config.yaml config.yaml:y.v=2
    [ "${lines[0]}" = 'x: &x {v: 1}' ]
    run -0 "$INLAY" render config.yaml --shared config.yaml:y.v=2
    [ "${lines[0]}" = 'x: &x {v: 2}' ]
    run -0 "$INLAY" run --shared config.yaml:y.v=2 -- cat config.yaml
    [ "${lines[0]}" = 'x: &x {v: 2}' ]
}

@test "entry_point replaces the command" {
    run -0 "$INLAY" run -o '{"entry_point": ["printf", "%s|", "one", "two three"]}' -- false
    [ "$output" = 'one|two three|' ]
    run -0 "$INLAY" run -o '{"entry_point": ["printf", "%s|", "one", "two three"]}'
    [ "$output" = 'one|two three|' ]
    run -0 "$INLAY" run -o '{"entry_point": ["printf", "%s|"], "args": ["--x", "1"]}' -- false
    [ "$output" = '--x|1|' ]
    run -0 "$INLAY" run -o '{"entry_point": [], "args": []}' -- echo unchanged
    [ "$output" = unchanged ]
}

@test "args replaces what stands behind a second --" {
    run -0 "$INLAY" run -o '{"args": ["--x", "1"]}' -- printf '%s|' -- a b
    [ "$output" = '--x|1|' ]
    # Without args, a second -- is the job's own.
    run -0 "$INLAY" run -- printf '%s|' a -- b
    [ "$output" = 'a|--|b|' ]
    run -125 "$INLAY" run -o '{"args": ["--x", "1"]}' -- printf '%s|' a b
    [[ $output == "inlay: argument 2:1:"*": args would replace the command's arguments, but nothing says where those begin (give entry_point too, or mark them with a second --: inlay run … -- COMMAND -- ARG…)" ]]
}

@test "the job's environment: one document with all that was read" {
    export INLAY_SET='config.yaml:a=2' WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"a": 3}}'
    run -0 "$INLAY" run config.yaml:b.c=4 -- env
    [[ $output == *"INLAY_OVERRIDES={"*"$PWD/config.yaml"* ]]
    [[ $output == *"INLAY_ROOT=$PWD"* ]]
    [[ $output != *"INLAY_SET="* ]]
    [[ $output == *$'\nWANDB_LAUNCH_FILE_OVERRIDES={}'* ]]
    # The document, given to another run, has the same effect.
    unset INLAY_SET WANDB_LAUNCH_FILE_OVERRIDES
    local document
    document=$(sed -n 's/^INLAY_OVERRIDES=//p' <<<"$output")
    gives 'a: 2' -o "$document"
    [ "${lines[1]}" = 'b: {c: 4, d: 3}' ]
}

@test "keys that are no strings reach the job as they were said, in every form" {
    printf 'names: {0: person}\n' >config.yaml
    gives 'names: {0: cat, 1: "dog"}' 'config.yaml:names={0: cat, 1: dog}'
    gives 'names: {0: cat, 1: "dog", null: "x", 1.5: "z"}' \
        -o '{files: {config.yaml: {names: {0: cat, 1: dog, ~: x, 1.5: z}}}}'
    gives 'names: {0: cat, 2024-01-01: "x"}' -o '{"files": {"config.yaml": {"names": {"0": "cat"}}}}' \
        -o '{files: {config.yaml: {names: {2024-01-01: x}}}}'
    INLAY_SET='config.yaml:names={7: {8: x}}' gives 'names: {7: {8: "x"}}'
    WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"names": {"0": "cat", "1": "dog"}}}' gives 'names: {0: cat, 1: "dog"}'
}

@test "an empty object of W&B's asks nothing of what is no object, in the job as in what is printed" {
    export WANDB_LAUNCH_FILE_OVERRIDES='{"config.yaml": {"a": {}, "b": {"d": {}, "e": {}}}}'
    gives 'a: 1'
    [ "${lines[1]}" = 'b: {c: 2, d: 3, e: {}}' ]
    run -0 --separate-stderr "$INLAY" run -- cat config.yaml
    [ "${lines[0]}" = 'a: 1' ]
    [ "${lines[1]}" = 'b: {c: 2, d: 3, e: {}}' ]
    run -0 --separate-stderr "$INLAY" run -- "$INLAY" run config.yaml:b.c=4 -- cat config.yaml
    [ "${lines[1]}" = 'b: {c: 4, d: 3, e: {}}' ]
}

@test "a document of PyYAML's: a string that is a number in YAML 1.2 is said" {
    printf 'a: x\nlr: 0.1\n' >config.yaml
    "$PYTHON" -c 'import yaml
print(yaml.safe_dump({"files": {"config.yaml": {"a": "1e-3", "lr": "1e-3", "b": "1.0e-3"}}}))' >dumped.yaml
    run -0 --separate-stderr "$INLAY" render config.yaml -o dumped.yaml
    [ "$output" = $'a: 1.0e-3\nlr: 1.0e-3\nb: "1.0e-3"' ]
    [ "${stderr_lines[0]}" = 'inlay: dumped.yaml:3:8: note: config.yaml: a: 1e-3 is a number here, as in YAML 1.2, and a string in YAML 1.1 and to PyYAML (quote it for the string, write 1.0e-3 for the number)' ]
    [ "${stderr_lines[1]}" = 'inlay: dumped.yaml:4:5: note: config.yaml: b is new in the file' ]
    [ "${#stderr_lines[@]}" = 2 ]
}

@test "values with a tag, in every form" {
    printf 'pw: !secret mine\nseed: 7\n' >config.yaml
    gives 'pw: !secret other' 'config.yaml:pw=!secret other'
    gives 'pw: !secret other' --set 'config.yaml:pw=!secret other'
    INLAY_SET='config.yaml:pw=!secret other' gives 'pw: !secret other'
    gives 'pw: !Ref "a, b"' -o '{files: {config.yaml: {pw: !Ref "a, b"}}}'
    gives 'pw: !!python/tuple [1, 2]' -o '{set: {"config.yaml:pw": !!python/tuple [1, 2]}}'
    gives 'pw: "!secret other"' --set-string 'config.yaml:pw=!secret other'
    gives 'pw: "!secret other"' 'config.yaml:pw="!secret other"'
    gives 'pw: "3.10"' 'config.yaml:pw=!!str 3.10'
    printf 'seed: 7\n' >config.yaml
    gives 'seed: !x 1' --set-tagged 'config.yaml:seed=!x 1'
    printf 'a: "!x"\n' >config.yaml
    gives 'a: "!y z"' 'config.yaml:a=!y z'
}

@test "a word that may be a tag or a string is asked about" {
    run -125 --separate-stderr "$INLAY" run 'config.yaml:a=!secret other' -- cat config.yaml
    [ "$stderr" = "inlay: argument 1: config.yaml: a: !secret is a tag in YAML, and none stands at config.yaml:1:4 (--set-tagged adds it; for a string, quote it twice: '\"text\"')" ]
    run -125 --separate-stderr "$INLAY" run --set-tagged 'config.yaml:a=secret' -- cat config.yaml
    [ "$stderr" = 'inlay: argument 2: "config.yaml:a": no tag stands before the value (write !TAG VALUE)' ]
    run -125 --separate-stderr "$INLAY" run --set-tagged 'config.json:a=!x 1' -- cat config.json
    [ "$stderr" = 'inlay: argument 2: config.json: a: !x cannot be said in JSON, which has no tags' ]
    run -125 --separate-stderr "$INLAY" run --run-config 'a=!x 1' -- true
    [ "$stderr" = "inlay: argument 2: \"a\": a tag cannot stand in the run config (for a string, quote it twice: '\"text\"')" ]
}

@test "a tagged value fits no type and no schema, since only the program knows what it is" {
    printf 'files: {config.yaml: {schema: s.json}, config.json: {}}\n' >inlay.yaml
    printf '{"properties": {"a": {"type": "string"}}}\n' >s.json
    run -125 --separate-stderr "$INLAY" run --set-tagged 'config.yaml:a=!x y' -- true
    [[ $stderr == *'!x "y" is not a string'* ]]
    printf 'files: {config.yaml: {types: {a: str}}}\n' >inlay.yaml
    run -125 --separate-stderr "$INLAY" run --set-tagged 'config.yaml:a=!x y' -- true
    [[ $stderr == *'a value with a tag, where '*' says str'* ]]
}

@test "a change of type is not said where the manifest's types say what may be" {
    printf 'port: "8080"\nother: "8080"\n' >config.yaml
    printf 'files: {config.yaml: {types: {port: int, other: unknown}}}\n' >inlay.yaml
    run -0 --separate-stderr "$INLAY" render config.yaml config.yaml:port=9090
    [ -z "$stderr" ]
    run -0 --separate-stderr "$INLAY" render config.yaml -o '{files: {config.yaml: {port: 1e3}}}'
    [ -z "$stderr" ]
    run -0 --separate-stderr "$INLAY" render config.yaml config.yaml:other=9090
    [ "$stderr" = 'inlay: argument 2: note: config.yaml: other was a string ("8080"), is now an integer (9090)' ]
}

@test "a report has the tags of a launch, and can be run again" {
    printf 'pw: !secret mine\n' >config.yaml
    run -0 "$INLAY" run --report=report.json 'config.yaml:pw=!secret other' -- cat config.yaml
    [ "$(jq -r '.files[0].values[0] | .before + " " + .after' report.json)" = '!secret mine !secret other' ]
    run -0 "$INLAY" render config.yaml -o report.json
    [ "$output" = 'pw: !secret other' ]
}

@test "LD_PRELOAD keeps what stands there, and gets the library once" {
    run -0 "$INLAY" run config.yaml:a=2 -- sh -c 'echo $LD_PRELOAD'
    [ "${lines[0]}" = "$LIB" ]
    printf 'int other;\n' | gcc -shared -o other.so -x c -
    LD_PRELOAD=$PWD/other.so run -0 "$INLAY" run config.yaml:a=2 -- sh -c 'echo $LD_PRELOAD'
    [ "${lines[0]}" = "$PWD/other.so:$LIB" ]
    run -0 "$INLAY" run config.yaml:a=2 -- "$INLAY" run config.yaml:a=3 -- sh -c 'echo $LD_PRELOAD'
    [ "${lines[0]}" = "$LIB" ]
    run -0 "$INLAY" run -- sh -c 'echo "<$LD_PRELOAD>"'
    [ "$output" = '<>' ]
}

@test "an edit of the document during the run changes no worker" {
    run -0 "$INLAY" run -o overrides.yaml -- bash -c 'cat config.yaml; echo "files: [" >overrides.yaml; cat config.yaml'
    [ "${lines[0]}" = 'a: 7' ]
    [ "${lines[3]}" = 'a: 7' ]
}

@test "--exec patches as well, and leaves no trace" {
    mkdir tmp
    TMPDIR=$PWD/tmp run -0 "$INLAY" run --exec config.yaml:a=2 -- sh -c 'cat config.yaml; echo "<$INLAY_REPORT>"'
    [ "${lines[0]}" = 'a: 2' ]
    [ "${lines[3]}" = '<>' ]
    [ -z "$(ls tmp)" ]
}

@test "the file on the disk stays as it is" {
    local before
    before=$(stat -c '%a %Y %Z %s %i' config.yaml; sha256sum config.yaml)
    run -0 "$INLAY" run config.yaml:a=2 -- cat config.yaml
    [ "$before" = "$(stat -c '%a %Y %Z %s %i' config.yaml; sha256sum config.yaml)" ]
}
