# SPDX-License-Identifier: Apache-2.0
"""The rows of the table: one function each, which measures and adds its lines. scale says how much of it."""

import hashlib
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, replace

from configs import config_text
from measure import (
    INLAY,
    LIBRARY,
    LIMIT_LIBRARY,
    PEERS,
    PROGRAMS,
    PYTHON,
    Aim,
    Contestant,
    NotAvailable,
    huge_pages,
    output_of,
    round_robin,
    sample_calls,
    sample_command,
    show_bytes,
    show_seconds,
    values,
)


@dataclass
class Scale:
    rounds: int = 25
    milliseconds: int = 10  # of calls in one sample
    sizes: tuple = (("2 KB", 2_000), ("200 KB", 200_000), ("2 MB", 2_000_000), ("20 MB", 20_000_000))
    slow_peers_up_to: int = 2_000_000  # bytes
    registered: tuple = (1, 100, 10_000)
    overrides: tuple = (1, 10, 100, 1_000, 10_000)
    depths: tuple = (1, 50, 100, 250, 500)
    files: tuple = (1, 10, 100, 1_000, 10_000)
    tree_files: int = 10_000
    sources: int = 16
    modules: str = "sklearn.ensemble, sklearn.linear_model, sklearn.pipeline"
    launches: int = 20
    cells: int = 1_000
    sweeps: int = 3


SMOKE = Scale(
    rounds=2,
    milliseconds=1,
    sizes=(("2 KB", 2_000),),
    slow_peers_up_to=0,
    registered=(1, 100),
    overrides=(1, 10),
    depths=(1, 50),
    files=(1, 10),
    tree_files=20,
    sources=2,
    modules="json",
    launches=1,
    cells=4,
    sweeps=1,
)

NATIVE = Contestant("native")


def shim(name="inlay", document=None, **environment):
    """As in a process that inlay run started, or that has a parent: the root and the document's digest are set."""
    overrides = {}
    if document:
        with open(document, "rb") as stream:
            digest = hashlib.sha256(stream.read()).hexdigest()
        overrides = {"INLAY_OVERRIDES": "@" + document, "INLAY_OVERRIDES_SHA256": digest, "INLAY_ROOT": "/", "INLAY_INPUTS_FOUND": "0"}
    return Contestant(name, environment={"LD_PRELOAD": LIBRARY, **overrides, **environment})


def mounts(disk, patched):
    """The peers that put a file over another one."""
    return [
        Contestant("bwrap --ro-bind", ["bwrap", "--dev-bind", "/", "/", "--ro-bind", patched, disk]),
        Contestant("proot -b", ["proot", "-b", f"{patched}:{disk}"]),
    ]


def fakechroot(root):
    """The library alone: its wrapper sets LD_PRELOAD, and chroot(8) under it FAKECHROOT_BASE."""
    found = output_of(["fakechroot", "sh", "-c", 'printf %s "$LD_PRELOAD"']).strip()
    return Contestant("fakechroot", environment={"LD_PRELOAD": found, "FAKECHROOT_BASE": root}, root=root)


def preload_peers(root):
    try:
        return [fakechroot(root)]
    except NotAvailable as reason:
        return [Contestant("fakechroot", missing=str(reason))]


def registered_document(space, config, count):
    """A document that names config and others, in the directory of which nothing is opened."""
    names = [config] + [space.path(f"many/config-{i}.yaml") for i in range(count - 1)]
    return space.document(f"registered-{count}.json", {name: {"seed": 2} for name in names})


