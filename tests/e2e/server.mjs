// A plain static host for the tests: the site below a path prefix, no special headers, nothing compressed.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const prefix = "/some/prefix/";
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };

createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://127.0.0.1");
  const blank = pathname === "/blank.html";
  const inside = pathname.startsWith(prefix) ? normalize(pathname.slice(prefix.length) || "index.html") : null;
  try {
    if (!blank && (inside === null || inside.startsWith(".."))) throw new Error("outside");
    const body = blank ? "<!doctype html><title>blank</title>" : await readFile(join(dist, inside));
    const type = blank ? "text/html" : (types[extname(inside)] ?? "application/octet-stream");
    response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(body);
  } catch {
    response.writeHead(404).end("not found");
  }
}).listen(4173, "127.0.0.1");
