import type { Socket } from "node:net";
import type { ChannelModel } from "amqplib";
import { expect, inject, test, vi } from "vitest";
import type { BrokerPort } from "../../../src-main/sinks/rabbitmq/broker-port.ts";
import { ConfirmedPublisher } from "../../../src-main/sinks/rabbitmq/confirmed-publisher.ts";
import { brokerPort } from "../../../src-main/sources/rabbitmq/broker-connection.ts";
import { client } from "../../sources/rabbitmq/queue-client.ts";

const url = inject("amqpUrl");

/** The network goes. */
function cut(connection: ChannelModel): Promise<void> {
  const gone = new Promise<void>((resolve) => connection.once("close", () => resolve()));
  (connection.connection as unknown as { stream: Socket }).stream.destroy(new Error("cut"));
  return gone;
}

/** Its connection number `lost` goes when its channel is open, before anybody has got that channel. */
function losing(lost: number): { readonly broker: BrokerPort; readonly connections: ChannelModel[] } {
  const port = brokerPort({ url });
  const connections: ChannelModel[] = [];
  const connect = async (name: string): Promise<ChannelModel> => {
    const connection = await port.connect(name);
    connections.push(connection);
    if (connections.length !== lost) return connection;
    const open = connection.createConfirmChannel.bind(connection);
    connection.createConfirmChannel = async () => {
      const channel = await open();
      await cut(connection);
      return channel;
    };
    return connection;
  };
  return { broker: { ...port, connect }, connections };
}

const message = (id: string) => ({ id, routingKey: "", body: Buffer.from(id), properties: { contentType: "text/plain" } });

test("a connection that breaks as its channel opens is made anew, and what waits goes out", async () => {
  const { queue, channel, close } = await client(url);
  const { broker, connections } = losing(2);
  const publisher = new ConfirmedPublisher({ broker, name: "test", queue, exchange: null, create: false, onState: () => {} });
  await publisher.open();
  await cut(connections[0] as ChannelModel);
  await publisher.send(message("one"));
  await publisher.flush();
  expect(connections).toHaveLength(3);
  expect(publisher.reconnects).toBe(1);
  expect((await channel.checkQueue(queue)).messageCount).toBe(1);
  await publisher.close();
  await close();
});

test("a first connection that breaks as its channel opens is an error of one line", async () => {
  const { queue, close } = await client(url);
  const { broker } = losing(1);
  const publisher = new ConfirmedPublisher({ broker, name: "test", queue, exchange: null, create: false, onState: () => {} });
  await expect(publisher.open()).rejects.toThrow(/^RabbitMQ at \S+: the connection was lost as it was opened; try again$/);
  await publisher.close();
  await close();
});

test("a publisher closed as it waits to connect again ends that wait", async () => {
  const { queue, close } = await client(url);
  const port = brokerPort({ url });
  const connections: ChannelModel[] = [];
  const connect = async (name: string): Promise<ChannelModel> => {
    const connection = await port.connect(name);
    connections.push(connection);
    return connection;
  };
  let waits = (): void => {};
  const waiting = new Promise<void>((resolve) => (waits = resolve));
  let ended: Promise<void> | null = null;
  // Of its own it would never end.
  const wait = (_attempt: number, signal?: AbortSignal): Promise<void> => {
    ended = new Promise((resolve) => signal?.addEventListener("abort", () => resolve()));
    waits();
    return ended;
  };
  const broker: BrokerPort = { ...port, connect, wait };
  const publisher = new ConfirmedPublisher({ broker, name: "test", queue, exchange: null, create: false, onState: () => {} });
  await publisher.open();
  await cut(connections[0] as ChannelModel);
  await waiting;
  await publisher.close();
  await ended;
  expect(connections).toHaveLength(1);
  await close();
});

test("a wait for the broker that is ended leaves no timer", async () => {
  const { wait } = brokerPort({ url });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const stop = new AbortController();
    const waits = [wait(0, stop.signal), wait(30, stop.signal)];
    expect(vi.getTimerCount()).toBe(2);
    stop.abort();
    await Promise.all(waits);
    await wait(30, stop.signal);
    expect(vi.getTimerCount()).toBe(0);
    const other = wait(30, new AbortController().signal);
    vi.runAllTimers();
    await other;
  } finally {
    vi.useRealTimers();
  }
});
