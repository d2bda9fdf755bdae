import { expect, it } from "vitest";
import { ThresholdChanges } from "../../src-main/session/picture/threshold-changes.ts";

const changes = (...all: readonly (readonly [event: number, time: number, value: number])[]): ThresholdChanges => {
  const made = new ThresholdChanges();
  for (const [event, time, value] of all) made.add(event, time, value);
  return made;
};

it("an event has the threshold it came with, also beside another of its time", () => {
  const made = changes([0, 10, 30], [3, 20, 31], [4, 20, Number.NaN], [7, 40, 32]);
  expect([0, 2, 3, 4, 6, 7, 99].map((event) => made.at(event))).toEqual([30, 30, 31, Number.NaN, Number.NaN, 32, 32]);
  expect(new ThresholdChanges().at(0)).toBeNaN();
});

it("a range shows its stretches with a threshold, the longest where there are too many", () => {
  const made = changes([0, 0, 30], [1, 10, Number.NaN], [2, 20, 31], [3, 22, 32]);
  expect(made.spans(5, 50, 9)).toEqual([
    { from: 5, to: 10, value: 30 },
    { from: 20, to: 22, value: 31 },
    { from: 22, to: 50, value: 32 },
  ]);
  expect(made.spans(5, 50, 2)).toEqual([
    { from: 5, to: 10, value: 30 },
    { from: 22, to: 50, value: 32 },
  ]);
  expect(made.spans(60, 70, 9)).toEqual([{ from: 60, to: 70, value: 32 }]);
});

it("what is let go of is not known any more, the rest as before", () => {
  const made = changes([0, 0, 30], [1, 10, 31], [2, 20, 32], [3, 30, 33]);
  made.forget();
  expect([1, 2, 3].map((event) => made.at(event))).toEqual([Number.NaN, 32, 33]);
  expect(made.length).toBe(2);
});
