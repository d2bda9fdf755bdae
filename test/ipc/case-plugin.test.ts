import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { casePluginSaid } from "../../src-renderer/features/alerts/case-plugin-said.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { openPage } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";

const folder = temporaryFolder();
const page = openPage();
afterAll(async () => {
  await page.close();
  folder.remove();
});

const rule = (limit: number): string => `import { defineRule } from "weir";
export default defineRule({ id: "hot", title: "Hot", by: ["station"], onEvent({ alert }, { value }) {
  if (value > ${limit}) alert({ severity: "info", title: "Hot", value, evidence: {} });
} });
`;

test("a case of one's own rule runs with the code it brought, and says whether the workspace has that, another or none", async () => {
  const [file, kept] = [join(folder.path, "f.csv"), join(folder.path, "hot.weir-case")];
  writeFileSync(file, "time,station,value\n2026-01-01T00:00:00Z,A,20\n2026-01-01T00:01:00Z,A,40\n");
  const own = writePlugin(folder.path, "hot", rule(30));
  await page.request("plugins.add", { folder: own });
  await page.request("session.open", { kind: "files", paths: [file] });
  await page.done();
  const all = { filter: { rules: ["hot"] }, offset: 0, limit: 10, newestFirst: true };
  const [alert] = (await page.request("alerts.page", all)).rows;
  await page.request("alerts.saveCase", { id: alert?.id ?? "", path: kept });
  const run = () => page.request("case.run", { path: kept });
  const { plugin } = await run();
  expect([plugin.here, casePluginSaid(plugin)]).toEqual(["same", null]);
  await page.request("plugins.remove", { name: "hot" });
  const gone = await run();
  expect([gone.same, casePluginSaid(gone.plugin)]).toEqual([
    true,
    expect.stringMatching(/^The plugin hot [\d.]+ came with the case; this workspace has none of that name\.$/),
  ]);
  writeFileSync(join(own, "index.ts"), rule(50));
  await page.request("plugins.add", { folder: own });
  const other = await run();
  expect([other.same, other.plugin.here]).toEqual([true, "other"]);
  expect(casePluginSaid(other.plugin)).toContain("has other code");
});
