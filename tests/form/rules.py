# SPDX-License-Identifier: Apache-2.0
"""The page's check beside inlay's: for each schema and value, both must find the same wrong, in the same words."""
import glob
import json
import os
import subprocess
import sys

import page

INLAY, ROOT = sys.argv[1:]
SCRIPTS = [f'{ROOT}/shim/cli/{name}.js' for name in ('base/page/text', 'form/page/values', 'form/page/documents', 'form/page/check')]
NUMBERS = ['0', '-0', '1', '1.0', '1e0', '0.1', '-3', '2.5', '1e-4', '100', '99.99999999999999999999', '1e400',
           '9007199254740993', '123456789012345678901234567890']
OTHERS = ['null', 'true', 'false', '""', '"a"', '"b"', '"yes"', '"1"', '[]', '["a"]', '["a", "a"]', '["a", "b", "c"]',
          '[1, 1.0]', '[1, 2]', '[[1], [1.0]]', '{}', '{"x": 1}', '{"x": "a", "y": 2}', '[{"x": 1}]', '[{}]', '[{"kind": "adam"}]',
          '[{"kind": "sgd", "lr": 0}]', '"\\ud800"']
SCHEMAS = [
    {}, {'type': 'integer'}, {'type': 'number'}, {'type': 'string'}, {'type': 'boolean'}, {'type': 'array'},
    {'type': 'object'}, {'type': ['integer', 'null']}, {'type': ['integer', 'string', 'boolean']},
    {'anyOf': [{'type': 'integer'}, {'type': 'null'}]}, {'anyOf': [{'type': 'integer'}, {'type': 'string'}]},
    {'anyOf': [{'type': 'integer', 'minimum': 2}, {'type': 'array', 'items': {'type': 'string'}}]},
    {'type': 'integer', 'enum': [16, 64, 256]}, {'type': 'string', 'enum': ['a', 'b']}, {'enum': [1, 'a', True, None]},
    {'type': 'number', 'enum': [1.0, 2.5]}, {'const': 'a'}, {'const': 1},
    {'type': 'number', 'minimum': 1}, {'type': 'number', 'maximum': 1}, {'type': 'number', 'exclusiveMinimum': 0},
    {'type': 'number', 'exclusiveMaximum': 100}, {'type': 'integer', 'minimum': 1, 'maximum': 256},
    {'type': 'integer', 'maximum': 9007199254740992}, {'type': 'number', 'minimum': 1e-4},
    {'type': 'array', 'minItems': 1}, {'type': 'array', 'maxItems': 1}, {'type': 'array', 'uniqueItems': True},
    {'type': 'array', 'items': {'type': 'string', 'enum': ['a', 'b']}, 'minItems': 1, 'uniqueItems': True},
    {'type': 'array', 'items': {'type': 'object', 'properties': {'x': {'type': 'string'}}, 'required': ['x']}},
    {'type': 'string', 'enum': [f'choice {i}' for i in range(15)]}, {'type': 'string', 'enum': ['x' * 60]},
    {'type': 'array', 'items': {'anyOf': [
        {'type': 'object', 'properties': {'kind': {'const': 'adam'}}},
        {'type': 'object', 'properties': {'kind': {'const': 'sgd'}, 'lr': {'type': 'number', 'exclusiveMinimum': 0}},
         'required': ['kind']}]}},
]


def inlay_finds(value):
    """None when the value is refused for other reasons than the schema's; that the page refuses it too is enough."""
    run = subprocess.run([INLAY, 'check', '-o', '{"files": {"c.yaml": {"v": %s}}}' % value], capture_output=True, text=True)
    found = [line for line in run.stderr.splitlines() if ': note: ' not in line and ': warning: ' not in line]
    marked = [line.split(': c.yaml: v', 1) for line in found]
    if run.returncode == 0:
        return []
    if any(len(parts) == 1 or parts[1][0] not in ':.[' for parts in marked) or 'double' in run.stderr:
        return None
    return sorted(parts[1].removeprefix(': ').lstrip('.') for parts in marked)


def main():
    cases = []
    for schema in SCHEMAS:
        with open('inlay.yaml', 'w') as manifest:
            json.dump({'files': {'c.yaml': {'schema': {'type': 'object', 'properties': {'v': schema}}}}}, manifest)
        shown = page.form(INLAY).inputs()['c.yaml: v'].get('schema', {})
        cases += [(schema, shown, value, inlay_finds(value)) for value in NUMBERS + OTHERS]
    lines = '\n'.join(json.dumps({'schema': shown, 'value': value}) for _, shown, value, _ in cases)
    judged = subprocess.run(['node', f'{ROOT}/tests/form/rules.js', *SCRIPTS], input=lines, check=True,
                            capture_output=True, text=True).stdout.splitlines()
    differences = 0
    for (schema, _, value, expected), line in zip(cases, judged, strict=True):
        found = sorted(json.loads(line))
        if found != expected and not (expected is None and found):
            differences += 1
            print(f'{json.dumps(schema)}  {value}\n  inlay: {expected}\n  page:  {found}')
    print(f'{len(cases)} cases, {differences} differences')
    return differences


sys.exit(1 if main() else 0)
