/* SPDX-License-Identifier: Apache-2.0 */
/* How a field looks: its label, its control, and what is said about it. */

function pathText(path) {
    return visible(keyPath(path).replace(/\\=/g, '='));
}

const KIND_LABELS = {
    str: 'str', number: 'number', bool: 'bool', null: 'null', lines: 'list', json: 'JSON', choice: 'choice', many: 'list',
    secret: 'secret',
};
const LONG_TEXT = 70; /* characters; longer ones get several lines */
const SHOWN_VALUE = 200;

class FieldView {
    constructor(field) {
        this.field = field;
        this.id = `input-${field.id}`;
        this.kindHolder = element('span', {class: 'kind'});
        this.controlHolder = element('div', {class: 'control'});
        this.state = element('p', {class: 'state', id: `${this.id}-state`});
        this.problem = element('p', {class: 'problem', id: `${this.id}-problem`});
        this.resetButton = element('button', {type: 'button', class: 'quiet', 'aria-label': `Reset ${field.title}`}, 'Reset');
        this.resetButton.addEventListener('click', () => this.reset());
        this.root = element('div', {class: 'field'}, this.description(),
            element('div', {class: 'entry'}, this.controlHolder, this.problem,
                element('div', {class: 'about'}, this.state, this.resetButton)));
        this.showControl();
    }

    description() {
        const {schema, title, input} = this.field;
        this.label = authorText('label', 'title', visible(title), {for: this.id, id: `${this.id}-label`});
        this.help = schema.description ? authorText('p', 'help', schema.description, {id: `${this.id}-help`}) : null;
        return element('div', {class: 'description'},
            element('div', {class: 'heading'}, this.label, this.kindHolder,
                input.required ? element('span', {class: 'required'}, 'required') : null),
            title === pathText(input.path) ? null : element('code', {class: 'path'}, pathText(input.path)), this.help);
    }

    reset() {
        this.field.reset();
        this.field.listener(this.field);
        this.focus();
    }

    focus() {
        const control = this.controlHolder.querySelector('input, select, textarea');
        (control || this.kindHolder.querySelector('select')).focus();
    }

    /* Anew for each kind: controls keep no state that the field does not have. */
    showControl() {
        this.showKind();
        const control = this.makeControl();
        this.controlHolder.replaceChildren(control);
        this.showState();
    }

    showKind() {
        const {kinds, kind, title} = this.field;
        if (kinds.length < 2) {
            this.kindHolder.textContent = this.kindLabel(kind);
            return;
        }
        const select = element('select', {'aria-label': `Type of ${title}`},
            ...kinds.map((each) => element('option', {value: each, selected: each === kind}, this.kindLabel(each))));
        select.addEventListener('change', () => {
            this.field.changeKind(select.value);
            this.kindHolder.querySelector('select').focus();
        });
        this.kindHolder.replaceChildren(select);
    }

    kindLabel(kind) {
        const type = this.field.input.type;
        if ((kind === 'number' && (type === 'int' || type === 'float')) || (kind === 'choice' && type !== 'unknown')) {
            return type;
        }
        return KIND_LABELS[kind];
    }

    describe(control) {
        const {input} = this.field;
        control.setAttribute('aria-describedby', [this.help && this.help.id, this.state.id, this.problem.id].filter(Boolean).join(' '));
        if (input.required && control.getAttribute('role') !== 'group') {
            control.setAttribute('aria-required', 'true');
        }
        return control;
    }

    makeControl() {
        switch (this.field.kind) {
        case 'bool':
            return this.makeCheckBox();
        case 'null':
            return this.describe(element('output', {id: this.id, class: 'null'}, 'null'));
        case 'lines':
            return this.makeTextArea('one item a line');
        case 'json':
            return this.makeTextArea('JSON');
        case 'choice':
            return this.makeSelect();
        case 'many':
            return this.makeCheckBoxes();
        case 'secret':
            return this.makeSecret();
        default:
            return this.makeText();
        }
    }

    placeholder(otherwise) {
        const {schema} = this.field;
        return schema.placeholder || (schema.default !== undefined ? `default: ${display(readValue(schema.default))}` : otherwise);
    }

    listen(control, event, read) {
        control.addEventListener(event, () => this.field.edit(read()));
        return this.describe(control);
    }

