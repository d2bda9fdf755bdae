import { expect, test } from "vitest";
import { alertId, canonicalSettings } from "../../src-main/plugin-host/alert-id.ts";

const KEY = ["s", "t", "a"] as const;

test("an alert's id is of two hashes, and another one for every other cause", () => {
  const ids = [
    alertId("rule", "[]", KEY, 5, null, 0),
    alertId("rule", "[]", KEY, 5, null, 1),
    alertId("rule", "[]", KEY, 6, null, 0),
    alertId("rule", "[]", KEY, 5, { start: 0, end: 5 }, 0),
    alertId("rule", "[]", ["s", "a", "t"], 5, null, 0),
    alertId("rule", "[]", ["st", "", "a"], 5, null, 0),
    alertId("rule", '[["a",1]]', KEY, 5, null, 0),
    alertId("other", "[]", KEY, 5, null, 0),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    // Were they one, two causes that share it would share the id.
    expect(id.slice(0, 16)).not.toBe(id.slice(16));
  }
  expect(alertId("rule", "[]", [...KEY], 5, null, 0)).toBe(ids[0]);
});

test("settings give one text in whichever order they stand", () => {
  expect(canonicalSettings({ b: 1, a: "x" })).toBe(canonicalSettings({ a: "x", b: 1 }));
});
