import { expect, test } from "vitest";
import { AFTER, BEFORE, StepsAround } from "../../src-main/session/steps-around.ts";

test("of millions of steps before and after an alert those that may be shown are kept, and the rest counted", () => {
  const at = 100_000;
  const around = new StepsAround<{ readonly time: number }>(at);
  for (let time = 0; time <= 10 * at; time++) around.add({ time });
  const times = around.steps.map(({ time }) => time);
  const place = times.indexOf(at);
  expect(place).toBeGreaterThanOrEqual(BEFORE);
  expect(times.slice(place - BEFORE, place + AFTER + 1)).toEqual(
    Array.from({ length: BEFORE + AFTER + 1 }, (_, i) => at - BEFORE + i),
  );
  expect(times.length).toBeLessThan(4 * BEFORE + 2 * AFTER);
  // The first one kept is as far from the first one of all.
  expect(around.dropped).toBe(times[0]);
});
