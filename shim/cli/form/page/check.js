/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a value, by the rules and in the words of core/schema/schema_check.c. */

const TYPE_WORDS = [
    ['boolean', 'true or false'], ['integer', 'an integer'], ['number', 'a number'], ['string', 'a string'],
    ['array', 'a list'], ['object', 'an object'], ['null', 'null'],
];
const SHOWN_LENGTH = 40;
const SHOWN_CHOICES = 10;

/* Each check tells say, a function of a path and a text, what is wrong. */
function checkValue(schema, value) {
    const problems = [];
    check(schema, value, false, [], (path, problem) => {
        const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${keyPath([step])}`)).join('').replace(/^\./, '');
        problems.push(place === '' ? problem : `${place}: ${problem}`);
    });
    return problems;
}

/* whole: an object must have all that is required; else it is merged into one that may have it. */
function check(schema, value, whole, path, say) {
    if (value.kind === 'null' && schema.optional) {
        return;
    }
    const problem = kindProblem(schema, value);
    if (problem) {
        say(path, problem);
        return;
    }
    let isRight = true;
    const sayWrong = (...wrong) => {
        isRight = false;
        say(...wrong);
    };
    if (value.kind === 'number') {
        checkLimits(schema, value, path, sayWrong);
    } else if (value.kind === 'list') {
        checkList(schema, value, path, sayWrong);
    } else if (value.kind === 'object') {
        checkObject(schema, value, whole, path, sayWrong);
    }
    if (schema.anyOf && isRight) {
        checkAlternatives(schema, value, whole, path, say);
    }
}

function isOfType(value, type) {
    switch (type) {
    case 'integer':
        return value.kind === 'number' && isWhole(value);
    case 'boolean':
        return value.kind === 'bool';
    case 'array':
        return value.kind === 'list';
    default:
        return value.kind === type;
    }
}

function fitsTypes(schema, value) {
    return !schema.types || (value.kind === 'null' && schema.optional) || schema.types.some((type) => isOfType(value, type));
}

function shorten(text) {
    return text.length > SHOWN_LENGTH ? [...text].slice(0, SHOWN_LENGTH).join('') + '…' : text;
}

function shown(value) {
    switch (value.kind) {
    case 'string':
        return `"${visible(shorten(value.text))}"`;
    case 'list':
        return 'a list';
    case 'object':
        return 'an object';
    case 'null':
        return 'null';
    default:
        return shorten(value.text);
    }
}

function choicesInWords(choices) {
    const rest = choices.length - SHOWN_CHOICES;
    return choices.slice(0, SHOWN_CHOICES).map((choice) => shown(readValue(choice))).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function typesInWords(schema) {
    const words = TYPE_WORDS.filter(([type]) => schema.types.includes(type) || (type === 'null' && schema.optional)).map(([, word]) => word);
    const last = words.pop();
    return words.length === 0 ? last : `${words.join(', ')} or ${last}`;
}

/* What forbids to look any further. */
function kindProblem(schema, value) {
    const isIn = (choices) => choices.some((choice) => equal(readValue(choice), value, false));
    if (schema.const && !isIn([schema.const])) {
        return `${shown(value)} is not ${shown(readValue(schema.const))}`;
    }
    if (schema.enum && !isIn(schema.enum)) {
        return `${shown(value)} is not one of ${choicesInWords(schema.enum)}`;
    }
    return fitsTypes(schema, value) ? null : `${shown(value)} is not ${typesInWords(schema)}`;
}

const LIMITS = [
    ['minimum', 'at least', (order) => order >= 0],
    ['exclusiveMinimum', 'more than', (order) => order > 0],
    ['maximum', 'at most', (order) => order <= 0],
    ['exclusiveMaximum', 'less than', (order) => order < 0],
];

function checkLimits(schema, value, path, say) {
    for (const [name, words, holds] of LIMITS) {
        if (schema[name] && !holds(compareNumbers(value, readValue(schema[name])))) {
            say(path, `${shown(value)} is not ${words} ${schema[name]}`);
        }
    }
}

/* The first item that stands twice, by a text that equal values share. */
function repeatedItem(items) {
    const seen = new Set();
    return items.find((item) => {
        const text = canonical(item);
        return seen.has(text) || !seen.add(text);
    });
}

function checkList(schema, value, path, say) {
    const count = value.items.length;
    const elements = `${count} ${count === 1 ? 'element' : 'elements'}`;
    if (schema.minItems && BigInt(count) < BigInt(schema.minItems)) {
        say(path, `${elements}, not at least ${schema.minItems}`);
    }
    if (schema.maxItems && BigInt(count) > BigInt(schema.maxItems)) {
        say(path, `${elements}, not at most ${schema.maxItems}`);
    }
    const repeated = schema.uniqueItems && repeatedItem(value.items);
    if (repeated) {
        say(path, `${shown(repeated)} stands twice in the list`);
    }
    if (schema.items) {
        value.items.forEach((item, i) => check(schema.items, item, true, [...path, i], say));
    }
}

function checkObject(schema, value, whole, path, say) {
    for (const [key, inner] of schema.properties || []) {
        if (value.entries.has(key)) {
            check(inner, value.entries.get(key), whole, [...path, key], say);
        } else if (whole && inner.required) {
            say([...path, key], 'is missing');
        }
    }
}

/* Whether an alternative is the one that is meant: it has the type, and the keys by which its kind is told. */
function isMeant(schema, value) {
    return fitsTypes(schema, value) && !(value.kind === 'object' && (schema.properties || []).some(([key, inner]) =>
        inner.const && value.entries.has(key) && !equal(readValue(inner.const), value.entries.get(key), false)));
}

/* When none fits, what is wrong is said by the one that is meant, if it is one. */
function checkAlternatives(schema, value, whole, path, say) {
    const fits = (alternative) => {
        let isRight = true;
        check(alternative, value, whole, path, () => { isRight = false; });
        return isRight;
    };
    if (schema.anyOf.some(fits)) {
        return;
    }
    const meant = schema.anyOf.filter((alternative) => isMeant(alternative, value));
    if (meant.length === 1) {
        check(meant[0], value, whole, path, say);
    } else {
        say(path, `${shown(value)} fits none of ${schema.anyOf.length} alternatives`);
    }
}

/* What no config file can hold so that all readers agree on it: the rules of emit_refusal() in core/tree/emit.c. */
function spellingProblem(value, format) {
    switch (value.kind) {
    case 'word':
        return `${value.text} is read differently by YAML 1.1 and 1.2 (write it as true, false, a decimal number or a "text")`;
    case 'number':
        if (overflows(value)) {
            return `${value.text} is beyond the range of a double (readers disagree on what it is)`;
        }
        return format === 'json' && JSON_NUMBERS[value.text] ? `${value.text} cannot be said in JSON` : null;
    case 'string':
        return holdsHalfSurrogate(value.text) ? 'the string holds half of a surrogate pair' : null;
    case 'list':
        return value.items.map((item) => spellingProblem(item, format)).find(Boolean) || null;
    case 'object':
        return [...value.entries].map(([key, inner]) => spellingProblem(string(key), format) ||
            spellingProblem(inner, format)).find(Boolean) || null;
    default:
        return null;
    }
}

/* The limits that a field tells people before they write. */
function limitsOf(schema) {
    const items = (count) => `${count} ${count === '1' ? 'element' : 'elements'}`;
    return [
        ...LIMITS.filter(([name]) => schema[name]).map(([name, words]) => `${words} ${schema[name]}`),
        schema.minItems && `at least ${items(schema.minItems)}`,
        schema.maxItems && `at most ${items(schema.maxItems)}`,
        schema.uniqueItems && 'none twice',
    ].filter(Boolean);
}
