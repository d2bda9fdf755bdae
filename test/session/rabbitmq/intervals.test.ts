import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { weir } from "../../reports/weir-report.ts";
import { client } from "../../sources/rabbitmq/queue-client.ts";
import { temporaryFolder } from "../../support/bts-file.ts";
import { onTime, randomIntervals } from "../../support/interval-file.ts";

const url = inject("amqpUrl");
const folder = temporaryFolder();
afterAll(() => folder.remove());

const COLUMNS = ["alarm", "device", "start", "end"];
const intervals = randomIntervals(9, 400);

test.each(["csv", "json"] as const)(
  "of messages as %s, intervals that go on together are one stretch",
  async (format) => {
    const server = await client(url);
    try {
      const mapping = join(folder.path, "intervals.json");
      const roles = { alarm: "alarm", station: "device", intervalEnd: "end", time: { columns: ["start"], format: "epoch-s" } };
      writeFileSync(mapping, JSON.stringify({ ...roles, columns: COLUMNS }));
      const bodies = intervals.map((row) =>
        format === "json" ? JSON.stringify(row) : [row.alarm, row.device, row.start, row.end].join(","),
      );
      await server.send(bodies, () => ({}));
      const out = join(folder.path, format);
      const how = ["--format", format, "--mapping", mapping, "--out-of-orderness", "4h", "--idle-timeout", "0"];
      const way = ["--queue", server.queue, ...how, "--limit", String(intervals.length), "--plugin", "active-alarms"];
      expect(await weir("run", url, ...way, "--out", out)).toMatchObject({
        code: 0,
        stderr: expect.stringContaining(`read ${intervals.length} rows = ${intervals.length} accepted`),
      });
      const on: Record<string, number> = {};
      for (const line of readFileSync(join(out, "alerts.jsonl"), "utf8").trim().split("\n")) {
        const { key, evidence } = JSON.parse(line);
        const name = `${key.station} ${key.alarm}`;
        if (evidence.until !== undefined) on[name] = (on[name] ?? 0) + evidence.until - evidence.since;
      }
      expect(on).toEqual(Object.fromEntries(Object.entries(onTime(intervals)).filter(([, ms]) => ms > 0)));
    } finally {
      await server.close();
    }
  },
  60_000,
);
