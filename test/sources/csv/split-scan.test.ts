import { statSync } from "node:fs";
import { expect, it } from "vitest";
import { detectFile } from "../../../src-main/sources/csv/open-csv.ts";
import { RowReader } from "../../../src-main/sources/csv/row-reader.ts";
import { scanPart, scanParts } from "../../../src-main/sources/csv/split-scan.ts";
import { TimeScan } from "../../../src-main/sources/csv/time-scan.ts";
import { stationRows, temporaryFolder } from "./csv-files.ts";

const folder = temporaryFolder();
const BLOCK = 65_536;
const signal = new AbortController().signal;

it("two parts of a file tell what the whole does; a part that ends inside a record tells nothing", async () => {
  const lines = stationRows(Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 20_011))
    .trimEnd()
    .split("\n");
  const [, ...rows] = lines;
  // A record of several lines in the midst of others.
  const quoted = `"1161${"\n1,2,3".repeat(50)}"${(rows[0] as string).slice((rows[0] as string).indexOf(","))}`;
  const before = `${lines.slice(0, 12_000).join("\n")}\n`;
  const path = folder.write("halves.csv", `\uFEFF${before}${quoted}\n${lines.slice(12_000).join("\n")}`);
  const size = statSync(path).size;
  const file = { path, name: "halves.csv", size, modified: null, gzip: false };
  const { mapping } = await detectFile(file, []);
  const columns = (lines[0] as string).split(",");
  const reader = (): RowReader => new RowReader(mapping, columns);
  const whole = await TimeScan.of([{ ...file, mapping, columns }], signal);
  const part = { file, mapping, columns, mark: 3 };
  const start = 3 + Buffer.byteLength(before);
  const inside = start + 20;
  for (const at of [start, start + Buffer.byteLength(quoted) + 1]) {
    const first = await scanPart({ ...part, from: 3, to: at }, reader(), signal);
    const second = await scanPart({ ...part, from: at, to: Number.POSITIVE_INFINITY }, reader(), signal);
    const least = first?.map((time, i) => Math.min(time, second?.[i] as number)) ?? new Float64Array(0);
    for (let block = 0; block * BLOCK < size; block++)
      expect(Math.min(...least.subarray(block))).toBe(whole?.earliestFrom(0, block * BLOCK));
  }
  expect(await scanPart({ ...part, from: 3, to: inside }, reader(), signal)).toBeNull();
  // Another thread tells of the second part; if it cannot, this one looks itself.
  const told = 'require("node:worker_threads").parentPort.postMessage(new Float64Array(100).fill(-5));';
  const withWorker = (worker: string) => scanParts(part, reader(), signal, worker, 0);
  expect((await withWorker(folder.write("told.cjs", told)))?.[0]).toBe(-5);
  const alone = await withWorker(folder.write("broken.cjs", "process.exit(1)"));
  expect(Math.min(...(alone ?? []))).toBe(whole?.earliestFrom(0, 0));
});
