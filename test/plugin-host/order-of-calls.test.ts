import { expect, test } from "vitest";
import { defineRule, tumbling } from "../../plugins/api.ts";
import { appendEvent, createBatch, type EventBatch, NO_FLAG } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { WindowEngine } from "../../src-main/engine/window-engine.ts";
import { ruleRunner } from "../support/rule-runner.ts";

function batchOf(times: readonly number[], keys: KeyTable): EventBatch {
  const batch = createBatch(times.length);
  for (const [row, time] of times.entries()) appendEvent(batch, time, keys.id("a", "t", ""), 1, Number.NaN, NO_FLAG, 0, row);
  return batch;
}

test("at one time events come before windows, and windows before timers", () => {
  const calls: string[] = [];
  const code = defineRule({
    id: "order",
    title: "Order",
    by: ["station"],
    window: () => tumbling(1000),
    aggregates: { all: { fn: "count" } },
    onEvent({ now, setTimer }) {
      calls.push(`event ${now}`);
      if (now === 0) for (const time of [999, 500, 1000]) setTimer(`at ${time}`, time);
    },
    onWindow: ({ now }) => void calls.push(`window ${now}`),
    onTimer: ({ now }, id) => void calls.push(`timer ${now} ${id}`),
  });
  const keys = new KeyTable();
  const engine = new WindowEngine(keys);
  engine.add({ window: tumbling(1000), by: ["station"], aggregates: [{ fn: "count" }] });
  const batch = batchOf([0, 500, 999, 1000], keys);
  engine.process(batch);
  engine.advance(1000);
  const { failures } = ruleRunner(code, keys).step(batch, engine.take(0), [["a", "", ""]], 1000);
  expect(failures).toEqual([]);
  expect(calls).toEqual([
    "event 0",
    "event 500",
    "timer 500 at 500",
    "event 999",
    "window 999",
    "timer 999 at 999",
    "event 1000",
    "timer 1000 at 1000",
  ]);
});

test("a timer that sets itself again without end switches the rule off", () => {
  const code = defineRule({
    id: "endless",
    title: "Endless",
    by: ["station"],
    onEvent: ({ now, setTimer }) => setTimer("again", now),
    onTimer: ({ now, setTimer }) => setTimer("again", now + 1),
  });
  const keys = new KeyTable();
  const { failures } = ruleRunner(code, keys, {}, { timerCallsPerStep: 10 }).step(batchOf([0], keys), null, [], 50);
  expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining("more than 10 timer calls in one step")]);
});

test("a key has so many timers; one of them can still be moved, and another set when one is cleared", () => {
  const code = defineRule({
    id: "many",
    title: "Many",
    by: ["station"],
    onEvent({ now, setTimer, clearTimer, log }) {
      for (const id of ["one", "two"]) setTimer(id, now + 10);
      setTimer("one", now + 20);
      clearTimer("two");
      setTimer("three", now + 30);
      log("so far");
      setTimer("four", now + 40);
    },
    onTimer: ({ log }, id) => log(id),
  });
  const keys = new KeyTable();
  const { failures, logs } = ruleRunner(code, keys, {}, { timersPerKey: 2 }).step(batchOf([0], keys), null, [], 100);
  expect(logs).toEqual(["so far", "one", "three"]);
  expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining("more than 2 timers of one key")]);
});

test("more points than a step may have switch the rule off", () => {
  const code = defineRule({
    id: "points",
    title: "Points",
    by: ["station"],
    series: { one: { label: "One", unit: "" }, two: { label: "Two", unit: "" } },
    onEvent({ record }) {
      record("one", 1);
      record("two", 2);
    },
  });
  const keys = new KeyTable();
  const told = (limit: number): readonly string[] =>
    ruleRunner(code, keys, {}, { pointsPerStep: limit })
      .step(batchOf([0, 1, 2], keys), null, [], 10)
      .failures.map(({ message }) => message);
  expect(told(6)).toEqual([]);
  expect(told(5)).toEqual([expect.stringContaining("too many series points in one step")]);
});
