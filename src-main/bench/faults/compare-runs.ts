import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MetricsSnapshot } from "../../session/metrics.ts";
import { all } from "../../store/read.ts";
import { openStore } from "../../store/store.ts";

/** What two runs agree in. */
export interface Agreement {
  readonly alerts: boolean;
  readonly series: boolean;
  readonly rejects: boolean;
  readonly counters: boolean;
  /** Absent: none was written. */
  readonly store?: boolean;
}

/** Result folders of a run over files: byte for byte. */
export function compareFolders(a: string, b: string): Agreement {
  const same = (name: string): boolean => readFileSync(join(a, name)).equals(readFileSync(join(b, name)));
  return {
    alerts: same("alerts.jsonl"),
    series: same("series.csv"),
    rejects: same("rejects.csv"),
    counters: counters(a) === counters(b),
  };
}

/** Result folders of a queue, whose steps depend on when messages come: the same lines, and the same refusals but for repeats. */
export function compareLive(a: string, b: string): Agreement {
  const lines = (folder: string, name: string): string[] => readFileSync(join(folder, name), "utf8").split("\n").sort();
  const same = (name: string): boolean => lines(a, name).join("\n") === lines(b, name).join("\n");
  const refusals = (folder: string): string =>
    lines(folder, "rejects.csv")
      .map((line) => line.split(",").slice(2).join(","))
      .filter((line) => !line.startsWith("duplicate,"))
      .sort()
      .join("\n");
  return {
    alerts: same("alerts.jsonl"),
    series: same("series.csv"),
    rejects: refusals(a) === refusals(b),
    counters: counters(a, true) === counters(b, true),
  };
}

export function readMetrics(folder: string): MetricsSnapshot {
  return JSON.parse(readFileSync(join(folder, "metrics.json"), "utf8")) as MetricsSnapshot;
}

/** Counters that do not depend on the clock; of a queue as if no message had come twice. */
function counters(folder: string, live = false): string {
  const metrics = readMetrics(folder);
  const { duplicate } = metrics.records_dropped_total;
  const { records_read_total, bytes_read_total, records_accepted_total, events_total, records_dropped_total } = metrics;
  const { out_of_order_events_total, runtime_errors_total, results_total, rows_with_result_total } = metrics;
  const sorted = (counts: object): object => Object.fromEntries(Object.entries(counts).sort(([x], [y]) => (x < y ? -1 : 1)));
  return JSON.stringify([
    live ? records_read_total - duplicate : records_read_total,
    live ? 0 : bytes_read_total,
    ...[records_accepted_total, events_total, out_of_order_events_total, rows_with_result_total],
    ...[sorted({ ...records_dropped_total, duplicate: live ? 0 : duplicate }), sorted(runtime_errors_total)],
    sorted(results_total),
  ]);
}

const TABLES = [
  "select count(*), bit_xor(hash(time_ms, station, sensor, alarm, value, threshold, active, raised, source, row)) from events",
  "select count(*), bit_xor(hash(id, rule, time_ms, station, sensor, alarm, value, evidence, action, source, row)) from alerts",
  "select count(*), bit_xor(hash(rule, series, station, sensor, alarm, time_ms, value)) from series",
  "select count(*), bit_xor(hash(source, row, reason, detail, text)) from rejects",
  "select count(*), sum(events), bit_xor(hash(columns(*))) from summary",
  "select count(*), bit_xor(hash(columns(*))) from segment",
  "select count(*), bit_xor(hash(columns(*))) from source_total",
  "select count(*), count(ended_ms) from run",
];

/** Two stores of one run each hold the same. */
export async function compareStores(a: string, b: string): Promise<boolean> {
  const [first, second] = [await contents(a), await contents(b)];
  return first === second;
}

async function contents(path: string): Promise<string> {
  const store = await openStore(path, { readOnly: true });
  try {
    const rows: string[] = [];
    for (const sql of TABLES) for (const row of await all(store.connection, sql)) rows.push(row.map(String).join(" "));
    return rows.join("\n");
  } finally {
    await store.close();
  }
}
