import { appendFileSync, mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openCsv } from "../../../src-main/sources/csv/open-csv.ts";
import { readAll, readCsv, stationRows, temporaryFolder } from "./csv-files.ts";

const folder = temporaryFolder();
const open = (...inputs: string[]): Promise<unknown> => openCsv(inputs, { presets: [], order: "time" });
const good = (i: number): string => `a,2024-01-01 00:00:${String(i).padStart(2, "0")},${i}`;

describe("refused rows", () => {
  it("are counted and kept with row, reason and text; the good ones around them are read", async () => {
    const bad = [
      "a,2024-01-01 00:01:00",
      "a,yesterday,4",
      "a,2024-01-01 00:01:00,n/a",
      "a,2024-01-01 00:01:00,NaN",
      'a,"2024-01-01 00:01:00,5',
    ];
    const rows = bad.flatMap((row, i) => [good(i * 2), row, good(i * 2 + 1)]);
    const read = await readCsv(folder.write("bad.csv", `station,time,value\n${rows.join("\n")}\n`));
    expect(read.events.length).toBe(10);
    expect(read.refused).toEqual({ malformed: 2, unconvertible: 3 });
    expect(read.rows).toBe(read.accepted + 5);
    expect(read.rejects.map(({ row, reason, text }) => [row, reason, text])).toEqual([
      [2, "malformed", bad[0]],
      [5, "unconvertible", bad[1]],
      [8, "unconvertible", bad[2]],
      [11, "unconvertible", bad[3]],
      [14, "malformed", bad[4]],
    ]);
    expect(read.rejects[1]?.detail).toContain("yesterday");
  });

  it("a stray 0xFF byte is malformed in UTF-8 and a letter in Latin-1", async () => {
    const rows = Buffer.from(
      `station,time,value\n${Array.from({ length: 20 }, (_, i) => good(i)).join("\n")}\nX,2024-01-01 00:01:00,1\n`,
    );
    rows[rows.indexOf("X")] = 0xff;
    const path = folder.write("ff.csv", rows);
    const mapping = { time: { columns: ["time"] }, station: "station", value: "value" };
    const { parseMapping } = await import("../../../src-main/sources/mapping.ts");
    expect((await readCsv(path, { mapping: parseMapping(mapping, "test") })).refused).toEqual({ malformed: 1 });
    const latin = await readCsv(path, { mapping: parseMapping({ ...mapping, encoding: "latin1" }, "test") });
    expect(latin.events.at(-1)?.key).toBe("ÿ//");
  });

  it("text is cut at 1 KiB, and kept for as many rows as asked for while the counts go on", async () => {
    const rows = Array.from({ length: 50 }, (_, i) => (i % 2 ? good(i) : `${"x".repeat(5000)},never,1`));
    const read = await readCsv(folder.write("long.csv", `station,time,value\n${rows.join("\n")}\n`), {
      rejectCap: 4,
      mapping: undefined,
    }).catch((error: Error) => error);
    // Half the times are broken: named instead of guessed.
    expect(read).toBeInstanceOf(Error);
    const few = rows.map((row, i) => (i % 10 === 0 ? row : good(i)));
    const kept = await readCsv(folder.write("long.csv", `station,time,value\n${few.join("\n")}\n`), { rejectCap: 4 });
    expect(kept.refused).toEqual({ unconvertible: 5 });
    expect(kept.rejects.map(({ text }) => text.length)).toEqual([1024, 1024, 1024, 1024]);
  });

  it.each(["time", "arrival"] as const)("a line of 60 MB is one of them, order %s", async (order) => {
    const text = Buffer.concat([
      Buffer.from(`station,time,value\n${good(1)}\n`),
      Buffer.alloc(60_000_000, 0xe9),
      Buffer.from(`\n${good(2)}\n`),
    ]);
    const read = await readCsv(folder.write("long.csv", text), { order });
    expect(read.events.map(({ value }) => value)).toEqual([1, 2]);
    expect(read.texts).toEqual([good(1), good(2)]);
    expect(read.rejects).toEqual([
      { source: 0, row: 2, reason: "malformed", detail: "a line longer than 16,777,216 characters", text: "é".repeat(1024) },
    ]);
    expect(read.bytes).toBe(text.length);
  });

  it("what a mapping says is missing is none: a value, a threshold or a flag, numbers and capitals too", async () => {
    const { parseMapping } = await import("../../../src-main/sources/mapping.ts");
    const mapping = parseMapping(
      {
        time: { columns: ["time"] },
        station: "station",
        value: "value",
        threshold: "limit",
        active: "on",
        missing: ["NA", " -999"],
      },
      "test",
    );
    const rows = ["a,2024-01-01 00:00:00,-999,5,1", "a,2024-01-01 00:00:01,1,-999,NA", 'a,2024-01-01 00:00:02,"-999",NA,0'];
    const read = await readCsv(folder.write("missing.csv", `station,time,value,limit,on\n${rows.join("\n")}\n`), { mapping });
    expect(read.rejects.map(({ row, detail }) => [row, detail])).toEqual([
      [1, 'value is missing ("-999")'],
      [3, 'value is missing ("-999")'],
    ]);
    expect(read.events).toMatchObject([{ value: 1, threshold: null, active: null }]);
  });

  it("a row of a wide table without any value, or cut short, says so", async () => {
    const rows = ["2024-01-01 00:00:00,1,2", "2024-01-01 00:00:01,,", "2024-01-01 00:00:02,3,", "2024-01-01", "2024-01-01,1"];
    const read = await readCsv(folder.write("gaps.csv", `time,a,b\n${rows.join("\n")}\n`));
    expect(read.events.length).toBe(3);
    expect(read.rejects).toMatchObject([
      { row: 2, reason: "unconvertible", detail: "every value is missing" },
      { row: 4, reason: "malformed", detail: "1 field instead of 3" },
      { row: 5, reason: "malformed", detail: "2 fields instead of 3" },
    ]);
  });
});

