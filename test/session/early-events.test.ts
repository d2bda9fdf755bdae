import { expect, test } from "vitest";
import { appendEvent, createBatch, NO_FLAG } from "../../src-main/engine/batch.ts";
import { dropLaterThan } from "../../src-main/session/early-events.ts";

test("events later than the limit are taken out in place, and it is known where each one left stood", () => {
  const times = [10, 99, 20, 30, 98, 25];
  const batch = createBatch(times.length);
  for (const [i, time] of times.entries()) appendEvent(batch, time, i, i + 0.5, Number.NaN, NO_FLAG, 0, i + 1);
  const refused: number[] = [];
  const { latest, places } = dropLaterThan(batch, 30, (index) => refused.push(batch.row[index] as number));
  expect(refused).toEqual([2, 5]);
  expect(latest).toBe(30);
  expect([...batch.time.subarray(0, batch.length)]).toEqual([10, 20, 30, 25]);
  expect([...batch.row.subarray(0, batch.length)]).toEqual([1, 3, 4, 6]);
  expect([...(places ?? []).slice(0, batch.length)]).toEqual([0, 2, 3, 5]);
});

test("an interval that ends too late goes with its start", () => {
  const batch = createBatch(6);
  for (const [time, row] of [
    [10, 1],
    [20, 1],
    [25, 2],
    [99, 2],
    [12, 3],
    [30, 3],
  ] as const)
    appendEvent(batch, time, 0, 1, Number.NaN, NO_FLAG, 0, row);
  const refused: number[] = [];
  const { latest, places } = dropLaterThan(batch, 30, (index) => refused.push(batch.row[index] as number));
  expect(refused).toEqual([2]);
  expect(latest).toBe(30);
  expect([...batch.time.subarray(0, batch.length)]).toEqual([10, 20, 12, 30]);
  expect([...(places ?? []).slice(0, batch.length)]).toEqual([0, 1, 4, 5]);
});
