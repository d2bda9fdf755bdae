import { expect, test } from "vitest";
import { runStretch } from "../../src-main/bench/hostile/stretch.ts";
import { workerDir } from "../support/page.ts";

// The long version: weir bench hostile --inputs 100000 --seed 1. Time is asserted there.
test("no reader crashes, loses a row or tells two ways of the same input", async () => {
  const { faults, outcomes, corpus } = await runStretch({ seed: 20_260_101, from: 0, count: 250, workerDir });
  expect(faults.filter(({ what }) => !/^took \d+ ms/.test(what))).toEqual([]);
  // Both ends are reached: inputs that are read and inputs that are refused.
  for (const attack of ["csv", "messages", "mapping", "workspace", "manifest"])
    expect(Object.keys(outcomes[attack] ?? {}).sort(), attack).toEqual(["read", "refused"]);
  expect(corpus).toMatch(/^[0-9a-f]{16}$/);
}, 120_000);

test("the same seed makes the same inputs", async () => {
  const stretch = { seed: 7, from: 100, count: 30, workerDir };
  expect((await runStretch(stretch)).corpus).toBe((await runStretch(stretch)).corpus);
}, 60_000);
