import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { ConfirmedPublisher } from "../../../src-main/sinks/rabbitmq/confirmed-publisher.ts";
import { brokerPort } from "../../../src-main/sources/rabbitmq/broker-connection.ts";
import { client, csvRows, HEADER, queueName } from "../../sources/rabbitmq/queue-client.ts";
import { temporaryFolder } from "../../support/bts-file.ts";
import { workerDir } from "../../support/page.ts";

const url = inject("amqpUrl");
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** A client beside a queue that refuses more than two messages. */
async function fullQueue() {
  const queue = queueName();
  const other = await client(url);
  await other.channel.assertQueue(queue, { durable: true, arguments: { "x-max-length": 2, "x-overflow": "reject-publish" } });
  const close = async (): Promise<void> => {
    await other.channel.deleteQueue(queue);
    await other.close();
  };
  return { queue, channel: other.channel, close };
}

test("a results queue that is full is told once, and takes the rest when there is room", async () => {
  const { queue, channel, close } = await fullQueue();
  const states: string[] = [];
  const publisher = new ConfirmedPublisher({
    broker: brokerPort({ url }),
    name: "test",
    queue,
    exchange: null,
    create: false,
    onState: (state, detail) => states.push(`${state} ${detail}`),
  });
  await publisher.open();
  const ids = Array.from({ length: 7 }, (_, i) => `id ${i}`);
  for (const id of ids)
    await publisher.send({ id, routingKey: "", body: Buffer.from(id), properties: { contentType: "text/plain" } });
  await expect.poll(() => states.length, { timeout: 20_000 }).toBe(2);
  expect(states[1]).toBe(`refused "${queue}" takes no more (a full queue refuses); sent again until it does`);
  const got = new Set<string>();
  await expect
    .poll(
      async () => {
        for (let message = await channel.get(queue, { noAck: true }); message !== false; ) {
          got.add(String(message.content));
          message = await channel.get(queue, { noAck: true });
        }
        return [...got].sort();
      },
      { timeout: 30_000 },
    )
    .toEqual(ids);
  await publisher.flush();
  expect(publisher.confirmed).toBe(7);
  expect(states.at(-1)).toBe("connected ");
  await publisher.close();
  await close();
});

test("weir publish into a full queue says so, and can be stopped", async () => {
  const { queue, channel, close } = await fullQueue();
  const file = join(folder.path, "rows.csv");
  writeFileSync(file, `${HEADER}\n${csvRows(20).join("\n")}\n`);
  const child = spawn(process.execPath, [join(workerDir, "main.js"), "publish", file, "--amqp", url, "--queue", queue], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
  await expect.poll(() => said, { timeout: 20_000 }).toContain(`"${queue}" takes no more`);
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([1, null]);
  expect(said.match(/takes no more/g)).toHaveLength(1);
  const lines = said.split("\n").filter((line) => line.includes("stopped"));
  expect(lines).toEqual([expect.stringMatching(/2 messages published to \S+, and 18 that were sent are not confirmed/)]);
  expect((await channel.checkQueue(queue)).messageCount).toBe(2);
  await close();
});
