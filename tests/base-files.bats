#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Base files: a job reads overrides laid into a copy of a config file, whatever has become of the file since.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    mkdir base
    printf 'a: 1  # one\nb: two\n' | tee config.yaml >base/config.yaml
    digest=$(sha256sum <config.yaml | cut -c -64)
    printf '{"base_files": {"config.yaml": "%s/base/config.yaml"}, "base_digests": {"config.yaml": "%s"}}' "$PWD" "$digest" >base.json
    SERVED=$'a: 2  # one\nb: two'
}

with_base() {
    "$INLAY" run -o base.json config.yaml:a=2 "$@"
}

# What becomes of a file while a sweep runs, and what the job then reads of it.
all_read_the_copy() {
    run -0 --separate-stderr with_base "$@" -- cat config.yaml
    [ "$output" = "$SERVED" ] && [ -z "$stderr" ]
    run -0 --separate-stderr with_base "$@" -- sh -c 'stat -c %s config.yaml; sh -c "cd /; cat \"\$OLDPWD/config.yaml\""'
    [ "$output" = "19"$'\n'"$SERVED" ] && [ -z "$stderr" ]
}

@test "a file that was edited, or replaced, is read as its copy" {
    all_read_the_copy
    printf 'c: 3\n' >config.yaml
    all_read_the_copy
    printf 'a: [' >other.yaml
    mv other.yaml config.yaml
    all_read_the_copy
    [ "$(cat config.yaml)" = 'a: [' ]
}

@test "a file that git has put another in the place of" {
    git -c init.defaultBranch=main init -q
    git add config.yaml
    git -c user.name=a -c user.email=a@b commit -q -m one
    git checkout -q -b other
    printf 'z: 26\n' >config.yaml
    git -c user.name=a -c user.email=a@b commit -q -a -m two
    all_read_the_copy
    git rm -q config.yaml
    all_read_the_copy
    git checkout -q -f main
    all_read_the_copy
}

@test "a file that was removed is there when it is named" {
    rm config.yaml
    all_read_the_copy
    run -0 with_base -- "$PYTHON" -c 'if True:
        import os
        print(open("config.yaml").read(), os.path.exists("config.yaml"), os.stat("config.yaml").st_size)'
    [ "$output" = "$SERVED"$'\n True 19' ]
    [ ! -e config.yaml ]
    run -2 with_base -- ls -d config.yaml other.yaml
    [[ $output == *'other.yaml'*'No such file'* ]]
}

@test "the file changes while the job runs" {
    run -0 with_base -- sh -c 'cat config.yaml; echo "a: 7" >config.yaml; cat config.yaml; rm config.yaml; cat config.yaml;
        echo "a: 8" >config.yaml; cat config.yaml'
    [ "$(grep -v '^inlay: ' <<<"$output")" = "$SERVED"$'\n'"$SERVED"$'\n'"$SERVED"$'\n'"$SERVED" ]
    [ "$(cat config.yaml)" = 'a: 8' ]
}

@test "one process that opens the file again and again" {
    run -0 with_base -- "$PYTHON" -c 'if True:
        import os
        for what in (lambda: None, lambda: open("config.yaml", "w").write("x: 1\n"), lambda: os.remove("config.yaml"),
                     lambda: os.rename("base.json", "config.yaml"), lambda: os.symlink("base.json", "other")):
            what()
            assert open("config.yaml").read() == "a: 2  # one\nb: two\n", what
            assert os.stat("config.yaml").st_size == 19'
}

@test "a file that is removed while it is looked at has its copy's size" {
    printf 'c: 3\n' >config.yaml
    with_base -- strace -qq -o log -P config.yaml -e trace=newfstatat -e inject=newfstatat:delay_exit=1000000:when=2 "$PYTHON" -c 'if True:
        import os
        open("ready", "w").close()
        print(os.stat("config.yaml").st_size)' >out 3>&- &
    until [ -e ready ]; do
        sleep 0.02
    done
    sleep 0.3
    rm config.yaml
    wait
    [ "$(<out)" = 19 ]
    [ "$(grep -c DELAYED log)" = 1 ]
}

@test "mode, owner and times are those of the file on the disk" {
    chmod 640 config.yaml
    touch -d '2024-02-29 12:34:56' config.yaml
    chmod 600 base/config.yaml
    run -0 --separate-stderr with_base -- stat -c '%a %s %Y' config.yaml
    [ "$output" = "640 19 $(date -d '2024-02-29 12:34:56' +%s)" ]
}

