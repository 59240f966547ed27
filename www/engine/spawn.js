// Starts engine workers. Script and module are fetched once; a worker that died is replaced without the network.
// The readers of binary formats are fetched when the first such file is dropped.
//
// A worker that is loaded by address gets no content policy from a page that states its own in a meta element.
// One that starts from a blob inherits it, and the compiled module comes to it in a message, so it needs no
// network at all: the first lines of worker.js take it away.

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

/** Fetches a script; the answer starts a worker of it and of its module, which may still be on its way. */
async function load({ script, wasm, start = "" }, base) {
  const module = compile(wasm, base);
  module.catch(() => {}); // Whoever starts a worker hears of it.
  const source = script.text ?? (await fetchChecked(script, base).then((response) => response.text()));
  const address = URL.createObjectURL(new Blob([source, "\n", start], { type: "text/javascript" }));
  return () => new Promise((resolve, reject) => {
    const worker = new Worker(trusted(address));
    const fail = (error) => {
      worker.terminate();
      reject(error);
    };
    worker.onerror = (event) => fail(new Error(event.message || "it did not start"));
    worker.onmessage = ({ data }) => {
      // What comes before is what it says of its own end.
      if (!data.started) return fail(new Error("it did not start"));
      worker.onmessage = worker.onerror = null;
      resolve(worker);
    };
    module.then((module) => worker.postMessage({ module }), fail);
  });
}

/** Fetches and compiles a module. Its integrity is checked first, so there is nothing to stream. */
export async function compile(wasm, base) {
  const response = await fetchChecked(wasm, base);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** Fetches a file of the site; the browser checks its integrity when it is known. */
async function fetchChecked({ url, integrity }, base) {
  const response = await fetch(new URL(url, base), integrity ? { integrity } : {});
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response;
}

let policy;
function trusted(address) {
  try {
    policy ??= globalThis.trustedTypes?.createPolicy("quarry-worker", { createScriptURL: (url) => url });
  } catch {
    // The page that embeds Quarry has a policy of its own; the browser decides.
  }
  return policy ? policy.createScriptURL(address) : address;
}
