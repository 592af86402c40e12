# SPDX-License-Identifier: Apache-2.0
"""The launch form in a real browser: each function below is one journey, named on the command line.

usage: journeys.py INLAY JOURNEY, in an empty directory
"""
import json
import os
import shutil
import subprocess
import sys
import time

import page
import yaml
from browser import Browser

INLAY = sys.argv[1]
DOCS_CONFIG = """\
seed: 42          # any will do
trainer:
  learning_rate: 0.01
  batch_size: 64
  model: resnet
  dataset: cifar10
  private:
    key: value
"""
# The job: prints all it reads.
JOB = """\
import json, os, sys, yaml
print(json.dumps({'config.yaml': yaml.safe_load(open('config.yaml')),
                  'run_config': json.loads(os.environ.get('WANDB_CONFIG', '{}'))}, default=str))
"""
TRAINER = {'learning_rate': {'type': 'number', 'description': 'Learning rate of the model', 'exclusiveMinimum': 0},
           'batch_size': {'type': 'integer', 'description': 'Number of samples per batch', 'enum': [16, 64, 256]},
           'dataset': {'type': 'string', 'description': 'Name of the dataset to use', 'enum': ['cifar10', 'cifar100']}}
JSON_SCHEMA = {'type': 'object', 'properties': {'seed': {'type': 'integer'},
                                                'trainer': {'type': 'object', 'properties': TRAINER}}}
# What Pydantic 2 prints for the class of W&B's page: Schema.model_json_schema().
PYDANTIC_CLASS = {
    '$defs': {
        'DatasetEnum': {'enum': ['cifar10', 'cifar100'], 'title': 'DatasetEnum', 'type': 'string'},
        'Trainer': {
            'properties': {
                'learning_rate': {'description': 'Learning rate of the model', 'exclusiveMinimum': 0,
                                  'title': 'Learning Rate', 'type': 'number'},
                'batch_size': {'description': 'Number of samples per batch', 'maximum': 256, 'minimum': 1,
                               'title': 'Batch Size', 'type': 'integer'},
                'dataset': {'$ref': '#/$defs/DatasetEnum', 'description': 'Name of the dataset to use',
                            'title': 'Dataset'}},
            'required': ['learning_rate', 'batch_size', 'dataset'], 'title': 'Trainer', 'type': 'object'}},
    'properties': {'seed': {'title': 'Seed', 'type': 'integer'}, 'trainer': {'$ref': '#/$defs/Trainer'}},
    'required': ['seed', 'trainer'], 'title': 'Schema', 'type': 'object'}


def pydantic_instance():
    """The same with the instance's values as defaults."""
    schema = json.loads(json.dumps(PYDANTIC_CLASS))
    schema['properties']['seed']['default'] = 42
    for key, value in {'learning_rate': 0.01, 'batch_size': 32, 'dataset': 'cifar10'}.items():
        schema['$defs']['Trainer']['properties'][key]['default'] = value
    return schema


def write(path, content):
    with open(path, 'w', encoding='utf-8', errors='surrogatepass') as out:
        out.write(content if isinstance(content, str) else json.dumps(content))


def read(path):
    with open(path) as file:
        return file.read()


def docs_job(schema=JSON_SCHEMA, config=DOCS_CONFIG):
    write('config.yaml', config)
    write('job.py', JOB)
    write('inlay.yaml', {'files': {'config.yaml': {'include': ['seed', 'trainer'], 'exclude': ['trainer.private'],
                                                   'schema': schema}},
                         'run_config': {'types': {'lr': 'float', 'note': 'str'}}})


def show(browser, *arguments):
    write('form.html', page.form(INLAY, *arguments).text)
    browser.open('form.html')
    assert browser.said == [], browser.said


def field(path):
    return f'fields.find((field) => field.group.name + ":" + field.input.path.join(".") === {json.dumps(path)})'


