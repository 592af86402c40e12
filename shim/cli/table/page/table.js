/* SPDX-License-Identifier: Apache-2.0 */
/* The page: the table with its filters, and the scatter of the rows that they let through. */

const BATCH = 1000; /* rows that are shown before more are asked for */
const LONG = 30; /* characters of a text that may be broken into lines */

const model = JSON.parse(document.getElementById('model').textContent);
const page = Object.fromEntries([...document.querySelectorAll('[id]')].map((part) => [part.id, part]));
const columns = model.columns.map((column, index) => ({...column, index, title: visible(column.title)}));
const rows = model.rows.map((parts, i) => new Row(parts, columns, i));
const noun = model.repeats ? 'row' : 'cell';

const state = {sort: null, descends: false, limit: BATCH, shown: rows, chosen: null};
const scatter = new Scatter(page.scatter, choose);
scatter.onPoint = (row) => { page['about-point'].textContent = rowText(row); };

/* ---- the table */

function rowText(row) {
    return columns.map((column) => [column, row.fields[column.index]]).filter(([, field]) => !field.isNone)
        .map(([column, field]) => `${column.title} ${shortened(field.text, 40)}`).join(', ');
}

function fieldElement(field, column) {
    const failed = column.kind === 'state' && /failed|timed out|lost/.test(field.text);
    const long = !column.numeric && field.text.length > LONG;
    const kinds = [column.numeric && 'number', field.isNone && 'none', failed && 'failed', long && 'long'].filter(Boolean).join(' ');
    return authorText('td', kinds, field.text);
}

function rowElement(row) {
    if (!row.root) {
        row.root = element('tr', {}, ...row.fields.map((field, i) => fieldElement(field, columns[i])));
        row.root.addEventListener('click', () => choose(row, false));
    }
    row.root.classList.toggle('chosen', row === state.chosen);
    return row.root;
}

function showRows() {
    page.rows.replaceChildren(...state.shown.slice(0, state.limit).map(rowElement));
    const rest = state.shown.length - state.limit;
    page.more.hidden = rest <= 0;
    page.more.textContent = `Show ${Math.min(rest, BATCH).toLocaleString('en')} more of ${rest.toLocaleString('en')}`;
    page.found.textContent = state.shown.length === rows.length ? plural(rows.length, noun)
        : `${plural(state.shown.length, noun)} of ${rows.length.toLocaleString('en')}`;
}

/* A click on a point brings its row into view. */
function choose(row, scrolls = true) {
    const before = state.chosen;
    state.chosen = row === before && !scrolls ? null : row;
    [before, row].filter((each) => each && each.root).forEach(rowElement);
    if (scrolls && state.shown.indexOf(row) >= state.limit) {
        state.limit = state.shown.indexOf(row) + 1;
        showRows();
    }
    if (scrolls) {
        row.root.scrollIntoView({block: 'center'});
    }
    page['about-point'].textContent = state.chosen ? rowText(row) : '';
    scatter.choose(state.chosen);
}

/* ---- sorting and filtering */

function sortedRows(list) {
    const {sort, descends} = state;
    return sort === null ? list : [...list].sort((a, b) => compareRows(a, b, sort, descends));
}

function update() {
    const words = page.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const filters = columns.map((column) => filterOf(column.input.value, column.numeric));
    const passes = (row) => words.every((word) => row.haystack.includes(word)) &&
        filters.every((filter, i) => !filter || filter(row.fields[i]));
    state.shown = sortedRows(rows.filter(passes));
    page.clear.hidden = words.length === 0 && filters.every((filter) => !filter);
    showRows();
    showScatter();
}

function sortBy(column) {
    const wasSorted = state.sort === column.index;
    state.sort = wasSorted && state.descends ? null : column.index;
    state.descends = wasSorted && !state.descends;
    columns.forEach((each) => {
        const direction = each.index !== state.sort ? 'none' : state.descends ? 'descending' : 'ascending';
        each.head.setAttribute('aria-sort', direction);
    });
    update();
}

function later(action) {
    let timer;
    return () => {
        clearTimeout(timer);
        timer = setTimeout(action, rows.length > 500 ? 120 : 0);
    };
}

function makeHead() {
    const changed = later(() => {
        state.limit = BATCH;
        update();
    });
    for (const column of columns) {
        const button = element('button', {type: 'button'}, authorText('span', 'title', column.title));
        button.addEventListener('click', () => sortBy(column));
        column.head = element('th', {class: column.numeric ? 'number' : null, scope: 'col', 'aria-sort': 'none', title: column.name}, button);
        column.input = element('input', {type: 'text', 'aria-label': `Filter ${column.title}`, autocomplete: 'off', spellcheck: 'false'});
        column.input.addEventListener('input', changed);
        page.titles.append(column.head);
        page.filters.append(element('td', {}, column.input));
    }
    page.search.addEventListener('input', changed);
}

/* ---- the scatter */

function showScatter() {
    const x = columns[page.x.value], y = columns[page.y.value];
    scatter.draw(state.shown, x, y, {x: page['x-log'].checked, y: page['y-log'].checked});
    scatter.choose(state.chosen);
    for (const [name, axis] of [['x', scatter.x], ['y', scatter.y]]) {
        page[`${name}-log`].disabled = !axis.mayBeLog;
    }
    const without = state.shown.length - scatter.shown.length;
    page.points.textContent = plural(scatter.shown.length, 'point') +
        (without > 0 ? `; ${plural(without, noun)} without both values` : '');
}

/* Values that grow by factors, like learning rates, are told apart on a logarithmic scale alone. */
function suggestLog(name) {
    const index = page[name].value;
    const numbers = rows.map((row) => row.fields[index].number).filter(Number.isFinite);
    const [least, most] = numbers.reduce(([a, b], number) => [Math.min(a, number), Math.max(b, number)], [Infinity, -Infinity]);
    page[`${name}-log`].checked = columns[index].numeric && least > 0 && most / least >= 100;
}

/* The first key that is a number across, the first metric up. */
function chooseAxes() {
    const usable = columns.filter((column) => column.kind !== 'deviation' && column.kind !== 'count');
    const first = (...tests) => tests.map((test) => usable.find(test)).find(Boolean) || usable[0];
    for (const name of ['x', 'y']) {
        page[name].append(...usable.map((column) => element('option', {value: column.index}, shortened(column.title, 60))));
        page[name].addEventListener('change', () => {
            suggestLog(name);
            showScatter();
        });
        page[`${name}-log`].addEventListener('change', showScatter);
    }
    page.x.value = first((column) => column.kind === 'key' && column.numeric, (column) => column.kind === 'key').index;
    page.y.value = first((column) => column.kind === 'metric', (column) => column.kind === 'time').index;
    suggestLog('x');
    suggestLog('y');
}

/* ---- all of it */

function clearFilters() {
    page.search.value = '';
    columns.forEach((column) => { column.input.value = ''; });
    update();
}

function start() {
    page.sweep.textContent = visible(model.sweep);
    document.title = `${visible(model.sweep)}: sweep`;
    page.summary.textContent = model.summary;
    page.constants.textContent = model.constants.map(([title, text]) => `${visible(title)} is ${shortened(text, 80)}`).join(', ');
    page.constants.textContent += page.constants.textContent && ' everywhere.';
    makeHead();
    chooseAxes();
    page.clear.addEventListener('click', clearFilters);
    page.more.addEventListener('click', () => {
        state.limit += BATCH;
        showRows();
    });
    document.addEventListener('keydown', (event) => {
        if (event.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
            event.preventDefault();
            page.search.focus();
        }
    });
    window.addEventListener('resize', later(showScatter));
    update();
}

start();
