// Load Python with itsmcore, from what `make docs-live` puts beside this file: in a browser or Node.
import { loadPyodide } from "./pyodide/pyodide.mjs";

/** Return a function that runs a program; `base` says where this file is, `wheels` what to load. */
export async function live(base, wheels, show) {
  const python = await loadPyodide({ indexURL: `${base}pyodide/` });
  const quietly = { messageCallback: () => {} };
  await python.loadPackage(wheels.map((name) => `${base}wheels/${name}`), quietly);
  const run = python.runPython(show);
  return (program) => run(program);
}
