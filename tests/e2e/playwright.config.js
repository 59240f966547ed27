// Browser tests of the built site in dist/, in the Chromium that the environment names.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.js",
  outputDir: "../../test-results",
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 1,
  reporter: [["list"]],
  use: {
    baseURL: "http://127.0.0.1:4173/some/prefix/",
    viewport: { width: 1440, height: 860 },
    launchOptions: {
      executablePath: process.env.QUARRY_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
      ],
    },
  },
  webServer: { command: "node server.mjs", url: "http://127.0.0.1:4173/some/prefix/", reuseExistingServer: false },
});
