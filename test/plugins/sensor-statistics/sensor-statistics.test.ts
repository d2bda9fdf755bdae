import { describe, expect, it } from "vitest";
import rule from "../../../plugins/sensor-statistics/index.ts";
import { randomOf } from "../noise.ts";
import { runRule, type TestEvent } from "../run-rule.ts";

const MINUTE = 60_000;
const minutesOf = (n: number, value: (i: number) => number): TestEvent[] =>
  Array.from({ length: n }, (_, i) => ({ time: i * MINUTE, station: "s", sensor: "a", value: value(i) }));

describe("sensor-statistics", () => {
  it("merges windows into the statistics of all values, also far from zero", () => {
    const random = randomOf(3);
    const values = Array.from({ length: 1000 }, () => 1e9 + 1e-3 * random.noise());
    const { points, states } = runRule(
      rule,
      minutesOf(1000, (i) => values[i] ?? 0),
    );
    const mean = values.reduce((sum, x) => sum + (x - 1e9), 0) / 1000;
    const stddev = Math.sqrt(values.reduce((sum, x) => sum + (x - 1e9 - mean) ** 2, 0) / 999);
    const last = (series: string) => points.filter((point) => point.series === series).at(-1)?.value ?? Number.NaN;
    expect(last("running-mean") - 1e9).toBeCloseTo(mean, 5);
    expect(last("running-stddev") / stddev).toBeCloseTo(1, 2);
    const all = (series: string) => points.filter((point) => point.series === series).map((point) => point.value);
    expect([last("running-count"), last("running-min"), last("running-max")]).toEqual([
      1000,
      Math.min(...values),
      Math.max(...values),
    ]);
    expect(all("running-min")).toEqual([...new Set(all("running-min"))].sort((a, b) => b - a));
    expect(all("running-max")).toEqual([...new Set(all("running-max"))].sort((a, b) => a - b));
    expect([...states.values()][0]).toMatchObject({ count: 1000, min: Math.min(...values), max: Math.max(...values) });
  });

  it("tells once of an excursion far beyond what was seen", () => {
    const random = randomOf(4);
    const { alerts } = runRule(
      rule,
      minutesOf(4 * 1440, (i) => 20 + random.noise() + (i > 4000 && i < 4200 ? 30 : 0)),
    );
    expect(alerts).toHaveLength(1);
    expect(alerts[0]?.title).toContain("above");
    expect(alerts[0]?.severity).toBe("info");
  });

  /** Off for days, on now and then, on for long: the mean of what it was is never far from 0. */
  const onNowAndThen = (i: number): number => (i > 3 * 1440 || [300, 301, 302].includes(i % 2880) ? 1 : 0);

  it("says nothing of a switch, whose extremes are states", () => {
    expect(runRule(rule, minutesOf(4 * 1440, onNowAndThen)).alerts).toEqual([]);
    // One that came on once a day, with an hour of a single event, and off now and then after.
    const events = minutesOf(6 * 1440, (i) => (i % 1440 === 700 ? 1 : 0)).filter(({ time }) => time % (27 * 3_600_000) < 3e6);
    expect(runRule(rule, events).alerts).toEqual([]);
    expect(
      runRule(
        rule,
        minutesOf(4 * 1440, (i) => 1 - onNowAndThen(i)),
      ).alerts,
    ).toEqual([]);
  });

  it("tells of what goes on and off between other values than 0 and 1, had another once, or leaves them", () => {
    const told = (value: (i: number) => number): string[] =>
      runRule(rule, minutesOf(4 * 1440, value)).alerts.map(({ title }) => title);
    expect(told((i) => 2 * onNowAndThen(i))).not.toEqual([]);
    expect(told((i) => 1e-7 * onNowAndThen(i))).not.toEqual([]);
    expect(told((i) => (i === 5 ? 0.5 : onNowAndThen(i)))).not.toEqual([]);
    expect(told((i) => (i === 4 * 1440 - 9 ? 9 : onNowAndThen(i)))).toEqual(["Sensor a above its usual range"]);
  });

  it("says nothing of noise, daily cycles and constants", () => {
    const random = randomOf(5);
    expect(
      runRule(
        rule,
        minutesOf(10 * 1440, (i) => 20 + 8 * Math.sin((2 * Math.PI * i) / 1440) + random.noise()),
      ).alerts,
    ).toEqual([]);
    expect(
      runRule(
        rule,
        minutesOf(3 * 1440, () => 7),
      ).alerts,
    ).toEqual([]);
  });

  it("judges a sensor that is read once a window, whose minimum and maximum are one", () => {
    const random = randomOf(7);
    const cycle = Array.from({ length: 90 * 24 }, (_, hour) => 20 + 8 * Math.sin((2 * Math.PI * hour) / 24) + random.noise());
    const told = (value: (hour: number) => number) =>
      runRule(
        rule,
        cycle.map((_, hour) => ({ time: hour * 60 * MINUTE, station: "s", sensor: "a", value: value(hour) })),
      ).alerts.map(({ title, time }) => [title, Math.floor(time / (60 * MINUTE))]);
    expect(told((hour) => cycle[hour] ?? 0)).toEqual([]);
    expect(told((hour) => (cycle[hour] ?? 0) + (hour === 1500 ? 80 : 0))).toEqual([["Sensor a above its usual range", 1500]]);
  });

  it("tells of each side once where excursions go to both in turn", () => {
    const random = randomOf(8);
    const swings = (i: number): number => (i < 3 * 1440 || i % 90 > 0 ? 0 : i % 180 > 0 ? 30 : -30);
    const { alerts } = runRule(
      rule,
      minutesOf(5 * 1440, (i) => 20 + random.noise() + swings(i)),
    );
    expect(alerts.map(({ title }) => title)).toEqual(["Sensor a below its usual range", "Sensor a above its usual range"]);
  });

  it("says in enough digits what lies beyond what, be it little beside the value", () => {
    const random = randomOf(9);
    const why = (base: number, size: number) =>
      runRule(
        rule,
        minutesOf(3 * 1440, (i) => base + size * (random.noise() + (i === 4000 ? 40 : 0))),
      ).alerts[0]?.evidence?.["why"] as string;
    for (const [base, size] of [
      [1e12, 1],
      [50, 0.001],
      [-1e6, 0.5],
    ] as const) {
      const [highest, usual, most] = [...why(base, size).matchAll(/-?\d[\d.]*/g)].map(([text]) => Number(text));
      expect(highest).toBeGreaterThan(most ?? Number.NaN);
      expect(most).toBeGreaterThan(usual ?? Number.NaN);
    }
  });

  it("takes excursions with less than twelve calm windows between them for one, and learns nothing of an outlier", () => {
    const told = (...excursions: readonly (readonly [hour: number, height: number])[]): number[] => {
      const random = randomOf(6);
      const height = (i: number): number => excursions.find(([hour]) => i === hour * 60 + 30)?.[1] ?? 0;
      const { alerts } = runRule(
        rule,
        minutesOf(7 * 1440, (i) => 20 + random.noise() + height(i)),
      );
      return alerts.map(({ time }) => Math.floor(time / 3_600_000));
    };
    expect(told([70, 30], [73, 30], [80, 30])).toEqual([70]);
    expect(told([70, 30], [83, 30])).toEqual([70, 83]);
    expect(told([70, 1000], [100, 12])).toEqual([70, 100]);
  });
});
