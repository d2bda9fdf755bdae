/** What is usual at each quarter of an hour of the day (UTC, event time): level and spread over the last few days. */
export interface Profile {
  readonly level: number[];
  readonly spread: number[];
  readonly count: number[];
  /** Mean distance from the level over all quarters, and readings it was learned from. */
  overall: number;
  learned: number;
}

export const QUARTER = 900_000;
const DAY = 86_400_000;
const QUARTERS = DAY / QUARTER;
/** Days remembered, but at least `FEWEST` readings a quarter: hourly data have one a day. */
const MEMORY = 6;
const FEWEST = 14;
/** Readings of a quarter that count as much as what is known of all quarters together, at least. */
const PRIOR = 4;
/** From so many days on one bad day cannot become the rule. */
const SETTLED = 3;

export const newProfile = (): Profile => ({ level: [], spread: [], count: [], overall: 0, learned: 0 });

/** The quarter of the day, 0 … 95. */
export function quarterOf(time: number): number {
  const quarter = Math.floor(time / QUARTER);
  return quarter - QUARTERS * Math.floor((quarter + 0.5) / QUARTERS);
}

/** Learns one value. `perQuarter`: readings that come in a quarter of an hour, less than one if they are rare. */
export function learnProfile(profile: Profile, quarter: number, value: number, perQuarter: number): void {
  const { level, spread, count } = profile;
  if (count.length === 0)
    for (let i = 0; i < QUARTERS; i++) {
      level.push(0);
      spread.push(0);
      count.push(0);
    }
  const most = MEMORY * perQuarter;
  const n = Math.min((count[quarter] ?? 0) + 1, most > FEWEST ? most : FEWEST);
  count[quarter] = n;
  if (n === 1) {
    level[quarter] = value;
    return;
  }
  const usual = level[quarter] ?? 0;
  const known = spread[quarter] ?? 0;
  let residual = value - usual;
  if (n > SETTLED && n > SETTLED * perQuarter) {
    const prior = perQuarter > PRIOR ? perQuarter : PRIOR;
    const limit = (4 * (n * known + prior * profile.overall)) / (n + prior);
    if (limit > 0) residual = residual > limit ? limit : residual < -limit ? -limit : residual;
  }
  const size = residual < 0 ? -residual : residual;
  level[quarter] = usual + residual / n;
  spread[quarter] = known + (size - known) / n;
  const remembered = QUARTERS * most + 1;
  profile.learned = profile.learned + 1 < remembered ? profile.learned + 1 : remembered;
  profile.overall += (size - profile.overall) / profile.learned;
}

/** The usual distance from the level in this quarter, drawn towards that of the whole day while little is known. */
export function spreadAt(profile: Profile, quarter: number, perQuarter: number): number {
  const n = profile.count[quarter] ?? 0;
  const prior = perQuarter > PRIOR ? perQuarter : PRIOR;
  return (n * (profile.spread[quarter] ?? 0) + prior * profile.overall) / (n + prior);
}
