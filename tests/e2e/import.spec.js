// Dropped files and folders: what becomes of them, what the report says, and the way back.
import { expect, test } from "@playwright/test";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { drop, killEngine, open, rows, run, type } from "./page.mjs";

const data = fileURLToPath(new URL("../data/", import.meta.url));

/** A folder with files of several kinds, some of them no events. */
async function mixedFolder() {
  const folder = join(await mkdtemp(join(tmpdir(), "quarry-")), "case");
  await mkdir(join(folder, "logs/old"), { recursive: true });
  const put = (name, content) => writeFile(join(folder, name), content);
  await put("sign-ins.csv", "User,Address,N\nanna,10.0.0.1,1\nben,10.0.0.2,2\n");
  await put("logs/alerts.ndjson", '{"Title":"a","Score":1}\n{"Title":"b","Score":2}\n{"Title":"c","Score":3}\n');
  await put("logs/old/sign-ins.csv.gz", gzipSync("User,Address,N\ncarl,10.0.0.3,3\n"));
  await put("notes.txt", "Anna called at nine.\nCall her back.\n");
  await put("logs/empty.json", "");
  await put(".DS_Store", "\0\0\0\u0001Bud1");
  await cp(join(data, "events/new-user-security.evtx"), join(folder, "logs/Security.evtx"));
  return folder;
}

/** Drops what is at a path, as a file manager does it: with entries that the page can look into. */
async function dropPath(page, path) {
  const session = await page.context().newCDPSession(page);
  const drag = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: 700, y: 500, data: drag });
  }
}

const tables = (page) =>
  page.locator(".table-entry").evaluateAll((entries) =>
    Object.fromEntries(entries.map((entry) => [entry.dataset.table, entry.querySelector(".rows").textContent])),
  );

/** Runs a query and gives its cells. */
async function query(page, text) {
  await type(page, text);
  await run(page);
  await expect(page.locator("#row-count")).toBeVisible();
  return rows(page);
}

const report = (page) => page.locator(".imports");
const showReport = (page) => page.getByRole("tab", { name: /^Import/ }).click();
const column = (page, name, type) => page.getByRole("button", { name: `Change the type of ${name}, ${type}`, exact: true });

/** The dropped folder and the picked one give the same. */
async function expectMixedFolder(page) {
  await expect(page.locator(".load-line")).toHaveCount(0);
  await expect.poll(() => tables(page)).toMatchObject({ alerts: "3", sign_ins: "3" });
  const found = await tables(page);
  expect(Number(found.Event.replaceAll(",", ""))).toBeGreaterThan(0);
  expect(Number(found.SecurityEvent.replaceAll(",", ""))).toBeGreaterThan(0);
  expect(Object.keys(found)).not.toContain("notes");
  await showReport(page);
  await expect(report(page).locator(".headline").first()).toContainText("4 files");
  await expect(report(page).locator(".headline").first()).toContainText("3 files without events");
  await report(page).locator(".import summary").first().click();
  const state = (name) => report(page).locator(`.import-file[data-file="case/${name}"]`);
  for (const name of ["sign-ins.csv", "logs/alerts.ndjson", "logs/old/sign-ins.csv.gz", "logs/Security.evtx"]) {
    await expect(state(name)).toHaveClass(/all|some/);
  }
  await expect(state("logs/alerts.ndjson")).toContainText("3 rows");
  await expect(state("notes.txt")).toContainText("skipped");
  await expect(state("notes.txt")).toContainText("of no format that Quarry can read");
  await expect(state("logs/empty.json")).toContainText("The file is empty");
  await expect(state(".DS_Store")).toContainText("operating system");
}

test("a dropped folder of mixed files becomes the right tables", async ({ page }) => {
  const folder = await mixedFolder();
  await open(page);
  await dropPath(page, folder);
  await expectMixedFolder(page);
  expect(await query(page, "sign_ins | sort by N asc | project User, N")).toEqual([["anna", "1"], ["ben", "2"], ["carl", "3"]]);
  // All of it goes at once.
  await showReport(page);
  await report(page).getByRole("button", { name: "Undo" }).click();
  await expect(page.locator(".table-entry")).toHaveCount(0);
  await rm(folder, { recursive: true });
});

test("a folder can be picked, too", async ({ page }) => {
  const folder = await mixedFolder();
  await open(page);
  await page.locator("#folder-picker").setInputFiles(folder);
  await expectMixedFolder(page);
  await rm(folder, { recursive: true });
});

