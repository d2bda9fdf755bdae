import type { Page } from "playwright-core";

/** Drops files of this machine on the window, as a file manager does: Files that have a path. */
export async function dropFile(page: Page, ...paths: readonly string[]): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.id = "dropped";
    input.hidden = true;
    document.body.append(input);
  });
  await page.setInputFiles("#dropped", [...paths]);
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>("#dropped")!;
    const data = new DataTransfer();
    for (const file of input.files!) data.items.add(file);
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    input.remove();
  });
}
