// The release's entry: editor and engine loader in one script with the app's own glue.
import "./editor/index.js";
import "./engine/index.js";
import { fetchChecked } from "./engine/spawn.js";
import init from "#app";

// A page that frames this one could steer clicks; hosts that send headers refuse it before this line.
if (self === top) {
  init({ module_or_path: fetchChecked(QUARRY_APP) });
} else {
  document.body.textContent = "Quarry does not run inside another page.";
}
