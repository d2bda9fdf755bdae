import { type AnalysisInput, type QueueInput, withoutPassword, workspaceInput } from "./analysis-input.ts";
import type { Workspace } from "./workspace.ts";

/** ms, as `weir run` has them when nothing else is said. */
const IDLE_TIMEOUT = 30_000;
const FUTURE_TOLERANCE = 60_000;

/** How what comes from a queue is read. */
export interface QueueReading {
  /** ms a row may come behind. */
  readonly outOfOrderness: number;
  /** undefined: as the first messages show. */
  readonly mapping?: Readonly<Record<string, unknown>> | undefined;
}

/** What a workspace keeps of a queue: no credentials, and nothing of when to stop. `workspaceInput` reads it. */
export function queueSource(queue: QueueInput, { outOfOrderness, mapping }: QueueReading): Workspace["sources"][number] {
  const { url, tap, routingKey, resultsQueue, resultsExchange, resultsSeries = [], caFile, certFile, keyFile } = queue;
  return {
    kind: "rabbitmq",
    url: withoutPassword(url),
    ...(queue.queue === null ? {} : { queue: queue.queue }),
    ...(tap === null ? {} : { tap }),
    ...(routingKey == null ? {} : { routingKey }),
    ...(resultsQueue === null ? {} : { resultsQueue }),
    ...(resultsExchange == null ? {} : { resultsExchange }),
    ...(resultsSeries.length === 0 ? {} : { resultsSeries: [...resultsSeries] }),
    ...(caFile == null ? {} : { caFile }),
    ...(certFile == null ? {} : { certFile }),
    ...(keyFile == null ? {} : { keyFile }),
    format: queue.format,
    ...(mapping === undefined ? {} : { mapping }),
    guarantee: queue.guarantee,
    prefetch: queue.prefetch,
    outOfOrderness,
    idleTimeout: IDLE_TIMEOUT,
    futureTolerance: FUTURE_TOLERANCE,
  };
}

/** What a screen calls a queue that is read: no credentials. */
export function describeQueue({ url, queue, tap }: QueueInput): string {
  return `${withoutPassword(url)} ${queue ?? tap ?? ""}`;
}

/**
 * The source of a workspace with its plugins, as a screen calls it. A workspace has no credentials: those of `known`, the queue of the session
 * before, serve where the broker is the same. Throws an Error of one line where the workspace `name` does not have just one source.
 */
export function inputKnowing(workspace: Workspace, name: string, known: QueueInput | null): AnalysisInput {
  const input = workspaceInput(workspace, name);
  if (input.queue === null)
    return { ...input, description: input.paths.map((path) => path.split(/[\\/]/).pop() ?? path).join(", ") };
  const same = known !== null && withoutPassword(known.url) === input.queue.url;
  return { ...input, queue: same ? { ...input.queue, url: known.url } : input.queue, description: describeQueue(input.queue) };
}
