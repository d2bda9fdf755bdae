import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePorts } from "../../src-main/bench/free-ports.ts";
import { weir } from "../reports/weir-report.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

// A run that is stopped before the end of its input: what becomes of what was read, and who is told.

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const RULES = ["--plugin", "sensor-statistics", "--plugin", "alarm-counts", "--plugin", "active-alarms"];

beforeAll(() => {
  writeBts(at("f.csv"), { stations: 12, days: 1, seed: 3 });
});
afterAll(() => folder.remove());

function start(...args: readonly string[]): { child: ChildProcess; said(): string; ended: Promise<unknown[]> } {
  const child = spawn(process.execPath, [join(workerDir, "main.js"), ...args], { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (piece: string) => (said += piece));
  child.stdin?.on("error", () => {});
  return { child, said: () => said, ended: once(child, "close") };
}

/** Until a run whose counters are served has read so many rows. */
async function hasRead(port: number, rows: number): Promise<void> {
  for (;;) {
    const page = await fetch(`http://127.0.0.1:${port}/metrics`).then(
      (answer) => answer.text(),
      () => "",
    );
    if (Number(/^weir_records_read_total (\d+)/m.exec(page)?.[1] ?? 0) >= rows) return;
    await setTimeout(20);
  }
}

test.each(["time", "arrival"])(
  "stdin in order of %s, stopped: every row that was read reaches the rules, half a row is none",
  async (order) => {
    const out = at(`stdin-${order}`);
    const [port = 0] = await freePorts(1);
    const how = ["--order", order, ...(order === "arrival" ? ["--out-of-orderness", "3h"] : []), ...RULES];
    const run = start("run", "-", ...how, "--out", out, "--metrics-port", String(port));
    const text = readFileSync(at("f.csv"), "utf8");
    run.child.stdin?.write(text.slice(0, text.lastIndexOf(",")));
    await hasRead(port, 1);
    run.child.kill("SIGINT");
    expect(await run.ended).toEqual([1, null]);
    expect(run.said()).toMatch(/stopped before the end of its input: these are results of a part\n$/);
    const { records_read_total: read } = JSON.parse(readFileSync(join(out, "metrics.json"), "utf8"));
    expect(read).toBeGreaterThan(0);
    // The same rows as a file.
    const [file, whole] = [at(`rows-${order}.csv`), at(`whole-${order}`)];
    writeFileSync(
      file,
      `${text
        .split("\n")
        .slice(0, 1 + read)
        .join("\n")}\n`,
    );
    expect(await weir("run", file, ...how, "--out", whole)).toMatchObject({ code: 0 });
    for (const name of ["alerts.jsonl", "series.csv"])
      expect(readFileSync(join(out, name), "utf8") === readFileSync(join(whole, name), "utf8"), name).toBe(true);
  },
);

test("a pipe that is written to slowly is read as it is written to, and ends as its rows in a file", async () => {
  const [out, whole] = [at("slow"), at("slow-file")];
  const [port = 0] = await freePorts(1);
  const lines = readFileSync(at("f.csv"), "utf8").split("\n");
  const how = ["--order", "arrival", "--out-of-orderness", "3h", ...RULES];
  const run = start("run", "-", ...how, "--out", out, "--metrics-port", String(port));
  run.child.stdin?.write(`${lines.slice(0, 40).join("\n")}\n`);
  await hasRead(port, 39);
  // Half a row, and its other half.
  const [next = ""] = lines.slice(40, 41);
  run.child.stdin?.write(`${lines[41]}\n${next.slice(0, 20)}`);
  await hasRead(port, 40);
  run.child.stdin?.end(`${next.slice(20)}\n${lines.slice(42).join("\n")}`);
  expect(await run.ended).toEqual([0, null]);
  const file = at("slow.csv");
  writeFileSync(file, [...lines.slice(0, 40), lines[41], next, ...lines.slice(42)].join("\n"));
  expect(await weir("run", file, ...how, "--out", whole)).toMatchObject({ code: 0 });
  for (const name of ["alerts.jsonl", "series.csv"])
    expect(readFileSync(join(out, name), "utf8") === readFileSync(join(whole, name), "utf8"), name).toBe(true);
});

test("a clock that is set back while a pipe is written to keeps no row waiting", async () => {
  const [port = 0] = await freePorts(1);
  const backwards = "data:text/javascript,const now = Date.now; const began = now(); Date.now = () => 2 * began - now();";
  const how = ["run", "-", "--order", "arrival", "--plugin", "alarm-counts", "--metrics-port", String(port)];
  const child = spawn(process.execPath, ["--import", backwards, join(workerDir, "main.js"), ...how], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  const ended = once(child, "close");
  const lines = readFileSync(at("f.csv"), "utf8").split("\n");
  // Never silent long enough for what has come to be read because of that.
  let written = 0;
  const writing = setInterval(() => child.stdin.write(`${lines[written++]}\n`), 50);
  await hasRead(port, 100);
  clearInterval(writing);
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
}, 30_000);

test("of a file that is stopped it is said how many rows waited for earlier ones, and its store says that it is a part", async () => {
  const [out, store] = [at("file"), at("file.db")];
  const way = ["run", at("f.csv"), "--order", "arrival", "--out-of-orderness", "12h", ...RULES, "--out", out, "--store", store];
  const run = start(...way, "--speed", "1x", "--checkpoint-every", "20ms");
  while (!existsSync(join(out, "checkpoint")) || readdirSync(join(out, "checkpoint")).length === 0) await setTimeout(5);
  run.child.kill("SIGTERM");
  expect(await run.ended).toEqual([1, null]);
  const waited = /a part, ([\d,]+) accepted events still waited for earlier ones and reached no rule; --resume goes on\n$/;
  const held = Number((waited.exec(run.said())?.[1] ?? "").replaceAll(",", ""));
  const { records_accepted_total: accepted, events_total: events } = JSON.parse(readFileSync(join(out, "metrics.json"), "utf8"));
  expect({ accepted, held }).toEqual({ accepted: events + held, held: expect.any(Number) });
  expect(held).toBeGreaterThan(0);
  const part = /run 1 of .*file\.db was cut off before its end: this is a part of it/;
  expect((await weir("run", store, "--plugin", "alarm-counts")).stderr).toMatch(part);
  expect((await weir("export", store, "--out", at("events.csv"))).stderr).toMatch(part);
  expect(await weir(...way, "--resume")).toMatchObject({ code: 0 });
  expect((await weir("run", store, "--plugin", "alarm-counts")).stderr).not.toMatch(part);
});

test("a terminal that is closed stops a run, which finishes what was read and ends as that signal does", async () => {
  const [out, status] = [at("closed"), at("status")];
  const words = [process.execPath, join(workerDir, "main.js"), "run", at("f.csv"), ...RULES, "--out", out];
  const run = `${words.map((word) => `'${word}'`).join(" ")} --speed 1x --checkpoint-every 20ms`;
  // A shell in between passes the signal on, and tells how the run ended.
  const shell = `exec 3<&0; ${run} <&3 & run=$!; trap 'kill -HUP $run' HUP; wait $run; wait $run; echo $? > '${status}.part'; mv '${status}.part' '${status}'`;
  const terminal = spawn("script", ["-qec", shell, "/dev/null"], { stdio: ["pipe", "ignore", "ignore"] });
  while (!existsSync(join(out, "checkpoint")) || readdirSync(join(out, "checkpoint")).length === 0) await setTimeout(5);
  terminal.kill("SIGKILL");
  while (!existsSync(status)) await setTimeout(5);
  expect(readFileSync(status, "utf8").trim()).toBe("129");
  const { records_read_total: read } = JSON.parse(readFileSync(join(out, "metrics.json"), "utf8"));
  expect(read).toBeGreaterThan(0);
  expect(readdirSync(out).filter((name) => /lock|part/.test(name))).toEqual([]);
}, 30_000);
