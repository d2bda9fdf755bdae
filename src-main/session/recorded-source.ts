import type { Source } from "../sources/source.ts";
import { openStoreSource, type StoreStretch } from "../sources/store/store-source.ts";
import type { History } from "./history.ts";

/**
 * What the running session has recorded so far, from its start: so that a queue, which cannot be read twice, is replayed while it goes
 * on. Events are as they stood after the filters. `part`: not all of it.
 */
export async function recordedSource(history: History, part: Omit<StoreStretch, "run"> = {}): Promise<Source> {
  const { store, run } = await history.current();
  const connection = await store.connect();
  try {
    const source = await openStoreSource(connection, { ...part, run });
    return {
      ...source,
      chunks: (signal) => source.chunks(signal),
      close: async () => {
        await source.close();
        connection.closeSync();
      },
    };
  } catch (error) {
    connection.closeSync();
    throw error;
  }
}
