import amqp, { type ChannelModel } from "amqplib";
import {
  type OpenQueueOptions,
  openQueue,
  type QueueAddress,
  type QueueSource,
} from "../../../src-main/sources/rabbitmq/queue-source.ts";
import type { RefusalReason, Reject } from "../../../src-main/sources/source.ts";

export interface Read {
  /** `time station sensor alarm value` of every event. */
  readonly events: string[];
  readonly rejects: Reject[];
  readonly refused: Partial<Record<RefusalReason, number>>;
  rows: number;
  accepted: number;
}

let number = 0;

/** A name no other test uses. */
export function queueName(): string {
  return `weir-test-${process.pid}-${Date.now()}-${++number}`;
}

export function address(url: string, queue: string | null, change: Partial<QueueAddress> = {}): QueueAddress {
  return {
    url,
    queue,
    tap: null,
    format: "auto",
    guarantee: "at-most-once",
    prefetch: 500,
    limit: null,
    stopAfterIdle: null,
    ...change,
  };
}

export function open(where: QueueAddress, options: Partial<OpenQueueOptions> = {}): Promise<QueueSource> {
  return openQueue(where, { presets: [], rejectCap: 1000, acknowledgeAfterChunks: 2, ...options });
}

/** Reads a source to its end, or until `enough`. */
export async function readAll(source: QueueSource, enough: (read: Read) => boolean = () => false): Promise<Read> {
  const read: Read = { events: [], rejects: [], refused: {}, rows: 0, accepted: 0 };
  const keys: (readonly [string, string, string])[] = [];
  const stop = new AbortController();
  for await (const chunk of source.chunks(stop.signal)) {
    keys.push(...chunk.newKeys);
    read.rows += chunk.rows;
    read.accepted += chunk.rowsAccepted;
    read.rejects.push(...chunk.rejects);
    for (const [reason, count] of Object.entries(chunk.refused))
      read.refused[reason as RefusalReason] = (read.refused[reason as RefusalReason] ?? 0) + count;
    const { events } = chunk;
    for (let i = 0; i < events.length; i++)
      read.events.push(`${events.time[i]} ${keys[events.key[i] as number]?.join(" ")} ${events.value[i]}`);
    if (enough(read)) break;
  }
  return read;
}

/** A plain client with a queue of its own; `close` deletes it. */
export async function client(url: string, queue = queueName()) {
  const connection: ChannelModel = await amqp.connect(url);
  connection.on("error", () => {});
  const channel = await connection.createConfirmChannel();
  channel.on("error", () => {});
  await channel.assertQueue(queue, { durable: true });
  return {
    queue,
    connection,
    channel,
    async send(
      bodies: readonly (string | Buffer)[],
      properties: (i: number) => amqp.Options.Publish = () => ({}),
    ): Promise<void> {
      for (const [i, body] of bodies.entries())
        channel.publish("", queue, Buffer.from(body), { persistent: true, ...properties(i) });
      await channel.waitForConfirms();
    },
    async close(): Promise<void> {
      await channel.deleteQueue(queue).catch(() => {});
      await connection.close().catch(() => {});
    },
  };
}

/** `count` rows of one station, a second apart. */
export function csvRows(count: number, from = 0): string[] {
  return Array.from(
    { length: count },
    (_, i) => `2024-03-01T00:${pad(Math.floor((from + i) / 60) % 60)}:${pad((from + i) % 60)}Z,north,temp,${from + i}.5`,
  );
}

export const HEADER = "time,station,sensor,value";

function pad(n: number): string {
  return String(n).padStart(2, "0");
}
