import { expect, test } from "vitest";
import { stateFields } from "../../src-renderer/features/alerts/state-fields.ts";

test("a state is shown field by field, however deep; lists and what has no fields are one line", () => {
  const state = { on: true, fit: { n: 3, slope: { value: 1.5 } }, last: [1, 2], name: "x" };
  expect([...stateFields(state)]).toEqual([
    ["on", "true"],
    ["fit.n", "3"],
    ["fit.slope.value", "1.5"],
    ["last", "[1,2]"],
    ["name", '"x"'],
  ]);
  expect([...stateFields("cut text {")]).toEqual([["state", "cut text {"]]);
  expect(stateFields(null).size).toBe(0);
  expect(stateFields({ list: new Array(1000).fill(1) }).get("list")).toHaveLength(200);
});
