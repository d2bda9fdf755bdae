import { writeFileSync } from "node:fs";
import { join } from "node:path";
import amqp, { type Channel, type ChannelModel } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AlertRow, AlertSteps } from "../../src-main/ipc/contract.ts";
import { Broker } from "../support/broker.ts";
import { type LaunchedApp, launchApp } from "../support/electron.ts";

let broker: Broker;
let connection: ChannelModel;
let channel: Channel;
let weir: LaunchedApp;
let sent = 0;

beforeAll(async () => {
  broker = await Broker.start();
  await connect();
  weir = await launchApp();
  await weir.page.setViewportSize({ width: 1600, height: 1000 });
}, 120_000);
afterAll(async () => {
  await weir.close();
  await connection.close().catch(() => {});
  await broker.stop();
}, 60_000);

async function connect(): Promise<void> {
  connection = await amqp.connect(broker.url);
  connection.on("error", () => {});
  channel = await connection.createChannel();
  channel.on("error", () => {});
  await channel.assertQueue("bts", { durable: true });
}

/** Sends readings of now: one base-station row a message, as producers send them. */
function send(rows: number): void {
  for (let i = 0; i < rows; i++) {
    const time = new Date(Date.now() + i).toISOString().slice(0, 19).replace("T", " ");
    const value = (22 + Math.sin(sent++ / 20)).toFixed(2);
    channel.sendToQueue("bts", Buffer.from(`1161115010,111,322,${time} UTC,${value},35,false,`), {
      persistent: true,
      timestamp: Date.now(),
    });
  }
}

interface Live {
  readonly state: string;
  readonly read: number;
  readonly connection: string;
}
const live = async (): Promise<Live> => {
  const { state, metrics, connection } = await weir.ask("session.status", null);
  return { state, read: metrics?.records_read_total ?? 0, connection: connection?.state ?? "" };
};
const read = async (): Promise<number> => (await live()).read;

test("the dialog tests the connection, shows a real message and connects", async () => {
  const { page } = weir;
  send(200);
  await page.getByTestId("start-connect").click();
  await page.getByTestId("queue-dialog").waitFor();
  await page.getByRole("radio", { name: "URL" }).click();
  await page.getByTestId("queue-url").fill(broker.url);
  // A form that is not right leads to what is to be mended.
  await page.getByTestId("queue-connect").click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("queue-queue");
  // One that is not there is created, once it was said as what.
  await page.getByTestId("queue-queue").fill("made-here");
  await page.getByTestId("queue-test").click();
  await page.getByTestId("queue-create").click();
  await page.getByText("durable: it is still there", { exact: false }).waitFor();
  await weir.screenshot("rabbitmq-create");
  await page.getByTestId("queue-create-do").click();
  await page.getByText("0 messages wait", { exact: false }).waitFor({ timeout: 20_000 });
  expect(await channel.checkQueue("made-here")).toMatchObject({ messageCount: 0 });
  await channel.assertQueue("made-here", { durable: true });
  await page.getByTestId("queue-queue").fill("bts");
  await page.getByTestId("queue-results").fill("bts-alerts");
  await page.getByTestId("queue-test").click();
  await page.getByTestId("queue-message").waitFor({ timeout: 20_000 });
  await weir.screenshot("rabbitmq");
  await page.getByTestId("queue-connect").click();
  await page.getByTestId("live").waitFor({ timeout: 30_000 });
  await expect.poll(read, { timeout: 30_000 }).toBe(200);
});

test("points move while messages come; pausing leaves them in the queue, resuming takes them", async () => {
  const { page } = weir;
  send(300);
  await expect.poll(read, { timeout: 20_000 }).toBe(500);
  await page.getByTestId("results-sent").waitFor();
  await weir.screenshot("live-queue");
  await page.getByTestId("queue-pause").click();
  await expect.poll(async () => (await live()).state).toBe("paused");
  send(100);
  await expect.poll(async () => (await channel.checkQueue("bts")).messageCount, { timeout: 20_000 }).toBe(100);
  expect(await read()).toBe(500);
  await page.getByText("Reading is paused").waitFor();
  await page.getByText("The queue keeps what arrives. 100 wait.").waitFor();
  await weir.screenshot("paused-queue");
  await page.getByTestId("queue-pause").click();
  await expect.poll(read, { timeout: 20_000 }).toBe(600);
});

