// The pictures of the README: `QUARRY_SCREENSHOTS=1 npx playwright test --config tests/e2e/playwright.config.js screenshots`.
import { expect, test } from "@playwright/test";
import { fileURLToPath } from "node:url";
import { editor, open, run, type } from "./page.mjs";
import { QUERY } from "./mission.mjs";

const folder = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));

for (const colorScheme of ["light", "dark"]) {
  test(`four states, ${colorScheme}`, async ({ browser }) => {
    test.skip(!process.env.QUARRY_SCREENSHOTS, "writes files of the project; asked for by QUARRY_SCREENSHOTS");
    const page = await (await browser.newContext({ colorScheme, viewport: { width: 1440, height: 860 } })).newPage();
    const suffix = colorScheme === "light" ? "" : "-dark";
    const shot = (name) => page.screenshot({ path: `${folder}${name}${suffix}.png`, caret: "initial" });
    await open(page);
    await shot("opening");
    await page.locator("#sample").click();
    await expect(page.locator(".table-entry")).toHaveCount(3);
    await page.getByRole("button", { name: "Columns of DeviceProcessEvents" }).click();
    await type(page, QUERY);
    await page.locator(".cm-lintRange-warning").first().hover();
    await expect(page.locator(".cm-tooltip-lint")).toBeVisible();
    await page.waitForTimeout(300);
    await shot("quotes");
    await page.locator(".cm-tooltip-lint .cm-diagnosticAction").first().click();
    await editor(page).click();
    await run(page);
    await expect(page.locator("#row-count")).toHaveText("2");
    await page.mouse.move(700, 700);
    await page.waitForTimeout(600);
    await shot("result");
    await page.locator("#rule").click();
    await expect(page.locator(".rule-columns li.missing").first()).toBeVisible();
    await page.locator("#rule-title").fill("Local account created with net user");
    await page.locator("#rule-severity").selectOption("high");
    await page.locator("#rule-technique").fill("T1136.001");
    await page.locator("#rule-description").fill("Someone created an account on an endpoint with the net command.");
    await page.waitForTimeout(600);
    await shot("rule");
  });
}
