// Appended to the glue of the engine and of the reader: takes the network away, waits for the compiled module, starts it.
for (const name of [
  "fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "EventSource", "WebTransport", "importScripts",
  "Worker", "SharedWorker", "BroadcastChannel", "indexedDB", "caches", "RTCPeerConnection",
]) {
  for (let holder = self; holder; holder = Object.getPrototypeOf(holder)) delete holder[name];
  Object.defineProperty(self, name, { value: undefined });
}
self.onmessage = ({ data }) => {
  self.onmessage = null;
  wasm_bindgen.initSync({ module: data.module });
  self.postMessage({ started: true });
};
