/* SPDX-License-Identifier: Apache-2.0 */
/* The page: groups of fields, the search, and the document that comes of them. */

const BATCH = 100;       /* fields that a group shows before it is asked for more */
const OPEN_AT_FIRST = 60; /* inputs; a larger job begins with its groups closed */
const INLINE_LENGTH = 1000; /* characters of a command line that people still read */
const INLINE_COUNT = 12;

const model = JSON.parse(document.getElementById('model').textContent);
const page = Object.fromEntries([...document.querySelectorAll('[id]')].map((part) => [part.id, part]));

/* How many members two sets have in common. */
function countShared(a, b) {
    const [small, large] = a.size < b.size ? [a, b] : [b, a];
    let count = 0;
    small.forEach((member) => { count += large.has(member) ? 1 : 0; });
    return count;
}

/* An object of the config, or a whole file: what <details> shows. */
class Group {
    constructor(key, path, about = {}) {
        this.name = about.label || about.title || key;
        this.path = path;
        this.about = about;
        this.items = []; /* fields and groups, in the order of the model */
        this.inner = new Map();
        this.limit = BATCH;
        this.fields = new Set();
    }

    build() {
        this.count = element('span', {class: 'count'});
        this.body = element('div', {class: 'body'});
        this.summary = element('summary', {},
            authorText('span', 'title', visible(this.name)),
            this.path && this.name !== pathText(this.path) ? element('code', {class: 'path'}, pathText(this.path)) : null,
            this.count);
        this.details = element('details', {class: this.path ? 'group' : 'group file'}, this.summary, this.body);
        this.details.addEventListener('toggle', () => this.details.open && this.fill());
        return this;
    }

    get root() {
        return this.details || this.build().details;
    }

    open() {
        this.root.open = true;
        this.fill();
    }

    /* shown is the set of fields that a search lets through; null: all. */
    show(shown) {
        this.shown = shown;
        this.limit = BATCH;
        const items = this.visibleItems();
        if (shown) {
            this.root.open = shown.size <= BATCH || !this.path;
        }
        this.showCount();
        this.filled = false;
        if (this.root.open) {
            this.fill();
        }
        return items.length > 0;
    }

    showCount() {
        if (!this.details) {
            return;
        }
        const mistakes = countShared(this.fields, wrong);
        const changes = countShared(this.fields, changed);
        this.count.textContent = [
            mistakes > 0 && plural(mistakes, 'mistake'),
            changes > 0 && `${changes.toLocaleString('en')} changed`,
            plural(this.shown ? countShared(this.fields, this.shown) : this.fields.size, 'input'),
        ].filter(Boolean).join(' · ');
    }

    visibleItems() {
        const isShown = (item) => (item instanceof Group ? countShared(item.fields, this.shown) > 0 : this.shown.has(item));
        return this.shown ? this.items.filter(isShown) : this.items;
    }

    fill() {
        if (this.filled) {
            return;
        }
        this.filled = true;
        const items = this.visibleItems();
        const parts = items.slice(0, this.limit).map((item) => this.part(item));
        if (this.about.description) {
            parts.unshift(authorText('p', 'help', this.about.description));
        }
        if (items.length > this.limit) {
            parts.push(this.moreButton(items.length - this.limit));
        }
        this.body.replaceChildren(...parts);
    }

    part(item) {
        if (item instanceof Group) {
            item.root;
            item.show(this.shown);
            return item.root;
        }
        item.view = item.view || new FieldView(item);
        return item.view.root;
    }

    moreButton(rest) {
        const button = element('button', {type: 'button', class: 'more'}, `Show ${Math.min(rest, BATCH)} more of ${rest}`);
        button.addEventListener('click', () => {
            const first = this.visibleItems()[this.limit];
            this.limit += BATCH;
            this.filled = false;
            this.fill();
            reveal(first);
        });
        return button;
    }
}

function reveal(item) {
    if (item instanceof Group) {
        item.summary.focus();
    } else {
        item.view.focus();
    }
}

/* The job's configs, each with its tree of groups. */
class Config {
    constructor(part) {
        this.isRunConfig = Boolean(part.run_config);
        this.name = this.isRunConfig ? 'run config' : part.document ? `${part.file}, document ${part.document}` : part.file;
        this.document = part.document;
        this.file = part.file;
        this.format = part.format;
        this.about = new Map((part.sections || []).map((section) => [JSON.stringify(section.path), section]));
        this.group = new Group(this.name, null, {description: this.about.get('[]')?.description});
        this.byPath = new Map();
    }

