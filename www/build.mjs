// Bundles the scripts and styles of the page.
//
// `node www/build.mjs` writes www/generated/ for `trunk serve`, whose wasm files keep their plain names.
// `node www/build.mjs CONFIG.json` is what `cargo xtask build` calls, with the hashed names of the release.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const www = dirname(fileURLToPath(import.meta.url));
// The release has the lines of worker.js in its scripts.
const worker = (name) => ({
  script: { url: `./${name}.js` },
  wasm: { url: `./${name}_bg.wasm` },
  start: readFileSync(join(www, "engine/worker.js"), "utf8"),
});
const development = {
  outdir: join(www, "generated"),
  entries: [
    { from: "development.js", to: "glue.js" },
    { from: "quarry.js", to: "quarry.js" },
    { from: "css/index.css", to: "quarry.css" },
  ],
  names: {
    QUARRY_ENGINE: { engine: worker("worker"), reader: worker("reader") },
  },
};
const config = process.argv[2] ? JSON.parse(readFileSync(process.argv[2], "utf8")) : development;
const define = Object.fromEntries(Object.entries(config.names).map(([name, value]) => [name, JSON.stringify(value)]));

for (const { from, to } of config.entries) {
  await build({
    entryPoints: [join(www, from)],
    outfile: join(config.outdir, to),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    define,
    // Files that have their names from `cargo xtask build`.
    alias: config.files ?? {},
    external: ["./boot-*.js"],
    loader: { ".txt.js": "text" },
  });
}
