import { expect, test } from "vitest";
import { TouchedEvents } from "../../src-main/plugin-host/touched-events.ts";

test("events of a step that caused a result are told once each, in order, and by the next step they are forgotten", () => {
  const touched = new TouchedEvents();
  const step = (events: number, add: readonly number[]): number[] => {
    touched.begin(events);
    for (const event of add) touched.add(event);
    return [...touched.take()];
  };
  expect(step(7, [6, 2, 2, 0, 3])).toEqual([0, 2, 3, 6]);
  expect(step(7, [])).toEqual([]);
  expect(step(3, [1])).toEqual([1]);
  expect(step(40, [39, 4])).toEqual([4, 39]);
  touched.begin(3);
  touched.add(2);
  touched.addAll();
  expect([...touched.take()]).toEqual([0, 1, 2]);
  expect(step(40, [])).toEqual([]);
});
