// Fetches and compiles a WebAssembly module of the site.

/**
 * Compiles the module at `url` while it arrives. With an `integrity` the answer's `genuine()` is rejected when its
 * bytes are not those that were built: whoever asks may start the module first, and must stop it then.
 * `fetch` is for those who have no other.
 */
export async function compile({ url, integrity }, fetch = globalThis.fetch) {
  // The browser's own check holds all bytes back until it is done. The other kind exists for https only.
  const beside = integrity && crypto.subtle;
  const response = await fetch(url, integrity && !beside ? { integrity } : {});
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const copy = beside ? response.clone() : undefined;
  // Some hosts do not know the type of such files.
  const streams = response.headers.get("content-type") === "application/wasm";
  const module = await (streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer()));
  return {
    module,
    async genuine() {
      if (!copy) return;
      const digest = await crypto.subtle.digest("SHA-256", await copy.arrayBuffer());
      const found = `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
      if (found !== integrity) throw new Error(`${url} is not the file that was built`);
    },
  };
}
