// The address of a worker, as a page with trusted types wants it.

let policy;

export function trusted(address) {
  try {
    policy ??= globalThis.trustedTypes?.createPolicy("quarry-worker", { createScriptURL: (url) => url });
  } catch {
    // The page that embeds Quarry has a policy of its own; the browser decides.
  }
  return policy ? policy.createScriptURL(address) : address;
}
