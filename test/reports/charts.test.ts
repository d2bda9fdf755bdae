import { expect, test } from "vitest";
import type { ChartSpec } from "../../plugins/api.ts";
import { axisOf } from "../../src-main/reports/chart-axis.ts";
import { reportChart } from "../../src-main/reports/chart-option.ts";
import { chartSvg } from "../../src-main/reports/chart-svg.ts";
import { reportCommandLine } from "../../src-main/reports/command-line.ts";
import type { ReportResult } from "../../src-main/reports/report-result.ts";
import type { Cell } from "../../src-main/store/sql.ts";

// A chart shows what the rows say: nothing invented, nothing left out without a word.

function result(chart: ChartSpec, columns: Readonly<Record<string, readonly Cell[]>>): ReportResult {
  const lists = Object.entries(columns).map(([name, values]) => ({ name, label: name, unit: "", values, names: {} }));
  const rows = lists[0]!.values.length;
  return {
    id: "x",
    title: "x",
    description: "",
    settings: {},
    chosen: "",
    told: [],
    columns: lists,
    chart,
    rows,
    cut: false,
    seconds: 0,
  };
}
interface Option {
  readonly xAxis: { readonly data: readonly string[] };
  readonly series: readonly { readonly name: string; readonly data: readonly unknown[] }[];
}
const drawn = (chart: ChartSpec, columns: Readonly<Record<string, readonly Cell[]>>): Option & { note: string } => {
  const { option, note } = reportChart(result(chart, columns))!;
  return { ...(option as unknown as Option), note };
};

test("a missing value is a gap in a line, never 0", () => {
  const { series } = drawn({ kind: "line", x: "t", y: ["v"] }, { t: ["a", "b", "c"], v: [5, null, 7] });
  expect(series[0]!.data).toEqual([
    [0, 5],
    [1, null],
    [2, 7],
  ]);
});

test("two values at one place of a line are two points, not their sum", () => {
  const { series } = drawn({ kind: "line", x: "t", y: ["v"] }, { t: ["a", "a", "b"], v: [5, 6, 7] });
  expect(series[0]!.data).toEqual([
    [0, 5],
    [0, 6],
    [1, 7],
  ]);
});

test("bars of one place are added, and the chart says so; a place without a bar is empty", () => {
  const { series, note } = drawn({ kind: "bar", x: "t", y: ["v"] }, { t: ["a", "a", "b"], v: [5, 6, null] });
  expect(series[0]!.data).toEqual([11, null]);
  expect(note).toBe("rows of one bar are added");
});

test("days without a row stand on the axis", () => {
  const { xAxis, series } = drawn({ kind: "bar", x: "day", y: ["v"] }, { day: ["2017-02-27", "2017-03-02"], v: [1, 2] });
  expect(xAxis.data).toEqual(["2017-02-27", "2017-02-28", "2017-03-01", "2017-03-02"]);
  expect(series[0]!.data).toEqual([1, null, null, 2]);
});

test.each([
  [
    ["2016-11", "2017-02"],
    ["2016-11", "2016-12", "2017-01", "2017-02"],
  ],
  [
    ["2019", "2016"],
    ["2016", "2017", "2018", "2019"],
  ],
  [
    ["09", "12"],
    ["09", "10", "11", "12"],
  ],
  [
    [3, 1],
    [1, 2, 3],
  ],
  [
    [1.5, 0.5],
    [0.5, 1.5],
  ],
  [
    ["b", "a"],
    ["b", "a"],
  ],
  // A clock decades ahead does not make thirty thousand days.
  [
    ["2017-02-18", "2099-02-10"],
    ["2017-02-18", "2099-02-10"],
  ],
])("the axis of %j", (cells, axis) => {
  expect(axisOf(cells)).toEqual(axis);
});

test("what does not fit is said: bars, groups, lines, cells", () => {
  const many = Array.from({ length: 1200 }, (_, i) => `n${String(i).padStart(4, "0")}`);
  const ones = many.map((_, i) => i + 1);
  const bars = drawn({ kind: "bar", x: "n", y: ["v"] }, { n: many, v: ones });
  expect([bars.xAxis.data.length, bars.note]).toEqual([1000, "the first 1,000 of 1,200 on the axis"]);
  const ranking = drawn({ kind: "bar", x: "n", y: ["v"], horizontal: true }, { n: many, v: ones });
  expect([ranking.series[0]!.data.length, ranking.note]).toEqual([20, "the first 20 of 1,200"]);
  const twenty = many.slice(0, 20);
  const stack = drawn(
    { kind: "bar", x: "t", y: ["v"], stackBy: "n" },
    { t: twenty.map(() => "a"), n: twenty, v: ones.slice(0, 20) },
  );
  expect(stack.series.map(({ name }) => name)).toEqual([...twenty.slice(13).reverse(), "13 others"]);
  expect(stack.series.reduce((sum, { data }) => sum + (data[0] as number), 0)).toBe(210);
  const lines = drawn(
    { kind: "line", x: "t", y: ["v"], splitBy: "n" },
    { t: twenty.map(() => "a"), n: twenty, v: ones.slice(0, 20) },
  );
  expect([lines.series.length, lines.note]).toEqual([7, "13 smaller lines of 20 are not drawn"]);
  const heat = drawn({ kind: "heat", x: "x", y: "n", value: "v" }, { x: many.map(() => "a"), n: many, v: ones });
  expect([heat.series[0]!.data.length, heat.note]).toEqual([40, "square-root colour scale; the 40 largest of 1,200 lines"]);
});

