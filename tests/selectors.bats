#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Elements of lists and documents of a stream that are chosen by what they say, as people type them for the files in
# which positions move and names stay.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    cat >k8s.yaml <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1   # small
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.25
          args: [--debug, --port=80]
        - name: sidecar
          image: envoy:1
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db}
spec: {replicas: 1}
YAML
    cat >ci.yml <<'YAML'
on: [push]
jobs:
  test:
    strategy:
      matrix:
        include:
          - {os: ubuntu-22.04, python: "3.10"}
          - {os: ubuntu-22.04, python: 3.11}
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 1}
      - name: Run the tests
        run: |
          pytest -q
        env: {CI: true}
YAML
    cat >compose.yaml <<'YAML'
x-env: &env
  - {name: LEVEL, value: info}
  - {name: TOKEN, value: hush}
services:
  web:
    environment: *env
    ports:
      - target: 80
        published: "8080"
  worker:
    environment: *env
YAML
    cat >.pre-commit-config.yaml <<'YAML'
repos:
  - repo: https://github.com/psf/black
    rev: 23.1.0
    hooks:
      - id: black
        args: [--line-length=88, --quiet]
  - repo: https://github.com/pycqa/flake8
    rev: 6.0.0
YAML
}

# changes OLD NEW ASSIGNMENT ...: the lines that diff takes out and puts in, without those that stay.
changes() {
    local old=$1 new=$2
    shift 2
    run -0 --separate-stderr "$INLAY" diff "$@"
    [ "$(grep '^-[^-]' <<<"$output")" = "$old" ]
    [ "$(grep '^+[^+]' <<<"$output")" = "$new" ]
}

# loaded FILE EXPRESSION ARGUMENT ...: what PyYAML makes of the file as the job reads it, d[0] its first document.
loaded() {
    local file=$1 expression=$2
    shift 2
    run -0 --separate-stderr "$INLAY" run --strict "$@" -- "$PYTHON" -c "
import json, sys, yaml
d = list(yaml.safe_load_all(open(sys.argv[1])))
print(json.dumps($expression))" "$file"
}

@test "a Kubernetes file: the document by its kind and name, the container by its name" {
    local deployment=k8s.yaml#kind=Deployment,metadata.name=web
    changes '-  replicas: 1   # small' '+  replicas: 3   # small' "$deployment:spec.replicas=3"
    changes '-          image: nginx:1.25' '+          image: caddy' \
        "$deployment:spec.template.spec.containers[name=web].image=caddy"
    changes '-          args: [--debug, --port=80]' '+          args: ["--port=90"]' \
        "$deployment:spec.template.spec.containers[name=web].args[=--port=80]=--port=90" \
        "$deployment:~spec.template.spec.containers[name=web].args[=--debug]"
    loaded k8s.yaml '[d[1]["spec"]["template"]["spec"]["containers"], d[2]["spec"]]' \
        "$deployment:~spec.template.spec.containers[name=web]" \
        "$deployment:spec.template.spec.containers[name=sidecar].image=envoy:2" \
        'k8s.yaml#metadata.name=db:spec.replicas=2'
    [ "$output" = '[[{"name": "sidecar", "image": "envoy:2"}], {"replicas": 2}]' ]
}

@test "a workflow, a compose file and hooks" {
    changes '-          - {os: ubuntu-22.04, python: "3.10"}' '+          - {os: ubuntu-22.04, python: "3.12"}' \
        'ci.yml:jobs.test.strategy.matrix.include[python=3.10].python="3.12"'
    changes $'-        with: {fetch-depth: 1}\n-        env: {CI: true}' $'+        with: {fetch-depth: 0}\n+        env: {CI: false}' \
        'ci.yml:jobs.test.steps[uses=actions/checkout@v4].with.fetch-depth=0' \
        'ci.yml:jobs.test.steps[name=Run the tests].env.CI=false'
    loaded compose.yaml '[d[0]["services"][s]["environment"][0]["value"] for s in ("web", "worker")]' \
        'compose.yaml:services.worker.environment[name=LEVEL].value=debug'
    [ "$output" = '["info", "debug"]' ]
    changes '-        published: "8080"' '+        published: "9090"' 'compose.yaml:services.web.ports[target=80].published="9090"'
    changes $'-    rev: 23.1.0\n-        args: [--line-length=88, --quiet]' \
        $'+    rev: v24.1.0\n+        args: ["--line-length=100", --quiet]' \
        '.pre-commit-config.yaml:repos[repo=https://github.com/psf/black].rev=v24.1.0' \
        '.pre-commit-config.yaml:repos[repo=https\://github.com/psf/black].hooks[id=black].args[=--line-length=88]=--line-length=100'
}

