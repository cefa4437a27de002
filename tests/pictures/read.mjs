// Read pictures with the real tools: texts come in as JSON [[kind, text], ...], and for each goes
// out what was read, {nodes: [[id, label]], edges: [[from, to, label]], markup: [tag]}, or {error}.
// Usage: node read.mjs DIRECTORY, where `npm install` has put mermaid, jsdom and @viz-js/viz.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const from = (...path) =>
  import(pathToFileURL(join(resolve(process.argv[2]), "node_modules", ...path)).href);

const { JSDOM } = await from("jsdom", "lib", "api.js").then((m) => m.default ?? m);
const { instance } = await from("@viz-js/viz", "dist", "viz.js");
const { window } = new JSDOM("<body></body>");
for (const name of ["document", "Element", "CSSStyleSheet", "DOMParser", "XMLSerializer"])
  globalThis[name] = window[name];
globalThis.window = window;
// No layout is made here: every box is as large as any other.
const box = () => ({ x: 0, y: 0, width: 80, height: 20, top: 0, left: 0, right: 80, bottom: 20 });
window.SVGElement.prototype.getBBox = box;
window.SVGElement.prototype.getComputedTextLength = () => 80;
window.Element.prototype.getBoundingClientRect = box;
const { default: mermaid } = await from("mermaid", "dist", "mermaid.core.mjs");
mermaid.initialize({ startOnLoad: false, securityLevel: "strict", maxEdges: 10000 });
const graphviz = await instance();

const WRAPPING = new Set(["div", "span", "p"]);

async function readMermaid(text) {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const { nodes, edges } = db.getData();
  const { svg } = await mermaid.render("picture", text);
  const drawn = window.document.createElement("div");
  drawn.innerHTML = svg;
  const labels = {};
  const markup = new Set();
  for (const label of drawn.querySelectorAll("g.label")) {
    const place = label.dataset.id ?? label.closest("g.node")?.id.replace(/^picture-/, "");
    labels[place] = label.textContent.replace(/^[ \n]+|[ \n]+$/g, "");
    for (const element of label.querySelectorAll("foreignObject *"))
      if (!WRAPPING.has(element.localName)) markup.add(element.localName);
  }
  return {
    nodes: nodes.map((node) => [node.id, labels[node.domId] ?? ""]),
    edges: edges.map((edge) => [edge.start, edge.end, labels[edge.id] ?? ""]),
    markup: [...markup],
  };
}

function readDot(text) {
  const { objects = [], edges = [] } = graphviz.renderJSON(text);
  const svg = graphviz.renderString(text, { format: "svg" });
  const drawn = new window.DOMParser().parseFromString(svg, "image/svg+xml");
  const label = (id) =>
    [...(drawn.getElementById(id)?.querySelectorAll("text") ?? [])]
      .map((line) => line.textContent.replaceAll("\xa0", " "))
      .join("\n");
  const named = objects.map((object) => object.name);
  return {
    nodes: named.map((name, place) => [name, label(`node${place + 1}`)]),
    edges: edges.map((edge, place) => [named[edge.tail], named[edge.head], label(`edge${place + 1}`)]),
    markup: [],
  };
}

const readers = { mermaid: readMermaid, dot: readDot };
const answers = [];
for (const [kind, text] of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    answers.push(await readers[kind](text));
  } catch (error) {
    answers.push({ error: String(error?.message ?? error) });
  }
}
process.stdout.write(JSON.stringify(answers));
