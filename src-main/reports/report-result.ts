import type { DuckDBConnection } from "@duckdb/node-api";
import type { ChartSpec } from "../../plugins/api.ts";
import type { ReportDeclaration } from "../plugin-host/contract.ts";
import { defused } from "../sinks/files/csv-text.ts";
import { jsonText } from "../sinks/files/json-text.ts";
import { type Cell, runSql, type SqlLimits } from "../store/sql.ts";

/** What a report plugin declares. */
export type ReportDeclared = Omit<ReportDeclaration, "type" | "plugin" | "version">;

export type ReportSettings = Readonly<Record<string, number | boolean | string>>;

/** A report to run: `sql` is what the plugin's function answered for `settings`, asked of its confinement. */
export interface ReportRequest {
  readonly declaration: ReportDeclared;
  readonly settings: ReportSettings;
  readonly sql: string;
}

/** Columns in the order of the declaration. */
export interface ReportResult {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly settings: ReportSettings;
  readonly columns: readonly {
    readonly name: string;
    readonly label: string;
    readonly unit: string;
    readonly values: readonly Cell[];
    /** Catalogue names of the codes in it. */
    readonly names: Readonly<Record<string, string>>;
  }[];
  readonly chart: ChartSpec;
  readonly rows: number;
  /** Stopped at the row limit. */
  readonly cut: boolean;
  readonly seconds: number;
}

/** A code's name by the column it stands in (station, sensor, alarm); undefined: not known. */
export type NameOf = (column: string, code: string) => string | undefined;

/** Rows of a report: more than a page shows, less than fills the memory. */
export const REPORT_LIMITS: SqlLimits = { rows: 1_000_000, milliseconds: 300_000 };

/** Runs a report on a confined connection. Throws an Error of one line that names the report. */
export async function runReport(
  connection: DuckDBConnection,
  { declaration, settings, sql }: ReportRequest,
  limits: SqlLimits = REPORT_LIMITS,
  nameOf: NameOf = () => undefined,
): Promise<ReportResult> {
  const { id, title, description, chart } = declaration;
  try {
    const { columns, rows, cut, seconds } = await runSql(connection, sql, limits, settings);
    const found = new Map(columns.map((column) => [column.name, column.values]));
    const declared = declaration.columns.map(({ name, label, unit = "" }) => {
      const values = found.get(name);
      if (values === undefined)
        throw new Error(`its SQL has no column "${name}"; it has ${columns.map((column) => column.name).join(", ")}`);
      return { name, label, unit: unitOf(unit, found), values, names: namesOf(name, values, nameOf) };
    });
    return { id, title, description, settings, columns: declared, chart, rows, cut, seconds };
  } catch (error) {
    throw new Error(`report ${id}: ${(error as Error).message}`);
  }
}

/** `$NAME`: what the first row says in the column NAME. */
function unitOf(unit: string, columns: ReadonlyMap<string, readonly Cell[]>): string {
  if (!unit.startsWith("$")) return unit;
  const value = columns.get(unit.slice(1))?.[0];
  return typeof value === "string" ? value : "";
}

function namesOf(column: string, values: readonly Cell[], nameOf: NameOf): Record<string, string> {
  const names: Record<string, string> = {};
  if (!["station", "sensor", "alarm"].includes(column)) return names;
  for (const code of new Set(values)) {
    const name = typeof code === "string" ? nameOf(column, code) : undefined;
    if (name !== undefined && name !== "") names[String(code)] = name;
  }
  return names;
}

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