def seen(browser, path):
    """What a person sees of a field."""
    return json.loads(browser.run(f"""(() => {{
        const field = {field(path)};
        goTo(field);
        const root = field.view.root;
        const control = root.querySelector('.control input, .control select, .control textarea');
        const text = (selector) => (root.querySelector(selector) || {{textContent: null}}).textContent;
        return JSON.stringify({{
            title: text('.title'), help: text('.help'), kind: text('.kind'), state: text('.state'), problem: text('.problem'),
            required: text('.required') !== null, control: control.type || control.tagName, value: control.value,
            placeholder: control.placeholder || null, options: [...(control.options || [])].map((option) => option.textContent),
            group: field.groups.map((group) => group.name), name: control.labels[0] && control.labels[0].textContent,
        }});
    }})()"""))


def fill(browser, path, text):
    """Puts the cursor into a field, takes out what is in it, and types."""
    browser.run(f'goTo({field(path)})')
    if browser.run('document.activeElement.tagName === "SELECT"'):
        browser.run(f"""(() => {{
            const select = document.activeElement;
            select.value = [...select.options].find((option) => option.textContent === {json.dumps(text)}).value;
            select.dispatchEvent(new Event('change', {{bubbles: true}}));
        }})()""")
        return
    browser.run('document.activeElement.select()')
    browser.press('Backspace')
    browser.type(text)


def document(browser):
    return browser.run('page.document.textContent')


def copied(browser, button):
    """Presses a button and looks into the clipboard."""
    browser.run(f'page[{json.dumps(button)}].focus()')
    browser.press('Enter')
    browser.wait('page.status.textContent.endsWith("copied")')
    return browser.run('navigator.clipboard.readText()')


def inlay(*arguments, check=True):
    return subprocess.run([INLAY, *arguments], capture_output=True, text=True, check=check)


def what_job_reads(*arguments):
    return json.loads(inlay('run', *arguments, '--', '/usr/bin/python3', 'job.py').stdout)


def expect(actual, expected):
    assert actual == expected, f'\n  expected: {expected!r:.2000}\n  actual:   {actual!r:.2000}'


def json_schema(browser):
    """Each field is what the documentation's JSON schema describes."""
    docs_job()
    show(browser)
    rate = seen(browser, 'config.yaml:trainer.learning_rate')
    expect((rate['title'], rate['help'], rate['kind'], rate['value'], rate['state']),
           ('learning_rate', 'Learning rate of the model', 'float', '0.01', 'unchangedmore than 0'))
    expect(rate['group'], ['config.yaml', 'trainer'])
    size = seen(browser, 'config.yaml:trainer.batch_size')
    expect((size['control'], size['options'], size['kind']), ('select-one', ['16', '64', '256'], 'int'))
    dataset = seen(browser, 'config.yaml:trainer.dataset')
    expect((dataset['options'], dataset['name']), (['cifar10', 'cifar100'], 'dataset'))
    expect(seen(browser, 'config.yaml:seed')['kind'], 'int')
    # What the schema does not name has the type of its value; what is excluded has no field.
    expect(seen(browser, 'config.yaml:trainer.model')['value'], 'resnet')
    expect(browser.run('fields.map((field) => field.input.path.join("."))'),
           ['seed', 'trainer.learning_rate', 'trainer.batch_size', 'trainer.dataset', 'trainer.model', 'lr', 'note'])


def pydantic_class(browser):
    """Titles, bounds, a $ref and lists of what is required, as Pydantic prints them for the class."""
    docs_job(PYDANTIC_CLASS, 'trainer: {model: resnet}\n')
    show(browser)
    rate = seen(browser, 'config.yaml:trainer.learning_rate')
    expect((rate['title'], rate['required'], rate['state'], rate['problem']),
           ('Learning Rate', True, 'not in the filemore than 0', 'a value is required'))
    expect(rate['group'], ['config.yaml', 'Trainer'])
    fill(browser, 'config.yaml:trainer.batch_size', '257')
    expect(seen(browser, 'config.yaml:trainer.batch_size')['problem'], '257 is not at most 256')
    expect(seen(browser, 'config.yaml:trainer.dataset')['options'], ['not set', 'cifar10', 'cifar100'])
    expect(seen(browser, 'config.yaml:trainer.dataset')['help'], 'Name of the dataset to use')


