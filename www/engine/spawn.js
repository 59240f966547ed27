// Starts engine workers. Script and module are fetched once; a worker that died is replaced without the network.
// The readers of binary formats are fetched when the first such file is dropped.
//
// A worker that is loaded by address gets no content policy from a page that states its own in a meta element.
// One that starts from a blob inherits it, and needs the network for its own module alone: the first lines of
// worker.js take it away from everything else.
import { compile } from "./module.js";
import { trusted } from "./trusted.js";

/** Fetches the engine; the answer's `spawn()` starts a worker, and resolves to it when it is ready. */
export async function loadEngine({ engine, reader }, base) {
  const start = await load(engine, base);
  let readers;
  async function spawnReader() {
    readers ??= load(reader, base);
    try {
      return await (await readers)();
    } catch (error) {
      readers = undefined;
      throw error;
    }
  }
  return {
    async spawn() {
      const worker = await start();
      worker.addEventListener("message", ({ data }) => {
        if (data.reader) lend(spawnReader, data);
      });
      return worker;
    },
  };
}

// The engine asks for a worker with the parsers of binary formats; its port goes there. The second port tells the
// engine why none came, or that it stopped.
function lend(spawnReader, { reader: port, failures }) {
  const fail = (error) => failures.postMessage({ failed: `the reader of this format: ${error?.message || "it stopped"}` });
  spawnReader().then((worker) => {
    worker.onerror = fail;
    worker.postMessage({ port }, [port]);
  }, fail);
}

/** Fetches a script; the answer starts a worker of it, which fetches and compiles its module beside the page. */
async function load({ script, wasm, start = "" }, base) {
  const text = script.text ?? (await fetchText(script, base));
  const source = { ...wasm, url: new URL(wasm.url, base).href };
  const address = (from) =>
    URL.createObjectURL(new Blob([`const SOURCE = ${JSON.stringify(from)};\n`, text, "\n", start], { type: "text/javascript" }));
  const loads = address(source);
  let waits;
  let module; // Of the first worker, for those that follow.
  let refused;
  const judge = ({ genuine, failed }) => {
    module = genuine;
    refused = failed && new Error(failed);
  };
  const spawnCompiled = () => started((waits ??= address(null)), () => {}, module);
  return async () => {
    if (refused) throw refused;
    if (module) return spawnCompiled();
    try {
      return await started(loads, judge);
    } catch {
      // A browser may keep the network from such a worker.
      const compiled = await compile(source);
      await compiled.genuine();
      module = compiled.module;
      return spawnCompiled();
    }
  };
}

/** Starts a worker; `judge` hears of its module once that is known to be what was built, or else of the worker's end. */
function started(address, judge, module) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(trusted(address));
    const fail = (reason) => {
      worker.terminate();
      reject(new Error(reason || "it did not start"));
    };
    worker.onerror = (event) => fail(event.message);
    worker.onmessage = ({ data }) => {
      // What comes before is what it says of its own end.
      if (!data.started) return fail(data.failed);
      worker.onmessage = worker.onerror = null;
      worker.addEventListener("message", ({ data }) => {
        if (data.genuine || data.failed) judge(data);
        if (data.failed) worker.dispatchEvent(new ErrorEvent("error", { message: data.failed }));
      });
      resolve(worker);
    };
    if (module) worker.postMessage({ module });
  });
}

/** Fetches a script; the browser checks its integrity when it is known. */
async function fetchText({ url, integrity }, base) {
  const response = await fetch(new URL(url, base), integrity ? { integrity } : {});
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.text();
}
