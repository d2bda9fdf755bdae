import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Alert } from "../../src-main/plugin-host/contract.ts";
import { replayAlert } from "../../src-main/session/replay-alert.ts";
import type { ReplayContext } from "../../src-main/session/run-again.ts";
import { Running } from "../../src-main/session/running.ts";
import { Workbench } from "../../src-main/session/workbench.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";

const folder = temporaryFolder();
const workerDir = resolve(import.meta.dirname, "../../out/cli");
const bench = new Workbench({ workerDir, onChange: () => {}, onProblem: () => {} });
const running = new Running();
let context: ReplayContext;
let alert: Alert;

beforeAll(async () => {
  const file = join(folder.path, "f.csv");
  writeBts(file, { stations: 4, days: 2, seed: 3 });
  await bench.openFiles([file]);
  const open = bench.session!;
  await open.ended;
  const openRecorded = () => Promise.reject(new Error("a file is read again"));
  context = { bench, open, openRecorded, running };
  alert = open.picture.alerts.alerts[0] as Alert;
}, 60_000);
afterAll(async () => {
  await bench.shutDown();
  folder.remove();
});

test("a replay that is stopped while it is still opened stops, and the next one runs", async () => {
  const replay = replayAlert(context, alert);
  // It has not come to its first row: the file is not even open.
  expect(running.progress()).toBeNull();
  running.cancel();
  await expect(replay).rejects.toThrow("Stopped before its end.");
  expect((await replayAlert(context, alert)).same).toBe(true);
});

test("another replay ends one that is still opened", async () => {
  const first = replayAlert(context, alert);
  const second = replayAlert(context, alert);
  await expect(first).rejects.toThrow("Stopped before its end.");
  expect((await second).same).toBe(true);
});

test("it is not waited for until what is slow to open has opened; that is closed then", async () => {
  let opened: (session: never) => void = () => {};
  const slow = running.through(() => new Promise((done) => (opened = done)));
  running.cancel();
  await expect(slow).rejects.toThrow("Stopped before its end.");
  const closed = await new Promise<string[]>((done) => {
    const calls: string[] = [];
    opened({ stop: () => void calls.push("stop"), run: async () => done([...calls, "run"]) } as never);
  });
  expect(closed).toEqual(["stop", "run"]);
});
