/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of the model: what a field says, how fields are compared, and which rows a filter lets through. */

/* A field of the model is null, a text, or [text, what it is sorted by]. A column is numeric when all its texts are numbers, and
 * ordered when what it is sorted by are. */
class Field {
    constructor(part, column) {
        const [text, key] = Array.isArray(part) ? part : [part, part];
        this.isNone = text === null;
        this.isNumeric = Boolean(column.numeric || column.ordered);
        this.text = this.isNone ? '-' : text;
        this.lower = this.text.toLowerCase();
        this.number = this.isNumeric && !this.isNone ? readNumber(key) : NaN;
    }

    /* Numbers and texts come first, then nan and inf, then what is not there. */
    get rank() {
        return this.isNone ? 2 : Number.isFinite(this.number) || !this.isNumeric ? 0 : 1;
    }
}

/* As programs write numbers; NaN for nan, and what else is none. */
function readNumber(text) {
    const special = /^([-+]?)\.?inf(inity)?$/i.exec(text);
    if (special) {
        return special[1] === '-' ? -Infinity : Infinity;
    }
    return /^[-+]?[0-9.]/.test(text) && text.trim() === text ? Number(text) : NaN;
}

class Row {
    constructor(parts, columns, number) {
        this.number = number; /* in the order of the model */
        this.fields = parts.map((part, i) => new Field(part, columns[i]));
        this.haystack = this.fields.map((field) => field.lower).join('\n');
    }
}

function compareFields(a, b) {
    if (a.isNumeric) {
        return a.number - b.number;
    }
    return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
}

/* Descending, too, nan, inf and what is not there come last. */
function compareRows(a, b, column, descends) {
    const [one, other] = [a.fields[column], b.fields[column]];
    if (one.rank !== other.rank) {
        return one.rank - other.rank;
    }
    const order = one.rank === 0 ? compareFields(one, other) : 0;
    return (descends ? -order : order) || a.number - b.number;
}

const COMPARISONS = {
    '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b, '=': (a, b) => a === b,
};

/* What a filter's text lets through, as a function of a field; null: everything. */
function filterOf(text, isNumeric) {
    const wanted = text.trim().toLowerCase();
    const parts = /^([<>]=?|=)\s*(\S+)$/.exec(wanted);
    if (wanted === '') {
        return null;
    }
    if (isNumeric && parts && !Number.isNaN(readNumber(parts[2]))) {
        const number = readNumber(parts[2]);
        return (field) => COMPARISONS[parts[1]](field.number, number);
    }
    return (field) => field.lower.includes(wanted);
}
