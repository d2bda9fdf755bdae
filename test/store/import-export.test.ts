import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { weir } from "../reports/weir-report.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";

// `weir import` and `weir export` as a user runs them, beside plain DuckDB on the same files.

const folder = temporaryFolder();
const main = resolve(import.meta.dirname, "../../out/cli/main.js");
const at = (name: string): string => join(folder.path, name);
let plain: { rows(sql: string): Promise<unknown[][]>; close(): void };

beforeAll(async () => {
  writeBts(at("a.csv"), { stations: 2, days: 0.2, seed: 5 });
  const text = readFileSync(at("a.csv"), "utf8");
  const lines = text.trimEnd().split("\n");
  const half = Math.floor(lines.length / 2);
  writeFileSync(at("part-1.csv.gz"), gzipSync(`${lines.slice(0, half).join("\n")}\n`));
  writeFileSync(at("part-2.csv.gz"), gzipSync(`${[lines[0], ...lines.slice(half)].join("\n")}\n`));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  plain = {
    rows: async (sql) =>
      (await connection.runAndReadAll(sql)).getRows().map((row) => row.map((value) => (value === null ? null : String(value)))),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
  await connection.run(`create table raw as select station_id as station, datapoint_id as sensor, alarm_id as alarm,
    strptime(event_time, '%Y-%m-%d %H:%M:%S UTC') as time, value::double as value, nullif(valueThreshold::double, 999999) as threshold,
    isActive::boolean as active from read_csv('${at("a.csv")}', all_varchar = true)`);
  await connection.run(`copy raw to '${at("rows.parquet")}' (format parquet)`);
});
afterAll(() => {
  plain.close();
  folder.remove();
});

const COLUMNS = "station, sensor, alarm, time, value, threshold, active";

test.each([
  ["a CSV", ["a.csv"]],
  ["packed parts by a glob", ["part-*.csv.gz"]],
  ["a Parquet file", ["rows.parquet"]],
])("%s is imported, and what is exported again is what was in it", async (name, files) => {
  const store = at(`${files[0]?.replaceAll("*", "x")}.db`);
  const imported = await weir("import", ...files.map(at), "--store", store);
  expect(imported).toMatchObject({ code: 0, stdout: "" });
  const count = (await plain.rows("select count(*) from raw"))[0]?.[0];
  expect(imported.stderr.replaceAll(",", "")).toContain(`read ${count} rows = ${count} accepted + 0 malformed`);
  for (const format of ["csv", "parquet"]) {
    const out = at(`out.${format}`);
    expect(await weir("export", store, "--out", out)).toMatchObject({ code: 0 });
    const read =
      format === "csv"
        ? `read_csv('${out}', types = {'station': 'varchar', 'sensor': 'varchar', 'alarm': 'varchar'})`
        : `'${out}'`;
    expect(await plain.rows(`(select ${COLUMNS} from ${read}) except all (select ${COLUMNS} from raw)`), name).toEqual([]);
    expect((await plain.rows(`select count(*) from ${read}`))[0]?.[0]).toBe(count);
  }
});

test("everything a store holds is exported, by name or by a SELECT, of a run and a stretch", async () => {
  const store = at("run.db");
  expect(await weir("run", at("a.csv"), "--store", store, "--out", at("results"))).toMatchObject({ code: 0 });
  expect(await weir("import", at("rows.parquet"), "--store", store)).toMatchObject({ code: 0 });
  const exported = async (...args: string[]): Promise<string[][]> => {
    const { code, stderr } = await weir("export", store, ...args, "--out", at("x.parquet"));
    expect(stderr).toMatch(/^weir: [\d,]+ rows in /);
    expect(code).toBe(0);
    return (await plain.rows(`from '${at("x.parquet")}'`)) as string[][];
  };
  const alerts = readFileSync(join(at("results"), "alerts.jsonl"), "utf8")
    .trimEnd()
    .split("\n");
  const stored = await exported("--what", "alerts", "--run", "1");
  expect(stored.length).toBe(alerts.length);
  expect((await exported("--what", "series", "--run", "1")).length).toBeGreaterThan(100);
  expect((await exported("--what", "runs")).map(([run]) => run)).toEqual(["1", "2"]);
  expect((await exported("--what", "metrics", "--run", "1")).some(([, name]) => name === "records_read_total")).toBe(true);
  const [first, last] = (await plain.rows("select min(time), max(time) from raw"))[0] as [string, string];
  const half = `${first.slice(0, 11)}${String(Number(first.slice(11, 13)) + 2).padStart(2, "0")}:00:00`;
  expect(last > half).toBe(true);
  expect((await exported("--from", half.replace(" ", "T"))).length).toBe(
    Number((await plain.rows(`select count(*) from raw where time >= '${half}'`))[0]?.[0]),
  );
  expect(await exported("--sql", "select station, count(*) as n from events group by 1 order by 1")).toEqual(
    await plain.rows("select station, count(*) from raw group by 1 order by 1"),
  );
  // What the catalogues that ship call the codes.
  expect(await exported("--sql", "select name from names where part = 'sensor' order by 1")).toContainEqual(["Room temperature"]);
});

/** `weir import - --store STORE`, given `text` on a stdin that stays open, and stopped by `signal` when the store has its run. */
async function importCutOff(store: string, text: string, signal: "SIGINT" | "SIGKILL"): Promise<[number | null, string]> {
  const child = spawn(process.execPath, [main, "import", "-", "--store", store], { stdio: ["pipe", "ignore", "pipe"] });
  child.stdin.on("error", () => {});
  child.stdin.write(text);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (said += piece));
  const over = once(child, "close");
  // The run is in the log of the store before anything is read.
  while (!existsSync(`${store}.wal`) || !readFileSync(`${store}.wal`).includes("import")) await setTimeout(20);
  child.kill(signal);
  const [code] = (await over) as [number | null];
  return [code, said];
}

