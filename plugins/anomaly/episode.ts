import { At, type Memory } from "./memory.ts";

const FIVE_MINUTES = 300_000;
const HOUR = 3_600_000;
const HALF_LIFE = 2 * 3_600_000;
/** How much louder than an anomaly its echo is: what goes on as before, or goes back, is no second one. */
const LOUDER = 2;
/** Surprise beyond this many times the bar says no more: it would only keep the echo going. */
const LOUDEST = 4;

/** Below the default threshold no echo tells episodes apart: there, so many quiet readings do. */
export const CALM = 12;

/**
 * The surprise (-log10 of a chance) that is met by chance once in `interval` when a reading comes every `step`, both in ms. Slower series are
 * given longer, by the fourth root of the step: an hourly one about twice the interval of one read each five minutes. Those read less often than
 * each hour are given as many readings as that one has: of thirty readings none is rare.
 */
function barFor(step: number, interval: number): number {
  const most = step < HOUR ? step : HOUR;
  return Math.max(1, Math.log10((interval / most) * Math.sqrt(Math.sqrt(most / FIVE_MINUTES))));
}

/**
 * Score in [0, 1): 0.5 when the surprise meets the bar. Each anomaly raises the bar by twice its own surprise, which then halves every two hours
 * (at one reading in five minutes; with the root of the step), so that one episode is one alert and something worse is still told.
 */
export function scoreOf(m: Memory, surprise: number, interval: number): number {
  const before = m[At.echo];
  const step = Math.max(m[At.step], 1);
  const bar = barFor(step, interval);
  const bounded = Math.min(surprise, LOUDEST * bar);
  // Not 2 to the power of it: the operator's last digit differs from one V8 to the next.
  const echo =
    before > 0 ? before * Math.exp((Math.LN2 * (m[At.echoAt] - m[At.last])) / (HALF_LIFE * Math.sqrt(step / FIVE_MINUTES))) : 0;
  if (bounded > bar && LOUDER * bounded >= echo) {
    m[At.echo] = LOUDER * bounded;
    m[At.echoAt] = m[At.last];
  }
  return bounded / (bounded + bar + echo);
}
