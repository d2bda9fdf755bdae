import { expect, test } from "vitest";
import { defineRule } from "../../plugins/api.ts";
import { appendEvent, createBatch, NO_FLAG } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { ruleRunner } from "../support/rule-runner.ts";

test("a rule that overwrites what it is handed changes neither the time nor the key of its results", () => {
  const code = defineRule({
    id: "liar",
    title: "Liar",
    by: ["station"],
    series: { level: { label: "Level" } },
    initialState: () => ({ seen: 0 }),
    onEvent(context) {
      context.state.seen++;
      const handed = context as unknown as Record<string, unknown>;
      handed["now"] = Number.NaN;
      handed["key"] = { station: "elsewhere", sensor: "", alarm: "" };
      handed["state"] = { seen: -1 };
      context.record("level", 1);
      context.alert({ severity: "info", title: "here" });
    },
  });
  const keys = new KeyTable();
  const batch = createBatch(2);
  for (const row of [1, 2]) appendEvent(batch, row * 1000, keys.id("north", "temp", ""), 5, Number.NaN, NO_FLAG, 0, row);
  const runner = ruleRunner(code, keys);
  const { alerts, points } = runner.step(batch, null, [], 2000);
  expect(alerts.map(({ time, key, stateAfter }) => [time, key.station, stateAfter])).toEqual([
    [1000, "north", '{"seen":1}'],
    [2000, "north", '{"seen":2}'],
  ]);
  expect([...points.time]).toEqual([1000, 2000]);
});
