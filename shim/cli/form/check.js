/* What is wrong with a value, by the rules and in the words of core/schema_check.c. */

const TYPE_NAMES = {
    null: 'null', boolean: 'true or false', integer: 'an integer', number: 'a number', string: 'a string',
    array: 'a list', object: 'an object',
};

function isOfType(value, type) {
    switch (type) {
    case 'integer':
        return value.kind === 'number' && isWhole(value);
    case 'number':
        return value.kind === 'number';
    case 'boolean':
        return value.kind === 'bool';
    case 'array':
        return value.kind === 'list';
    default:
        return value.kind === type;
    }
}

function describeKind(value) {
    switch (value.kind) {
    case 'null':
        return 'null';
    case 'bool':
        return value.text;
    case 'list':
        return 'a list';
    case 'object':
        return 'an object';
    case 'string':
        return `the string ${quoted(value.text)}`;
    default:
        return value.text;
    }
}

function typeProblem(schema, value) {
    const types = schema.types || [];
    if (types.length === 0 || types.some((type) => isOfType(value, type))) {
        return null;
    }
    return `${describeKind(value)} is not ${types.map((type) => TYPE_NAMES[type]).join(' or ')}`;
}

const BOUNDS = [
    ['minimum', (order) => order >= 0, 'is less than the minimum'],
    ['exclusiveMinimum', (order) => order > 0, 'is not greater than'],
    ['maximum', (order) => order <= 0, 'is greater than the maximum'],
    ['exclusiveMaximum', (order) => order < 0, 'is not less than'],
];

function boundProblems(schema, value) {
    return BOUNDS.filter(([name, holds]) => schema[name] && !holds(compareNumbers(value, readValue(schema[name]))))
        .map(([name, , words]) => `${value.text} ${words} ${schema[name]}`);
}

function hasRepeats(items) {
    return items.some((item, i) => items.slice(0, i).some((earlier) => equal(item, earlier, false)));
}

function listProblems(schema, value) {
    const count = value.items.length;
    const problems = [];
    if (schema.minItems !== undefined && count < Number(schema.minItems)) {
        problems.push(`${count} items are fewer than ${schema.minItems}`);
    }
    if (schema.maxItems !== undefined && count > Number(schema.maxItems)) {
        problems.push(`${count} items are more than ${schema.maxItems}`);
    }
    if (schema.uniqueItems && hasRepeats(value.items)) {
        problems.push('an item stands twice');
    }
    value.items.forEach((item, i) => {
        problems.push(...(schema.items ? checkValue(schema.items, item) : []).map((problem) => `[${i}]: ${problem}`));
    });
    return problems;
}

function objectProblems(schema, value) {
    const problems = [];
    for (const [key, inner] of schema.properties || []) {
        if (value.entries.has(key)) {
            problems.push(...checkValue(inner, value.entries.get(key)).map((problem) => `${key}: ${problem}`));
        } else if (inner.required) {
            problems.push(`${key} is required`);
        }
    }
    return problems;
}

/* Every violation, as a text each. */
function checkValue(schema, value) {
    const type = typeProblem(schema, value);
    if (type) {
        return [type];
    }
    if (schema.enum && !schema.enum.some((choice) => equal(readValue(choice), value, false))) {
        return [`${display(value)} is not one of ${schema.enum.map((choice) => display(readValue(choice))).join(', ')}`];
    }
    if (schema.const && !equal(readValue(schema.const), value, false)) {
        return [`${display(value)} is not ${display(readValue(schema.const))}`];
    }
    if (schema.anyOf && !schema.anyOf.some((alternative) => checkValue(alternative, value).length === 0)) {
        return [`${display(value)} fits none of the alternatives`];
    }
    switch (value.kind) {
    case 'number':
        return boundProblems(schema, value);
    case 'list':
        return listProblems(schema, value);
    case 'object':
        return objectProblems(schema, value);
    default:
        return [];
    }
}

/* What no config file can hold so that all readers agree on it: the rules of emit_refusal() in core/emit.c. */
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
    const texts = [];
    const bound = (name, words) => schema[name] && texts.push(`${words} ${schema[name]}`);
    bound('minimum', 'at least');
    bound('exclusiveMinimum', 'greater than');
    bound('maximum', 'at most');
    bound('exclusiveMaximum', 'less than');
    const items = (count) => `${count} ${Number(count) === 1 ? 'item' : 'items'}`;
    if (schema.minItems !== undefined) {
        texts.push(`at least ${items(schema.minItems)}`);
    }
    if (schema.maxItems !== undefined) {
        texts.push(`at most ${items(schema.maxItems)}`);
    }
    if (schema.uniqueItems) {
        texts.push('no item twice');
    }
    return texts;
}
