#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Manifests that nobody means well with: clear errors, with places, in bounded time and memory.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    echo 'a: 1' >config.yaml
}

# bounded COMMAND ...: within ten seconds and 1 GB.
bounded() {
    (ulimit -v 1000000 && timeout 10 "$@")
}

# refused MESSAGE: inlay.yaml, from standard input; the same by the environment alone, with the absolute path.
refused() {
    cat >inlay.yaml
    run -1 bounded "$INLAY" check config.yaml:a=2
    [ "${output//$'\n'*/}" = "inlay: $1" ] || { echo "$output" | head -c 500; return 1; }
    run -125 bounded env INLAY_INPUTS=inlay.yaml INLAY_SET=config.yaml:a=2 LD_PRELOAD="$LIB" cat config.yaml
    [ "${output//$'\n'*/}" = "inlay: ${1//inlay.yaml/$PWD/inlay.yaml}" ] || { echo "$output" | head -c 500; return 1; }
}

# python PROGRAM: what it prints.
python() {
    "$PYTHON" -c "$1"
}

@test "a manifest or a schema that is no file to read" {
    mkdir directory
    mkfifo fifo
    ln -s loop loop
    local name
    run -1 bounded "$INLAY" check --inputs directory config.yaml:a=2
    [ "$output" = 'inlay: directory: is a directory' ]
    for name in fifo /dev/null /dev/zero; do
        run -1 bounded "$INLAY" check --inputs $name config.yaml:a=2
        [ "$output" = "inlay: $name: is not a regular file" ]
    done
    run -125 bounded env INLAY_INPUTS=fifo LD_PRELOAD="$LIB" true
    [ "${lines[0]}" = "inlay: $PWD/fifo: is not a regular file (INLAY_INPUTS names it)" ]
    run -1 bounded "$INLAY" check --inputs loop
    [[ $output =~ ^'inlay: loop: cannot be read: '('Too many levels of symbolic links'|'Symbolic link loop')$ ]] # glibc's words, musl's
    refused 'inlay.yaml:1:31: "directory": is a directory' <<<'files: {config.yaml: {schema: directory}}'
    refused 'inlay.yaml:1:31: "fifo": is not a regular file' <<<'files: {config.yaml: {schema: fifo}}'
}

@test "bytes that are no text" {
    refused 'inlay.yaml:1:1: invalid leading UTF-8 octet (this is not valid YAML)' < <(printf '\x80\xff')
    refused 'inlay.yaml: the file is UTF-16 (save it as UTF-8)' < <(printf 'a\0b\0')
    refused 'inlay.yaml:1:1: "the manifest" is an ambiguous word (it must be an object with files, run_config and bind)' <<<'yes'
    refused 'inlay.yaml: several YAML documents (give each by itself)' < <(printf 'files: {}\n---\nfiles: {}\n')
}

