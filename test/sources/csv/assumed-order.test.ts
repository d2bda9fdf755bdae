import { appendFileSync, statSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createBatch } from "../../../src-main/engine/batch.ts";
import { assumingOrder, likelyOutOfOrderness } from "../../../src-main/sources/csv/assumed-order.ts";
import { detectFile, openCsv } from "../../../src-main/sources/csv/open-csv.ts";
import { MisorderedError, type OrderFrom, type SourceChunk } from "../../../src-main/sources/source.ts";
import { inTimeOrder } from "../../../src-main/sources/time-order.ts";
import { workerDir } from "../../support/page.ts";
import { stationRows, temporaryFolder } from "./csv-files.ts";

async function* chunksOf(lists: readonly (readonly number[])[]): AsyncGenerator<SourceChunk> {
  let row = 1;
  for (const times of lists) {
    const events = createBatch(times.length);
    events.length = times.length;
    events.time.set(times);
    for (let i = 0; i < times.length; i++) events.row[i] = row++;
    const rows = times.length;
    yield { events, newKeys: [], rows, rowsAccepted: rows, bytes: 0, refused: {}, rejects: [], progress: null };
  }
}

/** (time, row) as handed out under the assumption, and whether it was broken. */
async function read(
  lists: readonly (readonly number[])[],
  assumed: number,
): Promise<{ out: [number, number][]; broken: boolean }> {
  const out: [number, number][] = [];
  const chunks = () => assumingOrder(chunksOf(lists), assumed);
  const source = inTimeOrder({ names: [], bounded: true, timeOrdered: false, chunks, close: async () => {} });
  try {
    for await (const { events } of source.chunks(new AbortController().signal))
      for (let i = 0; i < events.length; i++) out.push([events.time[i] as number, events.row[i] as number]);
    return { out, broken: false };
  } catch (error) {
    expect(error).toBeInstanceOf(MisorderedError);
    return { out, broken: true };
  }
}

/** How far each is behind the latest up to it. */
function behindOf(times: readonly number[]): number[] {
  let latest = Number.NEGATIVE_INFINITY;
  return times.map((time) => {
    latest = Math.max(latest, time);
    return latest - time;
  });
}

const inOrder = (lists: readonly (readonly number[])[]): [number, number][] =>
  lists
    .flat()
    .map((time, i): [number, number] => [time, i + 1])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);

describe("rows read under an assumed order", () => {
  it("come in the order of a stable sort, or are told to be out of it: never anything else", async () => {
    const lists = fc.array(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 30 }), { maxLength: 20 });
    const rising = lists.map((some) => some.map((times, i) => times.map((time) => time + i * 20)));
    await fc.assert(
      fc.asyncProperty(fc.oneof(lists, rising), fc.integer({ min: 0, max: 80 }), async (some, assumed) => {
        const { out, broken } = await read(some, assumed);
        const expected = inOrder(some);
        if (!broken) expect(out).toEqual(expected);
        if (Math.max(0, ...behindOf(some.flat())) <= assumed) expect(broken).toBe(false);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it("show a file whose last row alone is out of it", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => i);
    expect(await read([rows, [5001, 4988]], 10)).toEqual({ out: inOrder([rows]).slice(0, 4990), broken: true });
    expect(await read([rows, [5001, 4991]], 10)).toEqual({ out: inOrder([rows, [5001, 4991]]), broken: false });
  });
});

describe("what is assumed of files", () => {
  const folder = temporaryFolder();
  const near = Array.from({ length: 250_000 }, (_, i) => Math.floor(i / 4) + ((i * 7919) % 31));
  const furthest = Math.max(...behindOf(near.slice(0, 10_000)));
  let path = "";
  beforeAll(() => {
    path = folder.write("near.csv", stationRows(near));
  });
  const likely = async (...paths: string[]): Promise<number | null> => {
    const files = paths.map((each) => ({ path: each, name: each, size: statSync(each).size, modified: null, gzip: false }));
    const { mapping, columns } = await detectFile(files[0] as (typeof files)[number], []);
    return likelyOutOfOrderness(files.map((file) => ({ ...file, mapping, columns })));
  };

  it("counts a row's values that have times of their own from the latest of them on", async () => {
    const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 2) + seconds * 1000).toISOString();
    const rows = Array.from({ length: 100_000 }, (_, i) => `${at(i)},${i}.5,${at(i - 600)},${i}.25\n`);
    expect(await likely(folder.write("pairs.csv", `t1,v1,t2,v2\n${rows.join("")}`))).toBe(2 * 599_000);
  });

  it("is twice what stretches show, and nothing where their rows lie further apart than a stretch", async () => {
    expect(await likely(path)).toBe(2000 * furthest);
    expect(await likely(path, path)).toBeNull();
    expect(await likely(folder.write("sorted.csv", stationRows(near.map((_, i) => i))))).toBe(0);
    expect(await likely(path, folder.write("other.csv", "x,y\n".repeat(3_000_000)))).toBeNull();
  });

  it("comes in chunks of which the first are small, as charts and rules wait for them", async () => {
    const source = await openCsv([path], { presets: [], order: "time", workerDir, onlyRefuser: true, orderFrom: "assume" });
    const rows: number[] = [];
    for await (const chunk of source.chunks(new AbortController().signal)) if (chunk.rows > 0) rows.push(chunk.rows);
    expect(rows[0]).toBeLessThan(10_000);
    expect(rows[1]).toBeLessThan(20_000);
    expect(Math.max(...rows)).toBeGreaterThanOrEqual(32_768);
    expect(rows.reduce((sum, n) => sum + n, 0)).toBe(near.length);
  });

  it("holds for the file that it was seen in; a worker tells when it does not", async () => {
    /** Row numbers in the order they come. */
    const rowsOf = async (orderFrom: OrderFrom): Promise<number[]> => {
      const source = await openCsv([path], { presets: [], order: "time", workerDir, onlyRefuser: true, orderFrom });
      const rows: number[] = [];
      for await (const { events } of source.chunks(new AbortController().signal))
        for (let i = 0; i < events.length; i++) rows.push(events.row[i] as number);
      return rows;
    };
    const exact = await rowsOf("look");
    expect(exact.length).toBe(near.length);
    expect((await rowsOf("assume")).every((row, i) => row === exact[i])).toBe(true);
    appendFileSync(path, stationRows([0]).split("\n")[1] ?? "");
    await expect(rowsOf("assume")).rejects.toThrow(MisorderedError);
    // It comes after the one row of its second that stands before it.
    expect((await rowsOf("look")).indexOf(near.length + 1)).toBeLessThan(100);
  });
});
