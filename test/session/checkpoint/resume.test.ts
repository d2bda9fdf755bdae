import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeCheckpoint, encodeCheckpoint } from "../../../src-main/session/checkpoint/checkpoint-file.ts";
import { CheckpointFolder } from "../../../src-main/session/checkpoint/checkpoint-folder.ts";
import { openStore } from "../../../src-main/store/store.ts";
import { temporaryFolder, writeBts } from "../../support/bts-file.ts";
import { randomIntervals, writeIntervals } from "../../support/interval-file.ts";
import { workerDir } from "../../support/page.ts";

const main = join(workerDir, "main.js");
const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const rules = ["--plugin", "despike", "--plugin", "alarm-counts", "--plugin", "active-alarms"];

function weir(args: readonly string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], (error, _out, said) =>
      resolve({ code: error === null ? 0 : Number(error.code), said }),
    );
  });
}

/** Three days in twenty seconds: no machine is through before its run is cut off, however late the look at the folder comes. */
const PACE = ["--speed", "12960x"];

/** Starts a run and ends it by `signal` once it has taken `checkpoints` checkpoints. */
async function cutOff(args: readonly string[], out: string, signal: NodeJS.Signals, checkpoints = 3): Promise<void> {
  const child = spawn(process.execPath, [main, ...args, ...PACE], { stdio: ["ignore", "ignore", "ignore"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const newest = (): number =>
    existsSync(join(out, "checkpoint")) ? Number(/\d+/.exec(readdirSync(join(out, "checkpoint")).sort().at(-1) ?? "")) : 0;
  while (child.exitCode === null && newest() < checkpoints) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(child.exitCode, "it was still running").toBeNull();
  child.kill(signal);
  await ended;
}

function sameResults(a: string, b: string): void {
  for (const name of ["alerts.jsonl", "series.csv", "rejects.csv"])
    expect(readFileSync(join(a, name)).equals(readFileSync(join(b, name))), `${name} of ${b}`).toBe(true);
}

beforeAll(async () => {
  writeBts(at("one.csv"), { stations: 5, days: 3, seed: 5, dirty: true });
  writeBts(at("two.csv"), { stations: 5, days: 3, seed: 6, dirty: true });
  writeFileSync(at("one.csv.gz"), gzipSync(readFileSync(at("one.csv"))));
  expect(await weir(["run", at("one.csv"), ...rules, "--out", at("whole")])).toMatchObject({ code: 0 });
}, 120_000);
afterAll(() => folder.remove());

test("a run stopped by a signal, several files and packed ones: gone on with, the results are those of one go", async () => {
  const way = ["run", at("one.csv.gz"), at("two.csv"), ...rules, "--order", "arrival", "--out-of-orderness", "2m"];
  const [whole, parts] = [at("whole-two"), at("parts")];
  await weir([...way, "--out", whole]);
  await cutOff([...way, "--out", parts, "--checkpoint-every", "50ms"], parts, "SIGTERM", 2);
  await cutOff([...way, "--out", parts, "--checkpoint-every", "50ms", "--resume"], parts, "SIGKILL", 5);
  expect(await weir([...way, "--out", parts, "--resume"])).toMatchObject({ code: 0 });
  sameResults(whole, parts);
}, 120_000);

test("intervals that go on where a run is cut off end where those of one go end", async () => {
  // More than are read at once: what comes behind ends what began before.
  writeIntervals(at("intervals.csv"), randomIntervals(3, 6000));
  const way = ["run", at("intervals.csv"), "--plugin", "active-alarms", "--order", "arrival", "--out-of-orderness", "4h"];
  const [whole, parts] = [at("whole-intervals"), at("parts-intervals")];
  await weir([...way, "--out", whole]);
  await cutOff([...way, "--out", parts, "--checkpoint-every", "50ms"], parts, "SIGKILL", 4);
  expect(await weir([...way, "--out", parts, "--resume"])).toMatchObject({ code: 0 });
  sameResults(whole, parts);
}, 120_000);

test("a checkpoint cut at every twentieth of its length, of another version or of nothing is told, and the one before is used", async () => {
  const out = at("damaged");
  const way = ["run", at("one.csv"), ...rules, "--out", out, "--checkpoint-every", "50ms"];
  await cutOff(way, out, "SIGKILL", 4);
  // Killed between writing one and removing the oldest, it leaves three.
  const last =
    readdirSync(join(out, "checkpoint"))
      .filter((name) => name.endsWith(".weir"))
      .sort()
      .at(-1) ?? "";
  const path = join(out, "checkpoint", last);
  const whole = readFileSync(path);
  for (let part = 0; part < 20; part++) {
    truncateSync(path, 0);
    writeFileSync(path, whole.subarray(0, Math.floor((whole.length * part) / 20)));
    const found = new CheckpointFolder(join(out, "checkpoint")).newest();
    expect(found?.passedOver).toEqual([expect.stringMatching(/^checkpoint .*\.weir is (cut short|no checkpoint)$/)]);
    expect(found?.number).toBe(Number(/\d+/.exec(last)) - 1);
  }
  for (const [bytes, words] of [
    [Buffer.from(whole).fill(7, 40, 50), /is damaged/],
    [Buffer.from(whole).fill(9, 8, 9), /was written by a newer Weir/],
    [Buffer.concat((await encodeCheckpoint({ no: "run" })).parts), null],
  ] as const) {
    writeFileSync(path, bytes);
    if (words !== null) expect(() => decodeCheckpoint(bytes)).toThrow(words);
  }
  // Whole, but no checkpoint of a run: an explanation, no crash.
  expect(await weir([...way, "--resume"])).toMatchObject({
    code: 2,
    said: expect.stringContaining("run without --resume to start anew"),
  });
  writeFileSync(path, whole.subarray(0, whole.length / 2));
  const { code, said } = await weir([...way, "--resume"]);
  expect(code).toBe(0);
  expect(said).toContain("is cut short; the one before it is used");
  sameResults(at("whole"), out);
}, 120_000);

test("nothing is left of several damaged ones: refused in one line; none at all: begun anew; a run that ended: said so", async () => {
  const out = at("none");
  const way = ["run", at("one.csv"), ...rules, "--out", out];
  mkdirSync(join(out, "checkpoint"), { recursive: true });
  for (const number of [1, 2]) writeFileSync(join(out, "checkpoint", `checkpoint-00000000${number}.weir`), "WEIRCKPT");
  expect(await weir([...way, "--resume"])).toMatchObject({ code: 2, said: expect.stringMatching(/none is left to go on from/) });
  new CheckpointFolder(join(out, "checkpoint")).clear();
  expect(await weir([...way, "--resume"])).toMatchObject({ code: 0, said: expect.stringMatching(/starting anew/) });
  sameResults(at("whole"), out);
  expect(await weir([...way, "--resume"])).toMatchObject({ code: 0, said: expect.stringMatching(/came to its end/) });
  sameResults(at("whole"), out);
}, 120_000);

test("other settings, plugins, order or data than at the checkpoint are named in one line, and nothing is touched", async () => {
  const out = at("other");
  const file = at("other.csv");
  cpSync(at("one.csv"), file);
  const way = ["run", file, "--plugin", "anomaly", "--out", out, "--checkpoint-every", "50ms"];
  await cutOff(way, out, "SIGKILL");
  const before = readFileSync(join(out, "series.csv"));
  const refusals: [readonly string[], RegExp][] = [
    [["run", file, "--plugin", "anomaly:threshold=0.99", "--out", out], /rule anomaly was .* and is .*0.99/],
    [["run", file, "--plugin", "anomaly", "--plugin", "alarm-counts", "--out", out], /rule alarm-counts is new/],
    [["run", file, "--plugin", "anomaly", "--order", "arrival", "--out", out], /--order was time and is arrival/],
    [
      ["run", file, "--plugin", "anomaly", "--out", out, "--store", at("other.db")],
      /where results go was --out and is --out and --store/,
    ],
    [["run", at("two.csv"), "--plugin", "anomaly", "--out", out], /file .* is missing/],
  ];
  for (const [args, words] of refusals) {
    const { code, said } = await weir([...args, "--resume"]);
    expect(said).toMatch(words);
    expect({ code, lines: said.trim().split("\n").length }).toEqual({ code: 2, lines: 1 });
  }
  writeFileSync(file, "1161115016,121,308,2017-02-18 18:28:05 UTC,240,250,false,\n", { flag: "a" });
  expect((await weir([...way, "--resume"])).said).toMatch(/file .*other.csv was \d+ bytes.* and is/);
  expect(readFileSync(join(out, "series.csv")).equals(before)).toBe(true);
}, 120_000);

test("a small file at a pace, read in one piece, is saved in its midst; one changed in its middle since is told", async () => {
  const lines = readFileSync(at("one.csv"), "utf8").split("\n");
  const text = `${lines.filter((_, n) => n === 0 || n % 9 === 1).join("\n")}\n`;
  const file = at("small.csv");
  writeFileSync(file, text);
  const way = ["run", file, ...rules, "--out"];
  const [whole, out] = [at("whole-small"), at("small")];
  await weir([...way, whole]);
  await cutOff([...way, out, "--checkpoint-every", "50ms"], out, "SIGKILL");
  await cutOff([...way, out, "--checkpoint-every", "50ms", "--resume"], out, "SIGTERM", 8);
  // As an editor does; that what it changed lies in the middle nobody sees.
  writeFileSync(file, text);
  const { code, said } = await weir([...way, out, "--resume"]);
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringMatching(/small\.csv was written .* and is written .*; it goes on/),
  });
  sameResults(whole, out);
}, 120_000);

test("a store in use is told and loses nothing: once it is free the run goes on", async () => {
  const [out, db] = [at("locked"), at("locked.db")];
  const way = ["run", at("one.csv"), ...rules, "--out", out, "--store", db, "--checkpoint-every", "50ms"];
  await cutOff(way, out, "SIGKILL");
  const store = await openStore(db);
  expect(await weir([...way, "--resume"])).toMatchObject({
    code: 2,
    said: expect.stringMatching(/locked\.db is open in another program \(pid \d+\); close it there first/),
  });
  await store.close();
  expect(await weir([...way, "--resume"])).toMatchObject({ code: 0 });
  sameResults(at("whole"), out);
}, 120_000);

test("a file that a folder holds and nothing reads may change; one that is read, or is read from now on, may not", async () => {
  const [data, out] = [at("data"), at("of-folder")];
  mkdirSync(data);
  cpSync(at("one.csv"), join(data, "one.csv"));
  writeFileSync(join(data, "README.txt"), "Rooms of the mill\nand who wrote it down\n");
  const way = ["run", data, ...rules, "--out", out, "--checkpoint-every", "50ms"];
  await cutOff(way, out, "SIGKILL");
  writeFileSync(join(data, "more.csv"), readFileSync(at("two.csv")));
  const more = await weir([...way, "--resume"]);
  expect(more).toMatchObject({ code: 2, said: expect.stringMatching(/: file \S+more\.csv is new; use the same as before/) });
  rmSync(join(data, "more.csv"));
  writeFileSync(join(data, "README.txt"), "Rooms of the mill\nand who wrote it down, and when\n");
  writeFileSync(join(data, "NOTES.txt"), "Nothing\nto read\n");
  const { code, said } = await weir([...way, "--resume"]);
  expect(said).not.toMatch(/goes on with the state it had/);
  expect(code).toBe(0);
  // The rejects name their file.
  for (const name of ["alerts.jsonl", "series.csv"])
    expect(readFileSync(join(out, name)).equals(readFileSync(join(at("whole"), name))), name).toBe(true);
}, 120_000);
