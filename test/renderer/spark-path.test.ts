import { expect, test } from "vitest";
import { sparkPath } from "../../src-renderer/ui/spark-path.ts";

/** 24 steps with a value at some of them. */
const at = (...steps: number[]): (number | null)[] => Array.from({ length: 24 }, (_, i) => (steps.includes(i) ? i : null));
const pieces = (values: readonly (number | null)[]): number => sparkPath(values, 40, 14).split("M").length - 1;

test("a sensor that sends seldom has one line: what it usually leaves out is no gap", () => {
  expect(pieces(at(0, 6, 11, 17, 23))).toBe(1);
  expect(pieces(at(1, 9, 17))).toBe(1);
});

test("where it was silent for longer than it usually is the line breaks", () => {
  expect(pieces(at(0, 1, 2, 3, 4, 12, 13, 14, 15))).toBe(2);
  expect(pieces(at(0, 3, 6, 9, 21, 23))).toBe(2);
  expect(pieces(at(0, 1, 2, 6, 7))).toBe(1);
});

test("fewer than two values are no line; what is on or off goes in steps", () => {
  expect(sparkPath(at(5), 40, 14)).toBe("");
  expect(sparkPath([null, Number.NaN, 4], 40, 14)).toBe("");
  expect(sparkPath([0, 1, 1], 40, 14)).toBe("M1.0 12.0H20.0V2.0H39.0V2.0");
});
