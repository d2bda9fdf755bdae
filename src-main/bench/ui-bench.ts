import type { Page } from "playwright-core";
import type { Status } from "../ipc/contract.ts";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { BenchWindows, bareApp } from "./bench-window.ts";
import { type FrameFigure, frameTimes } from "./frame-times.ts";
import { SERIES, writeAlertsWorkspace, writeStreamWorkspace } from "./ui-data.ts";

/** Events a second that come in, and alerts that are scrolled. */
const SIZE = { rate: 50_000, alerts: 100_000 };

export interface UiFigures {
  /** How Chromium draws here. */
  readonly rendering: string;
  /** An empty window of the same Electron, on the same display: what the machine gives at all. */
  readonly bare: FrameFigure;
  readonly live: FrameFigure & { readonly series: number; readonly events_a_second: number };
  /** The same charts, nothing coming in. */
  readonly still: FrameFigure;
  readonly alerts: FrameFigure & { readonly alerts: number };
}

/** Frames of the real app, `seconds` for each figure: 20 series while events come in; alerts scrolled. `root`: the checkout. */
export async function uiBench(root: string, seconds: number, { rate, alerts } = SIZE): Promise<UiFigures> {
  const windows = await BenchWindows.open(root);
  const folder = temporaryFolder("bench");
  try {
    const bare = await bareFrames(windows, seconds);
    const workspace = writeStreamWorkspace(folder, rate, 3 * seconds + 10);
    return await windows.using(root, [workspace], async ({ page, rendering }) => {
      await page.setViewportSize({ width: 1600, height: 1000 });
      return {
        rendering,
        bare,
        ...(await liveFrames(page, seconds, rate)),
        alerts: await alertFrames(page, seconds, folder, alerts),
      };
    });
  } finally {
    windows.close();
    removeTemporaryFolder(folder);
  }
}

async function bareFrames(windows: BenchWindows, seconds: number): Promise<FrameFigure> {
  const folder = bareApp();
  try {
    return await windows.using(folder, [], ({ page }) => frameTimes(page, seconds));
  } finally {
    removeTemporaryFolder(folder);
  }
}

/** While rows come in, and when none do any more. */
async function liveFrames(page: Page, seconds: number, rate: number): Promise<Pick<UiFigures, "live" | "still">> {
  await page.getByTestId("live-chart").nth(1).waitFor({ timeout: 60_000 });
  await until(page, ({ metrics }) => (metrics?.events_total ?? 0) > 2 * rate);
  const before = await reading(page);
  const live = await frameTimes(page, seconds);
  const after = await reading(page);
  const events_a_second = Math.round((after.events - before.events) / ((after.at - before.at) / 1000));
  await ask(page, "session.stop", null);
  await until(page, ({ state }) => state === "stopped" || state === "done");
  return { live: { series: SERIES, events_a_second, ...live }, still: await frameTimes(page, seconds) };
}

async function alertFrames(page: Page, seconds: number, folder: string, alerts: number): Promise<UiFigures["alerts"]> {
  await ask(page, "workspace.open", { path: writeAlertsWorkspace(folder, alerts) });
  await until(page, ({ state }) => state === "done");
  await page.getByTestId("activity-alerts").click();
  await page.getByTestId("alert-table").getByRole("row").nth(5).waitFor();
  const scrolled = await frameTimes(page, seconds, "scroll-alerts");
  return { alerts: (await status(page)).alerts, ...scrolled };
}

function ask(page: Page, method: string, args: unknown): Promise<unknown> {
  return page.evaluate(
    ([name, value]) => {
      const { weir } = globalThis as unknown as { weir: { request(name: string, args: unknown): Promise<unknown> } };
      return weir.request(name, value);
    },
    [method, args] as const,
  );
}

const status = (page: Page): Promise<Status> => ask(page, "session.status", null) as Promise<Status>;

async function reading(page: Page): Promise<{ events: number; at: number }> {
  const { metrics } = await status(page);
  return { events: metrics?.events_total ?? 0, at: performance.now() };
}

async function until(page: Page, is: (status: Status) => boolean): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    const now = await status(page);
    if (is(now)) return;
    if (now.state === "failed") throw new Error(`the session failed: ${now.error}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the app did not get there within two minutes");
}
