import type { PublisherCounts, ResultPublisher } from "../sinks/rabbitmq/result-publisher.ts";
import type { DatedMessage } from "../sources/rabbitmq/queue-mapping.ts";
import type { Source } from "../sources/source.ts";
import type { AnalysisOptions } from "./analysis.ts";
import { mappingOf, openRecordedInput, presetsOf, type RecordedOptions } from "./open-recorded-input.ts";
import type { PluginLibrary } from "./plugin-library.ts";

/** What an analysis reads. */
export interface OpenedSource {
  readonly source: Source;
  readonly live?: LiveSource;
  /** Sends results back through the broker; null: nobody asked for it. */
  readonly results: ResultPublisher | null;
}

/** What a screen shows of a live connection. */
export interface LiveSource {
  connection(): {
    readonly state: string;
    readonly detail: string;
    readonly attempt: number;
    readonly nextTryMs: number | null;
  };
  /** Messages waiting in the queue; null: not known. */
  depth(): number | null;
  /** The first messages, at most `most`, as long as they have not decided how all are read, or cannot. */
  undecided(most: number): readonly DatedMessage[];
  /** What the results sink has sent; null without one. */
  results(): PublisherCounts | null;
}

/** Throws an Error of one line; nothing is left open then but the thread of `reading`. */
export async function openSource(
  { input, source, workerDir, rejectCap, onConnection, checkpoints }: AnalysisOptions,
  { set: { catalogues } }: PluginLibrary,
  recorded: Pick<RecordedOptions, "onlyRefuser" | "orderFrom" | "reading" | "store">,
): Promise<OpenedSource> {
  if (source !== undefined) return { source, results: null };
  if (input.queue === null)
    return { source: await openRecordedInput(input, { catalogues, workerDir, say: onConnection, ...recorded }), results: null };
  const mapping = await mappingOf(input);
  // A run over files needs nothing of brokers.
  const [{ openLive }, { readMappingFile }] = await Promise.all([import("./open-live.ts"), import("../sources/mapping.ts")]);
  return openLive(input.queue, {
    mapping: typeof mapping === "string" ? readMappingFile(mapping) : mapping,
    presets: presetsOf(catalogues),
    rejectCap,
    say: onConnection ?? (() => {}),
    checkpoints: checkpoints?.run,
  });
}
