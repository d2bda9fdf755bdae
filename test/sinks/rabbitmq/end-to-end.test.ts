import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { publishFile } from "../../../src-main/cli/publish-command.ts";
import type { Alert } from "../../../src-main/plugin-host/contract.ts";
import { openAnalysis } from "../../../src-main/session/analysis.ts";
import { filesInput } from "../../../src-main/session/analysis-input.ts";
import { alertLine } from "../../../src-main/sinks/files/result-lines.ts";
import { ResultPublisher } from "../../../src-main/sinks/rabbitmq/result-publisher.ts";
import { brokerPort } from "../../../src-main/sources/rabbitmq/broker-connection.ts";
import { address, client, queueName } from "../../sources/rabbitmq/queue-client.ts";
import { analyse } from "../../support/analyse.ts";
import { temporaryFolder, writeBts } from "../../support/bts-file.ts";
import { workerDir } from "../../support/page.ts";

const url = inject("amqpUrl");
const folder = temporaryFolder();
const file = join(folder.path, "bts.csv");
beforeAll(() => {
  writeBts(file, { stations: 2, days: 1, seed: 7, dirty: false });
});
afterAll(() => folder.remove());

describe("publish, then run", () => {
  for (const format of ["csv", "json"] as const) {
    test(`${format} bodies give the alerts and series of the file itself`, async () => {
      const queue = queueName();
      const count = await publishFile(file, { amqp: url, queue, speed: "max", format });
      const input = { order: "arrival", outOfOrderness: 3_600_000 } as const;
      const fromFile = await analyse([file], null, input);
      const fromQueue = await analyse([], null, {
        ...input,
        kind: "queue",
        queue: { ...address(url, queue, { limit: count }), resultsQueue: null },
      });
      expect(fromFile.alerts.length).toBeGreaterThan(0);
      expect(fromQueue.lines().sort()).toEqual(fromFile.lines().sort());
      expect(fromQueue.metrics.records_accepted_total).toBe(fromFile.metrics.records_accepted_total);
    });
  }
});

test("alerts read back by a plain client are those of alerts.jsonl, with the result's id and rule.station as routing key", async () => {
  const { alerts } = await analyse([file], null);
  const server = await client(url);
  const exchange = queueName();
  await server.channel.assertExchange(exchange, "topic", { autoDelete: true });
  await server.channel.bindQueue(server.queue, exchange, "#");
  const sink = new ResultPublisher({
    broker: brokerPort({ url }),
    queue: null,
    exchange,
    create: false,
    series: new Set(),
    onState: () => {},
  });
  await sink.open();
  await sink.write({ alerts, series: [] });
  await sink.close();
  const read: { body: string; id: unknown; key: string }[] = [];
  for (;;) {
    const message = await server.channel.get(server.queue, { noAck: true });
    if (message === false) break;
    read.push({ body: String(message.content), id: message.properties.messageId, key: message.fields.routingKey });
  }
  await server.close();
  expect(read).toEqual(
    alerts.map((alert) => ({ body: alertLine(alert), id: alert.id, key: `${alert.rule}.${alert.key.station || "all"}` })),
  );
  expect(sink.counts).toMatchObject({ sent: alerts.length, confirmed: alerts.length, unconfirmed: 0, unroutable: 0 });
});

test("published without confirms, every row arrives all the same", async () => {
  const queue = queueName();
  const sent = await publishFile(file, { amqp: url, queue, speed: "max", format: "csv", confirms: false });
  const server = await client(url, queue);
  expect(sent).toBeGreaterThan(1000);
  expect((await server.channel.checkQueue(queue)).messageCount).toBe(sent);
  await server.close();
});

test("an alert of a live queue does not wait for a later event: the newest row's is on its way at once", async () => {
  const server = await client(url);
  const seen: Alert[] = [];
  const { session } = await openAnalysis({
    input: {
      ...filesInput([]),
      kind: "queue",
      order: "arrival",
      queue: { ...address(url, server.queue), resultsQueue: null },
      plugins: [{ plugin: "active-alarms", settings: {} }],
    },
    workerDir,
    sinks: [{ write: async ({ alerts }) => void seen.push(...alerts), close: async () => {} }],
    recorders: [],
    rejectCap: 10,
  });
  const running = session.run();
  const columns = "station_id,datapoint_id,alarm_id,event_time,value,valueThreshold,isActive,storedtime";
  await server.send(["1,121,308,2017-02-18 18:28:05 UTC,260,240,true,"], () => ({ headers: { "weir-columns": columns } }));
  await expect.poll(() => seen.map(({ rule }) => rule), { timeout: 20_000 }).toEqual(["active-alarms"]);
  session.finish();
  await running;
  await server.close();
  expect(seen).toHaveLength(1);
});
