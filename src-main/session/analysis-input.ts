import { DEFAULT_RULES, type PluginChoice } from "./plugin-choice.ts";
import type { Workspace } from "./workspace.ts";

/** What one analysis reads and how, whether it came from flags, a workspace or the screen. */
export interface AnalysisInput {
  /** For run lists and messages; no credentials. */
  readonly description: string;
  readonly kind: "files" | "queue";
  readonly paths: readonly string[];
  readonly queue: QueueInput | null;
  /** A mapping file's path, or a mapping as plain data; undefined: detected. */
  readonly mapping?: string | Readonly<Record<string, unknown>>;
  readonly order: "time" | "arrival";
  /** Of several files: rows that another of them has are read once. */
  readonly once?: boolean;
  readonly outOfOrderness: number;
  readonly idleTimeout: number;
  readonly futureTolerance: number;
  readonly speed: number | "max";
  /** Of a store: only events in [from, to), ms. */
  readonly stretch?: { readonly from?: number; readonly to?: number };
  /** null: the default set. */
  readonly plugins: readonly PluginChoice[] | null;
}

export interface QueueInput {
  readonly url: string;
  readonly queue: string | null;
  readonly tap: string | null;
  readonly routingKey?: string | null;
  readonly format: "auto" | "csv" | "json";
  readonly guarantee: "at-most-once" | "at-least-once";
  readonly prefetch: number;
  readonly resultsQueue: string | null;
  /** Instead of a queue: an exchange, with routing keys `rule.station`. */
  readonly resultsExchange?: string | null;
  /** Series sent beside the alerts: `rule/series`, or `rule` for all of it. */
  readonly resultsSeries?: readonly string[];
  /** Of an amqps broker, paths of PEM files: its authority, and the client's own certificate with its key. */
  readonly caFile?: string | null;
  readonly certFile?: string | null;
  readonly keyFile?: string | null;
  readonly limit: number | null;
  /** ms; null = never. */
  readonly stopAfterIdle: number | null;
}

/** Files read in time order as fast as they can be, with the default rules; `changes` says what is otherwise. */
export function filesInput(paths: readonly string[], changes: Partial<AnalysisInput> = {}): AnalysisInput {
  return {
    description: paths.join(" "),
    kind: "files",
    paths,
    queue: null,
    order: "time",
    outOfOrderness: 0,
    idleTimeout: 0,
    futureTolerance: 60_000,
    speed: "max",
    plugins: null,
    ...changes,
  };
}

const byDefault = { folder: undefined, settings: {}, windows: undefined, off: undefined };

/** The source of a workspace with its plugins. Throws an Error of one line when there is none, or more than one. */
export function workspaceInput(workspace: Workspace, name: string): AnalysisInput {
  const source = workspace.sources[0];
  if (source === undefined) throw new Error(`workspace ${name} has no source; open it in Weir and add one, or name a file`);
  if (workspace.sources.length > 1)
    throw new Error(
      `workspace ${name} has ${workspace.sources.length} sources; Weir reads one: keep one, files of a kind in its paths`,
    );
  const chosen = Object.entries(workspace.plugins);
  const plugins =
    chosen.length === 0
      ? null
      : chosen
          .filter(([, { enabled }]) => enabled)
          .map(([id, { settings, folder, windows, off }]) => ({ plugin: id, folder, settings, windows, off }))
          // As in the window: what the workspace does not name keeps its default.
          .concat(DEFAULT_RULES.filter((id) => workspace.plugins[id] === undefined).map((id) => ({ ...byDefault, plugin: id })));
  const common = {
    description: name,
    mapping: source.mapping,
    outOfOrderness: source.outOfOrderness,
    speed: workspace.speed,
    plugins,
  };
  if (source.kind === "csv") {
    return filesInput(source.paths, { ...common, order: source.order, once: source.once });
  }
  const { url, queue, tap, routingKey, format, guarantee, prefetch, resultsQueue, resultsExchange, resultsSeries } = source;
  const { caFile, certFile, keyFile } = source;
  return {
    ...common,
    kind: "queue",
    paths: [],
    queue: {
      url,
      queue: queue ?? null,
      tap: tap ?? null,
      routingKey: routingKey ?? null,
      format,
      guarantee,
      prefetch: prefetch ?? usualPrefetch(guarantee),
      resultsQueue: resultsQueue ?? null,
      resultsExchange: resultsExchange ?? null,
      resultsSeries: resultsSeries ?? [],
      caFile: caFile ?? null,
      certFile: certFile ?? null,
      keyFile: keyFile ?? null,
      limit: null,
      stopAfterIdle: null,
    },
    order: "arrival",
    idleTimeout: source.idleTimeout,
    futureTolerance: source.futureTolerance,
  };
}

/** At least once messages wait for a checkpoint or two before they are acknowledged: more of them are on their way. */
export function usualPrefetch(guarantee: QueueInput["guarantee"]): number {
  return guarantee === "at-least-once" ? 20_000 : 2000;
}

/** The URL without its credentials, for names, logs and messages. */
export function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.username = "";
    parsed.password = "";
    return parsed.toString();
  } catch {
    return "amqp://…";
  }
}
