/* SPDX-License-Identifier: Apache-2.0 */
/* One input: what the model says of it, what a person made of it, and the controls to do that with.
 *
 * The state of a field is {kind, raw}: raw is what the control holds, a text, for 'bool' true, false or null (not set),
 * for 'many' a Set of indexes of choices. Kinds are
 *
 *     str  number  bool  null     one value
 *     lines                       a list of texts or of numbers, one a line
 *     json                        any value, as JSON
 *     choice  many                one, or any, of an enum
 *     secret                      the name of a secret
 */

const KIND_OF_TYPE = {
    null: 'null', boolean: 'bool', integer: 'number', number: 'number', string: 'str', array: 'lines', object: 'json',
};
const KIND_OF_VALUE_TYPE = {
    null: 'null', bool: 'bool', int: 'number', float: 'number', str: 'str', list: 'lines', object: 'json', unknown: 'json',
};
const SCHEME = 'secret://';
const SECRET = /^[A-Za-z_][A-Za-z0-9_]*$/;

class Field {
    constructor(input, group, id, listener) {
        this.input = input;
        this.group = group;
        this.id = id;
        this.listener = listener;
        this.schema = input.schema || {};
        this.key = input.path[input.path.length - 1];
        this.title = this.schema.label || this.schema.title || this.key;
        this.current = input.value === undefined ? undefined : readValue(input.value);
        this.haystack = [group.name, pathText(input.path), this.title, this.schema.description || ''].join('\n').toLowerCase();
        this.chooseKinds();
        this.initial = this.stateOf(this.current);
        this.reset();
    }

    /* The kinds that the schema leaves; without one the kind that the value has, and all others. */
    chooseKinds() {
        const schema = this.schema;
        if (this.input.secret && !['str', 'unknown', 'null'].includes(this.input.type)) {
            this.kinds = [this.input.type === 'list' ? 'lines' : 'json'];
        } else if (this.input.secret) {
            this.kinds = ['secret'];
        } else if (schema.enum || schema.const) {
            this.choices = (schema.enum || [schema.const]).map((choice) => readValue(choice));
            this.kinds = ['choice'];
        } else if (this.takesMany()) {
            this.choices = schema.items.enum.map((choice) => readValue(choice));
            this.kinds = ['many'];
        } else {
            this.kinds = this.kindsOfTypes();
        }
        if (schema.optional && this.kinds[0] === 'choice' && !this.choices.some((choice) => choice.kind === 'null')) {
            this.choices.push(NULL);
        } else if (schema.optional && this.kinds[0] !== 'choice' && !this.kinds.includes('null')) {
            this.kinds.push('null');
        }
    }

    takesMany() {
        return Boolean((this.schema.types || []).includes('array') && this.schema.items && this.schema.items.enum);
    }

    kindsOfTypes() {
        const alternatives = this.schema.anyOf || [];
        const types = this.schema.types || (alternatives.every((alternative) => alternative.types) ?
            alternatives.flatMap((alternative) => alternative.types) : []);
        const kinds = new Set(types.map((type) => KIND_OF_TYPE[type]));
        if (types.length === 0) {
            kinds.add(KIND_OF_VALUE_TYPE[this.input.type]);
            ['str', 'number', 'bool', 'null', 'json'].forEach((kind) => kinds.add(kind));
        }
        if (kinds.has('lines')) {
            kinds.add('json');
        }
        if (kinds.has('lines') && !this.itemKind()) {
            kinds.delete('lines');
        }
        return [...kinds];
    }

    /* What each line of a list is, 'string', 'number' or 'secret'; null when lines cannot hold the items. */
    itemKind() {
        if (this.input.secret) {
            return 'secret';
        }
        const types = (this.schema.items && this.schema.items.types || []).filter((type) => type !== 'null');
        if (types.length === 1) {
            return {string: 'string', integer: 'number', number: 'number'}[types[0]] || null;
        }
        const items = this.current && this.current.kind === 'list' ? this.current.items : [];
        const kinds = new Set(items.map((item) => item.kind));
        return types.length === 0 && kinds.size === 1 && ['string', 'number'].includes([...kinds][0]) ? [...kinds][0] : null;
    }

