import { readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { openCsv } from "../../../src-main/sources/csv/open-csv.ts";
import { CsvThread } from "../../../src-main/sources/csv/read-in-worker.ts";
import type { SourceChunk } from "../../../src-main/sources/source.ts";
import { readCsv, stationRows, temporaryFolder } from "./csv-files.ts";

const folder = temporaryFolder();
/** Seconds in no order: the last row of a stretch belongs far before it. */
const seconds = Array.from({ length: 70_000 }, (_, i) => (i * 7919) % 70_001);

/** As bundled beside main. */
function buildWorker(): string {
  buildSync({
    entryPoints: [join(import.meta.dirname, "../../../src-main/sources/csv/csv-worker.ts")],
    outfile: join(folder.path, "csv-worker.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
  return folder.path;
}

describe("the text of a row", () => {
  it.each(["time", "arrival"] as const)("can be asked for with any event, order %s", async (order) => {
    const content = stationRows(seconds.slice(0, 40_000));
    const path = folder.write(`texts-${order}.csv`, `\uFEFF${content}`);
    const lines = content.split("\n");
    const { events, texts } = await readCsv(path, { order });
    expect(events.length).toBe(40_000);
    const wrong = events.filter(({ row }, i) => texts[i] !== lines[row]);
    expect(wrong).toEqual([]);
  });

  it("is kept where a file cannot be looked at again", async () => {
    const content = stationRows(seconds.slice(0, 5000));
    const { texts } = await readCsv(folder.write("packed.csv.gz", gzipSync(content)), { order: "arrival" });
    expect(texts).toEqual(content.trimEnd().split("\n").slice(1));
  });

  it("is not told of a file that is another one by now, however alike", async () => {
    const content = stationRows(seconds.slice(0, 5000));
    const path = folder.write("replaced.csv", content);
    utimesSync(path, 1.7e9, 1.7e9);
    const source = await openCsv([path], { presets: [], order: "arrival" });
    const chunks: SourceChunk[] = [];
    for await (const chunk of source.chunks(new AbortController().signal)) chunks.push(chunk);
    await source.close();
    folder.write("replaced.csv", content.replaceAll("1", "2"));
    expect(chunks[0]?.textOf?.(0)).toBe("");
    folder.write("replaced.csv", content);
    utimesSync(path, 1.7e9, 1.7e9);
    expect(chunks[0]?.textOf?.(0)).toBe(content.split("\n")[1]);
  });

  it("is right after broken quotes, quoted line breaks and long rows", async () => {
    const cell = (i: number): string =>
      i % 50 === 3 ? '"lost' : i % 50 === 20 ? '"two\nlines"' : i % 50 === 40 ? "x".repeat(3000) : "n";
    const rows = Array.from({ length: 3000 }, (_, i) => `${new Date(1.7e12 - i * 1000).toISOString()},${i},${cell(i)}`);
    const path = folder.write("quotes.csv", `time,value,note\n${rows.join("\n")}\n`);
    const { events, texts, refused } = await readCsv(path, { order: "time" });
    expect(refused).toEqual({ malformed: 60 });
    const wrong = events.filter(({ value }, i) => texts[i] !== rows[value]?.slice(0, 1024));
    expect(wrong).toEqual([]);
  });
});

describe("reading in a worker", () => {
  it.each(["time", "arrival"] as const)("gives what reading here gives, order %s", async (order) => {
    const workerDir = buildWorker();
    const path = folder.write("worker.csv", `${stationRows(seconds)}1161,11\n`);
    const here = await readCsv(path, { order });
    const there = await readCsv(path, { order, workerDir });
    expect(there.rows).toBe(70_001);
    expect(there.rejects).toEqual(here.rejects);
    expect(there.refused).toEqual({ malformed: 1 });
    expect(there.bytes).toBe(readFileSync(path).length);
    const differing = there.events.filter(
      (event, i) => JSON.stringify(event) !== JSON.stringify(here.events[i]) || there.texts[i] !== here.texts[i],
    );
    expect(differing).toEqual([]);
    expect(Math.max(...there.chunkLengths)).toBeLessThan(60_000);
  });

  it("ends when the reader leaves early or aborts", async () => {
    const workerDir = buildWorker();
    const path = folder.write("early.csv", stationRows(seconds));
    for (const leave of ["break", "abort"]) {
      const source = await openCsv([path], { presets: [], order: "arrival", workerDir });
      const abort = new AbortController();
      let chunks = 0;
      for await (const chunk of source.chunks(abort.signal)) {
        if (chunk.rows > 0) chunks++;
        if (leave === "break") break;
        abort.abort();
      }
      await source.close();
      expect(chunks).toBe(1);
    }
  });

  it("ends with the source that nobody read", async () => {
    const path = folder.write("unread.csv", stationRows(seconds));
    const source = await openCsv([path], { presets: [], order: "time", workerDir: buildWorker() });
    await expect(source.close()).resolves.toBeUndefined();
  });

  it("an error of the worker or its crash is one line", async () => {
    const workerDir = buildWorker();
    const path = folder.write("gone.csv", stationRows(seconds));
    const { mapping, columns } = await openCsv([path], { presets: [], order: "time" });
    const thread = new CsvThread(join(workerDir, "csv-worker.js"));
    const file = { path: folder.write("cut.csv", ""), name: "cut.csv", size: 100, modified: null, gzip: false };
    thread.begin({ files: [{ ...file, mapping, columns }], order: "time", rejectCap: 1, keepTexts: false });
    const cut = thread.read(new AbortController().signal).next();
    await expect(cut).rejects.toThrow(/cut\.csv failed after 0 rows: it changed/);
    folder.write("csv-worker.js", "setTimeout(() => { throw new Error('out of luck') }, 1)");
    await expect(readCsv(path, { workerDir })).rejects.toThrow(/^reading CSV failed: out of luck$/);
    folder.write("csv-worker.js", "process.exit(3)");
    await expect(readCsv(path, { workerDir })).rejects.toThrow(/^reading CSV failed: its worker ended$/);
  });
});
