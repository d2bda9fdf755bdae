import { expect, test } from "vitest";
import { budgetOf, valuesOf } from "../../src-renderer/features/plugins/sweep-values.ts";

test("values of a sweep are typed as a list; none typed are those around the one in use", () => {
  expect(valuesOf("10m, 30m;1h", true)).toEqual([600_000, 1_800_000, 3_600_000]);
  expect(valuesOf("0 1h", true)).toEqual([0, 3_600_000]);
  expect(valuesOf(" 0.5 1 2 ", false)).toEqual([0.5, 1, 2]);
  expect(valuesOf(" ", false)).toBeNull();
  expect(() => valuesOf("10", true)).toThrow("10 is no duration; write such as 10m");
  expect(() => valuesOf("1, two", false)).toThrow("two is no number");
  expect(() => valuesOf("1 ".repeat(51), false)).toThrow("50 values at most");
});

test("a budget of alerts a day is a number or none", () => {
  expect([budgetOf(""), budgetOf("0,5"), budgetOf("0")]).toEqual([null, 0.5, 0]);
  expect(() => budgetOf("few")).toThrow("write a number");
});
