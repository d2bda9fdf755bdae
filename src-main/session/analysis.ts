import type { Catalogue } from "../../plugins/api.ts";
import { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import type {
  ActiveFilter,
  ActiveRule,
  HostLimits,
  PluginHost,
  PluginProblem,
  TracedCall,
  TraceQuestion,
} from "../plugin-host/contract.ts";
import { createPluginHost } from "../plugin-host/plugin-host.ts";
import type { DurableSink, ResultSink } from "../sinks/sink.ts";
import type { CsvThread } from "../sources/csv/read-in-worker.ts";
import type { OrderFrom, Source } from "../sources/source.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import type { BuiltInPlugins } from "./built-in-plugins.ts";
import type { RunCheckpoints } from "./checkpoint/run-checkpoints.ts";
import { codeOf, identityOf, writtenAt } from "./checkpoint/run-identity.ts";
import type { SessionSnapshot } from "./checkpoint/session-snapshot.ts";
import { LiveClock } from "./live-clock.ts";
import { beginReading } from "./open-files.ts";
import { openRecordedInput, readsStore } from "./open-recorded-input.ts";
import { type LiveSource, openSource } from "./open-source.ts";
import { isFolderChoice } from "./plugin-choice.ts";
import { PluginLibrary } from "./plugin-library.ts";
import { unitRead } from "./read-words.ts";
import { Session } from "./session.ts";
import type { Recorder } from "./session-options.ts";

export interface AnalysisOptions {
  /** As in HostOptions. */
  readonly workers?: number;
  readonly cores?: number;
  readonly limits?: HostLimits;
  readonly input: AnalysisInput;
  readonly workerDir: string;
  /** Plugins already loaded; they stay open. Absent: those that ship with Weir and the folders the input names, closed afterwards. */
  readonly library?: PluginLibrary;
  /** Without a library: the worker of the plugins that ship, when it was started before. */
  readonly builtIns?: BuiltInPlugins | null;
  /** The thread that reads files, when it was started before; closed when there are none, or it fails. */
  readonly reading?: CsvThread | null;
  /** Read instead of what the input names; closed at the end. */
  readonly source?: Source;
  /** Decides before those of the library. */
  readonly catalogue?: Catalogue;
  readonly sinks: readonly ResultSink[];
  readonly recorders: readonly Recorder[];
  /** One more of both, which is still being opened. When that fails, so does this; the one who opens it closes it. */
  readonly beside?: Promise<(ResultSink & Recorder) | null>;
  /** "look" when absent. A run that goes on assumes what it did before. */
  readonly orderFrom?: OrderFrom;
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
  /** One line about the input: a connection changes its state, messages may have been lost, a recording was cut off. */
  readonly onConnection?: (line: string) => void;
}

export interface Analysis {
  readonly session: Session;
  /** As they are now: a plugin reloaded in place puts its own anew. */
  readonly rules: ActiveRule[];
  /** As they were before they were put anew, the oldest first: the latest of them. */
  readonly former: ActiveRule[];
  readonly source: Source;
  readonly names: CatalogueNames;
  /** That the keys of its rules are dealt out to: fewer than were asked for where more would gain nothing. */
  readonly workers: number;
  /** Of a queue: how the connection is, for screens. */
  readonly live?: LiveSource;
}

/** Opens the source, switches the rules on and joins them to the sinks. Throws an Error of one line; nothing is left open then. */
export async function openAnalysis(options: AnalysisOptions): Promise<Analysis> {
  const { input, workerDir, source: given, builtIns: begun, limits } = options;
  const opened = new Opened();
  const files = given === undefined && input.queue === null && !readsStore(input);
  // A thread takes its time to come up: the one that reads files does so beside that of the plugins.
  const reading = files ? (options.reading ?? beginReading(input.paths, workerDir)) : null;
  if (reading === null) await options.reading?.close();
  else opened.add(() => reading.close());
  if (given !== undefined) opened.add(() => given.close());
  let library = options.library;
  try {
    library ??= await PluginLibrary.open({ workerDir, folders: foldersOf(input), begun, limits });
    return await openWith(options, library, reading, opened);
  } catch (error) {
    await opened.close();
    throw error;
  } finally {
    // The host has its own workers; those that read the declarations are done.
    if (options.library === undefined) await library?.close();
  }
}

/** What it opens is `opened`'s to close when it throws. */
async function openWith(
  options: AnalysisOptions,
  library: PluginLibrary,
  reading: CsvThread | null,
  opened: Opened,
): Promise<Analysis> {
  const { input, checkpoints } = options;
  const { rules, filters, problems: refused } = await library.activate(input.plugins);
  checkResultSeries(input.queue?.resultsSeries ?? [], rules);
  const problems = [...library.problems, ...refused];
  for (const problem of problems) options.onProblem?.(problem);
  const resume = (await beginCheckpoints(options, library, rules, filters)) ?? undefined;
  // The rules' workers start while the source is looked at.
  const starting = startHost(options, library, rules, filters);
  opened.add(async () => (await starting).close());
  // A queue gives its messages away once it is open: nothing may fail behind that.
  if (input.queue !== null) await Promise.all([starting, options.beside]);
  const stored = readsStore(input);
  const { source, results, live } = await openSource(options, library, {
    onlyRefuser: filters.length === 0,
    orderFrom: resume === undefined ? options.orderFrom : (resume.source.assumed ?? "look"),
    reading,
    store: stored,
  });
  if (source !== options.source) opened.add(() => source.close());
  if (results !== null) opened.add(() => results.close());
  const host = await starting;
  if (resume !== undefined) await host.restore(resume.plugins);
  const beside = await options.beside;
  // A store is one file, of sources that were read before.
  if (input.queue === null && !stored && source !== options.source) checkpoints?.run.readsOnly(source.names);
  checkpoints?.run.join((messages) => source.acknowledge?.(messages), results === null ? [] : [results]);
  // Of a queue the first messages decide it, later.
  const unitOf = (sensor: string): string => (source.mapping == null ? "" : unitRead(source.mapping, sensor));
  const names = new CatalogueNames(cataloguesOf(options, library), unitOf);
  const { rejectCap, onProblem, onLog, onCalls, clock = new LiveClock() } = options;
  const { outOfOrderness, idleTimeout, futureTolerance, speed } = input;
  const session = new Session({
    ...{ source, rules, host, resume, clock, rejectCap, onProblem, onLog, onCalls },
    ...{ outOfOrderness, idleTimeout, futureTolerance, speed },
    filtered: filters.length > 0,
    catalogue: names,
    sinks: [...options.sinks, beside, results].filter((sink) => sink != null),
    recorders: [...options.recorders, beside].filter((recorder) => recorder != null),
    checkpoints: checkpoints?.run,
  });
  if (resume === undefined) for (const { plugin } of problems) session.metrics.countErrors(plugin, 1);
  return { session, rules, former: [], source, names, workers: host.workers, live };
}

/** What has been opened so far, to be closed when the rest cannot be: the last first. */
class Opened {
  readonly #closers: (() => Promise<unknown>)[] = [];

  add(close: () => Promise<unknown>): void {
    this.#closers.push(close);
  }

  /** Never rejects: the reason for closing is told already. */
  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close().catch(() => {});
  }
}