@test "wrong types everywhere: one line each" {
    cat >inlay.yaml <<'YAML'
files:
  config.yaml:
    include: {a: 1}
    exclude: 3
    schema: [1]
    types: 4
    secrets: x
  other.yaml: [1]
  "": {}
  dir/: {}
run_config:
  include: x
  file: [a]
  schema: {type: 3, properties: [], required: 5, enum: {}, minimum: x, items: 3}
bind:
  a: {b: c}
  "": config.yaml:x
  "l[0]": config.yaml:x
  "env:": config.yaml:x
  "env:A=B": config.yaml:x
  b: 3
  c: [[x]]
  d: "config.yaml:"
  e: other/config.yaml:x
other: 1
YAML
    run -1 "$INLAY" check
    [ "$output" = 'inlay: inlay.yaml:25:1: unknown key "other" (there are files, run_config and bind)
inlay: inlay.yaml:3:14: "include" is an object (it must be a list of key prefixes)
inlay: inlay.yaml:4:14: "exclude" is an integer (it must be a list of key prefixes)
inlay: inlay.yaml:5:13: "schema" is a list (it must be a JSON Schema, or the path of one)
inlay: inlay.yaml:6:12: "types" is an integer (it must be an object of type names)
inlay: inlay.yaml:7:14: "secrets" is a string (it must be a list of key paths)
inlay: inlay.yaml:8:15: "other.yaml" is a list (it must be an object with include, exclude or schema, or {})
inlay: inlay.yaml:9:3: "": a file'"'"'s path is empty
inlay: inlay.yaml:10:3: "dir/": this is a directory (name a file in it)
inlay: inlay.yaml:12:12: "include" is a string (it must be a list of key prefixes)
inlay: inlay.yaml:13:9: "file" is a list (it must be the path at which the job reads its run config)
inlay: inlay.yaml:14:18: type must be a string, or a list of them, not an integer
inlay: inlay.yaml:14:33: properties must be an object, not a list
inlay: inlay.yaml:14:47: required must be true, false or a list of keys, not an integer
inlay: inlay.yaml:14:56: enum must be a list, not an object
inlay: inlay.yaml:14:69: minimum must be a number, not a string
inlay: inlay.yaml:14:79: a schema must be an object, or true, not an integer
inlay: inlay.yaml:16:6: what a bind sets is an object (it must be a string)
inlay: inlay.yaml:17:3: "": the key path is empty
inlay: inlay.yaml:18:3: "l[0]": the run config is set by keys alone (replace a list as a whole)
inlay: inlay.yaml:19:3: "env:": this is no variable'"'"'s name (write env:NAME)
inlay: inlay.yaml:20:3: "env:A=B": this is no variable'"'"'s name (write env:NAME)
inlay: inlay.yaml:21:6: "3": this is not FILE:KEY
inlay: inlay.yaml:22:7: what a bind sets is a list (it must be a string)
inlay: inlay.yaml:23:6: "config.yaml:": the key is missing (write FILE:KEY)
inlay: inlay.yaml:24:6: "other/config.yaml:x": no such file is in "files"' ] || { echo "$output"; return 1; }
}

@test "cycles, in references and anchors" {
    refused 'inlay.yaml:1:38: $ref "#" leads back to itself' <<<'files: {config.yaml: {schema: {$ref: "#"}}}'
    refused 'inlay.yaml:1:69: $ref "#/properties/b" leads back to itself' \
        <<<'files: {config.yaml: {schema: {type: object, properties: {a: {$ref: "#/properties/b"}, b: {$ref: "#/properties/a"}}}}}'
    refused 'inlay.yaml:1:69: $ref "#/nowhere" leads to nothing in this schema' \
        <<<'files: {config.yaml: {schema: {type: object, properties: {a: {$ref: "#/nowhere"}}}}}'
    refused 'inlay.yaml:1:1: values nest too deeply, aliases written out (make them flatter, or take the aliases out)' \
        <<<'files: &f {config.yaml: *f}'
}

@test "a model inside itself is none" {
    cat >inlay.yaml <<<'files: {config.yaml: {schema: {properties: {a: {type: integer}, c: {$ref: "#"}}}}}'
    run -0 "$INLAY" check config.yaml:a=2
    run -1 "$INLAY" check config.yaml:+c.c.c.a=x
    [ "$output" = 'inlay: argument 1: config.yaml: c.c.c.a: "x" is not an integer' ]
}

@test "aliases that ask for billions of values" {
    refused 'inlay.yaml:1:1: more than 1000000 values, aliases written out (take the aliases out)' < <(python '
print("l0: &l0 [a, a, a, a, a, a, a, a, a, a]")
for i in range(9):
    print("l%d: &l%d [%s]" % (i + 1, i + 1, ", ".join(["*l%d" % i] * 10)))
print("files: {config.yaml: {include: *l9}}")')
}

@test "deep nesting" {
    refused 'inlay.yaml:1:501: nested deeper than inlay reads (500 levels)' < <(python 'print("[" * 3000000)')
    refused 'inlay.yaml:1:2014: nested deeper than inlay reads (500 levels)' < <(python 'print("files: {config.yaml: " + "{a: " * 3000 + "1" + "}" * 3000 + "}")')
    # a chain of references is as deep as what it leads to
    cat >inlay.yaml < <(python '
print("files: {config.yaml: {schema: {properties: {a: {$ref: \"#/$defs/d0\"}}, $defs: {")
for i in range(10000):
    print("d%d: {properties: {a: {$ref: \"#/$defs/d%d\"}}}," % (i, i + 1))
print("d10000: {type: integer}}}}}")')
    run -1 bounded "$INLAY" check config.yaml:a=2
    [[ ${lines[0]} =~ ^inlay:\ inlay\.yaml:[0-9]+:[0-9]+:\ schemas\ nest\ too\ deeply ]]
}

@test "key paths deeper than any document" {
    local path
    path=$(python 'print("a." * 30000 + "a")')
    echo 'files: {config.yaml: {exclude: [b]}}' >inlay.yaml
    for sign in '' + '~'; do
        value==1
        [ "$sign" != '~' ] || value=
        run -1 bounded "$INLAY" check "config.yaml:$sign$path$value"
        [[ $output == 'inlay: argument 1: '* ]]
        [ ${#output} -lt 1000 ]
    done
    echo 'run_config: {exclude: [b]}' >inlay.yaml
    run -1 bounded "$INLAY" check --run-config "$path=1"
    [[ $output == *'the key path goes deeper than inlay reads' ]]
    path=$(python 'print("a." * 300 + "a")')
    run -1 bounded "$INLAY" check --run-config "$path=$(python 'print("{a: " * 300 + "1" + "}" * 300)')"
    [[ $output == 'inlay: argument 2: values nest too deeply'* ]]
}

@test "10,000 keys, in a schema, in rules, in binds, in the config" {
    python 'import json
N = 10000
json.dump({"k%d" % i: i for i in range(N)}, open("config.json", "w"))
json.dump({"files": {"config.json": {"k%d" % i: i + 1 for i in range(N)}}}, open("overrides.json", "w"))
json.dump({"run_config": {"k%d" % i: i + 1 for i in range(N)}}, open("run.json", "w"))
properties = {"k%d" % i: {"type": "integer", "maximum": N} for i in range(N)}
offer = {"include": list(properties), "exclude": ["x%d.k" % i for i in range(N)], "schema": {"properties": properties}}
binds = {"k%d" % i: "config.json:k%d" % i for i in range(N)}
binds.update({"env:V%d" % i: "config.json:k%d" % i for i in range(N)})
json.dump({"files": {"config.json": offer}, "bind": binds}, open("many.json", "w"))'
    run -0 bounded "$INLAY" check --inputs many.json -o overrides.json
    run -0 bounded "$INLAY" check --inputs many.json -o run.json
    run -0 --separate-stderr bounded "$INLAY" describe --inputs many.json --format json
    [ "${#output}" -gt 100000 ]
    run -0 --separate-stderr bounded env V9999=7 "$INLAY" run --inputs many.json -o overrides.json -o run.json -- "$PYTHON" -c '
import json
print(sum(json.load(open("config.json")).values()))'
    [ "$output" = 50005000 ]
}

@test "megabytes of rules, none of which is the one" {
    python 'import json
N = 300000
keys = {"k%d" % i: 1 for i in range(10000)}
json.dump({"files": {"config.json": keys}}, open("overrides.json", "w"))
json.dump(keys, open("config.json", "w"))
json.dump({"files": {"config.json": {"include": ["k%d.x" % i for i in range(N)]}}}, open("include.json", "w"))
json.dump({"files": {"config.json": {"exclude": ["x%d" % i for i in range(N)]}}}, open("exclude.json", "w"))'
    run -0 bounded "$INLAY" check --inputs exclude.json -o overrides.json
    run -1 bounded "$INLAY" check --inputs include.json -o overrides.json
    [ "${#lines[@]}" -eq 10000 ]
    [[ ${lines[0]} == *'(include.json includes only k0.x, k1.x, k2.x, k3.x, k4.x, k5.x, k6.x, k7.x and 299992 more)' ]]
}
