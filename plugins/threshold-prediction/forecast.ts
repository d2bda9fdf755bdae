import { type Climb, expectedRise, type Rise } from "./rise.ts";

export interface Forecast {
  readonly chance: number;
  readonly crossing: number;
  readonly low: number;
  readonly high: number;
}

/** Chance to go `distance` within the look-ahead, and the expected crossing with a central 80 % interval (capped at four look-aheads). */
export function foresee(rise: Rise, climb: Climb, time: number, distance: number, lookAhead: number): Forecast {
  const { mean, deviation } = expectedRise(rise, time, climb);
  const within = (height: number): number =>
    time + Math.min(4, Math.max(0, distance) / Math.max(height, 1e-9 * climb.line)) * lookAhead;
  return {
    chance: normal((mean - distance) / Math.max(deviation, 0.05 * climb.line)),
    crossing: within(mean),
    low: within(mean + 1.2816 * deviation),
    high: within(mean - 1.2816 * deviation),
  };
}

/** The chance whose log odds are `by` more. */
export const shift = (chance: number, by: number): number => 1 / (1 + ((1 - chance) / Math.max(chance, 1e-12)) * Math.exp(-by));

/** Standard normal distribution function, logistic form of Bowling et al. (2009), error below 1.4e-4. */
const normal = (z: number): number => 1 / (1 + Math.exp(-0.07056 * z * z * z - 1.5976 * z));
