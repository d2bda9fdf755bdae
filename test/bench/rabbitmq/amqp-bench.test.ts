import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { bareConsumer, weirConsumer } from "../../../src-main/bench/amqp-consume.ts";
import { alertLatency } from "../../../src-main/bench/amqp-latency.ts";
import { benchBodies, dropQueues, fillQueue } from "../../../src-main/bench/amqp-load.ts";
import { pauseScenario } from "../../../src-main/bench/amqp-pause.ts";
import { queueName } from "../../sources/rabbitmq/queue-client.ts";
import { workerDir } from "../../support/page.ts";

const url = inject("amqpUrl");
/** Several chunks, so that there is a first fifth and a rest to take the time of. */
const ROWS = 40_000;

test("both sides of the bench drain the same queue to its end, one row or many a message", async () => {
  const queue = queueName();
  for (const each of [1, 100]) {
    const bodies = benchBodies(ROWS, each);
    await fillQueue(url, queue, bodies);
    expect((await bareConsumer(url, queue, bodies.ends.length)).rowsPerSecond).toBeGreaterThan(0);
    await fillQueue(url, queue, bodies);
    expect((await weirConsumer(url, queue, ROWS, [], workerDir)).rowsPerSecond).toBeGreaterThan(0);
  }
  await dropQueues(url, [queue]);
});

test("every event that turns an alarm comes back as an alert on the results queue", async () => {
  const { alerts } = await alertLatency(url, join(workerDir, "main.js"), {
    name: "test",
    plugins: ["--plugin", "active-alarms"],
    rate: 500,
    seconds: 2,
  });
  // One row in ten.
  expect(alerts).toBe(100);
});

test("a consumer paused while messages come loses none, and its delay is shown", async () => {
  const figure = await pauseScenario(url, workerDir, 500, 2);
  expect(figure).toMatchObject({ lost: 0, read: figure.published, accepted: figure.published });
  expect(figure.queue_depth_max).toBeGreaterThan(0);
  expect(figure.delay_seconds_max).toBeGreaterThan(0);
});
