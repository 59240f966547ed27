// One hunt from a dropped file to a rule and a link, as a visitor does it.
import { expect, test } from "@playwright/test";
import { readFile } from "node:fs/promises";
import Ajv from "ajv/dist/2020.js";
import { QUERY } from "./mission.mjs";
import { drop, editor, killEngine, open, rows, run, text, type } from "./page.mjs";

const here = new URL(".", import.meta.url);
const events = await readFile(new URL("../../examples/local-admin/DeviceProcessEvents.csv", here), "utf8");

test("from a dropped file to a rule and a link", async ({ page, context, browser }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);

  // The file becomes a table of its own name, with its rows counted.
  await drop(page, { "DeviceProcessEvents.csv": events });
  await expect(page.locator(".table-entry .table-name")).toHaveText("DeviceProcessEvents");
  await expect(page.locator(".table-entry .rows")).toHaveText("9");
  await expect(page.locator("#now")).toContainText("2026-11-20 09:12:48");

  // The quotes are underlined; one fix straightens them all.
  await type(page, QUERY);
  await expect(page.locator(".cm-lintRange-warning").first()).toBeVisible();
  await page.locator(".cm-lintRange-warning").first().hover();
  await page.locator(".cm-tooltip-lint .cm-diagnosticAction").first().click();
  await expect.poll(() => text(page)).toBe(QUERY.replaceAll(/[“”]/g, '"'));
  await expect(page.locator(".cm-lintRange-warning")).toHaveCount(0);

  await editor(page).click();
  await run(page);
  await expect(page.locator("#row-count")).toHaveText("2");
  const found = await rows(page);
  expect(found.map((row) => row[0])).toEqual(["svc_backup", "svc_backup"]);
  expect(found.map((row) => row[2]).sort()).toEqual(["net.exe", "net1.exe"]);

  // The rule panel says what is missing and who dropped it.
  await page.locator("#rule").click();
  for (const column of ["Timestamp", "DeviceId", "ReportId"]) {
    await expect(page.locator(`.rule-columns li.missing[data-column="${column}"]`)).toContainText("summarize");
  }
  await expect(page.locator(".q-dropped").first()).toContainText("summarize");
  await page.locator(".rule-fixes .button").first().click();
  await expect(page.locator(".rule-columns li.missing")).toHaveCount(0);
  expect(await text(page)).toMatch(/by CreatedUser, .*Timestamp.*/);
  await run(page);
  await expect(page.locator("#row-count")).toHaveText("2");

  await page.locator("#rule-title").fill("Local account created with net user");
  await page.locator("#rule-severity").selectOption("high");
  await page.locator("#rule-tactic").selectOption("Persistence");
  await page.locator("#rule-technique").fill("T1136.001");
  await page.locator("#rule-description").fill("Someone created an account on an endpoint with the net command.");

  // Both shapes are what an independent validator accepts.
  const validate = await ruleValidator();
  for (const shape of ["Graph, current", "Graph beta, before October 2026"]) {
    await page.getByRole("button", { name: shape }).click();
    await page.locator("#export-rule").click();
    const shown = await page.locator("#rule-json").textContent();
    const rule = JSON.parse(shown);
    expect(validate(rule), JSON.stringify(validate.errors, null, 1)).toBe(true);
    expect(rule.queryCondition.queryText).toContain("summarize MachineCount");
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#save-rule").click()]);
    expect(download.suggestedFilename()).toBe("local-account-created-with-net-user.json");
    expect(await readFile(await download.path(), "utf8")).toBe(shown);
  }

  // The link brings query and settings to somebody else, and runs nothing.
  await page.locator("#now").click();
  await page.getByRole("button", { name: /Real time/ }).click();
  await page.locator("#share").click();
  await expect(page.locator(".toast")).toContainText("Link copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/\/some\/prefix\/(index\.html)?#q1=[\w-]+$/);
  const query = await text(page);

  const other = await (await browser.newContext()).newPage();
  await open(other, link);
  await expect.poll(() => text(other)).toBe(query);
  await expect(other.locator("#now")).toContainText("real time");
  await expect(other.locator("#rule-title")).toHaveValue("Local account created with net user");
  await expect(other.locator("#rule-severity")).toHaveValue("high");
  await expect(other.locator("#row-count")).toHaveCount(0);
  await expect(other.locator(".grid")).toHaveCount(0);
});

test("a worker that dies in mid-query is replaced", async ({ page }) => {
  await open(page);
  await drop(page, { "DeviceProcessEvents.csv": events });
  await expect(page.locator(".table-entry .rows")).toHaveText("9");
  const long = "range x from 1 to 2000000000 step 1\n| summarize count() by bin(x, 1000000)";
  await type(page, long);
  await run(page);
  await expect(page.locator(".figures")).toContainText("Running");
  await killEngine(page);

  await expect(page.locator(".table-entry .rows")).toHaveText("9");
  expect(await text(page)).toBe(long);
  await type(page, "DeviceProcessEvents | count");
  await run(page);
  await expect(page.locator(".grid-body .cell[role=cell]")).toHaveText(["9"]);
});

test("Escape stops a query within 200 ms", async ({ page }) => {
  await open(page);
  for (const query of [
    "range x from 1 to 2000000000 step 1 | summarize count() by bin(x, 1000000)",
    "range x from 1 to 2000000000 step 1 | where x % 7 == 9",
    "range x from 1 to 20000000 step 1 | sort by hash(x) asc",
  ]) {
    await type(page, query);
    await run(page);
    await expect(page.locator(".figures")).toContainText("Running");
    await page.waitForTimeout(700);
    const took = await page.evaluate(async () => {
      const start = performance.now();
      document.getElementById("cancel").click();
      while (!document.getElementById("cancel").disabled) await new Promise((next) => setTimeout(next, 5));
      return performance.now() - start;
    });
    expect(took).toBeLessThan(200);
    await expect(page.locator("html")).toHaveAttribute("data-quarry", "ready");
    await type(page, "print answer = 42");
    await run(page);
    await expect(page.locator(".grid-body .cell[role=cell]")).toHaveText(["42"]);
  }
});

async function ruleValidator() {
  const path = process.env.QUARRY_RULE_SCHEMA ?? new URL("rule.schema.json", here);
  const schema = JSON.parse(await readFile(path, "utf8"));
  return new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
}
