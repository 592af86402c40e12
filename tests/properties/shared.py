#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random files full of anchors, merges of merges, keys of every type and core tags; each gets overrides.

What is not overridden must have the same values, with the types of values and keys, wherever it stands now: to PyYAML,
to whom a map's own keys hide those that `<<` brings, and to readers to whom what comes later wins: a model of their
rule, and Ruby's Psych where it is installed. What may be refused has one of a few reasons.

usage: shared.py INLAY FILES [SEED]
"""
import copy
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

# Of keys that are equal to Python (1, True and 1.0), or that look alike (9 and "9"), there is one.
KEYS = ['a', 'b', 'c', '5', '7', '2.5', 'true', 'off', '~', '"9"', '2024-01-01', 'k r', '0x10', '-1']
SPELT = {True: 'true', False: 'off', None: '~', 2.5: '2\\.5', 16: '0x10'}
RESPELT = {'0x10': '16', '~': 'null', 'true': 'True'}
NEW_KEYS = ['a', 'b', 'n', 'k r']
SCALARS = ['1', 'x', '1e-4', '3.10', '!!str 3.10', '"q"', '[1, 2]', '{z: 1, 3: w}', 'true', '~', '0o7', '2024-01-01', 'yes',
           '!!int 5', '!x 3.10', '!y {z: 1}', '|-\n{indent}  text\n{indent}  more'] * 4 + ['!!float 3']
MAY_BE_REFUSED = {
    'tag': r'it has a tag',
    'key type': r'as a string and as another type',
    'inherited': r'and cannot be removed here',
    'order': r'readers disagree',
    'spelling': r'(true|~|0x10).*there is no such key|has this key in another spelling',
}
TWO_WAYS = r'internal error|in an earlier override, not an object'  # what a key is, PyYAML and inlay may see otherwise
RUBY = r'''
require 'json'; require 'date'; require 'yaml'
NAMES = {Integer => 'int', Float => 'float', String => 'str', TrueClass => 'bool', FalseClass => 'bool',
         NilClass => 'NoneType', Date => 'date'}
def typed(value)
  case value
  when Hash then ['map', value.map { |key, inner| [typed(key), typed(inner)] }]
  when Array then ['list', value.map { |inner| typed(inner) }]
  else [NAMES.fetch(value.class, value.class.to_s), value.to_s]
  end
end
STDOUT.write(JSON.generate(JSON.parse(STDIN.read).map { |text|
  begin typed(YAML.unsafe_load(text)) rescue ['error', $!.to_s] end
}))
'''


class Tagged:
    """What only a program knows."""

    def __init__(self, tag, text):
        self.spelt = tag, text

    def __str__(self):
        return str(self.spelt)


def construct_tagged(loader, tag, node):
    if isinstance(node, yaml.ScalarNode):
        return Tagged(tag, (node.value, node.style))
    return Tagged(tag, typed(loader.construct_mapping(node, deep=True)))


yaml.SafeLoader.add_multi_constructor('!', construct_tagged)


class MergeLast(yaml.SafeLoader):
    """What comes later wins, be it a key or what `<<` brings."""

    def flatten_mapping(self, node):
        pass

    def construct_mapping(self, node, deep=False):
        result = {}
        for key_node, value_node in node.value:
            value = self.construct_object(value_node, deep=True)
            if key_node.tag == 'tag:yaml.org,2002:merge':
                for merged in reversed(value if isinstance(value, list) else [value]):
                    result.update(merged)
            else:
                result[self.construct_object(key_node, deep=True)] = value
        return result


class Writer:
    """Writes one file."""

    def __init__(self, random_source):
        self.random = random_source
        self.anchors = []
        self.count = 0

    def key(self, key):
        return RESPELT.get(key, key) if self.random.random() < 0.1 else key

    def value(self, indent, depth, flow):
        chance = self.random.random()
        if depth < 3 and not flow and chance < 0.25:
            return self.mapping(indent + '  ', depth + 1)
        if self.anchors and chance > 0.94:
            return '*' + self.random.choice(self.anchors)
        if self.anchors and chance > 0.9:
            return f'[1, {{<<: *{self.random.choice(self.anchors)}, q: 1}}]'
        usable = [scalar for scalar in SCALARS if not flow or '|' not in scalar]
        return self.random.choice(usable).replace('{indent}', indent)

    def anchor(self):
        """An anchor for what is written next, which may be used only after it."""
        if self.random.random() < 0.5:
            return '', None
        self.count += 1
        return f'&x{self.count} ', f'x{self.count}'

    def mapping(self, indent, depth):
        anchor, name = self.anchor()
        flow = self.random.random() < 0.3
        keys = self.random.sample(KEYS, self.random.randint(1, 5))
        for _ in range(self.random.choice((0, 0, 0, *[1] * 16, 2)) if self.anchors else 0):
            keys.insert(self.random.choice((0, 0, len(keys), self.random.randint(0, len(keys)))), '<<')
        entries = []
        for key in keys:  # in their order: an alias stands after its anchor
            value = self.merged() if key == '<<' else self.value(indent, 9 if flow else depth, flow)
            entries.append((self.key(key), value))
        if name:
            self.anchors.append(name)
        if flow:
            return anchor + '{' + ', '.join(f'{key}: {value}' for key, value in entries) + '}'
        lines = anchor.rstrip()
        for key, value in entries:
            lines += f'\n{indent}{key}:' + ('' if value.startswith('\n') else ' ') + value
            lines += '  # c' if self.random.random() < 0.1 and '\n' not in value else ''
        return lines

    def merged(self):
        names = self.random.sample(self.anchors, min(len(self.anchors), self.random.randint(1, 3)))
        parts = ['*' + name for name in names]
        if self.random.random() < 0.1:
            parts[0] = f'{{<<: {parts[0]}, a: inline}}'
        return parts[0] if len(names) == 1 or self.random.random() < 0.5 else '[' + ', '.join(parts) + ']'

    def document(self):
        text = ''
        for number in range(self.random.randint(2, 6)):
            if self.anchors and self.random.random() < 0.2:
                text += f'm{number}: *{self.random.choice(self.anchors)}\n'
                continue
            body = self.mapping('  ', 1)
            text += f'm{number}:' + ('' if body.startswith('\n') else ' ') + body + '\n'
        return text


def typed(value):
    """The value with the types of all that is in it, and nothing shared."""
    if isinstance(value, dict):
        return {typed(key): typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    return type(value).__name__, str(value)


def from_ruby(value):
    kind, inside = value
    if kind == 'map':
        return {from_ruby(key): from_ruby(inner) for key, inner in inside}
    if kind == 'list':
        return [from_ruby(inner) for inner in inside]
    return kind, inside.capitalize() if kind == 'bool' else 'None' if kind == 'NoneType' else inside


def paths(value, path=()):
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, path + (key,))


def spell(key):
    # True is 1 to a dict, and 2.5 of no other key's type.
    known = key is None or isinstance(key, (bool, float)) or (isinstance(key, int) and key == 16)
    return SPELT[key] if known else str(key)


class Override:
    def __init__(self, source, before):
        every = list(paths(before))
        self.path = source.choice(every)
        self.kind = source.choice(('set', 'set', 'set', 'remove', 'add'))
        if self.kind == 'add':
            value = before
            for key in self.path:
                value = value[key]
            key = source.choice(NEW_KEYS)
            respelt = any(step is None or step is True or step == 16 for step in self.path)
            self.kind = 'add' if isinstance(value, dict) and key not in value and not respelt else 'set'
            self.path += (key,) if self.kind == 'add' else ()
        self.key = '.'.join(spell(step) for step in self.path)
        self.value = source.choice(('NEW', '17', '{q: 1, r: {s: 2}}', '[4, 5]'))

    def disjoint(self, others):
        return all(self.path[:len(other.path)] != other.path and other.path[:len(self.path)] != self.path for other in others)

    def assignment(self, config):
        return config + ':' + {'set': f'{self.key}={self.value}', 'remove': f'~{self.key}', 'add': f'+{self.key}={self.value}'}[self.kind]

    def apply(self, tree):
        """False: the path leads nowhere in this reader's tree."""
        steps = [typed(key) for key in self.path]
        for step in steps[:-1]:
            tree = tree.get(step) if isinstance(tree, dict) else None
        if not isinstance(tree, dict) or (self.kind != 'add' and steps[-1] not in tree):
            return False
        if self.kind == 'remove':
            del tree[steps[-1]]
        else:
            tree[steps[-1]] = typed(yaml.safe_load(self.value))
        return True


