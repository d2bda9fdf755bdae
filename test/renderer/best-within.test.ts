import { expect, test } from "vitest";
import { bestWithin } from "../../src-renderer/features/plugins/best-within.ts";

type Points = Parameters<typeof bestWithin>[0];
const point = (value: number, alertsPerDay: number, recall: number | null, falsePerDay: number, median: number | null = 1) =>
  ({ value, result: { alertsPerDay, recall, falsePerDay, lead: { median } } }) as unknown as Points[number];
const best = (points: Points, budget: number) => bestWithin(points, budget)?.value ?? null;

test("within a budget the value that catches most is best, then the one with the fewest false alerts, then the earliest", () => {
  const points = [point(1, 9, 1, 5), point(2, 3, 0.8, 2), point(3, 2, 0.8, 0, 10), point(4, 2, 0.8, 0, 20), point(5, 1, 0.3, 0)];
  expect(best(points, 10)).toBe(1);
  expect(best(points, 3)).toBe(4);
  expect(best(points, 1)).toBe(5);
  expect(best(points, 0.5)).toBeNull();
  expect(best([point(1, 0, null, 0), point(2, 0, 0, 0)], 3)).toBeNull();
});
