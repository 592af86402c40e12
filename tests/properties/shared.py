#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random files full of anchors, merges of merges, keys of every type and core tags; each gets an override.

PyYAML reads the file and the result. What is not overridden must have the same values, with the types of values and
keys, wherever it stands now. Nothing but a tag that a copy cannot keep, keys that only their types tell apart, and the
removal of what `<<` brings may be refused.

usage: shared.py INLAY FILES [SEED]
"""
import copy
import random
import re
import subprocess
import sys
import tempfile

import yaml

# Of keys that are equal to Python (1, True and 1.0), or that look alike (9 and "9"), there is one.
KEYS = ['a', 'b', 'c', '5', '7', '2.5', 'true', 'off', '~', '"9"', '2024-01-01', 'k r', '0x10', '-1']
SPELT = {True: 'true', False: 'off', None: '~', 2.5: '2\\.5', 16: '0x10'}
SCALARS = ['1', 'x', '1e-4', '3.10', '!!str 3.10', '"q"', '[1, 2]', '{z: 1, 3: w}', 'true', '~', '0o7', '2024-01-01', 'yes',
           '!!int 5', '!!float 3', '|-\n{indent}  text\n{indent}  more']
MAY_BE_REFUSED = re.compile(r'it has a tag|as a string and as another type|and cannot be removed here')


class Writer:
    """Writes one file."""

    def __init__(self, random_source):
        self.random = random_source
        self.anchors = []

    def value(self, indent, depth, flow):
        if depth < 2 and not flow and self.random.random() < 0.25:
            return self.mapping(indent + '  ', depth + 1)
        usable = [scalar for scalar in SCALARS if not flow or '|' not in scalar]
        return self.random.choice(usable).replace('{indent}', indent)

    def mapping(self, indent, depth):
        keys = self.random.sample(KEYS, self.random.randint(1, 5))
        if self.random.random() < 0.3:
            return '{' + ', '.join(f'{key}: {self.value(indent, 3, True)}' for key in keys) + '}'
        lines = ''
        for key in keys:
            value = self.value(indent, depth, False)
            lines += f'\n{indent}{key}:' + ('' if value.startswith('\n') else ' ') + value
        return lines

    def merged(self, body):
        names = self.random.sample(self.anchors, min(len(self.anchors), self.random.randint(1, 2)))
        merge = '*' + names[0] if len(names) == 1 else '[' + ', '.join('*' + name for name in names) + ']'
        first = self.random.random() < 0.5
        if body.startswith('{'):
            return f'{{<<: {merge}, {body[1:]}' if first else f'{body[:-1]}, <<: {merge}}}'
        return f'\n  <<: {merge}{body}' if first else f'{body}\n  <<: {merge}'

    def document(self):
        text = ''
        for number in range(self.random.randint(2, 5)):
            if self.anchors and self.random.random() < 0.25:
                text += f'm{number}: *{self.random.choice(self.anchors)}\n'
                continue
            anchor = f'x{number}' if self.random.random() < 0.6 else ''
            body = self.mapping('  ', 1)
            if self.anchors and self.random.random() < 0.6:
                body = self.merged(body)
            text += f'm{number}:' + (f' &{anchor}' if anchor else '') + ('' if body.startswith('\n') else ' ') + body + '\n'
            self.anchors += [anchor] if anchor else []
        return text


def typed(value):
    """The value with the types of all that is in it, and nothing shared."""
    if isinstance(value, dict):
        return {(type(key).__name__, key): typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    return type(value).__name__, str(value)


def paths(value, path=()):
    if not isinstance(value, dict):
        yield path
        return
    for key, inner in value.items():
        yield from paths(inner, path + (key,))


def spell(key):
    # True is 1 to a dict, and 2.5 of no other key's type.
    known = key is None or isinstance(key, (bool, float)) or (isinstance(key, int) and key == 16)
    return SPELT[key] if known else str(key)


def expected(before, path, removes):
    result = copy.deepcopy(typed(before))
    inner = result
    steps = [(type(key).__name__, key) for key in path]
    for step in steps[:-1]:
        inner = inner[step]
    if removes:
        del inner[steps[-1]]
    else:
        inner[steps[-1]] = ('str', 'NEW')
    return result


def main():
    inlay, files = sys.argv[1], int(sys.argv[2])
    source = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    right = wrong = refused = 0
    with tempfile.TemporaryDirectory() as directory:
        config = directory + '/c.yaml'
        for _ in range(files):
            text = Writer(source).document()
            with open(config, 'w') as out:
                out.write(text)
            before = yaml.safe_load(text)
            every = list(paths(before))
            for path in source.sample(every, min(3, len(every))):
                removes = source.random() < 0.3
                key = '.'.join(spell(step) for step in path)
                assignment = f'{config}:~{key}' if removes else f'{config}:{key}=NEW'
                run = subprocess.run([inlay, 'render', config, assignment], capture_output=True, text=True)
                if run.returncode != 0 and MAY_BE_REFUSED.search(run.stderr):
                    refused += 1
                elif run.returncode == 0 and typed(yaml.safe_load(run.stdout)) == expected(before, path, removes):
                    right += 1
                else:
                    wrong += 1
                    print(f'{assignment}\n{text}--\n{run.stdout}{run.stderr}')
    print(f'shared values: {right} right, {wrong} wrong, {refused} overrides refused')


main()
