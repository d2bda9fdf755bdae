import { expect, it } from "vitest";
import rule from "../../../plugins/trend/index.ts";
import { runRule } from "../run-rule.ts";

it("trend records the slope per hour of each window with events enough, and no more", () => {
  const events = Array.from({ length: 600 }, (_, i) => ({ time: i * 60_000, station: "s", sensor: "a", value: 3 + i / 30 }));
  const { points, alerts } = runRule(rule, events);
  expect(alerts).toEqual([]);
  expect(points.length).toBeGreaterThan(10);
  for (const point of points) expect(point.value).toBeCloseTo(2, 6);
  expect(runRule(rule, events.slice(0, 2)).points).toEqual([]);
  expect(runRule(rule, events.slice(0, 3)).points).not.toEqual([]);
});
