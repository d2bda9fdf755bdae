import { formatDuration } from "../engine/duration.ts";
import type { Sweep } from "../session/backtest-sweep.ts";
import type { Calibration } from "../session/calibration.ts";
import type { BacktestOutcome } from "../session/judge-alerts.ts";
import { counted } from "./counted.ts";

const percent = (n: number | null): string => (n === null ? "–" : `${Math.round(n * 1000) / 10} %`);
const minutes = (ms: number | null): string => (ms === null ? "–" : `${Math.round(ms / 6000) / 10} min`);
const rounded = (n: number): string => String(Number(n.toPrecision(2)));
const cells = ({ alerts, labels, recall, precision, falsePerDay, lead }: BacktestOutcome): string[] => [
  String(alerts),
  String(labels),
  percent(recall),
  percent(precision),
  rounded(falsePerDay),
  lead.median === null ? "–" : `${minutes(lead.median)} (${minutes(lead.p10)} to ${minutes(lead.p90)})`,
];
const HEADS = ["alerts", "labels", "recall", "precision", "false a station and day", "lead, median (p10 to p90)"];
const markdown = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** Outcomes by name. */
export const outcomeTable = (rows: readonly (readonly [string, BacktestOutcome])[]): string =>
  markdown(
    ["rule", ...HEADS],
    rows.map(([name, outcome]) => [name, ...cells(outcome)]),
  );

/** What each value of a setting gives; `atMost`: alerts a day asked for. */
export function sweepTable(
  setting: string,
  { points, silent, within }: Sweep,
  shown: (value: number) => string,
  atMost?: number,
): string {
  const lines = [
    markdown(
      [setting, ...HEADS],
      points.map(({ value, outcome }) => [shown(value), ...cells(outcome)]),
    ),
  ];
  lines.push(
    silent === null
      ? `It fires at every ${setting} tried.`
      : points.every(({ outcome }) => outcome.alerts === 0)
        ? `It fires at no ${setting} tried.`
        : `It would not have fired ${silent.upwards ? "from" : "up to"} ${setting} = ${shown(silent.value)}.`,
  );
  if (atMost !== undefined)
    lines.push(
      within === null
        ? `No ${setting} tried gives at most ${counted(atMost, "alert")} a day.`
        : `${setting} = ${shown(within.value)} gives at most ${counted(atMost, "alert")} a day (${rounded(within.alertsPerDay)}).`,
    );
  return lines.join("\n");
}

/** What was promised beside what happened. */
export function calibrationTable({ horizon, forecasts, open, bins, error, brier, brierOfMean }: Calibration): string {
  const used = bins.filter((bin) => bin.forecasts > 0);
  const digits = (n: number | null): string => (n === null ? "–" : n.toFixed(2));
  const lines = [
    markdown(
      ["given", "forecasts", "promised", "happened"],
      used.map((bin) => [
        `${Math.round(bin.from * 100)} to ${Math.round(bin.to * 100)} %`,
        String(bin.forecasts),
        digits(bin.promised),
        digits(bin.happened),
      ]),
    ),
    `${forecasts} forecasts of a failure within ${formatDuration(horizon)}; off by ${digits(error)} on average. ` +
      `Brier score ${digits(brier)}; always promising the mean: ${digits(brierOfMean)}.`,
  ];
  if (open > 0) lines.push(`${open} more reach beyond the data and are not judged.`);
  return lines.join("\n");
}
