import { expect, test } from "vitest";
import { earlierBy } from "../../src-renderer/features/explore/explore-store.ts";
import { plotOption } from "../../src-renderer/features/explore/plot.ts";
import { paletteOf } from "../../src-renderer/ui/palette.ts";

const DAY = 86_400_000;
const columns = (time: number, ...values: number[]) => ({
  time: Float64Array.from(values, (_, i) => time + i),
  value: Float64Array.from(values),
  events: values.length,
  reduced: false,
});

test("what was earlier is drawn where it is compared, and thresholds make room for themselves", () => {
  const option = plotOption({
    columns: columns(DAY, 24, 25),
    past: { columns: columns(0, 21, 22), back: DAY },
    thresholds: [{ value: 35, from: 0, to: 2 * DAY }],
    range: { from: DAY, to: 2 * DAY },
    unit: "°C",
    colour: "#000000",
    palette: paletteOf(false),
    zone: "UTC",
    steps: 4,
    width: 500,
  });
  const [before, now, held] = option.series as { data: [number, number][] }[];
  expect(before?.data).toEqual([
    [DAY, 21],
    [DAY + 1, 22],
  ]);
  expect(now?.data).toEqual([
    [DAY, 24],
    [DAY + 1, 25],
  ]);
  expect(held?.data).toEqual([[DAY, 35]]);
});

test("a value axis has round steps that hold the line and its threshold: not 21, 24, 27", () => {
  const { yAxis } = plotOption({
    columns: columns(0, 23.3, 29.2),
    thresholds: [{ value: 35, from: 0, to: DAY }],
    range: { from: 0, to: DAY },
    unit: "°C",
    colour: "#000000",
    palette: paletteOf(false),
    zone: "UTC",
    steps: 4,
    width: 400,
  });
  expect(yAxis).toMatchObject({ min: 20, max: 35, interval: 5 });
});

test("so much earlier is a length of time, or that of the stretch", () => {
  const range = { from: 100, to: 350 };
  expect([earlierBy("", range), earlierBy("stretch", range), earlierBy("86400000", range)]).toEqual([null, 250, DAY]);
});

test("what is only off and on has an axis from 0 to 1; a threshold, or a unit, makes it one of values", () => {
  const axisOf = (unit: string, threshold?: number, ...values: number[]) => {
    const { yAxis } = plotOption({
      columns: columns(0, ...values),
      thresholds: threshold === undefined ? [] : [{ value: threshold, from: 0, to: DAY }],
      range: { from: 0, to: DAY },
      unit,
      colour: "#000000",
      palette: paletteOf(false),
      zone: "UTC",
      steps: 4,
      width: 500,
    });
    return (yAxis as { axisLabel: { customValues: number[] | null } }).axisLabel.customValues;
  };
  expect(axisOf("", undefined, 0, 1, 0)).toEqual([0, 1]);
  expect(axisOf("", 1, 0, 0)).toEqual([0, 1]);
  expect(axisOf("", 5, 0, 1)).toBeNull();
  expect(axisOf("V", undefined, 0, 0)).toBeNull();
  expect(axisOf("", undefined, 0, 2)).toBeNull();
  expect(axisOf("")).toBeNull();
});
