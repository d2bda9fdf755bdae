import { setImmediate as turn } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { appendEvent, createBatch, type EventBatch, INACTIVE, type KeyTuple } from "../../src-main/engine/batch.ts";
import { heldMemory, settledMemory } from "../../src-main/plugin-host/held-memory.ts";
import { createPluginHost } from "../../src-main/plugin-host/plugin-host.ts";
import { PluginLibrary } from "../../src-main/session/plugin-library.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const keys: KeyTuple[] = Array.from({ length: 500 }, (_, i) => [`s${i}`, "121", "308"]);

function edition(n: number): string {
  return `import { defineRule } from "weir";
export default defineRule({ id: "edited", title: "Edition ${n}", by: ["station"], settings: {}, series: {}, stateVersion: 1,
  initialState: () => ({ seen: 0, edition: 0 }), onEvent({ state }) { state.seen++; state.edition = ${n}; } });
`;
}

function readings(second: number): EventBatch {
  const batch = createBatch(keys.length);
  for (let key = 0; key < keys.length; key++) appendEvent(batch, second * 1000, key, key, 50, INACTIVE, 0, second);
  return batch;
}

const here = (): Promise<number | null> =>
  settledMemory(async () => {
    await turn();
    return heldMemory();
  });

test("a host that is closed while a plugin is reloaded leaves no process of it, old or new", async () => {
  const plugin = writePlugin(folder.path, "edited", edition(0));
  const library = await PluginLibrary.open({ workerDir, folders: [plugin] });
  const { rules } = await library.activate([{ plugin: "edited", folder: plugin, settings: {} }]);
  const { bundles, catalogues } = library.set;
  const processes = (): number => process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap").length;
  const before = processes();
  const bundle = bundles.find(({ name }) => name === "edited");
  if (bundle === undefined) throw new Error("the plugin is not there");
  // At once, and when the new process is already there.
  for (const turns of [0, 1, 50]) {
    const host = await createPluginHost({ bundles, rules, catalogues, workerPath: library.workerPath });
    expect(processes()).toBe(before + 1);
    const reloading = host.reload(bundle, rules).catch((error: Error) => error);
    for (let i = 0; i < turns; i++) await turn();
    await host.close();
    expect(await reloading).toBeInstanceOf(Error);
    // Its handle goes with the turn after its end.
    await expect.poll(processes, { timeout: 20_000 }).toBe(before);
  }
  await library.close();
}, 60_000);

test("editing a plugin again and again leaves nothing behind: neither memory nor what keeps a process going", async () => {
  const plugin = writePlugin(folder.path, "edited", edition(0));
  const choices = [{ plugin: "edited", folder: plugin, settings: {} }];
  let library = await PluginLibrary.open({ workerDir, folders: [plugin] });
  const { rules } = await library.activate(choices);
  const { bundles, catalogues } = library.set;
  const host = await createPluginHost({ bundles, rules, catalogues, workerPath: library.workerPath });
  let second = 0;
  const looks: { held: number; plugin: number; going: number }[] = [];
  for (let n = 1; n <= 10; n++) {
    await host.step({
      events: readings(++second),
      newKeys: second === 1 ? keys : [],
      watermark: second * 1000,
      rules: new Map(),
    });
    writePlugin(folder.path, "edited", edition(n));
    const fresh = await PluginLibrary.open({ workerDir, folders: [plugin] });
    const { rules: changed } = await fresh.activate(choices);
    const bundle = fresh.set.bundles.find(({ name }) => name === "edited");
    if (bundle === undefined) throw new Error("the plugin is not there");
    expect(await host.reload(bundle, changed)).toBe(true);
    await library.close();
    library = fresh;
    // Early ones fill what is made once.
    if (n !== 3 && n !== 10) continue;
    const [memory] = await host.memory();
    looks.push({ held: (await here()) ?? 0, plugin: memory?.held ?? 0, going: process.getActiveResourcesInfo().length });
  }
  const [early, late] = looks;
  if (early === undefined || late === undefined) throw new Error("nothing was looked at");
  expect(early.plugin).toBeGreaterThan(1e6);
  // Seven reloads: one process or realm that stayed would be far more.
  expect((late.held - early.held) / 1e6).toBeLessThan(2);
  expect(late.plugin / early.plugin).toBeLessThan(1.05);
  expect(late.going).toBeLessThanOrEqual(early.going + 2);
  await host.close();
  await library.close();
}, 60_000);
