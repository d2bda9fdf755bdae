import { expect, test } from "vitest";
import { coveredSaid } from "../../src-renderer/features/whatif/covered-said.ts";

test("what a rule was tried over is told, and what is left out where it is not all", () => {
  const stretch = { from: Date.UTC(2017, 1, 18), to: Date.UTC(2017, 1, 20, 6, 30) };
  const shown = "18 Feb 2017 00:00:00 – 20 Feb 2017 06:30:00";
  expect(coveredSaid({ ...stretch, state: "done" }, "UTC")).toBe(`Over all of it, ${shown}.`);
  expect(coveredSaid({ ...stretch, state: "reading" }, "UTC")).toBe(
    `Over what was read so far, ${shown}; the rest is still being read.`,
  );
  expect(coveredSaid({ ...stretch, state: "stopped" }, "UTC")).toMatch(/before it was stopped, .*; the rest is not tried\.$/);
});
