import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { withoutPassword } from "../../../src-main/session/analysis-input.ts";
import { client } from "../../sources/rabbitmq/queue-client.ts";
import { temporaryFolder } from "../../support/bts-file.ts";
import { openPage } from "../../support/page.ts";
import { writePlugin } from "../../support/plugin-folder.ts";

const url = inject("amqpUrl");
const folder = temporaryFolder();
afterAll(() => folder.remove());

const LIMITS = `import { defineRule } from "weir";
export default defineRule({
  id: "limits", title: "Limits", by: ["station"], settings: { limit: { input: "number", label: "Limit", default: 2 } },
  stateVersion: 1, initialState: () => ({ seen: 0 }),
  onEvent({ state, settings, alert }, { value }) {
    state.seen++;
    if (value > settings.limit) alert({ severity: "info", title: "over", value, evidence: { seen: state.seen } });
  },
});
`;
const rows = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `2024-03-01T00:00:${String(from + i).padStart(2, "0")}Z,north,temp,${from + i}`);

test("an alert of a queue is explained by and replayed with the settings that raised it, when others are in force since", async () => {
  const server = await client(url);
  const header = () => ({ headers: { "weir-columns": "time,station,sensor,value" } });
  const path = join(folder.path, "live.weir.json");
  const plugins = { limits: { enabled: true, folder: writePlugin(folder.path, "limits", LIMITS) } };
  const source = { kind: "rabbitmq", url: withoutPassword(url), queue: server.queue, idleTimeout: 0 };
  writeFileSync(path, JSON.stringify({ weir: 1, sources: [source], plugins }));
  await server.send(rows(0, 5), header);
  const page = openPage();
  try {
    await page.request("workspace.open", { path });
    await page.request("session.allow", null);
    const filter = { rules: ["limits"] };
    const alerts = async () => (await page.request("alerts.page", { filter, offset: 0, limit: 100, newestFirst: false })).rows;
    const values = async (): Promise<unknown[]> => (await alerts()).map(({ value }) => value);
    await expect.poll(values, { timeout: 20_000 }).toEqual([3, 4]);
    await page.request("plugins.set", { id: "limits", enabled: true, settings: { limit: 6 } });
    await server.send(rows(5, 9), header);
    await expect.poll(values, { timeout: 20_000 }).toEqual([3, 4, 7, 8]);
    expect(await page.request("session.status", null)).toMatchObject({ session: 1, state: "live" });
    for (const { id, value } of await alerts()) {
      const { settings, cause } = await page.request("alerts.explain", { id });
      expect(settings).toMatchObject([{ name: "limit", value: Number(value) < 5 ? 2 : 6, now: 6 }]);
      expect(cause).toContain("row");
      expect(await page.request("alerts.replay", { id })).toMatchObject({ same: true });
      const { at, steps } = await page.request("alerts.steps", { id });
      expect(steps[at]?.alerts).toMatchObject([{ id }]);
      expect(await page.request("alerts.states", { id })).toMatchObject({ after: { seen: Number(value) + 1 } });
    }
  } finally {
    await page.close();
    await server.close();
  }
}, 60_000);
