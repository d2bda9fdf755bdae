import type { Channel, ChannelModel, ConsumeMessage } from "amqplib";
import { type BrokerTarget, connectBroker, describeTarget } from "./broker-connection.ts";
import { explainBrokerError } from "./explain.ts";
import { asQueueMessage, insertionTime } from "./message-properties.ts";
import { tapBinding } from "./tap.ts";
import type { PeekedMessage, QueueOrTap } from "./try-connection.ts";

/** Messages the broker keeps for the queue listened through, should it be faster than this end. */
const KEPT = 20_000;

/** What came while it listened. */
export interface Heard {
  /** `messages`: copies through a queue of our own; `growth`: how many more the queue held, less what others took. */
  readonly of: "messages" | "growth";
  /** Per equal part of the time. */
  readonly counts: readonly number[];
  /** The first of them; empty when only the queue's growth was watched. */
  readonly first: readonly PeekedMessage[];
}

export interface ListenOptions {
  readonly seconds: number;
  readonly parts: number;
  /** First messages kept. */
  readonly keep: number;
}

/**
 * How much comes: a tap is listened to through a temporary queue of its own, which is gone afterwards; a queue is only looked at, because
 * taking from it would take messages from others. Throws one explained line.
 */
export async function listen(
  target: BrokerTarget,
  { queue, tap, routingKey }: QueueOrTap,
  options: ListenOptions,
): Promise<Heard> {
  const shown = describeTarget(target);
  const connection = await connectBroker(target, "weir sample");
  try {
    const channel = await connection.createChannel();
    channel.on("error", () => {});
    return tap === null
      ? await growth(channel, queue ?? "", options)
      : await copies(connection, channel, tap, routingKey ?? null, options);
  } catch (error) {
    throw new Error(explainBrokerError(error, { ...shown, queue: queue ?? tap ?? "" }), { cause: error });
  } finally {
    await connection.close().catch(() => {});
  }
}

async function copies(
  connection: ChannelModel,
  channel: Channel,
  tap: string,
  key: string | null,
  { seconds, parts, keep }: ListenOptions,
): Promise<Heard> {
  const binding = await tapBinding(connection, tap, key);
  const { queue } = await channel.assertQueue("", { exclusive: true, autoDelete: true, durable: false, maxLength: KEPT });
  await channel.bindQueue(queue, tap, binding.routingKey, binding.arguments);
  const counts = new Array<number>(parts).fill(0);
  const first: PeekedMessage[] = [];
  const started = performance.now();
  const take = (message: ConsumeMessage | null): void => {
    if (message === null) return;
    const part = Math.min(parts - 1, Math.floor(((performance.now() - started) / (seconds * 1000)) * parts));
    counts[part] = (counts[part] as number) + 1;
    if (first.length >= keep) return;
    const { routingKey, redelivered } = message.fields;
    const headers = (message.properties.headers ?? {}) as Record<string, unknown>;
    first.push({ ...asQueueMessage(message), headers, routingKey, redelivered, inserted: insertionTime(message) });
  };
  await channel.consume(queue, take, { noAck: true });
  await after(seconds * 1000);
  return { of: "messages", counts, first };
}

async function growth(channel: Channel, queue: string, { seconds, parts }: ListenOptions): Promise<Heard> {
  const counts: number[] = [];
  let { messageCount: before } = await channel.checkQueue(queue);
  const started = performance.now();
  for (let part = 1; part <= parts; part++) {
    await after(Math.max(0, (part / parts) * seconds * 1000 - (performance.now() - started)));
    const { messageCount } = await channel.checkQueue(queue);
    counts.push(messageCount - before);
    before = messageCount;
  }
  return { of: "growth", counts, first: [] };
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
