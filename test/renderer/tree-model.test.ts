import { expect, test } from "vitest";
import type { KeyInfo } from "../../src-main/ipc/contract.ts";
import { isSilent, treeRows } from "../../src-renderer/frame/tree-model.ts";

function key(id: number, station: string, sensor: string, more: Partial<KeyInfo> = {}): KeyInfo {
  return {
    id,
    station,
    sensor,
    alarm: "",
    stationName: station,
    name: `Sensor ${sensor}`,
    short: `S${sensor}`,
    alarmName: "",
    unit: "°C",
    quantity: "temperature",
    events: 100,
    firstTime: 0,
    lastTime: 990_000,
    lastValue: 1,
    threshold: null,
    active: null,
    min: 0,
    max: 1,
    alert: null,
    spark: [],
    ...more,
  };
}
const shown = (rows: ReturnType<typeof treeRows>): string[] =>
  rows.map((row) => (row.kind === "station" ? `# ${row.station} ${row.alert ?? ""}`.trim() : row.label));

test("stations in natural order, each with its sensors and their worst severity", () => {
  const rows = treeRows(
    [key(0, "10", "1", { alert: "info" }), key(1, "2", "1"), key(2, "10", "2", { alert: "critical" })],
    "",
    new Set(),
  );
  expect(shown(rows)).toEqual(["# 2", "S1", "# 10 critical", "S1", "S2"]);
});

test("a closed station hides its sensors, and a search opens what fits", () => {
  const keys = [key(0, "a", "1"), key(1, "a", "2"), key(2, "b", "2")];
  expect(shown(treeRows(keys, "", new Set(["a"])))).toEqual(["# a", "# b", "S2"]);
  expect(shown(treeRows(keys, "sensor 2", new Set(["a"])))).toEqual(["# a", "S2", "# b", "S2"]);
  expect(treeRows(keys, "nothing such", new Set())).toEqual([]);
});

test("one sensor with several alarms is told apart by them", () => {
  const keys = [key(0, "a", "1", { alarm: "309" }), key(1, "a", "1", { alarm: "308" })];
  expect(shown(treeRows(keys, "", new Set()))).toEqual(["# a", "S1 · 308", "S1 · 309"]);
});

test("silent is twenty of its own intervals and a minute", () => {
  const every10s = key(0, "a", "1");
  expect(isSilent(every10s, 990_000 + 150_000)).toBe(false);
  expect(isSilent(every10s, 990_000 + 250_000)).toBe(true);
  expect(isSilent(key(0, "a", "1", { events: 2 }), 9e9)).toBe(false);
});

test("ten thousand keys make their rows once each", () => {
  const keys = Array.from({ length: 10_000 }, (_, id) => key(id, `station ${id % 500}`, String(id)));
  expect(treeRows(keys, "", new Set())).toHaveLength(10_500);
});

test("a station has the catalogue's name and is found by it, and by its code", () => {
  const keys = [key(0, "P1", "t", { stationName: "Pump house north" }), key(1, "P2", "t")];
  const stations = (text: string) =>
    treeRows(keys, text, new Set()).flatMap((row) => (row.kind === "station" ? [[row.station, row.name]] : []));
  expect(stations("")).toEqual([
    ["P1", "Pump house north"],
    ["P2", "P2"],
  ]);
  expect(stations("house north")).toEqual([["P1", "Pump house north"]]);
  expect(stations("p1")).toEqual([["P1", "Pump house north"]]);
});
