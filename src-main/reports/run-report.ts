import type { DuckDBConnection } from "@duckdb/node-api";
import { type Cell, runSql, type SqlLimits } from "../store/sql.ts";
import type { ReportDeclared, ReportResult, ReportSettings } from "./report-result.ts";
import { settingsTold } from "./settings-told.ts";

/** A report to run: `sql` is what the plugin's function answered for `settings`, asked of its confinement. */
export interface ReportRequest {
  readonly declaration: ReportDeclared;
  readonly settings: ReportSettings;
  readonly sql: string;
}

/** A code's name by the column it stands in (station, sensor, alarm); undefined: not known. */
export type NameOf = (column: string, code: string) => string | undefined;

/** Rows of a report: more than a page shows, less than fills the memory. */
export const REPORT_LIMITS: SqlLimits = { rows: 1_000_000, milliseconds: 300_000 };

const TOLD_CHARACTERS = 500;

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
    return {
      id,
      title,
      description,
      settings,
      chosen: chosenTold(declaration, found),
      told: settingsTold(declaration.settings, settings),
      columns: declared,
      chart,
      rows,
      cut,
      seconds,
    };
  } catch (error) {
    throw new Error(`report ${id}: ${(error as Error).message}`);
  }
}

/** What the SQL chose where the settings leave it open; nothing where `told` is a column to be shown. */
function chosenTold({ columns }: ReportDeclared, found: ReadonlyMap<string, readonly Cell[]>): string {
  const told = columns.some(({ name }) => name === "told") ? "" : found.get("told")?.[0];
  return typeof told === "string" ? told.slice(0, TOLD_CHARACTERS) : "";
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