test("an import that is stopped is taken back, at once or, where it was killed, by the next one", async () => {
  const head = readFileSync(at("a.csv"), "utf8");
  const text = head.repeat(Math.ceil(700_000 / head.length));
  const fresh = at("stopped-new.db");
  const [code, said] = await importCutOff(fresh, text, "SIGINT");
  expect([code, said]).toEqual([1, expect.stringMatching(/import stopped: nothing of it is in .*stopped-new\.db\n$/)]);
  expect(existsSync(fresh) || existsSync(`${fresh}.wal`)).toBe(false);
  const store = at("stopped.db");
  const runs = async (): Promise<unknown[][]> => {
    expect(await weir("export", store, "--what", "runs", "--out", at("runs.csv"))).toMatchObject({ code: 0 });
    return plain.rows(`select run, ended is not null from '${at("runs.csv")}' order by run`);
  };
  await weir("import", at("a.csv"), "--store", store);
  expect((await importCutOff(store, text, "SIGINT"))[0]).toBe(1);
  expect(await runs()).toEqual([["1", "true"]]);
  expect((await importCutOff(store, text, "SIGKILL"))[0]).toBe(null);
  expect(await runs()).toEqual([
    ["1", "true"],
    ["2", "false"],
  ]);
  expect((await weir("export", store, "--out", at("part.csv"))).stderr).toMatch(
    /run 2 of .*stopped\.db was cut off before its end/,
  );
  expect((await weir("import", at("a.csv"), "--store", store)).stderr).toMatch(
    /cut off before its end: what it left \(run 2\) is taken back/,
  );
  expect(await runs()).toEqual([
    ["1", "true"],
    ["2", "true"],
  ]);
});

