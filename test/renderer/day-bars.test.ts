import { describe, expect, it } from "vitest";
import { dayBars } from "../../src-renderer/features/sources/day-bars.ts";

const DAY = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const days = (n: number, events = 1000) =>
  Array.from({ length: n }, (_, i) => ({ from: start + i * DAY, events, refused: i % 2 }));

describe("bars of rows a day", () => {
  it("stand for one day each while they fit, also for days without rows", () => {
    const { bars, width, outside } = dayBars([...days(3), { from: start + 5 * DAY, events: 7, refused: 0 }], 10);
    expect(width).toBe(1);
    expect(outside).toBe(0);
    expect(bars.map(({ events }) => events)).toEqual([1000, 1000, 1000, 0, 0, 7]);
  });

  it("stand for several days when there are many", () => {
    const { bars, width } = dayBars(days(25), 10);
    expect(width).toBe(3);
    expect(bars.map(({ events }) => events)).toEqual([3000, 3000, 3000, 3000, 3000, 3000, 3000, 3000, 1000]);
    expect(bars.reduce((sum, { refused }) => sum + refused, 0)).toBe(12);
  });

  it("leave out a few rows of a clock gone wrong, and say how many", () => {
    const wrong = [{ from: 0, events: 1, refused: 0 }, ...days(4), { from: Date.UTC(2099, 0, 1), events: 2, refused: 0 }];
    const { bars, outside } = dayBars(wrong, 10);
    expect(outside).toBe(3);
    expect(bars.length).toBe(4);
    expect(dayBars([...days(4), { from: Date.UTC(2099, 0, 1), events: 900, refused: 0 }], 10).outside).toBe(0);
  });

  it("are none without days", () => {
    expect(dayBars([], 10)).toEqual({ bars: [], width: 1, outside: 0 });
  });
});
