import { setTimeout as wait } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { CuttingProxy } from "../../../src-main/bench/soak/cutting-proxy.ts";
import { heldMemory, settledMemory } from "../../../src-main/plugin-host/held-memory.ts";
import { address, client, csvRows, HEADER, open } from "./queue-client.ts";

const url = inject("amqpUrl");
/** Rows sent between two cuts: about 80 kB. */
const ROWS = 2000;
const WARM = 5;
const CUTS = 15;

const here = (): Promise<number | null> =>
  settledMemory(async () => {
    await wait(10);
    return heldMemory();
  });

test("connections that were lost leave nothing behind: neither memory nor sockets nor timers", async () => {
  const server = await client(url);
  const proxy = await CuttingProxy.start(Number(new URL(url).port));
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String(proxy.port);
  const source = await open(address(through.toString(), server.queue, { guarantee: "at-least-once" }), {
    acknowledgeAfterChunks: null,
  });
  const send = () => server.send([csvRows(ROWS).join("\n")], () => ({ headers: { "weir-columns": HEADER } }));
  const looks: { held: number; going: number }[] = [];
  const stop = new AbortController();
  let accepted = 0;
  let wanted = ROWS;
  await send();
  for await (const chunk of source.chunks(stop.signal)) {
    accepted += chunk.rowsAccepted;
    // Else the queue would rightly send all of them again, every time.
    source.acknowledge(source.position);
    if (accepted < wanted) continue;
    const cuts = source.reconnects;
    if (cuts === WARM || cuts === CUTS) looks.push({ held: (await here()) ?? 0, going: process.getActiveResourcesInfo().length });
    if (cuts === CUTS) break;
    expect(proxy.cut()).toBe(1);
    wanted += ROWS;
    await expect.poll(() => source.reconnects, { timeout: 20_000 }).toBe(cuts + 1);
    await send();
  }
  const [early, late] = looks;
  if (early === undefined || late === undefined) throw new Error("nothing was looked at");
  // Ten connections, each with its buffers and what came on it.
  expect((late.held - early.held) / 1e6).toBeLessThan(1.5);
  expect(late.going).toBeLessThanOrEqual(early.going + 2);
  await source.close();
  await server.close();
  await proxy.stop();
}, 60_000);
