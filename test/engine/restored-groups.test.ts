import { expect, test } from "vitest";
import type { AggregateSpec } from "../../plugins/api.ts";
import { appendEvent, createBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { WindowEngine } from "../../src-main/engine/window-engine.ts";
import { windowLines } from "../../src-main/engine/window-lines.ts";
import type { WindowQuery } from "../../src-main/engine/window-query.ts";

// Of more groups than an operator makes room for at first, those that hold slices but have none open when the snapshot is taken.

const GROUPS = 200;

test.each<readonly AggregateSpec[]>([[{ fn: "count" }], [{ fn: "mean" }, { fn: "max" }]])(
  "a restored operator does not take groups without an open slice for open ones (%o)",
  (...aggregates) => {
    const query: WindowQuery = { window: { kind: "sliding", size: 10, every: 5 }, by: ["sensor"], aggregates };
    const names = aggregates.map(({ fn }) => fn);
    const fired = (cut: boolean): string => {
      const keys = new KeyTable();
      let engine = new WindowEngine(keys);
      engine.add(query);
      const all = createBatch(GROUPS + 1);
      for (let i = 0; i < GROUPS; i++) appendEvent(all, 1, keys.id("s", `${GROUPS - i}`, ""), i, Number.NaN, 2, 0, i);
      appendEvent(all, 6, 0, 7, Number.NaN, 2, 0, GROUPS);
      engine.process(all);
      let lines = windowLines(engine.take(0), (group) => engine.groupKey(0, group), query.by, names);
      if (cut) engine = WindowEngine.restore(keys, [query], structuredClone(engine.snapshot()));
      engine.advance(40);
      lines += windowLines(engine.take(0), (group) => engine.groupKey(0, group), query.by, names);
      return lines;
    };
    expect(fired(true)).toBe(fired(false));
  },
);
