/** What is usual at each quarter of an hour of the day (UTC, event time): robust level and spread, over the last few days. */
export interface Profile {
  readonly level: number[];
  readonly spread: number[];
  readonly count: number[];
}

const BINS = 96;
const BIN = 900_000;
const DAY = 86_400_000;
/** Days remembered. */
const MEMORY = 6;

export const newProfile = (): Profile => ({ level: [], spread: [], count: [] });

export const binOf = (time: number): number => Math.floor((time - DAY * Math.floor(time / DAY)) / BIN);

/** Learns one value; `step`: usual time between readings, ms. The spread is bounded so that a bad day does not become the rule. */
export function learnProfile(profile: Profile, bin: number, value: number, step: number): void {
  const { level, spread, count } = profile;
  if (count.length === 0)
    for (let i = 0; i < BINS; i++) {
      level.push(0);
      spread.push(0);
      count.push(0);
    }
  const n = Math.min((count[bin] ?? 0) + 1, MEMORY * Math.max(1, BIN / step));
  count[bin] = n;
  const weight = 1 / n;
  const residual = value - (level[bin] ?? 0);
  const size = Math.abs(residual);
  const usual = spread[bin] ?? 0;
  if (n <= 2) {
    level[bin] = n === 1 ? value : (level[bin] ?? 0) + weight * residual;
    if (n > 1) spread[bin] = size / 2;
    return;
  }
  level[bin] = (level[bin] ?? 0) + weight * residual;
  spread[bin] = usual + weight * (size - usual);
}
