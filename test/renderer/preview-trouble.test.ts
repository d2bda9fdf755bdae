import { expect, test } from "vitest";
import { troubleOf } from "../../src-renderer/features/sources/preview-trouble.ts";

const counts = { read: 3, accepted: 0, malformed: 0, unconvertible: 3 };
const time = { columns: ["at"], format: "iso", zone: "UTC" };
const refused = (detail: string) => ({ line: 1, raw: "", events: [], refused: { reason: "unconvertible" as const, detail } });

test("what is still to be chosen is said until a row can be read", () => {
  const rows = [{ line: 1, raw: "a,b", events: [], refused: null }];
  const said = (mapping: Record<string, unknown>, unread = "") => troubleOf({ unread, mapping, counts, rows })?.[1];
  expect(said({ time: { columns: [] } }, "no time column was found")).toBe(
    "no time column was found. Choose the column of the time and the column of the value under Mapping",
  );
  expect(said({ time })).toBe("Choose the column of the value under Mapping");
  expect(said({ time: { columns: [] }, intervalEnd: "end" })).toBe("Choose the column of the time under Mapping");
});

test("a mapping by which no row is read is no success, and the first reason stands beside it", () => {
  const mapping = { time, value: "v" };
  expect(troubleOf({ unread: null, mapping, counts, rows: [refused('time "never" is not of the format iso')] })).toEqual([
    "No row can be read this way: ",
    'time "never" is not of the format iso. Change what is wrong above or under Mapping',
  ]);
  expect(troubleOf({ unread: null, mapping, counts: { ...counts, accepted: 1 }, rows: [] })).toBeNull();
  expect(troubleOf({ unread: null, mapping, counts: { ...counts, read: 0 }, rows: [] })).toBeNull();
});