    /* What a person types is the field's, not the browser's to mend. */
    textControl(name, properties) {
        const typing = {autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false'};
        const control = element(name, {id: this.id, ...typing, ...properties});
        control.value = this.field.raw;
        return this.listen(control, 'input', () => control.value);
    }

    makeText() {
        const {raw, kind} = this.field;
        if (kind === 'str' && (raw.includes('\n') || raw.length > LONG_TEXT)) {
            return this.makeTextArea();
        }
        return this.textControl('input', {
            type: 'text', inputmode: kind === 'number' ? 'decimal' : null, placeholder: this.placeholder(),
        });
    }

    makeTextArea(hint) {
        const {raw} = this.field;
        const rows = Math.min(12, Math.max(2, raw.split('\n').length + 1, Math.ceil(raw.length / 60)));
        return this.textControl('textarea', {rows, placeholder: this.placeholder(hint)});
    }

    makeCheckBox() {
        const box = element('input', {id: this.id, type: 'checkbox'});
        const word = element('span', {class: 'word'});
        const show = () => {
            box.checked = this.field.raw === true;
            box.indeterminate = this.field.raw === null;
            word.textContent = this.field.raw === null ? 'neither' : String(this.field.raw);
        };
        show();
        this.listen(box, 'change', () => box.checked);
        box.addEventListener('change', show);
        word.addEventListener('click', () => box.click()); /* the title is its label already */
        return element('div', {class: 'check'}, box, word);
    }

    makeSelect() {
        const {choices, raw, current, input} = this.field;
        const control = element('select', {id: this.id});
        if (this.field.initial.raw === '') {
            const text = current ? `${this.short(current)} (now; not one of the choices)` : input.hidden ? 'as it is' : 'not set';
            control.append(element('option', {value: ''}, text));
        }
        choices.forEach((choice, i) => control.append(element('option', {value: i}, this.short(choice))));
        control.value = raw;
        return this.listen(control, 'change', () => control.value);
    }

    makeCheckBoxes() {
        const {choices, raw} = this.field;
        const group = element('div', {class: 'checks', id: this.id, role: 'group', 'aria-labelledby': this.label.id});
        choices.forEach((choice, i) => {
            const box = element('input', {type: 'checkbox', checked: raw.has(i)});
            box.addEventListener('change', () => {
                const chosen = new Set(this.field.raw);
                chosen[box.checked ? 'add' : 'delete'](i);
                this.field.edit(chosen);
            });
            group.append(element('label', {class: 'check'}, box, element('span', {class: 'word'}, this.short(choice))));
        });
        return this.describe(group);
    }

    makeSecret() {
        const placeholder = this.field.schema.placeholder || 'NAME';
        return element('div', {class: 'prefixed'}, element('span', {'aria-hidden': 'true'}, SCHEME),
            this.textControl('input', {type: 'text', placeholder}));
    }

    short(value) {
        const text = visible(display(value));
        return text.length > SHOWN_VALUE ? text.slice(0, SHOWN_VALUE) + '…' : text;
    }

    showState() {
        const {field} = this;
        const invalid = field.problem !== null;
        this.root.classList.toggle('changed', field.changed);
        this.root.classList.toggle('invalid', invalid && !field.missing);
        this.root.classList.toggle('missing', field.missing);
        this.problem.textContent = field.problem || '';
        this.state.replaceChildren(...this.stateTexts());
        this.resetButton.hidden = field.isInitial();
        for (const control of this.controlHolder.querySelectorAll('input, select, textarea')) {
            control.toggleAttribute('aria-invalid', false);
            if (invalid) {
                control.setAttribute('aria-invalid', 'true');
            }
        }
    }

    /* What the job reads if nobody changes it. */
    now() {
        const {current, input, schema, group} = this.field;
        if (input.hidden) {
            return 'a secret that is not shown';
        }
        if (current === undefined) {
            const initial = schema.default === undefined ? '' : ` (default ${this.short(readValue(schema.default))})`;
            return `not in the ${group.isRunConfig ? 'run config' : 'file'}${initial}`;
        }
        return this.short(current);
    }

    stateText() {
        const {changed, current, input} = this.field;
        if (changed) {
            return current !== undefined || input.hidden ? `changed from ${this.now()}` : `new: ${this.now()}`;
        }
        return current !== undefined ? 'unchanged' : this.now();
    }

    stateTexts() {
        const texts = [this.stateText(), ...limitsOf(this.field.schema)];
        if (this.field.input.secret) {
            texts.push('the name of a secret, which the job gets from its environment');
        }
        return texts.map((text, i) => element('span', {class: i === 0 ? 'now' : 'limit'}, text));
    }
}
