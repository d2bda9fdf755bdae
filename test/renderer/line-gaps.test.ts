import { expect, test } from "vitest";
import { pairs } from "../../src-renderer/features/explore/use-series.ts";
import { bridgedBy } from "../../src-renderer/ui/line-gaps.ts";

test("a line joins readings as far apart as twenty of their usual distance; of a few nothing is known", () => {
  expect(bridgedBy({ events: 61, firstTime: 0, lastTime: 60 * 60_000 })).toBe(20 * 60_000);
  expect(bridgedBy({ events: 3, firstTime: 0, lastTime: 60_000 })).toBe(Number.POSITIVE_INFINITY);
});

test("what lies further apart is not joined", () => {
  const columns = { time: Float64Array.of(0, 10, 100, 110), value: Float64Array.of(1, 2, 3, 4), events: 4, reduced: false };
  expect(pairs(columns, 50)).toEqual([
    [0, 1],
    [10, 2],
    [11, null],
    [100, 3],
    [110, 4],
  ]);
  expect(pairs(columns)).toHaveLength(4);
  expect(pairs(null)).toEqual([]);
});
