import { expect, it } from "vitest";
import type { Alert } from "../../src-main/engine/results.ts";
import { judge } from "../../src-main/session/judge-alerts.ts";
import type { Label } from "../../src-main/session/labels.ts";
import { timelineCounts } from "../../src-renderer/features/plugins/timeline-counts.ts";

const key = { station: "a", sensor: "t", alarm: "" };
const alert = (time: number): Alert => ({ id: `${time}`, rule: "r", action: "raise", time, key }) as Alert;
const label = (start: number): Label => ({ ...key, start, end: start });
const many = (n: number, from: number): number[] => Array.from({ length: n }, (_, i) => from + i);

it("of more hits than a timeline holds, misses and false alerts behind them are in it too, and all are counted", () => {
  const hits = many(20_000, 0);
  const result = judge([...hits, ...many(7, 30_000)].map(alert), [...hits, ...many(3, 40_000)].map(label), {
    ...{ horizon: 0, days: 1, stations: 1, excuses: [label(30_000)] },
  });
  expect(timelineCounts(result)).toEqual({ all: 20_009, hit: 20_000, miss: 3, false: 6 });
  const held = (kind: string): number => result.timeline.filter((each) => each.kind === kind).length;
  expect([held("miss"), held("false")]).toEqual([3, 6]);
  expect(held("hit")).toBeLessThan(20_000);
});