def measure_open(table, space, scale):
    """Calls on a file that no registered one can be."""
    config = space.write("data/config.yaml", config_text(2_000, "yaml"))
    patched = space.write("patched.yaml", config_text(2_000, "yaml"))
    other = space.write("data/other.txt", "other\n")
    shims = [shim(f"inlay, {n:,} registered", registered_document(space, config, n)) for n in scale.registered]
    off = shim("inlay, INLAY_DISABLE", registered_document(space, config, 1), INLAY_DISABLE="1")
    contestants = [NATIVE, *shims, off, *preload_peers(space.directory), *mounts(config, patched)]
    calls = [(call, call, other) for call in ("open", "openat", "fopen", "stat")]
    results = round_robin(contestants, scale.rounds, sample_calls(calls, scale.milliseconds))
    for call, shown in zip(("open", "openat", "fopen", "stat"), ("open+close", "openat+close", "fopen+fclose", "stat")):
        aims = {}
        if call in ("open", "fopen"):
            why = "the jump through the hook, and a look at what the path ends in"
            aims = {contestant.name: Aim(1.03, why=why) for contestant in shims}
        ours = table_ratio(results, shims[0].name, call)
        if ours:
            aims["fakechroot"] = Aim(ours, at_least=True, words="behind inlay")
        table.add_all("open", f"{shown}, a file that cannot be registered", results, call, NATIVE.name, aims)


def table_ratio(results, name, metric):
    ours, native = results[name], results[NATIVE.name]
    if isinstance(ours, str) or isinstance(native, str):
        return None
    ratios = [one[metric] / other[metric] for one, other in zip(ours, native)]
    return round(statistics.median(ratios), 2)


def measure_namesake(table, space, scale):
    """Calls on a file that only looks like a registered one."""
    config = space.write("data/config.yaml", config_text(2_000, "yaml"))
    calls = [
        ("open+close, another file with a registered basename", "open", space.write("elsewhere/config.yaml", "a: 1\n")),
        ("open+close, another file with a registered extension", "open", space.write("data/other.yaml", "a: 1\n")),
        ("stat, another file with a registered extension", "stat", space.path("data/other.yaml")),
    ]
    shims = [shim(f"inlay, {n:,} registered", registered_document(space, config, n)) for n in scale.registered[:2]]
    results = round_robin([NATIVE, *shims], scale.rounds, sample_calls(calls, scale.milliseconds))
    for what, call, path in calls:
        why = (
            "fstat, three stats that tell its place from the registered one's, and one that tells whether it is a link"
            if "basename" in what
            else "fstat, and a stat that tells whether it is a link to the registered file"
        )
        aims = {contestant.name: Aim(1.7, why=why) for contestant in shims} if call == "open" else {}
        table.add_all("namesake", what, results, what, NATIVE.name, aims)


def measure_served(table, space, scale):
    """Reading a registered file."""
    config = space.write("data/served.yaml", config_text(2_000, "yaml"))
    document = space.document("served.json", {config: {"seed": 2}})
    space.settle()
    inlay = shim(document=document)
    limit = Contestant("limit: memfd_create+write+seal+read+close")
    for what, call, milliseconds in (
        ("next time", "read", scale.milliseconds),
        ("next time, while it is open", "overlap", scale.milliseconds),
        ("first time", "read", 0),
    ):
        reading = sample_calls([("time", call, config)], milliseconds)
        creating = sample_calls([("time", "memfd", "limit")], milliseconds)
        results = round_robin(
            [NATIVE, limit, inlay],
            scale.rounds,
            lambda contestant: (creating if contestant is limit else reading)(contestant),
        )
        why = "the memfd is opened again to be read-only, and takes the disk file's name, mode and times"
        aims = {"inlay": Aim(2.65, why=why)} if milliseconds else {}
        what = f"open+read+close, a registered file of 2 KB, {what}"
        table.add_all("served", what, results, "time", limit.name, aims)


def supervised(document):
    return Contestant("inlay, supervised", [INLAY, "run", "--via=supervise", "-o", document, "--"])


