/* SPDX-License-Identifier: Apache-2.0 */
/* The page's rules beside those of inlay: prints, for each line {"schema": …, "value": TEXT} of standard input, what the
 * page finds wrong with that value, as a JSON list. schema is as shim/cli/form/form_model.h has it.
 *
 * usage: node rules.js SCRIPT, the page's script without what needs a page */
'use strict';
const fs = require('fs');
const vm = require('vm');

const context = vm.createContext({});
for (const file of process.argv.slice(2)) {
    vm.runInContext(fs.readFileSync(file, 'utf8'), context);
}
const judge = vm.runInContext(`(schema, text) => {
    try {
        const value = readValue(text);
        return [spellingProblem(value, 'yaml') || checkValue(schema, value)].flat().filter(Boolean);
    } catch (error) {
        return [error.message];
    }
}`, context);
for (const line of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const {schema, value} = JSON.parse(line);
    console.log(JSON.stringify(judge(schema, value)));
}
