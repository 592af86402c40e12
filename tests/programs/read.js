/* SPDX-License-Identifier: Apache-2.0 */
// read MODE PATH: reads PATH in one of the ways of Node programs, and writes what it read and then the sizes.
const fs = require('fs');
const path = require('path');
const [mode, file] = process.argv.slice(2);

const ways = {
    readFileSync: () => fs.readFileSync(file, 'utf8'),
    promises: () => fs.promises.readFile(file, 'utf8'),
    createReadStream: async () => {
        let text = '';
        for await (const chunk of fs.createReadStream(file, 'utf8')) text += chunk;
        return text;
    },
    require: () => JSON.stringify(require(path.resolve(file))),
    exact: () => {
        const bytes = Buffer.alloc(fs.statSync(file).size);
        const count = fs.readSync(fs.openSync(file), bytes);
        return bytes.toString() + count;
    },
    copyFile: () => {
        fs.copyFileSync(file, 'copy');
        const text = fs.readFileSync('copy', 'utf8');
        fs.unlinkSync('copy');
        return text;
    },
};

(async () => {
    console.log(await ways[mode]());
    console.log(fs.statSync(file).size, fs.lstatSync(file).size, fs.fstatSync(fs.openSync(file)).size);
})();
