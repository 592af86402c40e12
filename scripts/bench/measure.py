# SPDX-License-Identifier: Apache-2.0
"""Contestants measured in turn, and the table of what came out.

All contestants of a row run round robin: one sample of each, then the next round, so that whatever else the machine
does meets all of them. Each round has an order of its own: who always runs behind the same one gets its caches. A ratio
is that of two samples of the same round; the table gives the median over the rounds and, as spread, the quartiles.
"""

import json
import mmap
import os
import random
import statistics
import subprocess
from dataclasses import asdict, dataclass, field

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
INLAY = os.path.join(ROOT, "build/bin/inlay")
LIBRARY = os.path.join(ROOT, "build/lib/inlay/libinlay.so")
PROGRAMS = os.path.join(ROOT, "build/tests/bench")
LIMIT_LIBRARY = os.path.join(PROGRAMS, "limit_library.so")
PEERS = os.path.join(ROOT, "scripts/bench/peers.py")
PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")

COMMAND_TIMEOUT = 300  # seconds


class NotAvailable(Exception):
    """What a contestant needs is missing here; the text says why."""


@dataclass
class Contestant:
    name: str
    wrapper: list = field(default_factory=list)  # what stands before the command
    environment: dict = field(default_factory=dict)  # of the command alone
    command: list = None  # None: the row's own
    rounds: int = None  # at most; None: as many as the row has
    root: str = None  # what the command takes for /; None: /
    missing: str = None  # why it is not here


def output_of(command, environment=None, directory=None):
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **(environment or {})},
            cwd=directory,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=COMMAND_TIMEOUT,
        )
    except FileNotFoundError:
        raise NotAvailable(f"{command[0]} is not installed") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotAvailable(str(error)) from None
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise NotAvailable(lines[-1][:200])
    return done.stdout


def sample_calls(calls, milliseconds):
    """A sampler of calls inside a process: calls are (metric, call, path)."""

    def sample(contestant):
        arguments = [os.path.join(PROGRAMS, "calls"), str(milliseconds)]
        for _, call, path in calls:
            if contestant.root:
                path = "/" + os.path.relpath(path, contestant.root)
            arguments += [call, path]
        numbers = output_of(contestant.wrapper + arguments, contestant.environment).split()
        return {metric: float(number) * 1e-9 for (metric, _, _), number in zip(calls, numbers)}

    return sample


def sample_command(directory=None):
    """A sampler of whole commands: processor seconds of it and its children, peak bytes of the largest.

    Processor time, because the time that passes is as much the other processes' on a machine that is not idle."""

    def sample(contestant):
        variables = [f"{name}={value}" for name, value in contestant.environment.items()]
        command = [os.path.join(PROGRAMS, "command"), *variables, "--", *contestant.wrapper, *contestant.command]
        processor, peak = output_of(command, directory=directory).split()
        return {"processor": float(processor), "peak": int(peak) * 1024}

    return sample


def round_robin(contestants, rounds, sample):
    """{contestant's name: [sample, …], or the reason why there is none}. The first round is for the caches alone."""
    results = {contestant.name: contestant.missing or [] for contestant in contestants}
    order = random.Random(rounds)
    for number in range(-1, rounds):
        for contestant in order.sample(contestants, len(contestants)):
            name, limit = contestant.name, contestant.rounds
            warming = number < 0 and limit is None
            if isinstance(results[name], str) or (number < 0 and not warming):
                continue
            if limit is not None and number >= limit:
                continue
            try:
                measured = sample(contestant)
            except NotAvailable as reason:
                results[name] = str(reason)
                continue
            if not warming:
                results[name].append(measured)
    return results


HUGE_PAGES = 14  # MADV_HUGEPAGE, which Python has no name for on every machine
PROBE = 32 << 20  # bytes


