import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { Source } from "../sources/source.ts";
import { openStoreSource } from "../sources/store/store-source.ts";
import { listRuns } from "../store/read-results.ts";
import { openStore } from "../store/store.ts";

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

/** The last run of a store, or a stretch of it, as a source: rules over history see what they saw live. Throws an Error of one line. */
export async function openHistory(path: string, { from, to }: { readonly from?: number; readonly to?: number }): Promise<Source> {
  const store = await openStore(path, { readOnly: true });
  try {
    const [last] = await listRuns(store.connection);
    if (last === undefined) throw new Error(`${path} holds no run; make one with weir run --store`);
    const source = await openStoreSource(store.connection, { run: last.run, from, to });
    return {
      ...source,
      chunks: (signal) => source.chunks(signal),
      close: async () => {
        await source.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
