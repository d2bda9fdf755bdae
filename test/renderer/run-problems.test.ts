import { expect, test } from "vitest";
import type { ProblemRow } from "../../src-main/ipc/contract.ts";
import { runProblems } from "../../src-renderer/features/plugins/run-problems.ts";

const row = (more: Partial<ProblemRow>): ProblemRow => ({
  ...{
    at: 0,
    plugin: "hot-room",
    rule: "hot-room",
    hook: "onWindow",
    key: "a",
    message: "x is null",
    file: "index.ts",
    line: 20,
  },
  quarantined: false,
  ...more,
});

test("what a plugin fails with while it runs is told at its line, once, with how often", () => {
  const rows = [row({}), row({ key: "b" }), row({ plugin: "other" }), row({ hook: "load" }), row({ line: 8, message: "y" })];
  expect(runProblems(rows, "hot-room").map(({ line, message, stops }) => [line, message, stops])).toEqual([
    [20, "onWindow failed 2 times: x is null", false],
    [8, "onWindow failed once: y", false],
  ]);
  const [off] = runProblems([row({}), row({ quarantined: true })], "hot-room");
  expect([off?.stops, off?.message]).toEqual([
    true,
    "onWindow failed 2 times: x is null. It is switched off until it is saved again.",
  ]);
});