test("what each rule did is told while the queue is read, not only when its screen was opened", async () => {
  const { page } = weir;
  await page.getByTestId("activity-plugins").click();
  const card = page.locator('[data-testid="plugin-card"][data-id="anomaly"]');
  const points = async (): Promise<number> =>
    Number(/([\d,]+) points/.exec((await card.textContent()) ?? "")?.[1]?.replaceAll(",", "") ?? 0);
  await expect.poll(points).toBeGreaterThan(0);
  const before = await points();
  send(10);
  await expect.poll(points, { timeout: 20_000 }).toBeGreaterThan(before);
  await page.getByTestId("activity-live").click();
});

test("an alert of the queue is stepped through from what was recorded while the queue goes on", async () => {
  const time = new Date(Date.now() + 2000).toISOString().slice(0, 19).replace("T", " ");
  channel.sendToQueue("bts", Buffer.from(`1161115010,111,322,${time} UTC,36,35,true,`), { timestamp: Date.now() });
  const newest = async (): Promise<AlertRow | undefined> => {
    const page = { filter: { rules: ["active-alarms"] }, offset: 0, limit: 1, newestFirst: true };
    return (await weir.ask("alerts.page", page)).rows[0];
  };
  const answer = async (): Promise<AlertSteps | null> => {
    const alert = await newest();
    return alert === undefined ? null : weir.ask("alerts.steps", { id: alert.id });
  };
  await expect.poll(answer, { timeout: 30_000 }).toMatchObject({ same: true });
  const { at, steps } = (await answer())!;
  expect(steps[at]!.alerts).toHaveLength(1);
  expect(at).toBeGreaterThan(10);
  const states = await weir.ask("alerts.states", { id: (await newest())!.id });
  expect(states!.before).not.toEqual(states!.after);
  expect((await live()).state).toBe("live");
});

test("a broker that goes away is told, and taken up again when it is back", async () => {
  await broker.stopServer();
  await expect.poll(async () => (await live()).connection, { timeout: 30_000 }).toBe("reconnecting");
  await weir.page.getByRole("alert").getByText("Reconnecting").waitFor();
  await weir.screenshot("reconnecting");
  await broker.startServer();
  await connect();
  await expect.poll(async () => (await live()).connection, { timeout: 60_000 }).toBe("connected");
  await weir.page.getByTestId("queue-news").getByText("Connected").waitFor();
  send(50);
  await expect.poll(read, { timeout: 30_000 }).toBe(661);
}, 150_000);

test("an engineer whose messages have names of their own says which field is what, beside a real message", async () => {
  const { page } = weir;
  await channel.assertQueue("plant", { durable: true });
  for (let i = 0; i < 30; i++) {
    const reading = {
      made: "at night",
      logged: Date.UTC(2026, 10, 1, 0, 0, i),
      probe: `P${i % 2}`,
      out: { raw: i % 7, scaled: 20 + i },
    };
    channel.sendToQueue("plant", Buffer.from(JSON.stringify(reading)), { persistent: true });
  }
  await expect.poll(async () => (await channel.checkQueue("plant")).messageCount).toBe(30);
  await page.keyboard.press("Control+Shift+O");
  await page.getByRole("radio", { name: "URL" }).click();
  await page.getByTestId("queue-url").fill(broker.url);
  await page.getByTestId("queue-queue").fill("plant");
  await page.getByTestId("queue-test").click();
  await page.getByTestId("queue-message").waitFor({ timeout: 20_000 });
  await page.getByRole("radio", { name: "One", exact: true }).click();
  await page.getByTestId("mapping-value").selectOption({ label: "out.scaled" });
  await page.getByTestId("said-value").getByText("20", { exact: true }).waitFor();
  await page.getByTestId("mapping-sensor").selectOption({ label: "probe" });
  await page.getByTestId("said-sensor").getByText("P0").waitFor();
  await page.getByTestId("mapping-time").selectOption({ label: "made" });
  await page.getByTestId("queue-accepted").getByText("20 of 20 would be refused").waitFor();
  await weir.screenshot("rabbitmq-columns");
  await page.getByTestId("mapping-time").selectOption({ label: "logged" });
  await page.getByTestId("queue-accepted").getByText("all 20 become events").waitFor();
  // What is tried takes nothing away, and goes on with what else is filled in.
  expect(await channel.checkQueue("plant")).toMatchObject({ messageCount: 30 });
  await page.getByTestId("queue-prefetch").fill("100");
  await page.getByTestId("said-sensor").getByText("P0").waitFor();
  await page.getByTestId("queue-connect").click();
  await page.getByTestId("queue-dialog").waitFor({ state: "detached", timeout: 30_000 });
  await expect.poll(read, { timeout: 30_000 }).toBe(30);
  const { keys } = await weir.ask("keys.list", {});
  expect(keys.map(({ sensor }) => sensor).sort()).toEqual(["P0", "P1"]);
  const [source] = (await weir.ask("workspace.get", null)).sources;
  expect(source?.mapping).toMatchObject({ time: { columns: ["logged"] }, sensor: "probe", value: "out.scaled" });
});

