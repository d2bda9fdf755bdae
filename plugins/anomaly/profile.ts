/** What is usual at each quarter of an hour of the day (UTC, event time): robust level and spread, over the last few days. */
export interface Profile {
  readonly level: number[];
  readonly spread: number[];
  readonly count: number[];
  overall: number;
  learned: number;
}

const BINS = 96;
const BIN = 900_000;
const DAY = 86_400_000;
/** Days remembered. */
const MEMORY = 6;

export const newProfile = (): Profile => ({ level: [], spread: [], count: [], overall: 0, learned: 0 });

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
  const n = Math.min((count[bin] ?? 0) + 1, Math.max(14, (MEMORY * BIN) / step));
  count[bin] = n;
  if (n === 1) {
    level[bin] = value;
    return;
  }
  const weight = 1 / n;
  const residual = value - (level[bin] ?? 0);
  const most = 4 * spreadAt(profile, bin, step);
  const bounded = n <= 3 * Math.max(1, BIN / step) || most === 0 ? residual : Math.max(-most, Math.min(most, residual));
  const size = Math.abs(bounded);
  level[bin] = (level[bin] ?? 0) + weight * bounded;
  spread[bin] = (spread[bin] ?? 0) + weight * (size - (spread[bin] ?? 0));
  profile.overall += (size - profile.overall) / Math.min(++profile.learned, (MEMORY * 86_400_000) / step);
}

/** The usual distance from the level in this quarter, drawn towards that of the whole day by one day's worth of readings. */
export function spreadAt(profile: Profile, bin: number, step: number): number {
  const n = profile.count[bin] ?? 0;
  const prior = Math.max(4, BIN / step);
  return (n * (profile.spread[bin] ?? 0) + prior * profile.overall) / (n + prior);
}
