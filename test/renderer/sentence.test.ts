import { expect, test } from "vitest";
import { notify, useFrame } from "../../src-renderer/frame-actions.ts";
import { sentence } from "../../src-renderer/ui/sentence.ts";

test.each([
  ["the backtest was stopped", "The backtest was stopped"],
  ["write a duration such as 90s", "Write a duration such as 90s"],
  // Names stay as they are written.
  ["a.csv does not exist", "a.csv does not exist"],
  ["alarm-counts: limit must be a number", "alarm-counts: limit must be a number"],
  ["window: a size is missing", "window: a size is missing"],
  ["/data/x is a folder", "/data/x is a folder"],
  ["42 alerts written", "42 alerts written"],
  ["über alles", "über alles"],
  ["", ""],
])("%s begins as a sentence where it is shown", (said, shown) => {
  expect(sentence(said)).toBe(shown);
});

test("a notice begins as a sentence", () => {
  notify("the disk is full", "error");
  expect(useFrame.getState().notices.at(-1)?.text).toBe("The disk is full");
});
