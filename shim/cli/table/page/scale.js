/* SPDX-License-Identifier: Apache-2.0 */
/* Scales of a scatter: from values to places, and where ticks stand. A scale has place(), which gives 0 to 1, and ticks, a list
 * of {at, text}. */

/* A number as a tick has it: without the digits that adding up steps leaves behind. */
function tickText(number) {
    const rounded = Number(number.toPrecision(10));
    return Math.abs(rounded) >= 1e6 || (rounded !== 0 && Math.abs(rounded) < 1e-4) ? rounded.toExponential().replace('e+', 'e') : String(rounded);
}

/* 1, 2 or 5 times a power of ten, so that about so many steps go into the range. */
function niceStep(range, steps) {
    const rough = range / steps;
    const power = 10 ** Math.floor(Math.log10(rough));
    return power * [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999);
}

/* Where the range is too large for a double, or its steps are too small. */
function endsScale(least, most) {
    const place = (number) => (number / 2 - least / 2) / (most / 2 - least / 2);
    return {place, ticks: [least, most].map((number) => ({at: place(number), text: String(number)}))};
}

function linearScale(least, most, steps) {
    if (least === most) {
        const around = Math.abs(least) / 10 || 1;
        [least, most] = [least - around, most + around];
    }
    const step = niceStep(most - least, steps);
    const first = Math.floor(least / step), last = Math.ceil(most / step);
    const [start, end] = [first * step, last * step];
    if (!(end > start && Number.isFinite(end - start) && last - first < 10 * steps)) {
        return endsScale(least, most);
    }
    const ticks = Array.from({length: last - first + 1}, (_, i) => (first + i) * step);
    return {
        place: (number) => (number - start) / (end - start),
        ticks: ticks.map((number) => ({at: (number - start) / (end - start), text: tickText(number)})),
    };
}

/* Powers of ten; 2 and 5 times them where there are few. */
function logTicks(first, last, steps) {
    const powers = last - first;
    const factors = powers <= 2 ? [1, 2, 5] : [1];
    const skip = Math.max(1, Math.ceil(powers / steps));
    const ticks = [];
    for (let power = first; power <= last; power += skip) {
        factors.forEach((factor) => ticks.push(Math.log10(factor) + power));
    }
    return ticks.filter((tick) => tick <= last);
}

function logScale(least, most, steps) {
    let first = Math.floor(Math.log10(least) + 1e-9), last = Math.ceil(Math.log10(most) - 1e-9);
    if (first === last) {
        [first, last] = [first - 1, last + 1];
    }
    const place = (logarithm) => (logarithm - first) / (last - first);
    return {
        place: (number) => place(Math.log10(number)),
        ticks: logTicks(first, last, steps).map((tick) => ({at: place(tick), text: tickText(10 ** tick)})),
    };
}

/* Texts stand side by side; numberOf gives the place of each in the list. */
function categoryScale(names, numberOf) {
    const place = (number) => (number + 0.5) / names.length;
    return {
        place: (value) => place(numberOf(value)),
        ticks: names.map((text, i) => ({at: place(i), text})),
    };
}