test("bins stand on the axis as wide as they are, also those without an event", () => {
  const columns = { h: ["00", "00"], bin_start: [2, 8], bin_end: [4, 10], n: [1, 2] };
  const heat = drawn({ kind: "heat", x: "h", y: "bin_start", value: "n" }, columns);
  expect((heat as unknown as { yAxis: { data: string[] } }).yAxis.data).toEqual(["2", "4", "6", "8"]);
  const tenths = { h: ["00", "00"], bin_start: [0.1, 0.7], bin_end: [0.2, 0.8], n: [1, 2] };
  const fine = drawn({ kind: "heat", x: "h", y: "bin_start", value: "n" }, tenths);
  const data = ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7"];
  expect((fine as unknown as { yAxis: { data: string[] } }).yAxis.data).toEqual(data);
});

test("a heat map of hundreds of thousands of cells is drawn without running out of stack", () => {
  const n = 300_000;
  const columns = {
    x: Array.from({ length: n }, (_, i) => i % 1000),
    y: Array.from({ length: n }, (_, i) => Math.floor(i / 1000)),
    v: new Array(n).fill(1),
  };
  expect(drawn({ kind: "heat", x: "x", y: "y", value: "v" }, columns).series[0]!.data.length).toBe(40 * 400);
});

test("an SVG has the theme's colours by name", async () => {
  const { option } = reportChart(result({ kind: "bar", x: "t", y: ["v"] }, { t: ["a", "b"], v: [1, 2] }))!;
  const svg = await chartSvg(option, 400, 200);
  expect(svg).toContain('fill="var(--s1)"');
  expect(svg).not.toMatch(/#fec1|#5470c6/i);
  // Nor does one that is pointed at take another.
  expect(svg).not.toMatch(/:hover[^}]*(fill|pointer;)/);
});

test("the command line has what was changed, quoted for a shell, and no more", () => {
  const bins = { input: "number", label: "Bins", default: 20 } as const;
  const station = { input: "text", label: "Station", default: "" } as const;
  const wait = { input: "duration", label: "Wait", default: 1000 } as const;
  const chart = { kind: "table" } as const;
  const declaration = { id: "h", title: "h", description: "", settings: { bins, station, wait }, columns: [], chart };
  const usual = { bins: 20, station: "", wait: 1000 };
  const base = { paths: ["my file.csv"], all: ["h"], title: "Report", notes: "", timezone: "UTC", out: "report.html" };
  expect(reportCommandLine({ ...base, reports: [{ declaration, settings: usual }] })).toBe(
    "weir report 'my file.csv' --out report.html",
  );
  const settings = { bins: 20, station: "a,b's", wait: 90_000 };
  expect(
    reportCommandLine({
      ...base,
      ...{
        reports: [{ declaration, settings }],
        title: "It's",
        notes: "$HOME",
        timezone: "Asia/Kolkata",
        range: { from: 0, to: 1000 },
        once: true,
      },
    }),
  ).toBe(
    "weir report 'my file.csv' --once --report 'h:station=a\\,b'\\''s,wait=90s' --title 'It'\\''s' --notes '$HOME' --timezone Asia/Kolkata" +
      " --from 1970-01-01T00:00:00.000Z --to 1970-01-01T00:00:01.000Z --out report.html",
  );
});

test("bins nobody fell into stand on the axis of a histogram, in its unit", () => {
  const y = [-1.5, 0.25, 5.5].flatMap((value) => [value, value]);
  const { option } = reportChart({
    ...result({ kind: "heat", x: "h", y: "bin", value: "n" }, { h: y.map((_, i) => i), bin: y, n: [1, 2, 3, 4, 5, 6] }),
    columns: [
      { name: "h", label: "h", unit: "", values: y.map((_, i) => i), names: {} },
      { name: "bin", label: "bin", unit: "°C", values: y, names: {} },
      { name: "n", label: "n", unit: "", values: [1, 2, 3, 4, 5, 6], names: {} },
    ],
  })!;
  const { yAxis, series } = option as unknown as {
    yAxis: { data: string[] };
    series: { data: [number, number, number, number][] }[];
  };
  expect(yAxis.data).toEqual(["-1.5 °C", "0.3 °C", "2.0 °C", "3.8 °C", "5.5 °C"]);
  expect(series[0]!.data.map(([, line, , sum]) => [line, sum])).toEqual([...[0, 0, 1, 1, 4, 4].map((line, i) => [line, i + 1])]);
});

