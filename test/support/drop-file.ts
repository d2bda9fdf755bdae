import type { Page } from "playwright-core";

/** Drops a file of this machine on the window, as a file manager does: a File that has a path. */
export async function dropFile(page: Page, path: string): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement("input");
    input.type = "file";
    input.id = "dropped";
    input.hidden = true;
    document.body.append(input);
  });
  await page.setInputFiles("#dropped", path);
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>("#dropped")!;
    const data = new DataTransfer();
    data.items.add(input.files![0]!);
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    input.remove();
  });
}
