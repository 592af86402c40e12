# SPDX-License-Identifier: Apache-2.0
"""Answers of two sides, and what is different between them. An answer is a text, or the part of a job's metadata that says
what a config takes."""
import json

import wandb_types


def exact(value):
    """A text of a value. 1, 1.0, True and "1" differ; the order of keys does not count."""
    if isinstance(value, dict):
        return "{" + ", ".join(sorted(f"{exact(key)}: {exact(inner)}" for key, inner in value.items())) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(exact(inner) for inner in value) + "]"
    return repr(value)


def metadata(job, *place):
    """What a job's metadata has at a place: types, and a schema if any."""
    found = {}
    for kind in ("input_types", "input_schemas"):
        value = job.get(kind, {})
        for name in place:
            value = value.get(name, {})
        if value:
            found[kind] = wandb_types.unordered(value) if kind == "input_types" else value
    return found


def differing(theirs, ours, path=""):
    """A line for each place at which two pieces of metadata differ."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        places = [(key, theirs.get(key), ours.get(key)) for key in sorted({**theirs, **ours})]
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        places = [(str(i), *values) for i, values in enumerate(zip(theirs, ours))]
    elif theirs == ours and isinstance(theirs, bool) == isinstance(ours, bool):
        return []
    else:
        texts = ("nothing" if value is None else json.dumps(value, ensure_ascii=False) for value in (theirs, ours))
        return ["{}: W&B has {}, inlay {}".format(path, *texts)]
    return [line for key, *values in places for line in differing(*values, f"{path}.{key}" if path else key)]


def differences(theirs, ours):
    """What is different between two answers, in lines. An error is an error, whatever it says."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        return differing(theirs, ours)
    if theirs == ours or (str(theirs).startswith("raises ") and ours == "refuses"):
        return []
    answers = ("has " + ", ".join(answer) if isinstance(answer, dict) else answer for answer in (theirs, ours))
    return ["W&B {}".format(next(answers)), "inlay {}".format(next(answers))]