test("numbers that are no equal steps apart stand as they are; codes stand as numbers", () => {
  expect(axisOf([0.1, 0.25, 1.7])).toEqual([0.1, 0.25, 1.7]);
  const { yAxis } = drawn(
    { kind: "heat", x: "x", y: "code", value: "n" },
    { x: [1, 1, 1], code: ["10", "2", "1"], n: [1, 1, 1] },
  ) as never as {
    yAxis: { data: string[] };
  };
  expect(yAxis.data).toEqual(["10", "2", "1"]);
});

test("a ranking of nothing but zeros ranks by the next number, and says so", () => {
  const { series, note } = drawn(
    { kind: "bar", x: "a", y: ["over", "raised"], horizontal: true },
    { a: ["x", "y"], over: [0, 0], raised: [3, 1] },
  );
  expect(series[0]!.data).toMatchObject([{ value: 3 }, { value: 1 }]);
  expect(note).toBe("raised, because over is 0 everywhere");
});

test("counts have no fractions on their axis, and a part of the key that rows have not is said to be none", async () => {
  const chart: ChartSpec = { kind: "bar", x: "t", y: ["raised"], stackBy: "alarm" };
  const { option } = reportChart(result(chart, { t: ["a", "b"], alarm: ["", ""], raised: [1, 1] }))!;
  const { yAxis, series } = option as unknown as { yAxis: { interval: number }; series: { name: string }[] };
  expect([yAxis.interval, series[0]!.name]).toEqual([1, "(none)"]);
  expect(await chartSvg(option, 600, 260)).not.toMatch(/>0\.\d</);
  const shares = reportChart(result(chart, { t: ["a", "b"], alarm: ["x", "x"], raised: [0.4, 0.7] }))!;
  expect((shares.option as unknown as { yAxis: { interval: number } }).yAxis.interval).toBe(0.2);
});

test("ten years of days stand as months on an axis that has no room for them, and more as years; lines keep their points", () => {
  const day = (i: number): string => new Date(Date.UTC(2014, 0, 1 + i)).toISOString().slice(0, 10);
  const days = (n: number) => Array.from({ length: n }, (_, i) => day(i));
  const ones = (n: number): number[] => new Array(n).fill(1);
  const year = drawn({ kind: "bar", x: "day", y: ["v"] }, { day: days(366), v: ones(366) });
  expect([year.xAxis.data.length, year.note]).toEqual([366, ""]);
  const bars = drawn({ kind: "bar", x: "day", y: ["v"] }, { day: days(3652), v: ones(3652) });
  expect([bars.xAxis.data.length, bars.xAxis.data.at(-1), bars.series[0]!.data.slice(0, 2)]).toEqual([120, "2023-12", [31, 28]]);
  expect(bars.note).toBe("by month, as 3,652 bars have no room; rows of one bar are added");
  const heat = drawn({ kind: "heat", x: "day", y: "n", value: "v" }, { day: days(20_000), n: ones(20_000), v: ones(20_000) });
  expect([heat.xAxis.data.length, heat.xAxis.data[0]]).toEqual([55, "2014"]);
  expect(heat.note).toContain("by year, as 20,000 columns have no room");
  const line = drawn({ kind: "line", x: "day", y: ["v"] }, { day: days(900), v: ones(900) });
  expect([line.series[0]!.data.length, line.note]).toEqual([900, ""]);
});

test("value axes have steps of 1, 2 or 5 from 0 to above the longest stack; names at the ends of a crowded axis are not cut", () => {
  interface Axes {
    readonly xAxis: { readonly interval: number; readonly axisLabel: { readonly alignMinLabel?: string } };
    readonly yAxis: { readonly min: number; readonly max: number; readonly interval: number };
  }
  const axes = (chart: ChartSpec, columns: Readonly<Record<string, readonly Cell[]>>): Axes =>
    drawn(chart, columns) as unknown as Axes;
  const share: ChartSpec = { kind: "bar", x: "station", y: ["share"], horizontal: true };
  expect(axes(share, { station: ["A"], share: [1] }).xAxis.interval).toBe(20);
  const stacked: ChartSpec = { kind: "bar", x: "t", y: ["n"], stackBy: "by" };
  const few = axes(stacked, { t: ["a", "a"], by: ["p", "q"], n: [70, 60] });
  expect([few.yAxis, few.xAxis.axisLabel.alignMinLabel]).toMatchObject([{ min: 0, max: 150, interval: 50 }, undefined]);
  const many = Array.from({ length: 40 }, (_, i) => `a long name ${i}`);
  const crowded = axes({ kind: "bar", x: "t", y: ["n"] }, { t: many, n: many.map((_, i) => i) });
  expect(crowded.xAxis.axisLabel.alignMinLabel).toBe("left");
});
