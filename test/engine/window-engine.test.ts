import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AggregateSpec, count, session, sliding, trailing, tumbling, type WindowSpec } from "../../plugins/api.ts";
import { ACTIVE, createBatch, type EventBatch, INACTIVE, NO_FLAG } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { ReorderBuffer } from "../../src-main/engine/reorder.ts";
import { WindowEngine } from "../../src-main/engine/window-engine.ts";
import { type OracleEvent, oracleAccepted, oracleAggregates, oracleWindows } from "../support/window-oracle.ts";

const AGGREGATES: Record<string, AggregateSpec> = {
  sum: { fn: "sum" },
  min: { fn: "min" },
  max: { fn: "max" },
  mean: { fn: "mean" },
  stddev: { fn: "stddev" },
  first: { fn: "first" },
  last: { fn: "last" },
  range: { fn: "range" },
  slope: { fn: "slope" },
  activeCount: { fn: "count", of: "active" },
  p90: { fn: "quantile", q: 0.9 },
};
/** Windows of counts alone are kept in a way of their own. */
const COUNTS: Record<string, AggregateSpec> = {
  activeCount: { fn: "count", of: "active" },
  p90: { fn: "quantile", q: 0.9 },
};
/** So are those asked for most, */
const OFTEN: Record<string, AggregateSpec> = {
  min: { fn: "min" },
  max: { fn: "max" },
  mean: { fn: "mean" },
  stddev: { fn: "stddev" },
  range: { fn: "range" },
  activeCount: { fn: "count", of: "active" },
};
/** and those of active events where nothing but their number is wanted of the others. */
const OF_ACTIVE: Record<string, AggregateSpec> = Object.fromEntries([
  ...(["sum", "min", "max", "mean", "stddev", "first", "last", "range", "slope"] as const).map((fn) => [
    `${fn} of active`,
    { fn, of: "active" },
  ]),
  ["p90 of active", { fn: "quantile", q: 0.9, of: "active" }],
]);
const LISTS = [AGGREGATES, COUNTS, OFTEN, OF_ACTIVE];

/** An aggregate of no values is none. */
function truthOf(events: readonly OracleEvent[]): Record<string, number | null> {
  const active = Object.entries(oracleAggregates(events.filter((event) => event.active)));
  const some = events.some((event) => event.active);
  return {
    ...oracleAggregates(events),
    ...Object.fromEntries(active.map(([name, value]) => [`${name} of active`, some ? value : null])),
  };
}

interface Row {
  time: number;
  key: string;
  value: number;
  active: boolean;
}

function batchOf(rows: readonly Row[], keys: KeyTable): EventBatch {
  const batch = createBatch(rows.length);
  for (const { time, key, value, active } of rows) {
    const i = batch.length++;
    batch.time[i] = time;
    batch.key[i] = keys.id(key, "s", "");
    batch.value[i] = value;
    batch.threshold[i] = Number.NaN;
    batch.active[i] = active ? ACTIVE : i % 2 === 0 ? INACTIVE : NO_FLAG;
    batch.row[i] = i + 1;
  }
  return batch;
}

interface Fired {
  key: string;
  start: number;
  end: number;
  count: number;
  values: Record<string, number | null>;
}

function takeAll(engine: WindowEngine, list = AGGREGATES): Fired[] {
  const names = Object.keys(list);
  const fired = engine.take(0);
  return Array.from({ length: fired.length }, (_, i) => ({
    key: engine.groupKey(0, fired.group[i]!)[0],
    start: fired.start[i]!,
    end: fired.end[i]!,
    count: fired.count[i]!,
    values: Object.fromEntries(names.map((name, a) => [name, Number.isNaN(fired.values[a]![i]!) ? null : fired.values[a]![i]!])),
  }));
}

const rows = fc.array(
  fc.record({
    time: fc.oneof(fc.integer({ min: -60, max: 120 }), fc.integer({ min: -2000, max: 4000 })),
    key: fc.constantFrom("a", "b", "b", "c"),
    value: fc.integer({ min: -50, max: 50 }),
    active: fc.boolean(),
  }),
  { maxLength: 60 },
);
const window: fc.Arbitrary<WindowSpec> = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map((size) => tumbling(size)),
  fc
    .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: -5, max: 5 }))
    .map(([s, e, o]) => sliding(s, e, o)),
  fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 10 })).map(([n, e]) => sliding(n * e, e)),
  fc.integer({ min: 1, max: 50 }).map(session),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).map(([s, e]) => count(s, e)),
  fc.integer({ min: 1, max: 60 }).map(trailing),
);

