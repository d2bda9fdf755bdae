import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SeriesMemory } from "../../src-main/session/picture/series-memory.ts";

interface Point {
  readonly time: number;
  readonly value: number;
}
const streams = fc
  .array(fc.record({ gap: fc.integer({ min: 0, max: 50 }), value: fc.double({ min: -1e6, max: 1e6, noNaN: true }) }), {
    minLength: 1,
    maxLength: 700,
  })
  .map((steps) => {
    let time = -1000;
    return steps.map(({ gap, value }): Point => ({ time: (time += gap), value }));
  });

function remembered(points: readonly Point[]): SeriesMemory {
  const memory = new SeriesMemory();
  for (const { time, value } of points) memory.append(time, value);
  return memory;
}

describe("a series in memory", () => {
  it("is drawn with the least and greatest of any range, at most four points a pixel", () => {
    fc.assert(
      fc.property(streams, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 40 }), (points, a, b, pixels) => {
        const memory = remembered(points);
        const times = points.map(({ time }) => time);
        const [from, to] = [times[a % times.length]!, times[b % times.length]!].sort((x, y) => x - y) as [number, number];
        const inside = points.filter(({ time }) => time >= from && time <= to);
        const drawn = memory.range(from, to, pixels);
        expect(drawn.events).toBe(inside.length);
        expect(drawn.time.length).toBeLessThanOrEqual(Math.max(4 * pixels, inside.length + 2));
        const seen = Array.from(drawn.time, (time, i) => ({ time, value: drawn.value[i]! })).filter(
          ({ time }) => time >= from && time <= to,
        );
        expect(Math.min(...seen.map(({ value }) => value))).toBe(Math.min(...inside.map(({ value }) => value)));
        expect(Math.max(...seen.map(({ value }) => value))).toBe(Math.max(...inside.map(({ value }) => value)));
        if (drawn.reduced) expect(drawn.time.length).toBeLessThanOrEqual(4 * pixels);
      }),
      { numRuns: 300 },
    );
  });

  it("knows the statistics of any range", () => {
    fc.assert(
      fc.property(streams, fc.nat(), fc.nat(), (points, a, b) => {
        const times = points.map(({ time }) => time);
        const [from, to] = [times[a % times.length]!, times[b % times.length]!].sort((x, y) => x - y) as [number, number];
        const values = points.filter(({ time }) => time >= from && time <= to).map(({ value }) => value);
        const moments = remembered(points).moments(from, to)!;
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(moments.events).toBe(values.length);
        expect(moments.mean).toBeCloseTo(mean, 3);
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        expect(Math.abs(moments.m2 - squares)).toBeLessThanOrEqual(1e-9 * Math.max(1, squares));
        expect([moments.min, moments.max, moments.first, moments.last]).toEqual([
          Math.min(...values),
          Math.max(...values),
          values[0],
          values.at(-1),
        ]);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps its extremes when it lets go of events", () => {
    const points = Array.from({ length: 5000 }, (_, i) => ({ time: i * 10, value: i === 777 ? 99 : Math.sin(i) }));
    const memory = remembered(points);
    memory.forget();
    expect(memory.detailed).toBeLessThan(2600);
    const drawn = memory.range(0, 50_000, 100);
    expect(Math.max(...drawn.value)).toBe(99);
    expect(drawn.time[drawn.value.indexOf(99)]).toBe(7770);
  });
});
