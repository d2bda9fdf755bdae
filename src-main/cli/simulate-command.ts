import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Command } from "commander";
import { simulateBts } from "../simulate/simulate-bts.ts";
import { writeWhole, writeWholeSync } from "../sources/whole-file.ts";
import { counted, formatCount } from "./counted.ts";
import { asUsage, UsageError } from "./failure.ts";
import { checkWritable, positiveInteger } from "./options.ts";
import { say } from "./terminal.ts";

export function simulateCommand(): Command {
  return new Command("simulate")
    .description("Write deterministic, realistic data of a network of base stations.")
    .argument("<kind>", "bts")
    .option("--stations <n>", "number of stations", positiveInteger, 12)
    .option("--days <n>", "number of days", positiveInteger, 7)
    .option("--seed <n>", "the same seed gives the same bytes", Number, 1)
    .option("--dirty", "add every kind of bad row", false)
    .option("--truth <file>", "write what was planted as JSON")
    .requiredOption("--out <file>", "CSV file to write, - for stdout")
    .action(async (kind: string, options: Options) => {
      if (kind !== "bts") throw new UsageError(`simulate ${kind}: only "bts" (base stations) is known`);
      if (!Number.isSafeInteger(options.seed)) throw new UsageError("--seed must be a whole number");
      for (const [flag, path] of [
        ["--out", options.out],
        ["--truth", options.truth],
      ] as const)
        if (path !== undefined && path !== "-") checkWritable(flag, path);
      const simulation = await asUsage(() => simulateBts(options));
      if (options.out === "-") {
        for (const chunk of simulation.chunks()) if (!process.stdout.write(chunk)) await once(process.stdout, "drain");
      } else await writeWhole(options.out, (place) => pipeline(simulation.chunks(), createWriteStream(place)));
      if (options.truth !== undefined) writeWholeSync(options.truth, `${JSON.stringify(simulation.truth(), null, 1)}\n`);
      say(
        `${formatCount(simulation.rows)} rows of ${counted(options.stations, "station")} over ${counted(options.days, "day")} in ${options.out}`,
      );
    });
}

interface Options {
  readonly stations: number;
  readonly days: number;
  readonly seed: number;
  readonly dirty: boolean;
  readonly truth?: string;
  readonly out: string;
}
