import { execFile } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { ASSUME_FROM } from "../../src-main/sources/csv/assumed-order.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
afterAll(() => folder.remove());

const weir = async (args: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [join(workerDir, "main.js"), ...args])).stderr;
/** Without what tells times. */
const counts = (path: string): object =>
  Object.fromEntries(
    Object.entries(JSON.parse(readFileSync(path, "utf8"))).filter(([name]) => /^(records|rows|results|keys)_/.test(name)),
  );

test("a run whose very last row breaks the order that was assumed is begun again, and nobody can tell", async () => {
  const file = at("bts.csv");
  writeBts(file, { stations: 28, days: 1, seed: 3 });
  // So large that its order is assumed.
  expect(statSync(file).size).toBeGreaterThan(ASSUME_FROM);
  const [, first = ""] = readFileSync(file, "utf8").split("\n", 2);
  appendFileSync(file, `${first}\n`);
  const way = ["run", file, "--plugin", "sensor-statistics", "--plugin", "alarm-counts", "--checkpoint-every", "20ms", "--out"];
  const said = await weir([...way, at("again")]);
  // Whoever asks for a log is not begun again: all times are looked at first.
  const once = await weir([...way, at("once"), "--log", at("run.log")]);
  for (const name of ["alerts.jsonl", "series.csv", "rejects.csv"])
    expect(readFileSync(join(at("again"), name)).equals(readFileSync(join(at("once"), name))), name).toBe(true);
  expect(counts(join(at("again"), "metrics.json"))).toEqual(counts(join(at("once"), "metrics.json")));
  const plain = (text: string): string[] =>
    text
      .replace(/[\d.,]+ (s|rows\/s|KiB|times?)/g, "")
      .replaceAll("again", "once")
      .split("\n");
  expect(plain(said).filter((line) => !line.startsWith("saved"))).toEqual(
    plain(once).filter((line) => !line.startsWith("saved")),
  );
  expect(readdirSync(at("again")).sort()).toEqual(readdirSync(at("once")).sort());
}, 60_000);
