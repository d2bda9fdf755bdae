import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runReports } from "../../src-main/reports/run-reports.ts";
import { PluginLibrary } from "../../src-main/session/plugin-library.ts";
import { openReportInput, type ReportInput } from "../../src-main/session/report-input.ts";
import { reportSource } from "../../src-main/session/report-library.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";
import { weir } from "./weir-report.ts";

// A report plugin somebody sent: it is refused or stopped in one clear line, and whoever runs it goes on.

const folder = temporaryFolder();
const leak = join(folder.path, "leak.csv");
const csv = join(folder.path, "data.csv");

const HOSTILE: Readonly<Record<string, readonly [sql: string, message: RegExp]>> = {
  "copy-to": [`copy events to '${leak}'`, /only a SELECT is allowed/],
  "read-file": [
    "select content as n from read_text('/etc/passwd')",
    /table function read_text is not allowed here; only the views/,
  ],
  "read-csv": ["select count(*) as n from read_csv('/etc/passwd')", /table function read_csv is not allowed here/],
  attach: [`attach '${leak}' as other`, /only a SELECT is allowed/],
  install: ["install httpfs", /only a SELECT is allowed/],
  load: ["load httpfs", /only a SELECT is allowed/],
  set: ["set enable_external_access = true", /only a SELECT is allowed/],
  pragma: ["pragma memory_limit = '100GB'", /only a SELECT is allowed/],
  several: ["select 1 as n; drop table event", /exactly one SELECT is allowed, this has 2 statements/],
  environment: ["select getenv('HOME') as n", /function getenv is not allowed/],
  endless: [
    "with recursive r as (select 1 as n union all select n + 1 from r) select max(n) as n from r",
    /it took longer than 1 s/,
  ],
  "many-rows": ["select count(*)::double as n from range(1000000000) a, range(1000000000)", /it took longer than 1 s/],
  "large-value": ["select len(repeat('x', 2000000000)) as n", /size of repeat must be a number of at most/],
  "no-column": ["select 1 as other", /its SQL has no column "n"; it has other/],
};
const DEFINED = [
  ...Object.entries(HOSTILE).map(([id, [sql]]) => [id, sql] as const),
  ["good", "select count(*)::double as n from events"],
];
const SOURCE = `import { defineReport } from "weir";
const report = (id: string, sql: string) => defineReport({ id, title: id, sql: () => sql, columns: [{ name: "n", label: "N" }], chart: { kind: "table" } });
export default [
${DEFINED.map(([id, sql]) => `  report(${JSON.stringify(id)}, ${JSON.stringify(sql)}),`).join("\n")}
  defineReport({ id: "hangs", title: "hangs", sql: () => { for (;;) {} }, columns: [{ name: "n", label: "N" }], chart: { kind: "table" } }),
  defineReport({ id: "escapes", title: "escapes", sql: () => \`select '\${(globalThis as any).process?.env.HOME ?? "no process"}' as n\`,
    columns: [{ name: "n", label: "N" }], chart: { kind: "table" } }),
];
`;

let input: ReportInput;
let library: PluginLibrary;
let plugin: string;

beforeAll(async () => {
  const rows = Array.from({ length: 50 }, (_, i) => `2026-01-01T00:00:${String(i).padStart(2, "0")}Z,a,${i}`);
  writeFileSync(csv, `time,station,value\n${rows.join("\n")}\n`);
  plugin = writePlugin(folder.path, "hostile", SOURCE);
  library = await PluginLibrary.open({ workerDir, folders: [plugin] });
  input = await openReportInput([csv], { presets: [] });
}, 60_000);
afterAll(async () => {
  await input?.close();
  await library?.close();
  folder.remove();
});

const run = (id: string) =>
  runReports({
    ...{ store: input.store, run: input.run, timezone: "UTC", source: reportSource(library) },
    choices: [{ id, settings: {} }],
    limits: { rows: 1000, milliseconds: 1000 },
  });

test.each(Object.entries(HOSTILE))("%s is refused or stopped, and the next report answers", async (id, [, message]) => {
  const failure: Error = await run(id).then(
    () => new Error("it was answered"),
    (error) => error,
  );
  expect(failure.message).toMatch(message);
  expect(failure.message).toMatch(new RegExp(`^report ${id}: `));
  expect(failure.message).not.toContain("\n");
  expect(existsSync(leak)).toBe(false);
  const [good] = await run("good");
  expect(good?.columns[0]?.values).toEqual([50]);
});

test("a plugin cannot reach the process from the function that writes its SQL", async () => {
  const [result] = await run("escapes");
  expect(result?.columns[0]?.values).toEqual(["no process"]);
});

test("a plugin that never answers with its SQL is ended, and the shipped reports go on", async () => {
  await expect(run("hangs")).rejects.toThrow("report hangs: the function that writes its SQL: did not return within 5 s");
  const [share] = await run("station-share");
  expect(share?.columns.map(({ values }) => values)).toEqual([["a"], [50], [1]]);
}, 60_000);

test("the command line says so in one line, ends with 1 and leaves no file", async () => {
  const out = join(folder.path, "never.json");
  const endless = await weir("report", csv, "--report", plugin, "--time-limit", "1s", "--out", out);
  expect(endless).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^weir: report copy-to: only a SELECT is allowed here\n$/m),
  });
  expect(existsSync(out)).toBe(false);
}, 60_000);
