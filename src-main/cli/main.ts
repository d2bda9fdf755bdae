import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { beginRun } from "./begin-run.ts";
import { leave } from "./leave.ts";

/** Workers are built beside this file. */
const workerDir = dirname(fileURLToPath(import.meta.url));
const args = process.argv.slice(2);
const begun = args[0] === "run" ? beginRun(workerDir, args.slice(1)) : null;
const reading = begun?.reading ?? null;
if (reading !== null) await (await import("./guess-reading.ts")).guessReading(reading, workerDir, args.slice(1));
// Everything else is loaded while the threads are at work.
if (begun !== null) await (await import("./run-program.ts")).onlyRun(workerDir, begun);
else await (await import("./program.ts")).anyProgram(workerDir);
if (begun !== null && process.exitCode === undefined) leave();
