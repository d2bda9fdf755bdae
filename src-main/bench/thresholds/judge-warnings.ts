import { median as middle } from "../quantiles.ts";
import type { Labels, WatchedSeries } from "./watched-series.ts";

/** What came of the warnings of some series. */
export interface Tally {
  ramps: number;
  rampsForeseen: number;
  /** Warnings of nothing; those of a series within one horizon of the first count once. */
  falseEpisodes: number;
  /** Days of readings. */
  days: number;
  /** From the first warning of a crossing to it, ms, and as a share of the horizon. */
  leads: number[];
  leadShares: number[];
}

export interface WarningFigures {
  /** Share of the ramps that were warned of at most a horizon before. */
  readonly recall: number | null;
  readonly false_a_day: number;
  readonly lead_minutes: number | null;
  readonly lead_of_horizon: number | null;
}

export const newTally = (): Tally => ({ ramps: 0, rampsForeseen: 0, falseEpisodes: 0, days: 0, leads: [], leadShares: [] });

/**
 * Adds what warnings at `warned` (ms, any order) were worth. A warning while the value is beyond does not count; one that has a crossing within
 * the horizon after it foresees it, the first of each gives the lead; one that has not is false, unless no reading came within the horizon.
 * Answers the leads by time of crossing, as shares of the horizon.
 */
export function judgeWarnings(
  tally: Tally,
  series: WatchedSeries,
  { crossings, beyond }: Labels,
  warned: readonly number[],
): Map<number, number> {
  const { times, horizon, step } = series;
  const foreseen = new Map<number, number>();
  let episode = Number.NEGATIVE_INFINITY;
  for (const at of [...warned].sort((a, b) => a - b)) {
    if (beyond.some(([from, to]) => at >= from && at < to)) continue;
    const next = crossings.find(({ time }) => time > at);
    if (next !== undefined && next.time - at <= horizon) {
      if (!foreseen.has(next.time)) foreseen.set(next.time, next.time - at);
      continue;
    }
    const reading = times[firstAfter(times, at)];
    if (reading === undefined || reading - at > horizon || at - episode <= horizon) continue;
    tally.falseEpisodes++;
    episode = at;
  }
  const shares = new Map<number, number>();
  for (const { time, kind } of crossings) {
    if (kind === "blind") continue;
    const lead = foreseen.get(time);
    if (kind === "ramp") tally.ramps++;
    if (lead === undefined) continue;
    if (kind === "ramp") tally.rampsForeseen++;
    tally.leads.push(lead);
    tally.leadShares.push(lead / horizon);
    shares.set(time, lead / horizon);
  }
  tally.days += (times.length * step) / 86_400_000;
  return shares;
}

/** Crossings by who foresaw them, and the median leads of each, of the horizon: what either alone foresees moves its overall median. */
export interface PairedLeads {
  readonly both: { readonly crossings: number; readonly rule: number | null; readonly other: number | null };
  readonly only_rule: { readonly crossings: number; readonly rule: number | null };
  readonly only_other: { readonly crossings: number; readonly other: number | null };
}

/** From the leads of the same series, one map each as `judgeWarnings` answers them, the rule's first. */
export function pairLeads(pairs: readonly (readonly [ReadonlyMap<number, number>, ReadonlyMap<number, number>])[]): PairedLeads {
  const both: [number, number][] = [];
  const mine: number[] = [];
  const theirs: number[] = [];
  for (const [rule, other] of pairs) {
    for (const [time, lead] of rule) {
      const beside = other.get(time);
      if (beside === undefined) mine.push(lead);
      else both.push([lead, beside]);
    }
    for (const [time, lead] of other) if (!rule.has(time)) theirs.push(lead);
  }
  return {
    both: {
      crossings: both.length,
      rule: round(median(both.map(([lead]) => lead))),
      other: round(median(both.map(([, lead]) => lead))),
    },
    only_rule: { crossings: mine.length, rule: round(median(mine)) },
    only_other: { crossings: theirs.length, other: round(median(theirs)) },
  };
}

/** Index of the first of the rising `times` after `at`, by bisection. */
function firstAfter(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function figuresOf({ ramps, rampsForeseen, falseEpisodes, days, leads, leadShares }: Tally): WarningFigures {
  const lead = median(leads);
  return {
    recall: ramps === 0 ? null : round(rampsForeseen / ramps),
    false_a_day: round(falseEpisodes / days),
    lead_minutes: lead === null ? null : round(lead / 60_000),
    lead_of_horizon: round(median(leadShares)),
  };
}

const median = (numbers: readonly number[]): number | null => (numbers.length === 0 ? null : middle(numbers));

function round(x: number): number;
function round(x: number | null): number | null;
function round(x: number | null): number | null {
  return x === null ? null : Math.round(1000 * x) / 1000;
}
