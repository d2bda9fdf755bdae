import { createWriteStream, statSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { checkSettings } from "../plugin-host/check-settings.ts";
import { runReports } from "../reports/run-reports.ts";
import { presetsOf } from "../session/open-recorded-input.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { openReportInput } from "../session/report-input.ts";
import { reportSource } from "../session/report-library.ts";
import { simulateBts } from "../simulate/simulate-bts.ts";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { BareReports } from "./bare-reports.ts";

const REPORTS = ["station-share", "value-histogram", "alarms-per-period", "alarm-ranking", "alarms-by-hour", "data-quality"];
/** Rows a simulated station has in a week, about. */
const STATION_WEEK = 50_000;

type Seconds = Readonly<Record<string, number>>;

export interface ReportsFigures {
  readonly rows: number;
  readonly csv_mb: number;
  /** `weir report f.csv`: reading the file into a store and all six reports, beside six statements that each read the CSV. */
  readonly from_csv: {
    readonly read_seconds: number;
    readonly reports_seconds: number;
    readonly seconds: number;
    readonly duckdb: Seconds;
    readonly duckdb_seconds: number;
    readonly times_duckdb: number;
  };
  /** `weir report history.db`: the reports alone, beside the statements over a plain table of the same rows. */
  readonly from_store: {
    readonly reports: Seconds;
    readonly seconds: number;
    readonly duckdb: Seconds;
    readonly duckdb_seconds: number;
    readonly times_duckdb: number;
    /** Loading the plain table. */
    readonly duckdb_load_seconds: number;
  };
  /** Of this process after Weir's part, before DuckDB's. */
  readonly peak_memory_mb: number;
}

/** The six reports over `rows` simulated rows. */
export async function reportsBench(rows: number, workerDir: string): Promise<ReportsFigures> {
  const folder = temporaryFolder("bench");
  const library = await PluginLibrary.open({ workerDir, folders: [] });
  try {
    const csv = join(folder, "rows.csv");
    const written = await writeRows(csv, rows);
    const own = await weir(csv, library, workerDir);
    const peak = Math.round(process.resourceUsage().maxRSS / 1024);
    const bare = await BareReports.open(join(folder, "bare.db"), csv);
    const overCsv = await bare.overCsv();
    const overTable = await bare.overTable();
    bare.close();
    const reports = sum(own.reports);
    return {
      ...{ rows: written, csv_mb: Math.round(statSync(csv).size / 1e6) },
      from_csv: {
        ...{ read_seconds: own.read, reports_seconds: reports, seconds: own.read + reports },
        ...{ duckdb: overCsv, duckdb_seconds: sum(overCsv), times_duckdb: (own.read + reports) / sum(overCsv) },
      },
      from_store: {
        ...{ reports: own.reports, seconds: reports, duckdb: overTable.reports, duckdb_seconds: sum(overTable.reports) },
        ...{ times_duckdb: reports / sum(overTable.reports), duckdb_load_seconds: overTable.load },
      },
      peak_memory_mb: peak,
    };
  } finally {
    await library.close();
    removeTemporaryFolder(folder);
  }
}

async function weir(csv: string, library: PluginLibrary, workerDir: string): Promise<{ read: number; reports: Seconds }> {
  const presets = presetsOf(library.set.catalogues);
  const started = performance.now();
  const input = await openReportInput([csv], { presets, workerDir });
  try {
    const read = (performance.now() - started) / 1000;
    const source = reportSource(library);
    const reports: Record<string, number> = {};
    for (const id of REPORTS) {
      const declaration = source.reports.find((report) => report.id === id);
      if (declaration === undefined) throw new Error(`there is no report ${id}`);
      const begun = performance.now();
      const choices = [{ id, settings: checkSettings(id, declaration.settings, {}) }];
      await runReports({ store: input.store, run: input.run, timezone: "UTC", source, choices });
      reports[id] = (performance.now() - begun) / 1000;
    }
    return { read, reports };
  } finally {
    await input.close();
  }
}

/** At least `rows` simulated rows of a week, as they come. */
async function writeRows(path: string, rows: number): Promise<number> {
  const simulation = simulateBts({ stations: Math.ceil(rows / STATION_WEEK), days: 7, seed: 1 });
  const enough = function* (): Generator<string> {
    for (const chunk of simulation.chunks()) {
      yield chunk;
      if (simulation.rows >= rows) return;
    }
  };
  await pipeline(Readable.from(enough()), createWriteStream(path));
  return simulation.rows;
}

const sum = (seconds: Seconds): number => Object.values(seconds).reduce((a, b) => a + b, 0);
