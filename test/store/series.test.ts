import fc from "fast-check";
import { expect, test } from "vitest";
import { createBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { keysOf, seriesRange } from "../../src-main/store/read.ts";
import { RunWriter } from "../../src-main/store/run-writer.ts";
import { openStore, type Store } from "../../src-main/store/store.ts";

interface Made {
  readonly time: number;
  readonly key: number;
  readonly value: number;
}

/** Events of 3 keys, a second or a few apart, two at one time now and then, some before 1970. */
function made(count: number): Made[] {
  let time = -3_000_000;
  let random = 12345;
  return Array.from({ length: count }, (_, i) => {
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    time += [0, 1, 700, 1500, 60_000][random % 5] as number;
    return { time, key: (random >>> 8) % 3, value: ((random >>> 10) % 1000) / 8 - (i % 97) };
  });
}

async function stored(events: readonly Made[], segment: number): Promise<{ store: Store; run: number }> {
  const store = await openStore(":memory:");
  const writer = await RunWriter.begin(store, { description: "t", segment });
  const keys = new KeyTable();
  for (const sensor of ["a", "b", "c'; drop table event; --"]) keys.id("s", sensor, "");
  for (let at = 0; at < events.length; at += 333) {
    const part = events.slice(at, at + 333);
    const batch = createBatch(part.length);
    batch.length = part.length;
    part.forEach(({ time, key, value }, i) => {
      batch.time[i] = time;
      batch.key[i] = key;
      batch.value[i] = value;
      batch.threshold[i] = Number.NaN;
      batch.active[i] = 2;
      batch.row[i] = at + i + 1;
    });
    await writer.events(batch, keys);
  }
  await writer.finish({}, ["t"]);
  return { store, run: writer.run };
}

/** First, least, greatest and last of each bucket by looking at every event. */
function bruteForce(events: readonly Made[], bucket: number): number[][] {
  const buckets = new Map<number, Made[]>();
  for (const event of events) {
    const at = Math.floor(event.time / bucket);
    buckets.set(at, [...(buckets.get(at) ?? []), event]);
  }
  return [...buckets.values()].flatMap((all) => {
    const first = all[0] as Made;
    const last = all.at(-1) as Made;
    const least = all.reduce((a, b) => (b.value < a.value ? b : a));
    const most = all.reduce((a, b) => (b.value > a.value ? b : a));
    const inner = [
      ...(least.value < Math.min(first.value, last.value) ? [least] : []),
      ...(most.value > Math.max(first.value, last.value) ? [most] : []),
    ].sort((a, b) => a.time - b.time);
    const points = all.length === 1 ? [first] : [first, ...inner, last];
    return points.map(({ time, value }) => [time, value]);
  });
}

test.each([300, 5000, 100_000])(
  "any zoom shows first, least, greatest and last of every pixel, segments of %i",
  async (segment) => {
    const events = made(12_000);
    const { store, run } = await stored(events, segment);
    const first = (events[0] as Made).time;
    const last = (events.at(-1) as Made).time;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.integer({ min: first - 1000, max: last }),
        fc.integer({ min: 1, max: last - first }),
        fc.integer({ min: 1, max: 2000 }),
        async (key, from, length, pixels) => {
          const sensor = ["a", "b", "c'; drop table event; --"][key] as string;
          const query = { run, key: ["s", sensor, ""] as const, from, to: from + length, pixels };
          const got = await seriesRange(store.connection, query);
          const { bucket } = got;
          const begin = Math.floor(from / bucket) * bucket;
          const end = Math.ceil((from + length) / bucket) * bucket;
          const inside = events.filter((e) => e.key === key && e.time >= begin && e.time < end);
          expect(got.events).toBe(inside.length);
          const want = bruteForce(inside, bucket);
          expect([...got.time].map((time, i) => [time, got.value[i]])).toEqual(want);
          expect(bucket * pixels).toBeGreaterThanOrEqual(length);
          expect(got.time.length).toBeLessThanOrEqual(4 * (pixels + 1));
        },
      ),
      { numRuns: 60, seed: 7 },
    );
    await store.close();
  },
);

test("the keys of a run have the counts, times and extremes of their events", async () => {
  const events = made(4000);
  const { store, run } = await stored(events, 900);
  const own = events.filter(({ key }) => key === 1);
  const keys = await keysOf(store.connection, run);
  expect(keys.map(({ sensor, events: count }) => [sensor, count])).toEqual(
    ["a", "b", "c'; drop table event; --"].map((sensor, key) => [sensor, events.filter((e) => e.key === key).length]),
  );
  expect(keys[1]).toMatchObject({
    firstMs: own[0]?.time,
    lastMs: own.at(-1)?.time,
    min: Math.min(...own.map(({ value }) => value)),
    max: Math.max(...own.map(({ value }) => value)),
  });
  await store.close();
});
