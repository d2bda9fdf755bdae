import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { openPage } from "../support/page.ts";

const folder = temporaryFolder();
const page = openPage();
afterAll(async () => {
  await page.close();
  folder.remove();
});

test("an alert's value has the unit of what it tells: a count is no voltage, and what was measured stays one", async () => {
  const file = join(folder.path, "stations.csv");
  writeBts(file, { stations: 4, days: 2, seed: 11 });
  await page.request("session.open", { kind: "files", paths: [file] });
  await page.done();
  const of = async (rule: string) =>
    (await page.request("alerts.page", { filter: { rules: [rule] }, offset: 0, limit: 1000, newestFirst: false })).rows;
  const counts = await of("alarm-counts");
  expect(counts.length).toBeGreaterThan(0);
  expect(new Set(counts.map(({ unit }) => unit))).toEqual(new Set([""]));
  const explained = await page.request("alerts.explain", { id: counts[0]?.id ?? "" });
  expect(["V", "°C", "Hz", "%"]).toContain(explained.unit);
  const measured = (await of("active-alarms")).filter(({ sensor }) => sensor === explained.alert.sensor);
  expect(measured[0]?.unit).toBe(explained.unit);
});
