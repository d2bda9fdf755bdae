import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { client, csvRows, HEADER, queueName } from "../../sources/rabbitmq/queue-client.ts";
import { workerDir } from "../../support/page.ts";

const url = inject("amqpUrl");
const columns = () => ({ headers: { "weir-columns": HEADER } });

function weir(...words: string[]): { child: ChildProcess; said(): string; ended: Promise<unknown[]> } {
  const child = spawn(process.execPath, [join(workerDir, "main.js"), ...words], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.on("data", (piece: Buffer) => {
    said += piece.toString();
  });
  return { child, said: () => said, ended: once(child, "exit") };
}

test("a run is paused and resumed from outside: the queue keeps what arrives, nothing is lost; results go to an exchange with their series", async () => {
  const server = await client(url);
  const results = await client(url);
  const exchange = queueName();
  await results.channel.assertExchange(exchange, "topic", { autoDelete: true });
  await results.channel.bindQueue(results.queue, exchange, "sensor-statistics.north");
  await server.send(csvRows(100), columns);
  const run = weir(
    ...["run", url, "--queue", server.queue, "--plugin", "sensor-statistics:size=10s"],
    ...["--results-exchange", exchange, "--results-series", "sensor-statistics/mean", "--guarantee", "at-least-once"],
  );
  const waiting = async () => (await server.channel.checkQueue(server.queue)).messageCount;
  await expect
    .poll(async () => (await results.channel.checkQueue(results.queue)).messageCount, { timeout: 30_000 })
    .toBeGreaterThan(0);
  run.child.kill("SIGUSR2");
  await expect.poll(run.said, { timeout: 20_000 }).toContain("paused");
  await expect.poll(async () => (await server.channel.checkQueue(server.queue)).consumerCount, { timeout: 20_000 }).toBe(0);
  await server.send(csvRows(50, 100), columns);
  expect(await waiting()).toBe(50);
  run.child.kill("SIGUSR2");
  await expect.poll(run.said, { timeout: 20_000 }).toContain("reading again");
  await expect.poll(waiting, { timeout: 20_000 }).toBe(0);
  run.child.kill("SIGINT");
  expect(await run.ended).toEqual([0, null]);
  expect(run.said()).toMatch(/read 150 rows = 150 accepted/);
  // Nowhere to keep a checkpoint: what at least once then means is said at the start, once.
  expect(run.said().match(/^weir: at least once, but nothing is saved: .*--out DIR or --store FILE/gm)).toHaveLength(1);
  const points: { series: string; value: number; time: string }[] = [];
  for (let message = await results.channel.get(results.queue, { noAck: true }); message !== false; ) {
    points.push(JSON.parse(String(message.content)));
    message = await results.channel.get(results.queue, { noAck: true });
  }
  const means = points.filter(({ series }) => series === "mean");
  expect(means[0]).toMatchObject({ time: "2024-03-01T00:00:09.999Z", value: 5 });
  expect(means.length).toBeGreaterThanOrEqual(14);
  await server.close();
  await results.close();
});

test("a run that cannot begin takes nothing from the queue", async () => {
  const server = await client(url);
  await server.send(csvRows(100), columns);
  const run = weir("run", url, "--queue", server.queue, "--results-exchange", queueName());
  expect(await run.ended).toEqual([2, null]);
  expect(run.said()).toMatch(/the exchange ".*" does not exist; create it or check the name\n$/);
  expect((await server.channel.checkQueue(server.queue)).messageCount).toBe(100);
  await server.close();
});

test("flags that cannot be meant are refused in one line", async () => {
  const both = weir("run", url, "--queue", "q", "--results-queue", "a", "--results-exchange", "b");
  expect(await both.ended).toEqual([2, null]);
  expect(both.said().trim()).toBe("weir: --results-queue and --results-exchange exclude each other: give one of them");
  const unknown = weir("run", url, "--queue", "q", "--results-queue", "a", "--results-series", "trend/mood");
  expect(await unknown.ended).toEqual([2, null]);
  expect(unknown.said()).toContain("no rule that is on makes the series trend/mood");
  const alone = weir("run", url, "--queue", "q", "--cert-file", "c.pem");
  expect(await alone.ended).toEqual([2, null]);
  expect(alone.said()).toContain("go together");
});
