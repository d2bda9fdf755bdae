import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyTable } from "../engine/key-table.ts";
import type { NamedPreset } from "../sources/csv/detect.ts";
import { REFUSAL_REASONS } from "../sources/source.ts";
import { listRuns } from "../store/read-results.ts";
import { RunWriter } from "../store/run-writer.ts";
import { openStore, type Store } from "../store/store.ts";
import { isStore } from "./is-store.ts";
import { KeyTranslation } from "./key-translation.ts";
import { openFiles } from "./open-files.ts";

export interface ReportInput {
  readonly store: Store;
  readonly run: number;
  /** What the page says was read. */
  readonly description: string;
  /** Closes the store and removes what was made for it. */
  close(): Promise<void>;
}

export interface ReportInputOptions {
  readonly mapping?: string;
  readonly presets: readonly NamedPreset[];
  /** Of a store; undefined: its last. */
  readonly run?: number;
  readonly onProgress?: (share: number | null, rows: number) => void;
  /** Where the built workers are; absent: files are read in this thread. */
  readonly workerDir?: string;
}

/** Opens a store, or reads CSV files into a temporary one. Throws an Error of one line. */
export async function openReportInput(sources: readonly string[], options: ReportInputOptions): Promise<ReportInput> {
  const [first] = sources;
  if (first !== undefined && isStore(first)) {
    if (sources.length > 1) throw new Error("one store at a time: name a single file made with --store");
    return openRecorded(first, options.run);
  }
  const folder = mkdtempSync(join(tmpdir(), "weir-report-"));
  let store: Store | null = null;
  try {
    store = await openStore(join(folder, "report.db"));
    const run = await record(store, sources, options);
    const opened = store;
    const close = async (): Promise<void> => {
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return { store, run, description: sources.join(" "), close };
  } catch (error) {
    await store?.close();
    rmSync(folder, { recursive: true, force: true });
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
  return { store, run: found.run, description: `${path} run ${found.run}: ${found.description}`, close: () => store.close() };
}

/** Accepted rows in time order into a run; answers its number. */
async function record(store: Store, paths: readonly string[], options: ReportInputOptions): Promise<number> {
  const { mapping, presets, workerDir } = options;
  const source = await openFiles(paths, { mapping, order: "time", presets, workerDir });
  try {
    const writer = await RunWriter.begin(store, { description: paths.join(" ") });
    const keys = new KeyTable();
    const translation = new KeyTranslation(keys);
    const dropped = Object.fromEntries(REFUSAL_REASONS.map((reason) => [reason, 0]));
    let read = 0;
    let accepted = 0;
    for await (const chunk of source.chunks(new AbortController().signal)) {
      translation.extend(chunk.newKeys);
      translation.apply(chunk.events.key, chunk.events.length);
      await writer.events(chunk.events, keys);
      if (chunk.rejects.length > 0) await writer.rejects(chunk.rejects, source.names);
      read += chunk.rows;
      accepted += chunk.rowsAccepted;
      for (const [reason, rows] of Object.entries(chunk.refused)) dropped[reason] = (dropped[reason] ?? 0) + rows;
      options.onProgress?.(chunk.progress, read);
    }
    const metrics = { records_read_total: read, records_accepted_total: accepted, records_dropped_total: dropped };
    await writer.finish(metrics, source.names);
    return writer.run;
  } finally {
    await source.close();
  }
}