test("what cannot be is one line, and leaves nothing behind", async () => {
  writeFileSync(at("broken.parquet"), "PAR1 and then nothing PAR1");
  writeFileSync(at("kept.csv"), "kept");
  const cases: [string[], RegExp, number][] = [
    [["import", at("broken.parquet"), "--store", at("none.db")], /broken\.parquet is not a Parquet file that can be read/, 2],
    [["import", at("no-*.csv"), "--store", at("none.db")], /no file matches/, 2],
    [["export", at("run.db"), "--run", "9", "--out", at("x.csv")], /has no run 9/, 2],
    [["export", at("run.db"), "--what", "keys", "--out", at("x.csv")], /--what keys: choose from events, alerts/, 2],
    [["export", at("run.db"), "--out", at("x.json")], /must end in \.csv or \.parquet/, 2],
    [["export", at("run.db"), "--sql", "drop table event", "--out", at("kept.csv")], /only a SELECT is allowed here/, 2],
    [["export", at("run.db"), "--sql", "from read_csv('/etc/passwd')", "--out", at("kept.csv")], /not allowed here/, 2],
  ];
  for (const [args, message, code] of cases) {
    const said = await weir(...args);
    expect(said.stderr).toMatch(message);
    expect(said.stderr.trimEnd()).not.toContain("\n");
    expect(said.code, args.join(" ")).toBe(code);
  }
  expect(existsSync(at("none.db"))).toBe(false);
  expect(readFileSync(at("kept.csv"), "utf8")).toBe("kept");
});

test("events of one time come out in the order in which they were released, and in the same one from the exported file", async () => {
  const rows = ["0,,1,2", ...Array.from({ length: 30 }, (_, i) => `${Math.floor(i / 3)},${i},${i + 100},${i + 200}`)];
  writeFileSync(at("wide.csv"), `time,zeta,alpha,mid\n${rows.join("\n")}\n`);
  const wide = { time: { columns: ["time"], format: "epoch-ms" }, values: ["zeta", "alpha", "mid"] };
  writeFileSync(at("wide.json"), JSON.stringify(wide));
  const store = at("wide.db");
  await weir("import", at("wide.csv"), "--mapping", at("wide.json"), "--store", store);
  const released = ["1", "2", ...Array.from({ length: 30 }, (_, i) => [i, i + 100, i + 200].map(String)).flat()];
  for (const format of ["csv", "parquet"]) {
    const out = at(`wide-out.${format}`);
    expect(await weir("export", store, "--out", out)).toMatchObject({ code: 0 });
    expect((await plain.rows(`select value::integer from '${out}'`)).flat(), format).toEqual(released);
    const every = await weir("window", out, "--by", "", "--window", "count:1/1", "--aggregate", "last");
    expect(
      every.stdout
        .trimEnd()
        .split("\n")
        .map((line) => String((JSON.parse(line) as { last: number }).last)),
      format,
    ).toEqual(released);
  }
});

