import { echarts } from "../../ui/echarts.ts";
import type { Range } from "./live-store.ts";

/** Lowest and highest value that is drawn. */
export interface Held {
  readonly low: number;
  readonly high: number;
}

export interface LabelPlace {
  readonly position: "left" | "right" | "top" | "bottom";
  /** What the words may take, px: longer ones are cut. */
  readonly width: number;
}

/** What a label may take of the plot, so that another's words have a place. */
const MOST = 0.5;
/** From a mark's middle to its label, px. */
const AWAY = 14;

/**
 * Where a mark's label lies neither over an axis nor outside: below it, above where it stands low, beside it near an edge or where words of
 * `text` px would reach over one. `plot`: width, px.
 */
export function labelPlace(
  [time, value]: readonly [number, number],
  { from, to }: Range,
  { low, high }: Held,
  { text, plot }: { readonly text: number; readonly plot: number },
): LabelPlace {
  const across = (time - from) / (to - from || 1);
  const wanted = Math.min(text, plot * MOST);
  const edge = Math.max(0.12, wanted / 2 / plot);
  if (across >= edge && across <= 1 - edge)
    return { position: high > low && (value - low) / (high - low) > 0.3 ? "bottom" : "top", width: wanted };
  const room = Math.max(across, 1 - across) * plot - AWAY;
  return { position: across < 0.5 ? "right" : "left", width: Math.min(wanted, room) };
}

/** What a mark or its label covers: across in shares of the plot, up in values. */
export interface Covered {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

const LABEL_WIDTH = 0.14;
const LABEL_HEIGHT = 0.1;

/** A mark, and its label where it has one. */
export function coveredBy(
  [time, value]: readonly [number, number],
  { from, to }: Range,
  held: Held,
  label: { readonly place: LabelPlace; readonly plot: number } | null,
): readonly Covered[] {
  const across = (time - from) / (to - from || 1);
  const mark = { left: across, right: across, low: value, high: value };
  if (label === null) return [mark];
  const { position, width } = label.place;
  const [wide, away] = [width / label.plot, AWAY / label.plot];
  const tall = (held.high - held.low || 1) * LABEL_HEIGHT;
  if (position === "left") return [mark, { ...mark, left: across - away - wide, right: across }];
  if (position === "right") return [mark, { ...mark, right: across + away + wide }];
  const beside = { left: across - wide / 2, right: across + wide / 2 };
  return [
    mark,
    position === "top" ? { ...beside, low: value, high: value + tall } : { ...beside, low: value - tall, high: value },
  ];
}

/** The place of a threshold's words above its line that covers the least. */
export function thresholdLabel(
  value: number,
  covered: readonly Covered[],
  { low, high }: Held,
): "insideStartTop" | "insideMiddleTop" | "insideEndTop" {
  const places = [
    { position: "insideStartTop", at: 0 },
    { position: "insideEndTop", at: 1 - LABEL_WIDTH },
    { position: "insideMiddleTop", at: (1 - LABEL_WIDTH) / 2 },
  ] as const;
  const tall = (high - low || 1) * LABEL_HEIGHT;
  const over = ({ at }: { readonly at: number }): number =>
    covered.filter(
      (each) => each.right >= at && each.left <= at + LABEL_WIDTH && each.high - value > -tall / 3 && each.low - value < tall,
    ).length;
  return places.reduce((best, place) => (over(place) < over(best) ? place : best), places[0] as (typeof places)[number]).position;
}

/** Width of a label's words, px. */
export const textWidth = (text: string, font: string): number => echarts.format.getTextRect(text, font).width;