@test "every form chooses alike: -f, --unset, set, unset, files, --values, INLAY_SET, INLAY_OVERRIDES" {
    local is='{"replicas": 3}'
    loaded k8s.yaml 'd[2]["spec"]' -f k8s.yaml#metadata.name=db spec.replicas=3
    [ "$output" = "$is" ]
    loaded k8s.yaml 'd[2]["spec"]' -o '{"set": {"k8s.yaml#metadata.name=db:spec.replicas": 3}}'
    [ "$output" = "$is" ]
    loaded k8s.yaml 'd[2]["spec"]' -o '{"files": {"k8s.yaml#metadata.name=db": {"spec": {"replicas": 3}}}}'
    [ "$output" = "$is" ]
    loaded k8s.yaml 'd[2]["spec"]' --values 'k8s.yaml#metadata.name=db={spec: {replicas: 3}}'
    [ "$output" = "$is" ]
    INLAY_SET=k8s.yaml#metadata.name=db:spec.replicas=3 loaded k8s.yaml 'd[2]["spec"]'
    [ "$output" = "$is" ]
    INLAY_OVERRIDES='{set: {"k8s.yaml#kind=Deployment,metadata.name=db:spec.replicas": 3}}' loaded k8s.yaml 'd[2]["spec"]'
    [ "$output" = "$is" ]
    loaded k8s.yaml 'd[2]' --unset k8s.yaml#metadata.name=db:spec -o '{"unset": ["k8s.yaml#metadata.name=db:apiVersion"]}'
    [ "$output" = '{"kind": "Deployment", "metadata": {"name": "db"}}' ]
    loaded ci.yml 'len(d[0]["jobs"]["test"]["steps"])' --unset 'ci.yml:jobs.test.steps[uses=actions/checkout@v4]'
    [ "$output" = 1 ]
    loaded ci.yml 'len(d[0]["jobs"]["test"]["steps"])' -o '{"unset": ["ci.yml:jobs.test.steps[name=Run the tests]"]}'
    [ "$output" = 1 ]
    echo '{"l[n=x]": 1, "l": [{"n": "x"}]}' >literal.json
    loaded literal.json 'd[0]' -o '{"files": {"literal.json": {"l[n=x]": 2}}}'
    [ "$output" = '{"l[n=x]": 2, "l": [{"n": "x"}]}' ]
}

@test "none or several are refused, and listed" {
    local list=spec.template.spec.containers
    refuses "argument 1: k8s.yaml: $list[name=wep]: no element says so (did you mean web? there are web, sidecar)" \
        "k8s.yaml#2:$list[name=wep].image=x"
    refuses "argument 1: k8s.yaml: $list[nam=web]: no element says so (none has a plain value there)" \
        "k8s.yaml#2:$list[nam=web].image=x"
    refuses 'argument 1: ci.yml: jobs.test.strategy.matrix.include[os=ubuntu-22.04]: several elements say so: [0] at ci.yml:7:13, [1] at ci.yml:8:13 (choose by a key in which they differ, or by number)' \
        'ci.yml:jobs.test.strategy.matrix.include[os=ubuntu-22.04].os=macos'
    refuses 'argument 1: k8s.yaml#kind=Deploymet: no document says so, of these: #1 kind=Service,metadata.name=web, #2 kind=Deployment,metadata.name=web, #3 kind=Deployment,metadata.name=db' \
        k8s.yaml#kind=Deploymet:spec.replicas=3
    refuses 'argument 1: k8s.yaml#kind=Deployment: several documents say so: #2 kind=Deployment,metadata.name=web, #3 kind=Deployment,metadata.name=db (add what only one of them says, or write the number)' \
        k8s.yaml#kind=Deployment:spec.replicas=3
    "$PYTHON" -c 'print("l:"); [print(f"- {{n: name-{i}}}") for i in range(100)]' >long.yaml
    refuses 'argument 1: long.yaml: l[n=x]: no element says so (there are name-0, name-1, name-2, name-3, name-4, name-5, name-6, name-7 and 92 more)' \
        'long.yaml:l[n=x].v=1'
}

