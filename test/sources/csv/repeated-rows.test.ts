import { join } from "node:path";
import { expect, test } from "vitest";
import { type OpenCsvOptions, openCsv } from "../../../src-main/sources/csv/open-csv.ts";
import { analyse } from "../../support/analyse.ts";
import { workerDir } from "../../support/page.ts";
import { readAll, temporaryFolder } from "./csv-files.ts";

const row = (minute: number, key: string, value: number): string =>
  `2026-03-01 10:${String(minute).padStart(2, "0")}:00,${key},${value}\n`;
const minutes = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => row(from + i, "a", i + from) + row(from + i, "b", 2 * (i + from))).join("");

async function read(folder: string, options: Partial<OpenCsvOptions>) {
  const source = await openCsv([folder], { presets: [], order: "time", ...options });
  const all = await readAll(source);
  expect(all.accepted + (all.refused.duplicate ?? 0)).toBe(all.rows);
  return { ...all, notes: source.notes, values: all.events.map(({ time, key, value }) => `${time} ${key} ${value}`) };
}

test("exports that each hold all that came before say how many rows count again, and count once where that is asked for", async () => {
  const folder = temporaryFolder();
  const head = "time,sensor,value\n";
  // A reading that a file has twice is there twice.
  folder.write("a.csv", head + minutes(0, 3) + row(2, "a", 2));
  folder.write("b.csv", head + minutes(0, 5) + row(2, "a", 2) + row(4, "b", 9));
  folder.write("c.csv", head + minutes(4, 6));
  for (const how of [{}, { workerDir }]) {
    const each = await read(folder.path, how);
    expect([each.rows, each.events.length, each.refused]).toEqual([7 + 12 + 4, 23, {}]);
    const rows = "9 rows repeat those of another file, with the same time, key and values";
    expect(each.notes).toEqual([
      `${rows}, and count again (--once, or Read once in the app, refuses them): 7 of b.csv (as in a.csv), 2 of c.csv (as in b.csv)`,
    ]);
    const once = await read(folder.path, { ...how, once: true, rejectCap: 8 });
    expect(once.refused).toEqual({ duplicate: 9 });
    expect(once.notes).toEqual([`${rows}, and were refused as duplicates: 7 of b.csv (as in a.csv), 2 of c.csv (as in b.csv)`]);
    const all = [...(minutes(0, 6) + row(2, "a", 2) + row(4, "b", 9)).matchAll(/(.+),(.),(.+)\n/g)];
    const wanted = all.map(([, time, key, value]) => `${Date.parse(`${time}Z`)} /${key}/ ${value}`);
    expect([...once.values].sort()).toEqual(wanted.sort());
    expect(once.rejects).toHaveLength(8);
    expect(once.rejects[0]).toEqual({
      source: 1,
      row: 1,
      reason: "duplicate",
      detail: "a.csv has the same row",
      text: "2026-03-01 10:00:00,a,0",
    });
  }
});

test("of a row with several readings those another file has are dropped, and it is a duplicate when all are", async () => {
  const folder = temporaryFolder();
  folder.write("a.csv", "time,temp,hum\n2026-03-01 10:00:00,20,40\n2026-03-01 10:01:00,21,\n");
  folder.write("b.csv", "time,temp,hum\n2026-03-01 10:00:00,20,40\n2026-03-01 10:01:00,21,41\n2026-03-01 10:02:00,22,42\n");
  const { values, refused, rejects } = await read(folder.path, { once: true });
  expect(values.map((value) => value.split(" ").slice(1).join(" "))).toEqual([
    "/temp/ 20",
    "/hum/ 40",
    "/temp/ 21",
    "/hum/ 41",
    "/temp/ 22",
    "/hum/ 42",
  ]);
  expect(refused).toEqual({ duplicate: 1 });
  expect(rejects.map(({ source, row }) => [source, row])).toEqual([[1, 1]]);
});

test("more rows of one time than a chunk holds are compared all the same", async () => {
  const folder = temporaryFolder();
  const rows = Array.from({ length: 40_000 }, (_, i) => row(0, `s${i % 4000}`, i)).join("");
  for (const name of ["a.csv", "b.csv"]) folder.write(name, `time,sensor,value\n${rows}${row(1, name, 1)}`);
  const { events, refused } = await read(folder.path, { once: true, rejectCap: 1 });
  expect([events.length, refused]).toEqual([40_002, { duplicate: 40_000 }]);
});

test("a session counts them by file, and its counters add up", async () => {
  const folder = temporaryFolder();
  folder.write("a.csv", `time,sensor,value\n${minutes(0, 20)}`);
  folder.write("b.csv", `time,sensor,value\n${minutes(0, 30)}`);
  const { metrics } = await analyse([folder.path], ["sensor-statistics"], { once: true });
  expect(metrics).toMatchObject({
    records_read_total: 100,
    records_accepted_total: 60,
    records_dropped_total: { duplicate: 40 },
  });
  const alone = await analyse([join(folder.path, "b.csv")], ["sensor-statistics"]);
  const both = await analyse([folder.path], ["sensor-statistics"], { once: true });
  expect(both.lines()).toEqual(alone.lines());
});

test("what cannot be compared is said before anything is read", async () => {
  const folder = temporaryFolder();
  const pairs = (day: number): string =>
    `t1,v1,t2,v2\n${[10, 11].map((h) => `2026-03-0${day} ${h}:00:00,1,2026-03-0${day} ${h}:01:00,2\n`).join("")}`;
  folder.write("a.csv", pairs(1));
  folder.write("b.csv", pairs(2));
  await expect(read(folder.path, { once: true })).rejects.toThrow(/values have times of their own.*leave out --once/);
  await expect(read(folder.path, { once: true, order: "arrival" })).rejects.toThrow(/in order of time only/);
});
