import { expect, inject, test } from "vitest";
import { CuttingProxy } from "../../../src-main/bench/soak/cutting-proxy.ts";
import type { InletReport } from "../../../src-main/sources/rabbitmq/message-inlet.ts";
import { address, client, csvRows, HEADER, open, readAll } from "./queue-client.ts";

const url = inject("amqpUrl");
const withColumns = () => ({ headers: { "weir-columns": HEADER } });

test("a computer that slept finds its connection dead at once, connects anew and reads what came meanwhile", async () => {
  const server = await client(url);
  const proxy = await CuttingProxy.start(Number(new URL(url).port));
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String(proxy.port);
  let slept = 0;
  const states: InletReport[] = [];
  const source = await open(address(`${through}?heartbeat=600`, server.queue, { guarantee: "at-least-once" }), {
    uptime: () => performance.now() + slept,
    onState: (state) => states.push(state),
  });
  await server.send(csvRows(10), withColumns);
  let silence = Number.NaN;
  const reading = readAll(source, ({ accepted }) => {
    if (accepted === 10 && slept === 0) {
      proxy.forget();
      slept = 8 * 3_600_000;
      // The session must not take what it could not hear for silence.
      silence = source.silence ?? Number.NaN;
      void server.send(csvRows(10, 10), withColumns);
    }
    return accepted >= 20;
  });
  const read = await reading;
  expect(silence).toBe(0);
  expect(new Set(read.events).size).toBe(20);
  expect(source.reconnects).toBe(1);
  expect(states.map(({ detail }) => detail).join("\n")).toMatch(
    /no answer after 2880\d s in which the computer slept or stood still/,
  );
  await source.close();
  await server.close();
  await proxy.stop();
}, 60_000);

test("a connection that outlived the sleep is kept", async () => {
  const server = await client(url);
  let slept = 0;
  const source = await open(address(url, server.queue), { uptime: () => performance.now() + slept });
  await server.send(csvRows(10), withColumns);
  await readAll(source, () => true);
  slept = 8 * 3_600_000;
  expect(source.silence).toBe(0);
  await expect.poll(() => source.silence).toBeGreaterThan(0);
  expect(source.reconnects).toBe(0);
  await source.close();
  await server.close();
});
