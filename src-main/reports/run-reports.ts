import type { Catalogue } from "../../plugins/api.ts";
import { connectConfined } from "../store/confined.ts";
import type { SqlLimits } from "../store/sql.ts";
import type { Store } from "../store/store.ts";
import { knownNames } from "./known-names.ts";
import type { ReportDeclared, ReportResult, ReportSettings } from "./report-result.ts";
import { type NameOf, REPORT_LIMITS, type ReportRequest, runReport } from "./run-report.ts";

/** Where reports come from: the plugin library, or functions at hand in tests. */
export interface ReportSource {
  readonly reports: readonly ReportDeclared[];
  readonly catalogues: readonly Catalogue[];
  /** The report's statement, asked of its confinement. */
  sql(id: string, settings: ReportSettings): Promise<string>;
}

export interface ReportChoice {
  readonly id: string;
  /** Checked. */
  readonly settings: ReportSettings;
}

export interface RunReports {
  readonly store: Store;
  readonly run: number;
  readonly timezone: string;
  readonly source: ReportSource;
  readonly choices: readonly ReportChoice[];
  /** As knownNames has it. */
  readonly unitOf?: (sensor: string) => string;
  /** Only what is of [from, to), ms; counts of rows read and refused are always of the whole run, the longest gap is not. */
  readonly range?: TimeRange;
  readonly limits?: SqlLimits;
}

export interface TimeRange {
  readonly from?: number;
  readonly to?: number;
}

/** Runs reports one after the other over one run of a store. Throws an Error of one line that names the report. */
export async function runReports(options: RunReports): Promise<ReportResult[]> {
  const { store, run, timezone, source, choices, range, limits = REPORT_LIMITS } = options;
  const names = await knownNames(store, source.catalogues, options.unitOf);
  const known = new Map<string, string>(
    names.flatMap(({ part, code, name }) => (name === code ? [] : [[`${part} ${code}`, name]])),
  );
  const nameOf: NameOf = (column, code) => known.get(`${column} ${code}`);
  const connection = await connectConfined(store, { run, timezone, names, range });
  try {
    const results: ReportResult[] = [];
    for (const { id, settings } of choices)
      results.push(await runReport(connection, await request(source, id, settings), limits, nameOf));
    return results;
  } finally {
    connection.closeSync();
  }
}

async function request(source: ReportSource, id: string, settings: ReportSettings): Promise<ReportRequest> {
  const declaration = source.reports.find((report) => report.id === id);
  if (declaration === undefined)
    throw new Error(`there is no report "${id}"; there are ${source.reports.map((report) => report.id).join(", ")}`);
  try {
    return { declaration, settings, sql: await source.sql(id, settings) };
  } catch (error) {
    throw new Error(`report ${id}: the function that writes its SQL: ${(error as Error).message.split("\n")[0]}`);
  }
}
