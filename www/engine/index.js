// Hands the engine to the app. The download starts here, while the app's own module is still on its way.
import { loadEngine } from "./spawn.js";

const engine = loadEngine(QUARRY_ENGINE, document.baseURI);
globalThis.QuarryEngine = { spawn: async () => (await engine).spawn() };
