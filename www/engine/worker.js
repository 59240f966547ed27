// Appended to the glue of the engine and of the reader: takes the network away from it, loads the module, starts it.
// `SOURCE` says where the module lies; it is null when the page sends one.
import { read } from "./files.js";
import { compile } from "./module.js";

const fetch = self.fetch.bind(self);
for (const name of [
  "fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "EventSource", "WebTransport", "importScripts",
  "Worker", "SharedWorker", "BroadcastChannel", "indexedDB", "caches", "RTCPeerConnection",
]) {
  for (let holder = self; holder; holder = Object.getPrototypeOf(holder)) delete holder[name];
  Object.defineProperty(self, name, { value: undefined });
}

self.QuarryFiles = { read };

const sent = () => new Promise((resolve) => (self.onmessage = ({ data }) => resolve(data.module)));

async function start() {
  const { module, genuine } = SOURCE ? await compile(SOURCE, fetch) : { module: await sent() };
  self.onmessage = null;
  wasm_bindgen.initSync({ module });
  self.postMessage({ started: true });
  await genuine?.();
  self.postMessage({ genuine: module });
}

start().catch((error) => self.postMessage({ failed: error.message }));
