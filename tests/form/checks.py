# SPDX-License-Identifier: Apache-2.0
"""What the launch form's page is made of, without a browser: each function is one check, named on the command line.

usage: checks.py INLAY CHECK, in an empty directory
"""
import json
import os
import subprocess
import sys

import page
import yaml

INLAY = sys.argv[1]
CLI = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../shim/cli')


def write(path, content):
    with open(path, 'w', encoding='utf-8', errors='surrogatepass') as out:
        out.write(content if isinstance(content, str) else json.dumps(content))


def expect(actual, expected):
    assert actual == expected, f'\n  expected: {expected!r}\n  actual:   {actual!r}'


def one_page():
    """Everything is in the page, and its policy lets nothing in."""
    write('config.yaml', 'seed: 1\n')
    written = page.form(INLAY, 'config.yaml')
    loads = [(tag, attributes) for tag, attributes in written.elements
             if {'src', 'srcset', 'action', 'data', 'style', 'onclick', 'onload'} & set(attributes)
             or (tag == 'link' and not attributes['href'].startswith('data:')) or tag in ('base', 'iframe', 'object', 'form')]
    expect(loads, [])
    [style], [script] = written.texts('style'), written.texts('script')
    expect(written.policy, {
        'default-src': ["'none'"], 'script-src': [page.hash_source(script)], 'style-src': [page.hash_source(style)],
        'img-src': ['data:'], 'base-uri': ["'none'"], 'form-action': ["'none'"], 'require-trusted-types-for': ["'script'"]})
    for way in ('innerHTML', 'outerHTML', 'insertAdjacentHTML', 'document.write', 'eval(', 'Function(', 'url(http', '@import'):
        assert way not in script + style, way


def model():
    """Each input with what schema, file and manifest say of it."""
    write('config.yaml', 'trainer: {lr: 1e-4, big: 123456789012345678901234567890, private: {key: v}}\nwords: [yes, .inf, 0x1f]\n')
    write('inlay.yaml', {'files': {'config.yaml': {'exclude': ['trainer.private'], 'schema': {
        'type': 'object', 'required': ['seed'], 'properties': {
            'seed': {'type': 'integer', 'minimum': 1, 'title': 'Seed', 'default': 7},
            'trainer': {'type': 'object', 'title': 'Trainer', 'description': 'All of it', 'properties': {
                'lr': {'type': 'number', 'exclusiveMinimum': 0, 'placeholder': '1e-3'}}}}}}},
                          'run_config': {'types': {'note': 'str'}}})
    [config, run_config] = page.form(INLAY).model['configs']
    expect(config['sections'], [{'path': ['trainer'], 'title': 'Trainer', 'description': 'All of it'}])
    expect(config['inputs'], [
        {'path': ['seed'], 'type': 'int', 'required': True,
         'schema': {'types': ['integer'], 'title': 'Seed', 'required': True, 'default': '7', 'minimum': '1'}},
        {'path': ['trainer', 'lr'], 'type': 'float', 'value': '1e-4',
         'schema': {'types': ['number'], 'placeholder': '1e-3', 'exclusiveMinimum': '0'}},
        {'path': ['trainer', 'big'], 'type': 'int', 'value': '123456789012345678901234567890'},
        {'path': ['words'], 'type': 'list', 'value': '[!"yes", .inf, 31]'}])
    expect((config['file'], config['format']), ('config.yaml', 'yaml'))
    expect(run_config, {'run_config': True, 'sections': [], 'inputs': [{'path': ['note'], 'type': 'str'}]})


def stream():
    """The documents of a stream are told apart, and a file of JSON is one."""
    write('stream.yaml', 'a: 1\n---\na: 2\n')
    write('conf', '{"a": 3}')
    configs = page.form(INLAY, 'stream.yaml', 'conf').model['configs']
    expect([(config['file'], config.get('document'), config['format'], config['inputs'][0]['value']) for config in configs],
           [('stream.yaml', 1, 'yaml', '1'), ('stream.yaml', 2, 'yaml', '2'), ('conf', None, 'json', '3')])


