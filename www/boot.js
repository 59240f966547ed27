// The release's first script: the modules are on their way and the first worker starts while the browser still reads
// the editor.
import "./engine/index.js";
import { compile } from "./engine/spawn.js";

export const app = compile(QUARRY_APP, document.baseURI);
