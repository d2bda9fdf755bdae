import type { MetricsSnapshot } from "./metrics.ts";

type Sample = readonly [labels: string, value: number | null];

/** Counters and gauges that are one number. */
const COUNTERS = [
  "records_read_total",
  "bytes_read_total",
  "records_accepted_total",
  "events_total",
  "deserialization_errors_total",
  "conversion_errors_total",
  "out_of_order_events_total",
  "late_events_total",
  "early_events_total",
  "rows_with_result_total",
] as const;
const GAUGES = ["ingest_rate", "ingest_rate_max", "queue_delay_seconds", "watermark_delay_seconds"] as const;

/** Metrics as Prometheus text (exposition format 0.0.4), names as in `metrics.json` with the prefix `weir_`. */
export function prometheusText(metrics: MetricsSnapshot): string {
  const results = Object.entries(metrics.results_total).flatMap(([plugin, counts]) =>
    (["alert", "series"] as const).map((kind): Sample => [`${label("plugin", plugin)},${label("kind", kind)}`, counts[kind]]),
  );
  const { mean, p50, p99, max } = metrics.row_processing_seconds;
  return [
    ...COUNTERS.map((name) => family(name, "counter", [["", metrics[name]]])),
    family("records_dropped_total", "counter", each("reason", metrics.records_dropped_total)),
    family("runtime_errors_total", "counter", each("plugin", metrics.runtime_errors_total)),
    family("results_total", "counter", results),
    family("plugin_seconds_total", "counter", each("plugin", metrics.plugin_seconds_total)),
    ...GAUGES.map((name) => family(name, "gauge", [["", metrics[name]]])),
    family("row_processing_seconds", "gauge", each("stat", { mean, p50, p99, max })),
    family("response_seconds", "gauge", each("stat", metrics.response_seconds)),
  ].join("");
}

/** One metric with all its samples; nothing where none of them is known. */
function family(name: string, type: "counter" | "gauge", samples: readonly Sample[]): string {
  const known = samples.filter(([, value]) => value !== null && Number.isFinite(value));
  if (known.length === 0) return "";
  const lines = known.map(([labels, value]) => `weir_${name}${labels === "" ? "" : `{${labels}}`} ${value}\n`);
  return `# TYPE weir_${name} ${type}\n${lines.join("")}`;
}

function each(name: string, values: Readonly<Record<string, number | null>>): Sample[] {
  return Object.entries(values).map(([of, value]) => [label(name, of), value]);
}

function label(name: string, value: string): string {
  return `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
