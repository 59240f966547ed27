// Starts engine workers. Script and module are fetched once; a worker that died is replaced without the network.
// The readers of binary formats are fetched when the first such file is dropped.
//
// A worker that is loaded by address gets no content policy from a page that states its own in a meta element.
// One that starts from a blob inherits it, and the compiled module comes to it in a message, so it needs no
// network at all: the first lines of worker.js take it away.

/** Fetches a file of the site; the browser checks its integrity when it is known. */
export function fetchChecked({ url, integrity }, base = document.baseURI) {
  return fetch(new URL(url, base), integrity ? { integrity } : {});
}

/** Fetches the engine; the answer's `spawn()` starts a worker. */
export async function loadEngine({ engine, reader }, base) {
  const start = await load(engine, base);
  let readers;
  const spawnReader = () => (readers ??= load(reader, base).catch((error) => {
    readers = undefined;
    throw error;
  })).then((start) => start());
  return {
    spawn() {
      const worker = start();
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

/** Fetches a script and its module; the answer starts a worker of them. */
async function load({ script, wasm, start = "" }, base) {
  const [source, module] = await Promise.all([
    fetchChecked(script, base).then(checkStatus).then((response) => response.text()),
    compile(wasm, base),
  ]);
  const address = URL.createObjectURL(new Blob([source, "\n", start], { type: "text/javascript" }));
  return () => {
    const worker = new Worker(trusted(address));
    worker.postMessage({ module });
    return worker;
  };
}

async function compile(wasm, base) {
  const response = await fetchChecked(wasm, base).then(checkStatus);
  // Some hosts send another media type, which streaming refuses.
  return response.headers.get("content-type")?.startsWith("application/wasm")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

function checkStatus(response) {
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
