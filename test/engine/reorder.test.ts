import fc from "fast-check";
import { expect, test } from "vitest";
import { createBatch, type EventBatch } from "../../src-main/engine/batch.ts";
import { ReorderBuffer } from "../../src-main/engine/reorder.ts";

function batchOf(times: readonly number[], firstRow: number): EventBatch {
  const batch = createBatch(times.length);
  batch.length = times.length;
  times.forEach((time, i) => {
    const row = firstRow + i;
    [batch.time[i], batch.key[i], batch.value[i], batch.threshold[i]] = [time, row % 7, row / 2, row / 3];
    [batch.active[i], batch.source[i], batch.row[i]] = [row % 3, row % 5, row];
  });
  return batch;
}

const rowsOf = (batch: EventBatch): (readonly number[])[] =>
  Array.from({ length: batch.length }, (_, i) =>
    [batch.time, batch.row, batch.key, batch.value, batch.threshold, batch.active, batch.source].map((column) => column[i]!),
  );

test("what is released is in (time, arrival) order, whole, and stays as it was handed over", () => {
  const seed = 11;
  const pushes = fc.array(fc.array(fc.nat(40), { maxLength: 60 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(pushes, fc.constantFrom(0, 1, 30, 400, Number.POSITIVE_INFINITY), fc.nat(3), (steps, bound, pace) => {
      const reorder = new ReorderBuffer({ outOfOrderness: bound });
      const released: EventBatch[] = [];
      const seen: string[] = [];
      const accepted: { time: number; row: number }[] = [];
      let row = 0;
      steps.forEach((offsets, step) => {
        const times = offsets.map((offset) => step * pace * 10 + offset);
        const { released: out, lateIndexes } = reorder.push(batchOf(times, row));
        const late = new Set(lateIndexes);
        times.forEach((time, i) => {
          if (!late.has(i)) accepted.push({ time, row: row + i });
        });
        row += times.length;
        released.push(out);
        seen.push(JSON.stringify(rowsOf(out)));
        expect(reorder.held).toBe(accepted.length - released.reduce((sum, { length }) => sum + length, 0));
      });
      released.push(reorder.flush());
      expect(released.slice(0, -1).map((batch) => JSON.stringify(rowsOf(batch)))).toEqual(seen);
      const expected = accepted.toSorted((a, b) => a.time - b.time || a.row - b.row);
      const whole = expected.map(({ time, row: at }) => rowsOf(batchOf([time], at))[0]);
      expect(released.flatMap(rowsOf)).toEqual(whole);
    }),
    { numRuns: 300, seed },
  );
});

test("many small pushes on many held events: each moves only what it comes before", () => {
  const reorder = new ReorderBuffer({ outOfOrderness: 1e6 });
  const n = 200_000;
  reorder.push(
    batchOf(
      Array.from({ length: n }, (_, i) => i),
      0,
    ),
  );
  // Were all of them moved each time it would take minutes.
  for (let i = 0; i < 20_000; i++) reorder.push(batchOf([n + i - (i % 3)], n + i));
  expect(reorder.held).toBe(n + 20_000);
  // Silence: the watermark moves on.
  expect(reorder.advance(n + 19_990).length).toBe(n + 19_992);
  const left = reorder.flush();
  expect(rowsOf(left).map(([time]) => time)).toEqual(Array.from(left.time.subarray(0, left.length)).toSorted((a, b) => a - b));
});

test("what silence has moved the watermark over is late, in order or not", () => {
  for (const bound of [0, 100]) {
    const reorder = new ReorderBuffer({ outOfOrderness: bound });
    reorder.push(batchOf([10], 1));
    expect(reorder.advance(500).length).toBe(bound === 0 ? 0 : 1);
    const { released, lateIndexes } = reorder.push(batchOf([20, 500, 501, 20 + bound], 2));
    expect([...lateIndexes]).toEqual([0, 1, 3]);
    expect([...released.time.subarray(0, released.length), ...reorder.flush().time.subarray(0, bound === 0 ? 0 : 1)]).toEqual([
      501,
    ]);
  }
});

test("what silence has moved the watermark over stays so: it moves no way back", () => {
  const reorder = new ReorderBuffer({ outOfOrderness: 0 });
  reorder.push(batchOf([10], 1));
  for (const watermark of [500, 400]) reorder.advance(watermark);
  expect(reorder.watermark).toBe(500);
  const { released, lateIndexes } = reorder.push(batchOf([450, 600], 2));
  expect([...lateIndexes]).toEqual([0]);
  expect(released.time[0]).toBe(600);
});

test("a late row refuses none of the same number in another source", () => {
  const reorder = new ReorderBuffer({ outOfOrderness: 0 });
  reorder.push(batchOf([100], 0));
  const rows = batchOf([50, 200], 1);
  rows.row[1] = rows.row[0]!;
  expect([...reorder.push(rows).lateIndexes]).toEqual([0]);
});

test("a row that says something of a span is late as a whole", () => {
  const reorder = new ReorderBuffer({ outOfOrderness: 0 });
  reorder.push(batchOf([100], 0));
  const span = batchOf([50, 200, 210], 1);
  [span.row[1], span.source[1]] = [span.row[0]!, span.source[0]!];
  const { released, lateIndexes } = reorder.push(span);
  expect([...lateIndexes]).toEqual([0, 1]);
  expect([...rowsOf(released), ...rowsOf(reorder.flush())].map(([time]) => time)).toEqual([210]);
});
