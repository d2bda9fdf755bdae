const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface StretchCount {
  readonly from: number;
  readonly events: number;
  readonly refused: number;
}

export interface TimeBars {
  readonly bars: readonly StretchCount[];
  /** ms a bar. */
  readonly width: number;
  /** Events of stretches so far from the others that they are left out. */
  readonly outside: number;
}

/**
 * Bars for stretches of `step` ms (an hour or a day; oldest first), at most `most`: one each, else one a day, or every so many days. Those at
 * either end that lie four times the length of the rest away and hold at most one row in a thousand (a clock gone wrong) are left out.
 */
export function timeBars(stretches: readonly StretchCount[], step: number, most: number): TimeBars {
  const at = (i: number): StretchCount => stretches[i] as StretchCount;
  const [low, high] = core(stretches, step);
  let outside = 0;
  for (let i = 0; i < low; i++) outside += at(i).events;
  for (let i = high + 1; i < stretches.length; i++) outside += at(i).events;
  if (stretches.length === 0) return { bars: [], width: step, outside };
  const unit = (at(high).from - at(low).from) / step < most ? step : DAY;
  const first = Math.floor(at(low).from / unit) * unit;
  const span = Math.floor((at(high).from - first) / unit) + 1;
  const width = Math.max(1, Math.ceil(span / most)) * unit;
  const bars = Array.from({ length: Math.ceil((span * unit) / width) }, (_, i) => ({
    from: first + i * width,
    events: 0,
    refused: 0,
  }));
  for (let i = low; i <= high; i++) {
    const { from, events, refused } = at(i);
    const bar = bars[Math.floor((from - first) / width)];
    if (bar === undefined) continue;
    bar.events += events;
    bar.refused += refused;
  }
  return { bars, width, outside };
}

/** How many events each bar is of, as a title. */
export function barsTitle(width: number): string {
  if (width === HOUR) return "Events an hour";
  return width === DAY ? "Events a day" : `Events every ${Math.round(width / DAY)} days`;
}

/** First and last stretch (by place) of those that are drawn. */
function core(stretches: readonly StretchCount[], step: number): [number, number] {
  const few = stretches.reduce((sum, { events }) => sum + events, 0) * 0.001;
  let low = 0;
  let high = stretches.length - 1;
  for (let sum = 0; low < high && (sum += stretches[low]?.events ?? 0) <= few; ) low++;
  for (let sum = 0; high > low && (sum += stretches[high]?.events ?? 0) <= few; ) high--;
  const [first, last] = [stretches[low]?.from ?? 0, stretches[high]?.from ?? 0];
  const reach = 4 * (last - first + step);
  // What is near is drawn however little it is.
  while (low > 0 && (stretches[low - 1]?.from ?? 0) >= first - reach) low--;
  while (high < stretches.length - 1 && (stretches[high + 1]?.from ?? 0) <= last + reach) high++;
  return [low, high];
}
