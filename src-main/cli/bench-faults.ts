import { Command } from "commander";
import { FAULT_SOURCES, type FaultSource, faultsBench } from "../bench/faults/faults-bench.ts";
import { UsageError } from "./failure.ts";
import { positiveInteger } from "./options.ts";

/** A bench that judges: exit code 1 when a run that was killed differs from the one that was not. */
export function faultsCommand(workerDir: string): Command {
  return new Command("faults")
    .description("Kill weir, or its plugins' processes, at random moments and go on; compare with runs never killed.")
    .option("--kills <n>", "of each source", positiveInteger, 50)
    .option("--seed <n>", "of the data and the moments", positiveInteger, 1)
    .option("--source <source>", `${FAULT_SOURCES.join(", ")}; all when absent`, faultSource)
    .action(async ({ kills, seed, source }: { kills: number; seed: number; source?: FaultSource }) => {
      const sources = source === undefined ? FAULT_SOURCES : [source];
      const say = (line: string): void => void process.stderr.write(`${line}\n`);
      const figures = await faultsBench({ sources, kills, seed, workerDir, say });
      process.stdout.write(`${JSON.stringify({ faults: { seed, figures } }, null, 1)}\n`);
      if (figures.some(({ equal }) => !equal)) process.exitCode = 1;
    });
}

function faultSource(text: string): FaultSource {
  const source = FAULT_SOURCES.find((name) => name === text);
  if (source === undefined) throw new UsageError(`--source must be one of ${FAULT_SOURCES.join(", ")}`);
  return source;
}