def inert():
    """Whatever stands in files and schemas, the model is text that ends nowhere early."""
    texts = ['</script><script>alert(1)</script>', '<!-- <script>', '&amp;', ']]>', '\u2028\u2029', '{{script}}', '\ud800', '\x00']
    write('config.json', {text: [text] for text in texts})
    write('inputs.json', {'files': {'config.json': {'schema': {'type': 'object', 'properties': {
        text: {'type': 'array', 'title': text, 'description': text, 'placeholder': text, 'default': [text]}
        for text in texts if text != '\ud800'}}}}})
    written = page.form(INLAY, '--inputs', 'inputs.json')
    assert not set('<>&\u2028\u2029') & set(written.model_text)
    expect(sorted(each['path'][0] for each in written.model['configs'][0]['inputs']), sorted(texts))
    expect(written.model['options'], ['--inputs', 'inputs.json'])
    expect(len(written.texts('script')), 1)


def secret():
    """A secret is in the page by its reference alone."""
    write('config.yaml', 'clear: hunter2\nreference: secret://NAME\nlist: [hunter2]\nlisted: hunter2\n')
    write('inlay.yaml', {'files': {'config.yaml': {'secrets': ['listed'], 'schema': {'type': 'object', 'properties': {
        'clear': {'type': 'string', 'format': 'secret', 'default': 'hunter2', 'enum': ['hunter2', 'other'], 'const': 'hunter2'},
        'reference': {'type': 'string', 'format': 'secret'},
        'list': {'type': 'array', 'default': ['hunter2'], 'items': {'type': 'string', 'format': 'secret', 'enum': ['hunter2']}}}}}}})
    written = page.form(INLAY)
    assert 'hunter2' not in written.text
    inputs = written.inputs()
    expect({path: (each.get('secret'), each.get('hidden'), each.get('value')) for path, each in inputs.items()}, {
        'config.yaml: clear': (True, True, None), 'config.yaml: reference': (True, None, '"secret://NAME"'),
        'config.yaml: list': (True, True, None), 'config.yaml: listed': (True, True, None)})


def refusals():
    """What is no command line for a form, and inputs that are wrong."""
    def said(*arguments):
        run = subprocess.run([INLAY, 'form', *arguments], capture_output=True, text=True)
        assert run.stdout == ''
        return run.returncode, run.stderr.splitlines()[0]
    write('config.yaml', 'a: 1\n')
    expect(said('config.yaml:a=2'), (2, 'inlay: config.yaml:a=2: the form takes no overrides, it makes them'))
    expect(said('none.yaml'), (1, f'inlay: none.yaml: does not exist in {os.getcwd()}'))
    assert said()[1].startswith("inlay: nothing says what this job's inputs are"), said()


def documents():
    """What the page writes, it reads back, and so do others: as YAML and as JSON, whatever keys and texts hold."""
    texts = ['', ' ', 'a', 'yes', 'Null', '1', '1e3', '0x1f', '12:30', '~', '-', '- a', '? a', 'a: b', 'a #b', '#', '"', "'", '\\',
             '\n', 'a\r\nb', '\t', '\x00', '\x7f', '\x85', '\xa0', '\u2028', '\u202e', '\ufeff', '\ufffe', '𝄞', 'é', '{', '[a]',
             '&a', '*a', '!a', '|', '>', '%', '@', '`', '<<', '=', '...', '---', 'k' * 2000, '__proto__', 'constructor']
    source = json.dumps({'files': {'f': {**{text: text for text in texts}, 'nested': {text: {text: [text, {text: None}]} for text in texts},
                                         'numbers': [0, -1, 1.5, 12345678901234567890]}}})
    program = r"""
        const fs = require('fs'), vm = require('vm');
        const context = vm.createContext({});
        process.argv.slice(1).forEach((file) => vm.runInContext(fs.readFileSync(file, 'utf8'), context));
        context.source = fs.readFileSync(0, 'utf8');
        console.log(vm.runInContext(`(() => {
            const read = readDocument(source);
            const written = [writeYaml(read), writeJson(read)];
            return JSON.stringify([...written, written.every((text) => equal(readDocument(text), read))]);
        })()`, context));
    """
    files = [f'{CLI}/{name}.js' for name in ('base/page/text', 'form/page/values', 'form/page/documents')]
    run = subprocess.run(['node', '-e', program, *files], input=source, capture_output=True, text=True, check=True)
    as_yaml, as_json, same = json.loads(run.stdout)
    assert same
    expect(json.loads(as_json), json.loads(source))
    expect(yaml.safe_load(as_yaml), json.loads(source))


globals()[sys.argv[2]]()
