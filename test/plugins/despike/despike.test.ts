import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event, Verdict } from "../../../plugins/api.ts";
import filter from "../../../plugins/despike/index.ts";
import { findPeak } from "../../../plugins/despike/peak.ts";
import { randomOf } from "../noise.ts";
import { defaultsOf } from "../run-rule.ts";

const MINUTE = 60_000;
const eventsOf = (values: readonly number[], step = MINUTE): Event[] =>
  values.map((value, i) => ({ time: i * step, station: "s", sensor: "a", alarm: "", value, threshold: null, active: null }));

/** What the host does: the nearest events of the key on each side, as many and as close as the filter asks for. */
function verdicts(events: readonly Event[], overrides: Record<string, number | string> = {}): Verdict[] {
  const settings = { ...defaultsOf(filter.settings), ...overrides } as never;
  const { before, after, within } = filter.neighbours(settings);
  const close = (event: Event) => (other: Event) => Math.abs(other.time - event.time) <= within;
  return events.map((event, i) =>
    filter.onEvent(settings, event, {
      before: events
        .slice(Math.max(0, i - before), i)
        .filter(close(event))
        .reverse(),
      after: events.slice(i + 1, i + 1 + after).filter(close(event)),
    }),
  );
}
const touched = (found: readonly Verdict[]): number[] => found.flatMap((verdict, i) => ("keep" in verdict ? [] : [i]));
const noisy = (n: number, value: (i: number) => number, noise = 0.5, seed = 1): number[] => {
  const random = randomOf(seed);
  return Array.from({ length: n }, (_, i) => value(i) + noise * random.noise());
};

describe("despike", () => {
  it("drops a peak and only the peak, with a reason that names the value", () => {
    const values = noisy(60, () => 20);
    values[30] = 45;
    const found = verdicts(eventsOf(values));
    expect(touched(found)).toEqual([30]);
    expect(found[30]).toEqual({ drop: expect.stringContaining("45") });
  });

  it("drops a dip among equal readings, and keeps the smallest step of their resolution", () => {
    expect(touched(verdicts(eventsOf([23.9, 23.9, 23.9, 2, 23.9, 23.9, 23.9])))).toEqual([3]);
    expect(touched(verdicts(eventsOf([23.9, 23.9, 23.9, 24, 23.9, 23.9, 23.9])))).toEqual([]);
  });

  it("repairs to the median of the neighbours when asked to", () => {
    const found = verdicts(eventsOf([10, 12, 11, 80, 11, 10, 12]), { action: "repair" });
    expect(found[3]).toEqual({ repair: 11 });
  });

  it("keeps steps, ramps, plateaus, cycles and the edges", () => {
    const step = noisy(60, (i) => (i < 30 ? 20 : 60));
    const ramp = noisy(60, (i) => 20 + Math.max(0, i - 20) * 4);
    const plateau = noisy(60, (i) => (i === 30 || i === 31 ? 60 : 20));
    const cycle = noisy(300, (i) => 20 + 10 * Math.sin(i / 4), 0.05);
    for (const values of [step, ramp, plateau, cycle]) expect(touched(verdicts(eventsOf(values)))).toEqual([]);
    expect(touched(verdicts(eventsOf([99, 20, 20, 21, 20, 20, 99])))).toEqual([]);
  });

  it("keeps a lone reading of a sensor that rests at zero, unless a least size is given", () => {
    const door = eventsOf([0, 0, 0, 1, 0, 0, 0]);
    expect(touched(verdicts(door))).toEqual([]);
    expect(touched(verdicts(door, { least: 0.5 }))).toEqual([3]);
    expect(touched(verdicts(eventsOf([1, 1, 1, 0, 1, 1, 1])))).toEqual([]);
    expect(touched(verdicts(eventsOf([24, 24, 24, 0, 24, 24, 24])))).toEqual([3]);
  });

  const twice = (values: readonly number[]): Event[] =>
    eventsOf(values).flatMap((event) => [
      { ...event, alarm: "high" },
      { ...event, alarm: "low" },
    ]);

  it("takes two rows of one reading, of a sensor with two alarms, for one", () => {
    expect(touched(verdicts(twice([20, 20.5, 20.2, 70, 20.1, 20.4, 20])))).toEqual([6, 7]);
    expect(touched(verdicts(twice([20, 20.5, 20.2, 70, 70.2, 20.4, 20])))).toEqual([]);
  });

  it("says what the neighbours were, exactly enough to see why", () => {
    const [verdict] = verdicts(eventsOf([101_325, 101_325.2, 101_325.1, 101_390, 101_325, 101_325.3, 101_325.1])).slice(3);
    expect(verdict).toEqual({ drop: "peak: 101390 beside 6 neighbours around 101325.1" });
  });

  it("asks neighbours that are close in time only", () => {
    const values = [20, 20.5, 20, 70, 20, 20.5, 20];
    expect(touched(verdicts(eventsOf(values, MINUTE)))).toEqual([3]);
    expect(touched(verdicts(eventsOf(values, 20 * MINUTE)))).toEqual([]);
  });

  it("leaves normal noise alone but for one in a thousand", () => {
    const random = randomOf(3);
    const normal = Array.from({ length: 20_000 }, () => {
      const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
      return radius * Math.cos(2 * Math.PI * random.uniform());
    });
    expect(touched(verdicts(eventsOf(normal))).length).toBeLessThanOrEqual(20);
  });

  it("judges a sensor with two alarms as one with one, whose readings have three others on each side", () => {
    const values = noisy(5000, () => 20, 1, 6);
    values[2500] = 40;
    const once = touched(verdicts(eventsOf(values)));
    const both = touched(verdicts(twice(values)));
    expect(once).toContain(2500);
    expect(once.flatMap((i) => [2 * i, 2 * i + 1]).filter((i) => !both.includes(i))).toEqual([]);
    expect(both.length).toBeLessThanOrEqual(2 * once.length + 5);
  });

  it("does not depend on unit or sign, and repairs only to what lies among the neighbours", () => {
    const reading = fc.double({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.array(reading, { minLength: 7, maxLength: 7 }), (values) => {
        const plain = touched(verdicts(eventsOf(values)));
        expect(touched(verdicts(eventsOf(values.map((x) => -4 * x))))).toEqual(plain);
        const [repaired] = verdicts(eventsOf(values), { action: "repair" }).slice(3, 4);
        if (repaired && "repair" in repaired) {
          const others = values.filter((_, i) => i !== 3);
          expect(repaired.repair).toBeGreaterThanOrEqual(Math.min(...others));
          expect(repaired.repair).toBeLessThanOrEqual(Math.max(...others));
        }
      }),
      { seed: 11 },
    );
  });

  it("asks that a peak lies further out than its neighbours differ, and has two of them on each side", () => {
    const side = eventsOf([10, 12, 10]);
    expect(findPeak(14, side, side, 1, 0)).toBeUndefined();
    expect(findPeak(14.1, side, side, 1, 0)).toBeDefined();
    expect(findPeak(50, side.slice(0, 1), side, 1, 0)).toBeUndefined();
    expect(findPeak(50, side, side.slice(0, 1), 1, 0)).toBeUndefined();
    expect(findPeak(50, side.slice(0, 2), side.slice(0, 2), 1, 0)).toBeDefined();
  });
});
