import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { writeRows } from "./bts-file.ts";
import { type EngineThreadsFigure, engineThreads } from "./engine-threads.ts";
import { median } from "./quantiles.ts";
import { type Measured, runWeir } from "./weir-process.ts";

export interface WorkersFigure {
  readonly case: string;
  readonly rows: number;
  readonly one_worker_seconds: number;
  readonly two_workers_seconds: number;
  /** The median of what each pair of runs, one after the other, gave. */
  readonly times_faster: number;
  /** Processor seconds of all threads and processes over wall clock seconds: one worker keeps more than one core busy too. */
  readonly one_worker_cores_busy: number;
  readonly two_workers_cores_busy: number;
  readonly one_worker_cpu_seconds: number;
  readonly two_workers_cpu_seconds: number;
  /** Spent in the rules with one worker: what can be dealt out. */
  readonly rules_seconds: number;
  /** What no way of dealing the work out could exceed here: one worker's wall clock over its processor seconds spread evenly over all cores. */
  readonly most_times_faster: number;
  /** alerts.jsonl, series.csv and rejects.csv, byte by byte, of every run. */
  readonly identical: boolean;
}

export interface WorkersBench {
  readonly run: WorkersFigure[];
  readonly engine_alone: EngineThreadsFigure[];
}

/** A rule somebody wrote whose work is worth more than reading a row: Hampel's identifier, median and MAD of the last 101 values. */
const HAMPEL = `import { defineRule } from "weir";
const middle = (sorted) => sorted[sorted.length >> 1];
export default defineRule({
  id: "hampel",
  title: "Hampel identifier",
  by: ["station", "sensor"],
  settings: {},
  series: { off: { label: "Deviations from the median" } },
  initialState: () => ({ last: [] }),
  onEvent({ state, record, alert }, { value }) {
    state.last.push(value);
    if (state.last.length <= 100) return;
    if (state.last.length > 101) state.last.shift();
    const median = middle(Float64Array.from(state.last).sort());
    const mad = middle(Float64Array.from(state.last, (one) => Math.abs(one - median)).sort());
    if (mad === 0) return;
    const off = Math.abs(value - median) / (1.4826 * mad);
    if (off > 3) record("off", off);
    if (off > 8) alert({ severity: "info", title: "Far from the median", value, evidence: { median, mad } });
  },
});
`;
const RESULTS = ["alerts.jsonl", "series.csv", "rejects.csv"];

/** The costly rule takes some twenty times as long a row as cheap ones: it gets this share of the rows. */
const COSTLY_SHARE = 0.2;

/** The same job by one worker and by two, in turn, over the same file; medians of `runs`. Then the engine without anything around it. */
export async function workersBench(
  rows: number,
  events: number,
  keys: number,
  runs: number,
  workerDir: string,
): Promise<WorkersBench> {
  const folder = temporaryFolder("bench");
  const cli = join(workerDir, "main.js");
  try {
    const long = csvOf(rows, join(folder, "long.csv"));
    const short = csvOf(Math.ceil(rows * COSTLY_SHARE), join(folder, "short.csv"));
    const hampel = join(folder, "hampel");
    mkdirSync(hampel);
    const manifest = { name: "hampel", version: "1.0.0", displayName: "Hampel", main: "index.ts", weir: { api: 1 } };
    writeFileSync(join(hampel, "package.json"), JSON.stringify(manifest));
    writeFileSync(join(hampel, "index.ts"), HAMPEL);
    const cases = [
      {
        name: "cheap rules, whose keys are not dealt out: sensor-statistics, alarm-counts",
        plugins: ["sensor-statistics", "alarm-counts"],
        csv: long,
      },
      { name: "all five default rules, by rule first", plugins: [], csv: long },
      { name: "a costly rule of one's own: median and MAD of 101 values at every event", plugins: [hampel], csv: short },
    ];
    const runAll = (csv: Csv, plugins: readonly string[], workers: number): Promise<Measured> => {
      const chosen = plugins.flatMap((id) => ["--plugin", id]);
      const out = outOf(folder, workers);
      return runWeir(cli, ["run", csv.file, "--out", out, "--workers", String(workers), ...chosen], folder);
    };
    const run: WorkersFigure[] = [];
    for (const { name, plugins, csv } of cases)
      run.push({ case: name, rows: csv.rows, ...(await sideBySide((workers) => runAll(csv, plugins, workers), runs, folder)) });
    return { run, engine_alone: await engineThreads(events, keys, runs, workerDir) };
  } finally {
    removeTemporaryFolder(folder);
  }
}

interface Csv {
  readonly file: string;
  readonly rows: number;
}

const csvOf = (rows: number, file: string): Csv => ({ file, rows: writeRows(file, rows) });

const outOf = (folder: string, workers: number): string => join(folder, `out-${workers}`);

/** `runWith` runs the job with so many workers, into `outOf(folder, …)`. */
async function sideBySide(
  runWith: (workers: number) => Promise<Measured>,
  runs: number,
  folder: string,
): Promise<Omit<WorkersFigure, "case" | "rows">> {
  const results = (workers: number): Buffer[] => RESULTS.map((each) => readFileSync(join(outOf(folder, workers), each)));
  const one: Measured[] = [];
  const two: Measured[] = [];
  const rules: number[] = [];
  let identical = true;
  for (let i = 0; i < runs; i++) {
    one.push(await runWith(1));
    two.push(await runWith(2));
    const expected = results(1);
    identical &&= results(2).every((bytes, at) => bytes.equals(expected[at] as Buffer));
    rules.push(rulesSeconds(join(outOf(folder, 1), "metrics.json")));
  }
  const wall = (all: readonly Measured[]): number => median(all.map(({ seconds }) => seconds));
  const cpu = (all: readonly Measured[]): number => median(all.map(({ cpuSeconds }) => cpuSeconds));
  return {
    one_worker_seconds: wall(one),
    two_workers_seconds: wall(two),
    times_faster: median(one.map(({ seconds }, i) => seconds / (two[i] as Measured).seconds)),
    one_worker_cores_busy: cpu(one) / wall(one),
    two_workers_cores_busy: cpu(two) / wall(two),
    one_worker_cpu_seconds: cpu(one),
    two_workers_cpu_seconds: cpu(two),
    rules_seconds: median(rules),
    most_times_faster: wall(one) / (cpu(one) / Math.max(2, cpus().length)),
    identical,
  };
}

function rulesSeconds(metrics: string): number {
  const { plugin_seconds_total: seconds } = JSON.parse(readFileSync(metrics, "utf8")) as {
    readonly plugin_seconds_total: Readonly<Record<string, number>>;
  };
  return Object.values(seconds).reduce((sum, each) => sum + each, 0);
}
