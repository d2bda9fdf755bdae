import { describe, expect, it } from "vitest";
import { reading } from "../../../plugins/threshold-prediction/reading.ts";
import { followSlow, newSlow, type Slow, slowPromise } from "../../../plugins/threshold-prediction/slow.ts";

const MINUTE = 60_000;
const LOOK_AHEAD = 36 * MINUTE;

/** `value(i)` every minute from `start` on. */
function follow(slow: Slow, start: number, minutes: number, value: (i: number) => number): void {
  reading.lookAhead = LOOK_AHEAD;
  for (let i = 0; i < minutes; i++) {
    reading.time = start + i * MINUTE;
    reading.point = value(i);
    followSlow(slow);
  }
}

describe("the slow line", () => {
  it.each([
    ["today", Date.UTC(2026, 2, 1)],
    ["before 1970", Date.UTC(1960, 2, 1)],
  ])("promises what a straight climb goes in a look-ahead, %s and far from 0", (_, start) => {
    const slow = newSlow();
    follow(slow, start, 300, (i) => 1e9 + 0.5 * i);
    expect(slowPromise(slow)).toBeCloseTo(18, 6);
  });

  it("promises nothing of one point, and of a value that falls", () => {
    const slow = newSlow();
    expect(slowPromise(slow)).toBe(0);
    follow(slow, 0, 1, () => 5);
    expect(slowPromise(slow)).toBe(0);
    follow(slow, MINUTE, 100, (i) => 5 - i);
    expect(slowPromise(slow)).toBe(0);
  });

  it("believes a spurt less than a climb of an hour", () => {
    const [spurt, climb] = [newSlow(), newSlow()];
    follow(spurt, 0, 120, (i) => Math.max(0, i - 110));
    follow(climb, 0, 120, (i) => Math.max(0, i - 60));
    expect(slowPromise(spurt)).toBeLessThan(0.7 * slowPromise(climb));
  });

  it("begins anew behind a long gap", () => {
    const slow = newSlow();
    follow(slow, 0, 100, (i) => i);
    follow(slow, 100 * MINUTE + 3 * LOOK_AHEAD, 100, (i) => 500 + 0.25 * i);
    expect(slowPromise(slow)).toBeCloseTo(9, 6);
  });
});
