import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { htmlPage, reportSection } from "../../src-main/reports/html-page.ts";
import type { ReportResult } from "../../src-main/reports/report-result.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { writePlugin } from "../support/plugin-folder.ts";
import { rowsOf, weir, weirReport } from "./weir-report.ts";

// What `weir report` writes as a page and as data files.

const folder = temporaryFolder();
const csv = join(folder.path, "stations 'of' <b>.csv");
const SHIPPED = [
  ...["station-share", "value-histogram", "alarms-per-period", "alarm-ranking", "alarms-by-hour", "alarms-by-weekday"],
  "data-quality",
];

beforeAll(() => writeBts(csv, { stations: 3, days: 2, seed: 4 }));
afterAll(() => folder.remove());

/** Everything in a page that makes a browser fetch something, by element and attribute. */
function references(html: string): string[] {
  const found: string[] = [];
  for (const [tag] of html.matchAll(/<[a-zA-Z][^>]*>/g)) {
    if (/^<(script|link|iframe|object|embed|img|image|video|audio|source|use|base|form|frame)\b/i.test(tag)) found.push(tag);
    for (const [, name, value] of tag.matchAll(/\s([\w:-]+)\s*=\s*"([^"]*)"/g)) {
      if (/^(src|href|xlink:href|srcset|action|poster|data|background|formaction|on\w+)$/i.test(name!))
        found.push(`${name}=${value}`);
      if (/(?:https?:)?\/\/|url\((?!#)|expression\(/i.test(value!) && name !== "xmlns" && !name!.startsWith("xmlns:"))
        found.push(`${name}=${value}`);
    }
  }
  for (const [, style] of html.matchAll(/<style>(.*?)<\/style>/gs)) {
    if (/url\(|@import|@font-face/i.test(style!)) found.push("style");
  }
  return found;
}

test("a page is one file with every chart and nothing from outside", async () => {
  const out = join(folder.path, "page.html");
  const title = "Stations & <script>alert(1)</script>";
  expect(await weir("report", csv, "--title", title, "--notes", "a note\nof two lines", "--out", out)).toMatchObject({ code: 0 });
  const html = readFileSync(out, "utf8");
  expect(references(html)).toEqual([]);
  expect(html).toContain("default-src 'none'");
  expect(html).not.toContain("<script");
  expect(html).toContain("Stations &#38; &#60;script&#62;alert(1)&#60;/script&#62;</h1>");
  expect(html).toContain("a note\nof two lines");
  // Six charts and a table, with the numbers of each behind it; a chart that has a row for itself is drawn for paper too.
  expect(html.match(/<section/g)).toHaveLength(7);
  const onScreen = html.replace(/<div class="paper"><svg.*?<\/svg><\/div>/gs, "");
  expect(onScreen.match(/<svg/g)).toHaveLength(6);
  expect(html.match(/<svg/g)).toHaveLength(7);
  expect(html.match(/<table/g)).toHaveLength(7);
  // Every colour is one of the theme's: nothing is left of what stood in for them.
  expect(html).not.toMatch(/#fec1/i);
  const used = new Set([...html.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name));
  for (const name of used) expect(html).toMatch(new RegExp(`${name}:#`));
  // The catalogue's words, the accounting and the command.
  expect(html).toContain("High room temperature");
  expect(html).toMatch(/[\d,]+ read = [\d,]+ accepted \+ 0 malformed/);
  expect(html).toContain("weir report &#39;");
});

test("the data of every format is the same", async () => {
  const all = await weirReport(folder.path, csv);
  expect(all.map(({ id }) => id)).toEqual(SHIPPED);
  const outs = ["data.csv", "data.parquet"];
  for (const out of outs) expect(await weir("report", csv, "--out", join(folder.path, out))).toMatchObject({ code: 0 });
  const raw = await (await DuckDBInstance.create(":memory:")).connect();
  for (const { id, columns } of all) {
    const names = Object.keys(columns);
    for (const read of [
      `read_csv('${join(folder.path, `data-${id}.csv`)}', all_varchar = true)`,
      `'${join(folder.path, `data-${id}.parquet`)}'`,
    ]) {
      const rows = (
        await raw.runAndReadAll(`select ${names.map((name) => `"${name}"::varchar`).join(", ")} from ${read}`)
      ).getRows();
      const number = (text: unknown): unknown => (text === null || Number.isNaN(Number(text)) ? text : Number(text));
      const want = rowsOf(columns).map((row) => row.map((cell) => (cell === null ? null : number(String(cell)))));
      expect(rows.map((row) => row.map(number))).toEqual(want);
    }
  }
  raw.closeSync();
});

test("one report goes to the file that was named, and JSON to stdout", async () => {
  const own = join(folder.path, "one");
  await weir("report", csv, "--report", "station-share", "--out", `${own}.csv`);
  expect(readFileSync(`${own}.csv`, "utf8").split("\n")[0]).toBe("station,events,share");
  expect(readdirSync(folder.path).filter((name) => name.startsWith("one"))).toEqual(["one.csv"]);
  const { stdout } = await weir("report", csv, "--report", "station-share");
  expect(JSON.parse(stdout).reports[0].columns.station).toHaveLength(3);
});

test("a stretch of time has only its events", async () => {
  const args = ["--report", "alarms-per-period", "--from", "2017-02-19", "--to", "2017-02-20"];
  const [report] = await weirReport(folder.path, csv, ...args);
  expect(new Set(report!.columns["period"])).toEqual(new Set(["2017-02-19"]));
});

test.each([
  [["--out", "x.docx"], /--out x\.docx: must end in \.html, \.pdf, \.png, \.json, \.csv, \.parquet/],
  [["--report", "nothing"], /there is no report "nothing"; there are station-share/],
  [["--report", "value-histogram:bins=-1"], /bins must be at least 0/],
  [["--report", "value-histogram:colour=red"], /there is no setting "colour"/],
  [["--timezone", "Mars/Olympus"], /--timezone Mars\/Olympus is not known/],
  [["--from", "soon"], /--from/],
  [["--out", "/nowhere/at/all.json"], /--out \/nowhere\/at\/all\.json: the folder \/nowhere\/at does not exist/],
])("%j is wrong usage, in one line", async (args, message) => {
  const { code, stderr } = await weir("report", csv, ...args);
  expect(code).toBe(2);
  expect(
    stderr
      .trimEnd()
      .split("\n")
      .find((line) => message.test(line)),
  ).toBeDefined();
});

test("what comes from data is escaped wherever it stands on the page", async () => {
  const hostile = '"><img src=x onerror=alert(1)><script>';
  const column = (name: string, values: (string | number)[]) => ({
    name,
    label: hostile,
    unit: hostile,
    values,
    names: { [hostile]: hostile },
  });
  const columns = [column("station", [hostile, "b"]), column("events", [1, 2])];
  const base = {
    id: hostile,
    title: hostile,
    description: hostile,
    settings: { [hostile]: hostile },
    chosen: hostile,
    told: [hostile],
    columns,
    rows: 2,
    cut: true,
    seconds: 0,
  };
  const charts = [
    { kind: "bar", x: "station", y: ["events"], horizontal: true },
    { kind: "bar", x: "station", y: ["events"], stackBy: "station" },
    { kind: "line", x: "station", y: ["events"], splitBy: "station" },
    { kind: "heat", x: "station", y: "station", value: "events" },
    { kind: "table" },
  ] as const;
  const sections = charts.map((chart, i) => reportSection({ ...base, chart } as ReportResult, i));
  const head = {
    title: hostile,
    notes: hostile,
    source: hostile,
    timezone: hostile,
    command: hostile,
    version: hostile,
    accounting: [hostile],
  };
  const html = await htmlPage({ ...head, figures: [{ label: hostile, value: hostile, aside: hostile }] }, sections);
  expect(references(html)).toEqual([]);
  expect(html).not.toMatch(/<img|<script/);
});

test("of a range, first, last and longest gap are the range's; what was read and refused says that it is everything's", async () => {
  const wrongClock = join(folder.path, "wrong clock.csv");
  const row = (time: string, i: number): string => `${time},s,t,${20 + (i % 5)}`;
  const lines = ["2026-03-01T00:00:00Z", "2026-03-01T00:10:00Z", "2026-03-01T00:40:00Z", "2107-01-01T00:00:00Z"].map(row);
  writeFileSync(wrongClock, ["time,station,sensor,value", ...lines, "no time,s,t,1", ""].join("\n"));
  const other = join(folder.path, "other.csv");
  writeFileSync(
    other,
    ["time,station,sensor,value", row("2026-03-01T00:20:00Z", 1), row("2026-03-01T00:21:00Z", 2), ""].join("\n"),
  );
  const range = ["--report", "data-quality", "--to", "2027-01-01"];
  const gaps = async (...files: string[]) => (await weirReport(folder.path, ...(files as [string]), ...range))[0]?.columns;
  expect(await gaps(wrongClock)).toMatchObject({
    ...{ read: [5], accepted: [4], unconvertible: [1], longest_gap: [1_800_000] },
    ...{ first: ["2026-03-01T00:00:00.000Z"], last: ["2026-03-01T00:40:00.000Z"] },
  });
  expect(await gaps(wrongClock, other)).toMatchObject({ accepted: [2, 4], longest_gap: [60_000, 1_800_000] });
  const out = join(folder.path, "range.html");
  expect(await weir("report", wrongClock, ...range, "--out", out)).toMatchObject({ code: 0 });
  const html = readFileSync(out, "utf8");
  expect(html).toContain("20.00 % of 5, of everything read");
  expect(html).toMatch(/30 min<\/\w+>.{0,60}in the range/s);
});

test("a histogram says which sensor or quantity it took, where nobody said it, and counts a single row as one", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${new Date(i * 60_000).toISOString()},mill,t${i < 20 ? 7 : i},${i % 4}`);
  const several = join(folder.path, "several.csv");
  writeFileSync(several, `time,station,sensor,value\n${rows.join("\n")}\n`);
  const one = join(folder.path, "one reading.csv");
  writeFileSync(one, "time,station,sensor,value\n2026-01-01T00:00:00Z,mill,speed,4\n");
  const page = async (file: string, ...settings: string[]): Promise<string> => {
    const out = join(folder.path, "told.html");
    const report = ["value-histogram", ...settings].join(":");
    expect(await weir("report", file, "--report", report, "--out", out)).toMatchObject({ code: 0 });
    return readFileSync(out, "utf8");
  };
  expect(await page(several)).toContain(" · Sensor: t7, of 21 the one with the most events · Period: Hour of day");
  expect(await page(several, "sensor=t30")).toMatch(/per station · Sensor code: t30 · Period/);
  expect(await page(csv)).toContain(" · Quantity: temperature · Period: Hour of day");
  const single = await page(one);
  expect(single).toContain(" · Sensor: speed · Period");
  expect(single).toContain("Numbers: 1 row<");
});

test("reports without a row share one block at the end of a page; a single one keeps its place", async () => {
  const measured = join(folder.path, "measured.csv");
  writeFileSync(measured, "time,station,sensor,value\n2026-01-01T00:00:00Z,mill,speed,4\n2026-01-01T00:01:00Z,mill,speed,5\n");
  const out = join(folder.path, "measured.html");
  const headings = async (...args: string[]): Promise<string[]> => {
    expect(await weir("report", measured, ...args, "--out", out)).toMatchObject({ code: 0 });
    return [...readFileSync(out, "utf8").matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title!);
  };
  const shown = ["Share of events by station", "Histogram of values", "Data quality"];
  expect(await headings()).toEqual([...shown, "Nothing to show"]);
  const html = readFileSync(out, "utf8");
  const block = html.slice(html.indexOf("<h2>Nothing to show"));
  expect([...block.matchAll(/<p>(.*?) <span/g)].map(([, title]) => title)).toEqual([
    ...["Alarms per period", "Alarm ranking", "Alarms by hour of day", "Alarms by weekday and hour"],
  ]);
  expect(html).toContain("no alarm in the data");
  const reports = ["alarm-ranking", "station-share"].flatMap((id) => ["--report", id]);
  expect(await headings(...reports)).toEqual(["Alarm ranking", "Share of events by station"]);
});

test("an own catalogue gives reports its names, before those that ship, and says how grave its alarms are", async () => {
  const names = writePlugin(
    folder.path,
    "own-names",
    `import { defineCatalogue } from "weir";
export default defineCatalogue({ id: "own-names", title: "Own names",
  alarms: { "316": { name: "Pump runs dry", severity: "info" }, X1: { name: "Leak", severity: "critical" }, X2: { name: "Odd" } } });
`,
  );
  const pumps = join(folder.path, "pumps.csv");
  const rows = ["316", "X1", "X2"].flatMap((alarm) =>
    [0, 1, 0].map((on, i) => `2026-03-01T00:0${i}:00Z,p,t,${alarm},${i},${on === 1}`),
  );
  writeFileSync(pumps, ["time,station,sensor,alarm,value,active", ...rows, ""].join("\n"));
  const out = join(folder.path, "pumps");
  expect(await weir("run", pumps, "--plugin", "active-alarms", "--plugin", names, "--out", out)).toMatchObject({ code: 0 });
  const alerts = readFileSync(join(out, "alerts.jsonl"), "utf8").trim().split("\n");
  expect(
    alerts.map((line) => JSON.parse(line)).flatMap(({ title, severity, action }) => (action ? [] : [[title, severity]])),
  ).toEqual([
    ["Pump runs dry on", "info"],
    ["Leak on", "critical"],
    ["Odd on", "warning"],
  ]);
  const [ranking, ...others] = await weirReport(folder.path, pumps, "--report", "alarm-ranking", "--report", names);
  expect([others, ranking?.columns["name"]]).toEqual([[], ["Pump runs dry", "Leak", "Odd"]]);
  expect((await weirReport(folder.path, pumps, "--report", names)).map(({ id }) => id)).toEqual(SHIPPED);
});

test("a page says what was asked for as its form does, and a name once", async () => {
  const out = join(folder.path, "told.html");
  const chosen = ["--report", "value-histogram:period=month,quantity=voltage", "--report", "alarm-ranking"];
  expect(await weir("report", csv, ...chosen, "--out", out)).toMatchObject({ code: 0 });
  const html = readFileSync(out, "utf8");
  expect(html).toContain("per station · Quantity: voltage · Period: Month");
  expect(html).not.toMatch(/bins/i);
  const numbers = html.slice(html.indexOf("<h2>Alarm ranking")).match(/<table>.*?<\/table>/s)?.[0] ?? "";
  expect([...numbers.matchAll(/<th(?: [^>]*)?>(.*?)<\/th>/g)].map(([, head]) => head)).toEqual([
    ...["Alarm", "Active events", "Raised", "Over threshold"],
  ]);
  expect(numbers.match(/High room temperature/g)).toHaveLength(1);
  // The data keeps it.
  const [ranking] = await weirReport(folder.path, csv, "--report", "alarm-ranking");
  expect(ranking?.columns["name"]).toContain("High room temperature");
});

test.each([
  [1, "third"],
  [3, "wide"],
  [4, "full"],
] as const)("figures of %i files have the room their words need", async (rows, wants) => {
  const columns = Array.from({ length: 12 }, (_, c) => ({
    ...{ name: `c${c}`, label: "Unconvertible", unit: "", names: {} },
    values: Array.from({ length: rows }, () => 10_000),
  }));
  const result = {
    id: "data-quality",
    title: "Data quality",
    description: "",
    settings: {},
    chosen: "",
    told: [],
    columns,
    rows,
    cut: false,
    seconds: 0,
  };
  const section = reportSection({ ...result, chart: { kind: "table" } } as ReportResult);
  expect(section.wants).toBe(wants);
  expect((await section.html(wants, 0)).includes("upright")).toBe(rows < 4);
});
