import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { PluginBundle } from "../../src-main/plugin-host/contract.ts";
import { Lane } from "../../src-main/plugin-host/lane.ts";
import { DEFAULT_LIMITS } from "../../src-main/plugin-host/limits.ts";
import { loadPlugins } from "../../src-main/plugin-host/plugin-set.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const bundles = JSON.parse(readFileSync(join(workerDir, "plugins.json"), "utf8")) as PluginBundle[];
const limits = { ...DEFAULT_LIMITS, patience: 2000 };

/** A worker that never gets to it the first time it is started, and then is the real one. */
function lateWorker(name: string): string {
  const worker = join(folder.path, `${name}.mjs`);
  writeFileSync(
    worker,
    `import { existsSync, writeFileSync } from "node:fs";
const begun = new URL("${name}-begun", import.meta.url);
if (existsSync(begun)) await import(${JSON.stringify(pathToFileURL(join(workerDir, "plugin-worker.js")).href)});
else {
  writeFileSync(begun, "");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
`,
  );
  return worker;
}

test("what ships with Weir is loaded again when a busy machine did not get to it in time", async () => {
  const set = await loadPlugins(bundles, lateWorker("loaded"), limits);
  expect(set.problems).toEqual([]);
  expect(set.contributions.map(({ id }) => id)).toContain("sensor-statistics");
  await set.close();
});

test("and so is the worker its rules run in", async () => {
  const lane = new Lane({ workerPath: lateWorker("run"), limits, catalogues: [], shard: null }, bundles, [], []);
  try {
    await lane.start();
    expect(lane.refused).toBeNull();
    expect(lane.thread.dead).toBeNull();
  } finally {
    await lane.thread.close();
  }
});
