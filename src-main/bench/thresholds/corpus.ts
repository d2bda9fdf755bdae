import { type Draws, drawsOf } from "../anomaly/draws.ts";
import { CLIMBS, type CourseOf } from "./climbs.ts";
import { HABITS } from "./habits.ts";
import type { WatchedSeries } from "./watched-series.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  HOUR,
] as const satisfies readonly [number, ...number[]];
const MOST_ROWS = 9000;
const FEWEST_ROWS = 2500;

/** An hour for one reading a minute, growing with the root of the step. */
const reachOf = (step: number): number => HOUR * Math.sqrt(step / MINUTE);

/** `each` series of every kind, the same for the same seed. */
export function watchedSeries(seed: number, each: number): WatchedSeries[] {
  const climbs = Object.entries(CLIMBS).map(([kind, course]) => ({ kind, course, steps: STEPS, threshold: 1, days: false }));
  const habits = Object.entries(HABITS).map(([kind, { course, steps }]) => ({
    kind,
    course,
    steps: steps ?? STEPS,
    threshold: null,
    days: steps !== undefined,
  }));
  return [...climbs, ...habits].flatMap((kind, k) =>
    Array.from({ length: each }, (_, i) => make(drawsOf(seed, 7000 + 1000 * k + i), kind, `${k}-${i}`)),
  );
}

interface Kind {
  readonly kind: string;
  readonly course: CourseOf;
  readonly steps: readonly [number, ...number[]];
  /** Null: from the highest values of days or stretches. */
  readonly threshold: number | null;
  /** Whether it lives by the day. */
  readonly days: boolean;
}

function make(draws: Draws, { kind, course, steps, threshold: known, days }: Kind, name: string): WatchedSeries {
  const step = draws.pick(steps);
  const reach = reachOf(step);
  const span = known === null ? 30 * DAY : 200 * reach;
  const rows = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.round(span / step)));
  const value = course(draws, step, reach);
  const regular = Array.from({ length: rows }, (_, i) => i * step);
  const raw = regular.map(value);
  const spread = at(raw, 0.95) - at(raw, 0.05);
  const kept = disturb(draws, regular, raw, step, reach, spread);
  const level = known ?? highs(kept.values, Math.max(20, Math.round((days ? DAY : 8 * reach) / step)), draws.between(0.35, 0.75));
  const scale = 10 ** draws.between(-2, 4);
  const offset = draws.chance(0.5) ? 0 : draws.between(0, 10) * spread;
  const scaled = (x: number): number => Number((scale * (x + offset)).toPrecision(7));
  const start = Date.UTC(2026, 2, 1) + draws.below(20) * DAY;
  const values = kept.values.map(scaled);
  return {
    kind,
    name,
    times: kept.times.map((time) => start + time),
    values,
    threshold: scaled(level),
    rearm: scaled(level) - (at(values, 0.95) - at(values, 0.05)) / 20,
    horizon: reach * draws.between(0.8, 1.5),
    step,
    low: draws.chance(0.25),
  };
}

/** What happens to measured series: spikes, rounding, jitter, readings and stretches that are missing. */
function disturb(
  draws: Draws,
  regular: readonly number[],
  raw: readonly number[],
  step: number,
  reach: number,
  spread: number,
): { times: number[]; values: number[] } {
  const spikes = draws.chance(0.25) ? draws.between(0.001, 0.01) : 0;
  const unit = draws.chance(0.35) ? spread * draws.pick([0.01, 0.02, 0.04]) : 0;
  const jitter = draws.chance(0.35) ? step * draws.between(0.05, 0.4) : 0;
  const missing = draws.chance(0.35) ? draws.between(0.02, 0.25) : 0;
  const end = regular.length * step;
  const gaps = Array.from({ length: draws.chance(0.25) ? 4 : 0 }, () => {
    const from = draws.between(0, end);
    return [from, from + draws.between(0.3, 3) * reach] as const;
  });
  const times: number[] = [];
  const values: number[] = [];
  for (const [i, time] of regular.entries()) {
    let value = raw[i] ?? 0;
    if (draws.chance(spikes)) value += (draws.chance(0.5) ? 1 : -1) * draws.between(0.3, 1.2) * spread;
    if (unit > 0) value = Math.round(value / unit) * unit;
    const moved = Math.round(time + jitter * (draws.uniform() - 0.5));
    if (draws.chance(missing) || gaps.some(([from, to]) => time >= from && time < to)) continue;
    times.push(moved);
    values.push(value);
  }
  return { times, values };
}

/** The `part` quantile of the highest values of stretches `rows` long: such a part of them stays below. */
function highs(values: readonly number[], rows: number, part: number): number {
  const tops: number[] = [];
  for (let i = 0; i + rows <= values.length; i += rows)
    tops.push(values.slice(i, i + rows).reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY));
  return at(tops.length === 0 ? values : tops, part);
}

const at = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
};
