/** What is usual at each quarter of an hour of the day (UTC, event time): level and spread over the last few days. */
export interface Profile {
  readonly level: number[];
  readonly spread: number[];
  readonly count: number[];
  /** Mean distance from the level over all quarters, and readings it was learned from. */
  overall: number;
  learned: number;
}

const BIN = 900_000;
const DAY = 86_400_000;
const BINS = DAY / BIN;
/** Days remembered, but at least `FEWEST` readings a quarter: hourly data have one a day. */
const MEMORY = 6;
const FEWEST = 14;
/** Readings of a quarter that count as much as what is known of all quarters together, at least. */
const PRIOR = 4;

export const newProfile = (): Profile => ({ level: [], spread: [], count: [], overall: 0, learned: 0 });

export const binOf = (time: number): number => Math.floor((time - DAY * Math.floor(time / DAY)) / BIN);

/** Readings that one quarter of an hour brings a day, at least one. */
export const readingsADay = (step: number): number => Math.max(1, BIN / step);

/** Learns one value; `step`: usual time between readings, ms. After three days one bad day cannot become the rule. */
export function learnProfile(profile: Profile, bin: number, value: number, step: number): void {
  const { level, spread, count } = profile;
  if (count.length === 0)
    for (let i = 0; i < BINS; i++) {
      level.push(0);
      spread.push(0);
      count.push(0);
    }
  const n = Math.min((count[bin] ?? 0) + 1, Math.max(FEWEST, (MEMORY * BIN) / step));
  count[bin] = n;
  if (n === 1) {
    level[bin] = value;
    return;
  }
  const usual = level[bin] ?? 0;
  let residual = value - usual;
  if (n > 3 * readingsADay(step)) {
    const most = 4 * spreadAt(profile, bin, step);
    if (most > 0) residual = Math.max(-most, Math.min(most, residual));
  }
  const size = Math.abs(residual);
  level[bin] = usual + residual / n;
  spread[bin] = (spread[bin] ?? 0) + (size - (spread[bin] ?? 0)) / n;
  profile.learned = Math.min(profile.learned + 1, (MEMORY * DAY) / step + 1);
  profile.overall += (size - profile.overall) / profile.learned;
}

/** The usual distance from the level in this quarter, drawn towards that of the whole day while little is known. */
export function spreadAt(profile: Profile, bin: number, step: number): number {
  const n = profile.count[bin] ?? 0;
  const prior = Math.max(PRIOR, BIN / step);
  return (n * (profile.spread[bin] ?? 0) + prior * profile.overall) / (n + prior);
}
