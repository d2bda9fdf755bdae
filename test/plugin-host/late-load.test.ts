import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { PluginBundle } from "../../src-main/plugin-host/contract.ts";
import { DEFAULT_LIMITS } from "../../src-main/plugin-host/limits.ts";
import { loadPlugins } from "../../src-main/plugin-host/plugin-set.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("what ships with Weir is loaded again when a busy machine did not get to it in time", async () => {
  const bundles = JSON.parse(readFileSync(join(workerDir, "plugins.json"), "utf8")) as PluginBundle[];
  // The first one never gets to it, the second is the real one.
  const worker = join(folder.path, "worker.mjs");
  writeFileSync(
    worker,
    `import { existsSync, writeFileSync } from "node:fs";
const begun = new URL("begun", import.meta.url);
if (existsSync(begun)) await import(${JSON.stringify(pathToFileURL(join(workerDir, "plugin-worker.js")).href)});
else {
  writeFileSync(begun, "");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
`,
  );
  const set = await loadPlugins(bundles, worker, { ...DEFAULT_LIMITS, timeout: 2000 });
  expect(set.problems).toEqual([]);
  expect(set.contributions.map(({ id }) => id)).toContain("sensor-statistics");
  await set.close();
});
