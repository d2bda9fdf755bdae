import { readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AlertRow } from "../../src-main/ipc/contract.ts";
import { readCase } from "../../src-main/session/case/case-file.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { openPage, type Page } from "../support/page.ts";

// What an alert came of is what was read, whatever has become of the file since.

const folder = temporaryFolder();
const file = join(folder.path, "bts.csv");
/** Seconds since 1970. */
const WRITTEN = 1_700_000_000;
let page: Page;
let alert: AlertRow;

beforeAll(async () => {
  writeBts(file, { stations: 3, days: 2, seed: 1 });
  utimesSync(file, WRITTEN, WRITTEN);
  page = openPage();
  await page.request("session.open", { kind: "files", paths: [file] });
  await page.done();
  const filter = { rules: ["anomaly"] };
  const { rows } = await page.request("alerts.page", { filter, offset: 0, limit: 1000, newestFirst: false });
  alert = rows.filter(({ action }) => action === "raise").at(-1) as AlertRow;
}, 60_000);
afterAll(async () => {
  await page.close();
  folder.remove();
});

const caseOf = async () => {
  const path = join(folder.path, "why.weir-case");
  await page.request("alerts.saveCase", { id: alert.id, path });
  return readCase(path);
};

it.each([
  ["other values", (text: string) => text.replace(/,(\d+(?:\.\d+)?),/g, ",1$1,")],
  ["other rows", (text: string) => text.split("\n").toSpliced(1, 500).join("\n")],
  ["nothing: it is gone", null],
])("an alert is replayed, stepped through and kept as a case when its file has %s", async (_, change) => {
  const text = readFileSync(file, "utf8");
  const before = await caseOf();
  const { detail: plain } = await page.request("alerts.replay", { id: alert.id });
  expect(plain).toMatch(/^The same alert again, byte for byte, after [\d,]+ rows\.$/);
  if (change === null) rmSync(file);
  else writeFileSync(file, change(text));
  const said = /^The same alert .* The file has changed since it was read: this is over what was recorded of it\.$/;
  expect(await page.request("alerts.replay", { id: alert.id })).toEqual({ same: true, detail: expect.stringMatching(said) });
  const { at, same, steps } = await page.request("alerts.steps", { id: alert.id });
  expect([same, steps[at]?.time]).toEqual([true, alert.time]);
  expect(await caseOf()).toEqual(before);
  // As it was: the next one finds the file that was read.
  writeFileSync(file, text);
  utimesSync(file, WRITTEN, WRITTEN);
});
