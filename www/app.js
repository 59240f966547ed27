// The release's second script: the editor, and the app with its glue. What boot.js fetches is on its way by now.
import "./editor/index.js";
import { app } from "#boot";
import init from "#app";

// A page that frames this one could steer clicks; hosts that send headers refuse it before this line.
if (self === top) {
  init({ module_or_path: app }).catch((error) => {
    document.body.textContent = `Quarry could not be loaded (${error.message}). Reload the page to try again.`;
    throw error;
  });
} else {
  document.body.textContent = "Quarry does not run inside another page.";
}
