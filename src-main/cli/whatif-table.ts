import { formatDuration } from "../engine/duration.ts";
import type { Difference } from "../session/difference.ts";
import { ALERTS_HELD } from "../session/held-alerts.ts";
import type { Lateness } from "../session/lateness.ts";
import type { Saved, Straggler } from "../session/what-if.ts";
import { isoTime } from "../sinks/files/csv-text.ts";
import { groupedDigits } from "../sources/grouped-digits.ts";
import { counted } from "./counted.ts";

/** Rows, windows and alerts of each kind that are named; all are counted. */
const NAMED = 10;

/** What comes of the rows under one bound, ms. */
export interface Outcome {
  readonly out_of_orderness: number;
  readonly late: number;
  readonly windows: number;
  readonly alerts: number;
}

/** What changes from one bound to the next, ms. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly saved: Saved;
  readonly windows: Difference;
  readonly alerts: Difference;
}

export interface WhatIf {
  readonly sources: readonly string[];
  readonly lateness: Lateness;
  readonly outcomes: readonly Outcome[];
  readonly steps: readonly Step[];
  /** Alerts from this time on, ms, are counted, but not compared. */
  readonly until: number;
}

/** What longer waits change, as Markdown: how far rows are behind, a table of the bounds, and from each to the next which are others. */
export function whatifTable({ sources, lateness, outcomes, steps, until }: WhatIf): string {
  const { rows, behind, median, p99, most } = lateness;
  const lines = [
    behind === 0
      ? `All ${counted(rows, "row")} come in order of time: no bound changes anything.`
      : `${groupedDigits(behind)} of ${counted(rows, "row")} come behind a later one: half by up to ${span(median)}, 99 % by up to ${span(p99)}, at most ${span(most)}. With a bound of ${span(most)} no row is late.`,
    "",
    "| wait | late rows | windows | alerts |",
    "| --- | --- | --- | --- |",
    ...outcomes.map(
      ({ out_of_orderness, late, windows, alerts }) =>
        `| ${[span(out_of_orderness), ...[late, windows, alerts].map(groupedDigits)].join(" | ")} |`,
    ),
  ];
  if (until !== Number.POSITIVE_INFINITY)
    lines.push(
      "",
      `More than ${groupedDigits(ALERTS_HELD)} alerts came: those before ${isoTime(until)} are compared, the others only counted.`,
    );
  for (const step of steps) lines.push("", ...stepLines(step, sources));
  return lines.join("\n");
}

function stepLines({ from, to, saved, windows, alerts }: Step, sources: readonly string[]): string[] {
  return [
    `**${span(to)} instead of ${span(from)}**`,
    "",
    `- rows: ${groupedDigits(saved.rows)} no longer late`,
    ...named(saved.rows, saved.first, (row) => rowText(row, sources)),
    ...differenceLines("windows", windows, windowText, windowChange),
    ...differenceLines("alerts", alerts, alertText, alertChange),
  ];
}

function differenceLines(
  what: string,
  { added, removed, changed, examples }: Difference,
  text: (line: string) => string,
  change: (before: string, after: string) => string,
): string[] {
  return [
    `- ${what}: ${groupedDigits(changed)} change, ${groupedDigits(added)} come, ${groupedDigits(removed)} go`,
    ...named(changed, examples.changed, ([before, after]) => `changes: ${change(before, after)}`),
    ...named(added, examples.added, (line) => `comes: ${text(line)}`),
    ...named(removed, examples.removed, (line) => `goes: ${text(line)}`),
  ];
}

/** The first of `all`, a line each, and how many more there are. */
function named<T>(all: number, first: readonly T[], text: (item: T) => string): string[] {
  const lines = first.slice(0, NAMED).map((item) => `  - ${text(item).replaceAll("\n", " ")}`);
  return all > lines.length ? [...lines, `  - and ${groupedDigits(all - lines.length)} more`] : lines;
}

const span = (ms: number): string => (ms === 0 ? "0s" : formatDuration(ms));

type Key = Readonly<Partial<Record<"station" | "sensor" | "alarm", string>>>;

const place = ({ station = "", sensor = "", alarm = "" }: Key): string =>
  [station, sensor, alarm].filter((part) => part !== "").join(" ");

function rowText({ source, row, key, time, behind }: Straggler, sources: readonly string[]): string {
  const file = sources.length === 1 ? "" : `${sources[source]} `;
  return `${file}row ${row}: ${[place(key), isoTime(time)].filter(Boolean).join(" ")}, ${span(behind)} behind`;
}

/** As `windowLines` writes it. */
interface Window {
  readonly key: Key;
  readonly start: number;
  readonly end: number;
  readonly [aggregate: string]: unknown;
}

function windowText(line: string): string {
  const { key, start, end, ...aggregates } = JSON.parse(line) as Window;
  return `${windowName({ key, start, end })}: ${Object.entries(aggregates)
    .map(([name, value]) => `${name} ${figure(value)}`)
    .join(", ")}`;
}

/** The aggregates that are others. */
function windowChange(before: string, after: string): string {
  const was = JSON.parse(before) as Window;
  const is = JSON.parse(after) as Window;
  const others = Object.keys(is).filter((name) => name !== "key" && is[name] !== was[name]);
  return `${windowName(is)}: ${others.map((name) => `${name} ${figures(was[name], is[name])}`).join(", ")}`;
}

const windowName = ({ key, start, end }: Window): string =>
  [place(key), isoTime(start), "to", isoTime(end)].filter(Boolean).join(" ");

interface AlertLine {
  readonly rule: string;
  readonly title: string;
  readonly time: number;
  readonly key: Key;
  readonly value: unknown;
}

function alertText(line: string): string {
  const { rule, title, time, key } = JSON.parse(line) as AlertLine;
  return `${[isoTime(time), rule, place(key)].filter(Boolean).join(" ")}: ${title}`;
}

function alertChange(before: string, after: string): string {
  const was = JSON.parse(before) as AlertLine;
  const is = JSON.parse(after) as AlertLine;
  return `${alertText(after)}${was.value === is.value ? ", with other evidence" : `, value ${figures(was.value, is.value)}`}`;
}

/** Six digits, or all where that shows no difference. */
function figures(before: unknown, after: unknown): string {
  const short = [figure(before), figure(after)];
  return (short[0] === short[1] ? [String(before), String(after)] : short).join(" → ");
}

const figure = (value: unknown): string => (typeof value === "number" ? String(Number(value.toPrecision(6))) : "none");