def pydantic_instance_defaults(browser):
    """An instance's values are shown as defaults."""
    docs_job(pydantic_instance(), 'trainer: {model: resnet}\n')
    show(browser)
    rate = seen(browser, 'config.yaml:trainer.learning_rate')
    expect((rate['placeholder'], rate['state']), ('default: 0.01', 'not in the file (default 0.01)more than 0'))
    expect(seen(browser, 'config.yaml:seed')['placeholder'], 'default: 42')


def fill_in(browser):
    """What is copied out of the page is what inlay takes and what the job then reads, in three ways."""
    docs_job()
    show(browser)
    fill(browser, 'config.yaml:seed', '12345678901234567890123456789')
    fill(browser, 'config.yaml:trainer.learning_rate', '1e-4')
    fill(browser, 'config.yaml:trainer.batch_size', '256')
    fill(browser, 'config.yaml:trainer.model', 'yes')
    fill(browser, 'run config:lr', '0.50')
    fill(browser, 'run config:note', 'a "quoted" $HOME `note` it\'s \\ ü 本')
    expected = {'config.yaml': {'seed': 12345678901234567890123456789,
                                'trainer': {'learning_rate': 1e-4, 'batch_size': 256, 'model': 'yes',
                                            'dataset': 'cifar10', 'private': {'key': 'value'}}},
                'run_config': {'lr': 0.5, 'note': 'a "quoted" $HOME `note` it\'s \\ ü 本'}}
    write('overrides.yaml', copied(browser, 'copy-document'))
    expect(read('overrides.yaml'), """\
files:
  config.yaml:
    seed: 12345678901234567890123456789
    trainer:
      learning_rate: 1e-4
      batch_size: 256
      model: "yes"
run_config:
  lr: 0.50
  note: "a \\"quoted\\" $HOME `note` it's \\\\ ü 本"
""")
    inlay('check', '-o', 'overrides.yaml')
    expect(what_job_reads('-o', 'overrides.yaml'), expected)
    browser.run('page["as-json"].click()')
    write('overrides.json', copied(browser, 'copy-document'))
    expect(what_job_reads('-o', 'overrides.json'), expected)
    expect(yaml.safe_load(read('config.yaml'))['seed'], 42)

    # The command lines, as a shell takes them.
    browser.run('page.command.focus()')
    browser.type('/usr/bin/python3 job.py')
    for button in ('copy-run', 'copy-inline'):
        line = copied(browser, button)
        assert line.startswith('inlay run '), line
        environment = {**os.environ, 'PATH': os.path.dirname(INLAY) + ':' + os.environ['PATH']}
        ran = subprocess.run(['sh', '-c', line], capture_output=True, text=True, check=True, env=environment)
        expect(json.loads(ran.stdout), expected)


def download(browser):
    """The saved file is the document that is shown."""
    docs_job()
    show(browser)
    fill(browser, 'config.yaml:seed', '1')
    browser.run('page.download.click()')
    end = time.monotonic() + 10
    while not os.path.exists('overrides.yaml') and time.monotonic() < end:
        browser.run('1')
        time.sleep(0.05)
    expect(read('overrides.yaml'), document(browser))


ALL_KINDS = {'type': 'object', 'properties': {
    'count': {'type': 'integer', 'minimum': 1, 'title': 'Count', 'label': 'How many', 'placeholder': 'a few'},
    'enabled': {'type': 'boolean'}, 'maybe': {'type': 'boolean'},
    'metrics': {'type': 'array', 'items': {'type': 'string', 'enum': ['a', 'b', 'c']}, 'minItems': 1, 'uniqueItems': True},
    'layers': {'type': 'array', 'items': {'type': 'integer'}, 'maxItems': 3},
    'names': {'type': 'array', 'items': {'type': 'string'}},
    'note': {'anyOf': [{'type': 'string'}, {'type': 'null'}]},
    'either': {'anyOf': [{'type': 'integer'}, {'type': 'string'}]},
    'token': {'type': 'string', 'format': 'secret'},
    'clear': {'type': 'string', 'format': 'secret', 'default': 'hunter3'},
    'free': {'type': 'object'}}}
ALL_CONFIG = """\
count: 3
enabled: true
metrics: [c, a]
layers: [48, 24]
names: ["x", "y"]
note: hello
either: 5
token: secret://HF_TOKEN
clear: hunter2
free: {}
words: {bool: yes, octal: 0777, date: 2024-01-01}
text: |
  two
  lines
"""


