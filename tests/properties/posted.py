#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random files whose whole content is posted back as `files`: as it is, which may change no byte, and with lists and
objects that grew, shrank or changed somewhere, after which the file must say just that, to PyYAML or Python's JSON.

usage: posted.py INLAY FILES [SEED]
"""
import copy
import json
import os
import random
import subprocess
import sys
import tempfile

import yaml

SCALARS = [('1', 1), ('2.50', 2.5), ('.5', 0.5), ('1.e-6', 1e-6), ("'it''s'", "it's"), ('"q\\n"', 'q\n'), ('word', 'word'),
           ('True', True), ('~', None), ('', None), ('0x10', 16), ('!!str 3', '3'), ('two words', 'two words')]
BLOCKS = [('|', 'text\n'), ('>-', 'text'), ('|+', 'text\n\n')]


class Writer:
    """Writes one YAML file, full of comments."""

    def __init__(self, source):
        self.random = source
        self.number = 0

    def mark(self):
        self.number += 1
        return self.random.choice(['', f'  # {self.number}', f' # {self.number}'])

    def between(self, indent):
        self.number += 1
        return self.random.choice([''] * 6 + ['\n', f'{indent}# above {self.number}\n', f'{indent}# apart {self.number}\n\n'])

    def flow(self, depth):
        if depth > 2 or self.random.random() < 0.6:
            return self.random.choice([text for text, _ in SCALARS if text and '!' not in text])
        gap = self.random.choice(['', ' ', '  '])
        inner = [self.flow(depth + 1) for _ in range(self.random.randint(0, 4))]
        if self.random.random() < 0.5:
            return '[' + gap + (',' + (gap or ' ')).join(inner) + gap + ']'
        return '{' + gap + ', '.join(f'k{i}: {text}' for i, text in enumerate(inner)) + gap + '}'

    def value(self, indent, depth):
        """What stands behind a colon or a dash, with its line ends."""
        chance = self.random.random()
        if depth < 4 and chance < 0.35:
            return self.collection(indent, depth + 1)
        if chance < 0.42:
            header, _ = self.random.choice(BLOCKS)
            return f' {header}\n{indent}  text\n' + ('\n' if header == '|+' else '')
        text = self.flow(0) if chance < 0.6 else self.random.choice(SCALARS)[0]
        return (f' {text}' if text else '') + self.mark() + '\n'

    def collection(self, indent, depth):
        indentless = self.random.random() < 0.3
        inner = indent if indentless else indent + '  '
        if self.random.random() < 0.5 or (indentless and depth == 0):
            return self.mark() + '\n' + self.list(inner, depth)
        return self.mark() + '\n' + self.map(indent + '  ', depth)

    def list(self, indent, depth):
        text = ''
        for _ in range(self.random.randint(1, 4)):
            text += self.between(indent) + f'{indent}-'
            if depth < 4 and self.random.random() < 0.3:
                text += ' ' + self.map(indent + '  ', depth + 1).lstrip(' \n')
            else:
                text += self.value(indent, depth + 1)
        return text

    def map(self, indent, depth):
        text = ''
        for key in self.random.sample('abcdefgh', self.random.randint(1, 4)):
            text += ('' if not text else self.between(indent)) + f'{indent}{key}:' + self.value(indent, depth)
        return text

    def document(self):
        text = self.map('', 0)
        return text if self.random.random() < 0.9 else text.rstrip('\n')


def write_json(source, depth=0):
    if depth > 3 or source.random() < 0.4:
        return source.choice(['1', '2.50', '1e-5', '"s"', '"\\u00e9"', 'true', 'null', '[]', '{}'])
    gap = source.choice(['', ' ', '\n' + '  ' * depth])
    inner = [write_json(source, depth + 1) for _ in range(source.randint(1, 4))]
    if depth > 0 and source.random() < 0.5:
        return '[' + gap + (',' + gap).join(inner) + gap + ']'
    return '{' + gap + (',' + gap).join(f'"k{i}":{source.choice(["", " "])}{text}' for i, text in enumerate(inner)) + gap + '}'


def containers(value):
    if isinstance(value, (dict, list)):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from containers(inner)


NEW = [7, 'new', None, 1.5, [1, 'x'], {'a': 1}, [], {}]


def change(value, source):
    """Changes one list or object."""
    places = [place for place in containers(value) if place]
    if not places:
        return
    place = source.choice(places)
    if isinstance(place, dict):
        place[source.choice(list(place) + ['z'])] = copy.deepcopy(source.choice(NEW))
        return
    at = source.randrange(len(place))
    kind = source.randrange(5)
    if kind == 0:
        place.insert(at, copy.deepcopy(source.choice(NEW)))
    elif kind == 1:
        place.append(copy.deepcopy(source.choice(NEW + place)))
    elif kind == 2:
        del place[at]
    elif kind == 3:
        del place[at:]
    else:
        place[at] = copy.deepcopy(source.choice(NEW))


def merged(old, new):
    """What stands in the file once new is merged into it: of an object the keys that it had come first."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: merged(old.get(key), inner) for key, inner in new.items()}}
    return new


def typed(value):
    if isinstance(value, dict):
        return {key: typed(inner) for key, inner in value.items()}
    return [typed(inner) for inner in value] if isinstance(value, list) else (type(value).__name__, value)


class Judge:
    def __init__(self, inlay, directory):
        self.inlay = os.path.abspath(inlay)
        self.directory = directory
        self.right = self.wrong = 0

    def post(self, name, text, value):
        with open(f'{self.directory}/{name}', 'w') as out:
            out.write(text)
        with open(f'{self.directory}/overrides', 'w') as out:
            json.dump({'files': {name: value}}, out)
        return subprocess.run([self.inlay, 'render', '-o', 'overrides', name], cwd=self.directory, capture_output=True,
                              text=True)

    def count(self, right, text, value, run):
        self.right += right
        self.wrong += not right
        if not right:
            print(f'wrong: {json.dumps(value)}\n{text}--\n{run.stdout}{run.stderr}==')

    def judge(self, name, text, load, source):
        before = load(text)
        run = self.post(name, text, before)
        self.count(run.returncode == 0 and run.stdout == text, text, before, run)
        for _ in range(3):
            wanted = copy.deepcopy(before)
            for _ in range(source.randint(1, 3)):
                change(wanted, source)
            run = self.post(name, text, wanted)
            right = run.returncode == 0 and typed(load(run.stdout)) == typed(merged(before, wanted))
            self.count(right, text, wanted, run)


def main():
    inlay, files = sys.argv[1], int(sys.argv[2])
    source = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    with tempfile.TemporaryDirectory() as directory:
        judge = Judge(inlay, directory)
        for number in range(files):
            if number % 4 == 3:
                text = write_json(source)
                if text.startswith('{'):
                    judge.judge('c.json', text, json.loads, source)
            else:
                judge.judge('c.yaml', Writer(source).document(), yaml.safe_load, source)
    print(f'posted values: {judge.right} right, {judge.wrong} wrong, 0 documents not read')
    return judge.wrong > 0


sys.exit(main())
