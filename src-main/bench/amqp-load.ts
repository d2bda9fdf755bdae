import amqp, { type Options } from "amqplib";
import { simulateBts } from "../simulate/simulate-bts.ts";

/** Message bodies in one piece of memory, so that a bench's own data does not weigh on what it measures: body `i` ends at `ends[i]`. */
export interface Bodies {
  readonly raw: Buffer;
  readonly ends: Uint32Array;
}

/** Base-station rows in the order of their time, as a farm without stragglers sends them, `each` rows a message. */
export function benchBodies(count: number, each: number): Bodies {
  // About 55,000 rows a station and week.
  const simulation = simulateBts({ stations: Math.max(1, Math.ceil(count / 50_000)), days: 7, seed: 2 });
  let text = "";
  for (const chunk of simulation.chunks()) text += chunk;
  const rows = text
    .split("\n")
    .slice(1, -1)
    .map((row) => ({ row, time: row.split(",")[3] ?? "" }));
  rows.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const ends = new Uint32Array(Math.ceil(count / each));
  const bodies: string[] = [];
  let end = 0;
  for (let i = 0; i < ends.length; i++) {
    const body = rows
      .slice(i * each, Math.min(count, (i + 1) * each))
      .map(({ row }) => row)
      .join("\n");
    bodies.push(body);
    end += Buffer.byteLength(body);
    ends[i] = end;
  }
  return { raw: Buffer.from(bodies.join("")), ends };
}

/** Puts the bodies into `queue`, which is made first and emptied; returns when the broker has them all. */
export async function fillQueue(url: string, queue: string, { raw, ends }: Bodies): Promise<void> {
  const connection = await amqp.connect(url);
  try {
    const channel = await connection.createChannel();
    await channel.assertQueue(queue, { durable: true });
    await channel.purgeQueue(queue);
    const properties: Options.Publish = { contentType: "text/csv", timestamp: Math.floor(Date.now() / 1000) };
    for (let i = 0; i < ends.length; i++) {
      const body = raw.subarray(i === 0 ? 0 : ends[i - 1], ends[i]);
      if (!channel.sendToQueue(queue, body, properties)) await new Promise((resolve) => channel.once("drain", resolve));
    }
    while ((await channel.checkQueue(queue)).messageCount < ends.length) await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    await connection.close();
  }
}

export async function dropQueues(url: string, queues: readonly string[]): Promise<void> {
  const connection = await amqp.connect(url);
  try {
    const channel = await connection.createChannel();
    for (const queue of queues) await channel.deleteQueue(queue);
  } finally {
    await connection.close();
  }
}
