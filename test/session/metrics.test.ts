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
  expect(new DurationHistogram().summary()).toEqual({ mean: null, p50: null, p99: null, max: null });
});
