import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { type LaunchedApp, launchApp } from "../support/electron.ts";

const root = resolve(import.meta.dirname, "../..");
const folder = temporaryFolder();
const userData = mkdtempSync(join(tmpdir(), "weir-e2e-"));
let weir: LaunchedApp;
beforeAll(async () => {
  writeBts(join(folder.path, "stations.csv"), { stations: 2, days: 1, seed: 3 });
  weir = await launchApp({ userData });
});
afterAll(async () => {
  await weir.close();
  rmSync(userData, { recursive: true, force: true });
  folder.remove();
});

test("a second start hands its file to the window that is open, brings it to the front, and ends", async () => {
  await weir.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    // Under Xvfb nobody manages windows: that it is asked to come to the front is what can be seen.
    if (window !== undefined) window.focus = () => void Object.assign(globalThis, { broughtToFront: true });
  });
  const executable = weir.app.process().spawnfile;
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const second = spawn(executable, [...sandbox, `--user-data-dir=${userData}`, root, "stations.csv"], {
    cwd: folder.path,
    stdio: "ignore",
  });
  const [code] = await once(second, "exit");
  expect(code).toBe(0);
  // As a file that was dropped on it: looked at before it is opened.
  await weir.page.getByText("stations.csv").first().waitFor({ timeout: 60_000 });
  const seen = await weir.app.evaluate(({ BrowserWindow }) => ({
    windows: BrowserWindow.getAllWindows().length,
    front: (globalThis as { broughtToFront?: boolean }).broughtToFront,
  }));
  expect(seen).toEqual({ windows: 1, front: true });
});
