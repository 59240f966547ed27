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
  const database = new Database((await engine).spawn());
  await database.ready;
  return database;
}

class Database {
  #worker;
  #waiting = new Map();
  #last = 0;

  constructor(worker) {
    this.#worker = worker;
    this.ready = new Promise((resolve, reject) => {
      this.#waiting.set(0, { resolve, reject });
    });
    worker.onmessage = ({ data }) => this.#receive(JSON.parse(data.json), data.text);
    worker.onerror = (event) => this.#fail(new Error(event.message || "the engine stopped"));
  }

  /** Reads a file into a table. Resolves to `{tables: [{name, rows}], warnings}`. */
  async ingest(file, { table, format, onProgress } = {}) {
    const name = file.name ?? `${table ?? "data"}.${format ?? "csv"}`;
    const request = { type: "load", name, table: table ?? null, format: format ?? null };
    const answer = await this.#ask(request, { file, onProgress });
    if (answer.type === "loadFailed") throw new Error(answer.reason);
    return { tables: answer.tables, warnings: answer.warnings };
  }

  /** Runs a query. `now` is an ISO-8601 time, by default the newest time of the data; `limit` cuts `rows`. */
  async query(text, { now, limit = 1000 } = {}) {
    const start = performance.now();
    const clock = now ? { kind: "chosen", at: new Date(now).toISOString() } : { kind: "newest" };
    const request = { type: "run", text, clock, real_now: new Date().toISOString() };
    const run = await this.#ask(request);
    if (run.type !== "finished") throw new QueryError(run.diagnostics ?? []);
    const page = await this.#ask({ type: "fetchJson", result: run.result, offset: 0, len: limit });
    this.#send({ type: "release", result: run.result });
    return {
      columns: run.columns.map(({ name, ty }) => ({ name, type: ty })),
      rows: page.rows,
      rowCount: run.rows,
      stats: { elapsedMs: performance.now() - start },
      diagnostics: run.diagnostics,
    };
  }

  /** The loaded tables: `[{name, rows, columns: [{name, type}]}]`. */
  async tables() {
    const { tables } = await this.#ask({ type: "tables" });
    return tables.map(({ name, rows, columns }) => ({
      name,
      rows,
      columns: columns.map(({ name, ty }) => ({ name, type: ty })),
    }));
  }

  /** Stops the running query or load; its promise is rejected. */
  cancel() {
    this.#send({ type: "cancel" });
  }

  /** Ends the engine and frees its memory. */
  close() {
    this.#worker.terminate();
    this.#fail(new Error("the engine was closed"));
  }

  #ask(request, { file, onProgress } = {}) {
    return new Promise((resolve, reject) => {
      const id = this.#send(request, file);
      this.#waiting.set(id, { resolve, reject, onProgress });
    });
  }

  #send(request, file) {
    const id = ++this.#last;
    this.#worker.postMessage({ json: JSON.stringify({ id, ...request }), file });
    return id;
  }

  #receive({ id, ...answer }, text) {
    const waiting = this.#waiting.get(id);
    if (answer.type === "panicked") return this.#fail(new Error(`the engine stopped: ${answer.message}`));
    if (!waiting) return;
    if (answer.type === "progress") return waiting.onProgress?.(answer.done, answer.total);
    this.#waiting.delete(id);
    if (answer.type === "json") answer.rows = JSON.parse(text);
    waiting.resolve(answer);
  }

  #fail(error) {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
