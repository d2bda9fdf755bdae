import { expect, test } from "vitest";
import { silentWords, triedWords } from "../../src-renderer/ui/sweep-words.ts";

const shown = (value: number): string => (value === 0 ? "Automatic" : `${value}s`);

test("a 0 that is no amount is not the least of what was tried, nor less than what silences a rule", () => {
  const words = { shown, zero: "Automatic" };
  expect(triedWords([0, 10, 150, 3600], words)).toBe("10s to 3600s and Automatic");
  expect(triedWords([0], words)).toBe("Automatic");
  expect(silentWords({ value: 150, upwards: false }, words)).toBe("150s or less (Automatic is another matter)");
  expect(silentWords({ value: 0, upwards: false }, words)).toBe("Automatic");
  expect(silentWords({ value: 150, upwards: true }, words)).toBe("150s or more");
});

test("a 0 that is an amount is the least", () => {
  const words = { shown: String, zero: undefined };
  expect(triedWords([0, 1, 2], words)).toBe("0 to 2");
  expect(triedWords([2], words)).toBe("2");
  expect(silentWords({ value: 1, upwards: false }, words)).toBe("1 or less");
});