    fitsLines(value) {
        if (this.itemKind() === 'secret') {
            return value.kind === 'list' && value.items.every(isReference);
        }
        return value.kind === 'list' && value.items.every((item) => item.kind === this.itemKind() && !/[\n\r]/.test(item.text)) &&
            !(value.items.length > 0 && value.items[value.items.length - 1].text === '');
    }

    /* The state in which a field shows value; of several kinds that could, the first. */
    stateOf(value) {
        for (const kind of this.kinds) {
            const raw = value === undefined ? this.emptyRaw(kind) : this.rawOf(kind, value);
            if (raw !== null || (kind === 'bool' && value === undefined)) {
                return {kind, raw};
            }
        }
        if (this.kinds[0] === 'choice' || this.kinds[0] === 'secret') {
            return {kind: this.kinds[0], raw: ''};
        }
        this.kinds.push('json');
        return {kind: 'json', raw: inline(value)};
    }

    emptyRaw(kind) {
        return kind === 'bool' || kind === 'null' ? null : kind === 'many' ? new Set() : '';
    }

    /* null when the kind cannot show value. */
    rawOf(kind, value) {
        switch (kind) {
        case 'str':
            return value.kind === 'string' && !/[\u0000-\u0008\u000b-\u001f]/.test(value.text) ? value.text : null;
        case 'number':
            return value.kind === 'number' || (value.kind === 'word' && this.input.type !== 'bool') ? value.text : null;
        case 'bool':
            return truthOf(value);
        case 'null':
            return value.kind === 'null' ? '' : null;
        case 'lines':
            return this.fitsLines(value) ? value.items.map((item) => item.text).join('\n') : null;
        case 'choice': {
            const index = this.choices.findIndex((choice) => equal(choice, value, false));
            return index < 0 ? null : String(index);
        }
        case 'many':
            return value.kind === 'list' ? this.choose(value.items) : null;
        case 'secret':
            return isReference(value) ? value.text.slice(SCHEME.length) : null;
        default:
            return inline(value);
        }
    }

    /* Items that are no choice become one, so that they can be taken away. */
    choose(items) {
        return new Set(items.map((item) => {
            const index = this.choices.findIndex((choice) => equal(choice, item, false));
            return index < 0 ? this.choices.push(item) - 1 : index;
        }));
    }

    reset() {
        this.kind = this.initial.kind;
        this.raw = this.kind === 'many' ? new Set(this.initial.raw) : this.initial.raw;
        this.touched = false;
        this.judge();
        this.show();
    }

    /* The view is made when the field is first seen. */
    show() {
        if (this.view) {
            this.view.showControl();
        }
    }

    /* Takes a value from a saved document. False when it cannot be shown, which only a secret's clear text can not. */
    take(value) {
        if (this.input.secret && value.kind !== 'null' && !this.kinds.some((kind) => kind !== 'json' && this.rawOf(kind, value) !== null)) {
            return false;
        }
        Object.assign(this, this.stateOf(value));
        if (this.kind === 'choice' && this.raw === '') {
            this.raw = String(this.choices.push(value) - 1);
        }
        this.judge();
        this.show();
        return true;
    }

