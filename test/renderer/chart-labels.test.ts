import { expect, test } from "vitest";
import type { AlertRow, KeyInfo } from "../../src-main/ipc/contract.ts";
import { chartOption } from "../../src-renderer/features/live/chart-option.ts";
import { coveredBy, labelPlace, thresholdLabel } from "../../src-renderer/features/live/label-places.ts";
import { echarts } from "../../src-renderer/ui/echarts.ts";
import { paletteOf } from "../../src-renderer/ui/palette.ts";

const range = { from: 0, to: 100 };
const held = { low: 20, high: 60 };

test("the label of a mark keeps off both axes and the edges", () => {
  const short = { text: 40, plot: 500 };
  const position = (at: readonly [number, number], of = held): string => labelPlace(at, range, of, short).position;
  expect(position([50, 40])).toBe("bottom");
  expect(position([50, 21])).toBe("top");
  expect(position([2, 21])).toBe("right");
  expect(position([99, 60])).toBe("left");
  // A line that never changes lies in the middle of nothing: there is room above it.
  expect(position([50, 20], { low: 20, high: 20 })).toBe("top");
});

test("a long title reaches over no edge: it stands beside its mark, and is cut where there is no room at all", () => {
  const long = { text: 240, plot: 500 };
  expect(labelPlace([50, 40], range, held, long)).toEqual({ position: "bottom", width: 240 });
  // Its half would begin left of the axis.
  expect(labelPlace([20, 40], range, held, long)).toEqual({ position: "right", width: 240 });
  expect(labelPlace([80, 40], range, held, long)).toEqual({ position: "left", width: 240 });
  for (const at of [0, 3, 30, 49, 51, 70, 97, 100]) {
    const { position, width } = labelPlace([at, 40], range, held, { text: 900, plot: 200 });
    const [left, right] =
      position === "left"
        ? [at * 2 - width, at * 2]
        : position === "right"
          ? [at * 2, at * 2 + width]
          : [at * 2 - width / 2, at * 2 + width / 2];
    expect(width).toBeGreaterThan(80);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(200);
  }
});

test("a threshold's words stand where no mark is, and none of their labels", () => {
  const whole = { low: 0, high: 100 };
  const words = (...marks: (readonly [number, number])[]): string =>
    thresholdLabel(
      50,
      marks.flatMap((mark) => coveredBy(mark, range, whole, null)),
      whole,
    );
  expect(words()).toBe("insideStartTop");
  expect(words([5, 52])).toBe("insideEndTop");
  expect(words([5, 52], [95, 51])).toBe("insideMiddleTop");
  // Marks far above or below the line are in nobody's way.
  expect(words([5, 90], [5, 10])).toBe("insideStartTop");
  // The mark is far from both places; what is written beside it is not.
  const labelled = (at: readonly [number, number], position: "left" | "right" | "bottom"): string =>
    thresholdLabel(50, coveredBy(at, range, whole, { place: { position, width: 150 }, plot: 300 }), whole);
  expect(labelled([60, 52], "left")).toBe("insideEndTop");
  expect(labelled([30, 52], "left")).toBe("insideEndTop");
  expect(labelled([30, 57], "bottom")).toBe("insideEndTop");
  expect(labelled([30, 90], "bottom")).toBe("insideStartTop");
});

test("a title that has room is drawn whole, one that has none is cut", () => {
  const drawn = (title: string): boolean => {
    const mark = { action: "raise", severity: "warning", title, time: 90, window: null, station: "s", sensor: "a", alarm: "" };
    const columns = { time: Float64Array.of(0, 100), value: Float64Array.of(20, 60), events: 2, reduced: false };
    const option = chartOption({
      chart: { id: "c", keys: [0], derived: [], lines: [], right: null, range: null, values: null },
      data: {
        series: [{ key: 0, columns, thresholds: [] }],
        derived: [],
        marks: [mark as unknown as AlertRow],
        range: null,
        keys: null,
        error: null,
      },
      keys: new Map([[0, { id: 0, station: "s", sensor: "a", alarm: "", unit: "V" } as KeyInfo]]),
      ...{ range, zone: "UTC", palette: paletteOf(true), windows: false, width: 600 },
    });
    const marks = (option.series as { id: string; data: { label: Record<string, unknown> }[] }[]).find(
      ({ id }) => id === "marks",
    );
    const { formatter, width, overflow, fontSize, fontFamily } = marks!.data[0]!.label;
    const font = `${fontSize}px ${fontFamily}`;
    const text = new echarts.graphic.Text({ style: { text: formatter, width, overflow, font } as object });
    text.update();
    return text.isTruncated === true;
  };
  expect(drawn("Room temperature: variance")).toBe(false);
  expect(drawn("Room temperature: variance of what was measured is far above what it was for weeks")).toBe(true);
});
