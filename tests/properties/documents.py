#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random override documents of many keys, types and nestings, over random files.

PyYAML or json reads the file, the document and the result; the result must be the file with the document laid in, with
the types of values and keys. And what inlay hands on, it can read again: the job reads what render prints, and so does
who gives the report's launch to inlay again.

usage: documents.py INLAY DOCUMENTS [SEED]
"""
import copy
import datetime
import json
import random
import re
import subprocess
import sys
import tempfile

import yaml

# Strings that safe_dump writes without quotes: words on which readers disagree, and numbers in YAML 1.2.
DISPUTED = ['08', 'nULL', 'y', '2024-1-1']
NUMBERS = {'1e-3': 0.001, '-.5': -0.5, '2E5': 200000.0, '0o17': 15}
STRINGS = ['x', '', 'two words', 'a: b', '# no', '- x', "it's", '"q"', '7', '1.50', 'true', 'null', '~', 'yes', '1_000',
           '!x', '2024-01-01', 'é ☃ 🙂', 'tab\there', 'line\nbreak\n', ' lead', 'trail ', '{a}', '[b', '%', '@x', '`', '*a',
           '&a', '<<', 'x' * 200, '\x07', '=', '\u2028', '0x1f']
LETTERS = [*'abcdefghijklmopqrstuvw', 'k r', 'x.y', 'é', 'q[0]', 'a:b', "'", '#c']
INTEGERS = list(range(2, 60))
OTHERS = [2.5, 60.25, True, False, None, datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)]
DISPUTE = re.compile('is read differently by YAML 1.1 and 1.2')


class Tagged:
    def __init__(self, tag, text):
        self.tag = tag
        self.text = text

    def __repr__(self):
        return f'{self.tag} {self.text!r}'


class Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


class Loader(yaml.CSafeLoader):
    pass


Dumper.add_representer(Tagged, lambda dumper, value: dumper.represent_scalar(value.tag, value.text))
Loader.add_multi_constructor('!', lambda loader, name, node: Tagged('!' + name, node.value))


def text_of(key):
    """The key as it is written, save for quotes."""
    return {True: 'true', False: 'false', None: 'null'}[key] if key is None or isinstance(key, bool) else str(key)


def look(text):
    """What a key is when it stands without quotes."""
    if re.fullmatch('[0-9]+', text):
        return 'int'
    if re.fullmatch(r'[0-9]+\.[0-9]+', text):
        return 'float'
    if re.fullmatch(r'\d{4}-\d\d-\d\d', text):
        return 'date'
    return {'true': 'bool', 'false': 'bool', 'null': 'null'}.get(text, 'str')


def with_strings(value):
    """The value with its keys as JSON has them."""
    if isinstance(value, dict):
        return {text_of(key): with_strings(inner) for key, inner in value.items()}
    return [with_strings(inner) for inner in value] if isinstance(value, list) else value


class Maker:
    def __init__(self, source, as_json):
        self.random = source
        self.as_json = as_json

    def scalar(self):
        kinds = [lambda: self.random.randint(-5, 5), lambda: self.random.choice([10**30, -2**63, 0]),
                 lambda: self.random.choice([0.1, -1.5e-07, 1e+22, 3.0, 123456.789]),
                 lambda: self.random.choice([True, False, None]), lambda: self.random.choice(STRINGS)]
        if not self.as_json:
            kinds.append(lambda: Tagged('!ref', self.random.choice(['<a>', 'b c', 'x, y', '', '7'])))
        return self.random.choice(kinds)()

    def keys(self, count, plain):
        if plain or self.as_json and self.random.random() < 0.5:
            pool = LETTERS
        else:
            numbers = [str(number) for number in INTEGERS] if self.as_json or self.random.random() < 0.4 else INTEGERS
            pool = self.random.choice([LETTERS, numbers, LETTERS + numbers])
            if not self.as_json and pool is not numbers:
                pool = pool + OTHERS
        pool = list(pool)
        self.random.shuffle(pool)
        by_text = {}
        for key in pool:
            by_text.setdefault(text_of(key), key)
        return list(by_text.values())[:count]

    def value(self, depth, plain=False):
        chance = self.random.random()
        if depth < 4 and chance < 0.25:
            return self.mapping(depth + 1, plain)
        if depth < 4 and chance < 0.35:
            return [self.value(depth + 1, True) for _ in range(self.random.randint(0, 4))]
        return self.scalar()

    def mapping(self, depth, plain=False):
        most = 40 if depth == 0 else 6
        return {key: self.value(depth, plain) for key in self.keys(self.random.randint(0, most), plain)}

    def respelt(self, key):
        """Sometimes as a string, or as what it looks like."""
        if self.random.random() < 0.3:
            number = isinstance(key, str) and look(key) == 'int' and not self.as_json
            return int(key) if number else text_of(key)
        return key

    def partial(self, there, depth):
        """A document's object for what is there: some of its keys, and new ones."""
        changes = {}
        for key, value in there.items():
            if self.random.random() < 0.5:
                goes_in = isinstance(value, dict) and self.random.random() < 0.7
                inner = self.partial(value, depth + 1) if goes_in else self.value(depth + 1)
                changes[self.respelt(key)] = inner
        known = {text_of(key) for key in there} | {text_of(key) for key in changes}
        for key in self.keys(self.random.randint(0, 8), False):
            if text_of(key) not in known:
                changes[key] = self.value(depth + 1)
        return changes


