// Makes the pictures of README again, from simulated data: `node scripts/screenshots.mjs`. They change when the app or what it finds does.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildCli, buildDesktop } from "./build.mjs";
import { electronEnvironment, resolveElectron } from "./electron.mjs";
import { run } from "./setup/command.mjs";
import { ensureElectronPackages } from "./setup/debian.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { root } from "./setup/paths.mjs";
import { orExplain, SetupError, say } from "./setup/step.mjs";

/** What the pictures show: three days of twelve stations, with their faults. */
const DATA = ["--stations", "12", "--days", "3", "--seed", "1"];
const SIZE = { width: 1600, height: 1000 };
const INSIDE = "WEIR_SCREENSHOTS_DISPLAY";

await orExplain(async () => {
  await ensureDependencies();
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env[INSIDE]) {
    await ensureElectronPackages();
    const again = ["-a", "-s", "-screen 0 1600x1000x24", process.execPath, ...process.argv.slice(1)];
    const code = await run("xvfb-run", again, { stdout: 1, env: { ...process.env, [INSIDE]: "1" } });
    if (code !== 0) throw new SetupError("the pictures could not be made; what went wrong is above");
    return;
  }
  await buildCli();
  await buildDesktop();
  const folder = mkdtempSync(join(tmpdir(), "weir-screenshots-"));
  try {
    const file = join(folder, "base-stations.csv");
    const code = await run(process.execPath, [join(root, "out/cli/main.js"), "simulate", "bts", ...DATA, "--out", file]);
    if (code !== 0) throw new SetupError("the sample data could not be made");
    await picture(folder, file, "live.png");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The live charts in dark, once the file is read to its end. */
async function picture(folder, file, name) {
  const { _electron } = await import("playwright-core");
  const electron = await resolveElectron();
  const env = { ...electronEnvironment(electron), ELECTRON_OVERRIDE_DIST_PATH: dirname(electron.executable), TZ: "UTC" };
  // Playwright looks for Electron by its own environment.
  process.env.ELECTRON_OVERRIDE_DIST_PATH = env.ELECTRON_OVERRIDE_DIST_PATH;
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const app = await _electron.launch({
    args: [...sandbox, `--user-data-dir=${join(folder, "profile")}`, root],
    cwd: folder,
    env,
    timeout: 60_000,
  });
  try {
    const page = await app.firstWindow();
    await page.waitForLoadState("domcontentloaded");
    await page.evaluate(() => localStorage.setItem("weir.theme", "dark"));
    await page.reload();
    await page.setViewportSize(SIZE);
    await page.getByTestId("start").waitFor();
    await page.evaluate((path) => window.weir.request("session.open", { kind: "files", paths: [path] }), file);
    await page.getByTestId("status-source").getByText("read to the end").waitFor({ timeout: 120_000 });
    await page.getByTestId("activity-live").click();
    await page.getByTestId("live-chart").nth(1).waitFor();
    await page.getByTestId("range-statistics").waitFor();
    await page.mouse.move(SIZE.width / 2, 8);
    await page.getByTestId("status-rate").getByText("0", { exact: true }).waitFor();
    await page.waitForFunction(() => document.fonts.status === "loaded");
    await settled(page);
    await page.screenshot({ path: join(root, "docs", name) });
    say(`docs/${name}`);
  } finally {
    await app.close();
  }
}

/** Waits until two pictures in a row are the same: no chart is drawn any more. */
async function settled(page) {
  let before = Buffer.alloc(0);
  for (let turn = 0; turn < 60; turn++) {
    const now = await page.screenshot();
    if (now.equals(before)) return;
    before = now;
    await page.waitForTimeout(250);
  }
}
