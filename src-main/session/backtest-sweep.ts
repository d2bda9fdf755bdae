import type { BacktestOutcome } from "./judge-alerts.ts";

/** The least a sweep must know of a run. */
export interface Tally {
  readonly alerts: number;
  /** Of the whole stream, right and wrong ones. */
  readonly alertsPerDay: number;
}

export interface SweepPoint<Outcome extends Tally = BacktestOutcome> {
  readonly value: number;
  readonly outcome: Outcome;
}

export interface Sweep<Outcome extends Tally = BacktestOutcome> {
  /** By value; those asked for, and those tried on the way to the answers below. */
  readonly points: readonly SweepPoint<Outcome>[];
  /** From this value on (`upwards`) or down to it it is silent; null: at no value tried. */
  readonly silent: { readonly value: number; readonly upwards: boolean } | null;
  /** The value nearest to the noisy end that gives at most so many alerts a day; null: none of those tried, or not asked for. */
  readonly within: { readonly value: number; readonly alertsPerDay: number } | null;
}

export interface SweepOptions<Outcome extends Tally = BacktestOutcome> {
  readonly values: readonly number[];
  /** Whole numbers only. */
  readonly whole: boolean;
  /** Alerts a day of the whole stream. */
  readonly atMost?: number;
  /** The next value to try beyond the quietest one while the answers are not found; null: there is none. Absent: none is tried. */
  readonly beyond?: (value: number, upwards: boolean) => number | null;
  /** What counts as silent; absent: no alert at all. */
  readonly silence?: (outcome: Outcome) => boolean;
  readonly run: (value: number) => Promise<Outcome>;
}

/** Values tried beyond those asked for. */
const BEYOND = 5;
/** Halvings of the gap in which an answer lies: 1/32 of a step of the sweep. */
const REFINE = 5;

/** Runs a rule at each value of a setting, then looks closer where it falls silent and where it comes within the budget of alerts. */
export async function sweep<Outcome extends Tally = BacktestOutcome>({
  values,
  whole,
  atMost,
  beyond,
  silence = ({ alerts }) => alerts === 0,
  run,
}: SweepOptions<Outcome>): Promise<Sweep<Outcome>> {
  const known = new Map<number, Outcome>();
  const at = async (value: number): Promise<Outcome> => {
    const outcome = known.get(value) ?? (await run(value));
    known.set(value, outcome);
    return outcome;
  };
  for (const value of values) await at(value);
  const sorted = (): SweepPoint<Outcome>[] =>
    [...known].map(([value, outcome]) => ({ value, outcome })).sort((a, b) => a.value - b.value);
  for (let tried = 0; beyond !== undefined && tried < BEYOND; tried++) {
    const points = withoutApart(sorted());
    const quieter = isQuieter(points);
    const quietest = points.at(quieter ? -1 : 0);
    const next = quietest === undefined || silence(quietest.outcome) ? null : beyond(quietest.value, quieter);
    if (next === null || known.has(next)) break;
    await at(next);
  }
  const coarse = withoutApart(sorted());
  // Larger values usually mean fewer alerts (a limit), sometimes more (a window, a sensitivity).
  const upwards = isQuieter(coarse);
  const quieter = upwards ? coarse : coarse.reverse();
  const boundary = async (fits: (outcome: Outcome) => boolean): Promise<SweepPoint<Outcome> | null> => {
    const first = quieter.findIndex((_, i) => quieter.slice(i).every(({ outcome }) => fits(outcome)));
    const quietest = quieter[first];
    if (quietest === undefined) return null;
    let good: SweepPoint<Outcome> = quietest;
    let bad = quieter[first - 1];
    for (let i = 0; i < REFINE && bad !== undefined; i++) {
      const middle = between(good.value, bad.value, whole);
      if (middle === good.value || middle === bad.value) break;
      const point: SweepPoint<Outcome> = { value: middle, outcome: await at(middle) };
      if (fits(point.outcome)) good = point;
      else bad = point;
    }
    return good;
  };
  const silent = await boundary(silence);
  const within = atMost === undefined ? null : await boundary(({ alertsPerDay }) => alertsPerDay <= atMost);
  return {
    points: sorted(),
    silent: silent === null ? null : { value: silent.value, upwards },
    within: within === null ? null : { value: within.value, alertsPerDay: within.outcome.alertsPerDay },
  };
}

