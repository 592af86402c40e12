#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random command lines, each as a sweep of one cell: its document means what the arguments mean.

`inlay render` and `inlay config` print the same of the arguments and of the document that `inlay sweep --list` makes of them;
what `inlay check` refuses is no cell, and the other way round, but for keys that a sweep does not take twice.

usage: cell_documents.py INLAY COMMANDS [SEED], in an empty directory
"""
import json
import random
import subprocess
import sys

FILES = {
    'c.yaml': 'a: 1\nb: {c: 2, d: [1, 2, {e: x}]}\nw: no\nt: !Ref q\n"k:=#x": 1\n"+p": 2\nl:\n- {name: a=b, v: 1}\n'
              '- {name: "c]d", v: 2}\n- 12:30\nm: &x {y: 1}\nn: *x\nbang: "!a"\n',
    's.yaml': 'k: 1\nkind: A:b\n---\nk: 2\nkind: "C,d"\n',
    'j.json': '{"a": 1, "s": "t", "o": {"p": [1]}}\n',
    'd#2:e.yaml': 'a: 1\nb: 2\n',
}
MANIFEST = 'files: {c.yaml: {}, s.yaml: {}, j.json: {}, "d#2:e.yaml": {}}\nrun_config: {}\nbind: {rate: c.yaml:a, deep.x: j.json:a}\n'
TARGETS = ['c.yaml:a', 'c.yaml:b.c', 'c.yaml:w', 'c.yaml:bang', 'c.yaml:b.d[0]', './c.yaml:a', 'c.yaml:b', 'c.yaml:+b.d[+]',
           'c.yaml:b.d[-1].e',
           'c.yaml:t', r'c.yaml:k:\=#x', r'c.yaml:\+p', r'c.yaml:l[name=a\=b].v', r'c.yaml:l[name=c\]d].v', 'c.yaml:l[2]',
           'c.yaml:+new.x.y', 'c.yaml:n.y', 's.yaml#2:k', 's.yaml#1:+z', r's.yaml#kind=A\:b:k', r's.yaml#kind=C\,d:k', 'j.json:a',
           'j.json:s', 'j.json:o.p[0]', 'j.json:+o.q', r'd\#2\:e.yaml:a']
VALUES = ['1', '2.50', '1e-3', '.5', '0x1f', '-0.0', '+1', '.inf', 'yes', 'off', '12:31', 'abc', '"a: b"', "'x'", '"a,b"', '[1, 2]',
          '{a: 1, "b c": [no]}', 'null', 'true', *3 * ['!Ref zz'], '!Ref [1]', '', '1e400']
DOCUMENTS = [
    {'files': {'c.yaml': {'b': {'c': None}}}},
    {'files': {'c.yaml': {'a': 5, 'w': 'on'}}},
    {'files': {'s.yaml#2': {'k': 9}}, 'unset': ['c.yaml:t'], 'set': {'c.yaml:b.c': 7}},
    {'set': {'c.yaml:+q.r': {'z': [1]}}},
    {'set': {'c.yaml:a': 's'}},
    {'unset': ['c.yaml:w', 'c.yaml:b.d[0]']},
    {'unset': ['j.json:o']},
    {'run_config': {'rate': 2.5, 'deep': {'x': 3}}},
    {'run_config': {'rate': {'a': 1}}, 'shared': True},
    {'edits': [{'file': 'c.yaml', 'op': 'set', 'key': 'a', 'value': 44}], 'run_config': {'rate': 7}},
]
# A sweep takes no key twice, and no key behind one that it lies in.
OF_SWEEPS_ALONE = ('its values are said twice', 'name the outer one first')


def some_target(chance):
    """The first ones more often, so that arguments have to do with each other."""
    return chance.choice(TARGETS[:chance.choice([5, len(TARGETS)])])


def common(chance):
    """An argument that is the same for all cells; often none."""
    kind, target = chance.random(), some_target(chance)
    if kind < 0.15:
        return ['--set', f'{target}={chance.choice(VALUES)}']
    if kind < 0.2:
        return ['--set-string', f'{target}={chance.choice(["yes", "1", "a b"])}']
    if kind < 0.25:
        return ['--set-json', target + '=' + chance.choice(['1', '"x"', '{"a": [1.0]}', '1e5'])]
    if kind < 0.3:
        return ['--set-tagged', f'{target}={chance.choice(["!Ref x", "!T {a: 1}"])}']
    if kind < 0.37:
        return [target.replace('+', '') + '-']
    if kind < 0.55:
        return ['-o', json.dumps(chance.choice(DOCUMENTS))]
    return []


def arguments(chance):
    words = ['--shared'] if chance.random() < 0.5 else []
    for _ in range(chance.randrange(6)):
        words += common(chance)
    for _ in range(chance.randrange(1, 4)):
        words.append(f'{some_target(chance)}={chance.choice(VALUES)}')
    if chance.random() < 0.3:
        words += ['--run-config', 'rate=' + chance.choice(['1', '0.5', 'x', '{a: 1}'])]
    return words


def judge(inlay, words):
    """Whether there is a cell. What is wrong is an AssertionError."""
    def run(*command):
        return subprocess.run([inlay, *command], capture_output=True, text=True)

    listed, checked = run('sweep', '--list', *words), run('check', *words)
    if any(said in listed.stderr for said in OF_SWEEPS_ALONE):
        return False
    assert (listed.returncode == 0) == (checked.returncode == 0), (listed.stderr, checked.stderr)
    if listed.returncode != 0:
        return False
    document, = listed.stdout.splitlines()
    json.loads(document)
    shared = [word for word in words if word == '--shared']
    for name in FILES:
        one, other = run('render', name, *words), run('render', name, *shared, '-o', document)
        assert (one.returncode, one.stdout) == (other.returncode, other.stdout), (name, document, one, other)
    one, other = run('config', *words), run('config', *shared, '-o', document)
    assert one.stdout == other.stdout, (document, one, other)
    return True


def main():
    inlay, count = sys.argv[1], int(sys.argv[2])
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    for name, text in {**FILES, 'inlay.yaml': MANIFEST}.items():
        with open(name, 'w', encoding='utf-8') as file:
            file.write(text)
    cells = 0
    for _ in range(count):
        words = arguments(chance)
        try:
            cells += judge(inlay, words)
        except AssertionError as wrong:
            sys.exit(f'{words}: {wrong}')
    print(f'{count} command lines, {cells} cells')


main()
