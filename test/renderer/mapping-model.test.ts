import { expect, test } from "vitest";
import {
  columnColours,
  columnName,
  columnsSaid,
  fieldsOf,
  positions,
  rolesOf,
  shapeOf,
  unitRead,
  withNoThreshold,
  withRole,
  withShape,
  withTimeOfDay,
  withValues,
} from "../../src-renderer/features/sources/mapping-model.ts";

const columns = ["station_id", "event_time", "value", "note", "value"];
const mapping = { time: { columns: ["event_time"], format: "iso", zone: "UTC" }, station: "station_id", value: "value" };

test("a role reads the column its name or position says", () => {
  expect(positions(mapping, "time", columns)).toEqual([1]);
  expect(positions({ ...mapping, value: 4 }, "value", columns)).toEqual([4]);
  expect(positions({ ...mapping, value: "gone" }, "value", columns)).toEqual([]);
  expect(positions({ values: ["value", "note"] }, "value", columns)).toEqual([2, 3]);
});

test("a column whose name is taken or empty is named by its position", () => {
  expect(columnName(columns, 2)).toBe("value");
  expect(columnName(columns, 4)).toBe(4);
  expect(columnName(["", "b"], 0)).toBe(0);
});

test("changing a role changes only that role", () => {
  expect(withRole(mapping, "station", columns, 3)).toEqual({ ...mapping, station: "note" });
  expect(withRole(mapping, "station", columns, null)).toEqual({ time: mapping.time, value: "value" });
  expect(withRole({ ...mapping, values: ["a"] }, "value", columns, 4)).toEqual({ ...mapping, value: 4 });
  expect(withRole(mapping, "time", columns, 0)).toEqual({ ...mapping, time: { ...mapping.time, columns: ["station_id"] } });
  expect(withRole(mapping, "time", columns, 0, "dmy")).toEqual({
    ...mapping,
    time: { columns: ["station_id"], format: "dmy", zone: "UTC" },
  });
});

test("a time in parts gives way to a column that holds it whole", () => {
  const parted = { ...mapping, time: { ...mapping.time, columns: ["note", "value", "station_id"] } };
  expect(withRole(parted, "time", columns, 1)).toEqual({ ...mapping, time: { ...mapping.time, columns: ["event_time"] } });
});

test("colours run through the columns in use and leave the others", () => {
  const colours = columnColours(mapping, columns);
  expect(colours.map((colour) => colour !== null)).toEqual([true, true, true, false, false]);
  expect(new Set(colours).size).toBe(4);
});

test("a delimiter inside quotes does not part a field", () => {
  expect(fieldsOf('a,"b, ""c""",d', ",", '"')).toEqual(["a", '"b, ""c"""', "d"]);
  expect(fieldsOf("", ",", '"')).toEqual([""]);
  expect(fieldsOf(',,"', ",", '"')).toEqual(["", "", '"']);
});

test("a table of intervals has an end and no value; its shape can be changed and changed back", () => {
  const names = ["alarm", "start", "end", "operator"];
  const one = { time: { columns: ["start"], format: "iso", zone: "UTC" }, alarm: "alarm", value: "operator" };
  expect([shapeOf(one), rolesOf("one").some(({ role }) => role === "intervalEnd")]).toEqual(["one", false]);
  const intervals = { time: one.time, alarm: "alarm", intervalEnd: "end" };
  expect([shapeOf(intervals), rolesOf("intervals").map(({ role }) => role)]).toEqual([
    "intervals",
    ["time", "intervalEnd", "station", "sensor", "alarm"],
  ]);
  expect(withShape({ ...one, intervalEnd: "end" }, "intervals", names)).toEqual(intervals);
  expect(withShape(one, "intervals", names.slice(0, 3))).toEqual(intervals);
  expect(withShape(intervals, "several", names)).toEqual({ time: one.time, alarm: "alarm", values: ["end", "operator"] });
  expect(withShape({ ...intervals, values: ["operator"] }, "one", names)).toEqual({ ...one, value: "operator" });
  expect(withShape(one, "one", names)).toEqual(one);
});