    add(field) {
        let group = this.group;
        field.groups = [group];
        field.input.path.slice(0, -1).forEach((key, i) => {
            const path = field.input.path.slice(0, i + 1);
            if (!group.inner.has(key)) {
                const inner = new Group(key, path, this.about.get(JSON.stringify(path)));
                group.inner.set(key, inner);
                group.items.push(inner);
            }
            group = group.inner.get(key);
            field.groups.push(group);
        });
        group.items.push(field);
        field.groups.forEach((each) => each.fields.add(field));
        this.byPath.set(JSON.stringify(field.input.path), field);
    }
}

const configs = model.configs.map((part) => new Config(part));
const fields = [];
model.configs.forEach((part, i) => {
    for (const input of part.inputs) {
        const field = new Field(input, configs[i], fields.length, onEdit);
        fields.push(field);
        configs[i].add(field);
    }
});

/* By "FILE:KEY", as `set` has them. */
const byTarget = new Map(fields.filter((field) => !field.group.isRunConfig)
    .flatMap((field) => ['', '+'].map((sign) => [target(field.group, field.input.path, sign), field])));

const changed = new Set(fields.filter((field) => field.changed));
const wrong = new Set(fields.filter((field) => field.problem));
/* What a saved document holds that no field shows; it stays in the document as it is. */
let kept = object();
let results = {};

function note(field) {
    changed[field.changed ? 'add' : 'delete'](field);
    wrong[field.problem ? 'add' : 'delete'](field);
}

function onEdit(field) {
    note(field);
    field.groups.forEach((group) => group.showCount());
    showDocument();
}

function place(root, path, value) {
    let entries = root.entries;
    for (const key of path.slice(0, -1)) {
        if (!entries.has(key) || entries.get(key).kind !== 'object') {
            entries.set(key, object());
        }
        entries = entries.get(key).entries;
    }
    entries.set(path[path.length - 1], value);
}

function copyOf(value) {
    return value.kind === 'object' ? object(new Map([...value.entries].map(([key, inner]) => [key, copyOf(inner)]))) : value;
}

