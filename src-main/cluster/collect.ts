import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { writeWhole } from "../sources/whole-file.ts";

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
    const paths = parts.sort().map((part) => join(at, part));
    await writeWhole(join(out, file), (place) => pipeline(joined(header, paths), createWriteStream(place)));
    counts[file] = parts.length;
  }
  return counts;
}

async function* joined(header: string, paths: readonly string[]): AsyncGenerator<string | Buffer> {
  yield header;
  for (const path of paths) yield* createReadStream(path) as AsyncIterable<Buffer>;
}
