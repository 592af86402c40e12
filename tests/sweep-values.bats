#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Values of a sweep, whatever is in them, as PyYAML reads them in a cell's job; and draws as the command makes them.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    printf 's: x # kept\nlr: 0.1\nk: 1\n' >config.yaml
}

# Each string in double quotes, with its braces doubled, as one of the values of s; each cell's job must read it.
@test "strings of any kind come out as they are" {
    cat >judge.py <<'END'
import json, subprocess, sys, yaml
inlay = sys.argv[1]
values = [
    "", " ", "a,b", "a, b", "{cell}", "{dir}", "{{cell}}", "{", "}", "}}", "{{", "[1", "(", ")", "it's", '"', '","', "','",
    "\\", "\\n", "\n", "a\n\nb\n", "\t", "yes", "012", "1e5", "null", "~", "!x y", "&a", "*a", "# c", "a: b", "a #b", "%",
    "@", "`", "=", "<<", "range(1,2)", "uniform(0,1)", "loguniforn(0,1)", "{config.yaml:lr}", "lr=1,k=2", "secret:/x",
    "\u00e9", "\U0001d11e", "\ufdd0", "\ufdd0c", "\u00a0", "\ufeff", "--", "-", "$HOME `id` $(id)", "x" * 100000,
    {"a b": ["{cell}", {"}": "}}"}], "{": 1}, [[], {}, [[1.5, True, None]]],
]

def doubled(value):
    if isinstance(value, str):
        return value.replace("{", "{{").replace("}", "}}")
    if isinstance(value, list):
        return [doubled(one) for one in value]
    if isinstance(value, dict):
        return {doubled(key): doubled(one) for key, one in value.items()}
    return value

word = "config.yaml:s=" + ",".join(json.dumps(doubled(value), ensure_ascii=False) for value in values)
listed = subprocess.run([inlay, "sweep", "--list", "--dir", "d'\"{cell} x", word], check=True, stdout=subprocess.PIPE).stdout
documents = listed.splitlines()
assert len(documents) == len(values), len(documents)
for document, value in zip(documents, values):
    said = json.loads(document)["set"]["config.yaml:s"]
    assert said == value, (said, value)
    patched = subprocess.run([inlay, "run", "-o", "-", "--", "cat", "config.yaml"], input=document, check=True, stdout=subprocess.PIPE).stdout
    read = yaml.safe_load(patched)["s"]
    assert read == value, (patched, value)
    assert b"# kept" in patched or not isinstance(value, str), patched
print(len(values))
END
    run -0 --separate-stderr "$PYTHON" judge.py "$INLAY"
    [ "$output" = 57 ]
}

@test "a directory with quotes, braces and blanks is the right string in each kind of value" {
    local dir=$'it\'s "a" {cell}, [b]: #\\'
    run -0 --separate-stderr "$INLAY" sweep --list --dir "$dir" 'config.yaml:s={dir}/x,"{dir}/y",'\''{dir}/z'\'',[{dir}],{a: {dir}}'
    printf '%s\n' "$output" >documents
    run -0 "$PYTHON" -c '
import json, sys
said = [json.loads(line)["set"]["config.yaml:s"] for line in open("documents")]
where = sys.argv[1]
assert said == [f"{where}/0000/x", f"{where}/0001/y", f"{where}/0002/z", [f"{where}/0003"], {"a": f"{where}/0004"}], said' "$dir"
}

@test "a seed draws the same cells, more draws add to them, and another axis changes none" {
    local axes=('config.yaml:lr=loguniform(1e-5,1e-1)' 'config.yaml:k=range(1,1000)')
    drawn() { "$INLAY" sweep --list --seed 5 "$@" 2>/dev/null; }
    drawn --random 5 "${axes[@]}" >five
    [ "$(wc -l <five)" -eq 5 ]
    [ "$(sort -u five | wc -l)" -eq 5 ]
    diff five <(drawn --random 5 "${axes[@]}")
    diff five <(drawn --random 9 "${axes[@]}" | head -n 5)
    diff <(grep -o 'lr": [^,]*' five) <(drawn --random 5 "${axes[0]}" | grep -o 'lr": [^,}]*')
    diff <(grep -o 'lr": [^,]*' five) <(drawn --random 5 "${axes[1]}" "${axes[0]}" config.yaml:s=a,b | grep -o 'lr": [^,}]*')
    ! diff -q five <(drawn --random 5 --seed 6 "${axes[@]}")
}

@test "numbers of range() and log() are those that people write" {
    run -0 "$INLAY" sweep --list 'config.yaml:lr=range(0.1,0.5,0.1),log(1e-5,1e-1,5)'
    [ "$(grep -o 'lr": [^}]*' <<<"$output" | sed 's/.*: //' | xargs)" = '0.1 0.2 0.3 0.4 0.5 1e-5 0.0001 0.001 0.01' ]
}
