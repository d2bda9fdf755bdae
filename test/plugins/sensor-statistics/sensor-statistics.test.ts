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
