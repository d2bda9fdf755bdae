import { expect, test } from "vitest";
import { between, shareUp, zoomedAround } from "../../src-renderer/features/live/value-zoom.ts";

const shown = [
  { low: 20, high: 30 },
  { low: -100, high: 100 },
];

test("both value axes are zoomed into the same part of the plot", () => {
  expect(between(shown, 0.25, 0.75)).toEqual([
    { low: 22.5, high: 27.5 },
    { low: -50, high: 50 },
  ]);
  const [left, right] = zoomedAround(shown, 0.2, 0.5);
  // What was a fifth up stays there.
  expect(left!.low + 0.2 * (left!.high - left!.low)).toBeCloseTo(22, 9);
  expect(right!.low + 0.2 * (right!.high - right!.low)).toBeCloseTo(-60, 9);
  expect(left!.high - left!.low).toBeCloseTo(5, 9);
});

test("a height is a share of the plot, and its edges beyond it", () => {
  expect([shareUp(0, 200), shareUp(22, 200), shareUp(98, 200), shareUp(174, 200), shareUp(500, 200)]).toEqual([1, 1, 0.5, 0, 0]);
});
