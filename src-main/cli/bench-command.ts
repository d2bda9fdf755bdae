import { cpus, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
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

const SUITES = [
  "engine",
  "csv",
  "plugins",
  "workers",
  "memory",
  "explore",
  "reports",
  "amqp",
  "calibration",
  "ui",
  "startup",
] as const;
/** Where plugins are measured: the process of its own that `plugins` starts. */
const HERE = "confinement-here";

export function benchCommand(workerDir: string): Command {
  const judging = [hostileCommand, faultsCommand, anomalyCommand, thresholdsCommand, soakCommand].map((make) => make(workerDir));
  const onlyNamed = judging.map((command) => command.name());
  const bench = new Command("bench");
  for (const command of judging) bench.addCommand(command);
  return bench
    .description("Measure, each figure beside its baseline in the same run; prints JSON.")
    .argument("[suite]", `${SUITES.join(", ")}; all when absent`)
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
    .option("--json", "the only format there is")
    .action(
      async (
        suite: string | undefined,
        {
          events,
          keys,
          rows,
          runs,
          file,
          messages,
          long,
          seconds,
        }: {
          events?: number;
          keys: number;
          rows?: number;
          runs: number;
          file?: string;
          messages: number;
          long: boolean;
          seconds: number;
        },
      ) => {
        if (suite === HERE) {
          process.stdout.write(JSON.stringify(await measureConfinement(runs)));
          return;
        }
        if (suite !== undefined && !SUITES.includes(suite as (typeof SUITES)[number]))
          throw new UsageError(
            `bench ${suite}: choose from ${SUITES.join(", ")}, or of those that run only when named ${onlyNamed.join(", ")}`,
          );
        const machine = {
          cpu: cpus()[0]?.model ?? "",
          cores: cpus().length,
          memory_gb: Math.round(totalmem() / 2 ** 30),
          node: process.version,
        };
        const cli = join(workerDir, "main.js");
        const results: Record<string, unknown> = { machine, runs };
        if (suite === undefined || suite === "engine") results["engine"] = engineBench(events ?? 20_000_000, keys, runs);
        if (suite === undefined || suite === "csv") results["csv"] = await csvBench(rows ?? 1_000_000, runs, cli);
        if (suite === undefined || suite === "plugins") results["plugins"] = confinementBench(runs, workerDir);
        if (suite === undefined || suite === "workers")
          results["workers"] = await workersBench(rows ?? 1_000_000, events ?? 8_000_000, keys, runs, workerDir);
        if (suite === undefined || suite === "memory") results["memory"] = await memoryBench(rows ?? 10_000_000, cli);
        if (suite === undefined || suite === "explore") results["explore"] = await exploreBench(events ?? 10_000_000, file);
        if (suite === undefined || suite === "reports") results["reports"] = await reportsBench(rows ?? 10_000_000, workerDir);
        if (suite === undefined || suite === "calibration") results["calibration"] = await calibrationBench(workerDir);
        if (suite === undefined || suite === "amqp")
          results["amqp"] = await amqpBench({ messages, rounds: runs, long, workerDir });
        const root = resolve(workerDir, "../..");
        if (suite === undefined || suite === "ui") results["ui"] = await uiBench(root, seconds);
        if (suite === undefined || suite === "startup") results["startup"] = await startupBench(root, runs);
        process.stdout.write(`${JSON.stringify(results, null, 1)}\n`);
      },
    );
}
