import { expect, test } from "vitest";
import type { KeyInfo } from "../../src-main/ipc/contract.ts";
import { chartOption } from "../../src-renderer/features/live/chart-option.ts";
import { paletteOf } from "../../src-renderer/ui/palette.ts";

const key = (id: number, unit: string): [number, KeyInfo] => [
  id,
  { id, station: "s", sensor: `${id}`, alarm: "", unit } as KeyInfo,
];
const keys = new Map([key(0, "V"), key(1, "°C")]);
const line = (id: number, value: number, threshold: number) => ({
  key: id,
  columns: { time: Float64Array.of(0, 10), value: Float64Array.of(value, value), events: 2, reduced: false },
  thresholds: [{ from: 0, to: 10, value: threshold }],
});

/** Where the values an axis must hold are, and its threshold. */
function sides(right: readonly number[] | null): { axes: number; held: Record<string, unknown> } {
  const option = chartOption({
    chart: { id: "a", keys: [0, 1], derived: [], lines: [], right, range: null, values: null },
    data: { series: [line(0, 230, 250), line(1, 24, 35)], derived: [], marks: [], range: null, keys: null, error: null },
    keys,
    range: { from: 0, to: 10 },
    zone: "UTC",
    palette: paletteOf(false),
    windows: false,
  });
  const series = option.series as { id: string; yAxisIndex: number; data: [number, number][] }[];
  const held = series.filter(({ id }) => id.startsWith("extent") || id.startsWith("thresholds"));
  return {
    axes: (option.yAxis as unknown[]).length,
    held: Object.fromEntries(held.map(({ id, yAxisIndex, data }) => [id, [yAxisIndex, ...data.map(([, value]) => value)]])),
  };
}

test("two units are two axes, each as wide as its own values and thresholds", () => {
  expect(sides(null)).toEqual({
    axes: 2,
    held: { extent: [0, 230, 230], thresholds: [0, 250], "extent right": [1, 24, 24], "thresholds right": [1, 35] },
  });
});

test("a value axis has as many round steps as there is room for", () => {
  const stepsOf = (height: number): unknown => {
    const option = chartOption({
      chart: { id: "a", keys: [0], derived: [], lines: [], right: null, range: null, values: null },
      data: { series: [line(0, 23, 39)], derived: [], marks: [], range: null, keys: null, error: null },
      keys,
      range: { from: 0, to: 10 },
      zone: "UTC",
      palette: paletteOf(false),
      windows: false,
      height,
    });
    const [{ min, max, interval } = {}] = option.yAxis as Record<string, unknown>[];
    return { min, max, interval };
  };
  expect(stepsOf(400)).toEqual({ min: 20, max: 40, interval: 5 });
  expect(stepsOf(100)).toEqual({ min: 20, max: 40, interval: 10 });
});

test("on one axis by choice it holds all", () => {
  expect(sides([])).toEqual({ axes: 1, held: { extent: [0, 24, 230], thresholds: [0, 250, 35] } });
});
