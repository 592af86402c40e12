/* SPDX-License-Identifier: Apache-2.0 */
/* Override documents: written as YAML and as JSON, and read back. */

function yamlKey(key) {
    return isPlainSafe(key) ? key : quoted(key);
}

/* Keys by indentation, values in one line. */
function putYaml(lines, entries, indent) {
    for (const [key, value] of entries) {
        const name = yamlKey(key);
        const nested = value.kind === 'object' && value.entries.size > 0;
        const colon = key.length < LONG_KEY ? [`${indent}${name}:`] : [`${indent}? ${name}`, `${indent}:`];
        if (!nested) {
            colon.push(`${colon.pop()} ${inline(value)}`);
        }
        lines.push(...colon);
        if (nested) {
            putYaml(lines, value.entries, indent + '  ');
        }
    }
}

function writeYaml(document) {
    const lines = [];
    putYaml(lines, document.entries, '');
    return lines.length ? lines.join('\n') + '\n' : '{}\n';
}

const JSON_NUMBERS = {'.inf': 'Infinity', '-.inf': '-Infinity', '.nan': 'NaN'};

function jsonText(value, indent) {
    const isFlat = (inner) => inner.kind !== 'list' && inner.kind !== 'object';
    const inside = indent + '  ';
    switch (value.kind) {
    case 'number':
        return JSON_NUMBERS[value.text] || value.text;
    case 'list':
        if (value.items.every(isFlat)) {
            return '[' + value.items.map((item) => jsonText(item, '')).join(', ') + ']';
        }
        return '[\n' + value.items.map((item) => inside + jsonText(item, inside)).join(',\n') + `\n${indent}]`;
    case 'object':
        return value.entries.size === 0 ? '{}' : '{\n' + [...value.entries]
            .map(([key, inner]) => `${inside}${quoted(key)}: ${jsonText(inner, inside)}`).join(',\n') + `\n${indent}}`;
    default:
        return inline(value);
    }
}

function writeJson(document) {
    return jsonText(document, '') + '\n';
}

/* Reads the YAML that writeYaml() writes, and what people write by hand in the same manner: block mappings and lists,
 * flow style and quotes within a line, comments. Anything else is refused, with its line, and never guessed at. */
class YamlReader {
    constructor(text) {
        this.lines = [];
        text.split(/\r?\n/).forEach((line, i) => this.addLine(line, i + 1));
        this.next = 0;
    }

    addLine(line, number) {
        const [, blanks, content] = /^([ \t]*)(.*)$/s.exec(line);
        if (content === '' || content.startsWith('#') || (number === 1 && line === '---')) {
            return;
        }
        if (blanks.includes('\t')) {
            this.fail('a tab indents this line', number);
        }
        if (/^(---|\.\.\.|%)/.test(line)) {
            this.fail('several documents, or a directive', number);
        }
        this.lines.push({indent: blanks.length, content, number});
    }

    fail(problem, number) {
        throw new Error(`line ${number}: ${problem} (this page reads the YAML that it writes, and JSON; ` +
            'anchors, tags, block text and words such as yes are for inlay itself)');
    }

    get line() {
        return this.lines[this.next];
    }

    document() {
        if (this.line && this.line.content.startsWith('{') && this.lines.length === 1) {
            return this.inline(this.lines[this.next++].content, 1);
        }
        const value = this.line ? this.block(this.line.indent) : object();
        if (this.line) {
            this.fail('the indentation fits nothing above', this.line.number);
        }
        return value;
    }

    block(indent) {
        return /^-( |$)/.test(this.line.content) ? this.list(indent) : this.mapping(indent);
    }

    /* What stands behind a colon or a dash: a value, or nothing, and then a block that is indented more. */
    behind(rest, number, indent, listsMayAlign) {
        if (rest !== '' && !rest.startsWith('#')) {
            return this.inline(rest, number);
        }
        const isDeeper = this.line && this.line.indent > indent;
        const isAligned = listsMayAlign && this.line && this.line.indent === indent && /^-( |$)/.test(this.line.content);
        return isDeeper || isAligned ? this.block(this.line.indent) : NULL;
    }

    inline(text, number) {
        try {
            const reader = new ValueReader(text, {plain: true});
            if (text.startsWith('!')) {
                reader.fail('a tag');
            }
            const value = reader.value(0);
            if (!/^\s*$|^\s+#/.test(text.slice(reader.at))) {
                reader.fail('it goes on after its end');
            }
            return value;
        } catch (error) {
            return this.fail(error.message, number);
        }
    }

    list(indent) {
        const items = [];
        while (this.line && this.line.indent === indent && /^-( |$)/.test(this.line.content)) {
            const {content, number} = this.lines[this.next++];
            items.push(this.behind(content.slice(1).trim(), number, indent, false));
        }
        return list(items);
    }

    /* A key, and where in its line the text behind the colon begins. */
    key({content, number}) {
        const isLong = content.startsWith('? ');
        const found = (isLong ? /^\? +("(?:[^"\\]|\\.)*"|[^\s"]+)\s*()$/ : /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#:{}[\],&*!|>%@`?]+) *:( .*|)$/)
            .exec(content);
        if (!found) {
            this.fail('this is no key with a colon behind it', number);
        }
        const key = /^["']/.test(found[1]) ? this.inline(found[1], number).text : found[1];
        if (found[1] === key && !isPlainSafe(key)) {
            this.fail(`the key ${key} needs quotes`, number);
        }
        return {key, rest: isLong ? this.longRest(number) : found[2].trim()};
    }

    /* Behind "? KEY": a line that begins with the colon. */
    longRest(number) {
        if (!this.line || !/^:( |$)/.test(this.line.content)) {
            this.fail('behind "? KEY" a line with ": VALUE" is missing', number);
        }
        return this.lines[this.next++].content.slice(1).trim();
    }

    mapping(indent) {
        const entries = new Map();
        while (this.line && this.line.indent === indent) {
            const line = this.lines[this.next++];
            const {key, rest} = this.key(line);
            if (entries.has(key)) {
                this.fail(`the key ${quoted(key)} stands twice`, line.number);
            }
            entries.set(key, this.behind(rest, line.number, indent, true));
        }
        return object(entries);
    }
}

/* A saved document, JSON or YAML, as an object value; what W&B has inside `overrides` stands beside the rest. Throws an Error with what is wrong. */
function readDocument(text) {
    const source = text.replace(/^\ufeff/, '');
    const document = /^\s*\{\s*["}]/.test(source) ? readValue(source) : new YamlReader(source).document();
    const inner = (document.kind === 'object' && document.entries.get('overrides')) || object();
    if (document.kind !== 'object' || inner.kind !== 'object') {
        throw new Error('an override document is an object: files, run_config, …');
    }
    document.entries.delete('overrides');
    return object(new Map([...document.entries, ...inner.entries]));
}

/* A word of a POSIX shell. */
function shellWord(text) {
    return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

/* KEY as core/tree/keypath.h and core/overrides/target.h read it. */
function keyPath(path) {
    const steps = path.map((key) => key.replace(/[\\.[\]=]/g, '\\$&'));
    return steps.join('.').replace(/^[+~]/, '\\$&');
}

/* FILE:KEY; sign is "+" for a key that is new. */
function target({file, document}, path, sign = '') {
    return `${file.replace(/[\\:=#]/g, '\\$&')}${document === undefined ? '' : `#${document}`}:${sign}${keyPath(path)}`;
}

/* VALUE of an assignment: what would not be taken for this string as it stands is quoted. */
function assignmentValue(value) {
    return value.kind === 'string' && isPlainSafe(value.text) ? value.text : inline(value);
}
