import { expect, test } from "vitest";
import type { MetricsSnapshot } from "../../src-main/ipc/contract.ts";
import { brokenLine } from "../../src-renderer/features/metrics/history-chart.tsx";
import { metricRows } from "../../src-renderer/features/metrics/metric-rows.ts";

test("a line of the metrics breaks where no news came for long, instead of rising over what nobody saw", () => {
  expect(brokenLine([0, 250, 60_250, 60_500], [5, 0, 300, 200])).toEqual([
    [0, 5],
    [250, 0],
    [251, null],
    [60_250, 300],
    [60_500, 200],
  ]);
});

test("the rate of what was read to its end is not told as one of now", () => {
  const none = { mean: null, p50: null, p99: null, max: null, slowest: null };
  const metrics = { ingest_rate: 177_435, records_dropped_total: {}, row_processing_seconds: none, response_seconds: none };
  const meaning = (ended: boolean): string | undefined =>
    metricRows(metrics as unknown as MetricsSnapshot, ended).find(({ name }) => name === "ingest_rate")?.meaning;
  expect(meaning(false)).toBe("events a second, now");
  expect(meaning(true)).not.toContain("now");
});
