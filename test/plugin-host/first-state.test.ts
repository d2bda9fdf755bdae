import { expect, test } from "vitest";
import { defineRule } from "../../plugins/api.ts";
import { appendEvent, createBatch, NO_FLAG } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { ruleRunner } from "../support/rule-runner.ts";

/** Steps of 30 events each, over ten stations; `initialState` is asked once a station. */
function stepsWith(initialState: () => { n: number }, spoil: (state: { n: number }) => void = () => {}) {
  const code = defineRule({
    id: "first",
    title: "First",
    by: ["station"],
    series: { n: { label: "N" } },
    initialState,
    onEvent({ state, record }) {
      record("n", ++state.n);
      spoil(state);
    },
  });
  const keys = new KeyTable();
  const runner = ruleRunner(code, keys);
  return [1, 2].map((step) => {
    const batch = createBatch(30);
    for (let i = 0; i < 30; i++)
      appendEvent(batch, step * 1e6 + i, keys.id(`s${i % 10}`, "temp", ""), 5, Number.NaN, NO_FLAG, 0, i + 1);
    return runner.step(batch, null, [], step * 1e6 + 29);
  });
}

test("a first state that cannot be made is a failed call of its key; the other keys and steps go on", () => {
  let asked = 0;
  const [first, second] = stepsWith(() => {
    if (++asked === 3) throw new Error("no state for this one");
    return { n: 0 };
  });
  expect(first?.failures).toMatchObject([{ hook: "onEvent", key: { station: "s2" }, message: "no state for this one" }]);
  expect(first?.points.length).toBe(29);
  expect(second?.points.length).toBe(30);
  expect(second?.errors).toBe(0);
});

test("a first state that cannot be saved switches the rule off at once, and is told with that step", () => {
  const [first, second] = stepsWith(() => ({ n: 0, made: new Date(0) }));
  expect(first?.failures.at(-1)).toMatchObject({
    hook: "limit",
    quarantined: true,
    message: expect.stringMatching(/^initialState: .*Date/),
  });
  expect(first?.points.length).toBe(0);
  expect(second?.errors).toBe(0);
});

test("what a hook puts into a state and cannot be saved is told with that step, not ten seconds later", () => {
  const [first, second] = stepsWith(
    () => ({ n: 0 }),
    (state) => Object.assign(state, { last: new Date(0) }),
  );
  expect(first?.points.length).toBe(30);
  expect(first?.failures).toMatchObject([
    { hook: "limit", quarantined: true, message: expect.stringMatching(/^state\.last holds a Date/) },
  ]);
  expect(second?.points.length).toBe(0);
});

test("one object for all keys is told at the second key: each would count for the others", () => {
  const shared = { n: 0 };
  const [first] = stepsWith(() => shared);
  expect(first?.failures.at(-1)).toMatchObject({
    hook: "limit",
    key: { station: "s1" },
    message: expect.stringMatching(/^initialState: answer a new object each time/),
  });
  expect(first?.points.length).toBe(1);
});

test.each([0, "", false])("a first state that no hook can change, %j, is told", (value) => {
  const [first] = stepsWith(() => value as unknown as { n: number });
  expect(first?.failures.at(-1)?.message).toMatch(/^initialState: a (number|string|boolean) cannot be changed in place/);
});
