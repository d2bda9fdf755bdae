import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { countRows, emptyCount } from "../../../src-main/sources/csv/count-rows.ts";
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

describe("a file counted before it is opened", () => {
  it("has each of its rows accounted for, by day", async () => {
    const source = await openCsv([file], { presets: [], order: "arrival" });
    const count = emptyCount();
    await countRows(source, count, new AbortController().signal);
    await source.close();
    expect(count).toMatchObject({ read: 55, accepted: 52, otherDays: 0 });
    expect(count.read).toBe(count.accepted + count.malformed + count.unconvertible);
    expect([...count.days].map(([from, day]) => [new Date(from).toISOString().slice(0, 10), day.events, day.refused])).toEqual([
      ["2026-03-01", 50, 0],
      ["2026-03-02", 1, 1],
      ["2026-03-04", 1, 2],
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
