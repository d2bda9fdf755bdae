import type { Source } from "../sources/source.ts";
import { openStoreSource } from "../sources/store/store-source.ts";
import type { History } from "./history.ts";

/**
 * What the running session has recorded so far, from its start: so that a queue, which cannot be read twice, is replayed while it goes
 * on. Events are as they stood after the filters.
 */
export async function recordedSource(history: History): Promise<Source> {
  const { store, run } = await history.current();
  const connection = await store.connect();
  try {
    const source = await openStoreSource(connection, { run });
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