test("of several values each is a sensor: a column of sensors becomes that of the stations", () => {
  const time = { columns: ["time"], format: "iso", zone: "UTC" };
  const names = ["time", "site", "probe", "temp", "hum"];
  expect(rolesOf("several").map(({ role }) => role)).not.toContain("sensor");
  expect(withShape({ time, sensor: "probe", value: "temp" }, "several", names.toSpliced(1, 1))).toEqual({
    time,
    station: "probe",
    values: ["temp", "hum"],
  });
  expect(withShape({ time, station: "site", sensor: "probe", value: "temp" }, "several", names)).toEqual({
    time,
    station: "site",
    values: ["temp", "hum"],
  });
});

test("of several values each is a sensor: the name that the only one had goes, those of station and alarm stay", () => {
  const time = { columns: ["time"], format: "iso", zone: "UTC" };
  const one = { time, constants: { station: "roof", sensor: "temp" }, value: "temp" };
  expect(withShape(one, "several", ["time", "temp", "hum"])).toEqual({
    time,
    constants: { station: "roof" },
    values: ["temp", "hum"],
  });
});

test("a time in two columns keeps the one that is not changed", () => {
  const names = ["day", "hour", "date", "v"];
  const two = { time: { columns: ["day", "hour"], format: "dmy", zone: "UTC" }, value: "v" };
  const columnsOf = (changed: Record<string, unknown>) => (changed["time"] as { columns: unknown }).columns;
  expect(columnsOf(withRole(two, "time", names, 2))).toEqual(["date", "hour"]);
  expect(columnsOf(withRole(two, "time", names, 1))).toEqual(["hour"]);
  expect(columnsOf(withTimeOfDay(two, names, 2))).toEqual(["day", "date"]);
  expect(withTimeOfDay(two, names, null)).toEqual({ ...two, time: { ...two.time, columns: ["day"] } });
  expect(columnsOf(withTimeOfDay(mapping, columns, 3))).toEqual(["event_time", "note"]);
});

test("what is chosen is said in a few words", () => {
  expect(columnsSaid({ ...mapping, time: { columns: ["day", 1] }, threshold: 4 })).toBe(
    "time from day and column 2 · station from station_id · value from value · threshold from column 5",
  );
  expect(columnsSaid({ time: { columns: [] }, values: ["a", "b"] })).toBe("values from 2 columns");
});

test("a threshold that means none is a number or nothing; a unit is that of the value's column", () => {
  expect(withNoThreshold(mapping, " 999999 ")).toEqual({ ...mapping, noThreshold: 999999 });
  expect(withNoThreshold({ ...mapping, noThreshold: 1 }, "x")).toEqual(mapping);
  expect(unitRead({ ...mapping, units: { value: "kW", note: "A" } }, "note")).toBe("kW");
  expect(["a", "b"].map((sensor) => unitRead({ values: ["a", "b"], units: { a: "kW" } }, sensor))).toEqual(["kW", ""]);
  expect(unitRead(mapping, "a")).toBe("");
});

test("times of their own are coloured as the time is, and stay with the values that are still read", () => {
  const names = ["t1", "v1", "t2", "v2"];
  const pairs = { time: { columns: ["t1"] }, values: ["v1", "v2"], valueTimes: { v2: "t2" } };
  const [t1, , t2] = columnColours(pairs, names);
  expect([t1 === null, t1 === t2]).toEqual([false, true]);
  expect(withValues(pairs, ["v2"])).toEqual({ ...pairs, values: ["v2"] });
  expect(withValues(pairs, ["v1"])).toEqual({ time: pairs.time, values: ["v1"] });
  expect(withRole(pairs, "value", names, 1)).toEqual({ time: pairs.time, value: "v1" });
  expect(withShape(pairs, "several", names)).toEqual({ time: pairs.time, values: ["v1", "t2", "v2"] });
});

test("milliseconds in a column of their own stay when the time is changed, and have its colour", () => {
  const time = { columns: ["d"], format: "ymd", zone: "UTC", milliseconds: "ms" };
  const names = ["d", "ms", "v"];
  const [d, ms] = columnColours({ time, value: "v" }, names);
  expect([d === null, d === ms]).toEqual([false, true]);
  expect(withTimeOfDay({ time, value: "v" }, names, 2)["time"]).toEqual({ ...time, columns: ["d", "v"] });
});