def all_kinds(browser):
    """A control for every type; what they make is what the job reads."""
    docs_job()
    write('config.yaml', ALL_CONFIG)
    write('inlay.yaml', {'files': {'config.yaml': {'schema': ALL_KINDS}}})
    show(browser)
    assert 'hunter' not in read('form.html')
    expect(document(browser), '{}\n')
    count = seen(browser, 'config.yaml:count')
    expect((count['title'], count['placeholder']), ('How many', 'a few'))
    expect(seen(browser, 'config.yaml:maybe')['state'], 'not in the file')
    expect(seen(browser, 'config.yaml:clear')['state'].split('the name')[0], 'a secret that is not shown')
    browser.run(f'goTo({field("config.yaml:enabled")})')
    browser.press('Space')
    browser.run(f'{field("config.yaml:metrics")}.view.root.querySelectorAll("input")[1].click()')
    browser.run(f'{field("config.yaml:metrics")}.view.root.querySelectorAll("input")[0].click()')
    fill(browser, 'config.yaml:layers', '1\n2\n3')
    fill(browser, 'config.yaml:names', 'one\n\nno')
    fill(browser, 'config.yaml:token', 'OTHER')
    fill(browser, 'config.yaml:free', '{"x": {"y": [1, null]}}')
    fill(browser, 'config.yaml:text', 'three\n  lines\n\tof it')
    for path, kind in (('note', 'null'), ('either', 'str')):
        browser.run(f"""(() => {{
            const select = {field("config.yaml:" + path)}.view.kindHolder.querySelector('select');
            select.value = {json.dumps(kind)};
            select.dispatchEvent(new Event('change'));
        }})()""")
    write('overrides.yaml', document(browser))
    expect(yaml.safe_load(document(browser))['files']['config.yaml']['token'], 'secret://OTHER')
    os.environ['OTHER'] = 'opened'
    unchanged = json.loads(json.dumps(yaml.safe_load(ALL_CONFIG), default=str))
    read_by_job = what_job_reads('-o', 'overrides.yaml')['config.yaml']
    expect(read_by_job, {
        **unchanged, 'enabled': False, 'metrics': ['c', 'b'], 'layers': [1, 2, 3], 'names': ['one', '', 'no'],
        'token': read_by_job['token'], 'free': {'x': {'y': [1, None]}}, 'text': 'three\n  lines\n\tof it', 'note': None, 'either': '5'})


def stream(browser):
    """Each document of a stream has a group of its own."""
    write('stream.yaml', 'a: 1\n---\na: 2\n')
    show(browser, 'stream.yaml')
    fill(browser, 'stream.yaml, document 2:a', '3')
    expect(document(browser), 'set:\n  "stream.yaml#2:a": 3\n')
    write('overrides.yaml', document(browser))
    expect(inlay('render', '-o', 'overrides.yaml', 'stream.yaml').stdout, 'a: 1\n---\na: 3\n')
    expect(browser.run('page.inline.textContent'), "inlay run 'stream.yaml#2:a=3' -- COMMAND")
    show(browser, 'stream.yaml')
    browser.choose_file('#file', 'overrides.yaml')
    browser.wait('page["file-message"].textContent.includes("is open")')
    expect(seen(browser, 'stream.yaml, document 2:a')['value'], '3')


def mistakes(browser):
    """What is wrong is said beside the field and in the list, to screen readers too, and nothing is handed out."""
    docs_job()
    show(browser)
    fill(browser, 'config.yaml:trainer.learning_rate', '0')
    expect(seen(browser, 'config.yaml:trainer.learning_rate')['problem'], '0 is not more than 0')
    expect(browser.run(f'{field("config.yaml:trainer.learning_rate")}.view.controlHolder.firstChild.getAttribute("aria-invalid")'), 'true')
    expect(browser.run('page.counts.textContent'), '1 change, 1 mistake')
    refused = inlay('check', 'config.yaml:trainer.learning_rate=0', check=False)
    assert refused.returncode == 1 and '0 is not more than 0' in refused.stderr, refused.stderr
    for text in ('abc', '1e400', '1_000'):
        fill(browser, 'config.yaml:trainer.learning_rate', text)
        assert seen(browser, 'config.yaml:trainer.learning_rate')['problem'], text
    browser.run('page["copy-document"].click()')
    expect(browser.run('page.status.textContent'), 'There is a mistake to mend first')
    expect(browser.run('document.activeElement.id'), browser.run(f'{field("config.yaml:trainer.learning_rate")}.view.id'))
    expect(document(browser), '{}\n')
    browser.run(f'{field("config.yaml:trainer.learning_rate")}.view.resetButton.click()')
    expect(browser.run('page.counts.textContent'), '0 changes')


