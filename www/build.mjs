// Bundles the scripts and styles of the page.
//
// `node www/build.mjs` writes www/generated/ for `trunk serve`, whose wasm files keep their plain names.
// `node www/build.mjs CONFIG.json` is what `cargo xtask build` calls, with the hashed names of the release.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const www = dirname(fileURLToPath(import.meta.url));
// A module in the page would wait for all of it, and a worker of modules could not start from a blob.
const CLASSIC = ["boot.js", "engine/worker.js"];
const options = (from) => ({
  entryPoints: [join(www, from)],
  bundle: true,
  minify: true,
  format: CLASSIC.includes(from) ? "iife" : "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
});

/** The release has the lines of worker.js in its scripts. */
async function development() {
  const { outputFiles } = await build({ ...options("engine/worker.js"), write: false });
  const worker = (name) => ({
    script: { url: `./${name}.js` },
    wasm: { url: `./${name}_bg.wasm` },
    start: outputFiles[0].text,
  });
  return {
    outdir: join(www, "generated"),
    entries: [
      { from: "development.js", to: "glue.js" },
      { from: "quarry.js", to: "quarry.js" },
      { from: "css/index.css", to: "quarry.css" },
    ],
    names: { QUARRY_ENGINE: { engine: worker("worker"), reader: worker("reader") } },
    files: { "#codemirror": join(www, "editor/codemirror.js") },
  };
}

const config = process.argv[2] ? JSON.parse(readFileSync(process.argv[2], "utf8")) : await development();
const define = Object.fromEntries(Object.entries(config.names).map(([name, value]) => [name, JSON.stringify(value)]));

for (const { from, to } of config.entries) {
  await build({
    ...options(from),
    outfile: join(config.outdir, to),
    define,
    // Files that have their names from `cargo xtask build`.
    alias: config.files,
    external: ["./codemirror-*.js"],
  });
}
