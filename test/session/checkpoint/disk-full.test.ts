import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { compareStores } from "../../../src-main/bench/faults/compare-runs.ts";
import { emptyWorkspace, readWorkspace, writeWorkspace } from "../../../src-main/session/workspace.ts";
import { openStore } from "../../../src-main/store/store.ts";
import { temporaryFolder, writeBts } from "../../support/bts-file.ts";
import { workerDir } from "../../support/page.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const disk = at("disk");
let mounted = false;

/** `hear`: what it says, as it does. */
function weir(args: readonly string[], hear: (text: string) => void = () => {}): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(workerDir, "main.js"), ...args], (error, _out, said) =>
      resolve({ code: error === null ? 0 : Number(error.code), said }),
    ).stderr?.on("data", hear);
  });
}

/** Takes what its disk has left. */
function fill(path: string): void {
  try {
    for (;;) writeFileSync(path, Buffer.alloc(1 << 20), { flag: "a" });
  } catch (error) {
    expect(error).toMatchObject({ code: "ENOSPC" });
  }
}

beforeAll(() => {
  writeBts(at("bts.csv"), { stations: 5, days: 3, seed: 5, dirty: true });
  mkdirSync(disk);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], { stdio: "ignore" });
    mounted = true;
  } catch {
    console.warn("skipped: a small disk of its own needs root and tmpfs");
  }
});
afterAll(() => {
  if (mounted) execFileSync("umount", ["-l", disk]);
  folder.remove();
});

test("a disk that is full is told in one line; with room again the run goes on to the results of one go", async (context) => {
  if (!mounted) return context.skip();
  const way = ["run", at("bts.csv"), "--plugin", "anomaly", "--plugin", "active-alarms"];
  await weir([...way, "--out", at("whole")]);
  const out = join(disk, "out");
  const { code, said } = await weir([...way, "--out", out, "--checkpoint-every", "20ms"]);
  expect({ code, said }).toMatchObject({ code: 1 });
  const words = said.split(/[\r\n]+/).filter((line) => line.startsWith("weir: run failed"));
  expect(words, said).toEqual([
    expect.stringMatching(
      /^weir: run failed: cannot write .*\.(csv|jsonl): .*no space left.*free space.*; incomplete until --resume, perhaps within a row: /,
    ),
  ]);
  const named = words[0]?.split("within a row: ")[1]?.split(", ") ?? [];
  const halved = ["alerts.jsonl", "series.csv", "rejects.csv"].filter(
    (name) => !/(^|\n)$/.test(readFileSync(join(out, name), "utf8")),
  );
  expect(named).toEqual(expect.arrayContaining(["series.csv", ...halved]));
  execFileSync("mount", ["-o", "remount,size=64m", disk]);
  expect(await weir([...way, "--out", out, "--resume"])).toMatchObject({ code: 0 });
  for (const name of ["alerts.jsonl", "series.csv", "rejects.csv"])
    expect(readFileSync(join(out, name)).equals(readFileSync(join(at("whole"), name))), name).toBe(true);
}, 120_000);

test("a store whose disk fills in mid-run ends the run in one line and is whole: with room again it goes on to the store of one go", async (context) => {
  if (!mounted) return context.skip();
  mkdirSync(join(disk, "store"));
  const place = join(disk, "store");
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=128m", "tmpfs", place]);
  try {
    const db = join(place, "history.db");
    const way = ["run", at("bts.csv"), "--plugin", "anomaly", "--plugin", "active-alarms"];
    // Paced, so that the disk is full after the first checkpoint and before the end of the file.
    const ended = weir([...way, "--store", db, "--out", at("stored"), "--checkpoint-every", "20ms", "--speed", "64800x"]);
    await vi.waitUntil(() => existsSync(at("stored/checkpoint/checkpoint-000000002.weir")), 60_000);
    fill(join(place, "filler"));
    const full = await ended;
    expect(full).toMatchObject({ code: 1 });
    expect(full.said.split(/[\r\n]+/).filter((line) => line.startsWith("weir: run failed"))).toEqual([
      `weir: run failed: cannot write ${db}: no space left on its disk; free some, or choose another place`,
    ]);
    rmSync(join(place, "filler"));
    expect(await weir([...way, "--store", db, "--out", at("stored"), "--resume"])).toMatchObject({ code: 0 });
    expect(await weir([...way, "--store", at("whole.db"), "--out", at("whole-stored")])).toMatchObject({ code: 0 });
    expect(await compareStores(at("whole.db"), db)).toBe(true);
    for (const name of ["alerts.jsonl", "series.csv", "rejects.csv"])
      expect(readFileSync(join(at("stored"), name)).equals(readFileSync(join(at("whole-stored"), name))), name).toBe(true);
  } finally {
    execFileSync("umount", ["-l", place]);
  }
}, 120_000);