SAVED = """\
# by hand
files:
  config.yaml:
    trainer: {learning_rate: 2e-4, model: 'it''s'}   # a comment
    new_key:
      - 1
      - [two]
  other.json: {x: 1}
run_config:
  lr: 3
args: ["--verbose"]
"""


def reopen(browser):
    """A saved document fills the form, and nothing of it is lost; what cannot be read is refused with its line."""
    docs_job()
    show(browser)
    fill(browser, 'config.yaml:seed', '9')
    fill(browser, 'config.yaml:trainer.model', 'a: b # no')
    fill(browser, 'run config:note', 'x\u202ey')
    shown = document(browser)
    write('saved.yaml', shown)
    browser.run('page["as-json"].click()')
    write('saved.json', document(browser))
    for saved in ('saved.yaml', 'saved.json'):
        show(browser)
        browser.choose_file('#file', saved)
        browser.wait('page["file-message"].textContent.includes("is open")')
        expect(document(browser), shown)
        expect(seen(browser, 'config.yaml:seed')['value'], '9')
    write('hand.yaml', SAVED)
    browser.choose_file('#file', 'hand.yaml')
    browser.wait('page["file-message"].textContent.includes("hand.yaml is open")')
    assert 'other.json' in browser.run('page["file-message"].textContent')
    expect(seen(browser, 'config.yaml:trainer.model')['value'], "it's")
    expect(seen(browser, 'config.yaml:seed')['value'], '42')
    expect(yaml.safe_load(document(browser).replace('2e-4', '2.0e-4')), yaml.safe_load(SAVED.replace('2e-4', '2.0e-4')))
    # What takes effect behind `files` does not undo what is filled in.
    write('set.json', {'set': {'config.yaml:trainer': {'learning_rate': 7}}, 'unset': ['config.yaml:seed'],
                       'uri': 'x', 'overrides': {'files': {'config.yaml': {'seed': 3}}}})
    browser.choose_file('#file', 'set.json')
    browser.wait('page["file-message"].textContent.includes("set.json is open")')
    fill(browser, 'config.yaml:trainer.learning_rate', '8')
    fill(browser, 'config.yaml:seed', '4')
    write('overrides.yaml', document(browser))
    write('open.json', {'files': {'config.yaml': {}}})
    rendered = yaml.safe_load(inlay('render', '--inputs', 'open.json', '-o', 'overrides.yaml', 'config.yaml').stdout)
    expect((rendered['trainer'], rendered['seed']), ({'learning_rate': 8}, 4))
    # The same by dropping it.
    browser.run("""(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(['{"files": {"config.yaml": {"seed": 5}}}'], 'dropped.json'));
        document.dispatchEvent(new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}));
    })()""")
    browser.wait('page["file-message"].textContent.includes("dropped.json is open")')
    expect(document(browser), 'files:\n  config.yaml:\n    seed: 5\n')
    for text, problem in (('files:\n  config.yaml: &a {}\n', 'line 2'), ('files:\n  a: yes\n', 'line 2'), ('- 1\n', 'an object'),
                          ('{"files": ', 'missing'), ('files:\n  a: |\n    x\n', 'line 2'), ('a: 1\na: 2\n', 'twice')):
        write('wrong.yaml', text)
        browser.choose_file('#file', 'wrong.yaml')
        browser.wait('page["file-message"].textContent.includes("cannot be read")')
        assert problem in browser.run('page["file-message"].textContent'), browser.run('page["file-message"].textContent')
        browser.run('page["file-message"].textContent = ""')
        expect(document(browser), 'files:\n  config.yaml:\n    seed: 5\n')


