import { fork } from "node:child_process";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { PluginBundle } from "../../src-main/plugin-host/contract.ts";
import { DEFAULT_LIMITS } from "../../src-main/plugin-host/limits.ts";
import { loadPlugins, type PluginSet } from "../../src-main/plugin-host/plugin-set.ts";
import { analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";

vi.mock("node:child_process", async (original) => {
  const whole = await original<typeof import("node:child_process")>();
  return { ...whole, fork: vi.fn(whole.fork) };
});

const folder = temporaryFolder();
let set: PluginSet | null = null;
afterEach(() => set?.close());
afterAll(() => folder.remove());

test("a run starts a plugin's process once: the one that told what the plugin declares runs it", async () => {
  const file = join(folder.path, "bts.csv");
  writeBts(file, { stations: 1, days: 0.1, seed: 5 });
  const counter = (id: string): string =>
    writePlugin(
      folder.path,
      id,
      `import { defineRule } from "weir";
export default defineRule({ id: "${id}", title: "Counts", by: ["station"], series: { seen: { label: "Seen" } },
  initialState: () => ({ seen: 0 }), onEvent(context) { context.record("seen", ++context.state.seen); } });`,
    );
  const { lines, problems } = await analyse([file], [counter("first"), counter("second"), "alarm-counts"]);
  expect(problems).toEqual([]);
  for (const rule of ["first", "second"]) expect(lines(rule).length).toBeGreaterThan(100);
  expect(fork).toHaveBeenCalledTimes(2);
});

test("one that was killed is not handed on: rules of the plugin that answered may run in another", async () => {
  const bundle: PluginBundle = {
    ...{ folder: "/nowhere", name: "two", version: "1.0.0", displayName: "Two", readme: "", builtIn: false, sourceMap: "" },
    code: `const rule = (id, window) => ({ type: "rule", id, title: id, by: [], window, onWindow() {} });
      module.exports = { default: [rule("good", () => ({ kind: "tumbling", size: 1000 })), rule("endless", () => { for (;;); })] };`,
  };
  set = await loadPlugins([bundle], join(workerDir, "plugin-worker.js"), { ...DEFAULT_LIMITS, timeout: 1000 });
  expect(await set.window("good", {})).toMatchObject({ kind: "tumbling", size: 1000 });
  await expect(set.window("endless", {})).rejects.toThrow("did not return within 1 s");
  expect(set.lend([bundle])).toBeNull();
});
