import { expect, test } from "vitest";
import { numberWords } from "../../src-renderer/features/alerts/number-words.ts";
import { stateFields } from "../../src-renderer/features/alerts/state-fields.ts";

const near = Date.UTC(2017, 1, 18, 16);
const words = { near, zone: "UTC" } as const;
const texts = (state: unknown): (readonly [string, string])[] =>
  [...stateFields(state, words)].map(([name, { text }]) => [name, text]);

test("a state is shown field by field, however deep; lists and what has no fields are one line", () => {
  const state = { on: true, fit: { n: 3, slope: { value: 1.5 } }, last: [1, 2], name: "x" };
  expect(texts(state)).toEqual([
    ["on", "true"],
    ["fit.n", "3"],
    ["fit.slope.value", "1.5"],
    ["last", "[1, 2]"],
    ["name", '"x"'],
  ]);
  expect(texts("cut text {")).toEqual([["state", "cut text {"]]);
  expect(stateFields(null, words).size).toBe(0);
  expect(stateFields({ list: new Array(1000).fill(1) }, words).get("list")?.text).toHaveLength(200);
});

test("times and lengths of time of a state are read as such, and stand as they are beside it", () => {
  const state = { since: near + 899_999, recentInterval: 600_000, mean: 26.133333333333333, until: 0, seen: [near, 3] };
  expect([...stateFields(state, words)]).toEqual([
    ["since", { text: "18 Feb 16:14:59", raw: "1487434499999" }],
    ["recentInterval", { text: "10 min", raw: "600000" }],
    ["mean", { text: "26.1333", raw: "26.133333333333333" }],
    ["until", { text: "0", raw: "0" }],
    ["seen", { text: "[18 Feb 16:00:00, 3]", raw: `[${near},3]` }],
  ]);
});

test.each([
  ["silentMinutes", 12.5, { name: "silent", text: "12 min 30 s" }],
  ["intervalSeconds", 10, { name: "interval", text: "10 s" }],
  ["crossing", near + 3_600_000, { name: "crossing", text: "18 Feb 17:00:00" }],
  ["since", near - 365 * 86_400_000, { name: "since", text: "19 Feb 2016 16:00:00" }],
  ["step", 299_922.4, { name: "step", text: "5 min" }],
  ["lead", 90_000, { name: "lead", text: "1 min 30 s" }],
  ["changedJitter", 691.843, { name: "changedJitter", text: "692 ms" }],
  ["jitter", 0.058, null],
  ["interval", 300, null],
  // A rate, a count, a reading, a counter as large as a time of another century.
  ["slopePerHour", 3.5, null],
  ["gaps", 4096, null],
  ["value", 230.1, null],
  ["bytes", 3.9e12, null],
  ["hours", 5, null],
])("evidence %s %d", (name, value, found) => {
  expect(numberWords(name, value, words)).toEqual(found);
});
