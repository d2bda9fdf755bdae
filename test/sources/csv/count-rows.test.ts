import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { countRows, emptyCount, type RowCount } from "../../../src-main/sources/csv/count-rows.ts";
import { openCsv } from "../../../src-main/sources/csv/open-csv.ts";
import { temporaryFolder } from "../../support/bts-file.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const file = join(folder.path, "days.csv");
writeFileSync(
  file,
  [
    "time,sensor,value",
    ...Array.from({ length: 50 }, (_, i) => `2026-03-01T10:00:${String(i).padStart(2, "0")}Z,a,${i}`),
    "2026-03-02T00:00:00Z,a,x",
    "2026-03-02T01:00:00Z,a,3",
    "not a time,a,4",
    "2026-03-04T01:00:00Z,a,5",
    "2026-03-04T02:00:00Z,a,5,too many",
    "",
  ].join("\n"),
);

const stretches = (count: RowCount) =>
  [...count.stretches].map(([from, { events, refused }]) => [new Date(from).toISOString().slice(0, 13), events, refused]);

describe("a file counted before it is opened", () => {
  it("has each of its rows accounted for, by hour", async () => {
    const source = await openCsv([file], { presets: [], order: "arrival" });
    const count = emptyCount();
    await countRows(source, count, new AbortController().signal);
    await source.close();
    expect(count).toMatchObject({ read: 55, accepted: 52, others: 0, step: 3_600_000 });
    expect(count.read).toBe(count.accepted + count.malformed + count.unconvertible);
    expect(stretches(count)).toEqual([
      ["2026-03-01T10", 50, 0],
      ["2026-03-02T01", 1, 1],
      ["2026-03-04T01", 1, 2],
    ]);
  });

  it("is counted by day once it is of many hours, and no row of those before is lost", async () => {
    const hourly = join(folder.path, "hourly.csv");
    const row = (_: unknown, i: number): string =>
      `${new Date(Date.UTC(2026, 2, 1, i)).toISOString()},a,${i % 50 === 7 ? "x" : i}`;
    writeFileSync(hourly, ["time,sensor,value", ...Array.from({ length: 100 }, row), ""].join("\n"));
    const source = await openCsv([hourly], { presets: [], order: "arrival" });
    const count = emptyCount();
    await countRows(source, count, new AbortController().signal);
    await source.close();
    expect(count.step).toBe(24 * 3_600_000);
    expect(stretches(count).map(([from, events, refused]) => [String(from).slice(0, 10), events, refused])).toEqual([
      ["2026-03-01", 23, 1],
      ["2026-03-02", 24, 0],
      ["2026-03-03", 23, 1],
      ["2026-03-04", 24, 0],
      ["2026-03-05", 4, 0],
    ]);
  });

  it("stops when it is told to", async () => {
    const source = await openCsv([file], { presets: [], order: "arrival" });
    const stop = new AbortController();
    stop.abort();
    const count = emptyCount();
    await countRows(source, count, stop.signal);
    await source.close();
    expect(count.read).toBeLessThanOrEqual(55);
  });
});
