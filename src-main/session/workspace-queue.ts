import { type QueueInput, withoutPassword } from "./analysis-input.ts";
import type { Workspace } from "./workspace.ts";

/** ms, as `weir run` has them when nothing else is said. */
const IDLE_TIMEOUT = 30_000;
const FUTURE_TOLERANCE = 60_000;

/** What a workspace keeps of a queue: no credentials, and nothing of when to stop. `outOfOrderness` in ms. `workspaceInput` reads it. */
export function queueSource(queue: QueueInput, outOfOrderness: number): Workspace["sources"][number] {
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
    guarantee: queue.guarantee,
    prefetch: queue.prefetch,
    outOfOrderness,
    idleTimeout: IDLE_TIMEOUT,
    futureTolerance: FUTURE_TOLERANCE,
  };
}
