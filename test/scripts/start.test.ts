import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { thisProcess } from "../../src-main/sources/living-process.ts";
import { temporaryFolder } from "../support/bts-file.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const script = resolve(import.meta.dirname, "../../scripts/start.mjs");

/** `npm start` where no screen is. */
function start(files: readonly string[] = [], more: NodeJS.ProcessEnv = {}): Promise<{ code: number; said: string }> {
  const { DISPLAY: _none, WAYLAND_DISPLAY: _too, ...env } = process.env;
  return new Promise((answer) => {
    execFile(process.execPath, [script, ...files], { cwd: folder.path, env: { ...env, ...more } }, (error, out, said) =>
      answer({ code: error === null ? 0 : Number(error.code), said: out + said }),
    );
  });
}

test("without a display npm start analyses the sample, says what it read and found, writes the page, and does so again", async () => {
  for (let time = 0; time < 2; time++) {
    const { code, said } = await start();
    expect(code, said).toBe(0);
    expect(said).toMatch(/read ([\d,]+) rows = \1 accepted/);
    expect(said).toMatch(/active-alarms: \d+ alerts/);
    const page = /Report: (.*\.html)/.exec(said)?.[1] ?? "";
    expect(page.startsWith(folder.path)).toBe(true);
    expect(readFileSync(page, "utf8")).toMatch(/^<!doctype html>/i);
    expect(existsSync(join(folder.path, "weir-results", "alerts.jsonl"))).toBe(true);
  }
}, 120_000);

test("a file is looked for where the person is, not where npm runs the script", async () => {
  const place = join(folder.path, "elsewhere");
  mkdirSync(place);
  writeFileSync(join(place, "mine.csv"), "time,value\n2026-03-01T10:00:00Z,1\n2026-03-01T11:00:00Z,2\n");
  const { code, said } = await start(["mine.csv"], { npm_lifecycle_event: "start", INIT_CWD: place });
  expect(code, said).toBe(0);
  expect(said).toMatch(/read 2 rows = 2 accepted/);
}, 120_000);

test("beside one that is running it writes to a folder of its own and says so", async () => {
  const results = join(folder.path, "weir-results");
  mkdirSync(results, { recursive: true });
  // As a run that is still going on holds it.
  writeFileSync(join(results, "weir.lock"), JSON.stringify(thisProcess()));
  writeFileSync(join(folder.path, "few.csv"), "time,value\n2026-03-01T10:00:00Z,1\n2026-03-01T11:00:00Z,2\n");
  const { code, said } = await start(["few.csv"]);
  expect(code, said).toBe(0);
  expect(said).toContain(`another Weir (process ${process.pid}) is writing to ${results}`);
  expect(said).toContain(`Report: ${join(folder.path, "weir-results-2", "report.html")}`);
  expect(existsSync(join(folder.path, "weir-results-2", "report.html"))).toBe(true);
}, 120_000);
