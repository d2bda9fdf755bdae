import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createBatch } from "../../../src-main/engine/batch.ts";
import { RowReader } from "../../../src-main/sources/csv/row-reader.ts";
import { parseMapping } from "../../../src-main/sources/mapping.ts";
import { analyse } from "../../support/analyse.ts";
import { temporaryFolder } from "../../support/bts-file.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("a name of more than 4,096 characters is refused: it would stand in every result; those up to there are read", async () => {
  const lengths = [1, 1000, 4000, 4080, 4096, 4097, 10_000, 900_000];
  const rows = lengths.map((length, i) => `2024-01-01 00:0${i}:00,${"x".repeat(length)},p,${i}`);
  const padded = `2024-01-01 00:09:00,y${" ".repeat(5000)},p,9`;
  const file = join(folder.path, "long.csv");
  writeFileSync(file, `time,station,sensor,value\n${[...rows, padded].join("\n")}\n`);
  const { metrics, rejects } = await analyse([file], ["sensor-statistics"]);
  expect(metrics).toMatchObject({ records_read_total: 9, records_accepted_total: 6 });
  expect(rejects.map(({ row, reason }) => [row, reason])).toEqual([6, 7, 8].map((row) => [row, "unconvertible"]));
  expect(rejects[0]?.detail).toMatch(/^station "x{60}…" is longer than 4,096 characters$/);
});

test("columns of a wide table may be called anything", () => {
  const name = "v".repeat(5000);
  const mapping = parseMapping({ time: { columns: ["t"], format: "epoch-s" }, station: "s", values: [name] }, "test");
  const batch = createBatch(1);
  const reader = new RowReader(mapping, ["t", "s", name]);
  expect(reader.readFields(["1", "a", "2"], 0, 1, batch)).toBeNull();
  expect(reader.readFields(["1", "a".repeat(5000), "2"], 0, 1, batch)).toMatchObject({ reason: "unconvertible", column: 1 });
});
