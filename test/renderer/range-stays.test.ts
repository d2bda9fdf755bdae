import { expect, test } from "vitest";
import { rangeStays } from "../../src-renderer/frame/range-stays.ts";

const range = { from: 100, to: 200 };
const seen = (session: number, description: string, state: string, from = 0, to = 1000) => ({
  session,
  description,
  state,
  shown: { from, to },
});

test("another file is shown from its own beginning, not at the stretch of the one before", () => {
  expect(rangeStays(range, seen(1, "a.csv", "done"), seen(2, "b.csv", "running"))).toBe(false);
});

test("the same file read again with other rules keeps the stretch one looks at, while it is read too", () => {
  const before = seen(1, "a.csv", "done");
  expect(rangeStays(range, before, seen(2, "a.csv", "running", 0, 10))).toBe(true);
  expect(rangeStays(range, seen(2, "a.csv", "running", 0, 90), seen(2, "a.csv", "done"))).toBe(true);
});

test("a file of the same name that has nothing there does not stay empty", () => {
  expect(rangeStays(range, seen(2, "a.csv", "running", 500, 510), seen(2, "a.csv", "done", 500, 900))).toBe(false);
});

test("what one zooms to in what is open stays", () => {
  expect(rangeStays({ from: 5000, to: 6000 }, seen(1, "a.csv", "done"), seen(1, "a.csv", "done"))).toBe(true);
});
