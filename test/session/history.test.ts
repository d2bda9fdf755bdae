import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openAnalysis } from "../../src-main/session/analysis.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import { isStore } from "../../src-main/session/is-store.ts";
import { StoreRecorder } from "../../src-main/session/store-recorder.ts";
import { analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

const folder = temporaryFolder();
const file = join(folder.path, "bts.csv");
const store = join(folder.path, "history.db");

beforeAll(async () => {
  writeBts(file, { stations: 3, days: 1, seed: 4 });
  const recorder = await StoreRecorder.open(store, "bts.csv");
  const input = filesInput([file]);
  const { session, source } = await openAnalysis({ input, workerDir, sinks: [recorder], recorders: [recorder], rejectCap: 100 });
  await session.run();
  await recorder.finish(session.status().metrics, source.names);
});
afterAll(() => folder.remove());

it("rules over the history give the bytes they gave over the file", async () => {
  const live = await analyse([file], null);
  const again = await analyse([store], null);
  expect(again.metrics.records_accepted_total).toBe(live.metrics.records_accepted_total);
  expect(again.lines()).toEqual(live.lines());
});

it("a stretch of it holds the events from its start up to its end", async () => {
  const whole = await analyse([store], ["active-alarms"]);
  const from = Date.UTC(2017, 1, 18, 6);
  const to = Date.UTC(2017, 1, 18, 12);
  const part = await analyse([store], ["active-alarms"], { stretch: { from, to } });
  expect(part.metrics.records_accepted_total).toBeLessThan(whole.metrics.records_accepted_total);
  expect(part.alerts.every(({ time }) => time >= from && time < to)).toBe(true);
});

it("only a DuckDB file counts as a store", () => {
  const text = join(folder.path, "text.csv");
  writeFileSync(text, "a,b\n1,2\n");
  expect([isStore(store), isStore(text), isStore(folder.path), isStore(join(folder.path, "none"))]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
