import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { openAnalysis } from "../../../src-main/session/analysis.ts";
import { filesInput } from "../../../src-main/session/analysis-input.ts";
import type { Reject } from "../../../src-main/sources/source.ts";
import { address, client, HEADER } from "../../sources/rabbitmq/queue-client.ts";
import { workerDir } from "../../support/page.ts";

const url = inject("amqpUrl");
const HOUR = 3_600_000;
let server: Awaited<ReturnType<typeof client>>;
beforeEach(async () => {
  server = await client(url);
});
afterEach(() => server.close());

test("a late row behind one from the future is kept with its own text", async () => {
  const now = Date.now();
  const row = (time: number, value: string): string => `${new Date(time).toISOString()},north,temp,${value}`;
  const rows = [row(now, "1"), row(now + HOUR, "2"), row(now - HOUR, "3"), row(now + HOUR, "4"), row(now - HOUR, "5")];
  const rejects: Reject[] = [];
  const { session } = await openAnalysis({
    input: {
      ...filesInput([]),
      kind: "queue",
      queue: { ...address(url, server.queue, { limit: 1 }), resultsQueue: null },
      order: "arrival",
      plugins: [],
    },
    workerDir,
    sinks: [],
    recorders: [{ events: async () => {}, rejects: async (some) => void rejects.push(...some) }],
    rejectCap: 100,
  });
  await server.send([rows.join("\n")], () => ({ headers: { "weir-columns": HEADER } }));
  await session.run();
  expect(rejects.map(({ row: number, reason, text }) => [number, reason, text])).toEqual([
    [2, "early", rows[1]],
    [4, "early", rows[3]],
    [3, "late", rows[2]],
    [5, "late", rows[4]],
  ]);
  expect(session.metrics.addUp).toBe(true);
});
