import { expect, test } from "vitest";
import { ACTIVE, appendEvent, createBatch, type EventBatch, INACTIVE } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { CalibrationCollector } from "../../src-main/session/calibration.ts";
import { LabelCollector } from "../../src-main/session/labels.ts";

const keys = new KeyTable();
keys.id("s", "t", "a");

/** Flags of one key at times. */
function flags(...rows: readonly (readonly [time: number, on: boolean])[]): EventBatch {
  const batch = createBatch(rows.length);
  rows.forEach(([time, on], i) => {
    appendEvent(batch, time, 0, 1, Number.NaN, on ? ACTIVE : INACTIVE, 0, i + 1);
  });
  return batch;
}

/** A forecast of one half for all of station s. */
async function forecast(collector: CalibrationCollector, time: number): Promise<void> {
  const points = {
    length: 1,
    time: Float64Array.of(time),
    group: Uint32Array.of(0),
    series: Uint8Array.of(0),
    value: Float64Array.of(0.5),
  };
  await collector.write({ alerts: [], series: [{ rule: "r", names: ["chance"], points, groupKey: () => ["s", "", ""] }] });
}

test("a forecast comes true when an alarm goes on within its horizon, not when the first thing heard of it is that it is on", async () => {
  const first = new CalibrationCollector("chance");
  await forecast(first, 0);
  await first.events(flags([5, true], [100, true]), keys);
  expect(first.judge(50).bins[5]).toMatchObject({ forecasts: 1, promised: 0.5, happened: 0 });
  const again = new CalibrationCollector("chance");
  await forecast(again, 0);
  await forecast(again, 60);
  await again.events(flags([1, false], [50, true], [55, false], [100, false]), keys);
  // The second one's horizon reaches beyond the data.
  const judged = again.judge(50);
  expect([judged.forecasts, judged.open, judged.bins[5]?.happened]).toEqual([1, 1, 1]);
});

test("an alarm that is on again soon is the same failure", async () => {
  const collector = new CalibrationCollector("chance", 20);
  await forecast(collector, 60);
  await collector.events(flags([1, false], [50, true], [55, false], [65, true], [200, false]), keys);
  expect(collector.judge(50).bins[5]?.happened).toBe(0);
});

/** Values of one key at times, with a threshold of 30 unless it has another or (NaN) none. */
function values(...rows: readonly (readonly [time: number, value: number, threshold?: number, on?: boolean])[]): EventBatch {
  const batch = createBatch(rows.length);
  rows.forEach(([time, value, threshold = 30, on = false], i) => {
    appendEvent(batch, time, 0, value, threshold, on ? ACTIVE : INACTIVE, 0, i + 1);
  });
  return batch;
}

async function labelled(kind: "threshold" | "active", batch: EventBatch): Promise<(readonly [start: number, end: number])[]> {
  const collector = new LabelCollector(kind);
  await collector.events(batch, keys);
  collector.finish();
  return collector.labels.map(({ start, end }) => [start, end]);
}

test("an alarm lasts until a row says that it is off: a rule of windows tells of one row behind it", async () => {
  expect(await labelled("active", flags([0, false], [10, true], [20, false], [30, true], [40, true]))).toEqual([
    [10, 20],
    [30, 40],
  ]);
});

test.each([
  ["above", values([0, 20], [10, 31], [20, 32], [30, 30], [40, 20]), [[10, 30]]],
  ["below", values([0, 40], [10, 29], [20, 40], [30, 41]), [[10, 20]]],
  [
    "above, as its key is first heard of",
    values([0, 35], [10, 20], [20, 21], [30, 35], [40, 20]),
    [
      [0, 10],
      [30, 40],
    ],
  ],
  ["above for most of the time, as its flag says", values([0, 20], [10, 35, 30, true], [20, 36, 30, true], [30, 20]), [[10, 30]]],
  [
    "above one that moves, until there is none",
    values([0, 20], [10, 20, 15], [20, 99, Number.NaN], [30, 20], [40, 31]),
    [
      [10, 20],
      [40, 40],
    ],
  ],
  ["nothing, where none has a threshold", values([0, 20, Number.NaN], [10, 90, Number.NaN]), []],
])("a value is across its threshold %s", async (_, batch, expected) => {
  expect(await labelled("threshold", batch)).toEqual(expected);
});

test("an alarm is often on from more active rows than the limit until enough of them are over, told up to a step later", async () => {
  const collector = new LabelCollector({ size: 100, every: 10, more: 2, until: 1 });
  await collector.events(flags([0, true], [10, true], [20, true], [30, false], [105, false], [115, false], [300, true]), keys);
  collector.finish();
  // At 20 there are three; at 105 two are left, at 115 one.
  expect(collector.labels).toEqual([{ station: "s", sensor: "t", alarm: "a", start: 20, end: 115 }]);
});
