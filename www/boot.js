// The release's inline script: the modules are on their way and the first worker starts while the browser still reads
// the page.
import "./engine/index.js";
import { compile } from "./engine/module.js";

globalThis.QuarryApp = compile(QUARRY_APP);
globalThis.QuarryApp.catch(() => {}); // app.js hears of it.
