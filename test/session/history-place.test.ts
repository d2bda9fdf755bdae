import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { type AnalysisInput, filesInput } from "../../src-main/session/analysis-input.ts";
import { History } from "../../src-main/session/history.ts";
import { openSession } from "../../src-main/session/open-session.ts";
import { PluginLibrary } from "../../src-main/session/plugin-library.ts";
import { all } from "../../src-main/store/read.ts";
import { compareRuns, listRuns } from "../../src-main/store/read-results.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

let folder = temporaryFolder();
let workspace: string | null = null;
beforeEach(() => {
  folder = temporaryFolder();
  workspace = null;
});
afterEach(() => folder.remove());

const input = (description: string, kind: "files" | "queue" = "files"): AnalysisInput => ({
  ...{ description, kind, paths: [], queue: null, order: "time", outOfOrderness: 0, idleTimeout: 0 },
  ...{ futureTolerance: 0, speed: "max", plugins: null },
});

async function record(history: History, description: string, kind: "files" | "queue" = "files") {
  const recorder = await history.record(input(description, kind));
  const keys = new KeyTable();
  keys.id("s", "1", "");
  const batch = createBatch(2);
  batch.length = 2;
  await recorder.events(batch, keys);
  return recorder;
}

const descriptions = async (history: History) =>
  (await listRuns((await history.store()).connection)).map(({ description }) => description);

test("what an unsaved workspace recorded goes along when it is saved, and is there the next time", async () => {
  const history = new History(() => workspace);
  await (await record(history, "first")).finish({}, ["a"]);
  expect(history.kept).toBeNull();
  const running = await record(history, "second");
  workspace = join(folder.path, "w.weir.json");
  const file = join(folder.path, "w.weir.duckdb");
  await history.saved();
  // One is being recorded: it is moved when that has ended.
  expect(existsSync(file)).toBe(false);
  expect((await history.current()).run).toBe(2);
  await running.finish({}, ["a"]);
  expect((await history.current()).run).toBe(2);
  expect(history.kept).toBe(file);
  expect(existsSync(file)).toBe(true);
  await history.close();
  const again = new History(() => workspace);
  expect(await descriptions(again)).toEqual(["second", "first"]);
  await expect(again.current()).rejects.toThrow(/Nothing is open/);
  await again.close();
});

test("another workspace has its own runs, and takes none along", async () => {
  workspace = join(folder.path, "a.weir.json");
  const history = new History(() => workspace);
  await (await record(history, "of a")).finish({}, ["a"]);
  workspace = join(folder.path, "b.weir.json");
  expect(await descriptions(history)).toEqual([]);
  await (await record(history, "of b")).finish({}, ["b"]);
  workspace = join(folder.path, "a.weir.json");
  expect(await descriptions(history)).toEqual(["of a"]);
  await history.close();
});

test("a second app on the same workspace is told in one line", async () => {
  workspace = join(folder.path, "w.weir.json");
  const first = new History(() => workspace);
  await first.store();
  const second = new History(() => workspace);
  await expect(second.record(input("x"))).rejects.toThrow(/w\.weir\.duckdb is open already; close it first$/);
  await second.close();
  await first.close();
});

test("a file that is in the place of the store is not overwritten", async () => {
  const history = new History(() => workspace);
  await (await record(history, "first")).finish({}, ["a"]);
  workspace = join(folder.path, "w.weir.json");
  writeFileSync(join(folder.path, "w.weir.duckdb"), "mine ".repeat(5000));
  await expect(history.saved()).rejects.toThrow(/w\.weir\.duckdb is not a Weir store/);
  await history.close();
});

test("of many runs over a file the oldest keep what can be compared; those over a queue keep all", async () => {
  const history = new History(() => workspace);
  await (await record(history, "queue", "queue")).finish({}, ["q"]);
  for (let i = 0; i < 8; i++) await (await record(history, `file ${i}`)).finish({}, ["f"]);
  const { connection } = await history.store();
  expect(await all(connection, "select run, count(*)::integer from events group by 1 order by 1")).toEqual(
    [1, 4, 5, 6, 7, 8, 9].map((run) => [run, 2]),
  );
  expect((await descriptions(history)).length).toBe(9);
  expect((await compareRuns(connection, 2, 9)).same).toBe(0);
  await history.close();
});

test("a source that cannot be opened leaves no run without an end", async () => {
  const history = new History(() => workspace);
  await (await record(history, "whole")).finish({}, ["a"]);
  const library = await PluginLibrary.open({ workerDir, folders: [] });
  const gone = openSession({
    ...{ number: 1, input: filesInput([join(folder.path, "gone.csv")]), choices: [], library, workerDir, checkpoints: null },
    record: (chosen, goOn) => history.record(chosen, goOn),
    ...{ onProblem: () => {}, onLog: () => {}, onEnd: () => {} },
  });
  await expect(gone).rejects.toThrow(/gone\.csv does not exist/);
  expect(await descriptions(history)).toEqual(["whole"]);
  await expect(history.current()).rejects.toThrow(/Nothing is open/);
  await library.close();
  await history.close();
});

test("the run that is being written is known from one that was cut off", async () => {
  const history = new History(() => workspace);
  expect(history.recording).toBeNull();
  const cutOff = await record(history, "cut off");
  await cutOff.abandon();
  expect(history.recording).toBeNull();
  const running = await record(history, "running");
  expect(history.recording).toBe(2);
  await running.finish({}, ["a"]);
  expect(history.recording).toBeNull();
  const ended = (await listRuns((await history.store()).connection)).map((run) => run.ended !== null);
  expect(ended).toEqual([true, false]);
  await history.close();
});
