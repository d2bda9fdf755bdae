import type { ChannelModel } from "amqplib";

export type QueueKind = "classic" | "quorum" | "stream";

/** The first RabbitMQ that refuses an argument which a kind of queue does not know; one before takes a consumer with it as any. */
const TELLS_SINCE = [3, 10] as const;

/** Numbers of a broker's version; null: it is no RabbitMQ. */
export function rabbitVersion({ connection }: ChannelModel): readonly [major: number, minor: number] | null {
  const { product, version } = connection.serverProperties;
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(product === "RabbitMQ" ? String(version) : "") ?? [];
  return major === undefined ? null : [Number(major), Number(minor)];
}

/**
 * What kind of queue it is; null: the broker does not tell. AMQP has no question for it, but a consumer that wants an offset is refused by
 * every queue that is no stream, with its kind, and by a stream as long as it names no prefetch. So nothing is consumed, whatever it is.
 */
export async function queueKind(connection: ChannelModel, queue: string): Promise<QueueKind | null> {
  const [major, minor] = rabbitVersion(connection) ?? [0, 0];
  if (major < TELLS_SINCE[0] || (major === TELLS_SINCE[0] && minor < TELLS_SINCE[1])) return null;
  const channel = await connection.createChannel();
  channel.on("error", () => {});
  try {
    await channel.consume(queue, () => {}, { arguments: { "x-stream-offset": "next" } });
    // A prefetch that the broker gives to all.
    await channel.close();
    return "stream";
  } catch (error) {
    const text = String(error);
    if (isOfStream(text)) return "stream";
    return (/of queue type rabbit_(classic|quorum)_queue/.exec(text)?.[1] as QueueKind | undefined) ?? null;
  }
}

/** What RabbitMQ says to whoever takes from a stream as from a queue. */
export const isOfStream = (message: string): boolean =>
  /consumer prefetch count is not set|not supported by stream queues/.test(message);

/** Why no stream is read: what is said of a queue does not hold for it. */
export const streamLine = (queue: string): string =>
  `"${queue}" is a stream: it gives a connection only what comes after it, so what came before or during an outage would be missing; bind a queue to the exchange that feeds it, and take from that`;
