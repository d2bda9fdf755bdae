import type { Alert } from "../../engine/results.ts";
import type { Reject } from "../../sources/source.ts";
import { csvCell } from "./csv-text.ts";

/** One line of `alerts.jsonl`. Carries nothing of where or when the event was read, so that a file and a queue give the same. */
export function alertLine(alert: Alert): string {
  const { id, rule, version, severity, title, time, key, window, value, evidence, action } = alert;
  const line = { id, rule, version, severity, title, time, key, window, value, evidence };
  return JSON.stringify(action === "raise" ? line : { ...line, action });
}

/** One line of `rejects.csv`, with its line break. */
export function rejectLine({ source, row, reason, detail, text }: Reject, names: readonly string[], cell = csvCell): string {
  return `${[names[source] ?? String(source), String(row), reason, detail, text].map(cell).join(",")}\n`;
}
