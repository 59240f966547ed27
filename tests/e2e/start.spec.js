// How the page begins: what works before everything is there, and what happens when a part does not come.
import { expect, test } from "@playwright/test";
import { editor, open, rows, run, text } from "./page.mjs";

const ready = (page) => expect(page.locator("html")).toHaveAttribute("data-quarry", "ready");
const QUERY = "print x = 1\n| extend y = x + 1";

test("a query runs before CodeMirror is there, which then takes over what was typed", async ({ page }) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/codemirror-*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("./");
  await ready(page);
  const area = page.locator(".editor textarea");
  await expect(area).toBeFocused();
  await page.keyboard.type(QUERY);
  await run(page);
  await expect.poll(() => rows(page)).toEqual([["1", "2"]]);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  await page.keyboard.press("Shift+Home");
  const place = await area.evaluate((area) => area.getBoundingClientRect().x + parseFloat(getComputedStyle(area).paddingLeft));

  release();
  await expect(editor(page)).toBeFocused();
  await expect(area).toHaveCount(0);
  expect(await text(page)).toBe(QUERY);
  // Its text lies where it lay.
  const line = await editor(page).locator(".cm-line").first().evaluate((line) => {
    const range = document.createRange();
    range.selectNodeContents(line);
    return range.getBoundingClientRect().x;
  });
  expect(Math.abs(line - place)).toBeLessThan(1);
  await page.keyboard.type("print x = 5");
  await run(page);
  await expect.poll(() => rows(page)).toEqual([["5", "6"]]);
});

test("without CodeMirror queries still run, and the page says what is missing", async ({ page }) => {
  await page.route("**/codemirror-*.js", (route) => route.abort());
  await page.goto("./");
  await ready(page);
  await expect(page.locator(".toast")).toContainText("The editor's help could not be loaded");
  await page.keyboard.type("print x = 7");
  await page.locator("#run").click();
  await expect.poll(() => rows(page)).toEqual([["7"]]);
});

test("an engine that is not what was built is stopped", async ({ page }) => {
  await page.route("**/engine-*.wasm", async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    // A word in a message, so that the module is still a valid one.
    const at = body.indexOf("operator");
    body[at] ^= 0x20;
    await route.fulfill({ response, body });
  });
  await page.goto("./");
  await expect(page.locator(".engine-state.failed")).toContainText("is not the file that was built");
});

test("the page fetches the engine when its worker may not", async ({ page }) => {
  let asked = 0;
  await page.route("**/engine-*.wasm", (route) => (asked++ === 0 ? route.abort() : route.continue()));
  await open(page);
  expect(asked).toBe(2);
});

test("a host that does not know WebAssembly files is good enough", async ({ page }) => {
  await page.route("**/*.wasm", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": "application/octet-stream" } });
  });
  await open(page);
});