    /* The value that the control holds; undefined when it holds none. Throws what is wrong with it. */
    parse() {
        const text = typeof this.raw === 'string' ? this.raw : '';
        switch (this.kind) {
        case 'str':
            return text === '' && this.current === undefined && this.initial.kind === 'str' ? undefined : string(text);
        case 'number':
            return text.trim() === '' ? undefined : readNumber(text.trim()) || fail(`${display(string(text.trim()))} is not a number`);
        case 'bool':
            return this.raw === null ? undefined : bool(this.raw);
        case 'null':
            return NULL;
        case 'lines':
            return text === '' && this.current === undefined ? undefined : list(this.parseLines(text));
        case 'choice':
            return text === '' ? undefined : this.choices[Number(text)];
        case 'many':
            return this.raw.size === 0 && this.current === undefined && !this.touched ? undefined : list(this.chosen());
        case 'secret':
            return text === '' ? undefined : this.parseSecret(text);
        default:
            return text.trim() === '' ? undefined : readValue(text.trim());
        }
    }

    parseSecret(text) {
        const name = text.startsWith(SCHEME) ? text.slice(SCHEME.length) : text;
        return SECRET.test(name) ? string(SCHEME + name) : fail('this is no name of a secret (letters, digits and _; never the secret itself)');
    }

    parseLines(text) {
        const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
        switch (this.itemKind()) {
        case 'secret':
            return lines.map((line) => this.parseSecret(line.trim()));
        case 'number':
            return lines.map((line, i) => readNumber(line.trim()) || fail(`line ${i + 1}: ${display(string(line))} is not a number`));
        default:
            return lines.map((line) => string(line));
        }
    }

    /* In the order of the current value, so that taking out one item does not reorder the rest. */
    chosen() {
        const items = this.current && this.current.kind === 'list' ? this.current.items : [];
        const before = items.map((item) => this.choices.findIndex((choice) => equal(choice, item, false)));
        const kept = [...new Set(before)].filter((index) => this.raw.has(index));
        const added = [...this.raw].filter((index) => !before.includes(index)).sort((a, b) => a - b);
        return [...kept, ...added].map((index) => this.choices[index]);
    }

    isInitial() {
        if (this.kind !== this.initial.kind) {
            return false;
        }
        return this.kind === 'many' ? this.raw.size === this.initial.raw.size && [...this.raw].every((index) => this.initial.raw.has(index)) :
            this.raw === this.initial.raw;
    }

    /* Sets value, undefined when the input stays as it is, and problem, null when nothing is wrong. */
    judge() {
        this.value = undefined;
        this.problem = null;
        try {
            const value = this.isInitial() ? undefined : this.parse();
            this.value = value && !(this.current && equal(value, this.current)) ? value : undefined;
        } catch (error) {
            this.problem = error.message;
        }
        if (this.value) {
            this.problem = spellingProblem(this.value, this.group.format) || checkValue(this.schema, this.value).join('; ') || null;
        } else if (!this.problem && this.input.required && this.input.value === undefined && !this.input.hidden) {
            this.problem = 'a value is required';
            this.missing = true;
            return;
        }
        this.missing = false;
    }

    get changed() {
        return this.value !== undefined || (this.problem !== null && !this.missing);
    }

    /* From a control: the person did something. */
    edit(raw) {
        this.raw = raw;
        this.touched = true;
        this.judge();
        this.view.showState();
        this.listener(this);
    }

    changeKind(kind) {
        let value;
        try {
            value = this.parse();
        } catch { /* what cannot be read is not carried into the other kind */ }
        const raw = value === undefined ? null : this.rawOf(kind, value);
        this.kind = kind;
        this.raw = raw !== null ? raw : kind === 'str' && value ? display(value) : kind === 'bool' ? false : this.emptyRaw(kind);
        this.view.showControl();
        this.edit(this.raw);
    }
}

function isReference(value) {
    return value.kind === 'string' && value.text.startsWith(SCHEME);
}

function fail(problem) {
    throw new Error(problem);
}

/* true or false; null when value is neither. */
function truthOf(value) {
    if (value.kind !== 'bool' && value.kind !== 'word') {
        return null;
    }
    return /^(y|yes|on|true)$/i.test(value.text) ? true : /^(n|no|off|false)$/i.test(value.text) ? false : null;
}
