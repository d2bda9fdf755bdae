import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../support/bts-file.ts";
import { openPage } from "../support/page.ts";

const folder = temporaryFolder();
const page = openPage();
afterAll(async () => {
  await page.close();
  folder.remove();
});

test("rows that come too late are told with the wait that would take them, and count once it is waited for", async () => {
  const file = join(folder.path, "late.csv");
  // Two stations in turn, one of them four minutes behind.
  const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  const rows = Array.from({ length: 200 }, (_, i) => `${at(i + 4)},a,t,1\n${at(i)},b,t,2\n`);
  writeFileSync(file, `time,station,sensor,value\n${rows.join("")}`);
  await page.request("session.open", { kind: "files", paths: [file], order: "arrival" });
  await page.done();
  const { late, metrics } = await page.request("session.status", null);
  expect(late?.rows).toBe(200);
  expect(metrics?.late_events_total).toBe(200);
  expect(late!.wait / 60_000).toBeCloseTo(4, 0);
  await page.request("session.waitForLate", { outOfOrderness: 300_000 });
  await page.done();
  const after = await page.request("session.status", null);
  expect(after.late).toBeNull();
  expect(after.metrics?.records_accepted_total).toBe(400);
  const { changes } = await page.request("changes.list", null);
  expect(changes.at(-1)?.to).toBe("late.csv, in order of arrival, rows up to 5m late");
});
