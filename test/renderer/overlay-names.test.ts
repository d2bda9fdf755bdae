import { expect, test } from "vitest";
import type { KeyInfo } from "../../src-main/ipc/contract.ts";
import { overlayDash, overlayNames } from "../../src-renderer/features/live/overlay-names.ts";

const key = (id: number, station: string): [number, KeyInfo] => [
  id,
  { id, station, stationName: station, sensor: "7", alarm: "", short: "door" } as KeyInfo,
];
const keys = new Map([key(0, "Alder"), key(1, "Birch"), key(2, "Cedar")]);
const choice = (rule: string, series: string, label: string) => ({ rule, series, label, unit: "" });
const line = (of: ReturnType<typeof choice>, id: number, points = 1) => ({
  choice: of,
  key: id,
  columns: { time: new Float64Array(points), value: new Float64Array(points), events: points, reduced: false },
});
const [mean, own, on] = [
  choice("sensor-statistics", "mean", "Mean"),
  choice("my-rule", "mean", "Mean"),
  choice("active-alarms", "active", "Alarm on"),
];
const named = (lines: ReturnType<typeof line>[], ids: number[]) => overlayNames(lines, ids, keys).map(({ name }) => name);

test("each line of a rule says of which key it is, where a chart has several", () => {
  expect(named([line(on, 0), line(on, 1)], [0, 1])).toEqual(["Alarm on · Alder", "Alarm on · Birch"]);
  expect(named([line(on, 0)], [0])).toEqual(["Alarm on"]);
});

test("series called the same say their rule; a rule that made nothing for a key is not named for it", () => {
  expect(named([line(mean, 0), line(own, 0)], [0])).toEqual(["Mean (sensor-statistics)", "Mean (my-rule)"]);
  expect(named([line(on, 0), line(on, 1, 0), line(on, 2)], [0, 1, 2])).toEqual(["Alarm on · Alder", "Alarm on · Cedar"]);
  const nothing = overlayNames([line(on, 0, 0), line(on, 1, 0)], [0, 1], keys);
  expect(nothing.map(({ name, title }) => [name, title])).toEqual([
    ["Alarm on", "Alarm on, series active of active-alarms, nothing in this stretch"],
  ]);
});

test("two series of one key, and so of one colour, are drawn apart", () => {
  expect([mean, own].map((each) => overlayDash(each, [mean, own]))).toEqual(["dashed", "dotted"]);
});
