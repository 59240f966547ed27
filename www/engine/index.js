// Hands the engine to the app. The first worker starts here, while the app is still on its way.
import { loadEngine } from "./spawn.js";

const engine = loadEngine(QUARRY_ENGINE, document.baseURI);
const spawn = async () => (await engine).spawn();

let first = spawn();
first.catch(() => {}); // The app hears of it when it asks.

globalThis.QuarryEngine = {
  spawn() {
    const worker = first ?? spawn();
    first = undefined;
    return worker;
  },
};
