// Files that stand for addresses, and a database of locations: nothing is fetched, the visitor brings them.
import { expect, test } from "@playwright/test";
import { drop, killEngine, open, rows, run, type } from "./page.mjs";
import { placesDatabase } from "./places.mjs";

const ADDRESS = "https://feeds.example/blocked.csv";
const QUERY = `externaldata (Address:string, Score:long) ["${ADDRESS}"] with (format="csv", ignoreFirstRecord=true)\n| where Score > 50`;
const FEED = "Address,Score\n203.0.113.7,90\n198.51.100.1,10\n";

const line = (page) => page.locator(`.attach-line[data-address="${ADDRESS}"]`);

async function pick(page, name) {
  const chooser = page.waitForEvent("filechooser");
  await line(page).getByRole("button", { name: "Attach a file" }).click();
  await (await chooser).setFiles({ name, mimeType: "text/csv", buffer: Buffer.from(FEED) });
}

test("a file stands for an address of externaldata", async ({ page, context, browser }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  await type(page, QUERY);
  await run(page);
  await expect(line(page)).toContainText("No file stands for");
  await expect(page.locator("#row-count")).toHaveText("0");

  // The file is attached and the query runs again.
  await pick(page, "blocked.csv");
  await expect(page.locator("#row-count")).toHaveText("1");
  expect((await rows(page)).map((row) => row[0])).toEqual(["203.0.113.7"]);
  await expect(line(page)).toHaveCount(0);
  await expect(page.locator(".attached .purpose")).toHaveText(ADDRESS);

  // A worker that dies leaves it attached.
  await killEngine(page);
  await page.locator(".cm-content").click();
  await run(page);
  await expect(page.locator("#row-count")).toHaveText("1");

  // The link carries the file's name: who drops a file of that name has attached it.
  await page.locator("#share").click();
  await expect(page.locator(".toast")).toContainText("Link copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await (await browser.newContext()).newPage();
  await open(other, link);
  await other.locator(".cm-content").click();
  await run(other);
  await expect(line(other)).toContainText("It was blocked.csv.");
  await drop(other, { "blocked.csv": FEED });
  await expect(other.locator("#row-count")).toHaveText("1");
  await expect(other.locator(".table-entry")).toHaveCount(0);

  // Without the file the address is empty again.
  await other.locator(".attached").hover();
  await other.getByRole("button", { name: "Remove blocked.csv" }).click();
  await other.locator(".cm-content").click();
  await run(other);
  await expect(line(other)).toBeVisible();
});

test("addresses are looked up in a dropped database", async ({ page }) => {
  await open(page);
  await type(page, 'print City = tostring(geo_info_from_ip_address("203.0.113.9").city)');
  await run(page);
  await expect(page.locator("#row-count")).toHaveText("1");
  expect(await rows(page)).toEqual([[""]]);
  await drop(page, { "places.mmdb": placesDatabase("203.0.113.0", 24, "Atlantis", "Coral Bay") });
  await expect(page.locator(".attached .name")).toHaveText("places.mmdb");
  await expect.poll(() => rows(page)).toEqual([["Coral Bay"]]);

  await drop(page, { "broken.mmdb": "no database" });
  await expect(page.locator(".messages")).toContainText("no database in MaxMind's format");
});
