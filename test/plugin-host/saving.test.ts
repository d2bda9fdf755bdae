import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ACTIVE, appendEvent, createBatch, type EventBatch, INACTIVE, type KeyTuple } from "../../src-main/engine/batch.ts";
import type { HostSnapshot } from "../../src-main/plugin-host/contract.ts";
import { GroupSaving } from "../../src-main/plugin-host/group-saving.ts";
import { createPluginHost } from "../../src-main/plugin-host/plugin-host.ts";
import { PluginLibrary } from "../../src-main/session/plugin-library.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** So many that no single part of a snapshot holds them all. */
const KEYS = 3000;
const keys: KeyTuple[] = Array.from({ length: KEYS }, (_, i) => [`s${i % 40}`, `${i}`, "308"]);

/** One reading of every `stride`-th key, at one second. */
function readings(second: number, stride: number): EventBatch {
  const batch = createBatch(KEYS);
  for (let key = second % stride; key < KEYS; key += stride)
    appendEvent(batch, second * 1000, key, Math.sin(second + key), 50, (second + key) % 3 === 0 ? ACTIVE : INACTIVE, 0, second);
  return batch;
}

async function open() {
  const counter = join(folder.path, "counter");
  mkdirSync(counter, { recursive: true });
  const manifest = { name: "counter", version: "1.0.0", displayName: "Counter", main: "index.ts", weir: { api: 1 } };
  writeFileSync(join(counter, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    join(counter, "index.ts"),
    `import { defineRule } from "weir";
export default defineRule({ id: "counter", title: "Counts", by: ["station", "sensor"], settings: {}, series: {},
  initialState: () => ({ seen: 0, fired: 0, list: [] }),
  onEvent({ state, setTimer, now }) { state.seen++; state.list.push(now); setTimer("later", now + 1500); },
  onTimer({ state, setTimer, now }) { state.fired++; if (state.fired % 3 === 0) setTimer("again", now + 4000); } });\n`,
  );
  const library = await PluginLibrary.open({ workerDir, folders: [counter] });
  const chosen = ["counter", "active-alarms", "anomaly"].map((plugin) => ({ plugin, settings: {} }));
  const { rules } = await library.activate(chosen);
  const { bundles, catalogues } = library.set;
  const host = await createPluginHost({ bundles, rules, catalogues, workerPath: library.workerPath });
  return {
    host,
    step: (second: number, stride: number) =>
      host.step({
        events: readings(second, stride),
        newKeys: second === 1 ? keys : [],
        watermark: second * 1000 - 1,
        rules: new Map(),
      }),
    async close() {
      await host.close();
      await library.close();
    },
  };
}

test("a snapshot taken while the stream goes on is the one of the moment it was begun", async () => {
  const saved: HostSnapshot[] = [];
  for (const goesOn of [false, true]) {
    const { host, step, close } = await open();
    for (let second = 1; second <= 5; second++) await step(second, 2);
    const { whole } = await host.save();
    // Some groups change before they are saved, many only afterwards; timers fire that were set before.
    const more = goesOn ? [6, 7, 8, 9].map((second) => step(second, 7)) : [];
    saved.push(await whole);
    await Promise.all(more);
    await close();
  }
  const [stood, went] = saved as [HostSnapshot, HostSnapshot];
  for (const rule of ["counter", "active-alarms", "anomaly"]) expect(stood.rules[rule]?.groups, rule).toHaveLength(KEYS);
  expect(went).toEqual(stood);
}, 60_000);

test("each group is saved once, as it was: before it changes or in its turn; those that appear later are not", () => {
  const state = ["10", "11", "12", "13"];
  const saving = new GroupSaving(4, (group) => ({ key: ["", "", String(group)], state: state[group] ?? "", timers: [] }));
  saving.before(2);
  state[2] = "99";
  saving.before(2);
  saving.before(7);
  expect(saving.take()).toEqual([{ group: 2, saved: { key: ["", "", "2"], state: "12", timers: [] } }]);
  while (!saving.done) saving.one();
  saving.one();
  expect(saving.take().map(({ saved }) => saved.state)).toEqual(["10", "11", "13"]);
});