/* Whether a kept `set` or `unset`, which takes effect behind `files`, is of this input or of an object around it. */
function isCovered(field) {
    const name = target(field.group, field.input.path);
    const unset = kept.entries.get('unset');
    const sets = [...(kept.entries.get('set') || object()).entries.keys()];
    return [...sets, ...(unset && unset.kind === 'list' ? unset.items.map((item) => item.text || '') : [])]
        .map((each) => each.replace(/^\.\//, ''))
        .some((each) => name === each || name.startsWith(each + '.'));
}

/* `files` merges objects into objects alone; `set` puts a value in the place of anything. */
function needsSet(field) {
    const {group, value, current} = field;
    const replaces = value.kind === 'object' && current !== undefined && current.kind !== 'object' &&
        (current.kind !== 'null' || value.entries.size === 0);
    return !group.isRunConfig && (group.document !== undefined || replaces || isCovered(field));
}

function changesInOrder() {
    return [...changed].filter((field) => field.value && !field.problem).sort((a, b) => a.id - b.id);
}

function makeDocument() {
    const made = copyOf(kept);
    for (const field of changesInOrder()) {
        const {group, input, value} = field;
        if (needsSet(field)) {
            place(made, ['set', target(group, input.path, isCovered(field) ? '+' : '')], value);
        } else {
            place(made, group.isRunConfig ? ['run_config', ...input.path] : ['files', group.file, ...input.path], value);
        }
    }
    return made;
}

function assignment(field) {
    const {group, input, value} = field;
    if (group.isRunConfig) {
        return ['--run-config', shellWord(`${keyPath(input.path)}=${assignmentValue(value)}`)];
    }
    const added = field.current === undefined && !input.hidden ? '+' : '';
    const word = `${target(group, input.path, added)}=${assignmentValue(value)}`;
    return [shellWord(word.startsWith('-') ? `--set=${word}` : word)];
}

function commandLine(words) {
    return ['inlay', 'run', ...model.options.map(shellWord), ...words, '--', page.command.value.trim() || 'COMMAND'];
}

/* Lines end between words. */
function showCommand(where, words) {
    where.replaceChildren(...words.flatMap((word) => [element('span', {class: 'shell-word'}, word), ' ']).slice(0, -1));
    return words.join(' ');
}

/* null when the changes are none, too many, or not to be said in assignments. */
function inlineCommand() {
    const changes = changesInOrder();
    if (changes.length === 0 || changes.length > INLINE_COUNT || kept.entries.size > 0) {
        return null;
    }
    const words = commandLine(changes.flatMap(assignment));
    const line = words.join(' ');
    return line.length > INLINE_LENGTH || line.search(UNSAFE) >= 0 || changes.some((field) => field.input.path.includes('')) ? null : words;
}

const formatName = () => (page['as-json'].checked ? 'json' : 'yaml');
function showDocument() {
    const made = makeDocument();
    const inlined = inlineCommand();
    results = {
        document: formatName() === 'json' ? writeJson(made) : writeYaml(made),
        run: showCommand(page.run, commandLine(['-o', `overrides.${formatName()}`])),
        inline: showCommand(page.inline, inlined || []),
    };
    page.document.textContent = results.document;
    page['inline-part'].hidden = !inlined;
    showCounts();
}

function showCounts() {
    const counts = plural(changed.size, 'change') + (wrong.size ? `, ${plural(wrong.size, 'mistake')}` : '');
    document.body.classList.toggle('has-mistakes', wrong.size > 0);
    page['footer-counts'].textContent = counts;
    if (page.counts.textContent !== counts) {
        page.counts.textContent = counts;
    }
    showMistakes();
}

const MISTAKES_SHOWN = 20;

function showMistakes() {
    const items = [...wrong].sort((a, b) => a.id - b.id).slice(0, MISTAKES_SHOWN).map((field) => {
        const link = element('button', {type: 'button', class: 'link'}, `${field.group.name}: ${pathText(field.input.path)}`);
        link.addEventListener('click', () => goTo(field));
        return element('li', {}, link, ` ${field.problem}`);
    });
    if (wrong.size > MISTAKES_SHOWN) {
        items.push(element('li', {}, `and ${wrong.size - MISTAKES_SHOWN} more`));
    }
    page.mistakes.hidden = wrong.size === 0;
    page['mistakes-list'].replaceChildren(...items);
}

/* Opens what the field is in, and puts the cursor there. */
function goTo(field) {
    if (page.search.value || page['changed-only'].checked) {
        page.search.value = '';
        page['changed-only'].checked = false;
        search();
    }
    field.groups.forEach((group, i) => {
        const inside = field.groups[i + 1] || field;
        group.limit = Math.max(group.limit, group.items.indexOf(inside) + 1);
        group.filled = false;
        group.open();
    });
    field.view.focus();
}

function say(message) {
    page.status.textContent = message;
}

/* Nothing leaves the page while it holds a mistake: inlay would refuse it, or it would lack what somebody typed. */
function refuseMistakes() {
    if (wrong.size === 0) {
        return false;
    }
    say(`There ${wrong.size === 1 ? 'is a mistake' : `are ${wrong.size} mistakes`} to mend first`);
    goTo([...wrong].sort((a, b) => a.id - b.id)[0]);
    return true;
}

async function copy(which, what) {
    if (refuseMistakes()) {
        return;
    }
    try {
        await navigator.clipboard.writeText(results[which]);
        say(`${what} copied`);
    } catch {
        getSelection().selectAllChildren(page[which]);
        say(document.execCommand('copy') ? `${what} copied` : `The browser does not let pages copy: ${what} is selected`);
    }
}

function download() {
    if (refuseMistakes()) {
        return;
    }
    const url = URL.createObjectURL(new Blob([results.document], {type: 'application/octet-stream'}));
    element('a', {href: url, download: `overrides.${formatName()}`}).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    say(`overrides.${formatName()} saved`);
}

/* Puts the values of object into the fields of config; returns what no field takes. */
function takeValues(config, value, path, refused) {
    const rest = object();
    for (const [key, inner] of value.entries) {
        const here = [...path, key];
        const field = config.byPath.get(JSON.stringify(here));
        if (field && field.take(inner)) {
            note(field);
        } else if (field) {
            refused.push(`${config.name}: ${pathText(here)}`);
        } else if (inner.kind === 'object' && inner.entries.size > 0) {
            const left = takeValues(config, inner, here, refused);
            if (left.entries.size > 0) {
                rest.entries.set(key, left);
            }
        } else {
            rest.entries.set(key, inner);
        }
    }
    return rest;
}

function takeSection(name, value, refused) {
    const rest = object();
    if (value.kind !== 'object') {
        return value;
    }
    for (const [key, inner] of value.entries) {
        const config = name === 'files' && configs.find((each) => !each.isRunConfig && !each.document && each.file === key.replace(/^\.\//, ''));
        const field = name === 'set' && byTarget.get(key);
        if (field && field.take(inner)) {
            note(field);
        } else if (config && inner.kind === 'object') {
            const left = takeValues(config, inner, [], refused);
            if (left.entries.size > 0) {
                rest.entries.set(key, left);
            }
        } else {
            rest.entries.set(key, inner);
        }
    }
    return rest;
}

function takeDocument(saved) {
    const refused = [];
    const runConfig = configs.find((config) => config.isRunConfig);
    fields.filter((field) => !field.isInitial()).forEach((field) => {
        field.reset();
        note(field);
    });
    kept = object();
    /* In the order in which they take effect. */
    const sections = [...saved.entries].sort(([a], [b]) => (a === 'set') - (b === 'set'));
    for (const [name, value] of sections) {
        const rest = name === 'run_config' && runConfig && value.kind === 'object' ? takeValues(runConfig, value, [], refused) :
            name === 'files' || name === 'set' ? takeSection(name, value, refused) : value;
        if (rest.kind !== 'object' || rest.entries.size > 0) {
            kept.entries.set(name, rest);
        }
    }
    return refused;
}

async function openDocument(file) {
    page['file-message'].className = '';
    try {
        const read = readDocument(await file.text());
        const refused = takeDocument(read);
        search();
        showDocument();
        const notes = [`${visible(file.name)} is open: ${plural(changed.size, 'change')}.`];
        if (kept.entries.size > 0) {
            notes.push(`Without a field, and kept as they are: ${visible(inline(kept)).slice(0, 300)}`);
        }
        if (refused.length > 0) {
            notes.push(`Left out, since a secret is given by name (secret://NAME) alone: ${refused.join(', ')}`);
        }
        page['file-message'].textContent = notes.join(' ');
    } catch (error) {
        page['file-message'].className = 'problem';
        page['file-message'].textContent = `${visible(file.name)} cannot be read: ${error.message}`;
    }
}

function search() {
    const words = page.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const onlyChanged = page['changed-only'].checked;
    const filters = words.length > 0 || onlyChanged;
    const shown = filters ? new Set(fields.filter((field) => words.every((word) => field.haystack.includes(word)) &&
        (!onlyChanged || changed.has(field) || wrong.has(field)))) : null;
    for (const config of configs) {
        config.group.root.hidden = !config.group.show(shown) && filters;
    }
    page.found.textContent = filters ? `${plural(shown.size, 'input')} of ${fields.length.toLocaleString('en')}` : plural(fields.length, 'input');
}

function onDrag(event) {
    if (![...event.dataTransfer.types].includes('Files')) {
        return;
    }
    event.preventDefault();
    document.body.classList.toggle('dropping', event.type === 'dragover');
    if (event.type === 'drop' && event.dataTransfer.files.length > 0) {
        openDocument(event.dataTransfer.files[0]);
    }
}

function listen() {
    let timer;
    const later = () => {
        clearTimeout(timer);
        timer = setTimeout(search, fields.length > 500 ? 120 : 0);
    };
    page.search.addEventListener('input', later);
    page['changed-only'].addEventListener('change', search);
    page['as-yaml'].addEventListener('change', showDocument);
    page['as-json'].addEventListener('change', showDocument);
    page.command.addEventListener('input', showDocument);
    page['copy-document'].addEventListener('click', () => copy('document', 'The document'));
    page['copy-run'].addEventListener('click', () => copy('run', 'The command line'));
    page['copy-inline'].addEventListener('click', () => copy('inline', 'The command line'));
    page.download.addEventListener('click', download);
    page.file.addEventListener('change', () => {
        if (page.file.files.length > 0) {
            openDocument(page.file.files[0]);
        }
        page.file.value = '';
    });
    ['dragover', 'dragleave', 'drop'].forEach((name) => document.addEventListener(name, onDrag));
    document.addEventListener('keydown', (event) => {
        if (event.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
            event.preventDefault();
            page.search.focus();
        }
    });
}

function start() {
    page.job.textContent = visible(model.job);
    document.title = `${visible(model.job)}: launch form`;
    for (const config of configs) {
        page.configs.append(config.group.root);
        if (fields.length <= OPEN_AT_FIRST) {
            openAll(config.group);
        } else {
            config.group.root.open = configs.length === 1;
        }
    }
    listen();
    search();
    showDocument();
}

function openAll(group) {
    group.root.open = true;
    group.items.filter((item) => item instanceof Group).forEach(openAll);
}

start();
