import { bars, lines, ranking } from "./chart-bars.ts";
import { heatOption } from "./chart-heat.ts";
import type { ReportResult } from "./report-result.ts";

/** A chart as plain data: echarts draws it as SVG here and on a canvas in the app. */
export interface Chart {
  readonly option: Readonly<Record<string, unknown>>;
  /** px. */
  readonly height: number;
  /** What the chart leaves out or adds up, for a person; "" = nothing. */
  readonly note: string;
  /** Wants two thirds of a page, not one. */
  readonly wide: boolean;
  /** Of a heat map: its colours from nothing to `most`. */
  readonly ramp: { readonly colours: readonly string[]; readonly most: number } | null;
}

/** The chart of a report; null for a table or an empty result. */
export function reportChart(result: ReportResult): Chart | null {
  const { chart, rows } = result;
  if (rows === 0) return null;
  switch (chart.kind) {
    case "bar":
      return chart.horizontal
        ? ranking(result, chart.x, chart.y)
        : bars(result, chart.x, chart.y, chart.stackBy, chart.y.length === 1 || chart.stackBy !== undefined);
    case "line":
      return lines(result, chart.x, chart.y, chart.splitBy);
    case "heat":
      return heatOption(result, chart);
    case "histogram":
      return bars(result, chart.start, [chart.value], chart.splitBy, true);
    case "table":
      return null;
  }
}
