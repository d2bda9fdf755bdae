import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { findInputs, sizeOfInputs } from "../../../src-main/sources/csv/find-inputs.ts";
import { readCsv, temporaryFolder } from "./csv-files.ts";

const folder = temporaryFolder();
const days = temporaryFolder();

test("a folder is its tables, in the order of their names, and nothing below or beside them", async () => {
  const day = (n: number) => `time,value\n2026-03-0${n}T10:00:00Z,${n}\n2026-03-0${n}T11:00:00Z,${n}\n`;
  folder.write("day-2.CSV", day(2));
  folder.write("day-1.csv.gz", gzipSync(day(1)));
  folder.write(".day-3.csv", day(3));
  folder.write("notes.md", "# notes");
  mkdirSync(join(folder.path, "older.csv"));
  expect((await findInputs([folder.path])).map(({ name }) => name)).toEqual(
    ["day-1.csv.gz", "day-2.CSV"].map((name) => join(folder.path, name)),
  );
  expect((await readCsv(folder.path)).events.length).toBe(4);
  const bytes = Buffer.byteLength(day(2)) + gzipSync(day(1)).length;
  expect(await sizeOfInputs([folder.path])).toEqual({ files: 2, bytes });
  expect(await sizeOfInputs([folder.path, join(folder.path, "day-2.CSV")])).toMatchObject({ files: 3 });

  symlinkSync(join(folder.path, "gone.csv"), join(folder.path, "day-4.csv"));
  await expect(findInputs([folder.path])).rejects.toThrow(/day-4\.csv does not exist/);
});

test("an empty file, of a day without a reading, keeps none of the others of its folder from being read; named itself it is refused", async () => {
  days.write("day-1.csv", "time,value\n2026-03-01T10:00:00Z,1\n");
  const empty = days.write("day-2.csv", "");
  days.write("day-3.csv", "time,value\n2026-03-03T10:00:00Z,3\n");
  for (const input of [days.path, join(days.path, "day-*.csv")])
    expect((await readCsv(input)).events.map(({ value }) => value)).toEqual([1, 3]);
  await expect(findInputs([join(days.path, "day-1.csv"), empty])).rejects.toThrow(/day-2\.csv is empty/);
  await expect(findInputs([join(days.path, "day-2*")])).rejects.toThrow(/day-2\.csv is empty/);
});
