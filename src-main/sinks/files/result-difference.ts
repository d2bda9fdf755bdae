import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { LineDigest } from "./line-digest.ts";
import { SERIES_HEADER } from "./series-text.ts";

/** The files of a result folder that say what was found; the others say how it went. */
export const RESULT_FILES = ["alerts.jsonl", "series.csv"] as const;
export type ResultFile = (typeof RESULT_FILES)[number];

/** Lines of a result file without its heading. Throws an Error of one line when it cannot be read. */
async function* resultLines(folder: string, file: ResultFile): AsyncGenerator<string> {
  const path = join(folder, file);
  const stream = createReadStream(path);
  const opened = new Promise<void>((resolve, reject) => {
    stream.once("open", () => resolve());
    stream.once("error", reject);
  });
  try {
    await opened;
  } catch (error) {
    throw new Error(`cannot read ${path} (${(error as NodeJS.ErrnoException).code}); name a folder that weir run --out wrote`);
  }
  const heading = SERIES_HEADER.trimEnd();
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }))
    if (line !== "" && (file !== "series.csv" || line !== heading)) yield line;
}

export async function digestOf(folder: string, file: ResultFile): Promise<LineDigest> {
  const digest = new LineDigest();
  for await (const line of resultLines(folder, file)) digest.add(line);
  return digest;
}

export interface Difference {
  /** Lines that only one of the two has, and the first of them. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly examples: readonly { readonly in: "first" | "second"; readonly line: string }[];
}

/** How often each line stands in one folder and not in the other. Holds the lines of the first folder's file. */
export async function difference(first: string, second: string, file: ResultFile, examples: number): Promise<Difference> {
  const counts = new Map<string, number>();
  for await (const line of resultLines(first, file)) counts.set(line, (counts.get(line) ?? 0) + 1);
  let onlySecond = 0;
  const shown: { in: "first" | "second"; line: string }[] = [];
  const show = (side: "first" | "second", line: string): void => {
    if (shown.length < examples) shown.push({ in: side, line });
  };
  for await (const line of resultLines(second, file)) {
    const left = counts.get(line) ?? 0;
    if (left > 0) counts.set(line, left - 1);
    else {
      onlySecond++;
      show("second", line);
    }
  }
  let onlyFirst = 0;
  for (const [line, left] of counts) {
    if (left === 0) continue;
    onlyFirst += left;
    show("first", line);
  }
  return { onlyFirst, onlySecond, examples: shown };
}