@test "a file that is called as a selector looks stays a file" {
    mkdir -p 'run[lr=0.1]' 'a#1,lr=0.1'
    for file in 'a#b.yaml' 'a#b=c.yaml' 'run[lr=0.1]/c.yaml' 'a#1,lr=0.1/c.yaml' 'x[1.yaml'; do
        echo 'a: 1' >"$file"
    done
    changes '-a: 1' '+a: 2' 'a#b.yaml:a=2'
    changes '-a: 1' '+a: 2' 'a\#b\=c.yaml:a=2'
    changes '-a: 1' '+a: 2' 'run[lr=0.1]/c.yaml:a=2'
    changes '-a: 1' '+a: [2]' 'x[1.yaml:a=[2]'
    changes '-a: 1' '+a: 2' -o '{"files": {"a\\#b=c.yaml": {"a": 2}}}'
    changes '-a: 1' '+a: 2' -o '{"files": {"a\\#1,lr=0.1/c.yaml": {"a": 2}}}'
    refuses "argument 2:1:12: \"a#1,lr=0.1/c.yaml\": what is chosen by is written PATH=TEXT (write '\#' for a path that holds a #)" \
        -o '{"files": {"a#1,lr=0.1/c.yaml": {"a": 2}}}'
}

@test "chosen anew for each version of the file, and refused where it is gone" {
    cat >reads.sh <<'SH'
grep -F 'value: debug' c.yaml | head -1
printf '%s\n' 'l:' '- {n: b, value: info}' '- {n: a, value: info}' >c.yaml
grep -F 'value: debug' c.yaml | head -1
printf '%s\n' 'l:' '- {n: b, value: info}' >c.yaml
cat c.yaml
true
SH
    printf '%s\n' 'l:' '- {n: a, value: info}' '- {n: b, value: info}' >c.yaml
    run -125 "$INLAY" run 'c.yaml:l[n=a].value=debug' -- sh reads.sh
    [ "$(grep -Fc '{n: a, value: debug}' <<<"$output")" = 2 ]
    [[ $output == *'argument 1: c.yaml: l[n=a]: no element says so (there is b)'* ]]
}

@test "a child that is handed the launch, and a report, choose alike" {
    run -0 --separate-stderr "$INLAY" run 'k8s.yaml#kind=Deployment,metadata.name=web:spec.template.spec.containers[image=nginx:1.25].image=caddy' -- \
        sh -c 'grep -c caddy k8s.yaml; "$0" run k8s.yaml#3:spec.replicas=5 -- grep -c "caddy\|replicas: 5" k8s.yaml' "$INLAY"
    [ "$output" = $'1\n2' ]
    "$INLAY" run --report report.json 'compose.yaml:services.web.ports[target=80].published="9090"' -- grep -q 9090 compose.yaml
    run -0 "$INLAY" run -o report.json
    run -0 "$PYTHON" -c 'import json; print(json.load(open("report.json"))["launch"]["edits"][0]["key"])'
    [ "$output" = 'services.web.ports[target=80].published' ]
}

