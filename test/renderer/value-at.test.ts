import fc from "fast-check";
import { expect, test } from "vitest";
import { rangeOf } from "../../src-renderer/features/live/live-store.ts";
import { valueAt } from "../../src-renderer/features/live/value-at.ts";

const columns = (time: number[], value: number[]) => ({
  time: Float64Array.from(time),
  value: Float64Array.from(value),
  events: time.length,
  reduced: false,
});

test("the legend reads the last value at or before the cursor", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 }), fc.integer({ min: -5, max: 60 }), (times, at) => {
      const time = times.sort((a, b) => a - b);
      const expected = time.findLastIndex((t) => t <= at);
      expect(
        valueAt(
          columns(
            time,
            time.map((_, i) => i),
          ),
          at,
        ),
      ).toBe(expected < 0 ? null : expected);
    }),
  );
});

test("following shows the width wanted, ending at the newest event; all of it without a width", () => {
  expect(rangeOf(0, 10_000_000, 3_600_000)).toEqual({ from: 6_400_000, to: 10_000_000 });
  expect(rangeOf(5, 10_000_000, null)).toEqual({ from: 5, to: 10_000_000 });
  expect(rangeOf(5, 5, null)).toEqual({ from: 5, to: 1005 });
  expect(rangeOf(null, null, null)).toBeNull();
});
