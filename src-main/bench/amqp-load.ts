import amqp, { type Options } from "amqplib";
import { simulateBts } from "../simulate/simulate-bts.ts";

/** Base-station rows in the order of their time, as a farm without stragglers sends them. */
export function benchRows(count: number): string[] {
  // About 55,000 rows a station and week.
  const simulation = simulateBts({ stations: Math.max(1, Math.ceil(count / 50_000)), days: 7, seed: 2 });
  let text = "";
  for (const chunk of simulation.chunks()) text += chunk;
  const rows = text
    .split("\n")
    .slice(1, -1)
    .map((row) => ({ row, time: row.split(",")[3] ?? "" }));
  rows.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return rows.slice(0, count).map(({ row }) => row);
}

/** `rows` as bodies of `each` rows. */
export function bodiesOf(rows: readonly string[], each: number): Buffer[] {
  const bodies: Buffer[] = [];
  for (let at = 0; at < rows.length; at += each) bodies.push(Buffer.from(rows.slice(at, at + each).join("\n")));
  return bodies;
}

/** Puts the bodies into `queue`, which is made first and emptied; returns when the broker has them all. */
export async function fillQueue(url: string, queue: string, bodies: readonly Buffer[]): Promise<void> {
  const connection = await amqp.connect(url);
  try {
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(queue, { durable: true });
    await channel.purgeQueue(queue);
    const properties: Options.Publish = { contentType: "text/csv", timestamp: Math.floor(Date.now() / 1000) };
    for (const body of bodies)
      if (!channel.sendToQueue(queue, body, properties)) await new Promise((resolve) => channel.once("drain", resolve));
    await channel.waitForConfirms();
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
