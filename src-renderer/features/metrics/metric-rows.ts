import type { MetricsSnapshot } from "../../../src-main/ipc/contract.ts";
import { bytes, count, seconds } from "../../ui/format-number.ts";

export interface MetricRow {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
  readonly bad: boolean;
}

/** `ended`: everything was read. The metrics under the names that `metrics.json` and Prometheus have them under. */
export function metricRows(m: MetricsSnapshot, ended: boolean): readonly MetricRow[] {
  const row = (name: string, value: string, meaning: string, bad = false): MetricRow => ({ name, value, meaning, bad });
  const processing = m.row_processing_seconds;
  return [
    row("records_read_total", count(m.records_read_total), "input rows or messages"),
    row("bytes_read_total", bytes(m.bytes_read_total), "their bytes"),
    row("records_accepted_total", count(m.records_accepted_total), "rows that became events"),
    ...Object.entries(m.records_dropped_total).map(([reason, n]) =>
      row(`records_dropped_total{${reason}}`, count(n), `rows refused as ${reason}`, n > 0),
    ),
    row(
      "deserialization_errors_total",
      count(m.deserialization_errors_total),
      "rows that could not be parsed",
      m.deserialization_errors_total > 0,
    ),
    row(
      "conversion_errors_total",
      count(m.conversion_errors_total),
      "a mapped field was not what it must be",
      m.conversion_errors_total > 0,
    ),
    row("out_of_order_events_total", count(m.out_of_order_events_total), "accepted behind an earlier one; no loss"),
    row("late_events_total", count(m.late_events_total), "behind the watermark when they arrived", m.late_events_total > 0),
    row("early_events_total", count(m.early_events_total), "from the future", m.early_events_total > 0),
    row("rows_with_result_total", count(m.rows_with_result_total), "rows that caused at least one result"),
    row("ingest_rate", `${count(m.ingest_rate)} /s`, ended ? "events a second, when the last were read" : "events a second, now"),
    row("ingest_rate_max", `${count(m.ingest_rate_max)} /s`, "the best second"),
    row("row_processing_seconds mean", seconds(processing.mean), "time in the engine per event"),
    row("row_processing_seconds p50", seconds(processing.p50), "half of the events took less"),
    row("row_processing_seconds p99", seconds(processing.p99), "99 of 100 took less"),
    row(
      "row_processing_seconds max",
      seconds(processing.max),
      processing.slowest === null ? "the slowest event" : `slowest: ${processing.slowest}`,
    ),
    row("queue_delay_seconds", seconds(m.queue_delay_seconds), "newest message in the queue minus the one being read"),
    row("watermark_delay_seconds", seconds(m.watermark_delay_seconds), "now minus the watermark"),
    row("response_seconds mean", seconds(m.response_seconds.mean), "from reading an event to its result handed over"),
    row("response_seconds p99", seconds(m.response_seconds.p99), "99 of 100 took less"),
  ];
}
