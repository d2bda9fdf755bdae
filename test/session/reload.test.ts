import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAnalysis } from "../../src-main/session/analysis.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import { PluginLibrary } from "../../src-main/session/plugin-library.ts";
import { alertLine } from "../../src-main/sinks/files/result-lines.ts";
import { addsUp } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";
import { seriesLines } from "../support/series-lines.ts";

const folder = temporaryFolder();
const file = join(folder.path, "bts.csv");
/** State, timers, windows and every kind of result in one rule. */
const SOURCE = `import { count, defineRule } from "weir";
export default defineRule({
  id: "counts", title: "Counts", by: ["station", "sensor"], settings: { step: { input: "number", label: "Step", default: 700 } },
  window: () => count(100, 25), aggregates: { mean: { fn: "mean" } }, series: { mean: { label: "Mean" }, seen: { label: "Seen" } },
  stateVersion: 1, initialState: () => ({ seen: 0, told: [] as number[], timers: 0 }),
  onEvent(context, event) {
    context.state.seen++;
    if (context.state.seen % context.settings.step === 0) {
      context.state.told.push(event.time);
      context.record("seen", context.state.seen);
      context.alert({ severity: "info", title: "so many", value: context.state.seen });
      context.setTimer("later", event.time + 3_600_000);
    }
  },
  onWindow(context, window) { context.record("mean", window.values.mean); },
  onTimer(context) { context.state.timers++; context.alert({ severity: "warning", title: "an hour later", evidence: { timers: context.state.timers, told: context.state.told.length } }); },
});
`;

beforeAll(() => writeBts(file, { stations: 4, days: 5, seed: 8 }));
afterAll(() => folder.remove());

/** Runs the rule over so many rows, loading it anew after each of some chunks; all lines of results, and the counters. */
async function run(
  reloads: number,
  rows: number,
): Promise<{ lines: string[]; done: number; rate: number; adds: boolean; rows: number }> {
  const plugin = writePlugin(folder.path, "counts", SOURCE);
  const library = await PluginLibrary.open({ workerDir, folders: [plugin] });
  const choices = [{ plugin: "counts", settings: {} }];
  const { rules } = await library.activate(choices);
  const bundle = library.set.bundles.find(({ name }) => name === "counts");
  if (bundle === undefined) throw new Error("the plugin is not there");
  const alerts: string[] = [];
  let series = "";
  let pending: Promise<unknown> = Promise.resolve();
  let begun = 0;
  let done = 0;
  let seen = 0;
  const reload = async (): Promise<void> => {
    expect(await session.reload(bundle, rules)).toBe(true);
    done++;
  };
  const { session } = await openAnalysis({
    // 20,000 rows a second, in parts of some hundred.
    input: { ...filesInput([file]), plugins: choices, speed: reloads === 0 ? "max" : 60_000 },
    library,
    workerDir,
    sinks: [
      {
        write: async (results) => {
          alerts.push(...results.alerts.map(alertLine));
          series += seriesLines(results.series);
        },
        close: async () => {},
      },
    ],
    recorders: [
      {
        // The stream does not wait for a reload: it goes on while one is under way. Only half-way it waits for those that are left.
        events: async (batch) => {
          seen += batch.length;
          const halfWay = seen > rows / 2;
          const until = halfWay ? reloads : Math.min(begun + 1, reloads);
          for (; begun < until; begun++) pending = pending.then(reload);
          if (halfWay) await pending;
        },
        rejects: async () => {},
      },
    ],
    rejectCap: 0,
  });
  const started = performance.now();
  await session.run();
  await pending;
  const metrics = session.metrics.snapshot(performance.now());
  await library.close();
  return {
    lines: [...alerts, ...series.split("\n")],
    done,
    rate: metrics.records_read_total / ((performance.now() - started) / 1000),
    adds: addsUp(metrics),
    rows: metrics.records_read_total,
  };
}

test("20 reloads while the stream runs lose no event and no state: the results are those without a reload", async () => {
  const still = await run(0, 0);
  const reloaded = await run(20, still.rows);
  console.log(
    `${reloaded.done} reloads in ${reloaded.rows} rows, ${Math.round(reloaded.rate)} rows/s (${Math.round(still.rate)} without)`,
  );
  expect(reloaded.done).toBe(20);
  expect(still.lines.some((line) => line.includes("an hour later"))).toBe(true);
  expect(reloaded.lines).toEqual(still.lines);
  expect(reloaded.adds).toBe(true);
}, 60_000);
