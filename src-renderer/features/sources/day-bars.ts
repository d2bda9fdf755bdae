const DAY = 86_400_000;

interface DayCount {
  readonly from: number;
  readonly events: number;
  readonly refused: number;
}

export interface DayBar extends DayCount {
  /** Days it stands for. */
  readonly days: number;
}

export interface DayBars {
  readonly bars: readonly DayBar[];
  /** Days a bar. */
  readonly width: number;
  /** Events of days so far from the others that they are left out. */
  readonly outside: number;
}

/**
 * Bars for days (oldest first), at most `most`: one a day, or one every so many days. Days at either end that lie four times the length of
 * the rest away and hold at most one row in a thousand (a clock gone wrong) are left out.
 */
export function dayBars(days: readonly DayCount[], most: number): DayBars {
  const at = (i: number): DayCount => days[i] as DayCount;
  const [low, high] = core(days);
  let outside = 0;
  for (let i = 0; i < low; i++) outside += at(i).events;
  for (let i = high + 1; i < days.length; i++) outside += at(i).events;
  if (days.length === 0) return { bars: [], width: 1, outside };
  const first = at(low).from;
  const span = Math.round((at(high).from - first) / DAY) + 1;
  const width = Math.max(1, Math.ceil(span / most));
  const bars = Array.from({ length: Math.ceil(span / width) }, (_, i) => ({
    from: first + i * width * DAY,
    days: width,
    events: 0,
    refused: 0,
  }));
  for (let i = low; i <= high; i++) {
    const { from, events, refused } = at(i);
    const bar = bars[Math.floor((from - first) / DAY / width)];
    if (bar === undefined) continue;
    bar.events += events;
    bar.refused += refused;
  }
  return { bars, width, outside };
}

/** First and last day (by place) of those that are drawn. */
function core(days: readonly DayCount[]): [number, number] {
  const few = days.reduce((sum, { events }) => sum + events, 0) * 0.001;
  let low = 0;
  let high = days.length - 1;
  for (let sum = 0; low < high && (sum += days[low]?.events ?? 0) <= few; ) low++;
  for (let sum = 0; high > low && (sum += days[high]?.events ?? 0) <= few; ) high--;
  const [first, last] = [days[low]?.from ?? 0, days[high]?.from ?? 0];
  const reach = 4 * (last - first + DAY);
  // What is near is drawn however little it is.
  while (low > 0 && (days[low - 1]?.from ?? 0) >= first - reach) low--;
  while (high < days.length - 1 && (days[high + 1]?.from ?? 0) <= last + reach) high++;
  return [low, high];
}
