import type { EChartsOption } from "echarts";
import { writeWholeSync } from "../sources/whole-file.ts";
import { keysOf, seriesRange } from "../store/read.ts";
import { alertsPage, type StoredAlert } from "../store/read-results.ts";
import type { Cell } from "../store/sql.ts";
import type { Store } from "../store/store.ts";
import { accountingLines } from "./accounting.ts";
import { AXIS_TEXT, categoryAxis, valueAxis } from "./chart-style.ts";
import { chartHtml, htmlPage, reportSection, type Section } from "./html-page.ts";
import { table } from "./html-table.ts";
import { colour } from "./palette.ts";
import { type ReportChoice, type ReportSource, runReports } from "./run-reports.ts";

export interface SummaryOptions {
  readonly store: Store;
  readonly run: number;
  /** The HTML file. */
  readonly out: string;
  readonly title: string;
  readonly command: string;
  readonly version: string;
  /** What was read. */
  readonly input: string;
  readonly timezone: string;
  readonly source: ReportSource;
  readonly choices: readonly ReportChoice[];
}

const ALERTS = 50;
const CHARTS = 4;
const MARKS = 200;

/** Writes one HTML page of a run: the accounting, the alerts, the sensors with most alerts, then the reports. */
export async function writeSummaryReport(options: SummaryOptions): Promise<void> {
  const { store, run, source, choices, timezone } = options;
  const sections: Section[] = [await alertSection(store, run), ...(await chartSections(store, run))];
  for (const result of await runReports({ store, run, timezone, source, choices }))
    sections.push(reportSection(result, sections.length));
  const { title, command, version, input } = options;
  const accounting = await accountingLines(store.connection, run);
  const page = await htmlPage({ title, source: input, timezone, command, version, accounting }, sections);
  writeWholeSync(options.out, page);
}

async function alertSection({ connection }: Store, run: number): Promise<Section> {
  const { alerts, total } = await alertsPage(connection, { run, order: "severity", limit: ALERTS });
  const column = (name: string, label: string, value: (alert: StoredAlert) => Cell) => ({
    ...{ name, label, unit: "" },
    values: alerts.map(value),
  });
  const columns = [
    column("severity", "Severity", ({ severity }) => severity),
    column("time", "Time (UTC)", ({ time }) => new Date(time).toISOString()),
    column("title", "Alert", ({ title }) => title),
    column("where", "Where", ({ station, sensor, alarm }) => [station, sensor, alarm].filter((part) => part !== "").join(" · ")),
    column("rule", "Rule", ({ rule }) => rule),
    column("value", "Value", ({ value }) => value),
  ];
  const subtitle = total > ALERTS ? `the worst and newest ${ALERTS} of ${total.toLocaleString("en")}` : `${total} in all`;
  return { title: "Alerts", subtitle, wants: "full", height: 0, html: () => table({ columns, rows: alerts.length, cut: false }) };
}

/** Sensors with most alerts, each with its values and the alerts on them. */
async function chartSections({ connection }: Store, run: number): Promise<Section[]> {
  const rows = await connection.runAndReadAll(
    `select station, sensor, count(*)::double from alert where run = $1 and action = 'raise' and sensor <> ''
     group by all order by 3 desc, 1, 2 limit ${CHARTS}`,
    [run],
  );
  const keys = await keysOf(connection, run);
  const sections: Section[] = [];
  for (const [station, sensor, count] of rows.getRows()) {
    const own = keys.filter((key) => key.station === station && key.sensor === sensor).sort((a, b) => b.events - a.events)[0];
    if (own === undefined) continue;
    const range = { from: own.firstMs, to: own.lastMs + 1 };
    const picture = await seriesRange(connection, { run, key: [own.station, own.sensor, own.alarm], ...range, pixels: 500 });
    const { alerts } = await alertsPage(connection, { run, stations: [own.station], ...range, limit: 100_000 });
    const marks = alerts.filter((alert) => alert.sensor === sensor && alert.action === "raise").slice(0, MARKS);
    const option = lineWithMarks(picture.time, picture.value, marks);
    const title = `${own.station} · ${own.sensor}${own.alarm ? ` · ${own.alarm}` : ""}`;
    const subtitle = `${Number(count).toLocaleString("en")} alerts, ${marks.length} marked; ${own.events.toLocaleString("en")} events; time in UTC`;
    sections.push({
      title,
      subtitle,
      wants: "full",
      height: 220,
      html: (size, height) => chartHtml(title, option, size, height),
    });
  }
  return sections;
}

const SYMBOLS = { critical: "diamond", warning: "triangle", info: "emptyCircle" } as const;
const COLOURS = { critical: colour("crit"), warning: colour("warn"), info: colour("info") };

function lineWithMarks(time: Float64Array, value: Float64Array, marks: readonly StoredAlert[]): EChartsOption {
  const onOff = value.length > 0 && value.every((one) => one === 0 || one === 1);
  return {
    useUTC: true,
    grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
    xAxis: { type: "time", ...categoryAxis, axisLabel: AXIS_TEXT, splitLine: { show: false } },
    yAxis: { type: "value", scale: true, ...valueAxis, splitNumber: onOff ? 1 : 4 },
    series: [
      {
        type: "line",
        // What is on or off holds until the next event.
        step: onOff ? "end" : false,
        showSymbol: false,
        lineStyle: { width: 1.2, color: colour("s1") },
        data: [...time].map((t, i) => [t, value[i] as number]),
      },
      {
        type: "scatter",
        symbolSize: 9,
        data: marks.map((alert) => ({
          value: [alert.time, markHeight(time, value, alert)],
          symbol: SYMBOLS[alert.severity],
          itemStyle: { color: COLOURS[alert.severity], opacity: 1 },
        })),
      },
    ],
  };
}

/** Where a mark lies on the line: at the reading its alert tells, if it tells one, not at a count or a chance. */
function markHeight(time: Float64Array, value: Float64Array, alert: StoredAlert): number {
  const told = value.findIndex(
    (one, i) =>
      one === alert.value && (time[i] as number) >= (alert.window?.start ?? alert.time) && (time[i] as number) <= alert.time,
  );
  return told < 0 ? near(time, value, alert.time) : (value[told] as number);
}

/** The value drawn last at or before a time. */
function near(time: Float64Array, value: Float64Array, at: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((time[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return value[Math.max(0, low - 1)] ?? 0;
}
