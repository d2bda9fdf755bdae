import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { openAnalysis } from "../../../src-main/session/analysis.ts";
import type { Reject } from "../../../src-main/sources/source.ts";
import { workerDir } from "../../support/page.ts";
import { address, client, HEADER } from "./queue-client.ts";

const url = inject("amqpUrl");
let server: Awaited<ReturnType<typeof client>>;
beforeEach(async () => {
  server = await client(url);
});
afterEach(() => server.close());

/** Rows of now, as a sensor sends them. */
const rows = (count: number): string[] => Array.from({ length: count }, (_, i) => `${new Date().toISOString()},north,temp,${i}`);
const stamped = () => ({ headers: { "weir-columns": HEADER, timestamp_in_ms: Date.now() } });
const past = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function live(idleTimeout: number) {
  const rejects: Reject[] = [];
  const { session, live: connection } = await openAnalysis({
    input: {
      description: "test",
      kind: "queue",
      paths: [],
      queue: { ...address(url, server.queue), resultsQueue: null },
      order: "arrival",
      outOfOrderness: 0,
      idleTimeout,
      futureTolerance: 60_000,
      speed: "max",
      plugins: [],
    },
    workerDir,
    sinks: [],
    recorders: [{ events: async () => {}, rejects: async (some) => void rejects.push(...some) }],
    rejectCap: 100,
  });
  const running = session.run();
  return {
    session,
    rejects,
    state: () => connection?.connection().state,
    read: () => session.metrics.read,
    async end() {
      session.finish();
      await running;
    },
  };
}

test("paused for longer than a source may be silent, the rows that waited are not late; nothing is missing, and the delay is shown", async () => {
  const idle = 200;
  const weir = await live(idle);
  await server.send(rows(500), stamped);
  await expect.poll(weir.read).toBe(500);
  weir.session.pause();
  await expect.poll(weir.state).toBe("paused");
  await server.send(rows(2000), stamped);
  await past(3 * idle);
  await expect.poll(() => weir.session.status().metrics.queue_delay_seconds, { timeout: 10_000 }).toBeGreaterThan(0.3);
  expect((await server.channel.checkQueue(server.queue)).messageCount).toBe(2000);
  weir.session.resume();
  await expect.poll(weir.read, { timeout: 20_000 }).toBe(2500);
  await expect.poll(() => weir.session.status().metrics.queue_delay_seconds, { timeout: 10_000 }).toBeLessThan(0.3);
  await weir.end();
  expect(weir.rejects).toEqual([]);
  expect(weir.session.metrics.accepted).toBe(2500);
});

test("a source that listens and hears nothing moves its watermark, so that windows close", async () => {
  const weir = await live(100);
  const before = Date.now();
  await server.send(rows(10), stamped);
  await expect.poll(() => weir.session.status().watermark, { timeout: 10_000 }).toBeGreaterThan(before + 1000);
  await weir.end();
});
