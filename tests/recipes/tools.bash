# SPDX-License-Identifier: Apache-2.0
# Loaded by every suite of recipes: RECIPES, the files that users copy, and the programs from registries, which are kept in
# build/recipes.

load ../helpers

RECIPES=$ROOT/scripts/recipes
TOOLS=$ROOT/build/recipes
GO=$(type -P go || type -P /usr/lib/go-*/bin/go || true)

# as_recipe NAME: the directory is the recipe's, and config.yaml in it, with what a user has: inlay on the PATH.
as_recipe() {
    own_directory
    export PATH=$BUILD/bin:$PATH
    cp -R "$RECIPES/$1/." .
}

# needs_python_packages ENVIRONMENT PACKAGE ...: PYTHON_WITH is a Python with these packages from PyPI, whose other programs
# lie beside it; made once, kept below build/recipes. Other packages want another name.
needs_python_packages() {
    local environment=$TOOLS/$1 packages=${*:2}
    PYTHON_WITH=$environment/bin/python
    [ "$(cat "$environment/packages" 2>/dev/null)" != "$packages" ] || return 0
    { "$PYTHON" -m venv --clear "$environment" && "$environment/bin/pip" install --quiet "${@:2}"; } >&2 ||
        leave_out "needs $packages from PyPI"
    echo "$packages" >"$environment/packages"
}

# needs_go_program MODULE@VERSION: a program from Go's module proxy, as GO_PROGRAM; built once.
needs_go_program() {
    local name=${1%@*}
    [[ $name != */v[0-9] ]] || name=${name%/*}
    local directory=$TOOLS/go/${1//\//_}
    GO_PROGRAM=$directory/${name##*/}
    [ ! -x "$GO_PROGRAM" ] || return 0
    [ -n "$GO" ] || leave_out "needs go for $1"
    CGO_ENABLED=0 GOBIN=$directory GOFLAGS=-buildvcs=false "$GO" install "$1" >&2 ||
        leave_out "needs $1 from Go's module proxy"
}

# recipe_commands PATTERN: the shell commands of the recipe's README.md that match it, into commands.
recipe_commands() {
    mapfile -t commands < <(sed -n '/^```sh/,/^```/{/^```/!p}' README.md | grep -e "$1")
    [ ${#commands[@]} -gt 0 ]
}

# prints_training_values: train is a program that knows nothing of inlay, and prints what its config.yaml says.
prints_training_values() {
    printf 'lr: 0.01\nseed: 0\n' >config.yaml
    printf '#!/bin/sh\nsed -n "s/^lr: //p; s/^seed: //p" config.yaml | paste -sd " "\n' >train
    chmod +x train
}

# ssh_runs_here: an ssh whose other machine is this one, with an environment and temporary files of its own, and without the
# launch (its hooks would hand that on); ssh.log has its arguments.
ssh_runs_here() {
    mkdir -p bin
    cat >bin/ssh <<EOF
#!/bin/sh
printf '%s\n' "\$*" >>'$PWD/ssh.log'
while [ "\${1#-}" != "\$1" ]; do
    case \$1 in -[bcDeFIiJLlmOopQRSWw]) shift ;; esac
    shift
done
mkdir -p '$PWD/tmp'
cd '$PWD'
shift
[ "\$1" != -- ] || shift
export INLAY_DISABLE=1
exec env -i HOME='$HOME' SHELL=/bin/sh TMPDIR='$PWD/tmp' PATH='$PATH' OMPI_ALLOW_RUN_AS_ROOT=1 \\
    OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 sh -c "\$*"
EOF
    chmod +x bin/ssh
    export PATH=$PWD/bin:$PATH
}
