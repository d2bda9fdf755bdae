import { expect, test } from "vitest";
import { session, sliding, tumbling, type WindowSpec } from "../../plugins/api.ts";
import { appendEvent, createBatch, type EventBatch, viewOf } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { WindowEngine } from "../../src-main/engine/window-engine.ts";
import type { WindowQuery } from "../../src-main/engine/window-query.ts";
import { seededRandom } from "../../src-main/simulate/random.ts";

// Windows that pass only when an aggregate changed are those of the same query without it, less the ones equal to their key's last.

const KEYS = 150;
const WINDOWS: readonly WindowSpec[] = [sliding(300, 70), sliding(280, 70), tumbling(170), session(40)];
const LISTS: readonly WindowQuery["aggregates"][] = [
  [{ fn: "count", of: "active" }],
  [{ fn: "count" }],
  [{ fn: "count" }, { fn: "count", of: "active" }],
  [
    { fn: "count", of: "active" },
    { fn: "quantile", q: 0.5 },
  ],
  [{ fn: "max" }],
  // Of few windows there is one.
  [{ fn: "max", of: "active" }],
];

/** Many keys, that pause now and then for longer than a window; few events are active. */
function stream(keys: KeyTable): EventBatch {
  const random = seededRandom(3, 1);
  const events = createBatch(6000);
  for (let i = 0, time = 0; i < 6000; i++) {
    time += random.between(0, 1) < 0.2 ? 1 : 0;
    const half = Math.floor(time / 400) % 2 === 0 ? 0 : KEYS / 2;
    const key = keys.id("s", `${half + Math.floor(random.between(0, KEYS / 2))}`, "");
    const active = random.between(0, 1) < 0.05 ? 1 : 0;
    appendEvent(events, time, key, Math.floor(random.between(0, 4)), Number.NaN, active, 0, i);
  }
  return events;
}

/** A line a window: key, end, aggregates, count; the engine is saved and restored at `cuts`. */
function fired(query: WindowQuery, cuts: readonly number[]): { key: string; rest: string; values: string }[] {
  const keys = new KeyTable();
  const events = stream(keys);
  let engine = new WindowEngine(keys);
  engine.add(query);
  const lines: { key: string; rest: string; values: string }[] = [];
  let from = 0;
  for (const to of [...cuts, events.length]) {
    engine.process(viewOf(events, from, to));
    if (to === events.length) engine.advance(Number.POSITIVE_INFINITY);
    const { length, group, end, count, values } = engine.take(0);
    for (let i = 0; i < length; i++)
      lines.push({
        key: engine.groupKey(0, group[i]!).join(),
        rest: `${end[i]} ${count[i]}`,
        values: values.map((column) => column[i]).join(),
      });
    engine = WindowEngine.restore(keys, [query], structuredClone(engine.snapshot()));
    from = to;
  }
  return lines;
}

test.each(WINDOWS.flatMap((window) => LISTS.map((aggregates) => ({ window, aggregates }))))("$window, $aggregates", (asked) => {
  const query: WindowQuery = { ...asked, by: ["sensor"] };
  const last = new Map<string, string>();
  const expected = fired(query, []).filter(({ key, values }) => {
    const before = last.get(key);
    last.set(key, values);
    return before !== values;
  });
  expect(expected.length).toBeGreaterThan(KEYS);
  for (const cuts of [[], [2000], [100, 1500, 1501, 4444]])
    expect(fired({ ...query, changedOnly: true }, cuts)).toEqual(expected);
});
