import fc from "fast-check";
import { expect, test } from "vitest";
import { valueScale } from "../../src-main/reports/value-scale.ts";

const labels = (low: number, high: number, most: number, least = 0): number[] => {
  const scale = valueScale({ low, high }, most, least);
  if (scale === null) return [];
  const steps = Math.round((scale.max - scale.min) / scale.interval);
  return Array.from({ length: steps + 1 }, (_, i) => Number((scale.min + i * scale.interval).toFixed(9)));
};

test("an axis has steps a person would choose, never 3 or 30", () => {
  expect(labels(23.3, 35, 4)).toEqual([20, 25, 30, 35]);
  expect(labels(0, 142_907, 5)).toEqual([0, 50_000, 100_000, 150_000]);
  expect(labels(0, 100, 5)).toEqual([0, 20, 40, 60, 80, 100]);
  expect(labels(0, 12, 5)).toEqual([0, 5, 10, 15]);
  expect(labels(0.1, 0.3, 4)).toEqual([0.1, 0.15, 0.2, 0.25, 0.3]);
  expect(labels(-0.0003, 0.0002, 5)).toEqual([-0.0003, -0.0002, -0.0001, 0, 0.0001, 0.0002]);
  expect(labels(0, 250, 5)).toEqual([0, 50, 100, 150, 200, 250]);
});

test("what is counted has whole steps, and values that are all the same lie in the middle", () => {
  expect(labels(0, 1, 3, 1)).toEqual([0, 1]);
  expect(labels(0, 3, 3, 1)).toEqual([0, 1, 2, 3]);
  expect(labels(20, 20, 5)).toEqual([10, 15, 20, 25, 30]);
  expect(labels(-20, -20, 5)).toEqual([-30, -25, -20, -15, -10]);
  expect(labels(0, 0, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
});

test("no values, and those that cannot be told apart on a scale, have none", () => {
  expect(valueScale({ low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }, 5)).toBeNull();
  expect(valueScale({ low: -1.7e308, high: 1.7e308 }, 5)).toBeNull();
  expect(valueScale({ low: 1e15, high: 1e15 + 0.125 }, 5)).toBeNull();
  expect(valueScale({ low: Number.NaN, high: 1 }, 5)).toBeNull();
});

test("it holds the span, ends on its steps and has at most as many as asked", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
      fc.integer({ min: 2, max: 8 }),
      (low, span, most) => {
        const scale = valueScale({ low, high: low + span }, most);
        expect(scale).not.toBeNull();
        if (scale === null) return;
        const { min, max, interval } = scale;
        expect(min).toBeLessThanOrEqual(low + interval * 1e-8);
        expect(max).toBeGreaterThanOrEqual(low + span - interval * 1e-8);
        expect((max - min) / interval).toBeLessThan(most + 0.001);
        // Not coarser than it must be: half of a step of 2 or 10 would not fit.
        expect(span).toBeGreaterThan(((most - 2) * interval) / 2.5 - interval * 1e-6);
      },
    ),
  );
});
