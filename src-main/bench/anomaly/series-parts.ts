import type { Draws } from "./draws.ts";

/** What a kind makes: a value a row and the rows where something begins that is worth an alert. */
export interface Made {
  readonly times: number[];
  readonly values: number[];
  readonly at: number[];
}
export type Kind = (draws: Draws) => Made;

export const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
export const TURN = 2 * Math.PI;
const anyDay = (draws: Draws): number => Date.UTC(2015, draws.below(12), 1 + draws.below(28), draws.below(24));
export const regular = (draws: Draws, rows: number, step: number): number[] => {
  const start = anyDay(draws);
  return Array.from({ length: rows }, (_, i) => start + i * step);
};
/** Read when there is something to read: mostly every `step`, with skipped readings and now and then a gap of hours. */
export const irregular = (draws: Draws, rows: number, step: number): number[] => {
  let time = anyDay(draws);
  return Array.from({ length: rows }, () => {
    time += step * (draws.chance(0.75) ? 1 : draws.chance(0.95) ? 2 + draws.below(4) : 10 + draws.below(60));
    return time;
  });
};
export const dayPart = (time: number): number => (time % DAY) / DAY;
export const isWeekend = (time: number): boolean => ((Math.floor(time / DAY) + 4) % 7) % 6 === 0;
export const autoregressive = (draws: Draws, rows: number, memory: number, size: number): number[] => {
  let x = 0;
  return Array.from({ length: rows }, () => (x = memory * x + size * Math.sqrt(1 - memory * memory) * draws.normal()));
};
export const rounded = (
  values: readonly number[],
  unit: number,
  low = Number.NEGATIVE_INFINITY,
  high = Number.POSITIVE_INFINITY,
): number[] => values.map((value) => Math.round(Math.min(high, Math.max(low, value)) / unit) * unit);
export const sign = (draws: Draws): number => (draws.chance(0.5) ? 1 : -1);
export const some = (draws: Draws): number => draws.pick([1, 1, 2, 2, 3]);
