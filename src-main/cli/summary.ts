import type { Writable } from "node:stream";
import { formatDuration } from "../engine/duration.ts";
import type { Analysis } from "../session/analysis.ts";
import type { CheckpointCosts } from "../session/checkpoint/run-checkpoints.ts";
import type { SessionStatus } from "../session/session-status.ts";
import { isoTime } from "../sinks/files/csv-text.ts";
import { groupedDigits } from "../sources/grouped-digits.ts";
import { REFUSAL_REASONS } from "../sources/source.ts";
import { counted } from "./counted.ts";
import { mappingLine } from "./mapping-line.ts";
import { printable } from "./terminal.ts";

export interface SummaryOptions {
  readonly out: string | null;
  /** ms that late rows were waited for. */
  readonly outOfOrderness: number;
  /** Checkpoints taken and what the stream waited for them; null: none are. */
  readonly saved: CheckpointCosts | null;
  readonly terminal: Writable;
}

/** What a person wants to know when a run has ended, on stderr: rows accounted for, time range, how they were understood, results by rule. */
export function printSummary(
  status: SessionStatus,
  analysis: Analysis,
  { out, outOfOrderness, saved, terminal }: SummaryOptions,
): void {
  const { metrics } = status;
  const refused = REFUSAL_REASONS.map((reason) => ({ reason, rows: metrics.records_dropped_total[reason] }));
  const seconds = metrics.duration_seconds;
  const lines = [
    `read ${counted(metrics.records_read_total, "row")} = ${groupedDigits(metrics.records_accepted_total)} accepted${refused.map(({ reason, rows }) => ` + ${groupedDigits(rows)} ${reason}`).join("")}`,
    `${counted(status.keys, "key")}, ${Number.isFinite(status.firstTime) ? `${isoTime(status.firstTime)} to ${isoTime(status.lastTime)}` : "no events"}, ${seconds.toFixed(1)} s, ${groupedDigits(Math.round(metrics.records_read_total / Math.max(seconds, 1e-9)))} rows/s`,
  ];
  const { mapping, notes = [] } = analysis.source;
  if (mapping != null) lines.push(mappingLine(mapping));
  lines.push(...notes);
  const late = metrics.records_dropped_total.late;
  if (late > 0)
    lines.push(
      `${counted(late, "row")} came ${outOfOrderness === 0 ? "" : `more than ${formatDuration(outOfOrderness)} `}behind a newer one and ${late === 1 ? "was" : "were"} dropped; a longer --out-of-orderness waits for them`,
    );
  for (const rule of analysis.rules) {
    const result = metrics.results_total[rule.declaration.id] ?? { alert: 0, series: 0 };
    lines.push(`${rule.declaration.id}: ${counted(result.alert, "alert")}, ${counted(result.series, "series point")}`);
  }
  for (const [name, times] of Object.entries(metrics.runtime_errors_total))
    lines.push(`${name} failed ${counted(times, "time")}`);
  if (status.rejectsKept > 0 && out !== null)
    lines.push(`refused rows kept in rejects.csv: ${groupedDigits(status.rejectsKept)}`);
  if (saved !== null && saved.taken > 0)
    lines.push(
      `saved ${counted(saved.taken, "time")}, the last ${groupedDigits(Math.ceil(saved.bytes / 1024))} KiB; the stream stood still for ${saved.seconds.toFixed(2)} s, ${saved.longest.toFixed(2)} s at most`,
    );
  if (out !== null) lines.push(`results in ${out}`);
  terminal.write(`${printable(lines.join("\n"))}\n`);
}
