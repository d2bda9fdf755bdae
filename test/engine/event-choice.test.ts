import { describe, expect, test } from "vitest";
import type { AggregateSpec, WindowSpec } from "../../plugins/api.ts";
import { ACTIVE, appendEvent, createBatch, type EventBatch, INACTIVE, NO_FLAG } from "../../src-main/engine/batch.ts";
import { Groups, NOT_ACCEPTED } from "../../src-main/engine/groups.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { WindowEngine } from "../../src-main/engine/window-engine.ts";
import { windowLines } from "../../src-main/engine/window-lines.ts";
import type { WindowQuery } from "../../src-main/engine/window-query.ts";
import { seededRandom } from "../../src-main/simulate/random.ts";

interface Row {
  readonly time: number;
  readonly sensor: string;
  readonly value: number;
  readonly threshold: number;
  readonly active: number;
}

const random = seededRandom(5, 1);
const one = <T>(list: readonly T[]): T => list[Math.floor(random.between(0, list.length))]!;
const ROWS: readonly Row[] = Array.from({ length: 3000 }, (_, i) => ({
  time: Math.floor(i / 3),
  sensor: one(["a", "b", "c", "d"]),
  value: random.between(-5, 5),
  threshold: one([Number.NaN, 4]),
  active: one([ACTIVE, INACTIVE, NO_FLAG]),
}));

function batchOf(rows: readonly Row[], keys: KeyTable): EventBatch {
  const batch = createBatch(rows.length);
  for (const [i, { time, sensor, value, threshold, active }] of rows.entries())
    appendEvent(batch, time, keys.id("s", sensor, ""), value, threshold, active, 0, i);
  return batch;
}

function fired(query: WindowQuery, rows: readonly Row[]): string {
  const keys = new KeyTable();
  const engine = new WindowEngine(keys);
  engine.add(query);
  engine.process(batchOf(rows, keys));
  engine.advance(Number.POSITIVE_INFINITY);
  const names = query.aggregates.map((_, a) => `${a}`);
  return windowLines(engine.take(0), (group) => engine.groupKey(0, group), query.by, names);
}

// Counts, moments and other aggregates are each added by a loop of its own.
const LISTS: readonly (readonly AggregateSpec[])[] = [
  [{ fn: "count", of: "active" }],
  [{ fn: "count" }, { fn: "count", of: "active" }],
  [{ fn: "stddev" }, { fn: "max" }],
  [{ fn: "last" }, { fn: "sum", of: "active" }],
  [{ fn: "quantile", q: 0.5 }],
];
const WINDOWS: readonly WindowSpec[] = [
  { kind: "tumbling", size: 20 },
  { kind: "sliding", size: 30, every: 10 },
  { kind: "session", gap: 3 },
  { kind: "count", size: 5, every: 2 },
  { kind: "trailing", size: 9 },
];

describe.each(WINDOWS)("windows of events that are chosen: $kind", (window) => {
  test.each(LISTS.map((aggregates) => ({ aggregates })))("$aggregates", ({ aggregates }) => {
    const query: WindowQuery = { window, by: ["sensor"], aggregates };
    for (const thresholdOnly of [false, true])
      for (const activeOnly of [false, true]) {
        const chosen = ROWS.filter(
          ({ threshold, active }) => !(thresholdOnly && Number.isNaN(threshold)) && !(activeOnly && active === NO_FLAG),
        );
        expect(fired({ ...query, thresholdOnly, activeOnly }, ROWS)).toBe(fired(query, chosen));
      }
  });
});

test("a group is made of the key parts it is grouped by, and of no others", () => {
  const keys = new KeyTable();
  for (const station of ["s", "t"])
    for (const sensor of ["x", "y"]) for (const alarm of ["1", "2", "3"]) keys.id(station, sensor, alarm);
  for (const [by, sizes] of [
    [[], 1],
    [["station"], 2],
    [["sensor"], 2],
    [["alarm"], 3],
    [["station", "alarm"], 6],
    [["station", "sensor", "alarm"], 12],
  ] as const) {
    const groups = new Groups(keys, by, undefined);
    for (let key = 0; key < 12; key++) {
      const [station, sensor, alarm] = keys.key(key);
      const named: readonly string[] = by;
      expect(groups.key(groups.of(key))).toEqual([
        named.includes("station") ? station : "",
        named.includes("sensor") ? sensor : "",
        named.includes("alarm") ? alarm : "",
      ]);
    }
    expect(groups.size).toBe(sizes);
  }
  expect(new Groups(keys, ["station"], (key) => key !== 0).of(0)).toBe(NOT_ACCEPTED);
});
