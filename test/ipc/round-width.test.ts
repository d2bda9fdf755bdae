import fc from "fast-check";
import { expect, test } from "vitest";
import { roundBins } from "../../src-main/ipc/round-width.ts";

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

test("bins have the width a person would choose and begin at round times", () => {
  const monday = Date.UTC(2017, 1, 13);
  const from = monday + 7 * HOUR + 13 * MINUTE;
  expect(roundBins(from, from + 2 * DAY - 1, 120)).toEqual({ start: monday + 7 * HOUR, binMs: 30 * MINUTE, bins: 97 });
  expect(roundBins(from, from + 2 * HOUR, 120).binMs).toBe(2 * MINUTE);
  expect(roundBins(from + 2 * DAY, from + 400 * DAY, 60)).toMatchObject({ start: monday, binMs: 7 * DAY });
});

test("they hold the whole range, however long, with no more bins than asked for", () => {
  const time = fc.integer({ min: -8.64e15, max: 8.64e15 });
  fc.assert(
    fc.property(time, time, fc.integer({ min: 2, max: 2000 }), (a, b, most) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const { start, binMs, bins } = roundBins(from, to, most);
      expect(bins).toBeLessThanOrEqual(most);
      expect(start).toBeLessThanOrEqual(from);
      expect(start + bins * binMs).toBeGreaterThan(to);
    }),
  );
  expect(roundBins(0, 1e300, 1).bins).toBeLessThanOrEqual(2);
});