@test "supervised, a static program among them" {
    needs_supervision
    gcc -O2 -static -o reader "$BATS_TEST_DIRNAME/programs/read.c"
    local state
    for state in same edited replaced removed; do
        case $state in
        edited) printf 'c: 3\n' >config.yaml ;;
        replaced) cp base.json other && mv other config.yaml ;;
        removed) rm config.yaml ;;
        esac
        run -0 --separate-stderr with_base --via=supervise -- ./reader open config.yaml
        [ "$output" = "$SERVED"$'\n19 19 19 19' ] && [ -z "$stderr" ]
        run -0 with_base --via=supervise -- sh -c 'cat config.yaml; ./reader open config.yaml'
        [ "$output" = "$SERVED"$'\n'"$SERVED"$'\n19 19 19 19' ]
    done
    printf 'c: 3\n' >config.yaml
    run -0 with_base --via=supervise -- sh -c 'cat config.yaml; echo "a: 7" >config.yaml; cat config.yaml; rm config.yaml; ./reader open config.yaml'
    [ "$(grep -v '^inlay: ' <<<"$output")" = "$SERVED"$'\n'"$SERVED"$'\n'"$SERVED"$'\n19 19 19 19' ]
}

@test "supervised, access and O_CREAT go by the disk when the file was removed" {
    needs_supervision
    rm config.yaml
    run -0 --separate-stderr with_base --via=supervise -- "$PYTHON" -c 'if True:
        import os
        print(os.path.exists("config.yaml"), os.access("config.yaml", os.R_OK))
        print(os.read(os.open("config.yaml", os.O_RDONLY | os.O_CREAT), 100), open("config.yaml").read())'
    [ "$output" = "True False"$'\n'"b'' $SERVED" ]
    [ -e config.yaml ]
}

@test "in a process of its own, and as a copy for the command" {
    printf 'c: 3\n' >config.yaml
    all_read_the_copy --exec
    run -0 --separate-stderr with_base --via=copy -- cat config.yaml
    [ "$output" = "$SERVED" ] && [ -z "$stderr" ]
    rm config.yaml
    all_read_the_copy --exec
    run -0 --separate-stderr with_base --via=copy -- cat config.yaml
    [ "$output" = "$SERVED" ] && [ -z "$stderr" ]
}

@test "with the environment alone, and without a digest" {
    export INLAY_OVERRIDES="{\"base_files\": {\"config.yaml\": \"$PWD/base/config.yaml\"}, \"set\": {\"config.yaml:a\": 2}}"
    printf 'c: 3\n' >config.yaml
    LD_PRELOAD=$LIB run -0 cat config.yaml
    [ "$output" = "$SERVED" ]
    rm config.yaml
    LD_PRELOAD=$LIB run -0 sh -c 'cat config.yaml; cat "$PWD/config.yaml"'
    [ "$output" = "$SERVED"$'\n'"$SERVED" ]
    LD_PRELOAD=$LIB INLAY_REQUIRE=1 run -0 cat config.yaml
    [ "$output" = "$SERVED" ]
    rm base/config.yaml
    LD_PRELOAD=$LIB run -1 cat config.yaml
    [ "${lines[0]}" = "inlay: INLAY_OVERRIDES:1:17: the copy of config.yaml, $PWD/base/config.yaml, does not exist" ]
    [ "${lines[1]}" = 'cat: config.yaml: Invalid argument' ]
}

@test "a file without overrides is read from its copy, too" {
    printf 'c: 3\n' >config.yaml
    printf 'x: 1\n' >other.yaml
    run -0 --separate-stderr "$INLAY" run --strict -o base.json other.yaml:x=2 -- cat config.yaml other.yaml
    [ "$output" = $'a: 1  # one\nb: two\nx: 2' ] && [ -z "$stderr" ]
    rm config.yaml
    run -0 --separate-stderr "$INLAY" run -o base.json -- cat config.yaml
    [ "$output" = $'a: 1  # one\nb: two' ] && [ -z "$stderr" ]
}

@test "a copy that changed, or is gone, fails aloud" {
    echo 'd: 4' >>base/config.yaml
    changed="inlay: base.json:1:$(($(grep -bo '"config.yaml": "'"$digest" base.json | cut -d : -f 1) + 1)): the copy of config.yaml, $PWD/base/config.yaml, has changed: it is not the file of this digest (the job reads config.yaml from it; put back what it was)"
    run -125 with_base -- touch ran
    [ "$output" = "$changed" ]
    LD_PRELOAD=$LIB INLAY_OVERRIDES=@base.json run -1 cat config.yaml
    [ "${lines[0]/"$PWD/base.json"/base.json}" = "$changed" ]
    rm base/config.yaml
    run -125 with_base -- touch ran
    [ "$output" = "inlay: base.json:1:17: the copy of config.yaml, $PWD/base/config.yaml: does not exist" ]
    mkdir base/config.yaml
    run -125 with_base -- touch ran
    [[ $output == *"base/config.yaml: is a directory" ]]
    [ ! -e ran ]
}

