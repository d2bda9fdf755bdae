import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { shippedDeclarations } from "../../../src-main/session/built-in-plugins.ts";
import { guessCsv, type OpenCsvOptions, openCsv } from "../../../src-main/sources/csv/open-csv.ts";
import { csvThread } from "../../../src-main/sources/csv/read-in-worker.ts";
import { temporaryFolder } from "../../support/bts-file.ts";
import { workerDir } from "../../support/page.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const file = join(folder.path, "rows.csv");
const line = (i: number): string =>
  `s${i % 3},t,a,2017-02-18 00:00:${String(59 - (i % 60)).padStart(2, "0")} UTC,${i},999999,true,\n`;
const heading = "station_id,datapoint_id,alarm_id,event_time,value,valueThreshold,isActive,storedtime\n";
const write = (): void => writeFileSync(file, heading + Array.from({ length: 600 }, (_, i) => line(i)).join(""));

const asked: OpenCsvOptions = { presets: shippedDeclarations(workerDir).presets, order: "time", onlyRefuser: true, workerDir };

/** Values in the order they come when the file is opened as `options` say, after a thread began with a guess; and whether it went on. */
async function read(guess: OpenCsvOptions, options: OpenCsvOptions, between = (): void => {}) {
  write();
  const thread = csvThread(workerDir);
  const another = vi.spyOn(thread, "another");
  await guessCsv([file], guess, thread);
  between();
  const source = await openCsv([file], { ...options, thread });
  const values: number[] = [];
  for await (const { events, recycle } of source.chunks(new AbortController().signal)) {
    values.push(...events.value.subarray(0, events.length));
    recycle?.();
  }
  return { values, wentOn: another.mock.calls.length === 0, preset: source.mapping.preset };
}

test("what was begun on a guess goes on when it is asked for, and else gives way to what is", async () => {
  const right = await read(asked, { ...asked });
  expect(right).toMatchObject({ wentOn: true, preset: "base-station" });
  expect(right.values.length).toBe(600);
  expect(right.values[0]).toBe(59);
  for (const other of [{ order: "arrival" }, { rejectCap: 5 }, { onlyRefuser: false }, { presets: [] }] as const) {
    const wrong = await read({ ...asked, ...other }, asked);
    expect(wrong.wentOn, JSON.stringify(other)).toBe(false);
    expect(wrong.values).toEqual(right.values);
  }
  // Written to meanwhile: read as it is now.
  const grown = await read(asked, asked, () => appendFileSync(file, line(600)));
  expect(grown.wentOn).toBe(false);
  expect(grown.values.length).toBe(601);
});

test("a guess at what is not there leaves the thread as it was", async () => {
  write();
  const thread = csvThread(workerDir);
  await expect(guessCsv([join(folder.path, "none.csv")], asked, thread)).rejects.toThrow("does not exist");
  const source = await openCsv([file], { ...asked, thread });
  let rows = 0;
  for await (const chunk of source.chunks(new AbortController().signal)) rows += chunk.rows;
  expect(rows).toBe(600);
});