HOSTILE = ['</script><script>alert(1)</script>', '<img src=x onerror=alert(1)>', '"><svg onload=alert(1)>',
           'javascript:alert(1)', '\u202egnp.exe', '<!--<script>', ']]>', '\u2028alert(1)', '{{script}}', '__proto__',
           'constructor', "'; alert(1); '", 'x' * 10000, '${alert(1)}', '&lt;b&gt;', '\u200f\u061c', '\x00\x07']


def hostile(browser):
    """Nothing that a config, a manifest or a schema says is run, and keys of every sort arrive."""
    config = {text: text for text in HOSTILE}
    schema = {'type': 'object', 'properties': {
        text: {'title': text, 'description': text, 'label': text, 'placeholder': text, 'enum': HOSTILE}
        for text in HOSTILE if text != '__proto__'}}
    name = '<script>alert(1)<\u2215script>.json'
    # As JSON: YAML's keys end at 1,024 bytes.
    write('inputs.json', {'files': {name: {'schema': {'type': 'object', 'properties': {'first': schema}}}}})
    write(name, {'first': config, 'second': config})
    show(browser, '--inputs', 'inputs.json')
    browser.run('openAll(configs[0].group)')
    browser.run('page.search.value = "<script>"; search(); openAll(configs[0].group)')
    browser.run('page.search.value = ""; search()')
    expect(browser.run('fields.length'), 2 * len(config))
    browser.run("""fields.forEach((field) => {
        goTo(field);
        if (field.kind === 'str') {
            field.edit(field.raw + '!');
        } else if (field.kind === 'json') {
            field.edit(field.raw.replace(/"$/, '!"'));
        } else {
            field.edit(field.raw === '1' ? '2' : '1');
        }
    })""")
    write('overrides.yaml', document(browser))
    browser.run('page["as-json"].click()')
    write('overrides.json', document(browser))
    time.sleep(0.2)
    browser.run('1')
    expect((browser.dialogs, browser.said), ([], []))
    expect([url for url in browser.requests if not url.startswith(('file:', 'data:'))], [])
    expect(browser.run('[...document.querySelectorAll("img, svg, iframe, object, embed, script[src]")].length'), 0)
    expect(browser.run('document.querySelectorAll("script").length'), 2)
    for saved in ('overrides.yaml', 'overrides.json'):
        rendered = json.loads(inlay('render', '--inputs', 'inputs.json', '-o', saved, name).stdout)
        expect(rendered['second'], {key: value + '!' for key, value in config.items()})
        expect(list(rendered['first'].values())[2], HOSTILE[1])


def shell(browser):
    """Command lines are the words that were meant, whatever keys and values hold."""
    keys = ['-x', '+x', '~x', 'a.b', 'a=b', 'a[0]', 'a:b', "it's", '$(touch pwned)', '`id`', 'a b', 'a\\b', '!x', '*', '#c', '\n']
    name = '-o:=#1 \'x\'.json'
    write(name, {key: 'old' for key in keys})
    write('inlay.yaml', {'files': {name: {}}})
    show(browser)
    for i, key in enumerate(keys):
        browser.run(f'fields.forEach((field) => field.reset()); changed.clear(); goTo(fields[{i}]); fields[{i}].edit({json.dumps("$(touch pwned) " + key)})')
        line = browser.run('page.inline.textContent')
        environment = {**os.environ, 'PATH': os.path.dirname(INLAY) + ':' + os.environ['PATH']}
        job = "/usr/bin/python3 -c 'import sys; sys.stdout.write(open(sys.argv[1]).read())' \"$JOB_FILE\""
        ran = subprocess.run(['sh', '-c', line.replace(' -- COMMAND', ' -- ' + job)], capture_output=True, text=True,
                             env={**environment, 'JOB_FILE': name})
        assert ran.returncode == 0, (line, ran.stderr)
        expect(json.loads(ran.stdout), {**{other: 'old' for other in keys}, key: '$(touch pwned) ' + key})
    assert not os.path.exists('pwned')


