import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { type HostileOptions, hostileBench } from "../bench/hostile/hostile-bench.ts";
import { isInside, runInside } from "../bench/hostile/stretch-process.ts";
import { RESIDENT_FROM } from "../bench/soak/growth.ts";
import type { SoakOptions } from "../bench/soak/soak-bench.ts";
import { positiveInteger, storeMemoryOption } from "./options.ts";
import { ProgressLine } from "./progress-line.ts";
import { say } from "./terminal.ts";

/** Benches that judge rather than measure: they run only when they are named, and a fault is exit code 1. */
export function hostileCommand(workerDir: string): Command {
  return new Command("hostile")
    .description("Feed mutated and malformed inputs to every reader: no crash, no hang, no unaccounted row.")
    .option("--inputs <n>", "how many", positiveInteger, 100_000)
    .option("--seed <n>", "the same seed makes the same inputs", positiveInteger, 1)
    .option("--from <n>", "number of the first, to repeat a part", index, 0)
    .option("--jobs <n>", "processes at once", positiveInteger, Math.min(8, availableParallelism()))
    .action(async (flags: Pick<HostileOptions, "inputs" | "seed" | "from" | "jobs">) => {
      const options = { ...flags, workerDir, cli: join(workerDir, "main.js") };
      if (isInside()) return runInside(options);
      const progress = new ProgressLine({ unit: "inputs", lines: true });
      const result = await hostileBench(options, (done) => progress.update(done / options.inputs, done));
      progress.end();
      process.stdout.write(`${JSON.stringify({ hostile: result }, null, 1)}\n`);
      const { seed, inputs, corpus, faults } = result;
      process.stderr.write(`${inputs} inputs of seed ${seed}, corpus ${corpus}: ${faults.length} faults\n`);
      if (result.faults.length > 0) process.exitCode = 1;
    });
}

export function soakCommand(workerDir: string): Command {
  return new Command("soak")
    .description("Eight simulated hours of a live queue, with cuts, reloads and pauses: memory and counters over time.")
    .option("--minutes <n>", "how long it takes; longer where the machine is slower than --rate", positiveInteger, 10)
    .option("--rate <n>", "rows a second", positiveInteger, 20_000)
    .option("--store", "record it in a store too: its memory counts", false)
    .option("--store-memory <size>", "what DuckDB may take for it", storeMemoryOption, "64MB")
    .action(async (options: SoakOptions) => {
      const { soakBench } = await import("../bench/soak/soak-bench.ts");
      const progress = new ProgressLine({ lines: true });
      const result = await soakBench(options, workerDir, (share, rows) => progress.update(share, rows));
      progress.end();
      process.stdout.write(`${JSON.stringify({ soak: result }, null, 1)}\n`);
      for (const fault of result.faults) say(`soak failed: ${fault}`);
      if (result.minutes < RESIDENT_FROM)
        say(
          `resident memory is judged from ${RESIDENT_FROM} minutes on, as until then it only warms up; this run took ${result.minutes}`,
        );
      if (result.faults.length > 0) process.exitCode = 1;
    });
}

function index(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 0) throw new InvalidArgumentError("must be a whole number from 0 on.");
  return n;
}