@test "a copy that goes while the job runs" {
    local how
    for how in 'rm base/config.yaml' 'echo >>base/config.yaml'; do
        printf 'a: 1  # one\nb: two\n' >base/config.yaml
        run -125 with_base -- sh -c "$how; cat config.yaml; true"
        [[ ${lines[0]} == *"the copy of config.yaml, $PWD/base/config.yaml, "* ]]
        [ "${lines[1]}" = 'cat: config.yaml: Invalid argument' ]
        [[ ${lines[-1]} == 'inlay: '*'/cat could not open config.yaml: '*"the copy of config.yaml, $PWD/base/config.yaml, "* ]]
    done
}

@test "without a digest, every process has the copy that inlay run has read" {
    run -1 "$INLAY" run -o "{\"base_files\": {\"config.yaml\": \"$PWD/base/config.yaml\"}}" config.yaml:a=2 -- sh -c '
        cat config.yaml; echo "a: 5" >base/config.yaml; cat config.yaml'
    [[ $output == "$SERVED"$'\n'*'has changed: it is not the file of this digest'*'cat: config.yaml: Invalid argument'* ]]
}

@test "who may not read the copy gets an error" {
    needs_root
    chmod 755 "$BATS_TEST_TMPDIR"
    chmod 700 base
    run -1 with_base -- setpriv --reuid=65534 --clear-groups cat config.yaml
    [[ ${lines[0]} == *"the copy of config.yaml, $PWD/base/config.yaml, cannot be read: Permission denied" ]]
    [[ $output != *"$SERVED"* ]]
}

@test "an inlay run inside has the copy, and may name no other content" {
    printf 'c: 3\n' >config.yaml
    run -0 with_base -- "$INLAY" run config.yaml:b=three -- cat config.yaml
    [ "$output" = $'a: 2  # one\nb: three' ]
    run -0 with_base -- "$INLAY" run -o base.json config.yaml:b=three -- cat config.yaml
    [ "$output" = $'a: 2  # one\nb: three' ]
    cp base/config.yaml same.yaml
    run -0 with_base -- "$INLAY" run -o "{\"base_files\": {\"config.yaml\": \"$PWD/same.yaml\"}}" -- cat config.yaml
    [ "$output" = "$SERVED" ]
    run -125 with_base -- "$INLAY" run -o "{\"base_files\": {\"config.yaml\": \"$PWD/config.yaml\"}}" -- cat config.yaml
    [[ ${lines[0]} == *"the copy of config.yaml, $PWD/config.yaml, has changed: it is not the file of this digest"* ]]
    run -125 "$INLAY" run -o '{"documents": [{"base_files": {"config.yaml": "/a"}}, {"base_files": {"config.yaml": "/b"}}]}' -- cat config.yaml
    [[ ${lines[0]} == *"config.yaml is read from another copy already, /a (give one, or a digest that both have)" ]]
}

@test "who writes a file that the job reads from its copy is told so, once" {
    local via
    for via in preload supervise; do
        [ "$via" = preload ] || needs_supervision
        run -0 --separate-stderr with_base --via=$via -- sh -c 'echo "c: 3" >config.yaml; cat config.yaml; echo "d: 4" >>config.yaml; cat other.yaml 2>/dev/null || :'
        [ "$output" = "$SERVED" ]
        [[ $stderr == "inlay: config.yaml was written by "*"sh, and the job goes on reading its copy, $PWD/base/config.yaml" ]] || { echo "$via: $stderr"; return 1; }
        run -0 --separate-stderr with_base --via=$via -- "$PYTHON" -c 'text = open("config.yaml").read(); open("config.yaml", "w").write(text)'
        [[ $stderr == "inlay: config.yaml was written by python3"*" after it had read it with overrides: they may be on disk now, and the job goes on reading its copy, $PWD/base/config.yaml" ]]
    done
    rm config.yaml
    run -0 --separate-stderr with_base -- sh -c 'echo "c: 3" >config.yaml; cat config.yaml'
    [[ $output == "$SERVED" && $stderr == *' goes on reading its copy, '* ]]
}