test("a store whose disk fills before any checkpoint has its run begun again in its place, not a second one beside it", async (context) => {
  if (!mounted) return context.skip();
  const place = join(disk, "early");
  mkdirSync(place);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=128m", "tmpfs", place]);
  try {
    const db = join(place, "history.db");
    const way = ["run", at("bts.csv"), "--plugin", "active-alarms", "--store", db, "--checkpoint-every", "1h"];
    const ended = weir([...way, "--speed", "64800x"]);
    await vi.waitUntil(() => existsSync(`${db}.wal`), 60_000);
    fill(join(place, "filler"));
    expect(await ended).toMatchObject({ code: 1, said: expect.stringMatching(/run failed: cannot write .*no space left/) });
    rmSync(join(place, "filler"));
    const { code, said } = await weir([...way, "--resume"]);
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringMatching(/there is nothing to go on from, starting anew/),
    });
    expect(said).toContain(`run 1 in ${db}, which was cut off, is begun again: what it had is taken out`);
    expect(await weir(["run", at("bts.csv"), "--plugin", "active-alarms", "--store", at("again.db")])).toMatchObject({ code: 0 });
    expect(await compareStores(at("again.db"), db)).toBe(true);
    const store = await openStore(db, { readOnly: true });
    expect((await store.connection.runAndReadAll("select run from runs")).getRows()).toEqual([[1]]);
    await store.close();
  } finally {
    execFileSync("umount", ["-l", place]);
  }
}, 120_000);

test("results, stores and workspaces on a disk that is read-only are refused in one line; what is there can be read", async (context) => {
  if (!mounted) return context.skip();
  const place = join(disk, "fixed");
  mkdirSync(place);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", place]);
  try {
    const db = join(place, "history.db");
    expect(await weir(["run", at("bts.csv"), "--store", db])).toMatchObject({ code: 0 });
    writeWorkspace(join(place, "kept.weir.json"), emptyWorkspace("kept"));
    execFileSync("mount", ["-o", "remount,ro", place]);
    const refused = async (...args: readonly string[]): Promise<string> => {
      const { code, said } = await weir(["run", at("bts.csv"), ...args]);
      expect(code).toBe(2);
      return said;
    };
    expect(await refused("--out", join(place, "out"))).toBe(
      `weir: --out ${join(place, "out")}: ${place} cannot be written to (EROFS)\n`,
    );
    expect(await refused("--store", db)).toBe(`weir: ${db} cannot be written (its disk is read-only); choose another place\n`);
    expect(await weir(["report", db, "--out", at("report.json")])).toMatchObject({ code: 0 });
    const workspace = join(place, "kept.weir.json");
    expect(() => writeWorkspace(workspace, emptyWorkspace("changed"))).toThrow(
      `cannot write ${workspace}: EROFS; choose another place`,
    );
    expect(readWorkspace(workspace).name).toBe("kept");
  } finally {
    execFileSync("umount", ["-l", place]);
  }
}, 120_000);

test("a checkpoint there is no room for is told, the run goes on and the one before stays", async (context) => {
  if (!mounted) return context.skip();
  execFileSync("mount", ["-o", "remount,size=64m", disk]);
  const roomy = join(disk, "roomy");
  mkdirSync(roomy);
  mkdirSync(at("roomy"), { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=32m", "tmpfs", roomy]);
  try {
    execFileSync("ln", ["-s", roomy, join(at("roomy"), "checkpoint")]);
    const way = ["run", at("bts.csv"), "--plugin", "anomaly", "--out", at("roomy"), "--checkpoint-every", "20ms"];
    let told = "";
    const ended = weir([...way, "--speed", "64800x"], (text) => (told += text));
    const kept = (): string[] => readdirSync(roomy).filter((name) => /^checkpoint-\d+\.weir$/.test(name));
    await vi.waitUntil(() => kept().length > 0, 60_000);
    fill(join(roomy, "filler"));
    await vi.waitUntil(() => told.includes("no checkpoint could be taken"), 60_000);
    expect(kept()).not.toEqual([]);
    rmSync(join(roomy, "filler"));
    expect(await ended).toMatchObject({
      code: 0,
      said: expect.stringMatching(/no checkpoint could be taken, the one before stays: cannot write checkpoint .*ENOSPC/),
    });
  } finally {
    execFileSync("umount", ["-l", roomy]);
  }
}, 120_000);

test("and where there was no room for the first one, none is said to stay", async (context) => {
  if (!mounted) return context.skip();
  mkdirSync(join(disk, "none"));
  mkdirSync(at("roomless"), { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4k", "tmpfs", join(disk, "none")]);
  try {
    execFileSync("ln", ["-s", join(disk, "none"), join(at("roomless"), "checkpoint")]);
    const { said } = await weir([
      "run",
      at("bts.csv"),
      "--plugin",
      "anomaly",
      "--out",
      at("roomless"),
      "--checkpoint-every",
      "20ms",
    ]);
    expect(said).toMatch(/no checkpoint could be taken, there is none before it: cannot write checkpoint .*ENOSPC/);
    expect(said).not.toContain("the one before stays");
  } finally {
    execFileSync("umount", ["-l", join(disk, "none")]);
  }
}, 120_000);
