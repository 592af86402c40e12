/* SPDX-License-Identifier: Apache-2.0 */
/* Values as config files hold them. Numbers stay text, since a double cannot hold every integer, and 1e-4 is to stay
 * 1e-4. A value is one of
 *
 *     {kind: 'null'}                       {kind: 'string', text}
 *     {kind: 'bool', text: 'true'}         {kind: 'list', items: [value…]}
 *     {kind: 'number', text, float}        {kind: 'object', entries: Map of key to value}
 *     {kind: 'word', text}                 plain YAML that YAML 1.1 and 1.2 read differently: yes, 0777, 12:30
 *
 * The text of a number is JSON's spelling of it, or .inf, -.inf, .nan. */

const NULL = {kind: 'null'};
const string = (text) => ({kind: 'string', text});
const bool = (truth) => ({kind: 'bool', text: truth ? 'true' : 'false'});
const list = (items) => ({kind: 'list', items});
const object = (entries = new Map()) => ({kind: 'object', entries});

/* What YAML 1.2 takes for a number, as a value; null when text is none. */
function readNumber(text) {
    const special = /^([-+]?)\.(inf|Inf|INF)$/.exec(text);
    if (special) {
        return {kind: 'number', text: special[1] === '-' ? '-.inf' : '.inf', float: true};
    }
    if (/^\.(nan|NaN|NAN)$/.test(text)) {
        return {kind: 'number', text: '.nan', float: true};
    }
    if (/^0x[0-9a-fA-F]+$|^0o[0-7]+$/.test(text)) {
        return {kind: 'number', text: BigInt(text).toString(), float: false};
    }
    if (/^[-+]?(0|[1-9][0-9]*)$/.test(text)) {
        return {kind: 'number', text: text.replace('+', ''), float: false};
    }
    const parts = /^([-+]?)0*([0-9]*)(?:(\.)([0-9]*))?([eE][-+]?[0-9]+)?$/.exec(text);
    if (!parts || !/^[-+]?\.?[0-9]/.test(text) || !(parts[3] || parts[5])) {
        return null;
    }
    const sign = parts[1] === '-' ? '-' : '';
    const fraction = parts[3] ? '.' + (parts[4] || '0') : '';
    return {kind: 'number', text: sign + (parts[2] || '0') + fraction + (parts[5] || ''), float: true};
}

/* Floats that readers disagree on, because a double does not hold them. */
function overflows(number) {
    return number.float && !/[a-z]{3}/.test(number.text) && !Number.isFinite(Number(number.text));
}

/* 0.DIGITS times ten to the power of point, exactly; point is a BigInt, for 1e99999999999999999999. */
function decimal(text) {
    const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([-+]?[0-9]+))?$/.exec(text);
    const all = whole + fraction;
    const digits = all.replace(/^0+/, '').replace(/0+$/, '');
    const zeros = all.length - all.replace(/^0+/, '').length;
    return {
        sign: digits === '' ? 0 : sign ? -1 : 1,
        digits,
        point: digits === '' ? 0n : BigInt(exponent.replace('+', '')) + BigInt(whole.length - zeros),
    };
}

function compareDecimals(a, b) {
    if (a.sign !== b.sign) {
        return a.sign - b.sign;
    }
    if (a.point !== b.point) {
        return a.point < b.point ? -a.sign : a.sign;
    }
    return a.digits === b.digits ? 0 : a.digits < b.digits ? -a.sign : a.sign;
}

/* Less than, equal to or greater than 0 as a is to b; NaN, which no order and no bound holds for, when one of them is. */
function compareNumbers(a, b) {
    const infinity = (number) => (number.text === '.inf' ? 1 : number.text === '-.inf' ? -1 : 0);
    if (a.text === '.nan' || b.text === '.nan') {
        return NaN;
    }
    if (infinity(a) || infinity(b)) {
        return infinity(a) - infinity(b);
    }
    return compareDecimals(decimal(a.text), decimal(b.text));
}

/* Whether a number is a whole one, however it is spelt. */
function isWhole(number) {
    if (number.text.endsWith('.inf') || number.text === '.nan') {
        return false;
    }
    const {digits, point} = decimal(number.text);
    return BigInt(digits.length) <= point || digits === '';
}

/* How two values are the same: of 1 and 1.0, which programs read as values of two types, exact says no. */
function equal(a, b, exact = true) {
    if (a.kind !== b.kind) {
        return false;
    }
    switch (a.kind) {
    case 'null':
        return true;
    case 'number':
        return (a.text === b.text || compareNumbers(a, b) === 0) && (!exact || a.float === b.float);
    case 'list':
        return a.items.length === b.items.length && a.items.every((item, i) => equal(item, b.items[i], exact));
    case 'object':
        return a.entries.size === b.entries.size &&
            [...a.entries].every(([key, value]) => b.entries.has(key) && equal(value, b.entries.get(key), exact));
    default:
        return a.text === b.text;
    }
}

/* A text that values share which JSON Schema calls equal: 1, 1.0 and 1e0. */
function canonical(value) {
    switch (value.kind) {
    case 'number': {
        if (/[a-z]{3}/.test(value.text)) {
            return value.text;
        }
        const {sign, digits, point} = decimal(value.text);
        return `${sign}:${digits}:${point}`;
    }
    case 'list':
        return '[' + value.items.map(canonical).join() + ']';
    case 'object':
        return '{' + [...value.entries].map(([key, inner]) => quoted(key) + canonical(inner)).sort().join() + '}';
    default:
        return inline(value);
    }
}

