import { describe, expect, it } from "vitest";
import { type Days, learnDay, usualGain } from "../../../plugins/threshold-prediction/days.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** At each minute of `hour` of the day it gains `gain`. */
function livesThrough(days: Days, start: number, hour: number, gain: number): void {
  for (let minute = 0; minute < 60; minute++) learnDay(days, start + hour * HOUR + minute * 60_000, gain, 1 / 60);
}

describe("the days before", () => {
  it.each([
    ["today", Date.UTC(2026, 2, 1)],
    ["before 1970", Date.UTC(1960, 2, 1)],
  ])("tell what was gained at the same hour, %s", (_, start) => {
    const days: Days = [];
    for (let day = 0; day < 3; day++) {
      livesThrough(days, start + day * DAY, 9, 5);
      livesThrough(days, start + day * DAY, 10, 0.5);
    }
    expect(usualGain(days, start + 3 * DAY + 9.5 * HOUR)).toBeCloseTo(5);
    expect(usualGain(days, start + 3 * DAY + 10.5 * HOUR)).toBeCloseTo(0.5);
  });

  it("say nothing of an hour that was never seen", () => {
    const days: Days = [];
    expect(usualGain(days, 0)).toBeUndefined();
    livesThrough(days, 0, 9, 5);
    expect(usualGain(days, 8 * HOUR)).toBeUndefined();
  });

  it("follow a habit that has changed within a week or two, and not at the first day", () => {
    const days: Days = [];
    for (let day = 0; day < 20; day++) livesThrough(days, day * DAY, 9, 5);
    livesThrough(days, 20 * DAY, 9, 0);
    expect(usualGain(days, 21 * DAY + 9 * HOUR)).toBeGreaterThan(4);
    for (let day = 21; day < 35; day++) livesThrough(days, day * DAY, 9, 0);
    expect(usualGain(days, 35 * DAY + 9 * HOUR)).toBeLessThan(1);
  });
});
