// Runs check.js over a folder: node in_node.cjs CHECK_JS FOLDER FIGURE MEMORY; the last two as JSON.
const fs = require("node:fs");
const path = require("node:path");

const [script, folder, figure, remembered] = process.argv.slice(2);
const buktiCheck = require(script);
const kept = JSON.parse(remembered);
const memory = { get: (origin) => kept[origin] ?? null, set: (origin, value) => (kept[origin] = value) };
const asked = [];
const read = async (name) => {
  asked.push(name);
  try {
    return new Uint8Array(fs.readFileSync(path.join(folder, name)));
  } catch {
    throw new buktiCheck.Wrong("check.unreadable", { path: name });
  }
};
buktiCheck
  .check(JSON.parse(figure), read, memory)
  .catch((error) => {
    if (!(error instanceof buktiCheck.Wrong)) throw error;
    return [{ word: error.word, values: error.values }];
  })
  .then((said) => console.log(JSON.stringify({ said, asked, kept })));
