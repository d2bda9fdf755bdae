import { expect, test } from "vitest";
import { HookFailures } from "../../src-main/plugin-host/hook-failures.ts";

const CALL = { hook: "onEvent", key: null, time: 0 } as const;

/** Whether it is switched off after these calls, of which those marked x fail. */
function off(calls: string, maxFailures: number): boolean {
  const failures = new HookFailures({ maxFailures });
  for (const call of calls) {
    failures.calls++;
    if (call === "x") failures.threw(new Error("no"), CALL);
  }
  return failures.quarantined;
}

test("a rule is switched off when more than half of its calls fail, not of the first few and not at half", () => {
  expect(off("x".repeat(19), 100)).toBe(false);
  expect(off("x".repeat(20), 100)).toBe(true);
  expect(off(".x".repeat(40), 100)).toBe(false);
  expect(off(`x${".x".repeat(10)}`, 100)).toBe(true);
});

test("a rule is switched off at so many failures, however seldom they are", () => {
  expect(off("...x".repeat(9), 10)).toBe(false);
  expect(off("...x".repeat(10), 10)).toBe(true);
});

test("of a step's failures the first are told, all are counted, and what one that is off does is no news", () => {
  const failures = new HookFailures({ maxFailures: 8 });
  failures.calls = 1000;
  for (let i = 0; i < 12; i++) failures.threw(new Error(`no ${i}`), CALL);
  failures.quarantine("too long", { key: null, time: 1 });
  const { errors, failures: told } = failures.take();
  expect(errors).toBe(8);
  expect(told.map(({ message, quarantined }) => [message, quarantined])).toEqual([
    ...[0, 1, 2, 3, 4].map((i) => [expect.stringContaining(`no ${i}`), false]),
    [expect.stringContaining("no 7"), true],
  ]);
  expect(failures.take()).toEqual({ errors: 0, failures: [] });
});