test("messages that cannot be read are there to say how, where it says how they are read", async () => {
  const { page } = weir;
  await channel.assertQueue("shift", { durable: true });
  const say = (): void => {
    for (let i = 0; i < 3; i++)
      channel.sendToQueue("shift", Buffer.from(JSON.stringify({ tick: 100 + i, hall: "north", level: 20 + i })));
  };
  say();
  await expect.poll(async () => (await channel.checkQueue("shift")).messageCount).toBe(3);
  await page.keyboard.press("Control+Shift+O");
  await page.getByRole("radio", { name: "URL" }).click();
  await page.getByTestId("queue-url").fill(broker.url);
  await page.getByTestId("queue-queue").fill("shift");
  await page.getByTestId("queue-connect").click();
  await page.getByTestId("queue-dialog").waitFor({ state: "detached", timeout: 30_000 });
  await expect.poll(async () => (await live()).state, { timeout: 20_000 }).toBe("failed");
  await page.getByTestId("activity-sources").click();
  await page.getByTestId("source-mapping").click();
  const dialog = page.getByTestId("remap");
  await dialog.getByText('"hall":"north"', { exact: false }).waitFor();
  expect(await page.getByTestId("remap-reconnect").isDisabled()).toBe(true);
  await page.getByTestId("mapping-time").selectOption({ label: "tick" });
  await page.getByTestId("mapping-value").selectOption({ label: "level" });
  await dialog.getByLabel("Time format").fill("epoch-s");
  await page.keyboard.press("Enter");
  await page.getByTestId("said-value").getByText("20", { exact: true }).waitFor();
  await weir.screenshot("rabbitmq-remap");
  await page.getByTestId("remap-reconnect").click();
  await dialog.waitFor({ state: "detached", timeout: 30_000 });
  say();
  await expect.poll(read, { timeout: 20_000 }).toBe(3);
});

test("a workspace of a queue that is opened again asks for its password in place", async () => {
  const path = join(weir.userData, "queue.weir.json");
  const url = broker.url.replace("guest:guest@", "");
  writeFileSync(
    path,
    JSON.stringify({ weir: 1, name: "queue", sources: [{ kind: "rabbitmq", url, queue: "bts", idleTimeout: 0 }] }),
  );
  // Another start: it has no login but one that is refused.
  const again = await launchApp({ args: [path], env: { WEIR_AMQP_USER: "nobody", WEIR_AMQP_PASSWORD: "wrong" } });
  try {
    const { page } = again;
    // A workspace that nobody has saved or opened here takes nothing off a queue by itself.
    await page.getByTestId("allow").getByText("queue bts").waitFor({ timeout: 30_000 });
    await again.screenshot("allow-queue");
    await page.getByTestId("allow-not").click();
    await page.getByTestId("unallowed").getByRole("button").click();
    await page.getByTestId("allow-connect").click();
    await page.getByTestId("login").waitFor({ timeout: 30_000 });
    await page.getByTestId("login-user").fill("guest");
    await page.getByTestId("login-password").fill("wrong");
    await page.getByTestId("login-connect").click();
    await page.getByTestId("login").getByText("wrong user or password").waitFor({ timeout: 30_000 });
    await again.screenshot("login");
    await page.getByTestId("login-password").fill("guest");
    await page.keyboard.press("Enter");
    await page.getByTestId("login").waitFor({ state: "detached", timeout: 30_000 });
    await page.getByTestId("live").waitFor();
  } finally {
    await again.close();
  }
}, 90_000);
