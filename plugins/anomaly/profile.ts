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
/** From then on a value counts at most so many usual distances. */
const FAR = 4;

export const newProfile = (): Profile => ({ level: [], spread: [], count: [], overall: 0, learned: 0 });

/** The quarter of the day, 0 … 95. */
export function quarterOf(time: number): number {
  const quarter = Math.floor(time / QUARTER);
  return quarter - QUARTERS * Math.floor((quarter + 0.5) / QUARTERS);
}

/** What a profile is asked and told of one reading; numbers that cross a call would be allocated. */
export interface Moment {
  value: number;
  quarter: number;
  /** Readings that come in a quarter of an hour, less than one if they are rare. */
  perQuarter: number;
  /** The usual distance from the level in this quarter, drawn towards that of the whole day while little is known. */
  spread: number;
}

/** Fills `moment.spread`. */
export function askSpread({ count, spread, overall }: Profile, moment: Moment): void {
  const n = count[moment.quarter] ?? 0;
  const prior = moment.perQuarter > PRIOR ? moment.perQuarter : PRIOR;
  moment.spread = (n * (spread[moment.quarter] ?? 0) + prior * overall) / (n + prior);
}

/** Learns one value; `moment.spread` has been asked when the quarter is known from more than one. */
export function learnProfile(profile: Profile, moment: Moment): void {
  const { value, quarter, perQuarter } = moment;
  const { level, spread, count } = profile;
  if (count.length === 0)
    for (let i = 0; i < QUARTERS; i++) {
      level.push(0);
      spread.push(0);
      count.push(0);
    }
  const most = MEMORY * perQuarter;
  const limit = most > FEWEST ? most : FEWEST;
  const before = count[quarter] ?? 0;
  const n = before + 1 < limit ? before + 1 : limit;
  if (n !== before) count[quarter] = n;
  if (n === 1) {
    level[quarter] = value;
    return;
  }
  const usual = level[quarter] ?? 0;
  const known = spread[quarter] ?? 0;
  let residual = value - usual;
  if (n > SETTLED && n > SETTLED * perQuarter && moment.spread > 0) {
    const far = FAR * moment.spread;
    residual = residual > far ? far : residual < -far ? -far : residual;
  }
  const size = residual < 0 ? -residual : residual;
  const weight = 1 / n;
  level[quarter] = usual + weight * residual;
  spread[quarter] = known + weight * (size - known);
  const remembered = QUARTERS * most + 1;
  profile.learned = profile.learned + 1 < remembered ? profile.learned + 1 : remembered;
  profile.overall += (size - profile.overall) / profile.learned;
}