function expectSame(actual: readonly Fired[], windowSpec: WindowSpec, ordered: readonly Row[]): void {
  const compare = (a: { end: number; start: number; key: string }, b: typeof a): number =>
    a.end - b.end || a.start - b.start || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
  const expected = oracleWindows(windowSpec, ordered).sort(compare);
  const perEvent = windowSpec.kind === "count" || windowSpec.kind === "trailing";
  // Count and trailing windows come out in the order of their events; compare them as a multiset by key and time.
  const got = perEvent ? [...actual].sort(compare) : actual;
  expect(got.map(({ key, start, end, count: n }) => ({ key, start, end, n }))).toEqual(
    expected.map(({ key, start, end, events }) => ({ key, start, end, n: events.length })),
  );
  got.forEach(({ values }, i) => {
    const truth = truthOf(expected[i]!.events);
    for (const name of Object.keys(values)) {
      if (truth[name] === null || truth[name] === undefined) expect(values[name], name).toBeNull();
      else expect(values[name]!, name).toBeCloseTo(truth[name], 6);
    }
  });
}

describe("windows equal brute force", () => {
  test("every kind, in time order, however the stream is cut into batches, through a snapshot, and no state is left", () => {
    fc.assert(
      fc.property(
        rows,
        window,
        fc.constantFrom(...LISTS),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        (unordered, spec, list, cutA, cutB) => {
          const ordered = unordered
            .map((row, i) => ({ row, i }))
            .sort((a, b) => a.row.time - b.row.time || a.i - b.i)
            .map(({ row }) => row);
          const keys = new KeyTable();
          const query = { by: ["station" as const], window: spec, aggregates: Object.values(list) };
          let engine = new WindowEngine(keys);
          engine.add(query);
          const [first, second] = [Math.min(cutA, cutB), Math.max(cutA, cutB)];
          const fired: Fired[] = [];
          for (const part of [ordered.slice(0, first), ordered.slice(first, second), ordered.slice(second)]) {
            engine.process(batchOf(part, keys));
            if (part.length > 0) engine.advance(part.at(-1)!.time - 1);
            fired.push(...takeAll(engine, list));
            engine = WindowEngine.restore(keys, [query], structuredClone(engine.snapshot()));
          }
          engine.advance(Number.POSITIVE_INFINITY);
          fired.push(...takeAll(engine, list));
          expectSame(fired, spec, ordered);
          expect(engine.stateSize()).toEqual({ groups: 0, panes: 0 });
        },
      ),
      { numRuns: 1200, seed: 20261123 },
    );
  });

  test("shuffled arrival with bounded out-of-orderness: late rows and windows", () => {
    fc.assert(
      fc.property(
        rows,
        window,
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 20 }),
        (arrivals, spec, bound, size) => {
          const keys = new KeyTable();
          const engine = new WindowEngine(keys);
          engine.add({ by: ["station"], window: spec, aggregates: Object.values(AGGREGATES) });
          let reorder = new ReorderBuffer({ outOfOrderness: bound });
          const late: number[] = [];
          for (let from = 0; from < arrivals.length; from += size) {
            const result = reorder.push(batchOf(arrivals.slice(from, from + size), keys));
            late.push(...[...result.lateIndexes].map((i) => from + i));
            engine.process(result.released);
            engine.advance(reorder.watermark);
            reorder = ReorderBuffer.restore(structuredClone(reorder.snapshot()));
          }
          engine.process(reorder.flush());
          engine.advance(Number.POSITIVE_INFINITY);
          const truth = oracleAccepted(arrivals, bound);
          expect(late).toEqual(truth.late);
          expectSame(takeAll(engine), spec, truth.accepted);
        },
      ),
      { numRuns: 600, seed: 7 },
    );
  });
});

test("an event exactly the gap after a session's last one belongs to it, also when another session ends just before; ties come out by start", () => {
  const at = (key: string, time: number): Row => ({ key, time, value: 1, active: true });
  const keys = new KeyTable();
  const engine = new WindowEngine(keys);
  const names = Object.keys(AGGREGATES);
  engine.add({ window: session(10), by: ["station"], aggregates: names.map((name) => AGGREGATES[name]!) });
  // The watermark stands just before each event, as the engine moves it; b's session is open until 110, a's until 109.
  for (const row of [at("a", 98), at("b", 99), at("a", 99), at("b", 100), at("b", 110), at("a", 110)])
    engine.process(batchOf([row], keys));
  engine.advance(Number.POSITIVE_INFINITY);
  expect(takeAll(engine).map(({ key, start, end, count: n }) => [key, start, end, n])).toEqual([
    ["a", 98, 109, 2],
    ["b", 99, 120, 3],
    ["a", 110, 120, 1],
  ]);
});

