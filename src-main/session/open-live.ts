import { ResultPublisher } from "../sinks/rabbitmq/result-publisher.ts";
import type { NamedPreset } from "../sources/csv/detect.ts";
import type { Mapping } from "../sources/mapping.ts";
import { brokerPort, tlsFiles } from "../sources/rabbitmq/broker-connection.ts";
import { openQueue } from "../sources/rabbitmq/queue-source.ts";
import type { OpenedSource } from "./analysis.ts";
import type { QueueInput } from "./analysis-input.ts";

export interface LiveOptions {
  readonly mapping: Mapping | undefined;
  readonly presets: readonly NamedPreset[];
  readonly rejectCap: number;
  /** One line when a connection changes its state or messages may have been lost. */
  readonly say: (line: string) => void;
}

/** Connects to a queue, and to the queue of its results. Throws an Error of one line; nothing is left open then. */
export async function openLive(queue: QueueInput, { mapping, presets, rejectCap, say }: LiveOptions): Promise<OpenedSource> {
  const source = await openQueue(queue, {
    mapping,
    presets,
    rejectCap,
    // More than the steps a session holds in flight, until a checkpoint says what is durable.
    acknowledgeAfterChunks: 4,
    onState: ({ state, detail }) => say(`${state}${detail === "" ? "" : `: ${detail}`}`),
    onMayBeLost: say,
  });
  try {
    const results = await openResults(queue, say);
    const live = { connection: () => source.connection, depth: () => source.depth, results: () => results?.counts ?? null };
    return { source, live, results };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Alerts and chosen series go back to the user through another queue (made when it is missing) or an exchange. */
async function openResults(
  { url, resultsQueue, resultsExchange = null, resultsSeries = [], ...files }: QueueInput,
  say: (line: string) => void,
): Promise<ResultPublisher | null> {
  if (resultsQueue === null && resultsExchange === null) return null;
  const results = new ResultPublisher({
    broker: brokerPort({ url, ...tlsFiles(files) }),
    queue: resultsQueue,
    exchange: resultsExchange,
    // An exchange without its bindings would swallow what is sent to it.
    create: resultsQueue !== null,
    series: new Set(resultsSeries),
    onState: (state, detail) => say(`results ${state}${detail === "" ? "" : `: ${detail}`}`),
  });
  await results.open();
  return results;
}
