import { connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import type { InletReport } from "../../../src-main/sources/rabbitmq/message-inlet.ts";
import { address, client, csvRows, HEADER, open, readAll } from "./queue-client.ts";

const url = inject("amqpUrl");
/** Class and method of `basic.consume`, as a client sends it. */
const CONSUME = Buffer.from([0, 60, 0, 20]);
/** Class and method of `queue.declare-ok`, as the broker answers the last question before there is a consumer. */
const DECLARE_OK = Buffer.from([0, 50, 0, 11]);
/** `connection.close` on channel 0, 320 CONNECTION_FORCED, as a broker says it that is shut down. */
const CLOSE = (() => {
  const text = Buffer.from("CONNECTION_FORCED");
  const payload = Buffer.concat([Buffer.from([0, 10, 0, 50, 320 >> 8, 320 & 255, text.length]), text, Buffer.alloc(4)]);
  return Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, payload.length]), payload, Buffer.from([0xce])]);
})();
/** Longer than two looks for messages. */
const HELD_BACK = 500;

/**
 * A way to the broker; what a client of its second connection sends from `basic.consume` on is `second`'s to let through or not.
 * `closing`: the broker closes that connection right behind its last answer of the set-up, in one packet.
 */
async function gate(second: (letThrough: () => void, cut: () => void) => void, { closing = false } = {}) {
  let connections = 0;
  const clients = new Set<Socket>();
  const server = createServer((near) => {
    const number = ++connections;
    const far = connect(Number(new URL(url).port), "127.0.0.1");
    let waiting: Buffer[] | null = null;
    clients.add(near);
    near.on("data", (bytes: Buffer) => {
      if (waiting !== null) waiting.push(bytes);
      else if (number === 2 && bytes.includes(CONSUME)) {
        const held = [bytes];
        waiting = held;
        second(
          () => {
            waiting = null;
            for (const each of held) far.write(each);
          },
          () => near.destroy(),
        );
      } else far.write(bytes);
    });
    far.on("data", (bytes: Buffer) => {
      near.write(closing && number === 2 && bytes.includes(DECLARE_OK) ? Buffer.concat([bytes, CLOSE]) : bytes);
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const)
      socket
        .on("error", () => {})
        .on("close", () => {
          clients.delete(near);
          other.destroy();
        });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  const at = server.address();
  through.port = String(at !== null && typeof at === "object" ? at.port : 0);
  return {
    url: through.toString(),
    cut: () => {
      for (const socket of clients) socket.destroy();
    },
    clients: () => clients.size,
    close: () => server.close(),
  };
}

let server: Awaited<ReturnType<typeof client>>;
beforeEach(async () => {
  server = await client(url);
});
afterEach(() => server.close());

const withColumns = () => ({ headers: { "weir-columns": HEADER } });
const consumers = async (): Promise<number> => (await server.channel.checkQueue(server.queue)).consumerCount;

test("a broker that is slow to answer after a cut gets one consumer, which a pause cancels", async () => {
  const way = await gate((letThrough) => setTimeout(letThrough, HELD_BACK));
  const source = await open(address(way.url, server.queue));
  let seen = 0;
  const reading = readAll(source, ({ rows }) => {
    seen = rows;
    return rows >= 20;
  });
  await server.send(csvRows(10), withColumns);
  // At most once: what is on its way when the connection is cut is gone.
  await expect.poll(() => seen, { timeout: 20_000 }).toBe(10);
  way.cut();
  await expect.poll(() => source.reconnects, { timeout: 20_000 }).toBe(1);
  expect(await consumers()).toBe(1);
  source.pause();
  await expect.poll(consumers).toBe(0);
  await server.send(csvRows(10, 10), withColumns);
  source.resume();
  expect((await reading).rows).toBe(20);
  await source.close();
  way.close();
});

test("a pause while the consumer is being started again holds", async () => {
  let paused = (): void => {};
  const way = await gate((letThrough) => {
    paused();
    setTimeout(letThrough, HELD_BACK);
  });
  const source = await open(address(way.url, server.queue));
  paused = () => source.pause();
  const reading = readAll(source, ({ rows }) => rows >= 10);
  way.cut();
  await expect.poll(() => source.reconnects, { timeout: 20_000 }).toBe(1);
  await expect.poll(consumers).toBe(0);
  expect(source.connection.state).toBe("paused");
  await server.send(csvRows(10), withColumns);
  expect((await server.channel.checkQueue(server.queue)).messageCount).toBe(10);
  source.resume();
  expect((await reading).rows).toBe(10);
  await source.close();
  way.close();
});

test("a connection that breaks while the consumer is being started is made anew once, not twice", async () => {
  const states: InletReport[] = [];
  const way = await gate((_, cut) => cut());
  const source = await open(address(way.url, server.queue), { onState: (state) => states.push(state) });
  const reading = readAll(source, ({ rows }) => rows >= 10);
  way.cut();
  await expect.poll(() => source.connection.state, { timeout: 20_000 }).toBe("reconnecting");
  await expect.poll(() => source.connection.state, { timeout: 20_000 }).toBe("connected");
  await server.send(csvRows(10), withColumns);
  expect((await reading).rows).toBe(10);
  expect(states.filter(({ state }) => state === "reconnecting").map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(way.clients()).toBe(1);
  expect(await consumers()).toBe(1);
  await source.close();
  way.close();
});

test("a connection closed behind the last answer of its set-up is noticed, though the source is paused", async () => {
  const states: InletReport[] = [];
  const way = await gate((letThrough) => letThrough(), { closing: true });
  const source = await open(address(way.url, server.queue), { onState: (state) => states.push(state) });
  const reading = readAll(source, ({ rows }) => rows >= 10);
  source.pause();
  await expect.poll(() => source.connection.state).toBe("paused");
  way.cut();
  await expect.poll(() => source.reconnects, { timeout: 20_000 }).toBe(1);
  await server.send(csvRows(10), withColumns);
  source.resume();
  expect((await reading).rows).toBe(10);
  expect(states.filter(({ state }) => state === "reconnecting").map(({ attempt }) => attempt)).toEqual([1, 2]);
  await source.close();
  way.close();
});
