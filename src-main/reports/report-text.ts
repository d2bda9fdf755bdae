import { defused } from "../sinks/files/csv-text.ts";
import { jsonText } from "../sinks/files/json-text.ts";
import type { Cell } from "../store/sql.ts";
import type { ReportResult } from "./report-result.ts";

/** Reports as JSON: columns by name. */
export function reportsJson(results: readonly ReportResult[]): string {
  const reports = results.map(({ id, title, settings, columns, chart }) => ({
    ...{ id, title, settings },
    columns: Object.fromEntries(columns.map(({ name, values }) => [name, values])),
    chart,
  }));
  return `${jsonText({ reports }, 1)}\n`;
}

/** One CSV a report, header included. `defuse`: texts that a spreadsheet would run as a formula get an apostrophe; else they stay as they are. */
export function reportCsv({ columns, rows }: ReportResult, defuse = false): string {
  const field = (value: Cell): string => csvField(defuse && typeof value === "string" ? defused(value) : value);
  const lines = [columns.map(({ name }) => field(name)).join(",")];
  for (let i = 0; i < rows; i++) lines.push(columns.map(({ values }) => field(values[i] ?? null)).join(","));
  return `${lines.join("\n")}\n`;
}

function csvField(value: Cell): string {
  if (value === null) return "";
  const text = String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
