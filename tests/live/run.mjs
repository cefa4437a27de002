// Run programs of Python in Node, and print what is shown of each: node run.mjs LIVE PROGRAM…
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [place, ...programs] = process.argv.slice(2);
const read = (path) => readFileSync(path, "utf-8");
const { live } = await import(pathToFileURL(`${place}/live.mjs`));
const run = await live(`${place}/`, JSON.parse(read(`${place}/wheels.json`)), read(`${place}/show.py`));
console.log(JSON.stringify(programs.map((path) => run(read(path)))));
