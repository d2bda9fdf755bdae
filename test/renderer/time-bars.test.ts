import { describe, expect, it } from "vitest";
import { barsTitle, timeBars } from "../../src-renderer/features/sources/time-bars.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const start = Date.UTC(2026, 0, 1);
const days = (n: number, events = 1000) =>
  Array.from({ length: n }, (_, i) => ({ from: start + i * DAY, events, refused: i % 2 }));

describe("bars of events over time", () => {
  it("stand for one day each while they fit, also for days without rows", () => {
    const { bars, width, outside } = timeBars([...days(3), { from: start + 5 * DAY, events: 7, refused: 0 }], DAY, 10);
    expect(width).toBe(DAY);
    expect(outside).toBe(0);
    expect(bars.map(({ events }) => events)).toEqual([1000, 1000, 1000, 0, 0, 7]);
  });

  it("stand for several days when there are many", () => {
    const { bars, width } = timeBars(days(25), DAY, 10);
    expect(width).toBe(3 * DAY);
    expect(bars.map(({ events }) => events)).toEqual([3000, 3000, 3000, 3000, 3000, 3000, 3000, 3000, 1000]);
    expect(bars.reduce((sum, { refused }) => sum + refused, 0)).toBe(12);
  });

  it("leave out a few rows of a clock gone wrong, and say how many", () => {
    const wrong = [{ from: 0, events: 1, refused: 0 }, ...days(4), { from: Date.UTC(2099, 0, 1), events: 2, refused: 0 }];
    const { bars, outside } = timeBars(wrong, DAY, 10);
    expect(outside).toBe(3);
    expect(bars.length).toBe(4);
    expect(timeBars([...days(4), { from: Date.UTC(2099, 0, 1), events: 900, refused: 0 }], DAY, 10).outside).toBe(0);
  });

  it("stand for an hour each where the data are of a day or two, and for days where hours lie far apart", () => {
    const hours = (every: number, n: number) =>
      Array.from({ length: n }, (_, i) => ({ from: start + i * every * HOUR, events: 60, refused: 0 }));
    const { bars, width } = timeBars(hours(1, 30), HOUR, 120);
    expect([bars.length, width, barsTitle(width)]).toEqual([30, HOUR, "Events an hour"]);
    const sparse = timeBars(hours(36, 60), HOUR, 120);
    expect([sparse.bars.length, barsTitle(sparse.width)]).toEqual([89, "Events a day"]);
    expect(sparse.bars.reduce((sum, { events }) => sum + events, 0)).toBe(3600);
    expect(barsTitle(7 * DAY)).toBe("Events every 7 days");
  });

  it("are none without days", () => {
    expect(timeBars([], DAY, 10)).toEqual({ bars: [], width: DAY, outside: 0 });
  });
});