def many(count, flat):
    keys = [f'k{i}' if flat else f'group{i // 100}' for i in range(count)]
    config = {key: i for i, key in enumerate(keys)} if flat else {
        key: {f'k{i}': i for i in range(count) if f'group{i // 100}' == key} for key in dict.fromkeys(keys)}
    write('big.json', config)
    write('inlay.yaml', {'files': {'big.json': {}}})


def large(browser):
    """How quick the page is with many inputs is told; that it works is tested."""
    for count, flat in ((1000, False), (10000, True)):
        many(count, flat)
        times = {}
        for name, action in (('open', lambda: show(browser)),
                             ('search', lambda: browser.run('page.search.value = "k77"; search(); document.body.offsetHeight')),
                             ('edit', lambda: fill(browser, 'big.json:' + ('k777' if flat else 'group7.k777'), '5'))):
            start = time.monotonic()
            action()
            times[name] = round((time.monotonic() - start) * 1000)
        print(f'{count} inputs, ms: {times}', file=sys.stderr)
        expect(json.loads(json.dumps(yaml.safe_load(document(browser)))),
               {'files': {'big.json': {'k777': 5} if flat else {'group7': {'k777': 5}}}})
        browser.run('page.search.value = "k77"; search()')
        expect(browser.run('page.found.textContent'), f'{11 if count == 1000 else 111} inputs of {count:,}')


def keyboard(browser):
    """Tab goes from the skip link through search and fields to the result, and every control has a name."""
    docs_job()
    show(browser)
    stops = []
    for _ in range(40):
        browser.press('Tab')
        stops.append(browser.run("""(() => {
            const here = document.activeElement;
            return here.id || here.tagName + ' ' + (here.getAttribute('aria-label') || here.textContent).trim().slice(0, 40);
        })()"""))
        if stops[-1].startswith('BODY'):
            break
    order = [stops.index(name) for name in ('A Skip to the inputs', 'search', 'input-0', 'input-1', 'document', 'copy-document', 'command')]
    expect(order, sorted(order))


def without_network(browser):
    """The page asks for nothing."""
    docs_job()
    show(browser)
    browser.run('page["as-json"].click()')
    expect([url for url in browser.requests if not url.startswith(('file:', 'data:'))], [])
    # And could not.
    expect(browser.run('fetch("http://127.0.0.1:9/").then(() => "sent", () => "refused")'), 'refused')
    assert any('Content Security Policy' in line for line in browser.said), browser.said
    browser.said.clear()


def accessible(browser):
    """axe finds nothing: light and dark, narrow and wide, with mistakes and without."""
    docs_job()
    write('config.yaml', ALL_CONFIG)
    write('inlay.yaml', {'files': {'config.yaml': {'schema': ALL_KINDS}}, 'run_config': {'schema': PYDANTIC_CLASS}})
    axe = read(os.environ['AXE'])
    for width in (360, 1280):
        for dark in (False, True):
            browser.size(width, 900, dark)
            show(browser)
            browser.run(axe + ';0')
            for step in ('0', 'page["file-message"].textContent = "x"', 'openAll(configs[0].group)', 'page["as-json"].click()',
                         f'{field("config.yaml:layers")}.edit("x")', 'page["copy-document"].click()'):
                browser.run(step + ';0')
                found = json.loads(browser.run("""axe.run(document, {resultTypes: ['violations']}).then((result) =>
                    JSON.stringify(result.violations.map((each) => [each.id, each.nodes.map((node) => node.html)])))"""))
                expect((width, dark, step, found), (width, dark, step, []))


def pictures(browser):
    """For people who look at them: the page at three widths, light and dark."""
    docs_job()
    for width, height in ((360, 760), (768, 1000), (1280, 900)):
        for dark in (False, True):
            browser.size(width, height, dark)
            show(browser)
            fill(browser, 'config.yaml:trainer.learning_rate', '-1')
            fill(browser, 'config.yaml:trainer.batch_size', '256')
            browser.screenshot(f'form-{width}-{"dark" if dark else "light"}.png')


def main():
    with Browser() as browser:
        browser.call('Browser.grantPermissions', permissions=['clipboardReadWrite', 'clipboardSanitizedWrite'])
        globals()[sys.argv[2]](browser)
        assert browser.said == [], browser.said


main()
