import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { withoutPassword } from "../../../src-main/session/analysis-input.ts";
import { weir } from "../../reports/weir-report.ts";
import { client } from "../../sources/rabbitmq/queue-client.ts";
import { temporaryFolder } from "../../support/bts-file.ts";
import { openPage, type Page } from "../../support/page.ts";
import { writePlugin } from "../../support/plugin-folder.ts";

const url = inject("amqpUrl");
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** Tells of every event, with how many of its key it was called for. */
const TELLS = `import { defineRule } from "weir";
export default defineRule({
  id: "tells", title: "Tells", by: ["station", "sensor"], settings: {}, initialState: () => ({ seen: 0 }),
  onEvent({ state, alert }, { value }) { alert({ severity: "info", title: "so many", value, evidence: { seen: ++state.seen } }); },
});
`;
const OFF = [{ station: "south" }];
/** One row a second of each station, from second `from` on. */
const rows = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => from + i).flatMap((s) =>
    ["north", "south"].map((station) => `2024-03-01T00:00:${String(s).padStart(2, "0")}Z,${station},temp,${s}`),
  );

test("a rule off for a station of a queue is not called for it, and taken up again in mid-stream without a row lost", async () => {
  const server = await client(url);
  const header = () => ({ headers: { "weir-columns": "time,station,sensor,value" } });
  const path = join(folder.path, "live.weir.json");
  const plugin = { enabled: true, folder: writePlugin(folder.path, "tells", TELLS), off: OFF };
  const source = { kind: "rabbitmq", url: withoutPassword(url), queue: server.queue, idleTimeout: 0 };
  writeFileSync(path, JSON.stringify({ weir: 1, sources: [source], plugins: { tells: plugin } }));

  await server.send(rows(0, 5), header);
  const out = join(folder.path, "out");
  expect(await weir("run", path, "--limit", "10", "--out", out)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("read 10 rows = 10 accepted"),
  });
  const lines = readFileSync(join(out, "alerts.jsonl"), "utf8").trim().split("\n");
  const own = lines.map((line) => JSON.parse(line)).filter(({ rule }) => rule === "tells");
  expect(own.map(({ key, value }) => [key.station, value])).toEqual([0, 1, 2, 3, 4].map((value) => ["north", value]));

  const page = openPage();
  try {
    await page.request("workspace.open", { path });
    await page.request("session.allow", null);
    await server.send(rows(10, 15), header);
    const told = async (): Promise<unknown[]> => {
      const filter = { rules: ["tells"] };
      const { rows: alerts } = await page.request("alerts.page", { filter, offset: 0, limit: 100, newestFirst: false });
      return alerts.map(({ station, value }) => [station, value]);
    };
    const accepted = async (): Promise<number | undefined> => (await status(page)).metrics?.records_accepted_total;
    await expect.poll(accepted, { timeout: 20_000 }).toBe(10);
    const before = [10, 11, 12, 13, 14].map((value) => ["north", value]);
    await expect.poll(told, { timeout: 20_000 }).toEqual(before);

    const other = { id: "tells", enabled: true, settings: {}, off: [{ station: " north " }] };
    await page.request("plugins.set", other);
    await server.send(rows(20, 23), header);
    await expect.poll(accepted, { timeout: 20_000 }).toBe(16);
    await expect.poll(told, { timeout: 20_000 }).toEqual([...before, ["south", 20], ["south", 21], ["south", 22]]);
    // The same session: nothing was read again.
    expect(await status(page)).toMatchObject({ session: 1, state: "live" });
  } finally {
    await page.close();
    await server.close();
  }
}, 60_000);

const status = (page: Page) => page.request("session.status", null);
