import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";

/** A window of a real Electron with the page in it. */
export interface BenchWindow {
  readonly page: Page;
  /** ms since the epoch: when the process was asked for. */
  readonly asked: number;
  /** Chromium's word on how it draws: "software" where there is no graphics card. */
  readonly rendering: string;
}

/** Opens windows on a display of its own where there is none. */
export class BenchWindows {
  readonly #executable: string;
  readonly #display: ChildProcess | null;
  readonly #environment: Record<string, string>;

  private constructor(executable: string, display: ChildProcess | null, name: string | undefined) {
    this.#executable = executable;
    this.#display = display;
    this.#environment = { ...(process.env as Record<string, string>), WEIR_MEASURE: "1" };
    if (name !== undefined) this.#environment["DISPLAY"] = name;
  }

  /** `root`: the checkout. Throws an Error of one line that says what is missing. */
  static async open(root: string): Promise<BenchWindows> {
    if (!existsSync(join(root, "out/main/main.js"))) throw new Error("the desktop is not built: run npm run build once");
    const found = spawnSync(process.execPath, [join(root, "scripts/electron.mjs")], { encoding: "utf8" });
    const executable = found.stdout.trim().split("\n").at(-1);
    if (found.status !== 0 || executable === undefined) throw new Error("there is no Electron: run node scripts/electron.mjs");
    if (process.platform !== "linux" || process.env["DISPLAY"] !== undefined || process.env["WAYLAND_DISPLAY"] !== undefined)
      return new BenchWindows(executable, null, undefined);
    const display = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [number] = await Promise.race([
      once(display.stdout, "data") as Promise<[Buffer]>,
      once(display, "close").then(() => {
        throw new Error("Xvfb gave no display: start one yourself and set DISPLAY");
      }),
    ]).catch((error: Error & { code?: string }) => {
      throw error.code === "ENOENT" ? new Error("there is no display and no Xvfb: apt-get install xvfb") : error;
    });
    return new BenchWindows(executable, display, `:${number.toString().trim()}`);
  }

  /** A window while `use` runs. `app`: a folder with a package.json. */
  async using<T>(app: string, args: readonly string[], use: (window: BenchWindow) => Promise<T>): Promise<T> {
    const window = await this.#open(app, args);
    try {
      return await use(window);
    } finally {
      await window.close();
    }
  }

  async #open(app: string, args: readonly string[]): Promise<BenchWindow & { close(): Promise<void> }> {
    const { _electron } = await import("playwright-core").catch(() => {
      throw new Error("this bench needs playwright-core: run npm ci in a checkout");
    });
    const data = temporaryFolder("bench");
    const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    let asked = Date.now();
    const launch = (timeout: number) => {
      asked = Date.now();
      return _electron.launch({
        executablePath: this.#executable,
        args: [...asRoot, `--user-data-dir=${data}`, app, ...args],
        env: this.#environment,
        timeout,
      });
    };
    // The start is measured, so the app is not held until Playwright has attached itself; a page in the midst of its first navigation now
    // and then never answers it then, and the launch hangs: the next one does not.
    const electron = await launch(10_000).catch(() => launch(30_000));
    const close = async (): Promise<void> => {
      await electron.close();
      removeTemporaryFolder(data);
    };
    try {
      const page = await electron.firstWindow();
      const status = await electron.evaluate(({ app: self }) => self.getGPUFeatureStatus());
      const rendering = /software|disabled/.test(status.gpu_compositing) ? "software" : "graphics card";
      return { page, asked, rendering, close };
    } catch (error) {
      await close();
      throw error;
    }
  }

  close(): void {
    this.#display?.kill();
  }
}

/** An app of one empty window: the least an Electron can do. Returns its folder, which the caller deletes. */
export function bareApp(): string {
  const folder = temporaryFolder("bench");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "bare", version: "1.0.0", main: "main.js" }));
  writeFileSync(
    join(folder, "main.js"),
    `const { app, BrowserWindow } = require("electron");
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1600, height: 1000, webPreferences: { sandbox: true, contextIsolation: true } });
  window.loadFile("index.html");
});
app.on("window-all-closed", () => app.quit());
`,
  );
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>bare</title><p>An empty window.</p>");
  return folder;
}
