import { join } from "node:path";
import { connect } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { analyse } from "../support/analyse.ts";
import { Broker } from "../support/broker.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { type LaunchedApp, launchApp } from "../support/electron.ts";
import { LocalCluster } from "./local-cluster.ts";

const folder = temporaryFolder();
const file = join(folder.path, "stations.csv");
let cluster: LocalCluster;
let broker: Broker;
let weir: LaunchedApp;

beforeAll(async () => {
  writeBts(file, { stations: 4, days: 1, seed: 31 });
  [cluster, broker] = await Promise.all([LocalCluster.start({ taskManagers: 2, slots: 2 }), Broker.start()]);
  weir = await launchApp();
  await weir.page.setViewportSize({ width: 1600, height: 1000 });
});
afterAll(async () => {
  await weir?.close();
  await Promise.all([cluster?.stop(), broker?.stop()]);
  folder.remove();
});

/** Asks the session as the page does. */
function ask<T>(method: string, args: unknown): Promise<T> {
  return weir.page.evaluate(
    async ([name, value]) => {
      const bridge = (window as unknown as { weir: { request(method: string, args: unknown): Promise<T> } }).weir;
      return bridge.request(name as string, value);
    },
    [method, args],
  ) as Promise<T>;
}

/** Text of an element once it fits. */
async function shows(testId: string, wanted: RegExp): Promise<string> {
  const { page } = weir;
  await page.waitForFunction(
    ([id, source]) => new RegExp(source as string).test(document.querySelector(`[data-testid="${id}"]`)?.textContent ?? ""),
    [testId, wanted.source],
    { timeout: 120_000 },
  );
  return (await page.getByTestId(testId).textContent()) ?? "";
}

test("a cluster that is not there is told in one line, a real one says what it is", async () => {
  const { page } = weir;
  await page.getByTestId("activity-deploy").click();
  await page.getByTestId("deploy").waitFor();
  await page.getByTestId("deploy-url").fill("http://127.0.0.1:9");
  await page.getByTestId("deploy-connect").click();
  await page.getByRole("alert").filter({ hasText: "no Flink cluster answers at http://127.0.0.1:9" }).waitFor();
  await page.getByTestId("deploy-url").fill(cluster.url);
  await page.getByTestId("deploy-connect").click();
  expect(await shows("deploy-cluster", /task managers/)).toMatch(/Flink 1\.20\.\d+ · 2 task managers · 4 of 4 slots free/);
});

test("the file that is open runs on the cluster, is watched to its end, and its alerts come back", async () => {
  const { page } = weir;
  await ask("session.open", { kind: "files", paths: [file] });
  await page.getByTestId("activity-deploy").click();
  await page.getByTestId("deploy-parallelism").fill("2");
  await page.getByTestId("deploy-results-url").fill(broker.url);
  await page.getByTestId("deploy-results-queue").fill("weir alerts");
  await page.getByTestId("deploy-start").click();
  await shows("deploy-state", /finished/);
  expect(await shows("deploy-vertices", /rules .*sensor-statistics/)).toContain("rows 0");
  const { alerts } = await analyse([file], null);
  expect(alerts.length).toBeGreaterThan(10);
  await shows("deploy-total", new RegExp(`^${alerts.length}$`));
  // What the job counted is told after its end too.
  await shows("deploy-facts", new RegExp(`Alerts${alerts.length}Series`));
  await weir.screenshot("deploy-finished");
});

test("a queue runs on the cluster: rates and checkpoints move, it is stopped with a savepoint and goes on from it", async () => {
  const { page } = weir;
  const connection = await connect(broker.url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue("bts", { durable: true });
  const send = async (from: number, rows: number): Promise<void> => {
    for (let i = from; i < from + rows; i++) {
      const time = new Date(1_487_400_000_000 + i * 1000).toISOString().slice(0, 19).replace("T", " ");
      const row = `1161115010,111,322,${time} UTC,${(22 + Math.sin(i / 20)).toFixed(2)},35,false,`;
      channel.sendToQueue("bts", Buffer.from(row), { persistent: true });
    }
    await channel.waitForConfirms();
  };
  await send(0, 500);
  // As the dialog opens it.
  const none = { profile: null, user: null, password: null, tap: null, routingKey: null, resultsExchange: null };
  const files = { caFile: null, certFile: null, keyFile: null };
  const target = { ...none, ...files, url: broker.url, queue: "bts", format: "auto", guarantee: "at-least-once", prefetch: 100 };
  const source = { kind: "queue", target: { ...target, resultsQueue: null, resultsSeries: [], outOfOrderness: 0 } };
  await ask("session.open", source);
  // Its mapping is decided by the first messages; the rest is the cluster's.
  while (
    (await ask<{ metrics: { records_read_total: number } | null }>("session.status", null)).metrics?.records_read_total !== 500
  )
    await new Promise((done) => setTimeout(done, 100));
  await ask("session.pause", null);
  await send(500, 2000);
  await page.getByTestId("activity-deploy").click();
  await page.getByTestId("deploy-results-queue").fill("");
  await page.getByTestId("deploy-start").click();
  await shows("deploy-state", /running/);
  await shows("deploy-facts", /Checkpoints[1-9]\d* done/);
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="deploy-vertices"] meter').length > 0);
  await weir.screenshot("deploy-running");
  await page.getByTestId("deploy-stop").click();
  await shows("deploy-stopped", /savepoint-/);
  await shows("deploy-state", /finished/);
  await page.getByRole("button", { name: "Go on from it" }).click();
  await page.getByTestId("deploy-start").click();
  await shows("deploy-facts", /1 restored/);
  await page.getByTestId("deploy-cancel").click();
  await shows("deploy-state", /canceled/);
  await connection.close();
});
