// The page as a page: it opens, sends nothing, keeps its policy, shows its grid and its themes.
import { expect, test } from "@playwright/test";
import { drop, open, rows, run, type } from "./page.mjs";

test("nothing is sent after loading, and the policy holds", async ({ page }) => {
  const reports = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) reports.push(message.text());
  });
  page.on("pageerror", (error) => reports.push(error.message));
  await open(page);
  const requests = [];
  page.on("request", (request) => {
    if (!request.url().startsWith("blob:")) requests.push(request.url());
  });

  await page.locator("#sample").click();
  await expect(page.locator(".table-entry")).toHaveCount(3);
  await page.locator(".cm-content").click();
  await run(page);
  await expect(page.locator("#row-count")).toHaveText("2");
  expect(requests).toEqual([]);
  expect(reports).toEqual([]);

  // Neither strings nor foreign hosts are a way out.
  const refused = await page.evaluate(async () => {
    const attempt = async (action) => {
      // What the test driver evaluates itself is exempt from the policy; what a timer runs is not.
      await new Promise((later) => setTimeout(later));
      try {
        await action();
        return "allowed";
      } catch {
        return "refused";
      }
    };
    return {
      eval: await attempt(() => (0, eval)("1")),
      function: await attempt(() => new Function("return 1")()),
      markup: await attempt(() => (document.createElement("p").innerHTML = "<b>x</b>")),
      fetch: await attempt(() => fetch("http://127.0.0.1:4174/")),
    };
  });
  expect(refused).toEqual({ eval: "refused", function: "refused", markup: "refused", fetch: "refused" });
  const [worker] = page.workers();
  const missing = await worker.evaluate(() =>
    ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "indexedDB"].filter((name) => self[name] !== undefined),
  );
  expect(missing).toEqual([]);
});

test("data stays text, whatever it is named", async ({ page }) => {
  let dialogs = 0;
  page.on("dialog", (dialog) => (dialogs++, dialog.dismiss()));
  await open(page);
  const csv = "__proto__,constructor,<img src=x onerror=alert(1)>\n<script>alert(2)</script>,a\u202eb,<b>bold</b>\n";
  await drop(page, { "odd <b>.csv": csv });
  await expect(page.locator(".table-entry")).toHaveCount(1);
  const table = await page.locator(".table-entry .table-name").textContent();
  await type(page, `['${table.trim()}']`);
  await run(page);
  await expect(page.locator("#row-count")).toHaveText("1");
  expect(await rows(page)).toEqual([["<script>alert(2)</script>", "a⟨202E⟩b", "<b>bold</b>"]]);
  expect(await page.locator(".grid img, .grid b, .grid script").count()).toBe(0);
  expect(await page.evaluate(() => ({}).polluted)).toBeUndefined();
  expect(dialogs).toBe(0);
});

test("a million rows scroll, sorted in the worker", async ({ page }) => {
  await open(page);
  await type(page, "range x from 1 to 1000000 step 1 | extend y = x % 1000, text = strcat('row ', x)");
  await run(page);
  await expect(page.locator("#row-count")).toHaveText("1,000,000");
  await page.locator(".grid").evaluate((grid) => grid.scrollTo(0, grid.scrollHeight));
  await expect(page.locator(".grid-body .grid-row").last()).toContainText("row 1000000");
  await page.locator(".grid").evaluate((grid) => grid.scrollTo(0, grid.scrollHeight / 2));
  await expect(page.locator(".grid-body .grid-row").first()).toContainText(/row (49|50)\d{4}/);
  await page.locator(".grid").evaluate((grid) => grid.scrollTo(0, 0));
  await page.locator(".cell.head button", { hasText: "x" }).first().click();
  await page.locator(".cell.head button", { hasText: "x" }).first().click();
  await expect(page.locator(".grid-body .grid-row").first()).toContainText("row 1000000");
  // A filter keeps the order, and a cell's text finds its row.
  await page.locator("#filter").fill("ROW 99999");
  await expect(page.locator("#row-count")).toHaveText("11");
  await expect(page.locator(".grid-body .grid-row").first()).toContainText("row 999999");
  await page.locator("#filter").fill("");
  await expect(page.locator("#row-count")).toHaveText("1,000,000");
  // While it scrolls, no frame takes long.
  const longest = await page.locator(".grid").evaluate(async (grid) => {
    let longest = 0;
    let last = performance.now();
    for (let step = 0; step < 60; step++) {
      grid.scrollTop += 900;
      await new Promise(requestAnimationFrame);
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }
    return longest;
  });
  expect(longest).toBeLessThan(250);
});

test("completion and hover know the data", async ({ page }) => {
  await open(page);
  await page.locator("#sample").click();
  await expect(page.locator(".table-entry")).toHaveCount(3);
  await type(page, "DeviceLogonEvents\n| where ");
  await page.keyboard.type("Acc");
  await expect(page.locator(".cm-tooltip-autocomplete")).toContainText("AccountName");
  await page.keyboard.press("Escape");
  await type(page, "DeviceLogonEvents\n| where isnotempty(AccountName)");
  await page.locator(".q-function", { hasText: "isnotempty" }).hover();
  await expect(page.locator(".q-hover")).toContainText("isnotempty");
});

test("results are exported", async ({ page }) => {
  await open(page);
  await type(page, 'print a = "=1+1", b = "x,y", n = 5');
  await run(page);
  await expect(page.locator("#row-count")).toHaveText("1");
  const save = async (name) => {
    await page.locator("#export").click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    const stream = await download.createReadStream();
    let content = "";
    for await (const part of stream) content += part;
    return content;
  };
  expect(await save(/CSV for spreadsheets/)).toBe("a,b,n\r\n'=1+1,\"x,y\",5\r\n");
  expect(await save(/CSV, exact/)).toBe('a,b,n\r\n=1+1,"x,y",5\r\n');
  expect(JSON.parse(await save(/JSON/))).toEqual([{ a: "=1+1", b: "x,y", n: 5 }]);
});

test("the embedding API answers on another page", async ({ page }) => {
  await page.goto("http://127.0.0.1:4173/blank.html");
  const answer = await page.evaluate(async () => {
    const { open } = await import("/some/prefix/quarry.js");
    const db = await open();
    let steps = 0;
    const file = new File(["Timestamp,Name,N\n2026-01-01T00:00:00Z,a,1\n2026-01-02T00:00:00Z,b,2\n"], "Hunt.csv");
    await db.ingest(file, { table: "Hunt", format: "csv", onProgress: () => steps++ });
    const result = await db.query("Hunt | where Timestamp > ago(1h) | project Timestamp, Name, N", { limit: 10 });
    const failed = await db.query("Hunt | where Nope == 1").then(() => null, (error) => error.diagnostics[0]);
    const tables = await db.tables();
    db.close();
    return { result, failed, tables, steps };
  });
  expect(answer.result.rows).toEqual([["2026-01-02T00:00:00.0000000Z", "b", 2]]);
  expect(answer.result.columns.map(({ name, type }) => `${name}:${type}`)).toEqual(["Timestamp:datetime", "Name:string", "N:long"]);
  expect(answer.result.rowCount).toBe(1);
  expect(answer.failed).toMatchObject({ severity: "error", code: "KS142" });
  expect(answer.tables).toMatchObject([{ name: "Hunt", rows: 2 }]);
  expect(answer.steps).toBeGreaterThan(0);
});
