// Files of binary formats: their parsers are a module of their own, fetched when the first such file is dropped.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { drop, open, rows, run, type } from "./page.mjs";

const LOG = [...readFileSync(new URL("../data/events/new-user-security.evtx", import.meta.url))];
const SMALL = "Name,Score\nalpha,1\n";

const entry = (page, name) => page.locator(".table-entry").filter({ hasText: name });
const readers = (page) => page.workers().length - 1;

test("an event log is read by a worker that comes and goes", async ({ page }) => {
  const fetched = [];
  page.on("request", (request) => fetched.push(request.url()));
  await open(page);
  expect(fetched.filter((url) => url.includes("/reader-"))).toEqual([]);

  await drop(page, { "new-user-security.evtx": LOG });
  await expect(entry(page, "SecurityEvent")).toBeVisible();
  await type(page, "Event | where EventId == 4720 | project EventId, Computer");
  await run(page);
  await expect(page.locator("#row-count")).toHaveText("1");
  expect(await rows(page)).toEqual([["4720", "IE8Win7"]]);
  await expect.poll(() => readers(page)).toBe(0);
  expect(fetched.filter((url) => url.includes("/reader-")).length).toBe(2);

  // The next one appends, and fetches nothing.
  await drop(page, { "again.evtx": LOG });
  await page.locator(".cm-content").click();
  await expect.poll(async () => {
    await run(page);
    return page.locator("#row-count").textContent();
  }).toBe("2");
  expect(fetched.filter((url) => url.includes("/reader-")).length).toBe(2);
});

test("without the reader the file is refused and the rest stays; the next try fetches it", async ({ page }) => {
  await open(page);
  await drop(page, { "small.csv": SMALL });
  await expect(entry(page, "small")).toBeVisible();

  await page.route("**/reader-*.wasm", (route) => route.abort());
  await drop(page, { "log.evtx": LOG });
  await expect(page.locator(".imports")).toContainText(/the reader of this format/i);
  await expect(page.locator(".table-entry")).toHaveCount(1);

  await page.unroute("**/reader-*.wasm");
  await drop(page, { "log.evtx": LOG });
  await expect(entry(page, "SecurityEvent")).toBeVisible();
  await expect(entry(page, "small")).toBeVisible();
});
