import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { oneLine } from "../../src-main/cli/failure.ts";
import { weir } from "../reports/weir-report.ts";
import { workerDir } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "weir-errors-"));
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  const rows = Array.from({ length: 3000 }, (_, i) => `${new Date(1.7e12 + i * 1000).toISOString()},a,${Math.sin(i) * 1e6}`);
  writeFileSync(at("ok.csv"), `time,sensor,value\n${rows.join("\n")}\n`);
  writeFileSync(at("cut.csv.gz"), gzipSync(readFileSync(at("ok.csv"))).subarray(0, 9000));
  writeFileSync(at("empty.csv"), "");
  writeFileSync(at("header.csv"), "time,value\n");
  writeFileSync(at("binary.csv"), Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 97 + (i >> 3)) & 255)));
  writeFileSync(at("bad.json"), "{");
  writeFileSync(at("timeless.json"), '{"value":"value"}');
  writeFileSync(at("new.weir.json"), '{"weir":99}');
  writeFileSync(at("zone.weir.json"), '{"weir":1,"timezone":"Mars"}');
  const source = { kind: "csv", paths: ["ok.csv"] };
  writeFileSync(at("beside.weir.json"), JSON.stringify({ weir: 1, sources: [source] }));
  writeFileSync(at("two.weir.json"), JSON.stringify({ weir: 1, sources: [source, source] }));
  mkdirSync(at("folder"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("one line, and the exit code", () => {
  it.each([
    ["run missing.csv", 2, /missing\.csv does not exist/],
    ["run folder", 2, /folder is a folder without a table in it .*; name its files/],
    ["bench nothing", 2, /choose from engine, .*startup, or of those that run only when named hostile, faults, .*soak/],
    ["run empty.csv", 2, /empty\.csv is empty/],
    ["run header.csv", 2, /has a header but no rows/],
    ["run binary.csv", 2, /not a text file/],
    ["run none*.csv", 2, /no file matches/],
    ["run cut.csv.gz --plugin alarm-counts", 2, /cut\.csv\.gz .*its gzip data breaks off/],
    ["run new.weir.json", 2, /newer Weir/],
    ["run zone.weir.json", 2, /workspace .*zone\.weir\.json: field timezone: "Mars" is no time zone that is known; write/],
    ["run ok.csv --mapping bad.json", 2, /bad\.json is not valid JSON/],
    ["run ok.csv --mapping timeless.json", 2, /timeless\.json: field time is missing; write "time": \{"columns": \["NAME OF/],
    ["run ok.csv --store ok.csv", 2, /ok\.csv cannot be a store: its name says it is a table/],
    ["run ok.csv --report folder", 2, /--report .*folder is a folder/],
    ["run ok.csv --metrics-port 99999", 2, /port from 1 to 65535/],
    ["run ok.csv --from 2024-01-02 --to 2024-01-01", 2, /--from must be before --to/],
    ["run amqp:// --queue q", 2, /names no host/],
    ["run amqp://localhost:1 --queue q", 2, /refused the connection: nothing listens/],
    ["window ok.csv --window sliding:30d/1ms", 2, /more than 100000 windows/],
    ["window ok.csv --window tumbling:0s", 2, /longer than nothing/],
    ["plugin backtest anomaly folder", 2, /folder is a folder without a table/],
    ["plugin backtest anomaly ok.csv --truth bad.json", 2, /cannot read the truth/],
    ["plugin new", 2, /missing required argument 'name'; see weir plugin new --help/],
    ["run ok.csv --ordr time", 2, /unknown option '--ordr' \(Did you mean --order\?\); see weir run --help/],
    ["run ok.csv --out-of-orderness 5", 2, /--out-of-orderness 5: "5" is not a duration/],
    ["run ok.csv --queue q", 2, /--queue is for a queue, and this reads a file/],
    ["run ok.csv --stop-after-idle 5s", 2, /--stop-after-idle is for a queue/],
    ["run ok.csv --store s.db --store-memory 1MB", 2, /--store-memory 1MB: write 256MB or 1GB; at least 64MB/],
    ["run ok.csv --store-memory 1GB", 2, /--store-memory is for a store; name one with --store/],
    ["run ok.csv --from 2024-01-01", 2, /--from is for a store; weir import/],
    ["bundle ok.csv --queue q --out x.csv", 2, /--queue is for a queue, and this reads a file; leave it out/],
    ["bundle ok.csv --consumers 2 --out x.csv", 2, /--consumers is for a queue, and this reads a file/],
    ["bundle beside.weir.json --consumers 2 --out x.csv", 2, /--consumers is for a queue, and .*beside\.weir\.json reads files/],
    ["bundle beside.weir.json --order arrival --out x.csv", 2, /--order is said by the workspace/],
    ["deploy flink ok.csv --url http://localhost:1 --format json", 2, /--format is for a queue, and this reads a file/],
    ["deploy flink amqp://localhost:1 --url http://localhost:1 --queue q --order time", 2, /--order is for files/],
    ["deploy flink amqp://localhost:1 --url http://localhost:1", 2, /name the queue to take from with --queue NAME/],
    ["deploy flink ok.csv --url http://localhost:1", 2, /nobody would see the results: name a folder with --results DIR/],
    ["run two.weir.json", 2, /has 2 sources; Weir reads one/],
    ["run beside.weir.json --order arrival", 2, /--order is said by the workspace/],
    ["report ok.csv --from 2024-02-30", 2, /--from 2024-02-30: write a time/],
    ["report ok.csv --report value-histogram:sensor=elsewhere", 0, /no row in value-histogram: no event is of the kind/],
    ["window ok.csv --window tumbling:5", 2, /window "tumbling:5": "5" is not a duration/],
    ["export ok.csv --out x.csv", 2, /ok\.csv is not a Weir store/],
    ["plugin backtest anomaly ok.csv --sweep --help", 2, /--sweep --help: a flag, where the value is missing/],
    [
      "whatif ok.csv --once",
      2,
      /--once is for files in order of time; whatif reads them in order of arrival.*that do not overlap$/,
    ],
    ["plugin backtest unheard ok.csv", 2, /there is no rule or filter/],
    ["diagnostics --log missing.jsonl --out x.csv", 2, /--log .*missing\.jsonl does not exist/],
    ["plugin test reports", 2, /reports ships with Weir, without scenarios/],
    ["plugin test anomaly --update", 2, /anomaly ships with Weir.*leave --update out/],
    ["run ok.csv --plugin alarm-counts:limit=5,limit=6", 2, /limit is said twice; say it once/],
    ["simulate bts --stations 1 --days 1 --out /dev/full", 1, /cannot write \/dev\/full: no space left on its disk; free some/],
    ["simulate bts --stations 1e9 --out x.csv", 2, /from 1 to 100000/],
    ["publish ok.csv --amqp http://x --queue q", 2, /must start with amqp:/],
  ])("weir %s", async (words, code, line) => {
    const args = words
      .split(" ")
      .map((word) =>
        /^(missing|none|cut|empty|header|binary|bad|timeless|new\.|zone\.|two\.|beside\.|ok|folder|x\.csv)/.test(word)
          ? at(word)
          : word,
      );
    const answer = await weir(...args);
    const lines = answer.stderr.split("\n").filter((each) => each.startsWith("weir: ") && !/^weir: connecting/.test(each));
    expect({ code: answer.code, lines }).toEqual({ code, lines: [expect.stringMatching(line)] });
    expect(answer.stderr).not.toMatch(/^\s+at /m);
  });
});

test("page, log and store may lie in the folder of the results, which is made", async () => {
  const out = at("made");
  const inside = ["--report", join(out, "page.html"), "--log", join(out, "log.jsonl"), "--store", join(out, "s.db")];
  expect(await weir("run", at("ok.csv"), "--plugin", "alarm-counts", "--out", out, ...inside)).toMatchObject({ code: 0 });
  expect(readdirSync(out).sort()).toEqual(
    expect.arrayContaining(["alerts.jsonl", "log.jsonl", "metrics.json", "page.html", "s.db"]),
  );
});

test("a reader that closes the pipe ends a command quietly", async () => {
  const child = spawn(process.execPath, [join(workerDir, "main.js"), "window", at("ok.csv"), "--window", "sliding:60s/1s"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (piece: Buffer) => (errors += piece.toString()));
  await once(child.stdout, "data");
  child.stdout.destroy();
  await once(child, "close");
  expect(errors.split("\n").filter((line) => /^weir: |^\s+at |Error/.test(line))).toEqual([]);
});

test("who hears nothing of what is said keeps no run from its end, and no failure from its exit code", async () => {
  const unheard = async (...args: string[]): Promise<unknown> => {
    const child = spawn(process.execPath, [join(workerDir, "main.js"), ...args], { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.destroy();
    return (await once(child, "close"))[0];
  };
  const talks = writePlugin(
    folder,
    "talks",
    `import { defineRule } from "weir";
export default defineRule({ id: "talks", title: "Talks", by: ["sensor"], settings: {}, initialState: () => ({}),
  onEvent(context, event) {
    context.log("heard", event.value);
    context.alert({ severity: "info", title: "Heard" });
  } });
`,
  );
  const run = ["run", at("ok.csv"), "--plugin", talks, "--out"];
  expect(await weir(...run, at("heard"))).toMatchObject({ code: 0, stderr: expect.stringContaining("talks: heard") });
  expect(await unheard(...run, at("unheard"))).toBe(0);
  for (const name of ["alerts.jsonl", "metrics.json"]) expect(existsSync(join(at("unheard"), name)), name).toBe(true);
  expect(readFileSync(join(at("unheard"), "alerts.jsonl"))).toEqual(readFileSync(join(at("heard"), "alerts.jsonl")));
  expect(await unheard("run", at("missing.csv"))).toBe(2);
});

test("what a line quotes of an input cannot move the terminal's cursor or turn its text", () => {
  expect(oneLine(new Error('column "\u001b[2Ja\u202eb\u0007" is\r\n not there'))).toBe(
    'column "\\u001b[2Ja\\u202eb\\u0007" is not there',
  );
  expect(oneLine("x".repeat(10_000)).length).toBeLessThan(2100);
});

test("version, and durations in the help as they are written", async () => {
  expect(await weir("--version")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  const { stdout } = await weir("run", "--help");
  expect(stdout.match(/\(default:\s+(30s|1m|10s)\)/g)).toHaveLength(3);
});

test("the files of a workspace are beside it, wherever weir was started", async () => {
  expect(await weir("run", at("beside.weir.json"))).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("read 3,000 rows = 3,000 accepted"),
  });
});

test("a mapping is printed, changed and given back", async () => {
  const { stdout, stderr, code } = await weir("mapping", at("ok.csv"));
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/time: time \(.+\)[\s\S]*3,000 accepted, 0 malformed/),
  });
  const mapping = { ...JSON.parse(stdout), constants: { station: "roof" } };
  writeFileSync(at("mine.json"), JSON.stringify(mapping));
  const windows = await weir("window", at("ok.csv"), "--window", "tumbling:1d", "--mapping", at("mine.json"));
  expect(JSON.parse(windows.stdout.split("\n")[0] ?? "").key).toEqual({ station: "roof", sensor: "a" });
});

test("a rule off for a key is off for it whatever blanks stand around its name", async () => {
  const blanks = Array.from({ length: 60 }, (_, i) => `${new Date(1.7e12 + i * 6e4).toISOString()}; ${"AB"[i % 2]} ;x;${i % 4}`);
  writeFileSync(at("padded.csv"), `time;station;sensor;value\n${blanks.join("\n")}\n`);
  const plugins = { "sensor-statistics": { enabled: true, off: [{ station: "\tB " }] } };
  const workspace = { weir: 1, sources: [{ kind: "csv", paths: ["padded.csv"] }], plugins };
  writeFileSync(at("padded.weir.json"), JSON.stringify(workspace));
  expect(await weir("run", at("padded.weir.json"), "--out", at("padded"))).toMatchObject({ code: 0 });
  const series = readFileSync(join(at("padded"), "series.csv"), "utf8")
    .trim()
    .split("\n");
  const told = series.map((line) => line.split(",")).filter(([, , , , rule]) => rule === "sensor-statistics");
  expect([...new Set(told.map(([, station]) => station))]).toEqual(["A"]);
});

test("a SELECT that is none is wrong usage", async () => {
  expect(await weir("import", at("ok.csv"), "--store", at("kept.db"))).toMatchObject({ code: 0 });
  for (const [sql, line] of [
    ["drop table events", /^weir: --sql: only a SELECT is allowed here\n$/],
    ["selec", /^weir: --sql: .*syntax error/],
  ] as const)
    expect(await weir("export", at("kept.db"), "--sql", sql, "--out", at("out.csv"))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(line),
    });
});

test("a file stopped before its end is not done", async () => {
  const args = ["run", at("ok.csv"), "--speed", "1x", "--plugin", "anomaly", "--out", at("part"), "--checkpoint-every", "20ms"];
  const child = spawn(process.execPath, [join(workerDir, "main.js"), ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
  // Once it is saved, it runs.
  while (!existsSync(at("part/checkpoint")) || readdirSync(at("part/checkpoint")).length === 0)
    await new Promise((next) => setImmediate(next));
  child.kill("SIGHUP");
  const [code] = await once(child, "close");
  expect({ code, said }).toEqual({
    code: 1,
    said: expect.stringMatching(/stopped before the end of its input.*--resume goes on/),
  });
});

test("rows that are dropped as late are pointed out with what waits for them", async () => {
  writeFileSync(
    at("late.csv"),
    "time,sensor,value\n2024-01-01T00:00:09Z,a,1\n2024-01-01T00:00:01Z,a,2\n2024-01-01T00:00:08Z,a,3\n",
  );
  const run = (...more: string[]) => weir("run", at("late.csv"), "--order", "arrival", "--plugin", "alarm-counts", ...more);
  expect((await run()).stderr).toMatch(/\n2 rows came behind a newer one and were dropped; a longer --out-of-orderness/);
  expect((await run("--out-of-orderness", "2s")).stderr).toMatch(/\n1 row came more than 2s behind a newer one and was dropped/);
  expect((await run("--out-of-orderness", "8s")).stderr).not.toMatch(/dropped/);
});

test("a bound on late rows that is not used, as rows are read in order of time, is said", async () => {
  writeFileSync(at("early.csv"), "time,sensor,value\n2024-01-01T00:00:09Z,a,1\n2024-01-01T00:00:01Z,a,2\n");
  const told = /^weir: --out-of-orderness is not used: .*; it goes with --order arrival$/m;
  for (const how of [
    ["run", at("early.csv"), "--plugin", "alarm-counts"],
    ["window", at("early.csv"), "--window", "tumbling:1m"],
  ]) {
    expect((await weir(...how, "--out-of-orderness", "5s")).stderr).toMatch(told);
    expect((await weir(...how, "--out-of-orderness", "5s", "--order", "arrival")).stderr).not.toMatch(told);
    expect((await weir(...how)).stderr).not.toMatch(told);
  }
});

test("a run that does not begin leaves the results of the one before as they are", async () => {
  const out = at("kept");
  const results = ["alerts.jsonl", "metrics.json", "rejects.csv", "series.csv"];
  const contents = () => results.map((name) => readFileSync(join(out, name), "utf8"));
  expect(await weir("run", at("ok.csv"), "--out", out)).toMatchObject({ code: 0 });
  const before = contents();
  expect(before[3]!.length).toBeGreaterThan(1000);
  for (const wrong of [[at("missing.csv")], [at("header.csv")], [at("ok.csv"), "--plugin", "nosuch"]]) {
    expect(await weir("run", ...wrong, "--out", out)).toMatchObject({ code: 2 });
    expect(contents()).toEqual(before);
  }
  // One that begins takes their place, though it has no result.
  expect(await weir("run", at("ok.csv"), "--plugin", "active-alarms", "--out", out)).toMatchObject({ code: 0 });
  expect(contents().map((text, i) => (i === 1 ? "" : text))).toEqual([
    ...["", "", "source,row,reason,detail,text\n", "time,station,sensor,alarm,rule,series,value\n"],
  ]);
}, 60_000);

test("a run that does not begin leaves no run in its store, of which reports and exports would tell", async () => {
  const [store, out] = [at("not-begun.db"), at("not-begun.csv")];
  expect(await weir("run", at("ok.csv"), "--store", store)).toMatchObject({ code: 0 });
  for (const wrong of [[at("missing.csv")], [at("ok.csv"), "--plugin", "nosuch"]])
    expect(await weir("run", ...wrong, "--store", store)).toMatchObject({ code: 2 });
  const { code, stderr } = await weir("export", store, "--out", out);
  expect({ code, stderr }).toEqual({ code: 0, stderr: `weir: 3,000 rows in ${out}\n` });
  expect(await weir("export", store, "--what", "runs", "--out", out)).toMatchObject({ stderr: `weir: 1 row in ${out}\n` });
}, 60_000);
