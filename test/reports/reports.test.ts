import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../plugins/api.ts";
import baseStation from "../../plugins/base-station/index.ts";
import reports from "../../plugins/reports/index.ts";
import { openReportInput, type ReportInput } from "../../src-main/cli/report-input.ts";
import { htmlPage, reportSection } from "../../src-main/reports/html-page.ts";
import { runReports } from "../../src-main/reports/report-desk.ts";
import type { ReportResult } from "../../src-main/reports/report-result.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";

const folder = temporaryFolder();
const csv = join(folder.path, "bts.csv");
const catalogues = [baseStation].flat().filter((item) => item.type === "catalogue");
const list = reports as readonly Report[];
let input: ReportInput;
let raw: Awaited<ReturnType<DuckDBInstance["connect"]>>;

beforeAll(async () => {
  writeBts(csv, { stations: 3, days: 3, seed: 4 });
  const presets = catalogues.flatMap(({ id, mapping }) => (mapping === undefined ? [] : [{ name: id, preset: mapping }]));
  input = await openReportInput([csv], { presets });
  raw = await (await DuckDBInstance.create(":memory:")).connect();
  // Nothing of Weir: the file as DuckDB reads it.
  await raw.run(
    `create table r as select *, row_number() over () as n from read_csv('${csv}', header = true, all_varchar = true)`,
  );
  await raw.run(`create view v as select station_id, datapoint_id, alarm_id, n, strptime(replace(replace(event_time, ' UTC', ''), 'T', ' '),
    '%Y-%m-%d %H:%M:%S')::timestamp as t, value::double as value, valueThreshold::double as threshold, lower(isActive) in ('true', '1') as active from r`);
  await raw.run(`create table c as select *, active and not lag(active, 1, false) over (partition by station_id, datapoint_id, alarm_id
    order by t, n) as raised from v`);
});
afterAll(async () => {
  raw.closeSync();
  await input.close();
  folder.remove();
});

async function weir(id: string, settings: Record<string, string | number> = {}, timezone = "UTC"): Promise<ReportResult> {
  const found = list.find((report) => report.id === id)!;
  const defaults = Object.fromEntries(Object.entries(found.settings ?? {}).map(([name, { default: value }]) => [name, value]));
  const declared = list.map((report) => ({ description: "", ...report, settings: report.settings ?? {} }));
  const source = { reports: declared, catalogues, sql: async (_: string, values: object) => found.sql(values as never) };
  const choices = [{ id, settings: { ...defaults, ...settings } }];
  const [result] = await runReports({ store: input.store, run: input.run, timezone, source, choices });
  return result!;
}

const rowsOf = ({ columns, rows }: ReportResult): unknown[][] =>
  Array.from({ length: rows }, (_, i) => columns.map(({ values }) => values[i]));
const sql = async (text: string): Promise<unknown[][]> => (await raw.runAndReadAll(text)).getRows();
const sorted = (rows: unknown[][]): string[] => rows.map((row) => JSON.stringify(row)).sort();

const COUNTS = "(count(*) filter (where active))::double, (count(*) filter (where raised))::double";

test.each([
  ["station-share", {}, "select station_id, count(*)::double, count(*) / (select count(*) from c) from c group by 1"],
  ["alarms-per-period", { period: "day" }, `select station_id, strftime(t, '%Y-%m-%d'), ${COUNTS} from c group by 1, 2`],
  ["alarms-per-period", { period: "month" }, `select station_id, strftime(t, '%Y-%m'), ${COUNTS} from c group by 1, 2`],
  ["alarms-by-hour", {}, `select alarm_id, hour(t)::integer, ${COUNTS} from c group by 1, 2`],
  ["alarms-by-weekday", {}, `select isodow(t)::integer, hour(t)::integer, ${COUNTS} from c group by 1, 2`],
] as const)("%s %o is what SQL over the raw file says", async (id, settings, want) => {
  const got = rowsOf(await weir(id, settings));
  expect(got.length).toBeGreaterThan(0);
  expect(sorted(got)).toEqual(sorted(await sql(want)));
});

test("alarm-ranking counts thresholds exceeded, the most first", async () => {
  const got = rowsOf(await weir("alarm-ranking")).map(([alarm, , ...counts]) => [alarm, ...counts]);
  const want = await sql(
    `select alarm_id, ${COUNTS}, (count(*) filter (where value > threshold and threshold <> 999999))::double from c group by 1`,
  );
  expect(sorted(got)).toEqual(sorted(want));
  const exceeded = got.map((row) => row[3] as number);
  expect(exceeded).toEqual([...exceeded].sort((a, b) => b - a));
});

test("value-histogram of a sensor has equal bins that hold every event", async () => {
  const [[sensor] = []] = await sql(
    "select datapoint_id from c group by 1 having count(distinct value) > 20 order by count(*) desc, 1 limit 1",
  );
  const result = await weir("value-histogram", { sensor: String(sensor), period: "day", bins: 7 });
  const got = rowsOf(result).map(([station, period, start, , events]) => [
    station,
    period,
    Math.round((start as number) * 1e6),
    events,
  ]);
  const want = await sql(
    `with p as (select * from c where datapoint_id = '${sensor}'), e as (select min(value) lo, (max(value) - min(value)) / 7 w from p)
     select station_id, strftime(t, '%Y-%m-%d'), (lo + least(floor((value - lo) / w), 6) * w), count(*)::double from p, e group by 1, 2, 3`,
  );
  expect(sorted(got)).toEqual(sorted(want.map(([s, p, start, n]) => [s, p, Math.round((start as number) * 1e6), n])));
});

test("hours are those of the time zone asked for", async () => {
  const got = rowsOf(await weir("alarms-by-hour", {}, "Asia/Kolkata"));
  const want = await sql(`select alarm_id, hour(t + interval 330 minute)::integer, ${COUNTS} from c group by 1, 2`);
  expect(sorted(got)).toEqual(sorted(want));
});

test("data-quality says what was read and the longest time without data", async () => {
  const [row] = rowsOf(await weir("data-quality"));
  const [want] =
    await sql(`select count(*)::double, strftime(min(t), '%Y-%m-%dT%H:%M:%S.%gZ'), strftime(max(t), '%Y-%m-%dT%H:%M:%S.%gZ'),
    (select max(g)::double from (select epoch_ms(t) - lag(epoch_ms(t)) over (order by t) as g from c)) from c`);
  expect([row?.[1], row?.[2], row?.[9], row?.[10], row?.[11]]).toEqual([want?.[0], want?.[0], ...want!.slice(1)]);
});

test("the page is one file without script or outside reference, and escapes what comes from data", async () => {
  const result = await weir("station-share");
  const hostile = "<script>alert(1)</script>";
  const columns = result.columns.map((column, i) => (i === 0 ? { ...column, values: column.values.map(() => hostile) } : column));
  const head = { title: hostile, source: hostile, timezone: "UTC", command: hostile, version: "1", accounting: [hostile] };
  const page = htmlPage(head, [await reportSection({ ...result, columns, title: hostile })]);
  expect(page).toContain("<svg");
  expect(page).not.toMatch(/<script|\ssrc=|href="(?!#)|url\(/i);
  expect(page).not.toMatch(/#fec1/i);
});
