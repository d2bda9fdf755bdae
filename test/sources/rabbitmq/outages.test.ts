import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfirmedPublisher } from "../../../src-main/sinks/rabbitmq/confirmed-publisher.ts";
import { brokerPort } from "../../../src-main/sources/rabbitmq/broker-connection.ts";
import type { InletReport } from "../../../src-main/sources/rabbitmq/message-inlet.ts";
import { Broker } from "../../support/broker.ts";
import { address, client, csvRows, HEADER, open, queueName, readAll } from "./queue-client.ts";

// A broker of its own: these tests stop it.
let broker: Broker;
beforeAll(async () => {
  broker = await Broker.start();
});
afterAll(() => broker.stop());

const withColumns = () => ({ headers: { "weir-columns": HEADER } });

test("at least once: a broker that stops three times in mid-stream costs no row, and none counts twice", {
  timeout: 150_000,
}, async () => {
  const queue = queueName();
  const publisher = new ConfirmedPublisher({
    broker: brokerPort({ url: broker.url }),
    name: "test",
    queue,
    exchange: null,
    create: true,
    onState: () => {},
  });
  await publisher.open();
  const rows = csvRows(3600);
  const details = new Set<string>();
  const source = await open(address(broker.url, queue, { guarantee: "at-least-once", prefetch: 50 }), {
    onState: ({ state, detail }) => void (state === "reconnecting" && details.add(detail)),
  });
  let restarts = Promise.resolve();
  let started = 0;
  const reading = readAll(source, ({ accepted }) => {
    if (started < 3 && accepted > (started + 1) * 200) {
      started++;
      restarts = restarts.then(() => broker.restart());
    }
    return accepted >= rows.length;
  });
  for (const [i, row] of rows.entries())
    await publisher.send({
      id: `row ${i}`,
      routingKey: "",
      body: Buffer.from(row),
      properties: { contentType: "text/csv", headers: { "weir-columns": HEADER } },
    });
  await publisher.flush();
  const read = await reading;
  await restarts;
  await source.close();
  await publisher.close();
  expect(started).toBe(3);
  // What happened, then why it is not back yet.
  expect([...details].join("\n")).toMatch(/closed the connection \(an operator or a shutdown\)/);
  expect([...details].join("\n")).toMatch(/refused the connection: nothing listens there/);
  expect(source.reconnects).toBeGreaterThan(0);
  expect(new Set(read.events).size).toBe(rows.length);
  expect(read.events).toHaveLength(rows.length);
  expect(read.rows).toBe(read.accepted + (read.refused.duplicate ?? 0));
});

test("at most once: a connection cut by the server is survived, and what may be lost is told", async () => {
  const server = await client(broker.url);
  const told: string[] = [];
  const states: InletReport[] = [];
  const source = await open(address(broker.url, server.queue), {
    onMayBeLost: (detail) => told.push(detail),
    onState: (state) => states.push(state),
  });
  await server.send(csvRows(10), withColumns);
  await broker.control(["close_all_connections", "test"]);
  const again = await client(broker.url, server.queue);
  await expect.poll(() => source.reconnects, { timeout: 20_000 }).toBeGreaterThan(0);
  await again.send(csvRows(10, 10), withColumns);
  const read = await readAll(source, ({ events }) => events.some((event) => event.endsWith(" 19.5")));
  await source.close();
  await again.close();
  expect(read.events.filter((event) => Number(event.split(" ").at(-1)) >= 10)).toHaveLength(10);
  expect(told).toEqual([
    expect.stringMatching(/^RabbitMQ at localhost:\d+ closed the connection \(an operator or a shutdown\)$/),
  ]);
  expect(states.find(({ state }) => state === "reconnecting")).toMatchObject({ attempt: 1, nextTryMs: expect.any(Number) });
  expect(states.map(({ detail }) => detail).join(" ")).not.toContain("guest:guest");
});

test("a queue that is deleted is told, and read again once it is back", async () => {
  const server = await client(broker.url);
  const details: string[] = [];
  const source = await open(address(broker.url, server.queue), { onState: ({ detail }) => details.push(detail) });
  await server.channel.deleteQueue(server.queue);
  await expect.poll(() => details.join("\n"), { timeout: 20_000 }).toMatch(/does not exist; create it or check the name/);
  await server.channel.assertQueue(server.queue, { durable: true });
  await server.send(csvRows(5), withColumns);
  const read = await readAll(source, ({ rows }) => rows >= 5);
  await source.close();
  await server.close();
  expect(read.accepted).toBe(5);
});

test("a source closed while it reconnects stays closed", async () => {
  const server = await client(broker.url);
  const source = await open(address(broker.url, server.queue));
  await server.channel.deleteQueue(server.queue);
  await expect.poll(() => source.connection.state).toBe("reconnecting");
  await source.close();
  expect(source.connection.state).toBe("closed");
  expect((await readAll(source, () => true).catch((error: Error) => error)) instanceof Error).toBe(false);
  await server.close();
});

test("a broker short of memory is told by who publishes to it, and gets the rest once it takes it; who reads goes on reading", async () => {
  const server = await client(broker.url);
  await server.send(csvRows(5), withColumns);
  const states: string[] = [];
  const out = queueName();
  const publisher = new ConfirmedPublisher({
    broker: brokerPort({ url: broker.url }),
    name: "test",
    queue: out,
    exchange: null,
    create: true,
    onState: (state, detail) => states.push(`${state} ${detail}`),
  });
  await publisher.open();
  await broker.control(["set_vm_memory_high_watermark", "0.000001"]);
  const send = (id: string): Promise<void> =>
    publisher.send({ id, routingKey: "", body: Buffer.from(id), properties: { contentType: "text/plain" } });
  // The alarm takes a moment; what is sent before it arrives.
  await expect
    .poll(
      async () => {
        await send("again");
        return states.at(-1);
      },
      { timeout: 20_000, interval: 200 },
    )
    .toMatch(/^refused the broker takes nothing at the moment \(low on memory on its machine\); waiting for it$/);
  expect(publisher.stuck).toBe(true);
  const source = await open(address(broker.url, server.queue));
  expect((await readAll(source, ({ rows }) => rows >= 5)).accepted).toBe(5);
  await source.close();
  await broker.control(["set_vm_memory_high_watermark", "0.4"]);
  await publisher.flush();
  expect(publisher.confirmed).toBe(publisher.sent);
  await expect.poll(() => states.at(-1)).toBe("connected ");
  expect(publisher.stuck).toBe(false);
  await publisher.close();
  await server.close();
});