test("on a full disk nothing half written is left: what stood there stays, and one line says so", async (context) => {
  const disk = at("small");
  mkdirSync(disk);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", disk], { stdio: "ignore" });
  } catch {
    return context.skip();
  }
  try {
    const store = at("full.db");
    await weir("import", at("a.csv"), "--store", store);
    writeFileSync(join(disk, "before.csv"), "as it was\n");
    for (const name of ["new.csv", "new.parquet", "before.csv"]) {
      const { code, stderr } = await weir("export", store, "--out", join(disk, name));
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: `weir: cannot write ${join(disk, name)}: no space left on its disk; free some, or choose another place\n`,
      });
    }
    for (const [name, ...command] of [
      ["page.html", "report", store, "--out"],
      ["bundle.js", "bundle", at("a.csv"), "--out"],
      ["f.csv", "simulate", "bts", "--stations", "2", "--days", "1", "--out"],
      ["page.html", "run", at("a.csv"), "--plugin", "alarm-counts", "--report"],
    ] as const) {
      const answer = await weir(...command, join(disk, name));
      expect({ command, ...answer }).toMatchObject({ stderr: expect.stringMatching(`${name}: no space left on its disk`) });
      expect(answer.code).not.toBe(0);
    }
    // Not even begun, and in the middle.
    for (const [size, code] of [
      ["8k", 2],
      ["96k", 1],
    ] as const) {
      execFileSync("mount", ["-o", `remount,size=${size}`, disk]);
      expect(await weir("import", at("a.csv"), "--store", join(disk, "s.db")), size).toMatchObject({
        code,
        stderr: expect.stringMatching(/^weir: cannot write .*s\.db: no space left on its disk; free some/),
      });
    }
    // Nothing fits any more, not even a lock.
    writeFileSync(join(disk, "all"), "");
    try {
      appendFileSync(join(disk, "all"), Buffer.alloc(1 << 20));
    } catch {
      // As far as there was room.
    }
    const full = (place: string): string => `weir: cannot write ${join(disk, place)}: no space left on its disk;`;
    for (const [command, line] of [
      [["run", at("a.csv"), "--plugin", "alarm-counts", "--out", join(disk, "out")], full("out")],
      [["plugin", "new", join(disk, "plug")], full("plug")],
    ] as const) {
      const { code, stderr } = await weir(...command);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(line) });
    }
    const logged = await weir("run", at("a.csv"), "--plugin", "alarm-counts", "--log", join(disk, "run.log"));
    expect(logged).toMatchObject({ code: 0, stderr: expect.stringContaining(full("run.log")) });
    rmSync(join(disk, "run.log"), { force: true });
    expect(readdirSync(disk)).toEqual(["all", "before.csv"]);
    expect(readFileSync(join(disk, "before.csv"), "utf8")).toBe("as it was\n");
  } finally {
    execFileSync("umount", ["-l", disk]);
  }
});

test("each source keeps its own counts, however many rows are refused beyond those kept with their text", async () => {
  const head = "time,station,temp,wind\n";
  const row = (i: number, temp: string): string => `2024-01-01 ${String(i % 24).padStart(2, "0")}:00:00,s,${temp},3\n`;
  const many = (rows: number, temp: string): string => Array.from({ length: rows }, (_, i) => row(i, temp)).join("");
  writeFileSync(at("good.csv"), head + many(50, "1"));
  writeFileSync(at("bad.csv"), `${head}${many(40, "2")}${many(10_500, "oops")}${"torn\n".repeat(20)}`);
  const store = at("shares.db");
  expect(await weir("import", at("good.csv"), at("bad.csv"), "--store", store)).toMatchObject({ code: 0 });
  const run = await weir("run", at("good.csv"), at("bad.csv"), "--reject-cap", "3", "--order", "arrival", "--store", store);
  expect(run).toMatchObject({ code: 0 });
  const sources = async (number: string): Promise<string[][]> => {
    const sql = "select source, read, accepted, malformed, unconvertible, late from sources order by source desc";
    expect(await weir("export", store, "--run", number, "--sql", sql, "--out", at("shares.csv"))).toMatchObject({ code: 0 });
    const lines = readFileSync(at("shares.csv"), "utf8").trimEnd().split("\n").slice(1);
    return lines.map((line) => line.replace(`${folder.path}/`, "").split(","));
  };
  expect(await sources("1")).toEqual([
    ["good.csv", "50", "50", "0", "0", "0"],
    ["bad.csv", "10560", "40", "20", "10500", "0"],
  ]);
  // In the order of the file all that goes back to an hour before is late.
  const late = (await sources("2")).map(([, ...numbers]) => numbers.map(Number));
  expect(late.map(([read]) => read)).toEqual([50, 10_560]);
  for (const [read, accepted, ...refused] of late) expect(refused.reduce((a, b) => a + b, accepted as number)).toBe(read);
  expect(late.every(([, , , , behind]) => (behind as number) > 20)).toBe(true);
});
