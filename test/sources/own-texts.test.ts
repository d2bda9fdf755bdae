import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { Metrics } from "../../src-main/session/metrics.ts";
import { Refusals } from "../../src-main/session/refusals.ts";
import { parseMapping } from "../../src-main/sources/mapping.ts";
import { MessageRows } from "../../src-main/sources/rabbitmq/message-rows.ts";
import type { Reject } from "../../src-main/sources/source.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes of the heap that `work` leaves in use, as long as what it answers is. */
async function left(work: () => Promise<unknown>): Promise<number> {
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = await work();
  collect();
  const bytes = process.memoryUsage().heapUsed - before;
  expect(kept).toBeDefined();
  return bytes;
}

test("names, header lines and refused rows that are kept do not keep the large messages they came in", async () => {
  const COLUMNS = ["time", "station", "value"];
  const mapping = parseMapping({ columns: COLUMNS, time: { columns: ["time"] }, station: "station", value: "value" }, "test");
  const rejected: Reject[] = [];
  const keep = async (rejects: readonly Reject[]): Promise<void> => void rejected.push(...rejects);
  const refusals = new Refusals(new Metrics(0), [{ events: async () => {}, rejects: keep }], 10_000);
  const rows = new MessageRows({ mapping, columns: COLUMNS }, "auto", 10_000);
  const message = (i: number): Buffer => {
    const station = `"a station with a long name, the ${i}th"`;
    const broken = `2024-01-01T00:00:00Z,no number at all, however long it is looked at,${station}`;
    const long = "z".repeat(1 << 20);
    return Buffer.from(`time,value,station,"and ${i} more"\n2024-01-01T00:00:00Z,1,${station},\n${broken}\n${long}\n`);
  };
  const bytes = await left(async () => {
    for (let i = 0; i < 50; i++) {
      rows.add({ bytes: message(i), head: {} });
      for (const chunk of rows.take()) refusals.ofSource(chunk);
      await refusals.record(["queue"]);
    }
    return [rows, rejected];
  });
  expect(rows.reader.keys.size).toBe(50);
  expect(rejected.length).toBe(100);
  // The messages were 52 MB.
  expect(bytes / 1e6).toBeLessThan(10);
});