def measure_supervise(table, space, scale):
    """Calls of a supervised job: those that are halted, and others."""
    config = space.write("data/config.yaml", config_text(2_000, "yaml"))
    patched = space.write("patched.yaml", config_text(2_000, "yaml"))
    document = space.document("supervised.json", {config: {"seed": 2}})
    other = space.write("data/other.txt", "other\n")
    space.settle()
    calls = [
        ("open+close, a file that cannot be registered", "open", other, 6),
        ("stat, a file that cannot be registered", "stat", other, 11),
        ("open+close, another file with a registered extension", "open", space.write("data/other.yaml", "a: 1\n"), None),
        ("open+close, a registered file", "open", config, None),
        ("stat, a registered file", "stat", config, None),
        ("the system call fstat, which nobody halts", "fstat", other, 1.1),
    ]
    contestants = [NATIVE, shim(document=document), supervised(document), *mounts(config, patched)]
    results = round_robin(contestants, scale.rounds, sample_calls([call[:3] for call in calls], scale.milliseconds))
    for what, _, _, most in calls:
        halted = "two changes of the running process, and a copy of the path"
        why = "the kernel's way to a filter" if "nobody halts" in what else halted
        aims = {"inlay, supervised": Aim(most, why=why)} if most else {}
        table.add_all("supervise", what, results, what, NATIVE.name, aims)
    imports = [replace(contestant, command=[PYTHON, "-c", "import json, yaml"]) for contestant in contestants]
    results = round_robin(imports, scale.rounds, sample_command())
    aims = {"inlay, supervised": Aim(2, why="85 opens and 400 looks at paths")}
    table.add_all("supervise", "python3 -c 'import json, yaml', processor time", results, "processor", NATIVE.name, aims)


def added(results, name):
    """Seconds beside the native start; None where one of them was not to be had."""
    ours, native = values(results[name], "processor"), values(results[NATIVE.name], "processor")
    if isinstance(ours, str) or isinstance(native, str):
        return None
    return statistics.median(one - other for one, other in zip(ours, native))


def start_aims(results, limit):
    """Of what the limit adds; python's start varies by more than that."""
    least = added(results, limit)
    whys = {
        "libinlay, no overrides": (1.3, "its pages are mapped, relocated and looked at"),
        "libinlay, 1 override": (1.6, "the document is read, and its file looked at"),
    }
    return {
        name: Aim(factor * least, "added", why=why, words=f"≤ {factor} x the limit's added")
        for name, (factor, why) in whys.items()
        if least is not None
    }


def measure_start(table, space, scale):
    """Starting a program."""
    config = space.write("data/config.yaml", config_text(2_000, "yaml"))
    patched = space.write("patched.yaml", config_text(2_000, "yaml"))
    numbers = space.write("data/numbers.yaml", "".join(f"k{i}: {i}\n" for i in range(1_000)))
    small = space.document("small.json", {config: {"seed": 2}})
    large = space.document("large.json", {numbers: {f"k{i}": -i for i in range(1_000)}})
    # Copies, as an installed library is one: what a linker wrote piece by piece takes longer to map.
    installed = {"LD_PRELOAD": space.copy("installed/libinlay.so", LIBRARY)}
    least = {"LD_PRELOAD": space.copy("installed/limit_library.so", LIMIT_LIBRARY)}
    first = {"INLAY_ROOT": "", "INLAY_OVERRIDES_SHA256": "", "INLAY_INPUTS_FOUND": ""}
    limit = Contestant("limit: a library that only looks up", environment=least)
    contestants = [
        NATIVE,
        limit,
        shim("libinlay, no overrides", **installed),
        shim("libinlay, 1 override", small, **installed),
        shim("libinlay, 1 override, nobody started before", small, **installed, **first),
        shim("libinlay, 1,000 overrides", large, **installed),
        Contestant("inlay run, 1 override", [INLAY, "run", "-o", small, "--"]),
        Contestant("inlay run --exec, 1 override", [INLAY, "run", "--exec", "-o", small, "--"]),
        Contestant("inlay run, 1,000 overrides", [INLAY, "run", "-o", large, "--"]),
        *[Contestant(peer.name, peer.wrapper) for peer in mounts(config, patched)],
    ]
    # A library adds less to a start of true than two starts differ by: what has no wrapper takes many rounds.
    python = ("python3 -c pass", [PYTHON, "-c", "pass"], 1, 1)
    for shown, command, times, wrapped in (("true", ["true"], 40, 4), python):
        started = [
            replace(contestant, command=command, rounds=wrapped * scale.rounds if contestant.wrapper else None)
            for contestant in contestants
        ]
        results = round_robin(started, times * scale.rounds, sample_command())
        aims = start_aims(results, limit.name) if command == ["true"] else {}
        table.add_all("start", f"starting {shown}", results, "processor", NATIVE.name, aims, added=True)


def go_yq():
    for program in ("yq", "yq-go"):
        try:
            if "mikefarah" in output_of([program, "--version"]):
                return [program, "eval", ".seed = 2"]
        except NotAvailable:
            continue
    return None


