import { describe, expect, it } from "vitest";
import rule from "../../../plugins/alarm-counts/index.ts";
import { runRule, type TestEvent } from "../run-rule.ts";

const MINUTE = 60_000;
const run = (active: (minute: number) => boolean, n = 600, settings = {}) => {
  const events: TestEvent[] = Array.from({ length: n }, (_, i) => ({
    time: i * MINUTE,
    station: "s",
    sensor: "a",
    alarm: "316",
    value: 1,
    active: active(i),
  }));
  return runRule(rule, events, settings);
};

describe("alarm-counts", () => {
  it("tells once that an alarm is often on, and once that it is over", () => {
    const { alerts } = run((i) => i >= 200 && i < 240);
    expect(alerts.map((alert) => alert.action ?? "raise")).toEqual(["raise", "clear"]);
    expect(alerts[0]?.time).toBeLessThan(230 * MINUTE);
    expect(alerts[1]?.evidence).toMatchObject({ most: 40 });
    expect(alerts[0]?.evidence?.["why"]).toMatch(/^\d+ active rows within \d+ (?:h|min), more than \d+$/);
    expect(alerts[1]?.evidence?.["why"]).toMatch(/, which is 0\.5 of the limit; there were up to 40$/);
  });

  it("says nothing up to the limit and records nothing for an alarm that is never on", () => {
    expect(run((i) => i >= 200 && i < 220).alerts).toEqual([]);
    expect(run(() => false).points).toEqual([]);
  });

  it("does not repeat itself while the count moves about the limit", () => {
    const { alerts } = run((i) => i % 60 < (Math.floor(i / 60) % 2 === 0 ? 23 : 18));
    expect(alerts.filter((alert) => alert.action !== "clear")).toHaveLength(1);
  });

  it("records the count whenever it changes, never twice the same in a row", () => {
    const { points } = run((i) => i >= 200 && i < 240);
    expect(points.length).toBeGreaterThan(5);
    for (let i = 1; i < points.length; i++) expect(points[i]?.value).not.toBe(points[i - 1]?.value);
    expect(points.at(-1)?.value).toBe(0);
  });

  it("is over as soon as the count has come down to the share of the limit, not only below it", () => {
    const { alerts } = run((i) => i >= 200 && i < 240);
    expect(alerts.map(({ value }) => value)).toEqual([25, 10]);
  });
});