test("lost rows are loud, and good files beside bad ones are kept", async ({ page }) => {
  await open(page);
  await drop(page, { "a.ndjson": '{"x":1}\n{"x":\n{"x":3}\n', "b.csv": "y\n1\n", "c.csv": "" });
  await expect.poll(() => tables(page)).toEqual({ a: "2", b: "1" });
  const entry = report(page).locator(".import").first();
  await expect(entry).toHaveClass(/loud/);
  await expect(entry.locator(".headline")).toHaveText("2 files, 2 tables, 3 rows; 1 record could not be read; 1 file could not be loaded");
  await expect(entry.locator('[data-file="a.ndjson"]')).toContainText("first record 2 in line 2");
  await expect(entry.locator('[data-file="c.csv"]')).toContainText("The file is empty");
  // A load of failures alone leaves everything as it was.
  await drop(page, { "d.csv": "" });
  await expect(report(page).locator(".headline").first()).toHaveText("Nothing was loaded; 1 file could not be loaded");
  expect(await tables(page)).toEqual({ a: "2", b: "1" });
});

test("a load without losses is said in one line", async ({ page }) => {
  await open(page);
  await drop(page, { "a.csv": "x\n1\n", "b.csv": "x\n1\n2\n" });
  await expect(page.locator(".toast")).toHaveText("2 files, 2 tables, 3 rows");
  await expect(page.locator(".last-import")).toContainText("2 files, 2 tables, 3 rows");
  await page.getByRole("button", { name: "Import report", exact: true }).click();
  await expect(report(page).locator(".headline")).toHaveText("2 files, 2 tables, 3 rows");
  await expect(report(page).locator(".import-file").first()).toBeHidden();
});

test("a table is renamed, typed by a known schema, and back again", async ({ page }) => {
  await open(page);
  await drop(page, { "export.csv": "FileName,ProcessId\nnet.exe,17\ncmd.exe,abc\n" });
  const entry = page.locator('.table-entry[data-table="export"]');
  await entry.hover();
  await page.getByRole("button", { name: "Rename export" }).click();
  const name = page.getByRole("combobox", { name: "New name of export" });
  await expect(name).toBeFocused();
  await name.fill("DeviceProcessEvents");
  await expect(entry.locator(".inline-form")).toContainText("A known table");
  await page.keyboard.press("Enter");
  await expect.poll(() => tables(page)).toEqual({ DeviceProcessEvents: "2" });
  // What could not be converted is said without being asked for.
  await expect(report(page)).toContainText("ProcessId, string → long");
  await expect(report(page)).toContainText("1 of 2 values convert; 1 is no long and left empty, first in row 2 “abc”");
  expect(await query(page, "DeviceProcessEvents | where ProcessId == 17 | project FileName")).toEqual([["net.exe"]]);

  await showReport(page);
  await report(page).getByRole("button", { name: "Undo" }).first().click();
  await expect.poll(() => tables(page)).toEqual({ export: "2" });
  // Rows go to those of a table that is there.
  await drop(page, { "more.csv": "FileName,ProcessId\npwsh.exe,3\n" });
  await expect.poll(() => tables(page)).toEqual({ export: "2", more: "1" });
  await page.locator('.table-entry[data-table="more"]').hover();
  await page.getByRole("button", { name: "Rename more" }).click();
  await page.getByRole("combobox", { name: "New name of more" }).fill("export");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await expect.poll(() => tables(page)).toEqual({ export: "3" });
});

test("a column gets another type, after its losses were shown", async ({ page }) => {
  await open(page);
  await drop(page, { "t.csv": "when,n\n2026-01-01T00:00:00Z,1\nsoon,2\n,3\n2026-01-02,4\n" });
  await page.getByRole("button", { name: "Columns of t" }).click();
  await column(page, "when", "string").click();
  const select = page.getByRole("combobox", { name: "New type of when" });
  await expect(select).toBeFocused();
  await select.selectOption("datetime");
  await expect(page.locator(".inline-form")).toContainText("2 of 3 values convert; 1 is no datetime and left empty, first in row 2 “soon”.");
  await expect(column(page, "when", "string")).toBeVisible();
  await page.getByRole("button", { name: "Convert" }).click();
  await expect(column(page, "when", "datetime")).toBeVisible();
  expect(await query(page, "t | where when >= datetime(2026-01-02) | project n")).toEqual([["4"]]);
  await showReport(page);
  await report(page).getByRole("button", { name: "Undo" }).first().click();
  await expect(column(page, "when", "string")).toBeVisible();
  // Escape leaves it as it is.
  await column(page, "when", "string").click();
  await page.keyboard.press("Escape");
  await expect(page.locator(".inline-form")).toHaveCount(0);
});

