import { closeSync, openSync, readSync, statSync } from "node:fs";

/** Bytes 8 to 11 of a DuckDB file. */
const MAGIC = "DUCK";

/** Whether a path is a store rather than a table of rows. */
export function isStore(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    const file = openSync(path, "r");
    try {
      const head = Buffer.alloc(12);
      return readSync(file, head, 0, 12, 0) === 12 && head.toString("latin1", 8) === MAGIC;
    } finally {
      closeSync(file);
    }
  } catch {
    // Whoever reads it as a table says what is wrong.
    return false;
  }
}
