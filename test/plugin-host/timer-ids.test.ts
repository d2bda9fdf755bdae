import { expect, test } from "vitest";
import { defineRule } from "../../plugins/api.ts";
import { appendEvent, createBatch, NO_FLAG } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { ruleRunner } from "../support/rule-runner.ts";

test("a timer whose id is cut can be cleared by the id it was set with, and moving it takes no second place", () => {
  const id = "x".repeat(500);
  const fired: string[] = [];
  const code = defineRule({
    id: "long",
    title: "Long",
    by: ["station"],
    initialState: () => ({ seen: 0 }),
    onEvent({ state, setTimer, clearTimer, log }) {
      state.seen++;
      for (let move = 0; move < 300; move++) setTimer(id, 10_000 + move);
      if (state.seen === 2) clearTimer(id);
      log("ok");
    },
    onTimer: (_, timer) => void fired.push(timer),
  });
  const keys = new KeyTable();
  const batch = createBatch(2);
  for (const row of [1, 2]) appendEvent(batch, row * 1000, keys.id("a", "t", ""), 5, Number.NaN, NO_FLAG, 0, row);
  const { failures, logs } = ruleRunner(code, keys).step(batch, null, [], 20_000);
  expect(failures).toEqual([]);
  expect(logs).toEqual(["ok", "ok"]);
  expect(fired).toEqual([]);
});
