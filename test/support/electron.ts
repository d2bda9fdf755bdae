import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { _electron, type ElectronApplication, type Page } from "playwright-core";
import type { MethodName, Methods } from "../../src-main/ipc/contract.ts";
import type { WeirWindow } from "../../src-renderer/bridge/bridge.ts";

const root = resolve(import.meta.dirname, "../..");

export interface LaunchedApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Asks what the page may ask, as the page does; rejects with the method's own message. */
  ask<M extends MethodName>(method: M, args: Methods[M]["args"]): Promise<Methods[M]["value"]>;
  /** Chooses a place to save to, as in the system's dialog: what is written elsewhere is refused. Answers it. */
  choose(path: string): Promise<string>;
  /** The app's data folder, deleted on `close`. */
  readonly userData: string;
  /** Keeps a picture of the window in artifacts/screenshots. */
  screenshot(name: string): Promise<void>;
  /** Longest block of the main thread since the last call, in milliseconds. */
  longestBlockMs(): Promise<number>;
  close(): Promise<void>;
}

export interface LaunchOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** To reopen with what an earlier run left; then the caller deletes it. */
  readonly userData?: string;
}

/** Starts the built app (`npm run build`) in a real Electron. Needs a display: `xvfb-run -a npx vitest run --project e2e`. */
export async function launchApp({ args = [], env = {}, userData }: LaunchOptions = {}): Promise<LaunchedApp> {
  const folder = userData ?? mkdtempSync(join(tmpdir(), "weir-e2e-"));
  const rootUser = process.getuid?.() === 0;
  // Given no executable, Playwright takes the one named here and holds the app until it has attached itself. Given one it attaches while
  // windows come up; a page in the midst of its first navigation then never answers it, and the launch hangs.
  process.env["ELECTRON_OVERRIDE_DIST_PATH"] = dirname(electronExecutable());
  const launch = () =>
    _electron.launch({
      args: [...(rootUser ? ["--no-sandbox"] : []), `--user-data-dir=${folder}`, root, ...args],
      env: { ...(process.env as Record<string, string>), WEIR_MEASURE: "1", ...env },
      timeout: 30_000,
    });
  // A machine out of breath may not bring it up in time.
  const app = await launch().catch(launch);
  const page = await app.firstWindow();
  await page.waitForLoadState("domcontentloaded");
  return {
    app,
    page,
    userData: folder,
    ask: (method, args) =>
      page.evaluate(([name, given]) => (window.weir as WeirWindow).request(name, given) as Promise<never>, [
        method,
        args,
      ] as readonly [string, unknown]),
    async choose(path) {
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath });
      }, path);
      await page.evaluate(() => (window.weir as WeirWindow).request("dialog.save", {}));
      return path;
    },
    async screenshot(name) {
      const to = join(root, "artifacts", "screenshots");
      mkdirSync(to, { recursive: true });
      await page.screenshot({ path: join(to, `${name}.png`) });
    },
    longestBlockMs: () =>
      app.evaluate(() => {
        const { weirEventLoop } = globalThis as unknown as { weirEventLoop: { longestBlockMs(): number; reset(): void } };
        const longest = weirEventLoop.longestBlockMs();
        weirEventLoop.reset();
        return longest;
      }),
    async close() {
      await app.close();
      if (userData === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function electronExecutable(): string {
  const override = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  const candidates = [
    process.env["WEIR_ELECTRON"],
    override && join(override, "electron"),
    join(root, "node_modules/electron/dist/electron"),
    join(homedir(), ".cache/weir/electron-33.2.1/electron"),
  ];
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error("There is no Electron yet: run `node scripts/electron.mjs` first.");
  return found;
}
