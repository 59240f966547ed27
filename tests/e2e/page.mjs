// The page as the tests use it: what a visitor sees and does, by its words.
import { expect } from "@playwright/test";

/** Opens the page and waits until everything is there. */
export async function open(page, address = "./") {
  await page.goto(address);
  await expect(page.locator("html")).toHaveAttribute("data-quarry", "ready");
  await expect(editor(page)).toBeVisible();
}

export const editor = (page) => page.locator(".cm-content");

/** Types a query in place of what is there. Lines are typed as they are, without completion or closing brackets. */
export async function type(page, text) {
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
  await page.keyboard.press("Escape");
}

/** The editor's text. */
export const text = (page) =>
  editor(page).evaluate((content) => [...content.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));

export const run = (page) => page.keyboard.press("Shift+Enter");

/** The result's cells as text, row by row, as far as they are in view. */
export async function rows(page) {
  await expect(page.locator(".grid-body .cell.pending")).toHaveCount(0);
  return page.locator(".grid-body .grid-row").evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll("[role=cell]")].map((cell) => cell.textContent.trim())),
  );
}

/** Drops files on the page: `{name: text}`, or an array of bytes in place of the text. */
export async function drop(page, files) {
  const data = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const [name, content] of Object.entries(files)) {
      const part = Array.isArray(content) ? Uint8Array.from(content) : content;
      transfer.items.add(new File([part], name, { type: "text/csv" }));
    }
    return transfer;
  }, files);
  await page.dispatchEvent("#drop", "dragenter", { dataTransfer: data });
  await page.dispatchEvent("#drop", "dragover", { dataTransfer: data });
  await page.dispatchEvent("#drop", "drop", { dataTransfer: data });
}

/** Lets the engine's worker fail, and waits until another one has taken its place. */
export async function killEngine(page) {
  const [worker] = page.workers();
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error("killed by the test");
    });
  });
  await expect(page.locator(".messages")).toContainText("started anew");
  await expect(page.locator("html")).toHaveAttribute("data-quarry", "ready");
}
