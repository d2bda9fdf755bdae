import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ACTIVE,
  appendEvent,
  createBatch,
  type EventBatch,
  INACTIVE,
  NO_FLAG,
  OF_INTERVAL,
} from "../../src-main/engine/batch.ts";
import { OpenIntervals } from "../../src-main/engine/open-intervals.ts";
import { ReorderBuffer } from "../../src-main/engine/reorder.ts";

/** `end` null: still on. */
interface Interval {
  readonly key: number;
  readonly start: number;
  readonly end: number | null;
}
interface Told {
  readonly time: number;
  readonly key: number;
  readonly active: number;
  readonly row: number;
}

/** As a table of intervals is read. */
function batchOf(rows: readonly Interval[], firstRow: number): EventBatch {
  const batch = createBatch(rows.length * 2);
  rows.forEach(({ key, start, end }, i) => {
    const mark = end === null ? 0 : OF_INTERVAL;
    appendEvent(batch, start, key, 1, Number.NaN, ACTIVE | mark, 0, firstRow + i);
    if (end !== null) appendEvent(batch, end, key, 0, Number.NaN, INACTIVE | mark, 0, firstRow + i);
  });
  return batch;
}

const toldBy = ({ length, time, key, active, row }: EventBatch): Told[] =>
  Array.from({ length }, (_, i) => ({ time: time[i]!, key: key[i]!, active: active[i]!, row: row[i]! }));

/** Through a reorder buffer, some rows at a time; the state goes through text `restarts` times. */
function through(rows: readonly Interval[], bound: number, sizes: readonly number[], restarts: number): [Told[], Set<number>] {
  const reorder = new ReorderBuffer({ outOfOrderness: bound });
  let intervals = new OpenIntervals();
  const told: Told[] = [];
  const late = new Set<number>();
  for (let from = 0, step = 0; from < rows.length; step++) {
    const size = sizes[step % sizes.length]!;
    const batch = batchOf(rows.slice(from, from + size), from);
    const { released, lateIndexes } = reorder.push(batch);
    for (const i of lateIndexes) late.add(batch.row[i]!);
    told.push(...toldBy(intervals.take(released)));
    if (step < restarts) intervals = new OpenIntervals(JSON.parse(JSON.stringify(intervals.snapshot())));
    from += size;
  }
  told.push(...toldBy(intervals.take(reorder.flush())));
  expect(intervals.snapshot(), "nothing is held for what is over").toEqual([]);
  return [told, late];
}

/** Of every event, by a look at all rows: is it left out as an end at which another interval of its key goes on? */
function expected(rows: readonly Interval[], late: ReadonlySet<number>): Told[] {
  const accepted = rows.map((interval, row) => ({ ...interval, row })).filter(({ row }) => !late.has(row));
  const begins = accepted.map(({ start, key, row }): Told => ({ time: start, key, active: ACTIVE, row }));
  const ends = accepted.flatMap(({ end, key, row }): Told[] => (end === null ? [] : [{ time: end, key, active: INACTIVE, row }]));
  // In time order, then that of arrival: an interval begins before it ends.
  const place = (a: Told, b: Told): number => a.time - b.time || a.row - b.row || b.active - a.active;
  const goesOnAt = (end: Told): boolean =>
    ends.some((other) => {
      const begin = begins.find(({ row }) => row === other.row)!;
      return other.key === end.key && other.row !== end.row && place(begin, end) < 0 && place(end, other) < 0;
    });
  return [...begins, ...ends.filter((end) => !goesOnAt(end))].sort(place);
}

const interval = fc.record({ key: fc.nat(2), start: fc.nat(60), length: fc.oneof(fc.constant(0), fc.nat(40)) });
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

test("only the last end of intervals that go on together is told, whatever the order, the pieces and the restarts", () => {
  const row = fc.tuple(interval, fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 40 }),
      fc.constantFrom(0, 10, 40, Number.POSITIVE_INFINITY),
      sizes,
      fc.nat(4),
      (drawn, bound, pieces, restarts) => {
        const rows = drawn.map(([{ key, start, length }, open]) => ({ key, start, end: open === 0 ? null : start + length }));
        const [told, late] = through(rows, bound, pieces, restarts);
        expect(told).toEqual(expected(rows, late));
      },
    ),
    { seed: 20, numRuns: 500 },
  );
});

test("a key is on for as long as the union of its intervals", () => {
  fc.assert(
    fc.property(fc.array(interval, { minLength: 1, maxLength: 40 }), sizes, (drawn, pieces) => {
      const rows = drawn.map(({ key, start, length }) => ({ key, start, end: start + length }));
      const [told] = through(rows, Number.POSITIVE_INFINITY, pieces, 2);
      for (const key of [0, 1, 2]) {
        const instants = Array.from({ length: 101 }, (_, t) => t);
        const on = (t: number): boolean => told.filter((each) => each.key === key && each.time <= t).at(-1)?.active === ACTIVE;
        const covered = (t: number): boolean => rows.some((each) => each.key === key && each.start <= t && t < each.end);
        expect(instants.filter(on)).toEqual(instants.filter(covered));
      }
    }),
    { seed: 21, numRuns: 300 },
  );
});

test("a row without an end is on until an end at which no other goes on", () => {
  const rows = [
    { key: 0, start: 1, end: null },
    { key: 0, start: 2, end: 6 },
    { key: 0, start: 3, end: 5 },
  ];
  const [told] = through(rows, Number.POSITIVE_INFINITY, [9], 0);
  expect(told.map(({ time, active }) => [time, active])).toEqual([
    [1, ACTIVE],
    [2, ACTIVE],
    [3, ACTIVE],
    [6, INACTIVE],
  ]);
});

test("events that are of no interval pass as they are, and those handed over stay as they were", () => {
  const intervals = new OpenIntervals();
  const plain = createBatch(3);
  for (const [i, flag] of [ACTIVE, INACTIVE, NO_FLAG].entries()) appendEvent(plain, i, 0, i, 5, flag, 0, i);
  expect(intervals.take(plain)).toBe(plain);
  const batch = batchOf([{ key: 0, start: 0, end: 9 }], 0);
  const before = toldBy(batch);
  intervals.take(batch);
  expect(toldBy(batch)).toEqual(before);
});
