import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import amqp from "amqplib";
import { afterAll, expect, inject, test } from "vitest";
import { withoutPassword } from "../../../../src-main/session/analysis-input.ts";
import { openStore } from "../../../../src-main/store/store.ts";
import { queueName } from "../../../sources/rabbitmq/queue-client.ts";
import { temporaryFolder } from "../../../support/bts-file.ts";
import { openPage, type Page } from "../../../support/page.ts";

const url = inject("amqpUrl");
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** Readings of one sensor, minute by minute from row `from` on. */
const rows = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => {
    const time = new Date(Date.UTC(2026, 0, 1, 0, from + i)).toISOString().slice(0, 19).replace("T", " ");
    return `1161115010,111,322,${time} UTC,${20 + ((from + i) % 7)},35,${(from + i) % 9 === 0},`;
  });

test("a saved workspace that reads a queue asks whether to go on where it stopped, and goes on in the same run", async () => {
  const queue = queueName();
  const connection = await amqp.connect(url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(queue, { durable: true });
  const send = async (from: number, to: number): Promise<void> => {
    for (const row of rows(from, to)) channel.sendToQueue(queue, Buffer.from(row), { contentType: "text/csv" });
    await channel.waitForConfirms();
  };
  const path = join(folder.path, "live.weir.json");
  const source = { kind: "rabbitmq", url: withoutPassword(url), queue, guarantee: "at-least-once", idleTimeout: 0 };
  writeFileSync(path, JSON.stringify({ weir: 1, name: "live", sources: [source] }));
  const accepted = async (page: Page): Promise<number> =>
    (await page.request("session.status", null)).metrics?.records_accepted_total ?? 0;

  await send(0, 300);
  const allowed = join(folder.path, "allowed.json");
  const first = openPage(allowed);
  await first.request("workspace.open", { path });
  expect(await first.request("session.status", null)).toMatchObject({ state: "none", unallowed: { queue } });
  expect((await channel.checkQueue(queue)).messageCount).toBe(300);
  await first.request("session.allow", null);
  expect(await first.request("session.status", null)).toMatchObject({ resumable: null, state: "live" });
  await expect.poll(() => accepted(first), { timeout: 20_000 }).toBe(300);
  await first.request("session.pause", null);
  // Saved at the pause: what was read need not be delivered again.
  await expect.poll(async () => (await first.request("session.status", null)).state).toBe("paused");
  await first.close();
  expect((await channel.checkQueue(queue)).messageCount).toBe(0);

  await send(300, 500);
  const second = openPage(allowed);
  await second.request("workspace.open", { path });
  const asked = await second.request("session.status", null);
  expect(asked.state).toBe("none");
  expect(asked.resumable).toBeGreaterThan(0);
  expect(await second.request("session.continue", { resume: true })).toMatchObject({ resumable: null, state: "live" });
  await expect.poll(() => accepted(second), { timeout: 20_000 }).toBe(500);
  expect((await second.request("runs.list", null)).runs).toHaveLength(1);
  await second.close();

  const store = await openStore(join(folder.path, "live.weir.duckdb"), { readOnly: true });
  const counted = await store.connection.runAndReadAll(
    "select count(*), count(distinct time_ms), count(distinct run) from events",
  );
  expect(counted.getRows()[0]?.map(Number)).toEqual([500, 500, 1]);
  await store.close();

  const third = openPage(allowed);
  await third.request("workspace.open", { path });
  expect(await third.request("session.continue", { resume: false })).toMatchObject({ resumable: null, state: "live" });
  expect(await accepted(third)).toBe(0);
  await third.close();
  await channel.deleteQueue(queue);
  await connection.close();
}, 90_000);

test("a workspace whose broker refuses the login opens once it is given one, and no file gets it", async () => {
  const queue = queueName();
  const connection = await amqp.connect(url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(queue, { durable: true });
  for (const row of rows(0, 100)) channel.sendToQueue(queue, Buffer.from(row), { contentType: "text/csv" });
  await channel.waitForConfirms();
  const { username, password, host, pathname } = new URL(url);
  const bare = `amqp://${host}${pathname}`;
  const path = join(folder.path, "asks.weir.json");
  writeFileSync(
    path,
    JSON.stringify({ weir: 1, name: "asks", sources: [{ kind: "rabbitmq", url: bare, queue, idleTimeout: 0 }] }),
  );
  // Without a login in its URL a connection takes this one.
  process.env["WEIR_AMQP_USER"] = "nobody";
  process.env["WEIR_AMQP_PASSWORD"] = "wrong";
  const page = openPage();
  try {
    await page.request("workspace.open", { path });
    await page.request("session.allow", null);
    const refused = await page.request("session.status", null);
    expect(refused).toMatchObject({ state: "none", refusedBy: { broker: new URL(bare).toString(), attempt: 1 } });
    expect(refused.error).toContain("wrong user or password");
    const wrong = page.request("session.login", { profile: null, user: username, password: "no-such" });
    await expect(wrong).rejects.toThrow("wrong user or password");
    expect((await page.request("session.status", null)).refusedBy?.attempt).toBe(2);
    const status = await page.request("session.login", { profile: null, user: username, password: decodeURIComponent(password) });
    expect(status).toMatchObject({ state: "live", refusedBy: null });
    await expect
      .poll(async () => (await page.request("session.status", null)).metrics?.records_accepted_total, { timeout: 20_000 })
      .toBe(100);
    // Begun anew, such as after a setting has changed, it needs no other one.
    expect(await page.request("session.restart", null)).toMatchObject({ state: "live", refusedBy: null });
    await page.request("workspace.save", { path });
    expect(readFileSync(path, "utf8")).not.toContain("@");
  } finally {
    delete process.env["WEIR_AMQP_USER"];
    delete process.env["WEIR_AMQP_PASSWORD"];
    await page.close();
  }
  await channel.deleteQueue(queue);
  await connection.close();
}, 60_000);
