import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { writeWhole } from "../sources/whole-file.ts";

/** Parts of a job's results folder and the files `weir run --out` writes, with their first line. */
const KINDS = [
  ["alerts", "alerts.jsonl", ""],
  ["series", "series.csv", "time,station,sensor,alarm,rule,series,value\n"],
  ["rejects", "rejects.csv", "source,row,reason,detail,text\n"],
] as const;

/** Failures of one rule that say the same. */
export interface CollectedProblem {
  readonly rule: string;
  readonly hook: string;
  readonly message: string;
  count: number;
  /** It cost the rule its place, on a part of the keys or all. */
  switchedOff: boolean;
}

export interface Collected {
  /** Parts each file is of. */
  readonly parts: Readonly<Record<string, number>>;
  readonly problems: readonly CollectedProblem[];
}

/** Joins what a job has committed so far into the files of a run, in no order. Throws an Error of one line. */
export async function collectResults(folder: string, out: string): Promise<Collected> {
  if (![...KINDS.map(([name]) => name), "problems"].some((name) => existsSync(join(folder, name))))
    throw new Error(
      `${folder} has no alerts/, series/, rejects/ or problems/; name the folder given to weir deploy flink --results, or wait until something is found`,
    );
  mkdirSync(out, { recursive: true });
  const counts: Record<string, number> = {};
  for (const [name, file, header] of KINDS) {
    const paths = partsOf(join(folder, name));
    await writeWhole(join(out, file), (place) => pipeline(joined(header, paths), createWriteStream(place)));
    counts[file] = paths.length;
  }
  return { parts: counts, problems: await problemsOf(partsOf(join(folder, "problems"))) };
}

/** What is not committed yet begins with a dot. */
function partsOf(folder: string): string[] {
  const parts = existsSync(folder) ? readdirSync(folder).filter((part) => part.startsWith("part-")) : [];
  return parts.sort().map((part) => join(folder, part));
}

async function problemsOf(paths: readonly string[]): Promise<CollectedProblem[]> {
  const problems = new Map<string, CollectedProblem>();
  for (const path of paths)
    for await (const line of createInterface({ input: createReadStream(path) })) {
      const { rule, hook, message, quarantined } = JSON.parse(line) as ProblemLine;
      const same = `${rule} ${hook} ${message}`;
      const known = problems.get(same);
      if (known === undefined) problems.set(same, { rule, hook, message, count: 1, switchedOff: quarantined });
      else {
        known.count++;
        known.switchedOff ||= quarantined;
      }
    }
  return [...problems.values()];
}

/** As the script writes it. */
interface ProblemLine {
  readonly rule: string;
  readonly hook: string;
  readonly message: string;
  readonly quarantined: boolean;
}

async function* joined(header: string, paths: readonly string[]): AsyncGenerator<string | Buffer> {
  yield header;
  for (const path of paths) yield* createReadStream(path) as AsyncIterable<Buffer>;
}
