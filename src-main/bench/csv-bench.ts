import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { DuckDBInstance } from "@duckdb/node-api";
import { simulateBts } from "../simulate/simulate-bts.ts";

export interface CsvFigure {
  readonly case: string;
  readonly rows: number;
  readonly seconds: number;
  readonly rows_per_second: number;
  /** DuckDB's scan of the same file into typed columns, right after. */
  readonly duckdb_seconds: number;
  readonly times_duckdb: number;
  readonly peak_memory_mb: number;
}

const CASES: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: "weir run, sensor-statistics and alarm-counts", args: ["--plugin", "sensor-statistics", "--plugin", "alarm-counts"] },
  { name: "weir run, one rule that keeps few results", args: ["--plugin", "alarm-counts"] },
];

/** `weir run` over simulated rows, as a process of its own, beside DuckDB's typed scan of the file. Medians of `runs`. */
export async function csvBench(rows: number, runs: number, cli: string): Promise<CsvFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), "weir-bench-"));
  try {
    const file = join(folder, "bench.csv");
    const made = write(file, rows);
    const figures: CsvFigure[] = [];
    for (const { name, args } of CASES) {
      const ours: { seconds: number; memory: number }[] = [];
      const theirs: number[] = [];
      for (let run = 0; run < runs; run++) {
        ours.push(runWeir(cli, file, join(folder, "out"), args));
        theirs.push(await scan(file));
      }
      const seconds = median(ours.map((one) => one.seconds));
      const duckdb = median(theirs);
      figures.push({
        case: name,
        rows: made,
        seconds,
        rows_per_second: Math.round(made / seconds),
        duckdb_seconds: duckdb,
        times_duckdb: seconds / duckdb,
        peak_memory_mb: Math.round(Math.max(...ours.map(({ memory }) => memory))),
      });
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** About 55,000 rows a station and week. */
function write(path: string, rows: number): number {
  const simulation = simulateBts({ stations: Math.max(1, Math.round(rows / 55_400)), days: 7, seed: 2 });
  const file = openSync(path, "w");
  for (const chunk of simulation.chunks()) writeSync(file, chunk);
  closeSync(file);
  return simulation.rows;
}

function runWeir(cli: string, file: string, out: string, args: readonly string[]): { seconds: number; memory: number } {
  const started = performance.now();
  const script = `process.argv.splice(1, 1); await import(${JSON.stringify(`file://${cli}`)}); process.on("exit", () => process.stderr.write("\\nPEAK " + process.resourceUsage().maxRSS));`;
  const child = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", script, "weir", cli, "run", file, "--out", out, ...args],
    { encoding: "utf8" },
  );
  const peak = /PEAK (\d+)/.exec(child.stderr)?.[1];
  if (child.status !== 0) throw new Error(`bench csv: weir run failed: ${child.stderr.trim().split("\n").pop()}`);
  return { seconds: (performance.now() - started) / 1000, memory: Number(peak ?? 0) / 1024 };
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

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}