def new_key(key, there):
    """The type that a new key gets in a map of the file; there: that map's keys."""
    kind = look(text_of(key))
    if kind == 'str':
        return key
    alike = all(look(text_of(other)) == kind and isinstance(other, str) == isinstance(there[0], str) for other in there)
    if not there or not alike:
        return key
    return text_of(key) if isinstance(there[0], str) else yaml.safe_load(text_of(key))


def laid_in(value, as_yaml, as_json):
    """A new value as the result has it."""
    if isinstance(value, dict):
        return {text_of(key) if as_json else key: laid_in(inner, as_yaml, as_json) for key, inner in value.items()}
    if isinstance(value, list):
        return [laid_in(inner, as_yaml, as_json) for inner in value]
    return NUMBERS.get(value, value) if as_yaml and isinstance(value, str) else value


def merged(there, changes, as_yaml, as_json):
    result = copy.copy(there)
    by_text = {text_of(key): key for key in there}
    for key, value in changes.items():
        known = by_text.get(text_of(key), Ellipsis)
        if known is Ellipsis:
            result[text_of(key) if as_json else new_key(key, list(there))] = laid_in(value, as_yaml, as_json)
        elif isinstance(there[known], dict) and isinstance(value, dict):
            result[known] = merged(there[known], value, as_yaml, as_json)
        else:
            result[known] = laid_in(value, as_yaml, as_json)
    return result


def typed(value):
    if isinstance(value, dict):
        return {(type(key).__name__, str(key)): typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    return type(value).__name__, repr(value)


def written(value, as_yaml, source):
    if as_yaml:
        return yaml.dump(value, Dumper=Dumper, default_flow_style=source.choice([False, None, True]),
                         allow_unicode=source.random() < 0.5, sort_keys=False, width=source.choice([80, 100000]))
    return json.dumps(value, indent=source.choice([None, 2]), ensure_ascii=source.random() < 0.5)


def read(text, as_json):
    return json.loads(text) if as_json else yaml.load(text, Loader)


def run(*words):
    return subprocess.run(words, capture_output=True)


def judge(inlay, directory, source):
    """None when all is right, 'refused', or what is wrong."""
    as_json, as_yaml = source.random() < 0.25, source.random() < 0.6
    config = directory + ('/c.json' if as_json else '/c.yaml')
    document = directory + ('/o.yaml' if as_yaml else '/o.json')
    original = Maker(source, as_json).mapping(0)
    changes = Maker(source, as_json or not as_yaml).partial(original, 0)
    if as_yaml and source.random() < 0.2:
        changes['a'] = source.choice(list(NUMBERS) + DISPUTED)
    if not as_yaml:
        changes = with_strings(changes)
    with open(config, 'w', encoding='utf-8') as out:
        out.write(written(original, not as_json, source))
    with open(document, 'w', encoding='utf-8') as out:
        out.write(written({'files': {config: changes}}, as_yaml, source))
    rendered = run(inlay, 'render', config, '-o', document)
    if changes.get('a') in DISPUTED and rendered.returncode == 1 and DISPUTE.search(rendered.stderr.decode()):
        return 'refused'
    problem = rendered.returncode != 0 and 'it is refused'
    if not problem:
        wanted, got = typed(merged(original, changes, as_yaml, as_json)), typed(read(rendered.stdout.decode(), as_json))
        problem = wanted != got and f'another value\nwanted {wanted}\ngot    {got}'
    if not problem:
        job = run(inlay, 'run', '--report=' + directory + '/report', '-o', document, '--', 'cat', config)
        again = run(inlay, 'render', config, '-o', directory + '/report')
        problem = (job.stdout != rendered.stdout and 'the job reads something else') or (
            again.stdout != rendered.stdout and 'the report says something else: ' + again.stderr.decode())
    shown = [open(config).read(), open(document).read(), (rendered.stdout + rendered.stderr).decode()]
    return problem and problem + '\n' + '--\n'.join(shown)


def main():
    inlay, documents = sys.argv[1], int(sys.argv[2])
    source = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    right = wrong = refused = 0
    with tempfile.TemporaryDirectory() as directory:
        for _ in range(documents):
            problem = judge(inlay, directory, source)
            right += not problem
            refused += problem == 'refused'
            if problem and problem != 'refused':
                wrong += 1
                print(problem)
    print(f'override documents: {right} right, {wrong} wrong, {refused} documents refused')


main()
