import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
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

test("a connection whose answer stands behind much that is still on its way is kept", async () => {
  const server = await client(url);
  const slow = await slowProxy(Number(new URL(url).port));
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String(slow.port);
  let slept = 0;
  const source = await open(address(`${through}?heartbeat=600`, server.queue), { uptime: () => performance.now() + slept });
  await server.send(csvRows(10), withColumns);
  await readAll(source, () => true);
  slow.hold();
  await server.send(csvRows(50, 10), withColumns);
  slept = 8 * 3_600_000;
  expect(source.silence).toBe(0);
  // Longer than an answer may take.
  await slow.trickled(4000);
  slow.release();
  await expect.poll(() => source.silence).toBeGreaterThan(0);
  expect(source.reconnects).toBe(0);
  await source.close();
  await server.close();
  slow.stop();
}, 30_000);

/** Between a client and the broker at `to`: what it holds trickles on byte by byte. */
async function slowProxy(to: number) {
  let holding = false;
  let held: Buffer[] = [];
  const sockets: Socket[] = [];
  const pass = (down: Socket): void => {
    for (const piece of held) down.write(piece);
    held = [];
  };
  const server = createServer((down) => {
    const up = connect(to, "127.0.0.1");
    sockets.push(down, up);
    for (const socket of [down, up]) socket.on("error", () => {});
    down.pipe(up);
    up.on("data", (piece) => (holding ? void held.push(piece) : void down.write(piece)));
    up.on("close", () => down.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const first = (): Socket => sockets[0] as Socket;
  return {
    port: (server.address() as AddressInfo).port,
    hold: () => {
      holding = true;
    },
    /** Lets a byte pass now and then for so many ms. */
    trickled: async (ms: number): Promise<void> => {
      for (const until = performance.now() + ms; performance.now() < until; await setTimeout(200)) {
        const all = Buffer.concat(held);
        first().write(all.subarray(0, 1));
        held = [all.subarray(1)];
      }
    },
    release: () => {
      holding = false;
      pass(first());
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

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