@test "binds, include, exclude and secrets choose elements" {
    manifest <<'YAML'
files:
  compose.yaml:
    include: ['services.web.environment[name=LEVEL].value', 'services.web.ports[target=80]', 'services.web.environment[name=TOKEN].value']
    secrets: ['services.web.environment[name=TOKEN].value']
  k8s.yaml: {exclude: ['spec.template.spec.containers[name=web].image']}
bind:
  env:LEVEL: 'compose.yaml:services.web.environment[name=LEVEL].value'
  env:REPLICAS: 'k8s.yaml#kind=Deployment,metadata.name=web:spec.replicas'
YAML
    LEVEL=debug loaded compose.yaml 'd[0]["services"]["web"]["environment"][0]'
    [ "$output" = '{"name": "LEVEL", "value": "debug"}' ]
    REPLICAS=7 loaded k8s.yaml '[e.get("spec").get("replicas") for e in d]'
    [ "$output" = '[null, 7, 1]' ]
    run -0 "$INLAY" describe compose.yaml
    [ "$output" = 'compose.yaml
  KEY                                         TYPE  NOW       LIMITS
  services.web.environment[name=LEVEL].value  str   info
  services.web.environment[name=TOKEN].value  str   (hidden)  secret
  services.web.ports[target=80].target        int   80
  services.web.ports[target=80].published     str   "8080"' ]
    run -0 "$INLAY" check
    local includes='is no input of this job (inlay.yaml includes only services.web.environment[name=LEVEL].value, services.web.ports[target=80], services.web.environment[name=TOKEN].value)'
    local rule='exclude: spec.template.spec.containers[name=web].image, at inlay.yaml:5:24' list=spec.template.spec.containers
    refuses "argument 1: compose.yaml: services.web.environment[0].value $includes" 'compose.yaml:services.web.environment[0].value=x'
    refuses "argument 1: compose.yaml: services.web.environment[name=LEVEL] $includes" 'compose.yaml:services.web.environment[name=LEVEL]={}'
    refuses "argument 1: k8s.yaml: $list[name=web].image is no input of this job ($rule)" "k8s.yaml#2:$list[name=web].image=x"
    for path in "$list[0].image" "$list[image=nginx:1.25].image"; do
        refuses "argument 1: k8s.yaml: ${path//:/\\:} may be in what is no input of this job ($rule; choose the element by the same key)" \
            "k8s.yaml#2:$path=x"
    done
    for path in "$list[name=sidecar].name" "$list[1].name" "$list[name=sidecar]" "$list[+]"; do
        refuses "argument 1: k8s.yaml: $path may be in what is no input of this job ($rule; an element may not be given what exclude chooses by)" \
            "k8s.yaml#2:$path=x"
    done
    refuses "argument 1: k8s.yaml: $list may not be replaced or removed as a whole ($rule, stands inside; change the keys beside it)" \
        "k8s.yaml#2:$list=[]"
    loaded k8s.yaml 'd[1]["spec"]["template"]["spec"]["containers"][1]["image"]' "k8s.yaml#2:$list[name=sidecar].image=x"
    [ "$output" = '"x"' ]
}

@test "no value of a secret that an element holds is shown, and none chooses" {
    manifest <<<"files: {compose.yaml: {secrets: ['services.web.environment[name=TOKEN].value']}}"
    refuses 'argument 1: compose.yaml: services.web.environment[value=hush]: by a secret nothing can be chosen (choose by another key, or by number)' \
        'compose.yaml:services.web.environment[value=hush].name=x'
    local environment
    for environment in '[name=TOKEN].value=sesame' '[1].value=sesame' '[name=TOKEN].name=x' '=[{name: TOKEN, value: sesame}]' \
        '[+]={name: TOKEN, value: sesame}' '[name=LEVEL].value=debug'; do
        run -0 "$INLAY" diff "compose.yaml:services.web.environment$environment"
        [[ $output != *'value: "hush'* && $output != *sesame* ]]
        run -0 "$INLAY" run --report report.json "compose.yaml:services.web.environment$environment" -- cat compose.yaml
        run -1 grep -e hush -e sesame report.json
    done
    run -0 "$INLAY" diff 'compose.yaml:services.web.environment[name=LEVEL].value=debug'
    [[ $output == *'{name: LEVEL, value: "debug"}'*'{name: TOKEN, value: "(hidden)"}'* ]]
    TOKEN=s3cret loaded compose.yaml 'd[0]["services"]["web"]["environment"]' \
        'compose.yaml:services.web.environment[name=TOKEN].value=secret://token' \
        'compose.yaml:services.web.environment[name=LEVEL].value=secret://token'
    [ "$output" = '[{"name": "LEVEL", "value": "secret://token"}, {"name": "TOKEN", "value": "s3cret"}]' ]
}
