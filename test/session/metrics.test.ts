import { expect, test } from "vitest";
import { DurationHistogram } from "../../src-main/session/duration-histogram.ts";
import { Metrics } from "../../src-main/session/metrics.ts";

test("the rate is that of the last whole second, none after a silence, and the best one stays", () => {
  const metrics = new Metrics(0);
  metrics.countEvents(500, 100);
  metrics.countEvents(300, 900);
  metrics.countEvents(200, 1100);
  expect(metrics.snapshot(1200)).toMatchObject({ ingest_rate: 800, ingest_rate_max: 800, events_total: 1000 });
  // Nothing came in the seconds 2 to 5.
  metrics.countEvents(10, 6100);
  expect(metrics.snapshot(6200)).toMatchObject({ ingest_rate_max: 800, events_total: 1010 });
  expect(metrics.snapshot(6200).ingest_rate).toBeLessThan(200);
  expect(metrics.snapshot(9000).ingest_rate).toBe(0);
});

test("what was counted goes on in another process, with its time", () => {
  const one = new Metrics(0);
  one.read = 7;
  one.dropped.late = 2;
  one.countErrors("p", 3);
  one.countResults("r", 1, 2);
  one.addPluginSeconds("r", 0.5);
  one.observeProcessing(4, 2, () => "f.csv row 9");
  const two = new Metrics(50_000);
  two.restore(structuredClone(one.save(2000)), 60_000);
  const { ingest_rate: _, ...expected } = one.snapshot(3000);
  expect(two.snapshot(61_000)).toMatchObject(expected);
  two.end(61_000);
  expect(two.snapshot(99_000).duration_seconds).toBeCloseTo(3, 9);
});

test("errors, results and seconds add up rule by rule, and a plugin without errors is not named among them", () => {
  const metrics = new Metrics(0);
  for (const n of [0, 2, 1]) metrics.countErrors("fails", n);
  metrics.countErrors("works", 0);
  for (const [rule, alerts, points] of [
    ["a", 1, 20],
    ["b", 0, 3],
    ["a", 2, 40],
  ] as const)
    metrics.countResults(rule, alerts, points);
  for (const seconds of [0.25, 0.5]) metrics.addPluginSeconds("a", seconds);
  const { runtime_errors_total, results_total, plugin_seconds_total } = metrics.snapshot(1000);
  expect(runtime_errors_total).toEqual({ fails: 3 });
  expect(results_total).toEqual({ a: { alert: 3, series: 60 }, b: { alert: 0, series: 3 } });
  expect(plugin_seconds_total).toEqual({ a: 0.75 });
});

test("an event took its share of its batch; the slowest is named, and an empty batch says nothing", () => {
  const metrics = new Metrics(0);
  metrics.observeProcessing(5, 0, () => "nothing");
  expect(metrics.snapshot(1).row_processing_seconds).toEqual({ mean: null, p50: null, p99: null, max: null, slowest: null });
  metrics.observeProcessing(2, 4, () => "the first");
  metrics.observeProcessing(3, 5, () => "the slowest");
  metrics.observeProcessing(0.6, 1, () => "another as slow");
  metrics.observeProcessing(1, 10, () => "many");
  const { mean, max, slowest } = metrics.snapshot(1).row_processing_seconds;
  expect(mean).toBeCloseTo(0.33, 12);
  expect([max, slowest]).toEqual([0.6, "the slowest"]);
});

test("a checkpoint's counts take the place of those there were", () => {
  const one = new Metrics(0);
  one.countErrors("p", 3);
  one.observeResponse(0.5, 2);
  one.countEvents(900, 100);
  one.countEvents(1, 1100);
  one.sources.take({ rows: 5, refused: { late: 2 }, marks: { source: 1, rows: [], offsets: [] } });
  const two = new Metrics(0);
  two.countErrors("before", 1);
  two.restore(structuredClone(one.save(2000)), 0);
  two.sources.refuse(1, "late");
  const { runtime_errors_total, response_seconds, ingest_rate_max } = two.snapshot(3000);
  expect(runtime_errors_total).toEqual({ p: 3 });
  expect(response_seconds).toEqual({ mean: 0.5, p99: 0.5 });
  expect(ingest_rate_max).toBe(900);
  expect(two.sources.shares(2)?.map(({ read, refused }) => [read, refused.late])).toEqual([
    [0, 0],
    [5, 3],
  ]);
});

test("once a row came of which it is not known whose it is, nobody's counts are told, also after a checkpoint", () => {
  const one = new Metrics(0);
  one.sources.take({ rows: 0, refused: {} });
  expect(one.sources.shares(1)?.map(({ read }) => read)).toEqual([0]);
  one.sources.take({ rows: 1, refused: {} });
  expect(one.sources.shares(1)).toBeNull();
  const two = new Metrics(0);
  two.restore(structuredClone(one.save(0)), 0);
  expect(two.sources.shares(1)).toBeNull();
});

test("quantiles of durations are right to 4.5 %, and never beyond the longest", () => {
  const histogram = new DurationHistogram();
  for (let i = 1; i <= 1000; i++) histogram.observe(i / 1000);
  for (const q of [0.01, 0.5, 0.9, 0.99]) {
    const found = histogram.quantile(q)!;
    expect(found).toBeGreaterThanOrEqual(q);
    expect(found).toBeLessThanOrEqual(q * 1.045);
  }
  expect(histogram.quantile(1)).toBe(1);
  expect(histogram.summary().mean).toBeCloseTo(0.5005, 9);
  // A weight stands for so many; what is no duration is not counted.
  const weighted = new DurationHistogram();
  weighted.observe(1e-6, 99);
  weighted.observe(1, 1);
  weighted.observe(Number.NaN);
  weighted.observe(5, 0);
  expect(weighted.count).toBe(100);
  expect(weighted.quantile(0.99)!).toBeLessThan(1.05e-6);
  expect(weighted.quantile(0.995)).toBe(1);
  // What is too short for the clock is in the shortest bucket.
  const short = new DurationHistogram();
  for (const seconds of [0, 1]) short.observe(seconds);
  expect(short.quantile(0.5)!).toBeLessThan(1.045e-9);
  expect(new DurationHistogram().summary()).toEqual({ mean: null, p50: null, p99: null, max: null });
});