def slow_peers(path, extension):
    """Name and command of what others would patch with."""
    helper = [PYTHON, PEERS]
    if extension == "json":
        return [("json, as W&B does it", [*helper, "rewrite", path, "/dev/null"]), ("jq", ["jq", ".seed = 2", path])]
    go = go_yq()
    return [
        ("PyYAML, as W&B does it", [*helper, "rewrite", path, "/dev/null"]),
        ("ruamel.yaml round trip", [*helper, "round-trip", path, "/dev/null"]),
        ("yq (Python)", ["yq", "-y", ".seed = 2", path]),
        ("yq (Go)", [*go, path] if go else None),
    ]


def patch_contestants(space, scale, size, extension):
    path = space.write(f"patch/{size}.{extension}", config_text(size, extension))
    contestants = [Contestant("inlay render", command=[INLAY, "render", path, f"{path}:seed=2"])]
    if extension == "yaml":
        contestants.append(Contestant("limit: libyaml's bare parse", command=[os.path.join(PROGRAMS, "parse"), path]))
    for name, command in slow_peers(path, extension):
        fast = extension == "json"
        missing = None if command else "mikefarah's yq is not packaged in Debian 12"
        if fast or size <= scale.slow_peers_up_to:
            rounds = None if fast or size < 100_000 else 3 if size < 1_000_000 else 1
            contestants.append(Contestant(name, command=command, rounds=rounds, missing=missing))
    return contestants


def patch_aims(results, size, extension):
    why = "inlay reads its own result again, and compares; jq and Python's json do not"
    peers = [name for name in results if not name.startswith(("inlay", "limit"))]
    aims = {name: Aim(10, at_least=True, why=why) for name in peers}
    if size >= 20_000_000 and extension == "json":
        why = "it is read, spliced, read again and compared, and written"
        aims["inlay render"] = Aim(size / 500e6, "median", why=why, words="≥ 500 MB/s")
    return aims


def show_rate(size):
    return lambda seconds: f"{show_seconds(seconds)}, {size / seconds / 1e6:.3g} MB/s"


