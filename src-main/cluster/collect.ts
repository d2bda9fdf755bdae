import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** Parts of a job's results folder and the files `weir run --out` writes, with their first line. */
const KINDS = [
  ["alerts", "alerts.jsonl", ""],
  ["series", "series.csv", "time,station,sensor,alarm,rule,series,value\n"],
  ["rejects", "rejects.csv", "source,row,reason,detail,text\n"],
] as const;

/**
 * Joins what a job has committed so far into the files of a run, in no order. Answers lines' files with how many parts each had. Throws an
 * Error of one line.
 */
export async function collectResults(folder: string, out: string): Promise<Readonly<Record<string, number>>> {
  if (!KINDS.some(([name]) => existsSync(join(folder, name))))
    throw new Error(`${folder} has no alerts/, series/ or rejects/; name the folder given to weir deploy flink --results`);
  mkdirSync(out, { recursive: true });
  const counts: Record<string, number> = {};
  for (const [name, file, header] of KINDS) {
    const at = join(folder, name);
    // What is not committed yet begins with a dot.
    const parts = existsSync(at) ? readdirSync(at).filter((part) => part.startsWith("part-")) : [];
    const to = createWriteStream(join(out, file));
    to.write(header);
    for (const part of parts.sort()) await pipeline(createReadStream(join(at, part)), to, { end: false });
    await new Promise<void>((done, failed) => to.end((error?: Error | null) => (error == null ? done() : failed(error))));
    counts[file] = parts.length;
  }
  return counts;
}
