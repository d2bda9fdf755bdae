import { type AnalysisInput, usualPrefetch, withoutPassword, workspaceInput } from "../session/analysis-input.ts";
import { isStore } from "../session/is-store.ts";
import { isBrokerUrl } from "../sources/rabbitmq/broker-url.ts";
import type { SourceKind } from "./fitting-flags.ts";
import type { RunOptions } from "./run-flags.ts";

const WORKSPACE_ENDING = ".weir.json";

/** What the first source is; the others must be of its kind. */
export function sourceKind([first = ""]: readonly string[]): SourceKind {
  if (isBrokerUrl(first)) return "queue";
  if (first.endsWith(WORKSPACE_ENDING)) return "workspace";
  return isStore(first) ? "store" : "files";
}

/** Tells a workspace, a queue and files apart. Throws an Error of one line for a mixture. */
export async function resolveInput(sources: readonly string[], options: RunOptions): Promise<AnalysisInput> {
  const [first = ""] = sources;
  const kind = sourceKind(sources);
  if (kind === "workspace") {
    if (sources.length > 1) throw new Error("a workspace runs alone: it names its own sources");
    return ofWorkspace(first, options);
  }
  const base = {
    mapping: options.mapping,
    order: options.order,
    once: options.once,
    outOfOrderness: options.outOfOrderness,
    idleTimeout: options.idleTimeout,
    futureTolerance: options.futureTolerance,
    speed: options.speed,
    stretch: { from: options.from, to: options.to },
    plugins: null,
  };
  if (kind === "queue") {
    if (sources.length > 1) throw new Error("one queue at a time: name a single amqp:// URL");
    const queue = queueOf(first, options);
    return { ...base, description: `${withoutPassword(first)} ${queue.queue ?? queue.tap}`, kind: "queue", paths: [], queue };
  }
  if (sources.length > 1 && sources.some(isStore)) throw new Error("one store at a time: name a single file made with --store");
  return { ...base, description: sources.join(" "), kind: "files", paths: sources, queue: null };
}

function queueOf(url: string, options: RunOptions): NonNullable<AnalysisInput["queue"]> {
  const { queue, tap, routingKey, resultsQueue, resultsExchange, resultsSeries, certFile, keyFile, guarantee } = options;
  if (queue === undefined && tap === undefined)
    throw new Error("name what to read: --queue NAME takes from a queue, --tap EXCHANGE copies from an exchange");
  if (queue !== undefined && tap !== undefined)
    throw new Error("--queue and --tap exclude each other: take from the queue, or copy from the exchange");
  if (routingKey !== undefined && tap === undefined) throw new Error("--routing-key says what --tap copies; name the exchange");
  if (resultsQueue !== undefined && resultsExchange !== undefined)
    throw new Error("--results-queue and --results-exchange exclude each other: give one of them");
  if (resultsSeries !== undefined && resultsQueue === undefined && resultsExchange === undefined)
    throw new Error("--results-series says what is sent; say where to with --results-queue or --results-exchange");
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new Error("--cert-file and --key-file go together: a client certificate and its key");
  return {
    url,
    queue: queue ?? null,
    tap: tap ?? null,
    routingKey: routingKey ?? null,
    format: options.format,
    guarantee,
    prefetch: options.prefetch ?? usualPrefetch(guarantee),
    resultsQueue: resultsQueue ?? null,
    resultsExchange: resultsExchange ?? null,
    resultsSeries: resultsSeries?.flatMap((names) => names.split(",")) ?? [],
    caFile: options.caFile ?? null,
    certFile: certFile ?? null,
    keyFile: keyFile ?? null,
    limit: options.limit ?? null,
    stopAfterIdle: options.stopAfterIdle ?? null,
  };
}

/** What the file says, where the flags say nothing else. */
async function ofWorkspace(path: string, { limit, stopAfterIdle, mapping, speed }: RunOptions): Promise<AnalysisInput> {
  const { readWorkspace } = await import("../session/workspace.ts");
  const input = workspaceInput(readWorkspace(path), path);
  if (input.queue === null && (limit !== undefined || stopAfterIdle !== undefined))
    throw new Error(`${path} reads files: --limit and --stop-after-idle are for a queue`);
  return {
    ...input,
    queue: input.queue && { ...input.queue, limit: limit ?? null, stopAfterIdle: stopAfterIdle ?? null },
    ...(mapping === undefined ? {} : { mapping }),
    ...(speed === "max" ? {} : { speed }),
  };
}
