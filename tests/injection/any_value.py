# SPDX-License-Identifier: Apache-2.0
"""Random values of INLAY_ROOT, made of what carriers take apart: each format says the value, or refuses it aloud.

usage: any_value.py INLAY CONSUMERS COUNT [SEED]

Prints each value that a reader takes for another one, and at the end how many were right and how many were refused. Formats
that read the disk get a directory of that name here. systemd is asked where systemd-analyze runs."""
import json
import os
import random
import re
import shutil
import subprocess
import sys

import dotenv

PIECES = ["$", "{", "}", "(", ")", "'", '"', "\\", "n", "t", "#", " ", "%", "h", "=", ",", "`", "é", "😀", ";", "&", "<", ">",
          "~", "!", "*", "?", "\t", "\u00a0", "\u2028", "x41", "u0041", "$HOME", "${HOME}", "$(HOME)", "-", ":", "[", "]", "|",
          "\x7f", "\x01", "\n", "%h"]
INLAY, CONSUMERS = sys.argv[1:3]


def env(value, *options):
    """What inlay env prints; None when it has refused."""
    done = subprocess.run([INLAY, "env", "--library", "/l.so", *options, "config.yaml:a=1"], capture_output=True, cwd=value)
    assert done.returncode in (0, 1) and bool(done.stderr) == bool(done.returncode), done
    return done.stdout if done.returncode == 0 else None


def consume(*words):
    done = subprocess.run([CONSUMERS, *words], capture_output=True)
    assert done.returncode == 0, (words, done.stderr)
    return json.loads(done.stdout)


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def of_service(*files):
    return consume("compose", *files)["a"]["environment"]["INLAY_ROOT"]


def readings(value):
    """(reader, what it takes the value for; None: refused)"""
    printed = env(value, "--format", "dotenv", "--root", value)
    write("a.env", printed or b"")
    write("base.yaml", b"services: {a: {image: x, env_file: [a.env]}}")
    yield "python-dotenv", printed and dotenv.dotenv_values("a.env")["INLAY_ROOT"]
    yield "compose's env_file", printed and of_service("base.yaml")

    write("base.yaml", b"services: {a: {image: x}}")
    write("over.yaml", env(value, "--format", "compose", "--container", "a", "--root", value))
    yield "compose", of_service("base.yaml", "over.yaml")

    write("base.yaml", b"{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: x}]}}")
    write("over.yaml", env(value, "--format", "kubernetes", "--container", "a", "--root", value))
    variables = consume("patch", "base.yaml", "over.yaml")["spec"]["containers"][0]["env"]
    spelt = next(variable["value"] for variable in variables if variable["name"] == "INLAY_ROOT")
    yield "kubernetes", re.sub(r"\$\$|\$\(HOME\)", lambda found: "$" if found[0] == "$$" else "expanded", spelt)

    words = json.loads(env(value, "--format", "wandb-queue", "--root", value))["env"]
    yield "queue", next(word[11:] for word in words if word.startswith("INLAY_ROOT="))
    yield "json", json.loads(env(value, "--format", "json"))["INLAY_ROOT"]

    write("lines", env(value, "--format", "shell") + b'printf %s "$INLAY_ROOT"')
    yield "sh", subprocess.run(["sh", "lines"], capture_output=True).stdout.decode()

    if shutil.which("systemd-analyze"):
        write("job.service", b"[Service]\nExecStart=/bin/true\n" + env(value, "--format", "systemd"))
        dump = subprocess.run(["systemd-analyze", "--man=no", "verify", os.path.abspath("job.service")],
                              capture_output=True, env={**os.environ, "SYSTEMD_LOG_LEVEL": "debug"}).stdout.decode()
        found = re.search(r"^\t\tEnvironment: INLAY_ROOT=(.*?)(?=\n\t)", dump, re.MULTILINE | re.DOTALL)
        if found or "\t\tEnvironment: " in dump:
            yield "systemd", found[1] if found else "nothing"


def main():
    choose = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    right = refused = wrong = 0
    for number in range(int(sys.argv[3])):
        name = "".join(choose.choice(PIECES) for _ in range(choose.randint(1, 12)))
        value = f"{os.getcwd()}/{number}{name}."
        os.mkdir(value)
        write(f"{value}/config.yaml", b"a: 2\n")
        for reader, read in readings(value):
            right += read == value
            refused += read is None
            if read not in (value, None):
                wrong += 1
                print(f"{reader} takes {value!r} for {read!r}")
    print(f"{right} right, {refused} refused, {wrong} wrong")
    sys.exit(wrong > 0 or right == 0)


main()