/** Whether larger values mean fewer alerts. */
const isQuieter = (points: readonly SweepPoint<Tally>[]): boolean =>
  (points[0]?.outcome.alerts ?? 0) >= (points.at(-1)?.outcome.alerts ?? 0);

/** Often 0 is no value but means "automatic" or "off": where it is out of line with the others it says nothing of what lies between. */
function withoutApart<Outcome extends Tally>(points: SweepPoint<Outcome>[]): SweepPoint<Outcome>[] {
  const others = points.filter(({ value }) => value !== 0);
  const zero = points.find(({ value }) => value === 0);
  const next = others[0];
  if (zero === undefined || next === undefined || others.length < 2) return points;
  const inLine = isQuieter(others) ? zero.outcome.alerts >= next.outcome.alerts : zero.outcome.alerts <= next.outcome.alerts;
  return inLine ? points : others;
}

/** Of a day and less, ms. */
const UNITS = [86_400_000, 3_600_000, 600_000, 60_000, 10_000, 1000];

/** About the middle of two values, as a person would write it: with as few digits as tell it from both; long times in whole units. */
function between(a: number, b: number, whole: boolean): number {
  const middle = (a + b) / 2;
  const near = (value: number): boolean => Math.abs(value - middle) < Math.abs(a - b) / 8;
  if (whole) {
    const unit = Math.abs(a - b) < 8000 ? undefined : UNITS.find((size) => near(Math.round(middle / size) * size));
    return unit === undefined ? Math.round(middle) : Math.round(middle / unit) * unit;
  }
  for (let digits = 2; digits < 15; digits++) {
    const short = Number(middle.toPrecision(digits));
    if (near(short)) return short;
  }
  return middle;
}

/** Lengths of time people think in, ms: 10 s, 1 min, 10 min, 1 h, 6 h, 1 d. */
const LENGTHS = [10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000];

interface Allowed {
  readonly input?: string;
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
}

/** What a sweep of a setting tries, `now` being the value in use: `values`, else some around it, and beyond them what it must. */
export function sweptValues(
  declared: Allowed,
  now: number,
  values?: readonly number[],
): Pick<SweepOptions, "values" | "whole" | "beyond"> {
  const range = { ...declared, whole: declared.input === "duration" || Number.isInteger(now) };
  if (values !== undefined) return { values, whole: declared.input === "duration" || values.every(Number.isInteger) };
  return { values: aroundValue(now, range), whole: range.whole, beyond: nextBeyond(range) };
}

/** Around the value in use, inside what the setting allows. */
export function aroundValue(
  now: number,
  { input, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, whole = false }: Allowed,
): number[] {
  const around =
    now === 0
      ? [0, ...(input === "duration" ? LENGTHS : [1, 2, 4])]
      : [0.25, 0.5, 0.75, 1, 1.5, 2, 4].map((factor) => Number((now * factor).toPrecision(12)));
  return [...new Set(around.map((value) => Math.min(max, Math.max(min, whole ? Math.round(value) : value))))].sort(
    (a, b) => a - b,
  );
}

/** Twice or half the value, inside what the setting allows; null at its end. */
export function nextBeyond({
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
  whole = false,
}: Allowed): (value: number, upwards: boolean) => number | null {
  return (value, upwards) => {
    const next = Math.min(max, Math.max(min, upwards === value >= 0 ? 2 * value : value / 2));
    const rounded = whole ? Math.round(next) : next;
    return rounded === value || rounded === 0 ? null : rounded;
  };
}
