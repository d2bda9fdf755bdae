import { expect, test } from "vitest";
import { failureWords, goesOnFrom } from "../../src-renderer/features/deploy/job-words.ts";

const vertex = (state: string) => ({ name: "rules", parallelism: 1, state, read: 0, written: 0, backPressure: null, busy: null });

test.each([
  ["RUNNING", "RUNNING", "Recovered from: x", false],
  ["RUNNING", "CREATED", "Last failure: x", false],
  ["RESTARTING", "CANCELED", "Last failure: x", false],
  ["FINISHED", "FINISHED", "Recovered from: x", false],
  ["CANCELED", "CANCELED", "Last failure: x", false],
  ["FAILED", "FAILED", "x", true],
  ["FAILING", "CANCELED", "x", true],
])("the failure of a job that is %s with tasks %s", (state, tasks, text, failed) => {
  expect(failureWords({ state, failure: "x", vertices: [vertex(tasks)] })).toEqual({ text, failed });
  expect(failureWords({ state, failure: null, vertices: [vertex(tasks)] })).toBeNull();
});

test("another job goes on from the savepoint of one that was stopped, and from the last checkpoint of one that failed for good", () => {
  const of = (path: string) => ({ completed: 1, failed: 0, restored: 0, last: { bytes: 1, duration: 1, time: 1, path } });
  const ended = { savepoint: null, checkpoints: of("file:/c") };
  expect(goesOnFrom({ ...ended, state: "FINISHED", savepoint: "file:/s" })).toBe("file:/s");
  expect(goesOnFrom({ ...ended, state: "FINISHED" })).toBeNull();
  expect(goesOnFrom({ ...ended, state: "FAILED" })).toBe("file:/c");
  expect(goesOnFrom({ ...ended, state: "RUNNING" })).toBeNull();
  // In the job manager's memory.
  expect(goesOnFrom({ ...ended, state: "FAILED", checkpoints: of("<checkpoint-not-externally-addressable>") })).toBeNull();
});
