import { createServer, type Server } from "node:http";
import type { MetricsSnapshot } from "./metrics.ts";

/** Metrics as Prometheus text (exposition format 0.0.4), names as in `metrics.json` with the prefix `weir_`. */
function prometheusText(metrics: MetricsSnapshot): string {
  const lines: string[] = [];
  const add = (
    name: string,
    type: "counter" | "gauge",
    samples: readonly (readonly [labels: string, value: number | null])[],
  ): void => {
    const known = samples.filter(([, value]) => value !== null && Number.isFinite(value));
    if (known.length === 0) return;
    lines.push(`# TYPE weir_${name} ${type}`);
    for (const [labels, value] of known) lines.push(`weir_${name}${labels === "" ? "" : `{${labels}}`} ${value}`);
  };
  const single = (name: string, type: "counter" | "gauge", value: number | null): void => add(name, type, [["", value]]);
  single("records_read_total", "counter", metrics.records_read_total);
  single("bytes_read_total", "counter", metrics.bytes_read_total);
  single("records_accepted_total", "counter", metrics.records_accepted_total);
  single("events_total", "counter", metrics.events_total);
  add(
    "records_dropped_total",
    "counter",
    Object.entries(metrics.records_dropped_total).map(([reason, n]) => [label("reason", reason), n]),
  );
  single("deserialization_errors_total", "counter", metrics.deserialization_errors_total);
  single("conversion_errors_total", "counter", metrics.conversion_errors_total);
  single("out_of_order_events_total", "counter", metrics.out_of_order_events_total);
  single("late_events_total", "counter", metrics.late_events_total);
  single("early_events_total", "counter", metrics.early_events_total);
  add(
    "runtime_errors_total",
    "counter",
    Object.entries(metrics.runtime_errors_total).map(([plugin, n]) => [label("plugin", plugin), n]),
  );
  add(
    "results_total",
    "counter",
    Object.entries(metrics.results_total).flatMap(([plugin, { alert, series }]): [string, number][] => [
      [`${label("plugin", plugin)},${label("kind", "alert")}`, alert],
      [`${label("plugin", plugin)},${label("kind", "series")}`, series],
    ]),
  );
  single("rows_with_result_total", "counter", metrics.rows_with_result_total);
  single("ingest_rate", "gauge", metrics.ingest_rate);
  single("ingest_rate_max", "gauge", metrics.ingest_rate_max);
  const { mean, p50, p99, max } = metrics.row_processing_seconds;
  add("row_processing_seconds", "gauge", [
    [label("stat", "mean"), mean],
    [label("stat", "p50"), p50],
    [label("stat", "p99"), p99],
    [label("stat", "max"), max],
  ]);
  single("queue_delay_seconds", "gauge", metrics.queue_delay_seconds);
  single("watermark_delay_seconds", "gauge", metrics.watermark_delay_seconds);
  add("response_seconds", "gauge", [
    [label("stat", "mean"), metrics.response_seconds.mean],
    [label("stat", "p99"), metrics.response_seconds.p99],
  ]);
  add(
    "plugin_seconds_total",
    "counter",
    Object.entries(metrics.plugin_seconds_total).map(([plugin, s]) => [label("plugin", plugin), s]),
  );
  return `${lines.join("\n")}\n`;
}

function label(name: string, value: string): string {
  return `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

/** What this machine calls itself: a page in a browser that had its own name point here (DNS rebinding) sends that name. */
const OWN_NAME = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/** Serves `/metrics` on the loopback address, and under its names, only; null: there is nothing to tell yet. Throws an Error of one line when the port is taken. */
export async function servePrometheus(port: number, metrics: () => MetricsSnapshot | null): Promise<Server> {
  const server = createServer((request, response) => {
    if (!OWN_NAME.test(request.headers.host ?? "")) {
      response.writeHead(403, { "content-type": "text/plain; charset=utf-8" });
      response.end("served to this machine alone: ask 127.0.0.1 or localhost\n");
      return;
    }
    const known = request.method === "GET" && request.url?.split("?")[0] === "/metrics";
    const now = known ? metrics() : null;
    response.writeHead(known ? (now === null ? 503 : 200) : 404, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
    response.end(now !== null ? prometheusText(now) : known ? "not running yet\n" : "GET /metrics\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          `--metrics-port ${port}: ${error.code === "EADDRINUSE" ? "another program uses it; choose another port" : error.message}`,
        ),
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  server.unref();
  return server;
}
