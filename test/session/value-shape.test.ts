import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SeriesMemory } from "../../src-main/session/picture/series-memory.ts";
import { shapeOf, usualInterval } from "../../src-main/session/picture/value-shape.ts";

const column = (values: readonly number[]): Float64Array => Float64Array.from(values);

describe("the shape of values", () => {
  it("has median, 99th percentile and slope of a straight line", () => {
    const times = Array.from({ length: 101 }, (_, i) => i * 60_000);
    const shape = shapeOf(column(times), column(times.map((time) => 20 + (3 * time) / 3_600_000)));
    expect(shape.median).toBeCloseTo(22.5, 9);
    expect(shape.p99).toBeCloseTo(24.95, 9);
    expect(shape.slope).toBeCloseTo(3, 9);
  });

  it("is nothing without values, and one bin of equal ones", () => {
    expect(shapeOf(column([]), column([]))).toEqual({ median: null, p99: null, slope: null, distribution: null });
    expect(shapeOf(column([5, 5]), column([7, 7])).distribution).toEqual({ start: 7, width: 1, counts: [2], below: 0, above: 0 });
    expect(shapeOf(column([5, 5]), column([7, 7])).slope).toBeNull();
  });

  it("counts every value once, in 24 bins at most, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 300 }), (values) => {
        const { distribution } = shapeOf(column(values.map((_, i) => i)), column(values));
        const { counts, below, above } = distribution!;
        expect(counts.reduce((a, b) => a + b, 0) + below + above).toBe(values.length);
        expect(counts.length).toBeLessThanOrEqual(24);
      }),
    );
  });

  it("does not let one far value leave the rest one bin", () => {
    const values = Array.from({ length: 500 }, (_, i) => i % 10);
    const { distribution } = shapeOf(column([...values, 1e6].map((_, i) => i)), column([...values, 1e6]));
    expect(distribution!.above).toBe(1);
    expect(distribution!.counts.filter((n) => n > 0).length).toBe(10);
  });
});

describe("events taken from a series in memory", () => {
  const memory = new SeriesMemory();
  for (let i = 0; i < 1000; i++) memory.append(i * 1000 + (i >= 600 ? 90_000 : 0), i);

  it("are all of a stretch when they are few, else every n-th", () => {
    expect(Array.from(memory.sample(10_000, 19_999, 50).value)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(memory.sample(0, 10_000_000, 100)).toMatchObject({ every: 10 });
    expect(Array.from(memory.sample(0, 99_999, 4).value)).toEqual([0, 25, 50, 75]);
  });

  it("tell the usual interval, which a gap does not change", () => {
    expect(usualInterval(memory.sample(0, 10_000_000, 5000).time)).toBe(1000);
    expect(usualInterval(Float64Array.of(5))).toBeNull();
  });

  it("tell the longest gap, also when only their blocks are left", () => {
    expect(memory.longestGap(0, 10_000_000)).toBe(91_000);
    expect(memory.longestGap(0, 500_000)).toBe(1000);
    expect(memory.longestGap(0, 500)).toBeNull();
    memory.forget();
    expect(memory.longestGap(0, 10_000_000)).toBe(91_000);
    expect(memory.sample(0, 100_000, 1000).every).toBe(32);
  });
});
