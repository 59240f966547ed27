// The embedding API: Quarry's engine for other pages.
//
//   import { open } from "./quarry.js";
//   const db = await open();
//   await db.ingest(file, { table: "DeviceProcessEvents", format: "csv", onProgress });
//   const { columns, rows, rowCount, stats, diagnostics } = await db.query(kql, { now, limit });
//   await db.tables(); db.cancel(); db.close();
//
// Rows are arrays by position. Times are ISO-8601 text, dynamic values are parsed JSON.
import { loadEngine } from "./engine/spawn.js";

/** What a refused query throws: `diagnostics` holds code, severity, message, start and end (UTF-8 bytes). */
export class QueryError extends Error {
  constructor(diagnostics) {
    super(diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n") || "the query failed");
    this.name = "QueryError";
    this.diagnostics = diagnostics;
  }
}

let engine;

/** Starts an engine of its own; several may be open at once. */
export async function open() {
  engine ??= loadEngine(QUARRY_ENGINE, import.meta.url);
  return new Database(await (await engine).spawn());
}

class Database {
  #worker;
  #waiting = new Map();
  #last = 0;
  #changes = 0;

  constructor(worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }) => data.json && this.#receive(JSON.parse(data.json), data.text);
    worker.onerror = (event) => this.#fail(new Error(event.message || "the engine stopped"));
  }

  /** Reads a file into a table. Resolves to `{tables: [{name, rows}], warnings}`. */
  async ingest(file, { table, format, onProgress } = {}) {
    const name = file.name ?? `${table ?? "data"}.${format ?? "csv"}`;
    const options = { table, format };
    const request = { load: { change: ++this.#changes, names: [name], options, replaces: null } };
    const answer = await this.#ask(request, { files: [file], onProgress });
    if (answer.type !== "loaded") throw new Error(answer.reason ?? "cancelled");
    const [report] = answer.report.files;
    if (report.reason) throw new Error(report.reason);
    return {
      tables: report.tables.map(({ table, rows }) => ({ name: table, rows })),
      warnings: report.notes.filter(({ severity }) => severity === "warning").map(({ message }) => message),
    };
  }

  /** Runs a query. `now` is an ISO-8601 time, by default the newest time of the data; `limit` cuts `rows`. */
  async query(text, { now, limit = 1000 } = {}) {
    const start = performance.now();
    const clock = now ? { at: { unix: new Date(now).getTime() } } : { newest: { otherwise: Date.now() } };
    const run = await this.#ask({ run: { text, clock } });
    if (run.type === "cancelled") throw new Error("cancelled");
    if (run.type !== "finished") throw new QueryError(run.problems ?? []);
    const { result, problems } = run;
    const { rows } = await this.#ask({ fetchJson: { result, offset: 0, len: limit } });
    this.#send({ release: { result } });
    const [table] = run.tables;
    return {
      columns: table?.columns.map(named) ?? [],
      rows,
      rowCount: table?.rows ?? 0,
      stats: { elapsedMs: performance.now() - start },
      diagnostics: problems,
    };
  }

  /** The loaded tables: `[{name, rows, columns: [{name, type}]}]`. */
  async tables() {
    const { tables } = await this.#ask({ tables: {} });
    return tables.map(({ name, rows, columns }) => ({ name, rows, columns: columns.map(named) }));
  }

  /** Stops the running query or load; its promise is rejected. */
  cancel() {
    this.#send({ cancel: {} });
  }

  /** Ends the engine and frees its memory. */
  close() {
    this.#worker.terminate();
    this.#fail(new Error("the engine was closed"));
  }

  #ask(request, { files, onProgress } = {}) {
    return new Promise((resolve, reject) => {
      const id = this.#send(request, files);
      this.#waiting.set(id, { resolve, reject, onProgress });
    });
  }

  #send(body, files) {
    const id = ++this.#last;
    this.#worker.postMessage({ json: JSON.stringify({ id, body }), files });
    return id;
  }

  #receive({ id, body }, text) {
    const [[type, answer]] = Object.entries(body);
    if (type === "panicked") return this.#fail(new Error(`the engine stopped: ${answer.message}`));
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    if (type === "progress") return waiting.onProgress?.(answer.done, answer.total);
    this.#waiting.delete(id);
    if (type === "refused") return waiting.reject(new Error(answer.reason));
    waiting.resolve({ ...answer, type, rows: type === "json" ? JSON.parse(text) : answer.rows });
  }

  #fail(error) {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

const named = ({ name, ty }) => ({ name, type: ty });
