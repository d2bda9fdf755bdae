import { expect, test } from "vitest";
import type { KeyTuple } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import type { SeriesPoints } from "../../src-main/engine/results.ts";
import { CatalogueNames } from "../../src-main/plugin-host/catalogue-names.ts";
import { LaneGroups } from "../../src-main/plugin-host/lane-groups.ts";

const key = (sensor: string): KeyTuple => ["s", sensor, ""];
const pointsOf = (...group: number[]): SeriesPoints => ({
  length: group.length,
  time: new Float64Array(group.length),
  group: Uint32Array.from(group),
  series: new Uint8Array(group.length),
  value: new Float64Array(group.length),
});

test("groups of several workers are told apart and put together by their keys", () => {
  const table = new KeyTable();
  const lanes = new LaneGroups(table);
  lanes.learn(0, 0, [key("a"), key("b")]);
  lanes.learn(1, 0, [key("c"), key("a")]);
  lanes.learn(0, 2, [key("c")]);
  lanes.learn(1, 2, [key("d")]);
  const sensors = (lane: number, ...groups: number[]): string[] => {
    const points = pointsOf(...groups);
    lanes.translate(lane, points);
    return [...points.group].map((id) => table.key(id)[1]);
  };
  expect(sensors(0, 0, 1, 2, 0)).toEqual(["a", "b", "c", "a"]);
  expect(sensors(1, 0, 1, 2, 1)).toEqual(["c", "a", "d", "a"]);
});

test("a code such as constructor has no name unless a catalogue gives it one", () => {
  const names = new CatalogueNames([{ type: "catalogue", id: "c", title: "C", sensors: { "1": { name: "One", unit: "V" } } }]);
  expect(names.name("sensor", "1")).toBe("One");
  for (const code of ["constructor", "__proto__", "toString", "2"]) {
    expect(names.name("sensor", code)).toBe(code);
    expect(names.name("alarm", code)).toBe(code);
    expect(names.unit(code)).toBe("");
    expect(names.short(code)).toBe(code);
    expect(names.severity(code)).toBeUndefined();
    expect(names.quantity(code)).toBe("");
    expect(names.of([[code, code, code]])).toEqual({ stations: {}, sensors: {}, alarms: {} });
  }
});
