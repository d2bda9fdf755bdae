import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { testConnection } from "../../../src-main/sources/rabbitmq/try-connection.ts";
import { address, client, csvRows, HEADER, open, queueName, readAll } from "./queue-client.ts";

const url = inject("amqpUrl");
let server: Awaited<ReturnType<typeof client>>;
beforeEach(async () => {
  server = await client(url);
});
afterEach(() => server.close());

const ways = [
  { type: "topic", key: null, gets: 20 },
  { type: "topic", key: "north.*", gets: 10 },
  { type: "fanout", key: null, gets: 20 },
  { type: "headers", key: null, gets: 20 },
  { type: "direct", key: "north.temp", gets: 10 },
];

for (const { type, key, gets } of ways)
  test(`a tap of a ${type} exchange ${key === null ? "copies every message" : `with ${key} copies those`}, and leaves the exchange as it is`, async () => {
    const exchange = queueName();
    await server.channel.assertExchange(exchange, type, { durable: false });
    const source = await open(address(url, null, { tap: exchange, routingKey: key, limit: gets }));
    for (const [i, row] of csvRows(20).entries())
      server.channel.publish(exchange, i % 2 === 0 ? "north.temp" : "south.temp", Buffer.from(row), {
        headers: { "weir-columns": HEADER },
      });
    await server.channel.waitForConfirms();
    const { rows } = await readAll(source);
    await source.close();
    expect(rows).toBe(gets);
    // Declared as it was made: another type or durability would be refused.
    await server.channel.assertExchange(exchange, type, { durable: false });
    await server.channel.deleteExchange(exchange);
  });

test("a direct exchange without a routing key is explained, where it is opened and where it is tested", async () => {
  const exchange = queueName();
  await server.channel.assertExchange(exchange, "direct", { durable: false });
  const why = /is a direct exchange, .*; name one with --routing-key KEY$/;
  await expect(open(address(url, null, { tap: exchange }))).rejects.toThrow(why);
  const steps = await testConnection({ url }, { queue: null, tap: exchange });
  expect(steps.at(-1)).toMatchObject({ name: "exchange", ok: false, answer: expect.stringMatching(why) });
  await server.channel.deleteExchange(exchange);
});

test("the broker's own exchanges can be tapped", async () => {
  const source = await open(address(url, null, { tap: "amq.topic", limit: 1 }));
  server.channel.publish("amq.topic", "any.key", Buffer.from(csvRows(1)[0] as string), { headers: { "weir-columns": HEADER } });
  expect((await readAll(source)).rows).toBe(1);
  await source.close();
});

test("a paused tap keeps what arrives until it reads on", async () => {
  const states: string[] = [];
  const source = await open(address(url, null, { tap: "amq.topic", limit: 30 }), {
    onState: ({ state }) => void states.push(state),
  });
  const publish = async (rows: readonly string[]): Promise<void> => {
    for (const row of rows)
      server.channel.publish("amq.topic", "any.key", Buffer.from(row), { headers: { "weir-columns": HEADER } });
    await server.channel.waitForConfirms();
  };
  await publish(csvRows(10));
  source.pause();
  await expect.poll(() => states.at(-1)).toBe("paused");
  await publish(csvRows(20, 10));
  source.resume();
  expect((await readAll(source)).rows).toBe(30);
  await source.close();
  expect(states).not.toContain("reconnecting");
});
