#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `inlay record`: which files of a job become its inputs, what is said of the others, and what becomes of a manifest that
# is there already.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    mkdir job
    cd job
    printf 'trainer:\n  rate: 0.1   # or less\n  layers: [64, 32]\nseed: 42\nname: null\n' >config.yaml
    printf '{"port": 80, "tls": {"on": true, "key": "k"}, "none": {}}\n' >server.json
}

record() {
    "$INLAY" record "$@"
}

# The one line that says why FILE is not taken.
refused() {
    [ "$(grep -cF "not taken: $1" <<<"$stderr")" -eq 1 ]
    grep -qxF "inlay: not taken: $1${2:+: $2}" <<<"$stderr"
}

HEADER='# What a launcher may change in this job. inlay record wrote it; edit it freely.
files:'

@test "a job in Python that reads YAML, JSON and TOML" {
    echo 'x = 1' >settings.toml
    cat >train.py <<'PY'
import json, pathlib, yaml
config = yaml.safe_load(open("config.yaml"))
server = json.loads(pathlib.Path("server.json").read_text())
open("settings.toml").read()
print(config["seed"], server["port"])
PY
    run -0 --separate-stderr record -- "$PYTHON" train.py
    [ "$output" = '42 80' ]
    [ "$(cat inlay.yaml)" = "$HEADER
  config.yaml:
    types: {trainer: {rate: float, layers: list}, seed: int, name: null}
  server.json:
    types: {port: int, tls: {on: bool, key: str}, none: {}}" ] || [ "$(cat inlay.yaml)" = "$HEADER
  config.yaml:
    types: {trainer: {rate: float, layers: list}, seed: int, name: null}
  server.json:
    types: {port: int, tls: {\"on\": bool, key: str}, none: {}}" ]
    refused settings.toml 'it is neither YAML nor JSON'
    [[ $stderr == *"inlay: taken: config.yaml: 4 keys, new"* ]]
    [[ $stderr == *"inlay: inlay.yaml has 2 files with 8 keys that the job read"* ]]
    # What was written can be used.
    run -0 "$INLAY" run config.yaml:seed=7 -- "$PYTHON" train.py
    [ "$output" = '7 80' ]
    run -125 "$INLAY" run settings.toml:x=7 -- "$PYTHON" train.py
    [ "$(cat config.yaml | sha256sum)" = "$(printf 'trainer:\n  rate: 0.1   # or less\n  layers: [64, 32]\nseed: 42\nname: null\n' | sha256sum)" ]
}

@test "every way to open: C's open, openat, fopen, openat2 and syscall, and a directory that is left" {
    local name
    mkdir conf
    for name in open openat fopen syscall openat2 after; do
        echo '{"a": 1}' >conf/$name.json
    done
    cat >reader.c <<'C'
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
    uint64_t how[3] = {O_RDONLY};
    int directory = open("conf", O_RDONLY | O_DIRECTORY);
    int failed = open("conf/open.json", O_RDONLY) < 0;
    failed |= openat(directory, "openat.json", O_RDONLY) < 0;
    failed |= fopen("/proc/self/cwd/conf/fopen.json", "r") == NULL;
    failed |= syscall(SYS_openat, directory, "../conf/syscall.json", O_RDONLY) < 0;
    failed |= syscall(437, AT_FDCWD, "conf/openat2.json", how, sizeof how) < 0;
    failed |= chdir("conf") < 0 || open("after.json", O_RDONLY) < 0;
    return failed;
}
C
    gcc -o reader reader.c
    run -0 record -- ./reader
    for name in open openat fopen syscall openat2 after; do
        grep -qx "  conf/$name.json:" inlay.yaml
    done
}

@test "what names, checks, writes or truncates is no reading" {
    cat >job.sh <<'SH'
stat config.yaml >/dev/null
ls . >/dev/null
echo '{}' >server.json
echo '{}' >>server.json
SH
    run -0 --separate-stderr record -- bash job.sh
    [ ! -e inlay.yaml ]
    [ "$stderr" = 'inlay: the job read no YAML or JSON file that can be an input: inlay.yaml stays as it was' ]
}

@test "children: bash, a cleared environment, another directory" {
    mkdir conf
    echo 'a: 1' >conf/child.yml
    run -0 record -- bash -c 'read x <server.json; env -i /bin/sh -c "cat config.yaml"; cd conf; cat child.yml' >/dev/null
    grep -qx '  server.json:' inlay.yaml
    grep -qx '  config.yaml:' inlay.yaml
    grep -qx '  conf/child.yml:' inlay.yaml
}

@test "the job has its own streams, and its exit status is the command's" {
    mkdir ../temporary
    export TMPDIR=$BATS_TEST_TMPDIR/temporary
    run -3 --separate-stderr record -- bash -c 'cat; cat config.yaml >/dev/null; exit 3' <<<input
    [ "$output" = input ]
    [[ $stderr == *"inlay: the job ended with status 3: files that it would have opened later are missing"* ]]
    grep -qx '  config.yaml:' inlay.yaml
    rm inlay.yaml
    run -143 record -- bash -c 'cat config.yaml >/dev/null; kill -TERM $$'
    grep -qx '  config.yaml:' inlay.yaml
    rm inlay.yaml
    run -127 record -- no-such-command
    [ "$output" = 'inlay: cannot run no-such-command: No such file or directory' ]
    run -126 record -- ./config.yaml
    [ ! -e inlay.yaml ]
    [ -z "$(ls -A ../temporary)" ]
}

static_reader() {
    cat >reader.c <<'C'
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
int main(int count, char **names)
{
    struct stat seen;
    for (int i = 1; i < count; i++)
        if (open(names[i], O_RDONLY) < 0)
            return 1;
    stat("server.json", &seen);
    close(open("server.json", O_WRONLY));
    return open("absent.json", O_RDONLY) >= 0;
}
C
    gcc -static -o reader reader.c
}

@test "a static program, and what it starts, is observed by a supervisor" {
    needs_supervision
    static_reader
    mkdir conf
    echo '{"a": 1}' >conf/deep.json
    run -0 --separate-stderr record -- ./reader config.yaml conf/deep.json
    grep -qx '  config.yaml:' inlay.yaml
    grep -qx '  conf/deep.json:' inlay.yaml
    run -1 grep -e server -e absent inlay.yaml
    [[ $stderr != *observed* && $stderr != *'not known'* ]]
    rm inlay.yaml
    gcc -static -x c -o starter - <<<'#include <unistd.h>
int main(int count, char **words) { return execvp(words[1], words + 1); }'
    run -0 --separate-stderr record -- ./starter sh -c 'cd conf; ../reader deep.json; cat ../config.yaml; env LD_PRELOAD= tail -n 1 ../server.json'
    [ "$output" = "$(cat config.yaml; tail -n 1 server.json)" ]
    for name in config.yaml server.json conf/deep.json; do
        grep -qx "  $name:" inlay.yaml
    done
}

@test "what a supervised program may not read is no input" {
    needs_root
    needs_supervision
    gcc -static -x c -o starter - <<<'#include <unistd.h>
int main(int count, char **words) { return execvp(words[1], words + 1); }'
    mkdir closed
    echo '{"a": 1}' | tee closed/deep.json >private.json
    chmod 700 closed
    chmod 600 private.json
    run -1 --separate-stderr record -- ./starter setpriv --reuid=65534 --regid=65534 --clear-groups cat config.yaml private.json closed/deep.json
    grep -qx '  config.yaml:' inlay.yaml
    run -1 grep -e private -e deep inlay.yaml
}

@test "a static program that cannot be supervised is said, and nothing is written" {
    static_reader
    build_sandbox
    run -125 --separate-stderr "$BATS_FILE_TMPDIR/sandbox" 1 '!seccomp' "$INLAY" record -- ./reader config.yaml
    [ "$stderr" = "inlay: ./reader cannot be observed: it is statically linked, and cannot be supervised: seccomp with a listener: Operation not permitted (EPERM): a sandbox's rules, such as a container's seccomp profile, forbid it
inlay: ./reader never loaded libinlay.so: it is statically linked; what it read is not known" ]
    [ ! -e inlay.yaml ]
    run -0 --separate-stderr record -- bash -c './reader; cat server.json' >/dev/null
    [[ $stderr == *'inlay: ./reader cannot be observed: it is statically linked'* ]]
    grep -qx '  server.json:' inlay.yaml
}

@test "not taken: outside, hidden, installed, read-write, broken, gone, written by the job" {
    echo 'a: 1' >../outside.yaml
    mkdir -p .git .hidden/deep venv lib/site-packages/x web/node_modules/y
    touch venv/pyvenv.cfg
    local name
    for name in .git/a.yaml .hidden/deep/b.json venv/c.json lib/site-packages/x/d.yaml web/node_modules/y/e.json \
        rw.yaml gone.yaml; do
        echo '{"a": 1}' >$name
    done
    echo 'a: [' >broken.yaml
    echo '{"a": }' >broken.json
    touch data.ini data.cfg data.conf .env data.properties
    cat >job.sh <<'SH'
cat ../outside.yaml .git/a.yaml .hidden/deep/b.json venv/c.json lib/site-packages/x/d.yaml web/node_modules/y/e.json \
    broken.yaml broken.json gone.yaml data.ini data.cfg data.conf .env data.properties config.yaml
rm gone.yaml
exec 5<>rw.yaml
cat <&5
echo 'a: 1' >new.yaml
cat new.yaml
echo 'a: 2' >temporary && mv temporary server.json
cat server.json
SH
    run -0 --separate-stderr record -- bash job.sh
    refused "$BATS_TEST_TMPDIR/outside.yaml" 'it is outside of the working directory'
    refused .git/a.yaml 'it is in a hidden directory'
    refused .hidden/deep/b.json 'it is in a hidden directory'
    [[ $stderr == *"inlay: not taken: 3 files: installed software's (site-packages, node_modules, a virtual environment)"* ]]
    [[ $stderr != *venv/* && $stderr != *site-packages/* && $stderr != *node_modules/* ]]
    refused rw.yaml 'it was opened for reading and writing, and such a file is never overridden'
    [[ $stderr == *'inlay: not taken: broken.yaml:2:1: '* ]]
    [[ $stderr == *'inlay: not taken: broken.json:1:7: '* ]]
    refused gone.yaml 'does not exist'
    for name in data.ini data.cfg data.conf .env data.properties; do
        refused $name 'it is neither YAML nor JSON'
    done
    refused new.yaml 'it was written while the job ran, before the job read it'
    refused server.json 'it was written while the job ran, before the job read it'
    [ "$(cat inlay.yaml)" = "$HEADER
  config.yaml:
    types: {trainer: {rate: float, layers: list}, seed: int, name: null}" ]
}

@test "a virtual environment's files, in the working directory or elsewhere, are one line" {
    local where
    for where in venv ../venv; do
        "$PYTHON" -m venv --without-pip $where
        echo '{"a": 1}' >$where/package.json
        mkdir -p $where/lib/site-packages
        echo x=1 >$where/lib/site-packages/package.ini
        run -0 --separate-stderr record -- $where/bin/python -c \
            "[open(name).read() for name in ('$where/package.json', '$where/lib/site-packages/package.ini', 'config.yaml')]"
        [ "$stderr" = "inlay: not taken: 3 files: installed software's (site-packages, node_modules, a virtual environment)
inlay: taken: config.yaml: 4 keys, new
inlay: inlay.yaml has 1 file with 4 keys that the job read (inlay describe lists them, inlay check tries overrides)" ]
        rm inlay.yaml
    done
    run -0 --separate-stderr record -- cat venv/pyvenv.cfg
    [[ $stderr == *"inlay: not taken: 1 file: installed software's (site-packages, node_modules, a virtual environment)"* ]]
}

@test "what the job writes after it has read it was an input" {
    run -0 record -- bash -c 'cat server.json; echo "{\"port\": \"x\"}" >server.json; cat server.json'
    [ "$(sed -n 3,4p inlay.yaml)" = $'  server.json:\n    types: {port: str}' ]
}

@test "a file is written just before the job starts: it is the author's" {
    local i
    for i in 1 2 3 4 5 6 7 8; do
        echo "a: $i" >late.yaml
        run -0 record -- cat late.yaml
        grep -qx '  late.yaml:' inlay.yaml
        rm inlay.yaml
    done
}

@test "a file is written just after the job has started: it is the job's" {
    local i
    cat >writer.c <<'C'
#include <fcntl.h>
#include <unistd.h>
int main(void)
{
    int fd = open("new.yaml", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    return write(fd, "a: 1\n", 5) != 5 || open("new.yaml", O_RDONLY) < 0;
}
C
    gcc -o writer writer.c
    for i in $(seq 1 30); do
        run -0 record -- ./writer
        [ ! -e inlay.yaml ]
        rm new.yaml
    done
}

@test "many files that are not taken for one reason" {
    local i
    for i in $(seq 1 25); do
        echo x=1 >$i.ini
    done
    run -0 --separate-stderr record -- bash -c 'cat *.ini'
    [ "$(grep -c 'ini: it is neither' <<<"$stderr")" -eq 10 ]
    [[ $stderr == *'inlay: not taken: 15 more files: it is neither YAML nor JSON'* ]]
}

@test "links, names with spaces, several documents, empty files, lists" {
    mkdir 'a dir' .store
    echo 'a: 1' >'a dir/the config #2.yaml'
    echo 'b: 1' >.store/real.yaml
    ln -s .store/real.yaml mounted.yaml
    ln -s config.yaml alias.yaml
    ln config.yaml hard.yaml
    printf 'a: 1\n---\nb: 2\n' >several.yaml
    : >empty.yaml
    echo '[1, 2]' >list.json
    run -0 record -- cat 'a dir/the config #2.yaml' mounted.yaml alias.yaml config.yaml hard.yaml several.yaml \
        empty.yaml list.json
    [ "$(cat inlay.yaml)" = "$HEADER
  \"a dir/the config #2.yaml\":
    types: {a: int}
  mounted.yaml:
    types: {b: int}
  alias.yaml:
    types: {trainer: {rate: float, layers: list}, seed: int, name: null}
  several.yaml: {}
  empty.yaml: {}
  list.json:
    types: list" ]
    run -0 "$INLAY" run alias.yaml:seed=7 mounted.yaml:b=2 -- cat alias.yaml mounted.yaml
    [[ $output == *'seed: 7'*'b: 2'* ]]
}

@test "long types are written in block style" {
    local i
    for i in $(seq 1 30); do
        echo "the_key_number_$i: {value: $i, text: x}"
    done >config.yaml
    run -0 record -- cat config.yaml
    [ "$(sed -n 3,6p inlay.yaml)" = '  config.yaml:
    types:
      the_key_number_1: {value: int, text: str}
      the_key_number_2: {value: int, text: str}' ]
}

@test "aliases and merge keys count as what they stand for" {
    printf 'base: &base {a: 1, b: x}\nuse: {<<: *base, a: 1.5}\nsame: *base\n' >config.yaml
    run -0 record -- cat config.yaml
    [ "$(sed -n 4p inlay.yaml)" = '    types: {base: {a: int, b: str}, use: {a: float, b: str}, same: {a: int, b: str}}' ] ||
        [ "$(sed -n 4p inlay.yaml)" = '    types: {base: {a: int, b: str}, use: {b: str, a: float}, same: {a: int, b: str}}' ]
}

@test "nothing new: not a byte is written" {
    run -0 record -- cat config.yaml server.json
    touch -d '2024-02-29 12:34:56.789' inlay.yaml
    local before
    before=$(stat -c '%i %y' inlay.yaml; sha256sum inlay.yaml)
    run -0 --separate-stderr record -- cat config.yaml server.json inlay.yaml
    [ "$(stat -c '%i %y' inlay.yaml; sha256sum inlay.yaml)" = "$before" ]
    refused inlay.yaml 'it is the manifest'
    [[ $stderr == *$'taken: config.yaml: 4 keys\n'* ]]
}

@test "an update keeps what was written by hand, byte for byte" {
    mkdir schemas
    echo '{"type": "object"}' >schemas/config.json
    cat >inlay.yaml <<'YAML'
# Ours.
run_config: {}

files:
    # The trainer's.
    "config.yaml":     # quoted
        exclude: [ 'trainer.private' ]
        types: {seed: str, trainer: {rate: float, gone: int}, old: {a: int}}   # stale
        schema:  schemas/config.json
    unread.yaml: {include: [x]}   # not today

# The end.
bind: { env:PORT: "config.yaml:seed" }
YAML
    chmod 640 inlay.yaml
    cp inlay.yaml before
    run -0 --separate-stderr record -- cat config.yaml server.json schemas/config.json
    refused schemas/config.json 'it is a JSON Schema'
    [ "$(stat -c %a inlay.yaml)" = 640 ]
    run -1 diff before inlay.yaml
    [ "$output" = '8c8
<         types: {seed: str, trainer: {rate: float, gone: int}, old: {a: int}}   # stale
---
>         types: {seed: unknown, trainer: {rate: float, layers: "list"}, name: null}   # stale
10a11,12
>     server.json:
>       types: {port: int, tls: {"on": bool, key: str}, none: {}}' ]
    cp inlay.yaml before
    run -0 record -- cat config.yaml server.json
    cmp before inlay.yaml
}

@test "manifests of other shapes are updated, too" {
    local manifest
    while IFS= read -r manifest; do
        printf "$manifest" >inlay.yaml
        run -0 record -- cat config.yaml server.json
        "$PYTHON" - <<'PY'
import yaml
files = yaml.safe_load(open("inlay.yaml"))["files"]
assert files["config.yaml"]["types"]["trainer"] == {"rate": "float", "layers": "list"}, files
assert files["server.json"]["types"]["port"] == "int", files
PY
    done <<'MANIFESTS'

# nothing yet\n
run_config: {}
files:
files: {}\n
files: {config.yaml: {types: {name: null}}}\nbind: {}\n
files:\n  config.yaml:\n  server.json:
{"files": {"server.json": {"types": {"port": null}}}}\n
files:\r\n  config.yaml:\r\n    include: [a]\r\n
run_config: {}\n...\n
MANIFESTS
}

@test "a manifest of another name, in JSON, and a link to one" {
    mkdir conf
    run -0 record --inputs conf/inputs.json -- cat server.json
    [ "$(jq -c .files conf/inputs.json)" = '{"server.json":{"types":{"port":"int","tls":{"on":"bool","key":"str"},"none":{}}}}' ]
    [ ! -e inlay.yaml ]
    INLAY_INPUTS=conf/inputs.json run -0 record -- cat config.yaml
    [ "$(jq -c '.files | keys_unsorted' conf/inputs.json)" = '["server.json","config.yaml"]' ]
    ln -s conf/linked.yaml inlay.yaml
    echo 'run_config: {}' >conf/linked.yaml
    run -0 record -- cat config.yaml
    [ -L inlay.yaml ]
    grep -qx '  config.yaml:' conf/linked.yaml
}

@test "--root says where inputs are" {
    echo 'a: 1' >../outside.yaml
    run -0 record --root .. -- cat config.yaml ../outside.yaml
    grep -qx '  job/config.yaml:' inlay.yaml
    grep -qx '  outside.yaml:' inlay.yaml
}

@test "the help is about what recording takes" {
    run -0 record --help
    [[ $output == 'usage: inlay record [options] -- COMMAND [ARG…]'*--inputs*--root* ]]
    [[ $output != *--overrides* ]]
}

@test "refused before the job starts" {
    refuses() {
        local said=$1
        shift
        run -125 "$INLAY" record "$@"
        [ "$output" = "inlay: ${said//$'\n'/$'\n'inlay: }" ]
        [ ! -e ran ]
    }
    local whole='inlay record runs the job with the values on disk (it takes --inputs and --root, and no overrides)'
    refuses "$whole" config.yaml:seed=7 -- touch ran
    local usage='usage: inlay record [options] -- COMMAND [ARG…]'
    refuses $'--strict: only inlay run or sweep takes this option\n'"$usage" --strict -- touch ran
    refuses $'--edit: only inlay run takes this option\n'"$usage" --edit -- touch ran
    refuses 'no command to run (inlay record [options] -- COMMAND [ARG…])'
    printf 'files:\n  config.yaml: {includes: [a]}\n' >inlay.yaml
    refuses 'inlay.yaml:2:17: unknown key "includes" (did you mean "include"?)' -- touch ran
    rm inlay.yaml
    refuses 'no/such/inlay.yaml: cannot be written: No such file or directory' --inputs no/such/inlay.yaml -- touch ran
    INLAY_SET=config.yaml:seed=7 refuses 'INLAY_SET:1:1: overrides config.yaml, and inlay record runs the job with the values on disk (leave it out)' -- touch ran
    INLAY_DISABLE=1 refuses 'INLAY_DISABLE: is set, so inlay cannot see what the job reads (unset it)' -- touch ran
    INLAY_INPUTS='{}' refuses 'INLAY_INPUTS: holds a manifest, and inlay record writes to a file (name it with --inputs)' -- touch ran
    INLAY_INPUTS=base64url:e30 refuses 'INLAY_INPUTS: holds a manifest, and inlay record writes to a file (name it with --inputs)' -- touch ran
}

@test "a manifest that became wrong while the job ran" {
    run -125 record -- bash -c 'cat config.yaml; echo "files: [" >inlay.yaml'
    [[ $output == *'inlay.yaml:2:1: '* ]]
    [ "$(cat inlay.yaml)" = 'files: [' ]
}

@test "a run inside a recording reads its overrides, and is recorded" {
    run -0 record -- "$INLAY" run config.yaml:seed=7 -- cat config.yaml
    [[ $output == *'seed: 7'* ]]
    [ "$(sed -n 4p inlay.yaml)" = '    types: {trainer: {rate: float, layers: list}, seed: int, name: null}' ]
}

@test "a recording inside of a recording, or of a run, is known outside" {
    run -0 --separate-stderr record -- sh -c '"$1" record --inputs inner.yaml -- cat config.yaml && cat server.json' sh "$INLAY"
    [ "$(grep -c 'may be missing' <<<"$stderr")" = 0 ]
    grep -qx '  config.yaml:' inner.yaml
    run -1 grep server.json inner.yaml
    grep -qx '  config.yaml:' inlay.yaml
    grep -qx '  server.json:' inlay.yaml
    rm inlay.yaml inner.yaml
    INLAY_PROPAGATE=0 run -0 --separate-stderr "$INLAY" run --report report.json config.yaml:+b=2 -- \
        env -u INLAY_OVERRIDES "$INLAY" record -- cat server.json
    [ "$(jq .complete report.json)" = true ]
    [[ $stderr != *'not known'* ]]
}

@test "one file, opened 100,000 times by threads and children, is one record" {
    cat >reader.py <<'PY'
import os, threading
def read():
    for i in range(10000):
        os.close(os.open("config.yaml", os.O_RDONLY))
threads = [threading.Thread(target=read) for i in range(5)]
for i in range(5):
    if os.fork() == 0:
        read()
        os._exit(0)
for t in threads: t.start()
for t in threads: t.join()
for i in range(5): os.wait()
# Other files fill up nearly all of the room that there is.
for i in range(16000):
    open(f"{i}.ini", "w").close()
    open(f"{i}.ini").close()
    os.unlink(f"{i}.ini")
PY
    run -0 --separate-stderr record -- "$PYTHON" reader.py
    [[ $stderr != *'too many files'* ]]
    grep -qx '  config.yaml:' inlay.yaml
}

@test "data and hostile files" {
    "$PYTHON" - <<'PY'
import json
json.dump({str(i): i for i in range(20000)}, open("server.json", "w"))
open("deep.json", "w").write('{"a":' * 495 + "1" + "}" * 495)
open("bomb.yaml", "w").write("a: &a [1,1]\n" + "".join(f"{chr(98+i)}: &{chr(98+i)} [*{chr(97+i)}, *{chr(97+i)}]\n" for i in range(24)))
PY
    printf '{"\\u0000": 1, "": {"": 2}, "a.b": {"c[0]": 3}, "\\n": 4}\n' >keys.json
    run -0 --separate-stderr record -- cat server.json deep.json bomb.yaml keys.json
    refused server.json 'has so many keys that it is data rather than configuration'
    refused deep.json 'is nested too deeply'
    [[ $stderr == *'not taken: bomb.yaml:'* ]]
    echo '{"a.b": {"c[1]": 3.5}}' >keys.json
    run -0 record -- cat keys.json
    run -0 "$INLAY" check
    [ "$(jq -c . keys.json)" = '{"a.b":{"c[1]":3.5}}' ]
    "$PYTHON" -c 'import yaml; t = yaml.safe_load(open("inlay.yaml"))["files"]["keys.json"]["types"]; assert t["a.b"] == {"c[1]": "float"}, t'
}

@test "a process that opens more files than can be told apart" {
    mkdir many
    "$PYTHON" - <<'PY'
for i in range(20000):
    open(f"many/{i}.ini", "w").close()
PY
    run -0 --separate-stderr record -- "$PYTHON" -c '
import os
for name in ["config.yaml"] + ["many/" + name for name in os.listdir("many")]:
    open(name).close()'
    [[ $stderr == *'inlay: the job opened too many files with names of configs: '*' of them are missing'* ]]
    grep -qx '  config.yaml:' inlay.yaml
}

@test "inlay.yaml cannot be written: nothing runs, or the job has run and 125 says so" {
    chmod 555 .
    run -125 without_privileges "$INLAY" record -- true
    [ "$output" = 'inlay: inlay.yaml: cannot be written: Permission denied' ]
    chmod 755 .
    run -125 without_privileges "$INLAY" record -- bash -c 'cat config.yaml; chmod 555 .'
    chmod 755 .
    [[ $output == *'inlay: inlay.yaml: cannot be written: Permission denied'* ]]
}
