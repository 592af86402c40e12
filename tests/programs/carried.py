# SPDX-License-Identifier: Apache-2.0
"""What the formats of inlay env hold, as their readers take them apart.

usage: carried.py run PATH COMMAND [ARG...]    runs COMMAND with the variables of the JSON object at PATH alone
       carried.py dotenv|github|systemd|queue|pod|compose PATH    prints such an object

dotenv is read by python-dotenv; github by the rules of docs.github.com, "Workflow commands"; systemd by systemd itself,
whose dump is at PATH; a container's variables in a pod (the first container of a patch of any kind) by those of Kubernetes'
API reference, EnvVar; a service's in a compose file by those of compose's specification, "Interpolation"."""
import json
import os
import re
import sys


def dotenv(path):
    import dotenv as reader
    return reader.dotenv_values(path)


def github(path):
    variables, lines = {}, open(path, encoding="utf-8").read().split("\n")
    assert lines.pop() == ""
    while lines:
        line = lines.pop(0)
        name, mark, rest = re.fullmatch(r"([^=<]+)(=|<<)(.*)", line).groups()
        if mark == "<<":
            end = lines.index(rest)
            rest, lines = "\n".join(lines[:end]), lines[end + 1:]
        variables[name] = rest
    return variables


def systemd(path):
    """The value of Environment: in `systemd-analyze verify` with SYSTEMD_LOG_LEVEL=debug."""
    dump = open(path, encoding="utf-8", errors="surrogateescape").read()
    entries = re.findall(r"^\t\tEnvironment: ([A-Z_0-9]+)=(.*?)(?=\n\t)", dump, re.MULTILINE | re.DOTALL)
    return dict(entries)


def queue(path):
    return dict(word.split("=", 1) for word in json.load(open(path, encoding="utf-8"))["env"])


def expand(value, known):
    """$$ is a dollar, $(NAME) a variable that is known; the rest stays."""
    return re.sub(r"\$\$|\$\(([A-Za-z_]\w*)\)",
                  lambda m: "$" if m[0] == "$$" else known.get(m[1], m[0]), value)


def documents(path):
    import yaml
    return yaml.safe_load_all(open(path, encoding="utf-8"))


def find_containers(value):
    if isinstance(value, dict):
        if "containers" in value:
            return value["containers"]
        for inner in value.values():
            if found := find_containers(inner):
                return found
    return None


def pod(path):
    known = {"HOME": "expanded"}
    for variable in find_containers(next(documents(path)))[0]["env"]:
        known[variable["name"]] = expand(variable["value"], known)
    del known["HOME"]
    return known


def compose(path):
    service = next(iter(next(documents(path))["services"].values()))
    return {name: re.sub(r"\$\$|\$\{?\w+\}?", lambda m: "$" if m[0] == "$$" else "expanded", value)
            for name, value in service["environment"].items()}


def run(path, command):
    variables = json.load(open(path, encoding="utf-8"))
    os.execvpe(command[0], command, variables)


if sys.argv[1] == "run":
    run(sys.argv[2], sys.argv[3:])
else:
    json.dump(globals()[sys.argv[1]](sys.argv[2]), sys.stdout)
