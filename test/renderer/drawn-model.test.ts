import { expect, test } from "vitest";
import { drawnModel } from "../../src-renderer/features/live/drawn-model.ts";
import type { ChartModel } from "../../src-renderer/features/live/live-store.ts";
import type { ChartData } from "../../src-renderer/features/live/use-chart-data.ts";

const model: ChartModel = { id: "a", keys: [4, 5], derived: [], lines: [], right: null, range: null, values: null };
const some = [{}] as unknown as ChartData["series"];

test("until the points of other keys are there a chart is still that of the keys before", () => {
  const before = [1, 2];
  expect(drawnModel(model, { keys: before, series: some })).toEqual({ ...model, keys: before });
  expect(drawnModel(model, { keys: model.keys, series: some })).toBe(model);
});

test("a chart without points yet, and one that was emptied, have their own keys", () => {
  expect(drawnModel(model, { keys: null, series: [] })).toBe(model);
  expect(drawnModel(model, { keys: [1], series: [] })).toBe(model);
  const empty = { ...model, keys: [] };
  expect(drawnModel(empty, { keys: [1], series: some })).toBe(empty);
});
