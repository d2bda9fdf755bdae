import { Command } from "commander";
import { positiveInteger } from "./options.ts";

/** A bench that judges results, not times. */
export function anomalyCommand(workerDir: string): Command {
  return new Command("anomaly")
    .description(
      "Judge the anomaly rule on seeded series of many kinds with planted anomalies, and count its alerts on clean ones.",
    )
    .option("--seed <n>", "the same seed makes the same series", positiveInteger, 1)
    .option("--each <n>", "series of each kind", positiveInteger, 4)
    .option("--days <n>", "length of the clean series", positiveInteger, 56)
    .action(async (flags: { seed: number; each: number; days: number }) => {
      const { anomalyBench } = await import("../bench/anomaly/anomaly-bench.ts");
      process.stdout.write(
        `${JSON.stringify({ anomaly: { ...flags, ...(await anomalyBench({ ...flags, workerDir })) } }, null, 1)}\n`,
      );
    });
}
