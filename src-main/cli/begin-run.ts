import { type BuiltInPlugins, beginBuiltIns } from "../session/built-in-plugins.ts";
import { type CsvThread, csvThread } from "../sources/csv/read-in-worker.ts";

/** The threads of `weir run`, on their way before it is known what it is to do; they keep no process alive until someone needs them. */
export interface BegunRun {
  /** null: there is no build. */
  readonly builtIns: BuiltInPlugins | null;
  /** null: nothing it could read is named. */
  readonly reading: CsvThread | null;
}

/** What is no file that a thread reads: a queue, stdin. */
const NOT_READ = /^amqps?:|^-$/;

/**
 * Starts the threads of a run. They take as long to come up as the command line takes to load its own code: each has the other's time on a
 * second core.
 */
export function beginRun(workerDir: string, args: readonly string[]): BegunRun {
  const reading = args.some((arg) => NOT_READ.test(arg)) ? null : csvThread(workerDir);
  return { builtIns: beginBuiltIns(workerDir), reading };
}
