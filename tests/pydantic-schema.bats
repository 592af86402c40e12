#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/pydantic-schema: the schema of a Pydantic class or instance, for a manifest. What inlay makes of what it prints
# is in tests/data/schema/pydantic.test.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    export PYTHONDONTWRITEBYTECODE=1
    cp "$ROOT/tests/data/schema/pydantic/models.py" .
}

schema() {
    "$PYTHON" "$ROOT/scripts/pydantic-schema" "$@"
}

# Pydantic 2 has printed limits of floats as 0 and, later, as 0.0.
without_zero_fractions() {
    "$PYTHON" -c 'import json, sys
print(json.dumps(json.load(sys.stdin, parse_float=lambda text: int(float(text)) if float(text).is_integer() else float(text)), indent=2))'
}

# The files of the installed version: Debian 12 has the first.
golden() {
    local version
    version=$("$PYTHON" -c 'import pydantic; print(pydantic.VERSION.split(".")[0])')
    schema "models:$1" >printed 2>messages
    diff <(without_zero_fractions <"$ROOT/tests/data/schema/pydantic/v$version-$2.json") <(without_zero_fractions <printed)
}

@test "a class" {
    golden Schema class
    golden Fields fields-class
    golden Node recursive-class
}

@test "an instance: its values are the defaults, nested models included" {
    golden s instance
    golden fields fields-instance
    golden tree recursive-instance
}

@test "what the module prints goes to standard error" {
    schema models:Schema >printed 2>messages
    "$PYTHON" -m json.tool printed >/dev/null
    grep -q 'what a module prints' messages
}

@test "a secret is no default, wherever it stands, but a reference to one is" {
    cat >hidden.py <<'END'
from models import *

instance = Fields(only="only", token="clear", password="clear", login=Login(token="clear"), logins=[Login(token="clear")])
reference = Fields(only="only", token="secret://NAME")
END
    for model in models:Fields hidden:instance hidden:reference; do
        schema "$model" 2>/dev/null >printed
        run ! grep -e 'clear' -e '\*\*\*' -e 'hush' printed
    done
    grep -q '"default": "secret://NAME"' printed
}

@test "a module of a package, and a class in a class" {
    mkdir -p package/inner
    cat >package/inner/config.py <<'END'
from pydantic import BaseModel

class Outer:
    class Inner(BaseModel):
        x: int = 1
END
    [ "$(schema package.inner.config:Outer.Inner | jq -c .properties.x.default)" = 1 ]
}

@test "what is no model is refused in one line" {
    echo 'import not_there' >broken.py
    echo 'x = 1 / 0' >raising.py
    while IFS='|' read -r expected argument message; do
        run -"$expected" schema $argument
        echo "$output"
        [[ ${lines[-1]} == "pydantic-schema: $message"* ]]
        [[ $output != *Traceback* ]]
    done <<'END'
2|models|models: not of the form package.module:Model
2|models:|models:: not of the form package.module:Model
2|:Schema|:Schema: not of the form package.module:Model
1|nothing:Schema|no module is called nothing (looked for in 
1|broken:Schema|no module is called not_there, which broken imports (looked for in 
1|raising:Schema|importing raising failed: ZeroDivisionError: division by zero
1|models:Nothing|models has no Nothing
1|models:Schema.nothing|models has no Schema.nothing
1|models:Enum|enum.Enum is no Pydantic model
1|models:VERSION|builtins.str is no Pydantic model
END
}

@test "without an argument, or with --help, it says how it is called" {
    run -2 schema
    [[ $output == *"usage: pydantic-schema package.module:Model"* ]]
    run -0 schema --help
    [[ $output == *"usage: pydantic-schema package.module:Model"* ]]
}
