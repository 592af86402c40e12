#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/recipes/apptainer with Apptainer: this machine's, or Debian unstable's in a root of its own, which takes some minutes
# the first time.

bats_require_minimum_version 1.5.0
load tools

PLAIN=$'lr: 0.5\nnote: none'

setup() {
    as_recipe apptainer
    needs_apptainer
    make_image
    printf 'lr: 0.1\nnote: none\n' >config.yaml
    recipe_commands '^inlay install inlay'
    sh -c "${commands[0]}" 2>/dev/null
    apptainer -q exec job.sif true || leave_out 'apptainer may not make namespaces'
}

# needs_apptainer: as apptainer, quiet about what an image of cat alone lacks.
needs_apptainer() {
    local program
    program=$(type -P apptainer) || program=$ROOT/tests/recipes/apptainer-in-root
    mkdir programs
    printf '#!/bin/sh\nexec %s -q -s "$@"\n' "$program" >programs/apptainer
    chmod +x programs/apptainer
    export PATH=$PWD/programs:$PATH APPTAINER_ROOT=$TOOLS/apptainer/root
    [ "$program" = "$ROOT/tests/recipes/apptainer-in-root" ] || return 0
    needs_root
    needs_program debootstrap
    if [ ! -e "$TOOLS/apptainer/made" ]; then
        debootstrap --variant=minbase --include=apptainer sid "$APPTAINER_ROOT" >&2 || leave_out 'needs apptainer from Debian unstable'
        touch "$TOOLS/apptainer/made" "$APPTAINER_ROOT/etc/hosts" "$APPTAINER_ROOT/etc/localtime" "$APPTAINER_ROOT/etc/resolv.conf"
    fi
}

# make_image: job.sif, a directory with cat, sh and env.
make_image() {
    local file programs=(/bin/sh /bin/cat /bin/true /usr/bin/env)
    for file in $(ldd "${programs[@]}" "$INLAY" "$LIB" | grep -o '/[^ :)]*' | grep -vF "$BUILD" | sort -u) "${programs[@]}"; do
        mkdir -p "job.sif$(dirname "$file")"
        cp -L "$file" "job.sif$file"
    done
    mkdir -p job.sif/{dev,proc,sys,tmp,var/tmp,etc,root,home}
    echo 'root:x:0:0:root:/root:/bin/sh' >job.sif/etc/passwd
    echo 'root:x:0:' >job.sif/etc/group
}

# has_run PATTERN: the page's command reads the override.
has_run() {
    recipe_commands "$1"
    [ ${#commands[@]} -eq 1 ]
    run -0 --separate-stderr sh -c "${commands[0]}"
    [ "$output" = "$PLAIN" ] || { echo "$output"; return 1; }
}

# A library of a site's, which tells that it is there.
make_site_library() {
    gcc -shared -fPIC -o site.so -x c - <<<'#include <unistd.h>
__attribute__((constructor)) static void here(void) { (void)!write(2, "site\n", 5); }'
}

@test "outermost" {
    has_run '^inlay/bin/inlay run'
    [ -z "$stderr" ] || { echo "$stderr"; return 1; }
}

@test "outermost: a site's own library is kept" {
    make_site_library
    LD_PRELOAD=$PWD/site.so has_run '^inlay/bin/inlay run'
    [[ $stderr == *site* ]]
}

@test "outermost, the library is not in the container" {
    run -0 inlay run config.yaml:lr=0.5 -- apptainer exec --containall job.sif cat /etc/group
    [ "${lines[0]%%:*}" = inlay ] && [[ ${lines[0]} == *'overrides cannot follow into apptainer: '* ]]
    run -0 --separate-stderr inlay run config.yaml:lr=0.5 -- apptainer exec --no-mount tmp,cwd,home job.sif cat /etc/group
    [[ $stderr == *'cannot be preloaded'* ]]
    [[ $stderr == *"it is not known whether config.yaml was opened: no record from apptainer's tasks" ]]
}

@test "innermost" {
    has_run '^apptainer exec --cleanenv'
}

@test "by variables" {
    has_run '^eval'
    make_site_library
    LD_PRELOAD=$PWD/site.so has_run '^eval'
    [[ $stderr == *site* ]]
}

@test "by variables: what a shell would change" {
    run -0 --separate-stderr sh -c 'eval "$(inlay env --format apptainer "$1")"; apptainer exec --containall -B "$PWD" --pwd "$PWD" job.sif cat config.yaml' \
        sh 'config.yaml:note="$HOME `x` \\ a, b"'
    [ "$output" = $'lr: 0.1\nnote: "$HOME `x` \\\\ a, b"' ] || { echo "$output"; return 1; }
}

@test "by variables: a run config, which W&B's SDK reads as JSON" {
    jq -n '{run_config: {a: "it'\''s \"q\" $HOME `id` \\ \\\\ \\n \n é , # %", b: [{c: "}}"}]}}' >run_config.json
    run -0 --separate-stderr sh -c 'eval "$(inlay env --format apptainer -o run_config.json config.yaml:lr=0.5)"; \
        apptainer exec --containall -B "$PWD" --pwd "$PWD" job.sif env'
    [ "$(sed -n 's/^WANDB_CONFIG=//p' <<<"$output" | jq -S .)" = "$(jq -S .run_config run_config.json)" ]
}

@test "what the page warns of is what Apptainer does" {
    local library=$PWD/inlay/lib/inlay/libinlay.so
    run -0 --separate-stderr apptainer exec --cleanenv -B "$PWD" --env LD_PRELOAD="$library" \
        --env INLAY_SET=$'config.yaml:lr=0.5\nconfig.yaml:note=some' job.sif cat config.yaml
    [ "$output" = "$PLAIN" ]
    APPTAINERENV_A='$((1 + 1))' run -0 --separate-stderr apptainer exec job.sif sh -c 'echo "$A"'
    [ "$output" = 2 ]
}

@test "/etc/ld.so.preload" {
    recipe_commands 'ld.so.preload'
    [ ${#commands[@]} -eq 2 ]
    touch job.sif/etc/ld.so.preload
    run -0 --separate-stderr sh -c "${commands[0]}"
    run -0 --separate-stderr sh -c "${commands[1]}"
    [ "$output" = "$PLAIN" ]
}
