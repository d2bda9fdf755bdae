import type { Source } from "../sources/source.ts";
import { openStoreSource } from "../sources/store/store-source.ts";
import { listRuns } from "../store/read-results.ts";
import { openStore } from "../store/store.ts";

/**
 * The last run of a store, or a stretch of it, as a source: rules over history see what they saw live. `say` hears in one line that it is a
 * part only. Throws an Error of one line.
 */
export async function openHistory(
  path: string,
  { from, to }: { readonly from?: number; readonly to?: number },
  say: (line: string) => void = () => {},
): Promise<Source> {
  const store = await openStore(path, { readOnly: true });
  try {
    const [last] = await listRuns(store.connection);
    if (last === undefined) throw new Error(`${path} holds no run; make one with weir run --store`);
    if (last.ended === null) say(cutOff(path, last.run));
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

/** Of a run that was stopped, or has fallen, and of one that another Weir is recording. */
export const cutOff = (path: string, run: number): string =>
  `run ${run} of ${path} was cut off before its end: this is a part of it`;
