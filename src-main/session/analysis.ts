import type { Catalogue } from "../../plugins/api.ts";
import { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import type { ActiveFilter, ActiveRule, PluginProblem, TracedCall, TraceQuestion } from "../plugin-host/contract.ts";
import { createPluginHost } from "../plugin-host/plugin-host.ts";
import type { PublisherCounts, ResultPublisher } from "../sinks/rabbitmq/result-publisher.ts";
import type { DurableSink, ResultSink } from "../sinks/sink.ts";
import type { CsvThread } from "../sources/csv/read-in-worker.ts";
import { readMappingFile } from "../sources/mapping.ts";
import type { Source } from "../sources/source.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import type { BuiltInPlugins } from "./built-in-plugins.ts";
import type { RunCheckpoints } from "./checkpoint/run-checkpoints.ts";
import { codeOf, identityOf } from "./checkpoint/run-identity.ts";
import type { SessionSnapshot } from "./checkpoint/session-snapshot.ts";
import { LiveClock } from "./live-clock.ts";
import { beginReading } from "./open-files.ts";
import { mappingOf, openRecordedInput, presetsOf, readsStore } from "./open-recorded-input.ts";
import { isFolderChoice } from "./plugin-choice.ts";
import { PluginLibrary } from "./plugin-library.ts";
import { Session } from "./session.ts";
import type { Recorder } from "./session-options.ts";

export interface AnalysisOptions {
  /** Workers that the keys of the rules are dealt out to; 1 when absent. */
  readonly workers?: number;
  readonly input: AnalysisInput;
  readonly workerDir: string;
  /** Plugins already loaded; they stay open. Absent: those that ship with Weir and the folders the input names, closed afterwards. */
  readonly library?: PluginLibrary;
  /** Without a library: the worker of the plugins that ship, when it was started before. */
  readonly builtIns?: BuiltInPlugins | null;
  /** Read instead of what the input names; closed at the end. */
  readonly source?: Source;
  /** Decides before those of the library. */
  readonly catalogue?: Catalogue;
  readonly sinks: readonly ResultSink[];
  readonly recorders: readonly Recorder[];
  /** One more of both, which is still being opened. When that fails, so does this; the one who opens it closes it. */
  readonly beside?: Promise<(ResultSink & Recorder) | null>;
  readonly rejectCap: number;
  readonly onProblem?: (problem: PluginProblem) => void;
  readonly onLog?: (rule: string, line: string) => void;
  /** Takes checkpoints, and goes on from one. `durable`: sinks by name that are cut back to it. `rejectLost`: see HostOptions. */
  readonly checkpoints?: {
    readonly run: RunCheckpoints;
    readonly durable: ReadonlyMap<string, DurableSink>;
    readonly rejectLost: boolean;
  };
  /** Calls of a rule to be told one by one, to `onCalls`. */
  readonly trace?: TraceQuestion;
  readonly onCalls?: (calls: readonly TracedCall[]) => void;
  /** Absent: that of the system. */
  readonly clock?: LiveClock;
  /** Live: one line when the connection changes its state or messages may have been lost. */
  readonly onConnection?: (line: string) => void;
}

export interface Analysis {
  readonly session: Session;
  /** As they are now: a plugin reloaded in place puts its own anew. */
  readonly rules: ActiveRule[];
  readonly source: Source;
  readonly names: CatalogueNames;
  /** Of a queue: how the connection is, for screens. */
  readonly live?: LiveSource;
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
  /** What the results sink has sent; null without one. */
  results(): PublisherCounts | null;
}

/** Opens the source, switches the rules on and joins them to the sinks. Throws an Error of one line; nothing is left open then. */
export async function openAnalysis(options: AnalysisOptions): Promise<Analysis> {
  const { input, workerDir } = options;
  const chosen = (input.plugins ?? []).flatMap(({ plugin, folder }) => folder ?? (isFolderChoice(plugin) ? plugin : []));
  const folders = [...new Set(chosen)];
  const files = options.source === undefined && input.queue === null && !readsStore(input);
  // A thread takes its time to come up: the one that reads files does so beside that of the plugins.
  let reading = files ? beginReading(input.paths, workerDir) : null;
  let library = options.library;
  try {
    library ??= await PluginLibrary.open({ workerDir, folders, begun: options.builtIns });
    const { set, workerPath, problems: unloaded } = library;
    const catalogues = options.catalogue === undefined ? set.catalogues : [options.catalogue, ...set.catalogues];
    const { rules, filters, problems: refused } = await library.activate(input.plugins);
    checkResultSeries(input.queue?.resultsSeries ?? [], rules);
    const problems = [...unloaded, ...refused];
    for (const problem of problems) options.onProblem?.(problem);
    const names = new CatalogueNames(catalogues);
    const checkpoints = options.checkpoints?.run;
    const resume = (await beginCheckpoints(options, library, rules, filters)) ?? undefined;
    // The rules' workers start while the source is looked at.
    const starting = createPluginHost({
      bundles: set.bundles,
      rules,
      filters,
      catalogues,
      workerPath,
      // The worker that told the declarations runs the rules: a second one need not start.
      lend: options.library === undefined ? () => set.lend() : undefined,
      trace: options.trace,
      workers: options.workers,
      rejectLost: options.checkpoints?.rejectLost ?? false,
    });
    starting.catch(() => {});
    const taken = reading;
    reading = null;
    const opened = await openSource(input, library, filters.length === 0, options, taken).catch(async (error: unknown) => {
      await starting.then((host) => host.close()).catch(() => {});
      throw error;
    });
    const { source } = opened;
    const host = await starting
      .then(async (started) => {
        if (resume !== undefined) await started.restore(resume.plugins);
        await options.beside;
        return started;
      })
      .catch(async (error: unknown) => {
        await starting.then((started) => started.close()).catch(() => {});
        await source.close();
        await opened.results?.close();
        throw error;
      });
    checkpoints?.join((messages) => source.acknowledge?.(messages), opened.results === null ? [] : [opened.results]);
    const last = await options.beside;
    const more = last == null ? [] : [last];
    const session = new Session({
      source,
      rules,
      filtered: filters.length > 0,
      host,
      catalogue: names,
      sinks: [...options.sinks, ...more, ...(opened.results === null ? [] : [opened.results])],
      recorders: [...options.recorders, ...more],
      outOfOrderness: input.outOfOrderness,
      idleTimeout: input.idleTimeout,
      futureTolerance: input.futureTolerance,
      speed: input.speed,
      clock: options.clock ?? new LiveClock(),
      rejectCap: options.rejectCap,
      onProblem: options.onProblem,
      onLog: options.onLog,
      checkpoints,
      resume,
      onCalls: options.onCalls,
    });
    if (resume === undefined) for (const { plugin } of problems) session.metrics.countErrors(plugin, 1);
    return { session, rules, source, names, live: opened.live };
  } finally {
    await reading?.close();
    // The host has its own workers; those that read the declarations are done.
    if (options.library === undefined) await library?.close();
  }
}

async function beginCheckpoints(
  { input, checkpoints }: AnalysisOptions,
  library: PluginLibrary,
  rules: readonly ActiveRule[],
  filters: readonly ActiveFilter[],
): Promise<SessionSnapshot | null> {
  if (checkpoints === undefined) return null;
  const used = new Set([...rules, ...filters].map(({ declaration }) => declaration.plugin));
  const code = codeOf(library.set.bundles.filter(({ name }) => used.has(name)));
  return checkpoints.run.begin(await identityOf(input, rules, filters), code, checkpoints.durable);
}

export interface OpenedSource {
  readonly source: Source;
  readonly live?: LiveSource;
  readonly results: ResultPublisher | null;
}

/** Throws an Error of one line for a series to be sent that no rule makes. */
function checkResultSeries(names: readonly string[], rules: readonly ActiveRule[]): void {
  const known = rules.flatMap(({ declaration: { id, series } }) => [id, ...Object.keys(series).map((name) => `${id}/${name}`)]);
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined)
    throw new Error(
      `results: no rule that is on makes the series ${wrong}; there are ${known.filter((name) => name.includes("/")).join(", ")}`,
    );
}

async function openSource(
  input: AnalysisInput,
  library: PluginLibrary,
  onlyRefuser: boolean,
  options: AnalysisOptions,
  reading: CsvThread | null,
): Promise<OpenedSource> {
  if (options.source !== undefined) return { source: options.source, results: null };
  const { catalogues } = library.set;
  if (input.queue === null) {
    const source = await openRecordedInput(input, { catalogues, workerDir: options.workerDir, onlyRefuser, reading });
    return { source, results: null };
  }
  const mapping = mappingOf(input);
  // A run over files needs nothing of brokers.
  const { openLive } = await import("./open-live.ts");
  return openLive(input.queue, {
    mapping: typeof mapping === "string" ? readMappingFile(mapping) : mapping,
    presets: presetsOf(catalogues),
    rejectCap: options.rejectCap,
    say: options.onConnection ?? (() => {}),
    checkpoints: options.checkpoints?.run,
  });
}
