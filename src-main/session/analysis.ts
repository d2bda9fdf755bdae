import { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import type { ActiveRule, PluginProblem } from "../plugin-host/contract.ts";
import { createPluginHost } from "../plugin-host/plugin-host.ts";
import type { ResultSink } from "../sinks/sink.ts";
import { parseMapping, readMappingFile } from "../sources/mapping.ts";
import { openQueue } from "../sources/rabbitmq/queue-source.ts";
import type { Source } from "../sources/source.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import { openFiles } from "./open-files.ts";
import { isFolderChoice } from "./plugin-choice.ts";
import { PluginLibrary } from "./plugin-library.ts";
import { type Recorder, Session } from "./session.ts";

export interface AnalysisOptions {
  readonly input: AnalysisInput;
  readonly workerDir: string;
  /** Plugins already loaded; they stay open. Absent: those that ship with Weir and the folders the input names, closed afterwards. */
  readonly library?: PluginLibrary;
  readonly sinks: readonly ResultSink[];
  readonly recorders: readonly Recorder[];
  readonly rejectCap: number;
  readonly onProblem?: (problem: PluginProblem) => void;
  readonly onLog?: (rule: string, line: string) => void;
}

export interface Analysis {
  readonly session: Session;
  readonly rules: readonly ActiveRule[];
  readonly source: Source;
  readonly names: CatalogueNames;
  /** Of a queue: how the connection is, for screens. */
  readonly live?: LiveSource;
}

/** What a screen shows of a live connection. */
export interface LiveSource {
  connection(): { readonly state: string; readonly detail: string; readonly nextTryMs: number | null };
  /** Messages waiting in the queue; null: not known. */
  depth(): number | null;
}

/** Opens the source, switches the rules on and joins them to the sinks. Throws an Error of one line; nothing is left open then. */
export async function openAnalysis(options: AnalysisOptions): Promise<Analysis> {
  const { input, workerDir } = options;
  const folders = (input.plugins ?? []).map(({ plugin }) => plugin).filter(isFolderChoice);
  const library = options.library ?? (await PluginLibrary.open({ workerDir, folders }));
  try {
    for (const problem of library.problems) options.onProblem?.(problem);
    const { rules, filters } = await library.activate(input.plugins);
    const names = new CatalogueNames(library.set.catalogues);
    const source = await openSource(input, library, workerDir);
    const host = await createPluginHost({
      bundles: library.set.bundles,
      rules,
      filters,
      catalogues: library.set.catalogues,
      workerPath: library.workerPath,
    });
    const session = new Session({
      source,
      rules,
      filtered: filters.length > 0,
      host,
      catalogue: names,
      sinks: options.sinks,
      recorders: options.recorders,
      outOfOrderness: input.outOfOrderness,
      idleTimeout: input.idleTimeout,
      futureTolerance: input.futureTolerance,
      speed: input.speed,
      now: () => Date.now(),
      rejectCap: options.rejectCap,
      onProblem: options.onProblem,
      onLog: options.onLog,
    });
    for (const { plugin } of library.problems) session.metrics.countErrors(plugin, 1);
    return { session, rules, source, names };
  } finally {
    // The host has its own workers; those that read the declarations are done.
    if (options.library === undefined) await library.close();
  }
}

async function openSource(input: AnalysisInput, library: PluginLibrary, workerDir: string): Promise<Source> {
  const presets = library.set.catalogues.flatMap(({ id, mapping }) =>
    mapping === undefined ? [] : [{ name: id, preset: mapping }],
  );
  const mapping =
    input.mapping === undefined || typeof input.mapping === "string"
      ? input.mapping
      : parseMapping(input.mapping, "workspace mapping");
  if (input.queue !== null)
    return openQueue(input.queue, {
      mapping: typeof mapping === "string" ? readMappingFile(mapping) : mapping,
      presets,
      rejectCap: 10_000,
      // More than the steps a session holds in flight, until a checkpoint says what is durable.
      acknowledgeAfterChunks: 4,
    });
  return openFiles(input.paths, { mapping, order: input.order, presets, workerDir });
}