def measure_patch(table, space, scale):
    """A launch's patch as a whole process, and its peak memory."""
    least = {}
    for title, size in scale.sizes:
        for extension in ("yaml", "json"):
            contestants = patch_contestants(space, scale, size, extension)
            rounds = max(3, scale.rounds // 4) if size >= 1_000_000 else scale.rounds
            results = round_robin(contestants, min(rounds, scale.rounds), sample_command())
            what = f"patch of {title} {extension.upper()}" + (f", {huge_pages()}" if size >= 1_000_000 else "")
            show = show_rate(size) if size >= 1_000_000 else show_seconds
            if extension == "yaml" and size >= 20_000_000:
                limit = "limit: libyaml's bare parse"
                why = "the events' tree, the splice, and the second reading that checks it"
                pair = {name: results[name] for name in (limit, "inlay render")}
                table.add_all("patch", what, pair, "processor", limit, {"inlay render": Aim(2.5, why=why)}, show)
            else:
                aims = patch_aims(results, size, extension)
                table.add_all("patch", what, results, "processor", "inlay render", aims, show)
            add_memory(table, title, size, extension, results, least)


def add_memory(table, title, size, extension, results, least):
    """Peak memory above that of the same command for the smallest file."""
    for name, samples in results.items():
        peaks = values(samples, "peak")
        if isinstance(peaks, str):
            continue
        base = least.setdefault((name, extension), statistics.median(peaks))
        if size < 1_000_000:
            continue
        why = "the file, the tree with the place of every value, the patched bytes and their tree"
        aim = Aim(3, why=why) if name == "inlay render" else None
        above = [max(0, peak - base) for peak in peaks]
        what = f"peak memory of that, {title} {extension.upper()}"
        table.add("memory", what, name, above, [size] * len(above), aim, show_bytes)


def cost_lines(table, what, unit, measured):
    """measured: {count: seconds of each round}. The ratio is the cost of a unit beside that for the count before."""
    before = None
    for count, times in measured.items():
        if isinstance(times, str):
            table.add("cost", what, f"{count:,} {unit}", times, None)
            continue
        each = [time / count for time in times]
        linear = Aim(1.5, why="more than the work grew", words="linear: ≤ 1.5 x the one before")
        table.add("cost", what, f"each of {count:,} {unit}", each, before, linear if before else None)
        before = each


def in_process(contestants, milliseconds, rounds):
    """contestants: name, document, file."""

    def sample(contestant):
        return {"time": float(output_of([*contestant.command, str(milliseconds)])) * 1e-9}

    engine = os.path.join(PROGRAMS, "engine")
    entered = [Contestant(name, command=[engine, document, file]) for name, document, file in contestants]
    results = round_robin(entered, rounds, sample)
    return {name: values(samples, "time") for name, samples in results.items()}


def measure_cost(table, space, scale):
    """Cost against work."""
    rounds = max(2, scale.rounds // 5)
    entered = []
    for count in scale.overrides:
        text = "".join(f"k{i}: {i}\n" for i in range(count))
        numbers = space.write(f"cost/{count}/numbers.yaml", text)
        document = space.document(f"cost/{count}.json", {numbers: {f"k{i}": -1 - i for i in range(count)}})
        entered.append((count, document, numbers))
    cost_lines(table, "overrides, all of a file's keys", "overrides", in_process(entered, scale.milliseconds, rounds))

    entered = []
    for depth in scale.depths:
        path = space.write(f"cost/deep-{depth}.json", '{"k": ' * depth + "1" + "}" * depth)
        assignment = {"set": {f"{path}:{'.'.join(['k'] * depth)}": 2}}
        document = space.write(f"cost/deep-{depth}-overrides.json", json.dumps(assignment))
        entered.append((depth, document, path))
    cost_lines(table, "depth of the value", "levels", in_process(entered, scale.milliseconds, rounds))

    started = {}
    for count in scale.files:
        files = [space.write(f"cost/files/{i}.yaml", "seed: 1\n") for i in range(count)]
        document = space.document(f"cost/files-{count}.json", {file: {"seed": 2} for file in files})
        started[count] = [shim(f"{count}", document)]
        started[count] += [Contestant(f"{count} run", [INLAY, "run", "-o", document, "--"])]
    contestants = [replace(one, command=["true"]) for pair in started.values() for one in pair]
    results = round_robin([replace(NATIVE, command=["true"]), *contestants], rounds, sample_command())
    native = statistics.median(values(results[NATIVE.name], "processor"))
    for what, suffix in (("files, start of each process", ""), ("files, inlay run checks all", " run")):
        measured = {}
        for count in scale.files:
            times = values(results[f"{count}{suffix}"], "processor")
            measured[count] = times if isinstance(times, str) else [max(time - native, 1e-9) for time in times]
        cost_lines(table, what, "files", measured)


def write_c_tree(space, sources):
    for i in range(40):
        function = f"static inline int f{i}(int x) {{ for (int i = 0; i < x; i++) printf(\"%d\", i); return x + {i}; }}"
        space.write(f"build/header_{i}.h", f"#pragma once\n#include <stdio.h>\n{function}\n")
    includes = "".join(f'#include "header_{i}.h"\n' for i in range(40))
    calls = " + ".join(f"f{i}(x)" for i in range(40))
    for i in range(sources):
        space.write(f"build/source_{i}.c", f"{includes}int g{i}(int x) {{ return {calls}; }}\n")
    objects = " ".join(f"source_{i}.o" for i in range(sources))
    space.write("build/Makefile", f"all: {objects}\n%.o: %.c\n\tgcc -O2 -c -o $@ $<\n")


def write_git_tree(space, count):
    tree = space.path("tree")
    for i in range(count):
        space.write(f"tree/{i // 100}/{i}.txt", f"{i}\n")
    git = ["git", "-c", "user.name=bench", "-c", "user.email=bench@localhost", "-c", "gc.auto=0"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "tree"]):
        output_of([*git, *command], directory=tree)
    return tree


def measure_workload(table, space, scale):
    """Programs that open and start a great deal, and nothing that is registered."""
    config = space.write("data/config.yaml", config_text(2_000, "yaml"))
    inlay = shim(document=space.document("small.json", {config: {"seed": 2}}))
    write_c_tree(space, scale.sources)
    workloads = [
        (f"import {scale.modules.split('.')[0]}", [PYTHON, "-c", f"import {scale.modules}"], None, 1),
        ("make -j2", ["make", "-s", "-B", "-j2"], space.path("build"), 0.5),
    ]
    try:
        tree = write_git_tree(space, scale.tree_files)
        workloads.append((f"git status, {scale.tree_files:,} files", ["git", "status", "--short"], tree, 3))
    except NotAvailable as reason:
        table.add("workload", "git status", "native", str(reason), None)
    for what, command, directory, times in workloads:
        contestants = [replace(one, command=command) for one in (NATIVE, inlay)]
        rounds = max(2, int(times * scale.rounds / 2))
        results = round_robin(contestants, rounds, sample_command(directory))
        why = "the start of each of its programs, and its stats"
        aims = {"inlay": Aim(1.01, why=why)}
        table.add_all("workload", f"{what}", results, "processor", NATIVE.name, aims)


def measure_ranks(table, space, scale):
    """8 processes of a launch that start together, each of which brings the overrides along."""
    ranks = 8
    text = config_text(5_000, "yaml")
    path = space.write("ranks/config.yaml", text)
    document = space.document("ranks/overrides.json", {path: {"seed": 2}})
    helper = [PYTHON, PEERS]
    try:
        program = "import json, sys, yaml; c = yaml.safe_load(sys.argv[1]); c['seed'] = 2; print(json.dumps(c))"
        expected = space.write("ranks/expected", output_of([PYTHON, "-c", program, text]))
    except NotAvailable as reason:
        table.add("ranks", "8 ranks starting together", "inlay", str(reason), None)
        return

    def launch(verb, environment):
        space.write("ranks/config.yaml", text)
        command, whole = [*helper, verb, path, expected], {**os.environ, **environment}
        started = [subprocess.Popen(command, env=whole, stderr=subprocess.DEVNULL) for _ in range(ranks)]
        return sum(process.wait() != 0 for process in started)

    wrong = {"W&B's rewrite on disk": 0, "inlay": 0}
    for _ in range(scale.launches):
        wrong["W&B's rewrite on disk"] += launch("rank", {})
        wrong["inlay"] += launch("read", shim(document=document).environment)
    total = ranks * scale.launches
    for name, count in wrong.items():
        aim = Aim(0, "median", words="0 wrong") if name == "inlay" else None
        table.add("ranks", "8 ranks starting together", name, [count], None, aim, lambda n: f"{n} of {total} wrong")


def sample_elapsed(space):
    """A sampler of the seconds that pass: what is measured keeps all processors busy."""

    def sample(contestant):
        directory = tempfile.mkdtemp(dir=space.directory)
        began = time.monotonic()
        output_of(contestant.command, directory=directory)
        elapsed = time.monotonic() - began
        shutil.rmtree(directory)
        return {"elapsed": elapsed}

    return sample


def measure_sweep(table, space, scale):
    """Many cells, each a launch of true, two at a time."""
    config = space.write("sweep/config.yaml", "seed: 0\n")
    each = f"seq {scale.cells} | xargs -P 2 -I@ {INLAY} run {config}:seed=@ -- true 2>messages"
    contestants = [
        Contestant("xargs -P 2 inlay run", command=["sh", "-c", each]),
        Contestant("inlay sweep -j 2", command=[INLAY, "sweep", "-j", "2", f"{config}:seed=range(1,{scale.cells},1)", "--", "true"]),
    ]
    results = round_robin(contestants, scale.sweeps, sample_elapsed(space))
    why = "a directory, a document, a report and a record for each cell"
    aims = {"inlay sweep -j 2": Aim(1.3, why=why)}
    table.add_all("sweep", f"{scale.cells:,} cells of true", results, "elapsed", contestants[0].name, aims)


ROWS = {
    "open": measure_open,
    "namesake": measure_namesake,
    "served": measure_served,
    "supervise": measure_supervise,
    "start": measure_start,
    "patch": measure_patch,
    "cost": measure_cost,
    "workload": measure_workload,
    "ranks": measure_ranks,
    "sweep": measure_sweep,
}
