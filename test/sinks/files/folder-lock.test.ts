import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder } from "../../../src-main/sinks/files/folder-lock.ts";
import { temporaryFolder, writeBts } from "../../support/bts-file.ts";
import { workerDir } from "../../support/page.ts";

const main = join(workerDir, "main.js");
let folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const weir = (args: readonly string[]): { code: number | null; said: string } => {
  const { status, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
  return { code: status, said: stderr };
};

test("a second run into one folder is refused in one line; after kill -9 the next one has it", async () => {
  writeBts(at("bts.csv"), { stations: 2, days: 1, seed: 5 });
  const args = ["run", at("bts.csv"), "--plugin", "alarm-counts", "--out", at("out")];
  // At its own pace it would take a day.
  const first = spawn(process.execPath, [main, ...args, "--speed", "1x"], { stdio: "ignore" });
  const ended = once(first, "exit");
  await expect.poll(() => existsSync(at("out/series.csv")), { timeout: 30_000 }).toBe(true);
  for (const more of [[], ["--resume"]]) {
    const { code, said } = weir([...args, ...more]);
    expect(code).toBe(2);
    expect(said.trim()).toBe(
      `weir: --out ${at("out")} is being written by another weir (pid ${first.pid}); wait for it, stop it, or name another folder`,
    );
  }
  first.kill("SIGKILL");
  await ended;
  expect(existsSync(at("out/weir.lock"))).toBe(true);
  expect(weir(args)).toMatchObject({ code: 0 });
  expect(readdirSync(at("out")).filter((name) => name.startsWith("weir.lock"))).toEqual([]);
  expect(weir(args)).toMatchObject({ code: 0 });
}, 60_000);

test("a run that a signal ends before it reads leaves no lock", async () => {
  // Of a stdin that says nothing it waits to see what it is.
  const run = spawn(process.execPath, [main, "run", "-", "--out", at("out")], { stdio: ["pipe", "ignore", "ignore"] });
  const ended = once(run, "exit");
  await expect.poll(() => existsSync(at("out/weir.lock")), { timeout: 30_000 }).toBe(true);
  run.kill("SIGTERM");
  expect(await ended).toEqual([null, "SIGTERM"]);
  expect(readdirSync(at("out")).filter((name) => name.startsWith("weir.lock"))).toEqual([]);
});

test("locks of processes that are gone, of a number used again and of nobody are taken over; of another computer not", () => {
  const lock = at("weir.lock");
  const own = { pid: process.pid, host: hostname() };
  for (const left of [
    "",
    "{",
    JSON.stringify({ ...own, started: "1" }),
    JSON.stringify({ ...own, pid: 2 ** 22 + 1, started: null }),
  ]) {
    writeFileSync(lock, left);
    const release = lockFolder(folder.path);
    expect(JSON.parse(readFileSync(lock, "utf8"))).toMatchObject(own);
    expect(() => lockFolder(folder.path)).toThrow(`another weir (pid ${process.pid})`);
    release();
    expect(existsSync(lock)).toBe(false);
  }
  // What another one has taken over meanwhile is not given back by who had it before.
  const late = lockFolder(folder.path);
  writeFileSync(lock, JSON.stringify({ pid: 7, host: "elsewhere", started: null }));
  late();
  expect(existsSync(lock)).toBe(true);
  expect(() => lockFolder(folder.path)).toThrow(/pid 7 on elsewhere.*when it is gone, remove .*weir\.lock$/);
  expect(readdirSync(folder.path)).toEqual(["weir.lock"]);
});
