// The release's module script: the editor, and the app with its glue. What boot.js fetches is on its way by now.
import "./editor/index.js";
import init from "#app";

async function start() {
  const { module, genuine } = await globalThis.QuarryApp;
  await init({ module_or_path: module });
  await genuine();
}

// A page that frames this one could steer clicks; hosts that send headers refuse it before this line.
if (self === top) {
  start().catch((error) => {
    document.body.textContent = `Quarry could not be loaded (${error.message}). Reload the page to try again.`;
    throw error;
  });
} else {
  document.body.textContent = "Quarry does not run inside another page.";
}
