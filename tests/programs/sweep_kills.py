# SPDX-License-Identifier: Apache-2.0
"""Starts a sweep again and again, two starters at once now and then, and kills at random moments what it finds of it:
starters, keepers, inlay run, jobs, or all at once. Then a last start must run to its end, and meanwhile

- no cell ran twice at the same time, and each read its own values,
- a cell that was done stayed as it was,
- a cell is done only where its job came to its end,
- nothing is left running.

usage: sweep_kills.py INLAY SEED ROUNDS"""
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

inlay, seed, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
chance = random.Random(seed)
CELLS = 4 * rounds
JOB = r"""
exec 9>>"held-$INLAY_CELL"
flock -n 9 || { echo "$INLAY_CELL" >>overlap; exit 9; }
exec sh -c 'value=$(sed -n "s/^seed: //p" config.yaml)
[ "$value" = "$((INLAY_CELL + 100))" ] || echo "$INLAY_CELL: $value" >>wrong
(sleep 0.0$((INLAY_CELL % 7 + 1)); echo more) &
sleep 0.0$((INLAY_CELL % 5 + 1))
wait
echo "$INLAY_CELL $INLAY_CELL_ATTEMPT" >>ended'
"""


def starter(jobs):
    values = ",".join(str(100 + i) for i in range(CELLS))
    return subprocess.Popen(
        [inlay, "sweep", f"config.yaml:seed={values}", "-j", str(jobs), "--grace", "0.2", "--rerun", "failed", "--", "sh", "-c", JOB],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open("said", "ab"))


def processes():
    """What this sweep has running, by its working directory."""
    here = os.getcwd()
    found = {}
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int(entry.name) != os.getpid() and os.readlink(entry / "cwd") == here:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if words[0]:
                    found[int(entry.name)] = (entry / "comm").read_text().strip()
        except OSError:
            pass
    return found


def records():
    found = {}
    for path in sorted(pathlib.Path("sweep").glob("[0-9]*/status.json")):
        found[path.parent.name] = json.loads(path.read_text())
    return found


def kill(process, number):
    try:
        os.kill(process, number)
    except ProcessLookupError:
        pass


def disturb(starters):
    there = processes()
    kind = chance.choice(["starter", "starter", "term", "inlay-keeper", "inlay-keeper", "any", "all"])
    if kind == "all":
        for process in list(there):
            kill(process, signal.SIGKILL)
    elif kind in ("starter", "term"):
        kill(chance.choice(starters).pid, signal.SIGKILL if kind == "starter" else signal.SIGTERM)
    else:
        chosen = [process for process, name in there.items() if kind in ("any", name)]
        if chosen:
            kill(chance.choice(chosen), signal.SIGKILL)


def quiet():
    limit = time.monotonic() + 20
    while processes():
        if time.monotonic() > limit:
            sys.exit(f"seed {seed}: left running: {processes()}")
        time.sleep(0.02)


def check(condition, what):
    if not condition:
        sys.exit(f"seed {seed}: {what}")


os.mkdir("killed")  # where no process is but the sweep's
os.chdir("killed")
pathlib.Path("config.yaml").write_text("seed: 0\nlr: 0.1\n")
done = {}
for turn in range(rounds):
    starters = [starter(chance.randint(1, 3)) for _ in range(chance.choice([1, 1, 2]))]
    for _ in range(chance.randint(1, 3)):
        time.sleep(chance.uniform(0, 0.15))
        disturb(starters)
    if chance.random() < 0.7:
        kill(chance.choice(starters).pid, chance.choice([signal.SIGKILL, signal.SIGTERM]))
    for one in starters:
        try:
            one.wait(timeout=30)
        except subprocess.TimeoutExpired:
            sys.exit(f"seed {seed}: a starter does not end: {processes()}")
    if chance.random() < 0.5:
        quiet()
    now = records()
    for cell, record in done.items():
        check(now.get(cell) == record, f"cell {cell} was done, and changed: {record} {now.get(cell)}")
    done = {cell: record for cell, record in now.items() if record["state"] == "done"}
quiet()
last = starter(2)
check(last.wait(timeout=60) == 0, "the last start failed: " + pathlib.Path("said").read_text()[-2000:])
quiet()
ended = set(pathlib.Path("ended").read_text().split("\n"))
final = records()
check(len(final) == CELLS, f"{len(final)} cells have a final record")
for cell, record in final.items():
    check(record["state"] == "done", f"cell {cell}: {record}")
    check(f"{int(cell)} {record['attempt']}" in ended, f"cell {cell} is done, and its job did not come to its end")
for name in "overlap", "wrong":
    check(not os.path.exists(name), f"{name}: " + (pathlib.Path(name).read_text() if os.path.exists(name) else ""))
attempts = sum(record["attempt"] for record in final.values())
print(f"seed {seed}: {rounds} rounds, {attempts} attempts for {CELLS} cells")
