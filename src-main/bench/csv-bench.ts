import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { DuckDBInstance } from "@duckdb/node-api";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { writeRows } from "./bts-file.ts";
import { type PandasJob, pandasSeconds } from "./pandas-jobs.ts";
import { median } from "./quantiles.ts";
import { type Measured, runWeir } from "./weir-process.ts";

export interface CsvFigure {
  readonly case: string;
  readonly rows: number;
  readonly seconds: number;
  readonly cpu_seconds: number;
  readonly rows_per_second: number;
  /** DuckDB's scan of the same file into typed columns, right after; nothing is computed or written. */
  readonly duckdb_seconds: number;
  readonly times_duckdb: number;
  /** The same job in pandas; null: not measured, as there is no python3 with pandas (WEIR_PYTHON names another one). */
  readonly pandas_seconds: number | null;
  readonly times_faster_than_pandas: number | null;
  /** The job without running statistics, which Weir's results have and pandas' then have not; null as above, or where there are none. */
  readonly pandas_windows_seconds: number | null;
  readonly times_faster_than_pandas_windows: number | null;
  readonly peak_memory_mb: number;
}

interface Case {
  readonly name: string;
  readonly args: (file: string, out: string) => readonly string[];
  readonly pandas?: PandasJob;
  /** The same with less in the results. */
  readonly less?: PandasJob;
  /** Share of the rows, where results are many times the input. */
  readonly share?: number;
}

const run = (name: string, plugins: readonly string[], pandas?: PandasJob, less?: PandasJob): Case => ({
  name: `weir run, ${name}`,
  args: (file, out) => ["run", file, "--out", out, ...plugins.flatMap((id) => ["--plugin", id])],
  pandas,
  less,
});

const CASES: readonly Case[] = [
  run("sensor-statistics and alarm-counts", ["sensor-statistics", "alarm-counts"], "two", "two, windows"),
  run(
    "sensor-statistics, alarm-counts and active-alarms",
    ["sensor-statistics", "alarm-counts", "active-alarms"],
    "three",
    "three, windows",
  ),
  run("all five default rules", []),
  { name: "weir window, sliding:1h/5m", args: (file) => windowArgs(file, "sliding:1h/5m"), pandas: "window" },
  // Sensors report less than once in five seconds: each event stands in twelve windows, a line of 130 bytes each.
  { name: "weir window, sliding:60s/5s (12 lines an event)", args: (file) => windowArgs(file, "sliding:60s/5s"), share: 0.1 },
];

const windowArgs = (file: string, window: string): string[] => ["window", file, "--by", "station,sensor", "--window", window];

/**
 * `weir run` and `weir window` over simulated rows, as processes of their own, beside DuckDB's typed scan of the file and pandas. Medians of
 * `runs`; the first figure is the start alone, over ten rows. `cli`: the built command line.
 */
export async function csvBench(rows: number, runs: number, cli: string): Promise<{ start_seconds: number; cases: CsvFigure[] }> {
  const folder = temporaryFolder("bench", process.env["WEIR_BENCH_DIR"]);
  try {
    const file = join(folder, "bench.csv");
    const small = join(folder, "small.csv");
    const made = { file, rows: writeRows(file, rows) };
    const part = { file: small, rows: writeRows(small, rows * 0.1) };
    const cases: CsvFigure[] = [];
    for (const one of CASES) cases.push(await measure(one, one.share === undefined ? made : part, runs, cli, folder));
    const tiny = join(folder, "tiny.csv");
    // A header and ten rows.
    writeFileSync(tiny, readFileSync(small, "utf8").split("\n", 11).join("\n"));
    const start: number[] = [];
    for (let i = 0; i < runs; i++) start.push((await runWeir(cli, ["run", tiny, "--out", join(folder, "out")], folder)).seconds);
    return { start_seconds: median(start), cases };
  } finally {
    removeTemporaryFolder(folder);
  }
}

async function measure(
  { name, args, pandas, less }: Case,
  { file, rows }: { readonly file: string; readonly rows: number },
  runs: number,
  cli: string,
  folder: string,
): Promise<CsvFigure> {
  const ours: Measured[] = [];
  const theirs: number[] = [];
  const same: (number | null)[] = [];
  const lesser: (number | null)[] = [];
  // In turn, as a machine is not as fast at all times.
  for (let i = 0; i < runs; i++) {
    ours.push(await runWeir(cli, args(file, join(folder, "out")), folder));
    theirs.push(await scan(file));
    if (pandas !== undefined) same.push(pandasSeconds(file, pandas, folder));
    if (less !== undefined) lesser.push(pandasSeconds(file, less, folder));
  }
  const seconds = median(ours.map((one) => one.seconds));
  const duckdb = median(theirs);
  const beside = pandasFigures(same, seconds);
  const besideLess = pandasFigures(lesser, seconds);
  return {
    case: name,
    rows,
    seconds,
    cpu_seconds: median(ours.map(({ cpuSeconds }) => cpuSeconds)),
    rows_per_second: Math.round(rows / seconds),
    duckdb_seconds: duckdb,
    times_duckdb: seconds / duckdb,
    pandas_seconds: beside.seconds,
    times_faster_than_pandas: beside.times,
    pandas_windows_seconds: besideLess.seconds,
    times_faster_than_pandas_windows: besideLess.times,
    peak_memory_mb: Math.round(Math.max(...ours.map(({ peakMb }) => peakMb))),
  };
}

/** Median of runs in pandas, and how many times ours that is; null where it was not measured. */
function pandasFigures(runs: readonly (number | null)[], ours: number): { seconds: number | null; times: number | null } {
  const measured = runs.filter((one) => one !== null);
  if (measured.length === 0) return { seconds: null, times: null };
  const seconds = median(measured);
  return { seconds, times: seconds / ours };
}

async function scan(file: string): Promise<number> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const started = performance.now();
  await connection.run(
    `select count(*), max(event_time), sum(value), sum("valueThreshold"), count(distinct station_id) from read_csv('${file.replaceAll("'", "''")}',
     columns={station_id:'VARCHAR',datapoint_id:'VARCHAR',alarm_id:'VARCHAR',event_time:'TIMESTAMP',value:'DOUBLE',valueThreshold:'DOUBLE',isActive:'BOOLEAN',storedtime:'VARCHAR'},
     header=true, timestampformat='%Y-%m-%d %H:%M:%S UTC')`,
  );
  const seconds = (performance.now() - started) / 1000;
  connection.closeSync();
  instance.closeSync();
  return seconds;
}
