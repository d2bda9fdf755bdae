import { expect, test } from "vitest";
import { alertIds, canonicalSettings } from "../../src-main/plugin-host/alert-id.ts";

const KEY = { station: "s", sensor: "t", alarm: "a" };

test("an alert's id is of two hashes, and another one for every other cause", () => {
  const idOf = alertIds("rule", "[]");
  const ids = [
    idOf(KEY, 5, null, 0),
    idOf(KEY, 5, null, 1),
    idOf(KEY, 6, null, 0),
    idOf(KEY, 5, { start: 0, end: 5 }, 0),
    idOf({ station: "s", sensor: "a", alarm: "t" }, 5, null, 0),
    idOf({ station: "st", sensor: "", alarm: "a" }, 5, null, 0),
    alertIds("rule", '[["a",1]]')(KEY, 5, null, 0),
    alertIds("other", "[]")(KEY, 5, null, 0),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    // Were they one, two causes that share it would share the id.
    expect(id.slice(0, 16)).not.toBe(id.slice(16));
  }
  expect(alertIds("rule", "[]")({ ...KEY }, 5, null, 0)).toBe(ids[0]);
});

test("an id is the same in every version: a case, a store and a run of last year name the same alert", () => {
  expect(alertIds("rule", "[]")(KEY, 5, null, 0)).toBe("741edfa5152188d9b7b0736d437aaa54");
  const key = { station: "Köln\n", sensor: 't"\\', alarm: "\ud800" };
  const window = { start: 1487372400000, end: 1487376000000 };
  const idOf = alertIds('threshold "x"', canonicalSettings({ a: 1 }));
  expect(idOf(key, 1487376000123, window, 2)).toBe("3bc6b533fe42b22561d8bc87fbbadb21");
});

test("settings give one text in whichever order they stand", () => {
  expect(canonicalSettings({ b: 1, a: "x" })).toBe(canonicalSettings({ a: "x", b: 1 }));
});