@test "who reads and writes, or writes, has the disk's file" {
    printf 'c: 3\n' >config.yaml
    run -0 with_base -- "$PYTHON" -c 'if True:
        with open("config.yaml", "r+") as file:
            assert file.read() == "c: 3\n"
            file.write("d: 4\n")
        open("config.yaml", "a").write("e: 5\n")'
    [ "$(cat config.yaml)" = $'c: 3\nd: 4\ne: 5' ]
    rm config.yaml
    run -0 with_base -- sh -c 'echo "f: 6" >config.yaml'
    [ "$(cat config.yaml)" = 'f: 6' ]
    [ "$(cat base/config.yaml)" = $'a: 1  # one\nb: two' ]
}

@test "render, diff, check, describe, env and verify go by the copy" {
    local state
    for state in same edited removed; do
        case $state in
        edited) printf 'c: 3\n' >config.yaml ;;
        removed) rm config.yaml ;;
        esac
        run -0 --separate-stderr "$INLAY" render -o base.json config.yaml:a=2 config.yaml
        [ "$output" = "$SERVED" ] && [ -z "$stderr" ]
        run -0 "$INLAY" diff -o base.json config.yaml:a=2 config.yaml
        [[ $output == *$'\n-a: 1  # one\n+a: 2  # one'* ]]
        run -0 --separate-stderr "$INLAY" check -o base.json config.yaml:a=2
        [ -z "$stderr" ]
        run -1 "$INLAY" check -o base.json config.yaml:zzz=2
        [[ $output == *'zzz'* ]]
        run -0 "$INLAY" describe -o base.json config.yaml
        [[ $output == *'two'* ]]
        run -0 sh -c 'eval "$("$0" env -o base.json config.yaml:a=2)"; exec cat config.yaml' "$INLAY"
        [ "$output" = "$SERVED" ]
        run -0 --separate-stderr "$INLAY" verify -o base.json config.yaml:a=2 -- cat config.yaml
        [[ $output == *"$PWD/config.yaml is there" ]]
    done
}

@test "a report names the copy, and repeats the run" {
    printf 'c: 3\n' >config.yaml
    run -0 with_base --report r.json -- cat config.yaml
    [ "$(jq -r '.files[0].copy' r.json)" = "$PWD/base/config.yaml" ]
    [ "$(jq -r '.files[0].before.sha256' r.json)" = "$digest" ]
    [ "$(jq -r '.files[0].opens.last[0].before // .files[0].opens.first.before' r.json)" = "$digest" ]
    [ "$(jq -r '.launch.base_files["config.yaml"]' r.json)" = "$PWD/base/config.yaml" ]
    run -0 --separate-stderr "$INLAY" run -o r.json
    [ "$output" = "$SERVED" ] && [ -z "$stderr" ]
}

@test "what is no copy" {
    run -125 "$INLAY" run -o '{"base_files": {"config.yaml": "base/config.yaml"}}' -- touch ran
    [ "$output" = "inlay: argument 2:1:17: \"base/config.yaml\": a copy's path is absolute" ]
    run -125 "$INLAY" run -o '{"base_files": {"config.yaml": ""}}' -- touch ran
    [ "$output" = "inlay: argument 2:1:17: \"\": a file's path is empty" ]
    run -125 "$INLAY" run -o '{"base_files": {"config.yaml": null}}' -- touch ran
    [[ $output == *"a file's copy is null (it must be a string)" ]]
    run -125 "$INLAY" run -o '{"base_files": ["config.yaml"]}' -- touch ran
    [[ $output == *'"base_files" is a list (it must be an object with the path of a copy for each file)' ]]
    run -125 "$INLAY" run -o "{\"base_files\": {\"config.yaml\": \"/$(printf 'x%.0s' {1..5000})\"}}" config.yaml:a=2 -- touch ran
    [[ $output == *': File name too long'* ]]
    [ ! -e ran ]
}

@test "a sweep of a file that is read from its copy, and one in a cell of another" {
    printf 'c: 3\n' >config.yaml
    run -0 --separate-stderr "$INLAY" sweep -o base.json config.yaml:a=7,8 -- cat config.yaml
    [ "$(cat sweep/*/output)" = $'a: 7  # one\nb: two\na: 8  # one\nb: two' ]
    rm -r sweep
    printf 'a: 1  # one\nb: two\n' >config.yaml
    run -0 "$INLAY" sweep config.yaml:a=7,8 -- sh -c 'rm -f config.yaml; "$0" sweep --dir "inner.$INLAY_CELL" config.yaml:b=p,q -- cat config.yaml' "$INLAY"
    [ "$(cat inner.*/*/output)" = $'a: 7  # one\nb: p\na: 7  # one\nb: q\na: 8  # one\nb: p\na: 8  # one\nb: q' ]
}
