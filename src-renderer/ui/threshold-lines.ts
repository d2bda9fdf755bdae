import type { ThresholdSpan } from "../../src-main/ipc/contract.ts";
import { fontFamily } from "./chart-style.ts";
import type { Palette } from "./palette.ts";

export interface Threshold {
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

/** Each threshold once, from where it held first to where it held last; at most twelve. */
export function thresholdsOf(series: readonly { readonly thresholds: readonly ThresholdSpan[] }[]): readonly Threshold[] {
  const spans = new Map<number, Threshold>();
  for (const { thresholds } of series)
    for (const { from, to, value } of thresholds) {
      const span = spans.get(value);
      spans.set(value, { value, from: Math.min(from, span?.from ?? from), to: Math.max(to, span?.to ?? to) });
    }
  return [...spans.values()].slice(0, 12);
}

type Place = "insideStartBottom" | "insideStartTop" | "insideMiddleTop" | "insideEndTop";

/** The look of a threshold's words; over a line they are read all the same. */
export const thresholdWords = (text: string, position: Place, palette: Palette) => ({
  formatter: text,
  position,
  color: palette.crit,
  backgroundColor: palette["bg-base"],
  padding: [0, 2],
  fontFamily,
  fontSize: 11,
});

export const thresholdStyle = (palette: Palette) => ({ type: [5, 4], width: 1.2, color: palette["crit-mark"] });

/** A `markLine` entry: dashed, as far as it held within `range`, with its words. */
export function thresholdLine(
  { value, from, to }: Threshold,
  range: { readonly from: number; readonly to: number },
  palette: Palette,
  text: string,
  position: Place,
) {
  return [
    {
      coord: [Math.max(from, range.from), value],
      lineStyle: thresholdStyle(palette),
      label: thresholdWords(text, position, palette),
    },
    { coord: [Math.min(to, range.to), value] },
  ];
}
