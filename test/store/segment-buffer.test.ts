import { expect, test } from "vitest";
import { ACTIVE, appendEvent, createBatch, INACTIVE, NO_FLAG } from "../../src-main/engine/batch.ts";
import { SegmentBuffer } from "../../src-main/store/segment-buffer.ts";
import { SourceTotals } from "../../src-main/store/source-totals.ts";

const RAISED = 3;

test("an event is marked as raised where its key's last flag was not active, whoever else comes between and wherever a segment ends", () => {
  const flags: readonly (readonly [key: number, flag: number, marked: number])[] = [
    [0, ACTIVE, RAISED],
    [0, ACTIVE, ACTIVE],
    [1, ACTIVE, RAISED],
    [0, INACTIVE, INACTIVE],
    [0, NO_FLAG, NO_FLAG],
    [0, ACTIVE, RAISED],
    [1, NO_FLAG, NO_FLAG],
    [1, ACTIVE, ACTIVE],
  ];
  const buffer = new SegmentBuffer(3);
  const batch = createBatch(flags.length);
  for (const [i, [key, flag]] of flags.entries()) appendEvent(batch, i, key, 0, Number.NaN, flag, 0, i + 1);
  const marked: [row: number, flag: number][] = [];
  for (let at = 0; at < batch.length; ) {
    at = buffer.add(batch, at, Uint32Array.of(5000, 7));
    const { events } = buffer.take();
    for (let i = 0; i < events.length; i++) marked.push([events.row[i]!, events.active[i]!]);
  }
  expect(marked.sort(([a], [b]) => a - b)).toEqual(flags.map(([, , flag], i) => [i + 1, flag]));
});

test("a segment lies by key, in a key by time and then as released, also when it did not come in order of time", () => {
  const times = [50, 10, 30, 10, 20, 50, 10, 40];
  const buffer = new SegmentBuffer(100);
  const batch = createBatch(times.length);
  for (const [i, time] of times.entries()) appendEvent(batch, time, i % 2, i, i % 3 === 0 ? Number.NaN : i, NO_FLAG, i, i + 1);
  expect(buffer.add(batch, 0, Uint32Array.of(9, 4))).toBe(times.length);
  const { events, seq, firstMs, lastMs } = buffer.take();
  const expected = times
    .map((time, i) => ({ key: i % 2 === 0 ? 9 : 4, time, i }))
    .sort((a, b) => a.key - b.key || a.time - b.time || a.i - b.i);
  expect([firstMs, lastMs]).toEqual([10, 50]);
  for (const [at, { key, time, i }] of expected.entries())
    expect([
      seq[at],
      events.key[at],
      events.time[at],
      events.value[at],
      events.threshold[at],
      events.source[at],
      events.row[at],
    ]).toEqual([i, key, time, i, i % 3 === 0 ? Number.NaN : i, i, i + 1]);
});

test("the counters of a run are told by source only where each row's source is known; a row of several events is one", () => {
  const totals = new SourceTotals();
  const batch = createBatch(5);
  for (const [time, source, row] of [
    [1, 0, 1],
    [1, 0, 1],
    [4, 1, 1],
    [10, 0, 2],
    [11, 1, 2],
  ] as const)
    appendEvent(batch, time, 0, 0, Number.NaN, NO_FLAG, source, row);
  totals.add(batch);
  totals.refuse([{ source: 1, row: 3, reason: "late", detail: "", text: "" }]);
  const names = ["a.csv", "b.csv"];
  const refused = { malformed: 0, unconvertible: 0, early: 0, late: 1, duplicate: 0, filtered: 0 };
  expect(totals.rows({ records_read_total: 5, records_accepted_total: 4, records_dropped_total: refused }, names)).toEqual([
    { source: "a.csv", numbers: [2, 2, 0, 0, 0, 0, 0, 0, 1, 10, 9] },
    { source: "b.csv", numbers: [3, 2, 0, 0, 0, 1, 0, 0, 4, 11, 7] },
  ]);
  // Rows refused beyond what is kept: nobody knows whose they were.
  const more = { ...refused, late: 9 };
  expect(totals.rows({ records_read_total: 13, records_accepted_total: 4, records_dropped_total: more }, names)).toEqual([
    { source: "a.csv, b.csv", numbers: [13, 4, 0, 0, 0, 9, 0, 0, 1, 11, 6] },
  ]);
});
