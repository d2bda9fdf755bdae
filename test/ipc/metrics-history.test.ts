import { expect, test } from "vitest";
import type { Status } from "../../src-main/ipc/contract.ts";
import { MetricsHistory } from "../../src-main/ipc/metrics-history.ts";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const idle = { state: "running", metrics: null, queueDepth: null } as unknown as Status;

/** What is kept of six seconds in the fourth of which the clock is set `by` ms, as seconds before the end of it all. */
function secondsAgo(by: number): number[] {
  let wall = 1_800_000_000_000;
  let steady = 0;
  const history = new MetricsHistory(
    () => wall,
    () => steady,
  );
  for (let i = 0; i < 6; i++) {
    wall += SECOND + (i === 3 ? by : 0);
    steady += SECOND;
    history.add(idle, 1 << 20);
  }
  return history.columns().time.map((time) => (wall - time) / SECOND);
}

test("what the metrics screen draws goes forward where the clock is set back", () => {
  expect(secondsAgo(-HOUR)).toEqual([5, 4, 3, 2, 1, 0]);
  // A tenth of a second, as clocks are put right.
  expect(secondsAgo(-100)).toEqual([4.9, 3.9, 2.9, 2, 1, 0]);
});

test("forward it may have slept: then there is a gap", () => {
  expect(secondsAgo(HOUR)).toEqual([3605, 3604, 3603, 2, 1, 0]);
});
