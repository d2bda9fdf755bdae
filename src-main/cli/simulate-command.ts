import { once } from "node:events";
import { createWriteStream, writeFileSync } from "node:fs";
import { finished } from "node:stream/promises";
import { Command } from "commander";
import { simulateBts } from "../simulate/simulate-bts.ts";
import { counted } from "./counted.ts";
import { asUsage, UsageError } from "./failure.ts";
import { checkWritable, positiveInteger } from "./options.ts";
import { formatCount } from "./progress-line.ts";

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
      const out = options.out === "-" ? process.stdout : createWriteStream(options.out);
      const opened = options.out === "-" ? Promise.resolve() : once(out, "open");
      await opened.catch((error: NodeJS.ErrnoException) => {
        throw new UsageError(`cannot write ${options.out}: ${error.code ?? error.message}`);
      });
      try {
        for (const chunk of simulation.chunks()) if (!out.write(chunk)) await once(out, "drain");
        if (options.out !== "-") {
          out.end();
          await finished(out);
        }
      } catch (error) {
        throw new Error(`cannot write ${options.out}: ${(error as Error).message}; free space or choose another --out`, {
          cause: error,
        });
      }
      if (options.truth !== undefined) writeFileSync(options.truth, `${JSON.stringify(simulation.truth(), null, 1)}\n`);
      process.stderr.write(
        `weir: ${formatCount(simulation.rows)} rows of ${counted(options.stations, "station")} over ${counted(options.days, "day")} in ${options.out}\n`,
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
