import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { compareStores } from "../../../src-main/bench/faults/compare-runs.ts";
import { emptyWorkspace, readWorkspace, writeWorkspace } from "../../../src-main/session/workspace.ts";
import { temporaryFolder, writeBts } from "../../support/bts-file.ts";
import { workerDir } from "../../support/page.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const disk = at("disk");
let mounted = false;

function weir(args: readonly string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(workerDir, "main.js"), ...args], (error, _out, said) =>
      resolve({ code: error === null ? 0 : Number(error.code), said }),
    );
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
    expect.stringMatching(/^weir: run failed: cannot write .*\.(csv|jsonl): .*no space left.*free space/),
  ]);
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
  const way = ["run", at("bts.csv"), "--plugin", "anomaly", "--out", at("roomy"), "--checkpoint-every", "20ms"];
  mkdirSync(join(disk, "tiny"));
  mkdirSync(at("roomy"), { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", join(disk, "tiny")]);
  try {
    execFileSync("ln", ["-s", join(disk, "tiny"), join(at("roomy"), "checkpoint")]);
    const { code, said } = await weir(way);
    expect(said).toMatch(/no checkpoint could be taken, the one before stays: cannot write checkpoint .*ENOSPC/);
    expect(code).toBe(0);
  } finally {
    execFileSync("umount", ["-l", join(disk, "tiny")]);
  }
}, 120_000);
