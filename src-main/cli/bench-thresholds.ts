import { Command } from "commander";
import { positiveInteger } from "./options.ts";

/** A bench that judges results, not times. */
export function thresholdsCommand(workerDir: string): Command {
  return new Command("thresholds")
    .description(
      "Judge the warnings of threshold-prediction on seeded series of many kinds beside those of straight lines and of a fixed level; prints JSON.",
    )
    .option("--seed <n>", "the same seed makes the same series", positiveInteger, 1)
    .option("--each <n>", "series of each kind", positiveInteger, 9)
    .option("--json", "the only format there is")
    .action(async ({ seed, each }: { seed: number; each: number }) => {
      const { thresholdsBench } = await import("../bench/thresholds/thresholds-bench.ts");
      const figures = await thresholdsBench({ seed, each, workerDir });
      process.stdout.write(`${JSON.stringify({ thresholds: { seed, each, ...figures } }, null, 1)}\n`);
    });
}
