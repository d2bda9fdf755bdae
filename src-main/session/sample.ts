import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { simulateBts } from "../simulate/simulate-bts.ts";

/** Twelve stations over two days: big enough to show every rule at work, small enough to be read within two seconds. */
const SAMPLE = { stations: 12, days: 2, seed: 1 };

/** The sample data set as a CSV file in the user's cache, made at first use. Throws an Error of one line when it cannot be written. */
export function sampleFile(): string {
  const folder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "weir");
  const path = join(folder, `base-stations-${SAMPLE.stations}x${SAMPLE.days}.csv`);
  if (existsSync(path)) return path;
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    const file = openSync(temporary, "w");
    try {
      for (const chunk of simulateBts(SAMPLE).chunks()) writeSync(file, chunk);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new Error(
      `cannot write the sample data to ${folder}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
    );
  }
  return path;
}
