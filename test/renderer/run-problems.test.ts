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

test("a mistake whose text differs in numbers alone is one, told as it was last; what switched the plugin off stands first", () => {
  const rows = [
    row({ message: "boom at 27.5" }),
    row({ line: 8, message: "no key 7" }),
    row({ message: "boom at -1e-7" }),
    row({ line: 9, message: "z", quarantined: true }),
  ];
  expect(runProblems(rows, "hot-room").map(({ message }) => message)).toEqual([
    "onWindow failed once: z. It is switched off until it is saved again.",
    "onWindow failed 2 times, the last: boom at -1e-7",
    "onWindow failed once: no key 7",
  ]);
});
