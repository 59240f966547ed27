// Reads parts of files beside the engine: the browser copies each byte on the thread that asks for it.
import { trusted } from "./trusted.js";

const SCRIPT = `onmessage = async ({ data: { id, part } }) => {
  try {
    const bytes = await part.arrayBuffer();
    postMessage({ id, bytes }, [bytes]);
  } catch (error) {
    postMessage({ id, failed: error.message });
  }
};
postMessage({ started: true });`;

// The engine's worker loses this constructor; see worker.js.
const { Worker } = self;
const waiting = new Map();
let reader;
let started = false;
let last = 0;

/** Promises the bytes of a blob. Until the reader has started, and where there is none, this thread reads. */
export function read(part) {
  if (reader === undefined) reader = start();
  if (!started) return part.arrayBuffer();
  return new Promise((resolve, reject) => {
    const id = ++last;
    waiting.set(id, { part, resolve, reject });
    reader.postMessage({ id, part });
  });
}

function start() {
  try {
    const address = URL.createObjectURL(new Blob([SCRIPT], { type: "text/javascript" }));
    const worker = new Worker(trusted(address));
    worker.onmessage = ({ data }) => {
      if (data.started) return void (started = true);
      const { resolve, reject } = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.bytes) resolve(data.bytes);
      else reject(new Error(data.failed));
    };
    worker.onerror = () => {
      reader = null;
      started = false;
      for (const { part, resolve } of waiting.values()) resolve(part.arrayBuffer());
      waiting.clear();
    };
    return worker;
  } catch {
    return null;
  }
}
