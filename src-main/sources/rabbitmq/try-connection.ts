import type { ChannelModel } from "amqplib";
import type { BrokerTarget } from "./broker-connection.ts";
import { connectBroker, describeTarget } from "./broker-connection.ts";
import { explainBrokerError } from "./explain.ts";
import { asQueueMessage, insertionTime } from "./message-properties.ts";
import { queueKind, rabbitVersion, streamLine } from "./queue-kind.ts";
import type { DatedMessage } from "./queue-mapping.ts";
import { tapBinding } from "./tap.ts";

/** One step of a connection test. */
export interface ConnectionStep {
  readonly name: "address" | "log in" | "queue" | "exchange";
  readonly ok: boolean;
  readonly ms: number;
  /** One line; no credentials. */
  readonly answer: string;
  /** It failed because what was looked for is not there. */
  readonly missing?: boolean;
}

/** Where to read; as in a QueueAddress. */
export interface QueueOrTap {
  readonly queue: string | null;
  readonly tap: string | null;
  readonly routingKey?: string | null;
}

/** Goes the way a source would, step by step, and stops at the first that fails. Changes nothing at the broker. Never throws. */
export async function testConnection(target: BrokerTarget, { queue, tap, routingKey }: QueueOrTap): Promise<ConnectionStep[]> {
  const steps: ConnectionStep[] = [];
  const step = async <T>(
    name: ConnectionStep["name"],
    act: () => Promise<T> | T,
    answer: (result: T) => string,
  ): Promise<T | null> => {
    const started = performance.now();
    const ms = (): number => Math.round(performance.now() - started);
    try {
      const result = await act();
      steps.push({ name, ok: true, ms: ms(), answer: answer(result) });
      return result;
    } catch (error) {
      const missing = ((error as Error).cause as { readonly code?: unknown } | undefined)?.code === 404;
      steps.push({ name, ok: false, ms: ms(), answer: (error as Error).message, ...(missing ? { missing } : {}) });
      return null;
    }
  };
  const shown = await step(
    "address",
    () => describeTarget(target),
    ({ host, vhost }) => `${host}, virtual host "${vhost}"`,
  );
  if (shown === null) return steps;
  const connection = await step(
    "log in",
    () => connectBroker(target, "weir connection test"),
    ({ connection: { serverProperties } }) => `${serverProperties.product ?? "broker"} ${serverProperties.version ?? ""}`.trim(),
  );
  if (connection === null) return steps;
  try {
    const explained = async <T>(act: () => Promise<T>): Promise<T> => {
      try {
        return await act();
      } catch (error) {
        throw new Error(explainBrokerError(error, { ...shown, queue: queue ?? tap ?? "" }), { cause: error });
      }
    };
    const channel = await connection.createChannel();
    channel.on("error", () => {});
    if (queue !== null)
      await step(
        "queue",
        () => explained(() => channel.checkQueue(queue)),
        ({ messageCount, consumerCount }) => `${messageCount} messages wait, ${consumerCount} consumers`,
      );
    else if (tap !== null)
      await step(
        "exchange",
        () => explained(() => tapBinding(connection, tap, routingKey ?? null)),
        ({ routingKey: key }) =>
          key === "" || key === "#" ? "is there; every message is copied" : `is there; messages with ${key}`,
      );
  } finally {
    await connection.close().catch(() => {});
  }
  return steps;
}

/** Declares a queue as others would find it usual: durable, shared, kept when nobody reads it, without limits. Throws one explained line. */
export async function createQueue(target: BrokerTarget, queue: string): Promise<void> {
  const shown = describeTarget(target);
  const connection = await connectBroker(target, "weir");
  try {
    const channel = await connection.createChannel();
    channel.on("error", () => {});
    await channel.assertQueue(queue, { durable: true, exclusive: false, autoDelete: false });
  } catch (error) {
    throw new Error(explainBrokerError(error, { ...shown, queue }), { cause: error });
  } finally {
    await connection.close().catch(() => {});
  }
}

export interface PeekedMessage extends DatedMessage {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly routingKey: string;
  readonly redelivered: boolean;
}

/** The first RabbitMQ whose quorum queues put what comes back in front, as they limit deliveries unless told otherwise. */
const PUTS_IN_FRONT = 4;

/**
 * The first `count` messages of a queue, which stay there in their order: taken without acknowledging and put back. Throws one
 * explained line, also for a queue whose order that would change.
 */
export async function peekQueue(target: BrokerTarget, queue: string, count: number): Promise<PeekedMessage[]> {
  const shown = describeTarget(target);
  const connection = await connectBroker(target, "weir preview");
  try {
    const channel = await connection.createChannel();
    channel.on("error", () => {});
    const { messageCount } = await channel.checkQueue(queue);
    if (count > 0 && messageCount > 0) await checkOrderStays(connection, queue, messageCount - count);
    const peeked: PeekedMessage[] = [];
    while (peeked.length < count) {
      const message = await channel.get(queue, { noAck: false });
      if (message === false) break;
      const headers = (message.properties.headers ?? {}) as Record<string, unknown>;
      const { routingKey, redelivered } = message.fields;
      peeked.push({ ...asQueueMessage(message), headers, routingKey, redelivered, inserted: insertionTime(message) });
    }
    // All at once: put back one by one they would come out in another order.
    if (peeked.length > 0) channel.nackAll(true);
    await channel.close();
    return peeked;
  } catch (error) {
    throw new Error(explainBrokerError(error, { ...shown, queue }), { cause: error });
  } finally {
    await connection.close().catch(() => {});
  }
}

/** Throws an Error of one line for a queue of which messages cannot be looked at without moving them. `others`: that are not looked at. */
async function checkOrderStays(connection: ChannelModel, queue: string, others: number): Promise<void> {
  const kind = await queueKind(connection, queue);
  if (kind === "stream") throw new Error(streamLine(queue));
  if (kind === "quorum" && others > 0 && (rabbitVersion(connection)?.[0] ?? 0) < PUTS_IN_FRONT)
    throw new Error(
      `"${queue}" is a quorum queue: its broker would put the messages looked at behind the ${others} others; connect to see them, or name its columns in a mapping`,
    );
}
