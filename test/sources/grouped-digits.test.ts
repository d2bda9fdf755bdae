import { expect, test } from "vitest";
import { groupedDigits } from "../../src-main/sources/grouped-digits.ts";

test("whole numbers are grouped as in English", () => {
  for (const n of [0, 7, 99, 100, 999, 1000, 12_345, 999_999, 1_000_000, 9_007_199_254_740_991, -100, -1234])
    expect(groupedDigits(n)).toBe(n.toLocaleString("en-US"));
});
