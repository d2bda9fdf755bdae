import { expect, test } from "vitest";
import { seededRandom } from "../../src-main/simulate/random.ts";
import { pairs } from "../../src-renderer/features/explore/use-series.ts";
import { bridgedBy } from "../../src-renderer/ui/line-gaps.ts";

test("a line joins readings as far apart as twenty of their usual distance; of a few nothing is known", () => {
  const minutes = Float64Array.from({ length: 61 }, (_, i) => i * 60_000);
  expect(bridgedBy({ events: 61, firstTime: 0, lastTime: 60 * 60_000 }, minutes)).toBe(20 * 60_000);
  expect(bridgedBy({ events: 3, firstTime: 0, lastTime: 60_000 }, minutes)).toBe(Number.POSITIVE_INFINITY);
  // A hundred readings share each second of their clock.
  const seconds = Float64Array.from({ length: 6000 }, (_, i) => Math.floor(i / 100) * 1000);
  expect(bridgedBy({ events: 6000, firstTime: 0, lastTime: 59_000 }, seconds)).toBeGreaterThanOrEqual(1000);
});

test("where the points drawn lie further apart than the readings, five times the median of their distances are joined", () => {
  const { uniform } = seededRandom(7, 1);
  const steps = Array.from({ length: 801 }, () => (uniform() < 0.2 ? 0 : Math.ceil(50 * uniform())));
  let at = 0;
  const time = Float64Array.from(steps, (step) => {
    at += step;
    return at;
  });
  const apart = steps
    .slice(1)
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  expect(bridgedBy({ events: 1e6, firstTime: 0, lastTime: at }, time)).toBe(5 * apart[apart.length >> 1]!);
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