test("times without a zone are asked for, read again, and remembered", async ({ browser }) => {
  const page = await (await browser.newContext({ timezoneId: "Europe/Berlin" })).newPage();
  await open(page);
  const csv = "when,n\n2026-07-01 12:00:00,1\n2026-12-01 12:00:00,2\n";
  await drop(page, { "t.csv": csv });
  const question = page.getByRole("group", { name: "Time zone" });
  await expect(question).toContainText("Times without a zone in t.when were read as UTC.");
  await expect(question.getByRole("combobox")).toHaveValue("Europe/Berlin");
  await question.getByRole("button", { name: "Read again" }).click();
  const answered = page.locator(".import-question.answered");
  await expect(answered).toContainText("were read as Europe/Berlin");
  expect(await tables(page)).toEqual({ t: "2" });
  const hours = "t | sort by n asc | project format_datetime(when, 'HH:mm')";
  expect(await query(page, hours)).toEqual([["10:00"], ["11:00"]]);

  await open(page);
  await drop(page, { "t.csv": csv });
  await expect.poll(() => tables(page)).toEqual({ t: "2" });
  expect(await query(page, hours)).toEqual([["10:00"], ["11:00"]]);
  await showReport(page);
  await report(page).locator(".import summary").first().click();
  await answered.getByRole("button", { name: "Change" }).click();
  await question.getByRole("combobox").selectOption("America/New_York");
  await question.getByRole("button", { name: "Read again" }).click();
  await expect(answered).toContainText("America/New_York");
  expect(await query(page, hours)).toEqual([["16:00"], ["17:00"]]);
});

test("dates that may begin with day or month are asked for", async ({ page }) => {
  await open(page);
  await drop(page, { "t.csv": "day\n03/04/2026\n" });
  const question = page.getByRole("group", { name: "Order of day and month" });
  await expect(question).toContainText("Dates in t.day stay text");
  await question.getByRole("button", { name: "The day" }).click();
  await expect(page.locator(".import-question.answered")).toContainText("with the day first");
  expect(await query(page, "t | project format_datetime(day, 'yyyy-MM-dd')")).toEqual([["2026-04-03"]]);
  await showReport(page);
  await page.getByRole("button", { name: "Read with the month first" }).click();
  await expect(page.locator(".import-question.answered")).toContainText("with the month first");
  expect(await query(page, "t | project format_datetime(day, 'yyyy-MM-dd')")).toEqual([["2026-03-04"]]);
});

test("a large load shows how far it is, and a cancel leaves all as it was", async ({ page }) => {
  await open(page);
  await drop(page, { "small.csv": "x\n1\n" });
  await expect.poll(() => tables(page)).toEqual({ small: "1" });
  await page.evaluate(() => {
    const line = Array.from({ length: 30 }, (_, at) => `value ${at} of a row`).join(",");
    const header = Array.from({ length: 30 }, (_, at) => `c${at}`).join(",");
    const part = `${line}\n`.repeat(20_000);
    const transfer = new DataTransfer();
    transfer.items.add(new File(["y\n2\n"], "first.csv"));
    transfer.items.add(new File([`${header}\n`, ...Array(20).fill(part)], "large.csv"));
    window.large = transfer;
  });
  const large = await page.evaluateHandle(() => window.large);
  await page.dispatchEvent("#drop", "drop", { dataTransfer: large });
  const bar = page.locator(".load-line progress");
  await expect(bar).toBeVisible();
  await expect.poll(async () => Number(await bar.getAttribute("value"))).toBeGreaterThan(1);
  expect(Number(await bar.getAttribute("value"))).toBeLessThan(100);
  await page.getByRole("button", { name: "Stop loading" }).click();
  await expect(page.locator(".load-line")).toHaveCount(0);
  expect(await tables(page)).toEqual({ small: "1" });
  expect(await query(page, "small | count")).toEqual([["1"]]);
  expect(await tables(page)).toEqual({ small: "1" });
});

test("a worker that dies gets back what was renamed and typed", async ({ page }) => {
  await open(page);
  await drop(page, { "a.csv": "x,y\n1,2\n", "gone.csv": "z\n1\n" });
  await expect.poll(() => tables(page)).toEqual({ a: "1", gone: "1" });
  await page.locator('.table-entry[data-table="a"]').hover();
  await page.getByRole("button", { name: "Rename a", exact: true }).click();
  await page.getByRole("combobox", { name: "New name of a" }).fill("b");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Columns of b" }).click();
  await column(page, "x", "long").click();
  await page.getByRole("combobox", { name: "New type of x" }).selectOption("string");
  await page.getByRole("button", { name: "Convert" }).click();
  await expect(column(page, "x", "string")).toBeVisible();
  await page.locator('.table-entry[data-table="gone"]').hover();
  await page.getByRole("button", { name: "Remove gone" }).click();
  await expect.poll(() => tables(page)).toEqual({ b: "1" });
  await killEngine(page);
  await expect.poll(() => tables(page)).toEqual({ b: "1" });
  await expect(column(page, "x", "string")).toBeVisible();
  expect(await query(page, "b | project x, y")).toEqual([["1", "2"]]);
});
