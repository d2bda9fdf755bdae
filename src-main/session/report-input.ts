import { join } from "node:path";
import { unitInName } from "../engine/units.ts";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { listRuns } from "../store/read-results.ts";
import { openStore, type Store } from "../store/store.ts";
import { isStore } from "./is-store.ts";
import { unitRead } from "./read-words.ts";
import { type RecordOptions, recordFiles } from "./record-files.ts";

export interface ReportInput {
  readonly store: Store;
  readonly run: number;
  /** What the page says was read. */
  readonly description: string;
  /** The unit of a sensor by the files, or its own name; "": none is known. */
  readonly unitOf: (sensor: string) => string;
  /** Closes the store and removes what was made for it. */
  close(): Promise<void>;
}

export interface ReportInputOptions extends RecordOptions {
  /** Of a store; undefined: its last. */
  readonly run?: number;
}

/** Opens a store, or reads CSV files into a temporary one. Throws an Error of one line. */
export async function openReportInput(sources: readonly string[], options: ReportInputOptions): Promise<ReportInput> {
  const [first] = sources;
  if (first !== undefined && isStore(first)) {
    if (sources.length > 1) throw new Error("one store at a time: name a single file made with --store");
    return openRecorded(first, options.run);
  }
  const folder = temporaryFolder("report");
  let store: Store | null = null;
  try {
    store = await openStore(join(folder, "report.db"));
    const { run, mapping } = await recordFiles(store, sources, options);
    const opened = store;
    const close = async (): Promise<void> => {
      await opened.close();
      removeTemporaryFolder(folder);
    };
    const unitOf = (sensor: string): string => (mapping === null ? "" : unitRead(mapping, sensor)) || unitInName(sensor);
    return { store, run, description: sources.join(" "), unitOf, close };
  } catch (error) {
    await store?.close();
    removeTemporaryFolder(folder);
    throw error;
  }
}

async function openRecorded(path: string, wanted: number | undefined): Promise<ReportInput> {
  const store = await openStore(path, { readOnly: true });
  const runs = await listRuns(store.connection);
  const found = wanted === undefined ? runs[0] : runs.find(({ run }) => run === wanted);
  if (found === undefined) {
    await store.close();
    throw new Error(
      runs.length === 0 ? `${path} holds no run; record one with weir run … --store` : `${path} has no run ${wanted}`,
    );
  }
  const part = found.ended === null ? " (cut off before its end)" : "";
  return {
    store,
    run: found.run,
    description: `${path} run ${found.run}: ${found.description}${part}`,
    unitOf: unitInName,
    close: () => store.close(),
  };
}
