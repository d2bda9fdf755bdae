import { expect, test } from "vitest";
import { session } from "../../plugins/api.ts";
import { appendEvent, createBatch, type EventBatch, viewOf } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { WindowEngine } from "../../src-main/engine/window-engine.ts";
import type { WindowQuery } from "../../src-main/engine/window-query.ts";
import { seededRandom } from "../../src-main/simulate/random.ts";
import { firedLines } from "../support/saved-windows.ts";
import { oracleWindows } from "../support/window-oracle.ts";

// Sessions of many keys that end all the time, some at the same moment, against a recomputation of each from all its events.

const EVENTS = 8000;
const AGGREGATES: WindowQuery["aggregates"] = [{ fn: "sum" }, { fn: "max" }, { fn: "last" }, { fn: "quantile", q: 0 }];

/** In time order, most of them of few keys: of the rest the sessions are short. */
function stream(keys: KeyTable, count: number, seed: number): EventBatch {
  const random = seededRandom(seed, 1);
  const events = createBatch(EVENTS);
  for (let i = 0, time = -500; i < EVENTS; i++) {
    const pause = random.between(0, 1);
    time += pause < 0.4 ? Math.ceil(5 * pause) : pause > 0.998 ? 60 : 0;
    const key = keys.id(`${Math.floor(count * random.between(0, 1) ** 2)}`, "s", "");
    appendEvent(events, time, key, random.between(-9, 9), Number.NaN, 1, 0, i);
  }
  return events;
}

const fired = (query: WindowQuery, keys: KeyTable, events: EventBatch, cuts: readonly number[]): string[] =>
  firedLines(query, keys, events, cuts, ({ start, end, count, values }, i, [station]) =>
    [station, start[i], end[i], count[i], ...values.map((column) => column[i])].join(),
  );

function expected(gap: number, keys: KeyTable, events: EventBatch): string[] {
  const rows = Array.from(events.row.subarray(0, events.length), (_, i) => ({
    time: events.time[i]!,
    key: keys.key(events.key[i]!)[0],
    value: events.value[i]!,
    active: true,
  }));
  return oracleWindows(session(gap), rows)
    .sort((a, b) => a.end - b.end || a.start - b.start || (a.key < b.key ? -1 : 1))
    .map(({ key, start, end, events: held }) => {
      const values = held.map(({ value }) => value);
      const sum = values.reduce((all, value) => all + value, 0);
      return [key, start, end, held.length, sum, Math.max(...values), values.at(-1), Math.min(...values)].join();
    });
}

test.each([
  { keys: 3, gap: 1, seed: 1 },
  { keys: 40, gap: 12, seed: 2 },
  { keys: 700, gap: 40, seed: 3 },
  { keys: 5000, gap: 300, seed: 4 },
])("$keys keys, a gap of $gap: bit for bit and in order, also when saved on the way", ({ keys: count, gap, seed }) => {
  const keys = new KeyTable();
  const events = stream(keys, count, seed);
  const query: WindowQuery = { window: session(gap), by: ["station"], aggregates: AGGREGATES };
  const truth = expected(gap, keys, events);
  expect(truth.length).toBeGreaterThan(count / 3);
  for (const cuts of [[], [1, 3000, 3001, 7777]]) expect(fired(query, keys, events, cuts)).toEqual(truth);
});

test("a checkpoint holds the sessions in the order they were opened, and when the first of them ends once one has ended", () => {
  const keys = new KeyTable();
  const engine = new WindowEngine(keys);
  engine.add({ window: session(10), by: ["station"], aggregates: [] });
  const events = createBatch(5);
  const add = (station: string, time: number): void =>
    appendEvent(events, time, keys.id(station, "", ""), 1, Number.NaN, 1, 0, events.length);
  for (const [station, time] of [
    ["b", 0],
    ["a", 4],
    ["c", 5],
    ["a", 9],
    ["d", 12],
  ] as const)
    add(station, time);
  engine.process(viewOf(events, 0, 4));
  const saved = (): unknown => engine.snapshot().queries[0]?.operators[0];
  const of = (group: number, start: number, last: number, count: number) => ({
    group,
    start,
    last,
    partial: Float64Array.of(count),
    kept: null,
  });
  expect(saved()).toEqual({ earliestEnd: 10, sessions: [of(0, 0, 0, 1), of(1, 4, 9, 2), of(2, 5, 5, 1)] });
  engine.process(viewOf(events, 4, 5));
  expect(saved()).toEqual({ earliestEnd: 15, sessions: [of(1, 4, 9, 2), of(2, 5, 5, 1), of(3, 12, 12, 1)] });
});