/* Whether readers of YAML, old and new, take a plain word for this string. */
function isPlainSafe(text) {
    return text.length <= 1000 && /^[A-Za-z/][A-Za-z0-9_./-]*$/.test(text) && !/^e-?[0-9]/i.test(text) &&
        !/^(y|n|yes|no|on|off|true|false|null|nan|inf|infinity)$/i.test(text);
}

function holdsHalfSurrogate(text) {
    return /\\ud[89a-f]/.test(JSON.stringify(text).replace(/\\\\/g, ''));
}

/* Readers of YAML look for a key's colon in its first 1024 bytes alone, unless "?" says that a key comes. */
const LONG_KEY = 250;

function inlineKey(key) {
    return key.length < LONG_KEY ? quoted(key) + ': ' : `? ${quoted(key)} : `;
}

/* One line, as YAML's flow style and JSON both have it; only .inf, .nan, words and long keys are YAML alone. */
function inline(value) {
    switch (value.kind) {
    case 'string':
        return quoted(value.text);
    case 'list':
        return '[' + value.items.map(inline).join(', ') + ']';
    case 'object':
        return '{' + [...value.entries].map(([key, inner]) => inlineKey(key) + inline(inner)).join(', ') + '}';
    case 'null':
        return 'null';
    default:
        return value.text;
    }
}

/* A value as people read it: a string without its quotes where nothing is lost. */
function display(value) {
    const isClear = value.kind === 'string' && value.text !== '' && value.text === value.text.trim() &&
        quoted(value.text).length === value.text.length + 2;
    return isClear ? value.text : inline(value);
}

/* Reads one value from text: JSON, with .inf, .nan and words, which stand as !"yes"; with plain, YAML's flow style
 * besides: plain and single-quoted strings. Throws an Error that says what is wrong and where. */
class ValueReader {
    constructor(text, {plain = false} = {}) {
        this.text = text;
        this.at = 0;
        this.plain = plain;
    }

    static read(text, options) {
        const reader = new ValueReader(text, options);
        const value = reader.value(0);
        reader.skip();
        if (reader.at < text.length) {
            reader.fail('it goes on after its end');
        }
        return value;
    }

    fail(problem) {
        throw new Error(`${problem} (character ${[...this.text.slice(0, this.at)].length + 1})`);
    }

    skip() {
        while (this.at < this.text.length && ' \t\r\n'.includes(this.text[this.at])) {
            this.at++;
        }
    }

    take(expression) {
        expression.lastIndex = this.at;
        const found = expression.exec(this.text);
        this.at += found ? found[0].length : 0;
        return found && found[0];
    }

    value(depth) {
        this.skip();
        if (depth > 500) {
            this.fail('it nests too deeply');
        }
        switch (this.text[this.at]) {
        case '[':
            return this.list(depth);
        case '{':
            return this.object(depth);
        case '"':
        case "'":
            return string(this.quotedString());
        case '!':
            this.at++;
            return {kind: 'word', text: this.quotedString()};
        case undefined:
            return this.fail('a value is missing');
        default:
            return this.word();
        }
    }

    quotedString() {
        const single = this.plain && this.take(/'(?:[^'\n]|'')*'/y);
        if (single) {
            return single.slice(1, -1).replace(/''/g, "'");
        }
        const double = this.take(/"(?:[^"\\\n]|\\.)*"/y);
        try {
            return JSON.parse((double || this.fail('a quote is not closed')).replace(/\t/g, '\\t'));
        } catch {
            return this.fail('an escape in this string is not JSON’s');
        }
    }

    word() {
        const start = this.at;
        const text = this.take(/[^\s,[\]{}"':#]+/y) || this.fail(`${quoted(this.text[this.at])} cannot stand here`);
        const number = readNumber(text) || readNumber({Infinity: '.inf', '-Infinity': '-.inf', NaN: '.nan'}[text] || '');
        if (text === 'null' || text === 'true' || text === 'false') {
            return text === 'null' ? NULL : bool(text === 'true');
        }
        if (number) {
            return number;
        }
        if (this.plain && isPlainSafe(text)) {
            return string(text);
        }
        this.at = start;
        return this.fail(`${text} is no value (a text is written "${text}")`);
    }

    /* The elements between two brackets, read by each. */
    elements(end, each) {
        this.at++;
        for (this.skip(); this.text[this.at] !== end; this.skip()) {
            each();
            this.skip();
            if (this.text[this.at] !== end && this.text[this.at++] !== ',') {
                this.at--;
                this.fail(`a comma or ${end} is missing`);
            }
        }
        this.at++;
    }

    list(depth) {
        const items = [];
        this.elements(']', () => items.push(this.value(depth + 1)));
        return list(items);
    }

    key() {
        this.take(/\?\s+/y);
        if (this.text[this.at] === '"' || (this.plain && this.text[this.at] === "'")) {
            return this.quotedString();
        }
        const word = this.plain ? this.take(/[A-Za-z0-9_./-]+/y) : null;
        return word !== null && isPlainSafe(word) ? word : this.fail('a key is missing, or not in double quotes');
    }

    object(depth) {
        const entries = new Map();
        this.elements('}', () => {
            const key = this.key();
            this.skip();
            if (this.text[this.at++] !== ':') {
                this.at--;
                this.fail('a colon is missing');
            }
            if (entries.has(key)) {
                this.fail(`the key ${quoted(key)} stands twice`);
            }
            entries.set(key, this.value(depth + 1));
        });
        return object(entries);
    }
}

const readValue = (text, options) => ValueReader.read(text, options);