def overrides_of(source, before):
    overrides = []
    for _ in range(source.choice((1, 1, 1, 2, 3, 6))):
        override = Override(source, before)
        if override.disjoint(overrides):
            overrides.append(override)
    return overrides


def as_document(source, config, overrides):
    """What can be said in `files`."""
    tree = {}
    for override in overrides:
        inner = tree
        steps = [spell(step).replace('\\', '') for step in override.path]
        for step in steps[:-1]:
            inner = inner.setdefault(step, {})
        inner[steps[-1]] = yaml.safe_load(override.value)
    return json.dumps({'files': {config: tree}})


def merges_twice(node):
    """Whether a map has two `<<`: PyYAML takes the last one."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else [(inner, inner) for inner in node.value if isinstance(node, yaml.SequenceNode)]
    keys = [key.value for key, _ in pairs if isinstance(node, yaml.MappingNode)]
    return keys.count('<<') > 1 or any(merges_twice(inner) for _, inner in pairs)


def spells_a_key_in_two_ways(text):
    return any(re.search(rf'(?m)(^ *|[{{ ]){re.escape(one)}:', text) and re.search(rf'(?m)(^ *|[{{ ]){re.escape(other)}:', text)
               for one, other in RESPELT.items())


def is_right(read, before, after, overrides):
    expected = copy.deepcopy(read(before))
    return all(override.apply(expected) for override in overrides) and read(after) == expected


def ruby_read(texts):
    run = subprocess.run(['ruby', '-e', RUBY], input=json.dumps(texts), capture_output=True, text=True, check=True)
    return dict(zip(texts, (from_ruby(value) if value[0] != 'error' else tuple(value) for value in json.loads(run.stdout))))


def main():
    inlay, files = sys.argv[1], int(sys.argv[2])
    source = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    readers = {'PyYAML': lambda text: typed(yaml.safe_load(text)),
               'a reader to whom the last wins': lambda text: typed(yaml.load(text, MergeLast))}
    right = wrong = 0
    refused = dict.fromkeys(MAY_BE_REFUSED, 0)
    rendered = []
    with tempfile.TemporaryDirectory() as directory:
        config = directory + '/c.yaml'
        for _ in range(files):
            text = Writer(source).document()
            with open(config, 'w') as out:
                out.write(text)
            before = yaml.safe_load(text)
            for _ in range(3):
                overrides = overrides_of(source, before)
                words = [override.assignment(config) for override in overrides]
                if source.random() < 0.3 and all(override.kind == 'set' and override.value[0] != '{' and not re.search('true|~|0x10', override.key)
                                                 for override in overrides):
                    words = ['-o', directory + '/o.json']
                    with open(words[1], 'w') as out:
                        out.write(as_document(source, config, overrides))
                run = subprocess.run([inlay, 'render', config, *words], capture_output=True, text=True, check=False)
                reason = [name for name, words_of in MAY_BE_REFUSED.items() if re.search(words_of, run.stderr)]
                if not reason and spells_a_key_in_two_ways(text) and re.search(TWO_WAYS, run.stderr):
                    reason = ['spelling']
                if not reason and merges_twice(yaml.compose(text)) and re.search(TWO_WAYS, run.stderr):
                    reason = ['order']
                failed = [] if run.returncode else [name for name, read in readers.items() if not is_right(read, text, run.stdout, overrides)]
                if run.returncode and reason:
                    refused[reason[0]] += 1
                elif run.returncode or failed:
                    wrong += 1
                    print(f'{failed or "refused"}: {words}\n{[override.assignment("") for override in overrides]}\n{text}--\n{run.stdout}{run.stderr}')
                else:
                    right += 1
                    rendered.append((text, run.stdout, overrides))
    if shutil.which('ruby'):
        trees = ruby_read(list({text for before, after, _ in rendered for text in (before, after)}))
        for before, after, overrides in rendered:
            if not is_right(trees.get, before, after, overrides):
                right, wrong = right - 1, wrong + 1
                print(f"Ruby's Psych: {[override.assignment('') for override in overrides]}\n{before}--\n{after}")
    reasons = ', '.join(f'{count} for {reason}' for reason, count in refused.items())
    print(f'shared values: {right} right, {wrong} wrong, {sum(refused.values())} overrides refused ({reasons})')


main()
