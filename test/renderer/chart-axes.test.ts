import { expect, test } from "vitest";
import { onRight, unitsOf } from "../../src-renderer/features/live/chart-axes.ts";

const byId = new Map(["V", "V", "°C", "%"].map((unit, id) => [id, { unit }]));

test("series of another unit than the first are measured on an axis of their own", () => {
  expect([...onRight({ keys: [0, 1, 2], right: null }, byId)]).toEqual([2]);
  expect(onRight({ keys: [0, 1], right: null }, byId).size).toBe(0);
  // A key of another source has no unit.
  expect(onRight({ keys: [0, 9], right: null }, byId).size).toBe(0);
});

test("what was chosen by hand counts, but never puts all at the right", () => {
  expect([...onRight({ keys: [0, 1, 2], right: [1] }, byId)]).toEqual([1]);
  expect(onRight({ keys: [0, 2], right: [] }, byId).size).toBe(0);
  expect(onRight({ keys: [2], right: [2, 0] }, byId).size).toBe(0);
});

test("an axis says the units on it, each once", () => {
  expect(unitsOf([0, 1, 2, 3], byId)).toBe("V, °C, %");
});
