import { expect, test } from "vitest";
import { type AggregateSpec, count, session, sliding, trailing, tumbling, type WindowSpec } from "../../plugins/api.ts";
import { appendEvent, createBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { WindowEngine } from "../../src-main/engine/window-engine.ts";
import type { WindowQuery } from "../../src-main/engine/window-query.ts";
import { seededRandom } from "../../src-main/simulate/random.ts";
import { type OracleEvent, oracleAggregates, oracleWindows } from "../support/window-oracle.ts";

// Values near the largest a double holds, at the times data has today.

const NOW = 1_700_000_000_000;

/** Values of the one aggregate asked for, a number a window. */
function fired(
  window: WindowSpec,
  aggregate: WindowQuery["aggregates"][0],
  rows: readonly (readonly [time: number, value: number])[],
): number[] {
  const keys = new KeyTable();
  const engine = new WindowEngine(keys);
  engine.add({ window, by: [], aggregates: [aggregate] });
  const batch = createBatch(rows.length);
  for (const [time, value] of rows) appendEvent(batch, NOW + time, keys.id("s", "", ""), value, Number.NaN, 1, 0, 0);
  engine.process(batch);
  engine.advance(Number.POSITIVE_INFINITY);
  return [...(engine.take(0).values[0] ?? [])];
}

/** As `fired`, of several aggregates: their numbers window by window; rows have a flag. */
function figures(
  window: WindowSpec,
  aggregates: readonly AggregateSpec[],
  rows: readonly (readonly [time: number, value: number, active: boolean])[],
): number[][] {
  const keys = new KeyTable();
  const engine = new WindowEngine(keys);
  engine.add({ window, by: [], aggregates });
  const batch = createBatch(rows.length);
  for (const [time, value, active] of rows)
    appendEvent(batch, time, keys.id("s", "", ""), value, Number.NaN, active ? 1 : 0, 0, 0);
  engine.process(batch);
  engine.advance(Number.POSITIVE_INFINITY);
  const taken = engine.take(0);
  return Array.from({ length: taken.length }, (_, i) => aggregates.map((__, a) => taken.values[a]![i]!));
}

test.each([
  [[-1e308, 1e308], 0.5, 0],
  [[-1.5e308, 1.5e308], 0.75, 0.75e308],
  [[-1e308, 1e308], 0, -1e308],
  [[-1e308, 1e308], 1, 1e308],
])("of %j the quantile %d is %d, also where their distance is more than a double", (values, q, expected) => {
  const rows = values.map((value, i) => [i, value] as const);
  expect(fired(tumbling(100), { fn: "quantile", q }, rows)).toEqual([expected]);
});

test("a slope of large values is there in every window that holds them, whichever of its slices are empty", () => {
  const slopes = fired(sliding(100, 50), { fn: "slope" }, [
    [0, 1e297],
    [10, 2e297],
  ]);
  expect(slopes).toHaveLength(2);
  for (const slope of slopes) expect(slope / (1e296 * 3_600_000)).toBeCloseTo(1, 9);
});

const WINDOWS: readonly WindowSpec[] = [tumbling(100), sliding(100, 30), session(12), count(7, 3), trailing(90)];
const FNS = ["mean", "stddev", "slope", "sum", "range"] as const;
const HOUR = 3_600_000;

/** Few values of a stream are ordinary, the others anywhere up to the largest double. */
function largeEvents(seed: number): OracleEvent[] {
  const random = seededRandom(seed, 1);
  let time = 0;
  return Array.from({ length: 120 }, () => {
    time += Math.floor(random.between(0, 25));
    const size = 2 ** random.between(random.between(0, 4) < 1 ? 0 : 500, 1023.9);
    const value = (random.between(0, 1) < 0.5 ? -1 : 1) * size;
    return { time, key: "s", value, active: random.between(0, 1) < 0.5 };
  });
}

/**
 * The brute force over values so much smaller that none of their squares is too large, and its figures at their own size: null where there is
 * none, or it is more than a double holds. `sum`, `slope`: whether what they are made of is a double.
 */
function expectedOf(
  events: readonly OracleEvent[],
  widest: number,
): { of: (fn: string) => number | null; sum: boolean; slope: boolean } {
  const less = widest > 2 ** 500 ? 2 ** -700 : 1;
  const smaller = events.map((event) => ({ ...event, value: event.value * less }));
  const figures = oracleAggregates(smaller);
  const most = Number.MAX_VALUE * less;
  const total = smaller.reduce((sum, { value }) => sum + Math.abs(value), 0);
  const span = events.at(-1)!.time - events[0]!.time;
  return {
    of: (fn) => {
      const value = (figures[fn] ?? Number.NaN) / less;
      return Number.isFinite(value) ? value : null;
    },
    sum: total < most,
    slope: total * span * 4 < most,
  };
}

test.each(WINDOWS)("$kind: figures of values up to the largest double are those of the brute force, or none", (window) => {
  const seen = { mean: 0, stddev: 0, slope: 0, sum: 0, range: 0 };
  for (let seed = 1; seed <= 30; seed++)
    for (const of of ["value", "active"] as const) {
      const events = largeEvents(seed);
      const engine = figures(
        window,
        FNS.map((fn) => ({ fn, of })),
        events.map(({ time, value, active }) => [time, value, active]),
      );
      const windows = oracleWindows(window, events).sort((a, b) => a.end - b.end || a.start - b.start);
      expect(engine).toHaveLength(windows.length);
      for (const [i, { events: all }] of windows.entries()) {
        const held = of === "value" ? all : all.filter(({ active }) => active);
        if (held.length === 0) {
          expect(engine[i]).toEqual(FNS.map(() => Number.NaN));
          continue;
        }
        const widest = Math.max(...held.map(({ value }) => Math.abs(value)));
        const expected = expectedOf(held, widest);
        for (const [f, fn] of FNS.entries()) {
          // Sums on the way may be too large where the whole is not.
          if ((fn === "sum" && !expected.sum) || (fn === "slope" && !expected.slope)) continue;
          const wanted = expected.of(fn);
          const value = engine[i]![f]!;
          if (wanted === null) expect(value, fn).toBeNaN();
          else {
            expect(Math.abs(value - wanted) / widest / (fn === "slope" ? HOUR : 1), `${fn} ${value} ${wanted}`).toBeLessThan(
              1e-9,
            );
            seen[fn]++;
          }
        }
      }
    }
  for (const fn of FNS) expect(seen[fn], fn).toBeGreaterThan(50);
});

test.each(FNS)("%s is never infinite", (fn) => {
  const values = [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE, 1, -Number.MAX_VALUE];
  const rows = values.map((value, i) => [i * 20, value] as const);
  for (const window of WINDOWS)
    for (const value of fired(window, { fn }, rows)) expect(Math.abs(value)).not.toBe(Number.POSITIVE_INFINITY);
});

test("equal values far beyond 1e154 have no deviation, in windows of one slice, of several and with empty ones", () => {
  const rows = [0, 10, 20, 200, 210].map((time) => [time, 1e200] as const);
  for (const window of [tumbling(50), sliding(100, 50), sliding(500, 50), trailing(500)]) {
    const deviations = fired(window, { fn: "stddev" }, rows).filter((value) => !Number.isNaN(value));
    expect(deviations.length).toBeGreaterThan(0);
    expect(new Set(deviations)).toEqual(new Set([0]));
  }
});