def huge_pages():
    """Whether the kernel gives huge pages to who asks for them now, as inlay does for large files: in words."""
    with mmap.mmap(-1, PROBE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as probe:
        try:
            probe.madvise(HUGE_PAGES)
            probe.write(bytes(PROBE))
            with open("/proc/self/smaps_rollup", encoding="ascii") as stream:
                had = sum(int(line.split()[1]) << 10 for line in stream if line.startswith("AnonHugePages:"))
        except OSError:
            had = 0
    return "with huge pages" if had > PROBE * 3 // 4 else "with few huge pages" if had else "without huge pages"


def values(samples, metric):
    return samples if isinstance(samples, str) else [sample[metric] for sample in samples]


def quartiles(numbers):
    if len(numbers) < 2:
        return numbers[0], numbers[0]
    low, _, high = statistics.quantiles(numbers, n=4, method="inclusive")
    return low, high


UNITS = ((1, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"))


def show_seconds(seconds):
    factor, unit = next(((f, u) for f, u in UNITS if abs(seconds) >= f), UNITS[-1])
    return f"{seconds / factor:.3g} {unit}" if abs(seconds) < 100 * factor else f"{seconds / factor:.0f} {unit}"


def show_bytes(number):
    return f"{number / 1e6:.1f} MB"


@dataclass
class Aim:
    """At most (or at least) limit, for the ratio or for what is added to the reference."""

    limit: float
    of: str = "ratio"  # or "added" (seconds), "median"
    at_least: bool = False
    why: str = ""  # it may be missed
    words: str = ""  # instead of the limit

    def text(self):
        shown = show_seconds(self.limit) + " added" if self.of == "added" else f"{self.limit:g}"
        return self.words or ("≥ " if self.at_least else "≤ ") + shown + (" x" if self.of == "ratio" else "")

    def verdict(self, line):
        figure = {"ratio": line.ratio, "added": line.added, "median": line.median}[self.of]
        if figure is None:
            return ""
        figure = round(figure, 2) if self.of == "ratio" else figure
        detail = f" with {show_seconds(figure)}" if self.of == "added" else ""
        if figure >= self.limit if self.at_least else figure <= self.limit:
            return "met" + detail
        if self.of == "ratio" and line.low <= self.limit <= line.high:
            return "MISSED, with the aim inside the spread"
        return "MISSED" + detail + (f": {self.why}" if self.why else "")


@dataclass
class Line:
    """One line of the table; a line without a median is one of what is not available."""

    row: str
    what: str
    contestant: str
    median: float = None
    shown: str = "-"
    ratio: float = None
    added: float = None
    low: float = None  # the ratio's quartiles
    high: float = None
    shows_added: bool = False
    aim: str = ""
    verdict: str = ""


class Table:
    HEADINGS = ("what", "contestant", "median", "added", "ratio", "spread", "aim", "")

    def __init__(self):
        self.lines = []

    def add(self, row, what, contestant, measured, reference, aim=None, show=show_seconds, added=False):
        """measured and reference: numbers, one a round; measured may be the reason why there are none."""
        line = Line(row, what, contestant, shows_added=added, aim=aim.text() if aim else "")
        self.lines.append(line)
        if isinstance(measured, str) or not measured:
            line.verdict = "not available: " + (measured or "no sample")
            return
        line.median = statistics.median(measured)
        line.shown = show(line.median)
        if reference and not isinstance(reference, str):
            pairs = list(zip(measured, reference))
            ratios = [one / other if other else 0.0 for one, other in pairs]
            line.ratio = statistics.median(ratios)
            line.low, line.high = quartiles(ratios)
            line.added = statistics.median(one - other for one, other in pairs)
        if aim:
            line.verdict = aim.verdict(line)

    def add_all(self, row, what, results, metric, reference, aims=None, show=show_seconds, added=False):
        """A line for each contestant; aims by contestant's name. added: it says how much more that was, too."""
        base = values(results[reference], metric)
        for name, samples in results.items():
            self.add(row, what, name, values(samples, metric), base, (aims or {}).get(name), show, added)

    def cells(self, line):
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}" if line.ratio < 100 else f"{line.ratio:.0f}"
        spread = "" if line.ratio is None else f"{line.low:.2f}-{line.high:.2f}"
        added = f"{line.added * 1e6:.0f} us" if line.shows_added and line.added is not None else ""
        return (line.what, line.contestant, line.shown, added, ratio, spread, line.aim, line.verdict)

    def print(self):
        rows = [self.HEADINGS] + [self.cells(line) for line in self.lines]
        widths = [max(len(row[i]) for row in rows) for i in range(len(self.HEADINGS) - 1)]
        for row in rows:
            print(" | ".join([cell.ljust(width) for cell, width in zip(row, widths)] + [row[-1]]).rstrip())

    def write_json(self, path, facts):
        with open(path, "w", encoding="utf-8") as stream:
            json.dump({"facts": facts, "lines": [asdict(line) for line in self.lines]}, stream, indent=1)
            stream.write("\n")
