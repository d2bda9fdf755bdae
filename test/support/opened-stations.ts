import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { BtsOptions } from "../../src-main/simulate/simulate-bts.ts";
import { temporaryFolder, writeBts } from "./bts-file.ts";
import { openPage, type Page } from "./page.ts";

/** A page on which simulated stations are open and read to their end when the tests of a file begin. */
export function openedStations(options: BtsOptions): { readonly page: Page; readonly file: string } {
  const folder = temporaryFolder();
  const file = join(folder.path, "bts.csv");
  const page = openPage();
  beforeAll(async () => {
    writeBts(file, options);
    await page.request("session.open", { kind: "files", paths: [file] });
    await page.done();
  }, 60_000);
  afterAll(async () => {
    await page.close();
    folder.remove();
  });
  return { page, file };
}
