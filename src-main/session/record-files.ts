import { KeyTable } from "../engine/key-table.ts";
import { OpenIntervals } from "../engine/open-intervals.ts";
import type { NamedPreset } from "../sources/csv/detect/presets.ts";
import type { Mapping } from "../sources/mapping.ts";
import { noRefusals, REFUSAL_REASONS, type RefusalCounts } from "../sources/source.ts";
import { IMPORT, takeBack } from "../store/forget-runs.ts";
import { RunWriter } from "../store/run-writer.ts";
import type { Store } from "../store/store.ts";
import { KeyTranslation } from "./key-translation.ts";
import { openFiles } from "./open-files.ts";
import { SourceCounts } from "./source-counts.ts";

export interface RecordOptions {
  /** A mapping file's path; absent: detected. */
  readonly mapping?: string;
  readonly presets: readonly NamedPreset[];
  /** As in OpenCsvOptions. */
  readonly once?: boolean;
  readonly onProgress?: (share: number | null, rows: number) => void;
  /** Hears at the end what a person should know of how the files were read, a line at a time. */
  readonly onNote?: (line: string) => void;
  /** Where the built workers are; absent: files are read in this thread. */
  readonly workerDir?: string;
  /** Aborted: reading stops, as if it had failed. */
  readonly signal?: AbortSignal;
}

export interface Recorded {
  readonly run: number;
  readonly read: number;
  readonly accepted: number;
  readonly dropped: Readonly<RefusalCounts>;
  /** How the rows were understood; null: a table that says so itself. */
  readonly mapping: Mapping | null;
}

/**
 * Accepted and refused rows of files (globs, `.gz`, Parquet, `-`) in time order into a run of their own; no rule runs. Where it fails, or is
 * stopped, nothing of the run stays in the store.
 */
export async function recordFiles(store: Store, paths: readonly string[], options: RecordOptions): Promise<Recorded> {
  const { mapping, presets, once, workerDir, signal = new AbortController().signal } = options;
  const source = await openFiles(paths, { mapping, order: "time", once, presets, workerDir });
  try {
    const writer = await RunWriter.begin(store, { description: paths.join(" "), settings: { kind: IMPORT } });
    let whole = false;
    try {
      const keys = new KeyTable();
      const translation = new KeyTranslation(keys);
      const intervals = new OpenIntervals();
      const dropped = noRefusals();
      const shares = new SourceCounts();
      let read = 0;
      let accepted = 0;
      for await (const chunk of source.chunks(signal)) {
        translation.extend(chunk.newKeys);
        translation.apply(chunk.events.key, chunk.events.length);
        await writer.events(intervals.take(chunk.events), keys);
        if (chunk.rejects.length > 0) await writer.rejects(chunk.rejects, source.names);
        shares.take(chunk);
        read += chunk.rows;
        accepted += chunk.rowsAccepted;
        for (const reason of REFUSAL_REASONS) dropped[reason] += chunk.refused[reason] ?? 0;
        chunk.recycle?.();
        options.onProgress?.(chunk.progress, read);
      }
      signal.throwIfAborted();
      const metrics = { records_read_total: read, records_accepted_total: accepted, records_dropped_total: dropped };
      await writer.finish(metrics, source.names, { shares: shares.shares(source.names.length) });
      signal.throwIfAborted();
      whole = true;
      for (const note of source.notes) options.onNote?.(note);
      return { run: writer.run, read, accepted, dropped, mapping: source.mapping ?? null };
    } finally {
      await writer.close();
      if (!whole) await takeBack(store, writer.run).catch(() => {});
    }
  } finally {
    await source.close();
  }
}
