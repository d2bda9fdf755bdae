import type { WatchedSeries } from "./watched-series.ts";

/** What one would do otherwise: when each of these warns, ms. */
export const SIMPLE: Readonly<Record<string, (series: WatchedSeries) => number[]>> = {
  straight_line: straightLine,
  nine_tenths: nineTenths,
};

/**
 * A least-squares line through the last half horizon, four readings at least; warns when it goes up and, from the last reading on, meets the
 * threshold within half a horizon, then keeps silent for half a horizon.
 */
function straightLine({ times, values, threshold, horizon }: WatchedSeries): number[] {
  const warned: number[] = [];
  const stretch = horizon / 2;
  let from = 0;
  let silentUntil = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < times.length; i++) {
    const now = times[i] ?? 0;
    const value = values[i] ?? 0;
    while (now - (times[from] ?? 0) > stretch) from++;
    if (i - from < 3 || value >= threshold || now < silentUntil) continue;
    if (threshold - value > slopeOf(times, values, from, i) * stretch) continue;
    warned.push(now);
    silentUntil = now + stretch;
  }
  return warned;
}

/** Value per ms of the least-squares line through the readings `from` to `to`. */
function slopeOf(times: readonly number[], values: readonly number[], from: number, to: number): number {
  const n = to - from + 1;
  const origin = times[to] ?? 0;
  const base = values[to] ?? 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let i = from; i <= to; i++) {
    const x = (times[i] ?? 0) - origin;
    const y = (values[i] ?? 0) - base;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  return (sumXY - (sumX * sumY) / n) / (sumXX - (sumX * sumX) / n);
}

/** Warns once the value comes to nine tenths of its threshold, and again after it fell from there by the re-arm distance. */
function nineTenths({ times, values, threshold, rearm }: WatchedSeries): number[] {
  const warned: number[] = [];
  const level = 0.9 * threshold;
  const back = level - (threshold - rearm);
  let armed = true;
  for (const [i, value] of values.entries()) {
    if (armed && value >= level) {
      armed = false;
      if (value < threshold) warned.push(times[i] ?? 0);
    } else if (!armed && value < back) armed = true;
  }
  return warned;
}
