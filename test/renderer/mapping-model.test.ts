import { expect, test } from "vitest";
import {
  columnColours,
  columnName,
  fieldsOf,
  positions,
  rolesOf,
  shapeOf,
  withRole,
  withShape,
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
