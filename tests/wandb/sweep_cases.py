#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes tests/data/wandb/sweep-grids.json and sweep-draws.json what W&B's package for sweeps says of their parameters
(pip install sweeps; 0.3.0 made those that are there)."""
import json
import pathlib

from sweeps.grid_search import grid_search_next_runs
from sweeps.params import HyperParameter

DATA = pathlib.Path(__file__).parent.parent / "data" / "wandb"
SAMPLES = 20000


def plain(value):
    return value.item() if hasattr(value, "item") else value


def cells(parameters):
    runs = grid_search_next_runs([], {"method": "grid", "parameters": parameters}, n=100000)
    return [{name: entry["value"] for name, entry in run.config.items()} for run in runs if run]


def significant(value):
    return float(f"{value:.6g}") if isinstance(value, float) else value


def drawn(parameter):
    """Which types it draws; of numbers the share up to some of them, of other values each one's share."""
    distribution = HyperParameter("p", parameter)
    values = [plain(distribution.ppf((i + 0.5) / SAMPLES)) for i in range(SAMPLES)]
    answer = {"types": sorted({type(value).__name__ for value in values})}
    if "values" in parameter:
        answer["shares"] = [[value, round(values.count(value) / SAMPLES, 4)] for value in parameter["values"]]
        return answer
    values.sort()
    points = sorted({significant(values[int(SAMPLES * share)]) for share in (0.02, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.98)})
    answer["up_to"] = [[point, round(sum(value <= point + abs(point) * 1e-9 for value in values) / SAMPLES, 4)] for point in points]
    return answer


def rewrite(name, answer):
    cases = json.loads((DATA / name).read_text())
    for case in cases:
        case.update(answer(case))
    (DATA / name).write_text("[\n" + ",\n".join("    " + json.dumps(case) for case in cases) + "\n]\n")


rewrite("sweep-grids.json", lambda case: {"cells": cells(case["parameters"])})
rewrite("sweep-draws.json", lambda case: drawn(case["parameter"]))
