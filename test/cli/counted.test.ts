import { expect, test } from "vitest";
import { formatCount, formatSeconds } from "../../src-main/cli/counted.ts";

test.each([
  [0.2, "1 s"],
  [59.2, "1 min 0 s"],
  [119.5, "2 min 0 s"],
  [3599.1, "1 h 0 min"],
  [3660, "1 h 1 min"],
  [7170, "2 h 0 min"],
])("%s seconds left are told as %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test.each([
  [9999, "9999"],
  [12_345, "12.3 k"],
  [12_345_678, "12.35 M"],
  [2.5e9, "2.50 G"],
])("%s is shown as %s", (n, text) => {
  expect(formatCount(n)).toBe(text);
});
