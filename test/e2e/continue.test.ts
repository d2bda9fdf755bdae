import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import amqp, { type Channel, type ChannelModel } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withoutPassword } from "../../src-main/session/analysis-input.ts";
import { openStore } from "../../src-main/store/store.ts";
import { Broker } from "../support/broker.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { type LaunchedApp, launchApp } from "../support/electron.ts";

const folder = temporaryFolder();
const userData = join(folder.path, "user");
const path = join(folder.path, "watch.weir.json");
let broker: Broker;
let connection: ChannelModel;
let channel: Channel;
let sent = 0;

beforeAll(async () => {
  broker = await Broker.start();
  connection = await amqp.connect(broker.url);
  channel = await connection.createChannel();
  await channel.assertQueue("watch", { durable: true });
  const source = { kind: "rabbitmq", url: withoutPassword(broker.url), queue: "watch", guarantee: "at-least-once" };
  writeFileSync(path, JSON.stringify({ weir: 1, name: "watch", sources: [source] }));
}, 120_000);
afterAll(async () => {
  await connection.close().catch(() => {});
  await broker.stop();
  folder.remove();
}, 60_000);

function send(rows: number): void {
  for (let i = 0; i < rows; i++) {
    const time = new Date(Date.UTC(2026, 0, 1) + sent++ * 60_000).toISOString().slice(0, 19).replace("T", " ");
    channel.sendToQueue(
      "watch",
      Buffer.from(`1161115010,111,322,${time} UTC,${(22 + Math.sin(sent / 20)).toFixed(2)},35,false,`),
    );
  }
}

interface Seen {
  readonly session: number;
  readonly state: string;
  readonly accepted: number;
  readonly keys: readonly { readonly events: number }[];
  /** A chart is on screen. */
  readonly shown: boolean;
}
/** Asked through the main process: Playwright gives a page up that crashed once, even when it is back. */
const seen = ({ app }: LaunchedApp): Promise<Seen> =>
  app.evaluate(
    ({ webContents }) =>
      webContents.getAllWebContents()[0]?.executeJavaScript(`(async () => {
        const status = await weir.request("session.status", null);
        const { keys } = status.session === 0 ? { keys: [] } : await weir.request("keys.list", {});
        const { session, state, metrics } = status;
        const shown = document.querySelector("[data-testid=live] canvas") !== null;
        return { session, state, accepted: metrics?.records_accepted_total ?? 0, keys, shown };
      })()`) as Promise<Seen>,
  );

test("a page killed in mid-stream comes back to a right picture: the session never depended on it", async () => {
  const weir = await launchApp({ args: [path], userData });
  try {
    send(200);
    await weir.page.getByTestId("allow-connect").click({ timeout: 30_000 });
    await weir.page.getByTestId("live").waitFor({ timeout: 30_000 });
    await expect.poll(async () => (await seen(weir)).accepted, { timeout: 30_000 }).toBe(200);
    const before = await seen(weir);
    const back = weir.app.evaluate(
      ({ webContents }) =>
        new Promise<void>((resolve) => {
          const [page] = webContents.getAllWebContents();
          page?.once("did-finish-load", () => resolve());
          page?.forcefullyCrashRenderer();
        }),
    );
    // It goes on while there is no page.
    send(150);
    await back;
    await expect
      .poll(() => seen(weir), { timeout: 30_000 })
      .toMatchObject({ session: before.session, state: "live", accepted: 350, shown: true });
    expect((await seen(weir)).keys.map(({ events }) => events)).toEqual([350]);
    const picture = await weir.app.evaluate(async ({ webContents }) => {
      const image = await webContents.getAllWebContents()[0]?.capturePage();
      return image?.toPNG().toString("base64") ?? "";
    });
    mkdirSync("artifacts/screenshots", { recursive: true });
    writeFileSync("artifacts/screenshots/after-crash.png", Buffer.from(picture, "base64"));
  } finally {
    await weir.close();
  }
});

test("opened again, the workspace asks whether to go on where it stopped, and does", async () => {
  send(50);
  const weir = await launchApp({ args: [path], userData });
  try {
    await weir.page.getByTestId("continue").waitFor({ timeout: 30_000 });
    await weir.screenshot("continue");
    await weir.page.getByTestId("continue-resume").click();
    await weir.page.getByTestId("live").waitFor({ timeout: 30_000 });
    await expect.poll(async () => (await seen(weir)).accepted, { timeout: 30_000 }).toBe(400);
    await weir.screenshot("continued");
  } finally {
    await weir.close();
  }
});

test("the process of the analysis killed in mid-stream is told, another goes on from the checkpoint, and nothing recorded is lost", async () => {
  const weir = await launchApp({ args: [path], userData });
  try {
    await weir.page.getByTestId("continue").waitFor({ timeout: 30_000 });
    await weir.page.getByTestId("continue-resume").click();
    await weir.page.getByTestId("live").waitFor({ timeout: 30_000 });
    send(100);
    await expect.poll(async () => (await seen(weir)).accepted, { timeout: 30_000 }).toBe(500);
    const killed = await weir.app.evaluate(({ app }) => {
      const host = app.getAppMetrics().find(({ serviceName, name }) => `${serviceName} ${name}`.includes("Weir session"));
      if (host !== undefined) process.kill(host.pid, "SIGKILL");
      return host?.pid ?? null;
    });
    expect(killed).not.toBeNull();
    await weir.page.getByText("The session stopped unexpectedly; it is starting again").waitFor({ timeout: 30_000 });
    send(50);
    // What the dead process had read and not acknowledged came again, and counts once.
    await expect
      .poll(async () => await seen(weir).catch(() => null), { timeout: 60_000 })
      .toMatchObject({ state: "live", accepted: 550 });
    await weir.screenshot("analysis-killed");
  } finally {
    await weir.close();
  }
  const store = await openStore(join(folder.path, "watch.weir.duckdb"), { readOnly: true });
  const counted = await store.connection.runAndReadAll(
    "select count(*), count(distinct time_ms), count(distinct run) from events",
  );
  await store.close();
  expect(counted.getRows()[0]?.map(Number)).toEqual([550, 550, 1]);
});
