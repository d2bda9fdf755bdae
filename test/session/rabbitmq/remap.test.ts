import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import { client } from "../../sources/rabbitmq/queue-client.ts";
import { openPage, type Page } from "../../support/page.ts";

const url = inject("amqpUrl");
let server: Awaited<ReturnType<typeof client>>;
let page: Page;
beforeEach(async () => {
  server = await client(url);
  page = openPage();
});
afterEach(async () => {
  await page.close();
  await server.close();
});

const target = (queue: string) => ({
  ...{ url, profile: null, user: null, password: null, queue, tap: null, routingKey: null, format: "auto" as const },
  ...{ guarantee: "at-most-once" as const, prefetch: 100, resultsQueue: null, resultsExchange: null, resultsSeries: [] },
  ...{ caFile: null, certFile: null, keyFile: null, outOfOrderness: 0 },
});

test("the queue that is open is read by another mapping without going through its dialog again", async () => {
  const readings = (from: number): string[] =>
    [0, 1, 2].map((i) => JSON.stringify({ at: Date.now() + from + i, probe: `P${i}`, raw: i, scaled: 20 + i }));
  const sensors = async (): Promise<string[]> => (await page.request("keys.list", {})).keys.map(({ sensor }) => sensor).sort();
  await page.request("session.open", { kind: "queue", target: target(server.queue) });
  await server.send(readings(0));
  await vi.waitFor(async () => expect(await sensors()).toContain("raw"), { timeout: 10_000 });
  const found = await page.request("session.mapping", null);
  await expect(page.request("session.readAs", { mapping: { value: "scaled" } })).rejects.toThrow(
    /mapping: field time is missing/,
  );

  const { values: _values, constants: _constants, ...rest } = found ?? {};
  const status = await page.request("session.readAs", { mapping: { ...rest, value: "scaled", sensor: "probe", constants: {} } });
  expect(status.keys).toBe(0);
  await server.send(readings(10));
  await vi.waitFor(async () => expect(await sensors()).toEqual(["P0", "P1", "P2"]), { timeout: 10_000 });
  const { sources } = await page.request("workspace.get", null);
  expect(sources[0]).toMatchObject({ queue: server.queue, mapping: { value: "scaled", sensor: "probe" } });

  // Without a mapping the next messages decide it anew.
  await page.request("session.readAs", {});
  await server.send(readings(20));
  await vi.waitFor(async () => expect(await sensors()).toContain("raw"), { timeout: 10_000 });
});

test("a queue whose messages say nothing of themselves tells so without sending anyone to a file", async () => {
  await server.send([1, 2, 3].map((i) => JSON.stringify({ mark: `shift ${i}`, where: "hall" })));
  await page.request("session.open", { kind: "queue", target: target(server.queue) });
  await vi.waitFor(async () => expect((await page.request("session.status", null)).state).toBe("failed"), { timeout: 10_000 });
  expect((await page.request("session.status", null)).error).toMatch(/cannot be read: no time column was found$/);
});

test("where the first messages cannot be read they are there to choose the columns from", async () => {
  const rows = [0, 1, 2].map((i) => JSON.stringify({ mark: 100 + i, where: "hall", level: 20 + i }));
  await server.send(rows);
  await page.request("session.open", { kind: "queue", target: target(server.queue) });
  await vi.waitFor(async () => expect((await page.request("session.status", null)).state).toBe("failed"), { timeout: 10_000 });
  expect(await page.request("session.mapping", null)).toBeNull();

  const { mapping: found, ...peek } = await page.request("queue.undecided", {});
  expect(peek.columns).toEqual(["mark", "where", "level"]);
  expect(peek.messages.map(({ body }) => body)).toEqual(rows);
  expect(peek.messages[0]?.refused).toMatch(/no time column/);
  const mapping = { ...found, time: { columns: ["mark"], format: "epoch-s" }, sensor: "where", value: "level" };
  const { messages } = await page.request("queue.undecided", { mapping });
  expect(messages.map(({ events }) => events[0]?.value)).toEqual([20, 21, 22]);

  await page.request("session.readAs", { mapping });
  await server.send(rows);
  await vi.waitFor(async () => expect((await page.request("session.status", null)).metrics?.events_total).toBe(3), {
    timeout: 10_000,
  });
  expect((await page.request("queue.undecided", {})).messages).toEqual([]);
});
