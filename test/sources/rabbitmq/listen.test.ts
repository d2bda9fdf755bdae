import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { listen } from "../../../src-main/sources/rabbitmq/listen.ts";
import { client, csvRows, queueName } from "./queue-client.ts";

const url = inject("amqpUrl");
let server: Awaited<ReturnType<typeof client>>;
beforeEach(async () => {
  server = await client(url);
});
afterEach(() => server.close());

const options = { seconds: 1, parts: 4, keep: 5 };

/** Publishes until the work is done; answers how many and what the work gave. */
async function meanwhile<T>(work: Promise<T>, publish: (body: Buffer) => void): Promise<{ sent: number; value: T }> {
  let done = false;
  const end = work.finally(() => {
    done = true;
  });
  let sent = 0;
  while (!done) {
    publish(Buffer.from(csvRows(1)[0] as string));
    sent++;
    await server.channel.waitForConfirms();
  }
  return { sent, value: await end };
}

test("a tap is listened to through a queue that is gone afterwards", async () => {
  const exchange = queueName();
  await server.channel.assertExchange(exchange, "topic", { durable: false });
  const heard = listen({ url }, { queue: null, tap: exchange }, options);
  const { sent, value } = await meanwhile(heard, (body) => server.channel.publish(exchange, "a.b", body));
  const total = value.counts.reduce((sum, n) => sum + n, 0);
  expect(value.of).toBe("messages");
  expect(value.counts.length).toBe(4);
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThanOrEqual(sent);
  expect(value.first.length).toBe(Math.min(5, total));
  expect(value.first[0]?.routingKey).toBe("a.b");
  // An exchange that something is bound to is in use.
  await server.channel.deleteExchange(exchange, { ifUnused: true });
});

test("a queue is only looked at: every message is still there", async () => {
  const queue = queueName();
  await server.channel.assertQueue(queue);
  const heard = listen({ url }, { queue, tap: null }, options);
  const { sent, value } = await meanwhile(heard, (body) => server.channel.sendToQueue(queue, body));
  expect(value).toMatchObject({ of: "growth", first: [] });
  expect(value.counts.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
  expect((await server.channel.checkQueue(queue)).messageCount).toBe(sent);
  await server.channel.deleteQueue(queue);
});

test("what is not there is explained", async () => {
  await expect(listen({ url }, { queue: null, tap: "no-such-exchange" }, options)).rejects.toThrow(/no-such-exchange/);
});
