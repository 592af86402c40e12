/* SPDX-License-Identifier: Apache-2.0 */
// Judges the stream that edits writes, as judge.py does, with parsers that run in Node.
//
// usage: judge.js js-yaml|yaml|json [EVERY] <stream
'use strict';

const fs = require('fs');
const { isDeepStrictEqual } = require('util');

// A value with a tag that the parser has no type for.
class Tagged {
    constructor(tag, value) {
        this.tag = tag;
        this.value = value;
    }
}

function loadWithJsYaml() {
    const yaml = require('js-yaml');
    const types = [];
    for (const prefix of ['!', 'tag:yaml.org,2002:python']) {
        for (const kind of ['scalar', 'sequence', 'mapping']) {
            types.push(new yaml.Type(prefix, { kind, multi: true, construct: (value, tag) => new Tagged(tag, value) }));
        }
    }
    const schema = yaml.DEFAULT_SCHEMA.extend(types);
    // json: true lets duplicate keys be read.
    return (text) => {
        let first;
        yaml.loadAll(text, (document) => (first = first === undefined ? document : first), { schema, json: true });
        return first;
    };
}

function loadWithYaml() {
    const yaml = require('yaml');
    const options = { uniqueKeys: false, merge: true, logLevel: 'silent' };
    return (text) => {
        const document = yaml.parseAllDocuments(text, options)[0];
        if (document.errors.length > 0) {
            throw document.errors[0];
        }
        return document.toJS({ maxAliasCount: -1 });
    };
}

const engines = {
    'js-yaml': ['js-yaml', 'yaml', loadWithJsYaml],
    yaml: ['yaml', 'yaml', loadWithYaml],
    json: ['JSON.parse', 'json', () => (text) => JSON.parse(text.replace(/^\uFEFF/, ''))],
};

class Stream {
    constructor(bytes) {
        this.bytes = bytes;
        this.at = 0;
    }

    field() {
        if (this.at === this.bytes.length) {
            return null;
        }
        const line = this.bytes.indexOf('\n', this.at);
        const start = line + 1;
        this.at = start + Number(this.bytes.toString('latin1', this.at, line));
        return this.bytes.toString('utf8', start, this.at);
    }
}

// A copy in which no part is shared, so that an edit of one path changes no other.
function unshared(value) {
    if (Array.isArray(value)) {
        return value.map(unshared);
    }
    if (value instanceof Tagged) {
        return new Tagged(value.tag, unshared(value.value));
    }
    if (value === null || typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array) {
        return value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unshared(inner)]));
}

const inside = (value) => (value instanceof Tagged ? value.value : value);

function steps(path, load) {
    const lines = path.split('\n').slice(0, -1);
    return lines.map((line) => (line[0] === '#' ? Number(line.slice(1)) : String(load(line.slice(1)))));
}

// Makes one operation to the data, in place.
function apply(data, operation, path, value) {
    const outer = operation === 'append' ? path : path.slice(0, -1);
    const container = inside(outer.reduce((place, step) => inside(place)[step], data));
    const last = path[path.length - 1];
    if (operation === 'append') {
        container.push(value);
    } else if (operation !== 'remove') {
        container[last] = value;
    } else if (Array.isArray(container)) {
        container.splice(last, 1);
    } else {
        delete container[last];
    }
}

function isRight(original, operations, result, load) {
    const expected = unshared(original);
    for (const [operation, path, value] of operations) {
        apply(expected, operation, steps(path, load), JSON.parse(value));
    }
    return isDeepStrictEqual(unshared(load(result)), expected);
}

const [name, form, makeLoad] = engines[process.argv[2]];
const every = Number(process.argv[3] || 1);
const load = makeLoad();
const stream = new Stream(fs.readFileSync(0));
let right = 0;
let wrong = 0;
let unread = 0;
let number = 0;
let config;
let original;
let readable;

function readDocument() {
    const [itsName, itsForm, strictness, source] = [stream.field(), stream.field(), stream.field(), stream.field()];
    config = itsName;
    readable = itsForm === form && (form === 'yaml' || strictness === 'strict');
    try {
        original = readable ? load(source) : null;
    } catch (error) {
        console.log(`${name} does not read ${config}: ${error.message.split('\n')[0]}`);
        unread++;
        readable = false;
    }
}

function judgeEdit() {
    const operations = Array.from({ length: Number(stream.field()) }, () => [0, 1, 2].map(() => stream.field()));
    const result = stream.field();
    number += readable;
    if (!readable || number % every !== 0) {
        return;
    }
    let correct = false;
    let reason = '';
    try {
        correct = isRight(original, operations, result, load);
    } catch (error) {
        reason = error.message;
    }
    right += correct;
    wrong += !correct;
    if (!correct && wrong <= 5) {
        console.log(`wrong: ${config} ${JSON.stringify(operations)} ${reason}\n${result}\n---`);
    }
}

for (let kind = stream.field(); kind !== null; kind = stream.field()) {
    if (kind === 'document') {
        readDocument();
    } else {
        judgeEdit();
    }
}
console.log(`${name}: ${right} right, ${wrong} wrong, ${unread} documents not read`);
process.exitCode = wrong > 0 ? 1 : 0;
