import { cpus, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { amqpBench } from "../bench/amqp-bench.ts";
import { calibrationBench } from "../bench/calibration-bench.ts";
import { confinementBench, measureConfinement } from "../bench/confinement-bench.ts";
import { csvBench } from "../bench/csv-bench.ts";
import { engineBench } from "../bench/engine-bench.ts";
import { exploreBench } from "../bench/explore-bench.ts";
import { memoryBench } from "../bench/memory-bench.ts";
import { reportsBench } from "../bench/reports-bench.ts";
import { startupBench } from "../bench/startup-bench.ts";
import { uiBench } from "../bench/ui-bench.ts";
import { workersBench } from "../bench/workers-bench.ts";
import { anomalyCommand } from "./bench-anomaly.ts";
import { faultsCommand } from "./bench-faults.ts";
import { thresholdsCommand } from "./bench-thresholds.ts";
import { hostileCommand, soakCommand } from "./bench-trials.ts";
import { UsageError } from "./failure.ts";
import { positiveInteger } from "./options.ts";

interface Flags {
  readonly events?: number;
  readonly keys: number;
  readonly rows?: number;
  readonly runs: number;
  readonly file?: string;
  readonly messages: number;
  readonly long: boolean;
  readonly seconds: number;
}

/** Each answers with plain data: its figures beside their baselines. */
const SUITES: Readonly<Record<string, (flags: Flags, workerDir: string) => unknown>> = {
  engine: ({ events = 20_000_000, keys, runs }) => engineBench(events, keys, runs),
  csv: ({ rows = 1_000_000, runs }, workerDir) => csvBench(rows, runs, commandLine(workerDir)),
  plugins: ({ runs }, workerDir) => confinementBench(runs, workerDir),
  workers: ({ rows = 1_000_000, events = 8_000_000, keys, runs }, workerDir) => workersBench(rows, events, keys, runs, workerDir),
  memory: ({ rows = 10_000_000 }, workerDir) => memoryBench(rows, commandLine(workerDir)),
  explore: ({ events = 10_000_000, file }) => exploreBench(events, file),
  reports: ({ rows = 10_000_000 }, workerDir) => reportsBench(rows, workerDir),
  amqp: ({ messages, runs, long }, workerDir) => amqpBench({ messages, rounds: runs, long, workerDir }),
  calibration: (_flags, workerDir) => calibrationBench(workerDir),
  ui: ({ seconds }, workerDir) => uiBench(checkout(workerDir), seconds),
  startup: ({ runs }, workerDir) => startupBench(checkout(workerDir), runs),
};
const commandLine = (workerDir: string): string => join(workerDir, "main.js");
const checkout = (workerDir: string): string => resolve(workerDir, "../..");

/** Where plugins are measured: the process of its own that `plugins` starts. */
const HERE = "confinement-here";

/** `weir bench`. */
export function benchCommand(workerDir: string): Command {
  const judging = [hostileCommand, faultsCommand, anomalyCommand, thresholdsCommand, soakCommand].map((make) => make(workerDir));
  const onlyNamed = judging.map((command) => command.name());
  const bench = new Command("bench");
  for (const command of judging) bench.addCommand(command);
  return bench
    .description("Measure, each figure beside its baseline in the same run; prints JSON.")
    .argument("[suite]", `${Object.keys(SUITES).join(", ")}; all when absent`)
    .option(
      "--events <n>",
      "engine: 20,000,000 when absent; workers: 8,000,000 in the engine alone; explore: 10,000,000",
      positiveInteger,
    )
    .option("--keys <n>", "engine, workers: keys", positiveInteger, 10_000)
    .option("--rows <n>", "csv, workers: rows, 1,000,000 when absent; memory, reports: 10,000,000", positiveInteger)
    .option("--file <file>", "explore: keep the store here, and use it when it is there")
    .option("--messages <n>", "amqp: messages to drain", positiveInteger, 200_000)
    .option("--long", "amqp: also pause a consumer for a minute at 5,000 messages a second", false)
    .option("--seconds <n>", "ui: how long frames are watched, each time", positiveInteger, 20)
    .option("--runs <n>", "runs; the median counts", positiveInteger, 5)
    .addOption(new Option("--json", "the only format there is").hideHelp())
    .action((suite: string | undefined, flags: Flags) => run(suite, flags, workerDir, onlyNamed));
}

async function run(named: string | undefined, flags: Flags, workerDir: string, onlyNamed: readonly string[]): Promise<void> {
  if (named === HERE) {
    process.stdout.write(JSON.stringify(await measureConfinement(flags.runs)));
    return;
  }
  const suites = Object.entries(SUITES).filter(([name]) => named === undefined || name === named);
  if (suites.length === 0)
    throw new UsageError(
      `bench ${named}: choose from ${Object.keys(SUITES).join(", ")}, or of those that run only when named ${onlyNamed.join(", ")}`,
    );
  const machine = {
    cpu: cpus()[0]?.model ?? "",
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  const results: Record<string, unknown> = { machine, runs: flags.runs };
  for (const [name, measure] of suites) results[name] = await measure(flags, workerDir);
  process.stdout.write(`${JSON.stringify(results, null, 1)}\n`);
}
