import fc from "fast-check";
import { expect, test } from "vitest";
import { defineRule } from "../../plugins/api.ts";
import { appendEvent, createBatch, NO_FLAG } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { TouchedEvents } from "../../src-main/plugin-host/touched-events.ts";
import { ruleRunner } from "../support/rule-runner.ts";

const step = fc.record({ events: fc.nat(40), touched: fc.array(fc.nat(39), { maxLength: 12 }), all: fc.boolean() });

test("events with a result are told in their order, each once, and never again by a later step", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const events = new TouchedEvents();
      for (const { events: length, touched, all } of steps) {
        const own = touched.filter((event) => event < length);
        events.begin(length);
        for (const event of own) events.add(event);
        if (all) events.addAll();
        const expected = all ? Array.from({ length }, (_, i) => i) : [...new Set(own)].sort((a, b) => a - b);
        expect(Array.from(events.take())).toEqual(expected);
      }
    }),
  );
});

test.each([
  ["every event", 1, [0, 1, 2, 3, 4, 5]],
  ["every second event", 2, [0, 2, 4]],
])("a rule that takes its events by key and records a point at %s has so many rows with a result", (_, every, rows) => {
  const code = defineRule({
    id: "points",
    title: "Points",
    by: ["station"],
    eventsByKey: true,
    series: { one: { label: "One" } },
    onEvent({ record, now }, { value }) {
      if (now % every === 0) record("one", value);
    },
  });
  const keys = new KeyTable();
  const batch = createBatch(6);
  for (let i = 0; i < 6; i++) appendEvent(batch, i, keys.id(`s${i % 3}`, "t", ""), 10 + i, Number.NaN, NO_FLAG, 0, i);
  const made = ruleRunner(code, keys).step(batch, null, [], 6);
  expect(Array.from(made.rows)).toEqual(rows);
  expect(Array.from(made.points.time.subarray(0, made.points.length))).toEqual(rows);
});
