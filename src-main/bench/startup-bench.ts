import { join } from "node:path";
import type { Page } from "playwright-core";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { BenchWindows, bareApp } from "./bench-window.ts";
import { writeBts } from "./bts-file.ts";
import { median } from "./quantiles.ts";
import { writeWorkspace } from "./ui-data.ts";

/** ms from asking for the process; medians of the rounds. */
export interface StartupFigures {
  readonly rounds: number;
  readonly rows: number;
  readonly rendering: string;
  /** A window of one line of HTML in the same Electron. */
  readonly bare_first_paint: number;
  readonly first_paint: number;
  /** First chart of the file with points on it, drawn while it is still read. */
  readonly first_chart: number;
  readonly times_bare_paint: number;
  readonly times_bare_chart: number;
}

/** About 400,000 rows. */
const SIZE = { stations: 17, days: 3 };

/** `electron .` to first paint and to the first chart of a file, in turn with a bare window. `root`: the checkout. */
export async function startupBench(root: string, rounds: number, size = SIZE): Promise<StartupFigures> {
  const windows = await BenchWindows.open(root);
  const folder = temporaryFolder("bench");
  const bare = bareApp();
  try {
    const path = join(folder, "stations.csv");
    const rows = writeBts(path, { ...size, seed: 1 });
    const workspace = writeWorkspace(folder, "stations", { sources: [{ kind: "csv", paths: [path] }] });
    const barePaint: number[] = [];
    const paint: number[] = [];
    const chart: number[] = [];
    let rendering = "";
    for (let round = 0; round < rounds; round++) {
      await windows.using(bare, [], async ({ page, asked }) => {
        barePaint.push((await markedAt(page, "first-contentful-paint")) - asked);
      });
      await windows.using(root, [workspace], async (app) => {
        rendering = app.rendering;
        paint.push((await markedAt(app.page, "first-contentful-paint")) - app.asked);
        chart.push((await markedAt(app.page, "weir:first-chart")) - app.asked);
      });
    }
    const base = Math.round(median(barePaint));
    const [painted, charted] = [Math.round(median(paint)), Math.round(median(chart))];
    return {
      ...{ rounds, rows, rendering },
      bare_first_paint: base,
      first_paint: painted,
      first_chart: charted,
      times_bare_paint: Math.round((painted / base) * 100) / 100,
      times_bare_chart: Math.round((charted / base) * 100) / 100,
    };
  } finally {
    windows.close();
    removeTemporaryFolder(folder);
    removeTemporaryFolder(bare);
  }
}

/** When the page painted or marked something, ms since the epoch. */
function markedAt(page: Page, name: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`the page has no ${wanted} after a minute`)), 60_000);
        const observer = new PerformanceObserver((list) => {
          const entry = list.getEntriesByName(wanted)[0];
          if (entry === undefined) return;
          clearTimeout(late);
          resolve(performance.timeOrigin + entry.startTime);
        });
        observer.observe({ type: "paint", buffered: true });
        observer.observe({ type: "mark", buffered: true });
      }),
    name,
  );
}
