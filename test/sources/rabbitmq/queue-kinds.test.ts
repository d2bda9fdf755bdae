import { expect, inject, onTestFinished, test } from "vitest";
import { peekQueue } from "../../../src-main/sources/rabbitmq/try-connection.ts";
import { address, client, csvRows, HEADER, open, queueName, readAll } from "./queue-client.ts";

const url = inject("amqpUrl");

/** A queue of a kind that holds `count` rows. */
async function queueOf(kind: string, count: number): Promise<{ queue: string; server: Awaited<ReturnType<typeof client>> }> {
  const server = await client(url);
  onTestFinished(() => server.close());
  const queue = queueName();
  await server.channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": kind } });
  onTestFinished(async () => void (await server.channel.deleteQueue(queue)));
  for (const row of csvRows(count)) server.channel.sendToQueue(queue, Buffer.from(row), { headers: { "weir-columns": HEADER } });
  await server.channel.waitForConfirms();
  return { queue, server };
}

const STREAM = /^RabbitMQ at localhost:\d+: ".*" is a stream: .* bind a queue to the exchange that feeds it, and take from that$/;

test("a stream is refused in one line: by what waits in it, by what comes, and where nothing is acknowledged", async () => {
  const { queue, server } = await queueOf("stream", 3);
  await expect(open(address(url, queue))).rejects.toThrow(STREAM);
  const waiting = await open(address(url, queue, { guarantee: "at-least-once" }));
  await expect(readAll(waiting)).rejects.toThrow(STREAM);
  await waiting.close();
  await expect(peekQueue({ url }, queue, 2)).rejects.toThrow(/is a stream: /);
  const coming = await open(address(url, queue, { guarantee: "at-least-once" }));
  server.channel.sendToQueue(queue, Buffer.from("x"));
  await expect(readAll(coming)).rejects.toThrow(STREAM);
  await coming.close();
}, 60_000);

test("messages of a quorum queue are looked at where that does not change their order", async () => {
  const { queue, server } = await queueOf("quorum", 5);
  const waiting = async (): Promise<number> => (await server.channel.checkQueue(queue)).messageCount;
  await expect.poll(waiting, { timeout: 20_000 }).toBe(5);
  const order = async (): Promise<string[]> => {
    const source = await open(address(url, queue, { limit: 5 }));
    const { events } = await readAll(source);
    await source.close();
    return events.map((event) => event.split(" ").at(-1) ?? "");
  };
  await expect(peekQueue({ url }, queue, 2)).rejects.toThrow(
    `"${queue}" is a quorum queue: its broker would put the messages looked at behind the 3 others; connect to see them, or name its columns in a mapping`,
  );
  expect((await peekQueue({ url }, queue, 5)).length).toBe(5);
  expect(await peekQueue({ url }, queue, 0)).toEqual([]);
  await expect.poll(waiting, { timeout: 20_000 }).toBe(5);
  expect(await order()).toEqual(csvRows(5).map((row) => row.split(",")[3]));
}, 60_000);
