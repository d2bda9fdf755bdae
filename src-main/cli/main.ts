import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { beginRun } from "./begin-run.ts";
import { leave } from "./leave.ts";

// V8 compiles what is hot while it still learns what it meets, throws that away and compiles again, on cores that the threads of a run then
// lack: a tenth of a run's processor time. It is asked to wait three times as long. And it looks through the small heaps of the workers
// again and again, as much memory outside of them comes and goes; below 128 MiB there is nothing to gain. The flags are those of V8 11, which
// Node 20 has; another V8 might not know them.
if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=200000 --initial-old-space-size=128");

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
