// What `trunk serve` loads before the app, which Trunk starts by itself.
import "./editor/index.js";
import "./engine/index.js";
