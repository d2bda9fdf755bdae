import amqp from "amqplib";
import { expect, inject, test } from "vitest";
import { address, client, csvRows, HEADER, open, queueName, readAll } from "./queue-client.ts";

const url = inject("amqpUrl");

test("messages that wait while another consumer has its turn are no silence, and come when it is gone", async () => {
  const queue = queueName();
  const before = await amqp.connect(url);
  const channel = await before.createChannel();
  await channel.assertQueue(queue, { durable: true, arguments: { "x-single-active-consumer": true } });
  await channel.prefetch(1);
  // It takes one and never gives an answer.
  const first = new Promise((resolve) => void channel.consume(queue, resolve));
  const server = await client(url, queueName());
  for (const row of csvRows(3)) server.channel.sendToQueue(queue, Buffer.from(row), { headers: { "weir-columns": HEADER } });
  await first;
  const source = await open(address(url, queue, { stopAfterIdle: 60_000 }));
  const reading = readAll(source, ({ rows }) => rows === 3);
  await expect.poll(() => source.depth, { timeout: 20_000 }).toBe(2);
  expect(source.silence).toBe(0);
  await before.close();
  expect((await reading).rows).toBe(3);
  await source.close();
  await server.channel.deleteQueue(queue);
  await server.close();
}, 60_000);
