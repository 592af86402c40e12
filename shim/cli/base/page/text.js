/* SPDX-License-Identifier: Apache-2.0 */
'use strict';
/* Texts of unknown origin, and the elements that show them. */

/* Characters that some reader refuses or drops, and those that would show text in another order than it is read in. */
const UNSAFE = /[\u007f-\u00a0\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff]/g;

/* A string between double quotes, as JSON and YAML both read it. */
function quoted(text) {
    return JSON.stringify(text).replace(UNSAFE, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
}

/* Keys and values as text in which nothing is invisible. */
function visible(text) {
    return quoted(text).slice(1, -1).replace(/\\(["\\])/g, '$1');
}

const plural = (count, word) => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
        if (key === 'class') {
            made.className = value;
        } else if (value !== null && value !== undefined && value !== false) {
            made.setAttribute(key, value === true ? '' : value);
        }
    }
    made.append(...children.filter((child) => child !== null));
    return made;
}

/* Text of the job's author: kept from turning round the text beside it. */
function authorText(name, className, text, properties = {}) {
    return element(name, {class: className, dir: 'auto', ...properties}, text);
}
