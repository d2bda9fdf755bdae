import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { copyEvents, createBatch, type EventBatch } from "../../../src-main/engine/batch.ts";
import type { Source, SourceChunk } from "../../../src-main/sources/source.ts";
import { inTimeOrder } from "../../../src-main/sources/time-order.ts";

function batchOf(times: readonly number[], firstRow: number): EventBatch {
  const batch = createBatch(times.length);
  batch.length = times.length;
  times.forEach((time, i) => {
    batch.time[i] = time;
    batch.row[i] = firstRow + i;
    batch.value[i] = -(firstRow + i);
    batch.threshold[i] = Number.NaN;
    batch.key[i] = i % 5;
    batch.active[i] = i % 3;
  });
  return batch;
}

/** A source of these times, a list a chunk; told: it says the earliest time still to come; inRoom: it puts events where they are sorted. */
function sourceOf(chunks: readonly (readonly number[])[], told: boolean, inRoom = false): Source {
  return {
    names: ["x"],
    bounded: true,
    timeOrdered: false,
    close: async () => {},
    async *chunks(_signal, room): AsyncGenerator<SourceChunk> {
      let row = 1;
      for (const [c, times] of chunks.entries()) {
        const later = chunks.slice(c + 1).flat();
        const events = batchOf(times, row);
        const place = inRoom ? room?.(times.length + 5) : null;
        yield {
          events: place ? copyEvents(events, place) : events,
          newKeys: [],
          rows: times.length,
          rowsAccepted: times.length,
          bytes: 0,
          refused: {},
          rejects: [],
          progress: (c + 1) / chunks.length,
          earliestLater: told ? Math.min(Number.POSITIVE_INFINITY, ...later) : undefined,
        };
        row += times.length;
      }
    },
  };
}

const spills = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("weir-sort-"));

async function sort(
  chunks: readonly (readonly number[])[],
  told: boolean,
  heldEvents?: number,
  inRoom = false,
): Promise<{ order: [number, number][]; rows: number; largest: number; progress: number[] }> {
  const source = inTimeOrder(sourceOf(chunks, told, inRoom), heldEvents === undefined ? {} : { heldEvents });
  const order: [number, number][] = [];
  const progress: number[] = [];
  let rows = 0;
  let largest = 0;
  for await (const { events, rows: read, progress: share } of source.chunks(new AbortController().signal)) {
    rows += read;
    largest = Math.max(largest, events.length);
    progress.push(share as number);
    for (let i = 0; i < events.length; i++) {
      const row = events.row[i] as number;
      if (events.value[i] !== -row) throw new Error(`row ${row} has the value of another`);
      order.push([events.time[i] as number, row]);
    }
  }
  return { order, rows, largest, progress };
}

const chunks = fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 60 }), { maxLength: 90 });
/** Whole seconds, within two hours and beyond. */
const seconds = fc
  .tuple(chunks, fc.constantFrom(1000, 170_000))
  .map(([lists, apart]) => lists.map((list) => list.map((time) => time * apart)));
const farApart = fc.array(fc.array(fc.integer({ min: -8.64e15, max: 8.64e15 }), { maxLength: 60 }), { maxLength: 8 });

describe("time order", () => {
  it.each([
    ["held in memory", undefined],
    ["spilled to a file", 100],
    ["spilled at once", 0],
  ])("is that of a stable sort, %s, told or not of what is to come", async (_, held) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(chunks, seconds, farApart), fc.boolean(), fc.boolean(), async (lists, told, inRoom) => {
        const expected = lists
          .flat()
          .map((time, i): [number, number] => [time, i + 1])
          .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        const { order, rows } = await sort(lists, told, held, inRoom);
        expect(order).toEqual(expected);
        expect(rows).toBe(expected.length);
      }),
      { numRuns: 100, seed: 11 },
    );
  });

  it.each([false, true])("hands out early what nothing earlier can follow, read into room it gives: %s", async (inRoom) => {
    const source = inTimeOrder(sourceOf([[1, 2, 3], [2, 5], [9]], true, inRoom));
    const firsts: number[][] = [];
    for await (const { events, rows } of source.chunks(new AbortController().signal)) {
      if (rows > 0) firsts.push([...events.time.subarray(0, events.length)]);
    }
    expect(firsts).toEqual([[1, 2], [2, 3, 5], [9]]);
  });

  it("comes in chunks that are not large, with progress that never goes back", async () => {
    const times = Array.from({ length: 8 }, (_, c) => Array.from({ length: 20_000 }, (_, i) => (i * 7919 + c * 31) % 100_003));
    const { largest, progress } = await sort(times, false, 50_000);
    expect(largest).toBeLessThanOrEqual(32_768);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it.each(["the end", "a loop left early", "an abort", "an error of the source"])(
    "leaves no temporary file after %s",
    async (how) => {
      const before = spills();
      const times = Array.from({ length: 6 }, (_, c) => Array.from({ length: 500 }, (_, i) => i * 3 - c));
      const plain = sourceOf(times, false);
      const failing: Source = {
        ...plain,
        async *chunks(signal) {
          yield* plain.chunks(signal);
          throw new Error("the disk is gone");
        },
      };
      const abort = new AbortController();
      const sorted = inTimeOrder(how === "an error of the source" ? failing : plain, { heldEvents: 600 });
      let during = 0;
      const read = async (): Promise<void> => {
        for await (const { rows } of sorted.chunks(abort.signal)) {
          during = Math.max(during, spills().length - before.length);
          if (rows > 0 && during > 0 && how === "a loop left early") break;
          if (during > 0 && how === "an abort") abort.abort();
        }
      };
      if (how === "an error of the source") await expect(read()).rejects.toThrow("the disk is gone");
      else await read();
      expect(during).toBeGreaterThan(0);
      expect(spills().filter((name) => !before.includes(name))).toEqual([]);
    },
  );
});
