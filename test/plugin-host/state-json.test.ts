import { expect, it } from "vitest";
import { stateFromJson, stateToJson } from "../../src-main/plugin-host/state-json.ts";

const back = (state: unknown): unknown => stateFromJson(stateToJson(state));

it("keeps what is plain, and numbers that JSON has no word for", () => {
  for (const state of [
    undefined,
    null,
    [1, Number.NaN],
    { min: Number.POSITIVE_INFINITY, of: { max: Number.NEGATIVE_INFINITY } },
  ])
    expect(back(state)).toEqual(state);
});

it("keeps a state that is keyed by codes, whatever they are", () => {
  for (const code of ["$number", "__proto__", "constructor", "length"]) {
    const state = { sensors: Object.fromEntries([[code, { last: 5, least: Number.NaN }]]) };
    expect(back(state)).toEqual(state);
    expect(Object.keys((back(state) as typeof state).sensors)).toEqual([code]);
  }
});

it.each([[new Map()], [() => 1], [1n], [new Date(0)]])("refuses %s, which JSON would change", (value) => {
  expect(() => stateToJson({ a: { b: value } })).toThrow(/^state\.a\.b (is|holds) a .*; state must be plain JSON/);
});

it.each([[[1, undefined]], [new Array(3)]])("refuses a list with nothing in a place, which JSON would make null: %j", (list) => {
  expect(() => stateToJson({ ring: list })).toThrow(/^state\.ring\[\d\] is undefined; state must be plain JSON: use null/);
});

it("a field that is undefined is as one that is not there", () => {
  expect(back({ last: undefined, n: 1 })).toEqual({ n: 1 });
});

it("refuses what is nested deeper than a hundred levels, or without end", () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { in: nested(levels - 1) });
  expect(back(nested(100))).toEqual(nested(100));
  const ring: unknown[] = [];
  ring.push(ring);
  for (const state of [nested(200), ring]) expect(() => stateToJson(state)).toThrow("state is nested deeper than 100 levels");
});
