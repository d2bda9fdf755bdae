import type { KeyInfo } from "../../../src-main/ipc/contract.ts";
import { keyLabel } from "./key-label.ts";
import type { DerivedChoice } from "./live-store.ts";
import type { DerivedData } from "./use-chart-data.ts";

export interface OverlayName {
  readonly line: DerivedData;
  readonly name: string;
  /** All of it, with the rule it is of. */
  readonly title: string;
}

/**
 * The lines that rules made for a chart, each with a name of its own: what it is, of which rule where another one calls a series the same,
 * and of which of the chart's keys where there are several. A rule that made nothing for some of them is named for the others alone.
 */
export function overlayNames(
  lines: readonly DerivedData[],
  keys: readonly number[],
  byId: ReadonlyMap<number, KeyInfo>,
): readonly OverlayName[] {
  const infos = keys.map((id) => byId.get(id));
  const seriesOf = ({ rule, series }: DerivedChoice): string => `${rule}/${series}`;
  const ofLabel = (label: string): ReadonlySet<string> =>
    new Set(lines.filter(({ choice }) => choice.label === label).map(({ choice }) => seriesOf(choice)));
  const holds = (choice: DerivedChoice): boolean =>
    lines.some((line) => seriesOf(line.choice) === seriesOf(choice) && line.columns.time.length > 0);
  return lines
    .filter(({ choice, key, columns }) => columns.time.length > 0 || (!holds(choice) && key === keys[0]))
    .map((line) => {
      const { choice, key, columns } = line;
      const what = ofLabel(choice.label).size > 1 ? `${choice.label} (${choice.rule})` : choice.label;
      const of = keys.length > 1 && columns.time.length > 0 ? ` · ${keyLabel(byId.get(key), infos)}` : "";
      const none = columns.time.length > 0 ? "" : ", nothing in this stretch";
      return { line, name: what + of, title: `${choice.label}${of}, series ${choice.series} of ${choice.rule}${none}` };
    });
}

/** The first series of a rule on a chart is dashed, the second dotted, and so on: both may be of one key, and so of one colour. */
export function overlayDash({ rule, series }: DerivedChoice, all: readonly DerivedChoice[]): "dashed" | "dotted" {
  const place = all.findIndex((other) => other.rule === rule && other.series === series);
  return place % 2 === 1 ? "dotted" : "dashed";
}
