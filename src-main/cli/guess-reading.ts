import { shippedDeclarations } from "../session/built-in-plugins.ts";
import { guessCsv } from "../sources/csv/open-csv.ts";
import type { CsvThread } from "../sources/csv/read-in-worker.ts";

/** What is read by its columns as they stand; a folder, a pattern or another kind of file is opened when all is known. */
const PLAIN_TABLE = /\.(csv|tsv|txt)$/i;
/** Flags by which something else is read, or in another way. */
const OTHERWISE = /^--(mapping|order|reject-cap|resume|speed)\b/;
/** Flags of a run that does not assume the order of its rows. */
const WATCHED = /^--(store|report|log|metrics-port)\b/;

/**
 * Begins with the file that a `weir run` over files names first, as most of them read it: the flags are not understood yet and the plugins
 * not loaded, but a core is idle. What is asked for in the end is compared with it.
 */
export async function guessReading(thread: CsvThread, workerDir: string, args: readonly string[]): Promise<void> {
  const [path = "", next = "--"] = args;
  if (!PLAIN_TABLE.test(path) || !next.startsWith("--") || args.some((arg) => OTHERWISE.test(arg))) return;
  const assumed = args.some((arg) => /^--out\b/.test(arg)) && !args.some((arg) => WATCHED.test(arg));
  try {
    const { presets, rules } = shippedDeclarations(workerDir);
    // A filter, or what the user wrote, may see where chunks end.
    if (!pluginsNamed(args).every((id) => rules.includes(id))) return;
    const orderFrom = assumed ? "assume" : "look";
    await guessCsv([path], { presets, order: "time", onlyRefuser: true, orderFrom, workerDir }, thread);
  } catch {
    // Whoever opens it says what is wrong.
  }
}

/** Ids after `--plugin`, without settings. */
function pluginsNamed(args: readonly string[]): string[] {
  return args.flatMap((arg, i) => {
    const [flag, value = args[i + 1] ?? ""] = arg.split(/=(.*)/s);
    return flag === "--plugin" ? [value.split(":", 1)[0] as string] : [];
  });
}
