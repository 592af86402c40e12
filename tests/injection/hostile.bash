# SPDX-License-Identifier: Apache-2.0
# Loaded by the suites of inlay env: values that carriers take apart.

# hostile_launch: config.yaml, hostile.json for it, run_config.json, and what a job is to read in `expected`.
hostile_launch() {
    printf 'trainer:\n  lr: 0.1\nname: a\nquoted: a\ndollars: a\nodd: a\nlines: a\ntext: a\nseed: 1\n' >config.yaml
    "$PYTHON" - <<'PY'
import json
values = {"name": "it's \"q\" `x`", "quoted": "'", "dollars": "$HOME ${HOME} $(HOME) $$HOME $$(HOME)",
          "odd": "a #b {{ .Values.x }} a,b; <c> %h %% \\ \\\\ \\n & | * ?", "lines": "a\nb\n\n c\n", "text": "é日本😀"}
json.dump({"files": {"config.yaml": values}}, open("hostile.json", "w"))
json.dump({"run_config": {**values, "list": [1e-4, None, {"a": {"b": "}}"}}]}}, open("run_config.json", "w"))
PY
    "$INLAY" render -o hostile.json config.yaml >expected
}

# long_document: the same with long.json, which is too long for a variable.
long_document() {
    "$PYTHON" -c 'import json; json.dump({"files": {"config.yaml": {"text": "é $HOME " * 25000}}}, open("long.json", "w"))'
    "$INLAY" render -o long.json config.yaml >expected
}