describe("input that cannot be read is one clear line", () => {
  it("absent, a folder, empty, binary, nothing but a header, no time, no match", async () => {
    const here = (name: string): string => join(folder.path, name);
    mkdirSync(here("sub"));
    await expect(open(here("absent.csv"))).rejects.toThrow(/absent\.csv does not exist/);
    await expect(open(here("sub"))).rejects.toThrow(/sub is a folder without a table in it .*; name its files/);
    await expect(open(folder.write("empty.csv", ""))).rejects.toThrow(/empty\.csv is empty/);
    await expect(open(folder.write("binary.csv", Buffer.alloc(4096, Buffer.from([0, 1, 2, 255]))))).rejects.toThrow(
      /binary\.csv is not a text file/,
    );
    await expect(open(folder.write("header.csv", "time,value\n"))).rejects.toThrow(/header\.csv: .*no rows/);
    await expect(open(folder.write("words.csv", "a,b\nc,d\ne,f\n"))).rejects.toThrow(/words\.csv: no time column/);
    await expect(open(here("none-*.csv"))).rejects.toThrow(/no file matches/);
    await expect(open("/dev/null")).rejects.toThrow(/pipe or device; give it on stdin/);
    await expect(open()).rejects.toThrow(/no input/);
  });

  it("a name that is no UTF-8, given or found", async () => {
    mkdirSync(join(folder.path, "odd"));
    writeFileSync(Buffer.concat([Buffer.from(join(folder.path, "odd", "b")), Buffer.from([0xff]), Buffer.from(".csv")]), "x");
    for (const input of ["odd", "odd/b*.csv", "odd/b\uFFFD.csv"])
      await expect(open(join(folder.path, input))).rejects.toThrow(
        /odd\/b\uFFFD\.csv cannot be named: .* are not UTF-8; rename it/,
      );
  });

  it("a damaged gzip", async () => {
    const packed = gzipSync(stationRows(Array.from({ length: 60_000 }, (_, i) => i)));
    const path = folder.write("cut.csv.gz", packed.subarray(0, packed.length - 100));
    await expect(readCsv(path)).rejects.toThrow(/cut\.csv\.gz.*its gzip data breaks off/);
  });

  it("a file with other columns among those of a glob, named", async () => {
    folder.write("mix-1.csv", stationRows([1, 2]));
    folder.write("mix-2.csv", "time,value\n2024-01-01 00:00:00,1\n");
    await expect(open(join(folder.path, "mix-*.csv"))).rejects.toThrow(/mix-2\.csv has other columns \(time, value\)/);
  });

  it("a mapping that names a column which is not there", async () => {
    const { parseMapping } = await import("../../../src-main/sources/mapping.ts");
    const mapping = parseMapping({ time: { columns: ["when"] }, value: "value" }, "test");
    const path = folder.write("plain.csv", "time,value\n2024-01-01 00:00:00,1\n");
    await expect(openCsv([path], { mapping, presets: [], order: "time" })).rejects.toThrow(
      /time column "when" is not in the file/,
    );
  });

  it.each(["cut", "longer"])("a file that is %s by the time it is read", async (what) => {
    const path = folder.write(`${what}.csv`, stationRows(Array.from({ length: 60_000 }, (_, i) => i)));
    const source = await openCsv([path], { presets: [], order: "arrival" });
    if (what === "cut") truncateSync(path, 100_000);
    else appendFileSync(path, "1,2");
    await expect(readAll(source)).rejects.toThrow(/\.csv failed after \d+ rows: it changed while it was read/);
  });
});
