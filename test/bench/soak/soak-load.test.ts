import type { Channel } from "amqplib";
import { expect, test } from "vitest";
import { SIMULATED, SoakLoad } from "../../../src-main/bench/soak/soak-load.ts";

test("each simulated hour has as many rows, also when the session did not keep up for a while", async () => {
  const bodies: string[] = [];
  const depths = [0, 5000, 5000];
  const channel = {
    sendToQueue: (_queue: string, body: Buffer) => bodies.push(body.toString()) > 0,
    checkQueue: async () => ({ messageCount: depths.shift() ?? 0 }),
  } as unknown as Channel;
  const load = new SoakLoad(1_000_000, 0.002);
  const before = Date.now() - SIMULATED;
  expect(await load.publish(channel, "q")).toBe(120_000);
  expect(load.share).toBe(1);
  // As deep as it was found it is waited for.
  expect(depths).toEqual([]);
  const rows = bodies.flatMap((body) => body.trimEnd().split("\n"));
  expect(rows).toHaveLength(120_000);
  const hours = new Array<number>(8).fill(0);
  for (const row of rows) hours[Math.floor((Date.parse(row.slice(0, 20)) + 1000 - before) / 3_600_000)]! += 1;
  for (const hour of hours) expect(Math.abs(hour - 15_000)).toBeLessThanOrEqual(100);
});
