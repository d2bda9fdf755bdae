import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, symlinkSync, watch, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeWhole, writeWholeSync } from "../../src-main/sources/whole-file.ts";
import { temporaryFolder } from "../support/bts-file.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

test("what was there stays until the new file is whole, also when that fails", async () => {
  const path = at("kept.txt");
  writeFileSync(path, "as it was");
  const failing = writeWhole(path, (place) => {
    writeFileSync(place, "half of");
    expect(readFileSync(path, "utf8")).toBe("as it was");
    throw new Error("the other half is missing");
  });
  await expect(failing).rejects.toThrow("the other half is missing");
  expect(readFileSync(path, "utf8")).toBe("as it was");
  await writeWhole(path, (place) => writeFileSync(place, "as it is"));
  expect(readFileSync(path, "utf8")).toBe("as it is");
  expect(readdirSync(folder.path)).toEqual(["kept.txt"]);
});

test("a link goes on pointing to its file, and who may read a file stays", () => {
  writeFileSync(at("secret.txt"), "old", { mode: 0o600 });
  symlinkSync("secret.txt", at("link.txt"));
  writeWholeSync(at("link.txt"), "new");
  expect(readFileSync(at("secret.txt"), "utf8")).toBe("new");
  expect(statSync(at("secret.txt")).mode & 0o777).toBe(0o600);
  writeFileSync(at("open.txt"), "old", { mode: 0o644 });
  writeWholeSync(at("open.txt"), "new", 0o600);
  expect(statSync(at("open.txt")).mode & 0o777).toBe(0o600);
});

test("a place that is not there is named as it was given", () => {
  expect(() => writeWholeSync(at("none/x.txt"), "x")).toThrow(`cannot write ${at("none/x.txt")}: ENOENT; choose another place`);
});

/** `weir simulate` into f.csv, sent `signal` in the midst of it. */
async function simulateUntil(signal: NodeJS.Signals): Promise<unknown> {
  const main = resolve(import.meta.dirname, "../../out/cli/main.js");
  const written = new Promise<void>((done) => {
    const watcher = watch(folder.path, (_event, name) => {
      if (name?.startsWith("f.csv.") !== true) return;
      watcher.close();
      done();
    });
  });
  const args = ["simulate", "bts", "--stations", "2000", "--days", "30", "--out", at("f.csv")];
  const child = spawn(process.execPath, [main, ...args], { stdio: "ignore" });
  const ended = once(child, "exit");
  await Promise.race([written, ended]);
  child.kill(signal);
  return ended;
}

const parts = (): string[] => readdirSync(folder.path).filter((name) => name.startsWith("f.csv."));

test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)(
  "ended by %s in the midst of writing, the file of before is there whole, and half a new one only where nobody could take it away",
  async (signal) => {
    writeFileSync(at("f.csv"), "as it was\n");
    expect(await simulateUntil(signal)).toEqual([null, signal]);
    expect(readFileSync(at("f.csv"), "utf8")).toBe("as it was\n");
    expect(parts().length).toBe(signal === "SIGKILL" ? 1 : 0);
  },
);
