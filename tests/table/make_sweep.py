# SPDX-License-Identifier: Apache-2.0
"""Makes the directory of a sweep whose cells have ended in ways that no test could wait for.

usage: make_sweep.py [DIR]

Standard input is Python that calls cell(VALUES, STATE, …); names of shim/cli/cells/store.h."""
import hashlib
import json
import os
import sys

DIR = sys.argv[1] if len(sys.argv) > 1 else 'sweep'
BEGUN = {'attempt': 1, 'host': 'node1', 'started': '2026-01-02T03:04:05.000000Z'}
cells = []


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as out:
        out.write(content if isinstance(content, bytes) else content.encode())


def cell(values, state='new', status=0, seconds=1.5, files=None, **more):
    """files: content by name; more: members of its line in cells.jsonl."""
    number = len(cells)
    name = f'{number:04}'
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    cells.append({'cell': number, 'name': name, 'digest': digest, 'values': values, **more})
    for file, content in (files or {}).items():
        write(f'{DIR}/{name}/{file}', content)
    if state != 'new':
        write(f'{DIR}/{name}/started.json', json.dumps(BEGUN))
    if state in ('done', 'failed', 'timed out'):
        record = {'state': state, 'status': status, 'seconds': seconds, **BEGUN}
        write(f'{DIR}/{name}/status.json', json.dumps(record))


exec(sys.stdin.read())
for file in 'sweep.json', 'base.json':
    write(f'{DIR}/{file}', '{}')
write(f'{DIR}/cells.jsonl', ''.join(json.dumps(line) + '\n' for line in cells))
