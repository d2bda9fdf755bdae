import { ResultPublisher } from "../sinks/rabbitmq/result-publisher.ts";
import type { NamedPreset } from "../sources/csv/detect/presets.ts";
import type { Mapping } from "../sources/mapping.ts";
import { brokerPort, tlsFiles } from "../sources/rabbitmq/broker-connection.ts";
import { openQueue, type QueueState } from "../sources/rabbitmq/queue-source.ts";
import type { QueueInput } from "./analysis-input.ts";
import { NOT_SAVED } from "./checkpoint/checkpoints.ts";
import { onlyNew } from "./only-new.ts";
import type { OpenedSource } from "./open-source.ts";

export interface LiveOptions {
  readonly mapping: Mapping | undefined;
  readonly presets: readonly NamedPreset[];
  readonly rejectCap: number;
  /** One line when a connection changes its state or messages may have been lost. */
  readonly say: (line: string) => void;
  /** Say when messages may be acknowledged, and where to go on. */
  readonly checkpoints?: { readonly source: unknown };
}

/** Connects to a queue, and to the queue of its results. Throws an Error of one line; nothing is left open then. */
export async function openLive(
  queue: QueueInput,
  { mapping, presets, rejectCap, say, checkpoints }: LiveOptions,
): Promise<OpenedSource> {
  if (queue.guarantee === "at-least-once" && checkpoints === undefined) say(NOT_SAVED);
  const tell = onlyNew(say);
  // First: at most once a queue gives its messages away as soon as it is open, and they would be gone when this fails.
  const results = await openResults(queue, say);
  try {
    const source = await openQueue(queue, {
      mapping,
      presets,
      rejectCap,
      // Where no checkpoint says what is durable: more than the steps a session holds in flight.
      acknowledgeAfterChunks: checkpoints === undefined ? 4 : null,
      ...(checkpoints?.source === undefined ? {} : { resume: checkpoints.source as QueueState }),
      onState: ({ state, detail }) => tell(`${state}${detail === "" ? "" : `: ${detail}`}`),
      onMayBeLost: say,
    });
    const live = {
      connection: () => source.connection,
      depth: () => source.depth,
      undecided: (most: number) => source.undecided(most),
      results: () => results?.counts ?? null,
    };
    return { source, live, results };
  } catch (error) {
    await results?.close().catch(() => {});
    throw error;
  }
}

/** Alerts and chosen series go back to the user through another queue (made when it is missing) or an exchange. */
async function openResults(
  { url, resultsQueue, resultsExchange = null, resultsSeries = [], ...files }: QueueInput,
  say: (line: string) => void,
): Promise<ResultPublisher | null> {
  if (resultsQueue === null && resultsExchange === null) return null;
  const tell = onlyNew(say);
  const results = new ResultPublisher({
    broker: brokerPort({ url, ...tlsFiles(files) }),
    queue: resultsQueue,
    exchange: resultsExchange,
    // An exchange without its bindings would swallow what is sent to it.
    create: resultsQueue !== null,
    series: new Set(resultsSeries),
    onState: (state, detail) => tell(`results ${state}${detail === "" ? "" : `: ${detail}`}`),
  });
  await results.open();
  return results;
}
