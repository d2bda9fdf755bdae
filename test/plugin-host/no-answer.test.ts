import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { PluginBundle } from "../../src-main/plugin-host/contract.ts";
import { DEFAULT_LIMITS } from "../../src-main/plugin-host/limits.ts";
import { PluginProcess, type PluginSeat } from "../../src-main/plugin-host/plugin-process.ts";
import { PluginThread } from "../../src-main/plugin-host/plugin-thread.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const workerPath = join(workerDir, "plugin-worker.js");
const bundle: PluginBundle = {
  folder: "/nowhere",
  name: "endless",
  version: "1.0.0",
  displayName: "Endless",
  readme: "",
  builtIn: false,
  sourceMap: "",
  code: 'module.exports = { default: { type: "rule", id: "endless", title: "Endless", by: [], window() { for (;;); }, onWindow() {} } };',
};
const question = { type: "window", rule: "endless", settings: {} } as const;
let seat: PluginSeat | null = null;
afterEach(() => seat?.close());

test("a plugin's process that gives no sign of life is ended, and whoever asked is told", async () => {
  const process_ = new PluginProcess(workerPath, [bundle], { ...DEFAULT_LIMITS, silence: 1000 });
  seat = process_;
  await process_.loaded;
  // Stopped, it neither answers nor ends: as one that hangs in the kernel or waits for a thread of its own.
  process.kill(process_.pid as number, "SIGSTOP");
  await expect(process_.ask(question)).rejects.toThrow("its process did not answer any more");
  expect(process_.dead).toMatchObject({ kind: "timeout" });
});

test("a plugin that computes long is not taken for silent: its own watchdog ends it", async () => {
  const process_ = new PluginProcess(workerPath, [bundle], { ...DEFAULT_LIMITS, silence: 1000, timeout: 2500 });
  seat = process_;
  await process_.loaded;
  await expect(process_.ask(question)).rejects.toThrow("did not return within 2.5 s of processor time");
});

/** A worker that gets nothing of the processor for so many ms, before or after it is up, and then says that it has loaded. */
function starvedWorker(name: string, before: number, after: number): string {
  const worker = join(folder.path, `${name}.mjs`);
  writeFileSync(
    worker,
    `import { readlinkSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
const rest = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
rest(${before});
const thread = process.platform === "linux" ? Number(readlinkSync("/proc/thread-self").split("/").at(-1)) : -1;
Atomics.store(new Int32Array(workerData.pulse), 2, thread);
rest(${after});
parentPort.postMessage({ type: "loaded", plugins: [] });
`,
  );
  return worker;
}

test.each([
  ["before it is up", 1500, 0],
  ["in a hook", 0, 1500],
])("a plugin that a busy machine lets wait %s is not taken for one that computes", async (when, before, after) => {
  const thread = new PluginThread(starvedWorker(when, before, after), [bundle], { ...DEFAULT_LIMITS, timeout: 300 });
  seat = thread;
  expect(await thread.loaded).toMatchObject({ type: "loaded" });
});

test("one that waits for ever is ended all the same", async () => {
  const worker = starvedWorker("forever", 0, Number.POSITIVE_INFINITY);
  const thread = new PluginThread(worker, [bundle], { ...DEFAULT_LIMITS, timeout: 300, patience: 1000 });
  seat = thread;
  await expect(thread.loaded).rejects.toThrow(/did not return within 1 s$/);
});

test("a worker that is closed tells those who wait for it", async () => {
  const thread = new PluginThread(workerPath, [bundle], DEFAULT_LIMITS);
  seat = thread;
  await thread.loaded;
  const asked = thread.ask(question);
  await Promise.all([expect(asked).rejects.toThrow("closed"), thread.close()]);
});

test("a system clock set forward by a day while a plugin computes does not end it", async () => {
  const slow = `module.exports = { default: { type: "rule", id: "endless", title: "Slow", by: [], onWindow() {},
    window() { let sum = 0; for (let i = 0; i < 4e8; i++) sum += i; return { kind: "tumbling", size: sum > 0 ? 1000 : 2000, offset: 0 }; } } };`;
  const thread = new PluginThread(workerPath, [{ ...bundle, code: slow }], { ...DEFAULT_LIMITS, timeout: 60_000 });
  seat = thread;
  await thread.loaded;
  const asked = thread.ask(question);
  const { now } = Date;
  const spied = vi.spyOn(Date, "now").mockImplementation(() => now() + 86_400_000);
  try {
    expect(await asked).toMatchObject({ type: "window", window: { kind: "tumbling", size: 1000 } });
  } finally {
    spied.mockRestore();
  }
});
