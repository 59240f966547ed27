// What the editor knows of the language: completion, hover, signatures, fixes, renaming, layout, reference.
import { expect, test } from "@playwright/test";
import { editor, open, rows, run, text, type } from "./page.mjs";

/** Takes the first completion; the editor passes over keys of the first 75 ms, which may have been meant for the text. */
async function accept(page, name) {
  await expect(page.locator(".cm-tooltip-autocomplete li").first()).toContainText(name);
  await page.waitForTimeout(150);
  await page.keyboard.press("Enter");
}

test("completion by the keyboard: a table, an operator, a column, an operator between operands", async ({ page }) => {
  await open(page);
  await type(page, "");
  await page.keyboard.type("DeviceProc");
  await accept(page, "DeviceProcessEvents");
  expect(await text(page)).toBe("DeviceProcessEvents");
  await page.keyboard.type(" | whe");
  await accept(page, "where");
  await page.keyboard.type(" FolderP");
  await accept(page, "FolderPath");
  await page.keyboard.type(" startsw");
  await accept(page, "startswith");
  expect((await text(page)).trim()).toMatch(/^DeviceProcessEvents \| where FolderPath startswith/);
  // Columns that a stage dropped are not offered.
  await type(page, "DeviceProcessEvents | project FileName | where ");
  await page.keyboard.press("Control+Space");
  const list = page.locator(".cm-tooltip-autocomplete");
  await expect(list).toContainText("FileName");
  await expect(list).not.toContainText("FolderPath");
});

test("hover explains a function and leads to the reference", async ({ page, context }) => {
  await open(page);
  await type(page, "DeviceProcessEvents\n| where isnotempty(FileName)");
  await page.locator(".q-function", { hasText: "isnotempty" }).hover();
  const hover = page.locator(".q-hover");
  await expect(hover.locator("code").first()).toContainText("isnotempty(");
  const [opened] = await Promise.all([context.waitForEvent("page"), hover.getByRole("link", { name: "Reference" }).click()]);
  await expect(opened.locator("article#function-isnotempty h3")).toContainText("isnotempty");
  await expect(opened.locator("article#function-isnotempty")).toBeInViewport();
});

test("the signature follows the argument that is typed", async ({ page }) => {
  await open(page);
  await type(page, "print a = ");
  await page.keyboard.type("substring(");
  const help = page.locator(".q-signature");
  await expect(help.locator("code")).toContainText("substring(string");
  await expect(help.locator("strong")).toContainText("string");
  await page.keyboard.type('"abc", ');
  await expect(help.locator("strong")).toContainText("start");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(help).toHaveCount(0);
});

test("a fix is one click, and the query runs", async ({ page }) => {
  await open(page);
  await type(page, "print a = 1, b = 'x'\n| where a = 1 AND b HAS 'x'\n| extnd c = length(b)");
  await expect(page.locator(".cm-lint-marker")).not.toHaveCount(0);
  for (const [word, wanted] of [
    ["AND", "a = 1 and b"],
    ["HAS", "b has 'x'"],
    ["extnd", "| extend c"],
    ["length", "strlen(b)"],
  ]) {
    await page.locator(".cm-line span", { hasText: new RegExp(`^${word}$`) }).first().hover();
    await page.locator(".cm-tooltip-lint .cm-diagnosticAction").first().click();
    await expect(editor(page)).toContainText(wanted);
  }
  await editor(page).click();
  await run(page);
  await expect(page.locator("#row-count")).toHaveText("1");
  expect(await rows(page)).toEqual([["1", "x", "1"]]);
});

test("a let name is renamed everywhere it means the same", async ({ page }) => {
  await open(page);
  await type(page, "let limit_ = 2;\nlet f = (x:long) { x + limit_ };\nprint limit_, f(limit_), text = 'limit_'");
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("F2");
  const name = page.locator(".q-rename input");
  await expect(name).toHaveValue("limit_");
  await name.fill("f");
  await name.press("Enter");
  await expect(page.locator(".q-rename [role=status]")).toContainText("uses this name already");
  await name.fill("most");
  await name.press("Enter");
  await expect(page.locator(".q-rename")).toHaveCount(0);
  expect(await text(page)).toBe("let most = 2;\nlet f = (x:long) { x + most };\nprint most, f(most), text = 'limit_'");
});

test("layout by the keyboard keeps comments and meaning", async ({ page }) => {
  await open(page);
  await type(page, "print a=1,b = 2|where a==1 and b>1 // both\n|project a");
  await page.keyboard.press("Shift+Alt+f");
  await expect.poll(() => text(page)).toBe("print a = 1, b = 2\n| where a == 1 and b > 1 // both\n| project a");
});

test("the reference page filters, links and keeps the policy", async ({ page }) => {
  const reports = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && reports.push(message.text()));
  page.on("pageerror", (error) => reports.push(error.message));
  await page.goto("./reference.html#operator-where");
  await expect(page.locator("article#operator-where")).toBeInViewport();
  expect(await page.locator("article").count()).toBeGreaterThan(600);
  await page.locator("#filter").fill("make_set");
  await expect(page.locator("article:visible h3 a").first()).toHaveText("make_set");
  expect(await page.locator("article:visible").count()).toBeLessThan(10);
  await page.locator("#filter").fill("innerunique");
  await expect(page.locator("article#QY120")).toBeVisible();
  await page.locator("#filter").fill("no such thing");
  await expect(page.locator("#nothing")).toBeVisible();
  await page.locator("#filter").fill("");
  // An example is shown with the result of its run.
  await expect(page.locator("article#operator-summarize .result table").first()).toBeVisible();
  // On a phone nothing is wider than the screen.
  await page.setViewportSize({ width: 390, height: 800 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  expect(reports).toEqual([]);
});
