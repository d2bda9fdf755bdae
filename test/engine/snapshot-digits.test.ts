import { expect, test } from "vitest";
import type { WindowSpec } from "../../plugins/api.ts";
import { appendEvent, createBatch, type EventBatch, viewOf } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { WindowEngine } from "../../src-main/engine/window-engine.ts";
import { windowLines } from "../../src-main/engine/window-lines.ts";
import type { WindowQuery } from "../../src-main/engine/window-query.ts";
import { seededRandom } from "../../src-main/simulate/random.ts";

// A run gone on with ends with the bytes of one go: to the last digit of a sum, wherever it was cut.

const KINDS: readonly WindowSpec[] = [
  { kind: "tumbling", size: 170, offset: 30 },
  { kind: "sliding", size: 300, every: 70 },
  { kind: "sliding", size: 280, every: 70 },
  { kind: "sliding", size: 70, every: 100, offset: 13 },
  { kind: "session", gap: 40 },
  { kind: "count", size: 13, every: 5 },
  { kind: "trailing", size: 450 },
];

function stream(keys: KeyTable): EventBatch {
  const random = seededRandom(1, 1);
  const events = createBatch(400);
  for (let i = 0, time = 0; i < 400; i++) {
    time += Math.floor(random.between(0, i % 50 === 0 ? 200 : 12));
    const key = keys.id("s", `${Math.floor(random.between(0, 3))}`, "");
    appendEvent(events, time, key, random.between(-3, 7) / 3, Number.NaN, 2, 0, i);
  }
  return events;
}

test.each(KINDS)("%o: cut behind any event, every figure is that of one go to the last digit", (window) => {
  const fns = ["sum", "mean", "stddev", "slope", "range"] as const;
  const query: WindowQuery = { window, by: ["sensor"], aggregates: fns.map((fn) => ({ fn, of: "value" })) };
  const keys = new KeyTable();
  const events = stream(keys);
  const fired = (cut: number): string => {
    let engine = new WindowEngine(keys);
    engine.add(query);
    const lines: string[] = [];
    const step = (batch: EventBatch, watermark: number): void => {
      engine.process(batch);
      engine.advance(watermark);
      lines.push(windowLines(engine.take(0), (group) => engine.groupKey(0, group), query.by, fns));
    };
    for (const [from, to] of [
      [0, cut],
      [cut, events.length],
    ] as const) {
      if (to > from) step(viewOf(events, from, to), (events.time[to - 1] as number) - 1);
      engine = WindowEngine.restore(keys, [query], structuredClone(engine.snapshot()));
    }
    step(createBatch(0), Number.POSITIVE_INFINITY);
    return lines.join("");
  };
  const whole = fired(0);
  for (let cut = 1; cut < events.length; cut++) expect(fired(cut) === whole, `cut behind ${cut} events`).toBe(true);
});
