# SPDX-License-Identifier: Apache-2.0
"""Judges the stream that edits writes: every result, read by an independent parser, is the original as that parser reads
it with the edit made to the data.

usage: judge.py pyyaml-c|pyyaml|ruamel|json|jq [EVERY] <stream       EVERY: judge every EVERYth edit only
"""

import copy
import json
import math
import os
import subprocess
import sys
import tempfile


class Tagged:
    """A value with a tag that the parser has no type for."""

    def __init__(self, tag, value):
        self.tag = tag
        self.value = value


def read_field(stream):
    length = stream.readline()
    return stream.read(int(length)) if length else None


def documents(stream):
    """(name, format, strictness, bytes, edits) for each document; an edit is ([(operation, path, value)], bytes)."""
    kind = read_field(stream)
    while kind is not None:
        name, form, strictness, source = (read_field(stream) for _ in range(4))
        edits = []
        kind = read_field(stream)
        while kind == b"edit":
            count = int(read_field(stream))
            operations = [tuple(read_field(stream) for _ in range(3)) for _ in range(count)]
            edits.append((operations, read_field(stream)))
            kind = read_field(stream)
        yield name.decode(), form.decode(), strictness.decode(), source, edits


def yaml_loader(base):
    import yaml

    class Loader(base):
        pass

    def construct(loader, tag, node):
        if isinstance(node, yaml.ScalarNode):
            return Tagged(tag, node.value)
        if isinstance(node, yaml.SequenceNode):
            return Tagged(tag, loader.construct_sequence(node, deep=True))
        return Tagged(tag, loader.construct_mapping(node, deep=True))

    Loader.add_multi_constructor("", construct)

    def load(source):
        # The first document, as the edits are of it.
        loader = Loader(source)
        try:
            return loader.get_data()
        finally:
            loader.dispose()

    return load


def pyyaml(c):
    import yaml

    return yaml_loader(yaml.CSafeLoader if c else yaml.SafeLoader)


def ruamel():
    import ruamel.yaml

    class Constructor(ruamel.yaml.SafeConstructor):
        pass

    def construct(constructor, tag, node):
        if isinstance(node, ruamel.yaml.ScalarNode):
            return Tagged(tag, node.value)
        if isinstance(node, ruamel.yaml.SequenceNode):
            return Tagged(tag, constructor.construct_sequence(node, deep=True))
        return Tagged(tag, constructor.construct_mapping(node, deep=True))

    Constructor.add_multi_constructor("", construct)
    yaml = ruamel.yaml.YAML(typ="safe", pure=True)
    yaml.Constructor = Constructor
    yaml.allow_duplicate_keys = True

    def load(source):
        return next(iter(yaml.load_all(source.decode())), None)

    return load


def without_comments(text):
    """JSON without comments and trailing commas."""
    out = []
    at = 0
    while at < len(text):
        if text[at] == '"':
            end = at + 1
            while text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            out.append(text[at : end + 1])
            at = end + 1
        elif text.startswith("//", at):
            while at < len(text) and text[at] not in "\r\n":
                at += 1
        elif text.startswith("/*", at):
            at = text.index("*/", at) + 2
        else:
            if text[at] in "]}":
                while out and out[-1].isspace():
                    out.pop()
                if out and out[-1] == ",":
                    out.pop()
            out.append(text[at])
            at += 1
    return "".join(out)


def load_json(source):
    text = source.decode().removeprefix("\ufeff")
    try:
        return json.loads(text)
    except ValueError:
        return json.loads(without_comments(text))


def unshared(value):
    """A copy in which no part is shared, so that an edit of one path changes no other."""
    if isinstance(value, dict):
        return {key: unshared(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [unshared(inner) for inner in value]
    if isinstance(value, Tagged):
        return Tagged(value.tag, unshared(value.value))
    return copy.deepcopy(value)


def same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Tagged):
        return one.tag == other.tag and same(one.value, other.value)
    if isinstance(one, float) and math.isnan(one):
        return math.isnan(other)
    return one == other


def steps(path, load):
    return [int(step[1:]) if step[:1] == b"#" else load(step[1:]) for step in path.splitlines()]


def inside(value):
    return value.value if isinstance(value, Tagged) else value


def apply(data, operation, path, value):
    """Makes one operation to the data, in place."""
    outer = path if operation == b"append" else path[:-1]
    for step in outer:
        data = inside(data)[step]
    data = inside(data)
    if operation == b"append":
        data.append(value)
    elif operation == b"remove":
        del data[path[-1]]
    else:
        data[path[-1]] = value


def is_right(original, operations, result, load):
    expected = unshared(original)
    for operation, path, value in operations:
        apply(expected, operation, steps(path, load), json.loads(value))
    return same(unshared(load(result)), expected)


def judge(stream, name, load, form, every):
    right = wrong = unread = number = 0
    for config, its_form, strictness, source, edits in documents(stream):
        if its_form != form:
            continue
        try:
            original = load(source)
        except Exception as error:
            unread += 1
            print(f"{name} does not read {config}: {' '.join(str(error).split())}")
            continue
        for operations, result in edits:
            number += 1
            if number % every:
                continue
            try:
                correct = is_right(original, operations, result, load)
                reason = ""
            except Exception as error:
                correct = False
                reason = error
            right += correct
            wrong += not correct
            if not correct and wrong <= 5:
                print(f"wrong: {config} {operations} {reason}\n{result.decode()}\n---")
    print(f"{name}: {right} right, {wrong} wrong, {unread} documents not read")
    return wrong == 0


def judge_with_jq(stream):
    """jq reads no comments, byte-order marks and NaN, so strict documents only; one process reads all of them."""
    program = os.path.join(os.path.dirname(__file__), "judge.jq")
    with tempfile.TemporaryFile() as questions:
        asked = []
        for config, form, strictness, source, edits in documents(stream):
            if form != "json" or strictness != "strict" or source.startswith(b"\xef\xbb\xbf"):
                continue
            for operations, result in edits:
                made = [[operation.decode(), steps(path, json.loads), json.loads(value)]
                        for operation, path, value in operations]
                questions.write(json.dumps(made).encode() + b"\n" + source + b"\n" + result + b"\n")
                asked.append((config, operations))
        questions.seek(0)
        answers = subprocess.run(["jq", "-f", program], stdin=questions, stdout=subprocess.PIPE).stdout.split()
    wrong = [asked[i] for i, answer in enumerate(answers) if answer != b"true"]
    for config, operations in wrong[:5]:
        print(f"wrong: {config} {operations}")
    unanswered = len(asked) - len(answers)
    print(f"jq: {len(answers) - len(wrong)} right, {len(wrong) + unanswered} wrong, 0 documents not read")
    return not wrong and not unanswered


def main():
    engine = sys.argv[1]
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    if engine == "jq":
        sys.exit(not judge_with_jq(sys.stdin.buffer))
    engines = {
        "pyyaml-c": ("PyYAML (libyaml)", lambda: pyyaml(True), "yaml"),
        "pyyaml": ("PyYAML (pure)", lambda: pyyaml(False), "yaml"),
        "ruamel": ("ruamel.yaml", ruamel, "yaml"),
        "json": ("Python json", lambda: load_json, "json"),
    }
    name, make, form = engines[engine]
    sys.exit(not judge(sys.stdin.buffer, name, make(), form, every))


main()
