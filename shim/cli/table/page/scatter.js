/* SPDX-License-Identifier: Apache-2.0 */
/* Two columns against each other, as a picture that fits its place. */

const SVG = 'http://www.w3.org/2000/svg';
const TICK_WIDTH = 7; /* of a character, about */
const CATEGORY_LENGTH = 14; /* characters of a text at an axis */

function drawn(name, attributes = {}, text = null) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) {
        made.setAttribute(key, typeof value === 'number' ? Number(value.toFixed(2)) : value);
    }
    made.textContent = text;
    return made;
}

function shortened(text, length) {
    const letters = [...text];
    return letters.length > length ? letters.slice(0, length - 1).join('') + '…' : text;
}

/* Whether a field has a place on an axis. */
function hasPlace(field, column) {
    return column.numeric ? Number.isFinite(field.number) : !field.isNone;
}

/* The numbers of a row that a column's axis has to hold: of a mean also the ends of its deviation. */
function numbersOf(row, column) {
    const {number} = row.fields[column.index];
    const spread = column.deviation === undefined ? NaN : row.fields[column.deviation].number;
    return Number.isFinite(spread) ? [number - spread, number, number + spread] : [number];
}

/* A column as an axis of rows that all have a place there. There is room for about so many steps of numbers, and so many texts. */
class Axis {
    constructor(column, rows, wantsLog, {steps, texts}) {
        this.column = column;
        this.isNumeric = column.numeric;
        this.mayBeLog = this.isNumeric && rows.length > 0 && rows.every((row) => row.fields[column.index].number > 0);
        this.isLog = Boolean(wantsLog && this.mayBeLog);
        this.scale = this.isNumeric ? this.numericScale(rows, steps) : this.textScale(rows, texts);
    }

    numericScale(rows, steps) {
        const numbers = rows.flatMap((row) => numbersOf(row, this.column)).filter((number) => !this.isLog || number > 0);
        const [least, most] = numbers.reduce(([a, b], number) => [Math.min(a, number), Math.max(b, number)], [Infinity, -Infinity]);
        if (numbers.length === 0) {
            return linearScale(0, 1, steps);
        }
        return this.isLog ? logScale(least, most, steps) : linearScale(least, most, steps);
    }

    textScale(rows, texts) {
        const names = [...new Set(rows.map((row) => row.fields[this.column.index].text))].sort();
        const numbers = new Map(names.map((name, i) => [name, i]));
        const scale = categoryScale(names, (name) => numbers.get(name));
        const each = Math.ceil(names.length / texts);
        return {...scale, ticks: scale.ticks.filter((_, i) => i % each === 0)};
    }

    place(field) {
        return this.scale.place(this.isNumeric ? field.number : field.text);
    }

    get ticks() {
        return this.scale.ticks.map(({at, text}) => ({at, text: this.isNumeric ? text : shortened(text, CATEGORY_LENGTH)}));
    }
}

/* Draws rows into place; onChoose is told the row whose point is clicked. */
class Scatter {
    constructor(place, onChoose) {
        this.place = place;
        this.onChoose = onChoose;
        this.points = new Map(); /* by row */
    }

    draw(rows, x, y, wantsLog) {
        const width = Math.max(280, this.place.clientWidth), height = Math.round(Math.min(440, Math.max(240, width * 0.45)));
        this.shown = rows.filter((row) => [x, y].every((column) => hasPlace(row.fields[column.index], column)));
        const across = Math.max(3, Math.floor(width / 110));
        this.x = new Axis(x, this.shown, wantsLog.x, {steps: across, texts: across});
        this.y = new Axis(y, this.shown, wantsLog.y, {steps: Math.floor(height / 60), texts: Math.floor(height / 20)});
        const widest = Math.max(...this.y.ticks.map(({text}) => [...text].length), 3);
        this.box = {left: widest * TICK_WIDTH + 34, right: width - 16, top: 12, bottom: height - 44};
        this.points = new Map(this.shown.map((row) => [row, this.point(row)]));
        const svg = drawn('svg', {viewBox: `0 0 ${width} ${height}`, height, role: 'img'});
        svg.setAttribute('aria-label', `${y.title} by ${x.title}: ${plural(this.shown.length, 'point')}`);
        svg.append(...this.axisX(height), ...this.axisY(), ...this.whiskers(), ...this.points.values());
        this.place.replaceChildren(svg);
    }

    across(at) {
        return this.box.left + at * (this.box.right - this.box.left);
    }

    up(at) {
        return this.box.bottom - at * (this.box.bottom - this.box.top);
    }

    axisX(height) {
        const {left, right, top, bottom} = this.box;
        return [...this.x.ticks.flatMap(({at, text}) => [
            drawn('line', {class: 'grid', x1: this.across(at), x2: this.across(at), y1: top, y2: bottom}),
            drawn('text', {class: 'tick', x: this.across(at), y: bottom + 16, 'text-anchor': 'middle'}, text),
        ]), drawn('text', {class: 'name', x: (left + right) / 2, y: height - 8, 'text-anchor': 'middle'}, shortened(this.x.column.title, 60)),
        drawn('line', {class: 'frame', x1: left, x2: right, y1: bottom, y2: bottom})];
    }

    axisY() {
        const {left, right, top, bottom} = this.box;
        const middle = (top + bottom) / 2;
        return [...this.y.ticks.flatMap(({at, text}) => [
            drawn('line', {class: 'grid', x1: left, x2: right, y1: this.up(at), y2: this.up(at)}),
            drawn('text', {class: 'tick', x: left - 6, y: this.up(at) + 4, 'text-anchor': 'end'}, text),
        ]), drawn('text', {class: 'name', x: 14, y: middle, 'text-anchor': 'middle', transform: `rotate(-90 14 ${middle})`}, shortened(this.y.column.title, 40)),
        drawn('line', {class: 'frame', x1: left, x2: left, y1: top, y2: bottom})];
    }

    /* The deviation of repeats, around the mean that goes up. On a logarithmic scale it may go down to nothing. */
    whiskers() {
        const {column, scale} = this.y;
        return this.shown.filter((row) => numbersOf(row, column).length > 1).map((row) => {
            const [least, , most] = numbersOf(row, column);
            const x = this.across(this.x.place(row.fields[this.x.column.index]));
            const bottom = this.y.isLog && least <= 0 ? 0 : scale.place(least);
            return drawn('line', {class: 'whisker', x1: x, x2: x, y1: this.up(bottom), y2: this.up(scale.place(most))});
        });
    }

    point(row) {
        const [x, y] = [this.x, this.y].map((axis) => axis.place(row.fields[axis.column.index]));
        const point = drawn('circle', {class: 'point', cx: this.across(x), cy: this.up(y), r: 5});
        point.addEventListener('click', () => this.onChoose(row));
        point.addEventListener('mouseenter', () => this.onPoint(row));
        return point;
    }

    onPoint() {}

    choose(row) {
        this.points.forEach((point, other) => point.classList.toggle('chosen', other === row));
    }
}