test("a key's windows come out bit for bit the same, whoever else is in the stream", () => {
  const fractions = rows.map((list) => list.map((row) => ({ ...row, value: row.value / 7 })));
  const run = (list: readonly Row[], spec: WindowSpec): Fired[] => {
    const keys = new KeyTable();
    const engine = new WindowEngine(keys);
    engine.add({ by: ["station"], window: spec, aggregates: Object.values(AGGREGATES) });
    engine.process(batchOf(list, keys));
    engine.advance(Number.POSITIVE_INFINITY);
    return takeAll(engine);
  };
  fc.assert(
    fc.property(fractions, window, (unordered, spec) => {
      const ordered = [...unordered].sort((a, b) => a.time - b.time);
      const alone = run(
        ordered.filter(({ key }) => key === "b"),
        spec,
      );
      expect(run(ordered, spec).filter(({ key }) => key === "b")).toStrictEqual(alone);
    }),
    { numRuns: 300, seed: 11 },
  );
});

describe("aggregates", () => {
  test("mean and standard deviation of 1e9 ± 1e-3 come out right over many slices", () => {
    const keys = new KeyTable();
    const engine = new WindowEngine(keys);
    engine.add({ by: [], window: sliding(1000, 10), aggregates: Object.values(AGGREGATES) });
    const ordered = Array.from({ length: 1000 }, (_, i) => ({
      time: i,
      key: "a",
      value: 1e9 + (i % 2 === 0 ? 1e-3 : -1e-3),
      active: false,
    }));
    engine.process(batchOf(ordered, keys));
    engine.advance(Number.POSITIVE_INFINITY);
    const whole = takeAll(engine).find(({ count: n }) => n === 1000)!;
    expect(whole.values["mean"]! - 1e9).toBeCloseTo(0, 6);
    expect(whole.values["stddev"]!).toBeCloseTo(1e-3, 5);
  });

  test("means of slices with unequal counts are weighted by them, whichever aggregates are asked for", () => {
    const ordered = Array.from({ length: 2000 }, (_, i) => i)
      .filter((i) => (i * 7919) % 11 < 1 + (Math.floor(i / 50) % 9))
      .map((time) => ({ time, key: time % 3 === 0 ? "a" : "b", value: (time * 31) % 97, active: time % 4 === 0 }));
    for (const names of [["mean"], ["mean", "max"], ["stddev", "activeCount"], ["first", "mean"], ["slope"]]) {
      const keys = new KeyTable();
      const engine = new WindowEngine(keys);
      engine.add({ by: ["station"], window: sliding(300, 50), aggregates: names.map((name) => AGGREGATES[name]!) });
      engine.process(batchOf(ordered, keys));
      engine.advance(Number.POSITIVE_INFINITY);
      const fired = engine.take(0);
      const expected = new Map(oracleWindows(sliding(300, 50), ordered).map((one) => [`${one.key} ${one.end}`, one.events]));
      expect(fired.length).toBe(expected.size);
      for (let i = 0; i < fired.length; i++) {
        const truth = oracleAggregates(expected.get(`${engine.groupKey(0, fired.group[i]!)[0]} ${fired.end[i]}`)!);
        names.forEach((name, a) => {
          if (truth[name] === null) expect(fired.values[a]![i]).toBeNaN();
          else expect(fired.values[a]![i]!, `${name} of window ${fired.end[i]}`).toBeCloseTo(truth[name]!, 6);
        });
      }
    }
  });

  test("a window of one key can differ from the rest", () => {
    const keys = new KeyTable();
    const engine = new WindowEngine(keys);
    engine.add({
      by: ["station"],
      window: tumbling(10),
      perKey: [{ key: { station: "b" }, window: tumbling(20) }],
      aggregates: [],
    });
    const ordered = [0, 5, 12, 19].flatMap((time) => ["a", "b"].map((key) => ({ time, key, value: 1, active: false })));
    engine.process(batchOf(ordered, keys));
    engine.advance(Number.POSITIVE_INFINITY);
    const fired = engine.take(0);
    const seen = Array.from({ length: fired.length }, (_, i) => [
      engine.groupKey(0, fired.group[i]!)[0],
      fired.start[i],
      fired.end[i],
      fired.count[i],
    ]);
    expect(seen.sort()).toEqual([
      ["a", 0, 10, 2],
      ["a", 10, 20, 2],
      ["b", 0, 20, 4],
    ]);
  });

  test("windows that differ by key fire in the order they end, and only where every part of the key is that one", () => {
    const keys = new KeyTable();
    const engine = new WindowEngine(keys);
    engine.add({
      by: ["station"],
      window: tumbling(10),
      perKey: [
        { key: { station: "a", sensor: "none such" }, window: tumbling(3) },
        { key: { station: "b" }, window: tumbling(7) },
      ],
      aggregates: [],
    });
    const ordered = ["a", "b"].map((key) => ({ time: 0, key, value: 1, active: false }));
    engine.process(batchOf(ordered, keys));
    engine.advance(Number.POSITIVE_INFINITY);
    const fired = engine.take(0);
    const seen = Array.from({ length: fired.length }, (_, i) => [engine.groupKey(0, fired.group[i]!)[0], fired.end[i]]);
    expect(seen).toEqual([
      ["b", 7],
      ["a", 10],
    ]);
  });
});
