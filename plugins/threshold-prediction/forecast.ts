import type { Fit } from "./fit.ts";
import { type Climb, expectedRise, type Rise } from "./rise.ts";

export interface Forecast {
  readonly chance: number;
  readonly crossing: number;
  readonly low: number;
  readonly high: number;
}

const HOUR = 3_600_000;
/** How many times the line's noise its promise must be to count for half, where points are dense. */
const CLEAN = 2;

/**
 * What a climbing line promises over a look-ahead, in the value's unit. Where points are dense (`dense` from 0 to 1) chance alone makes lines that
 * climb; what they promise is no more than the noise about them. Left as they are they would teach that no line is to be believed, not
 * even the clean one of a value that has set off for its threshold.
 */
export function promised(fit: Fit, lookAhead: number, dense: number): number {
  const line = (fit.slope * lookAhead) / HOUR;
  return line / (1 + ((CLEAN * dense * fit.noise) / line) ** 2);
}

/**
 * Chance to go `distance` within the look-ahead, and the expected crossing with a central 80 % interval (capped at four look-aheads).
 * `outgrown`: how far the climb is beyond those that the rise was learnt from, 0 to 1.
 */
export function foresee(rise: Rise, climb: Climb, time: number, distance: number, lookAhead: number, outgrown: number): Forecast {
  const { mean, deviation } = expectedRise(rise, time, climb, outgrown);
  const within = (height: number): number =>
    time + Math.min(4, Math.max(0, distance) / Math.max(height, 1e-9 * climb.line)) * lookAhead;
  return {
    chance: normal((mean - distance) / Math.max(deviation, 0.05 * climb.line)),
    crossing: within(mean),
    low: within(mean + 1.2816 * deviation),
    high: within(mean - 1.2816 * deviation),
  };
}

/** The chance whose log odds are `share` of those of this one, and `by` more. */
export function shift(chance: number, share: number, by: number): number {
  const against = (1 - chance) / Math.max(chance, 1e-12);
  // Not as a power: engines differ in the last digit of one, and so would the desktop's and a cluster's alerts.
  return 1 / (1 + Math.exp(share * Math.log(against) - by));
}

/** Standard normal distribution function, logistic form of Bowling et al. (2009), error below 1.4e-4. */
const normal = (z: number): number => 1 / (1 + Math.exp(-0.07056 * z * z * z - 1.5976 * z));