/** Plugins' folders that the input names, each once. */
function foldersOf({ plugins }: AnalysisInput): string[] {
  const named = (plugins ?? []).flatMap(({ plugin, folder }) => folder ?? (isFolderChoice(plugin) ? plugin : []));
  return [...new Set(named)];
}

function cataloguesOf({ catalogue }: AnalysisOptions, { set }: PluginLibrary): readonly Catalogue[] {
  return catalogue === undefined ? set.catalogues : [catalogue, ...set.catalogues];
}

function startHost(
  options: AnalysisOptions,
  library: PluginLibrary,
  rules: readonly ActiveRule[],
  filters: readonly ActiveFilter[],
): Promise<PluginHost> {
  const { set, workerPath } = library;
  const starting = createPluginHost({
    bundles: set.bundles,
    rules,
    filters,
    catalogues: cataloguesOf(options, library),
    workerPath,
    // The workers that told the declarations run the rules: others need not start.
    lend: options.library === undefined ? (bundles) => set.lend(bundles) : undefined,
    trace: options.trace,
    workers: options.workers,
    cores: options.cores,
    limits: options.limits,
    rejectLost: options.checkpoints?.rejectLost ?? false,
  });
  // Whoever waits for it is told; what is opened meanwhile may fail first.
  starting.catch(() => {});
  return starting;
}

async function beginCheckpoints(
  options: AnalysisOptions,
  library: PluginLibrary,
  rules: readonly ActiveRule[],
  filters: readonly ActiveFilter[],
): Promise<SessionSnapshot | null> {
  const { input, checkpoints } = options;
  if (checkpoints === undefined) return null;
  const used = new Set([...rules, ...filters].map(({ declaration }) => declaration.plugin));
  const code = { ...codeOf(library.set.bundles.filter(({ name }) => used.has(name))), ...(await writtenAt(input)) };
  return checkpoints.run.begin(await identityOf(input, rules, filters), code, checkpoints.durable, async () => {
    if (readsStore(input)) return input.paths;
    const looked = await openRecordedInput(input, { catalogues: cataloguesOf(options, library) });
    await looked.close();
    return looked.names;
  });
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
