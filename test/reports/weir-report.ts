import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const main = resolve(import.meta.dirname, "../../out/cli/main.js");

export type Columns = Readonly<Record<string, readonly (string | number | boolean | null)[]>>;
export interface WrittenReport {
  readonly id: string;
  readonly title: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly columns: Columns;
}

/** Runs the built command line as a user does; answers what it said. */
export async function weir(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args], { maxBuffer: 1 << 28 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** `weir report FILE … --out F.json`, read back. */
export async function weirReport(folder: string, file: string, ...args: string[]): Promise<WrittenReport[]> {
  const out = join(folder, "report.json");
  const { code, stderr } = await weir("report", file, ...args, "--out", out);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(readFileSync(out, "utf8")).reports;
}

export const rowsOf = (columns: Columns): unknown[][] => {
  const lists = Object.values(columns);
  return (lists[0] ?? []).map((_, i) => lists.map((list) => list[i]));
};
