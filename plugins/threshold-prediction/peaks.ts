import { reading } from "./reading.ts";

/**
 * The turning points of a series: how high its climbs went before they turned. A climb that has come to a level where many before it turned is
 * less likely to go on than one where most went on to the threshold.
 */
export interface Peaks {
  /** Slow mean of the value and of its distance from that mean. */
  mean: number;
  deviation: number;
  weight: number;
  /** Highest value since the last trough while climbing (`up`), lowest since the last peak while falling. */
  extreme: number;
  up: boolean;
  /** Heights of the latest peaks, oldest first. */
  heights: number[];
}

/** Peaks that are remembered. */
const MEMORY = 24;

/** No turn need be wider than so many usual distances from the mean: noise alone would never have one, and nothing be learnt of it. */
const WIDEST = 3.5;

export const newPeaks = (): Peaks => ({ mean: 0, deviation: 0, weight: 0, extreme: 0, up: true, heights: [] });

/** Follows the turning points at the point of the reading. `stride`: usual distance of neighbouring events. */
export function followPeaks(peaks: Peaks, { stride }: { readonly stride: number }): void {
  const { point: value, share } = reading;
  if (peaks.weight === 0) {
    peaks.mean = value;
    peaks.extreme = value;
  }
  peaks.weight = Math.min(peaks.weight + share, 40);
  const rate = Math.min(1, share / Math.max(peaks.weight, 1));
  peaks.deviation += rate * (Math.abs(value - peaks.mean) - peaks.deviation);
  peaks.mean += rate * (value - peaks.mean);
  const swing = Math.max(0.5 * peaks.deviation, Math.min(5 * stride, WIDEST * peaks.deviation));
  if (peaks.up) {
    if (value > peaks.extreme) peaks.extreme = value;
    else if (value < peaks.extreme - swing) {
      peaks.heights.push(peaks.extreme);
      if (peaks.heights.length > MEMORY) peaks.heights.shift();
      peaks.extreme = value;
      peaks.up = false;
    }
  } else if (value < peaks.extreme) peaks.extreme = value;
  else if (value > peaks.extreme + swing) {
    peaks.extreme = value;
    peaks.up = true;
  }
}

/** Climbs that went on, and climbs that turned, before any was seen. */
const PRIOR = 2;

/**
 * What the climbs before say for this one: log odds of those that came to `level` and went on to `threshold` against those that turned in
 * between. In favour it counts for little (they say that, not when it will cross), against it in full.
 */
export function wentOn(peaks: Peaks, level: number, threshold: number): number {
  let on = PRIOR;
  let turned = PRIOR;
  const { heights } = peaks;
  // Not for…of: where plugins run the iterator of lists is locked, and V8 takes the slow way.
  for (let i = 0; i < heights.length; i++) {
    const height = heights[i] ?? 0;
    if (height >= threshold) on++;
    else if (height >= level) turned++;
  }
  const odds = Math.log(on / turned);
  return odds > 0 ? Math.min(0.4, 0.6 * odds) : odds;
}

/** A climb has outgrown those that turned from so many usual distances from the mean above the highest of them on, wholly at one more. */
const OUTGROWN = 2;

/**
 * How far a climb has left behind all that turned below the threshold, 0 to 1. What those taught, that they turn, says nothing of this one. 0 as
 * long as none has turned.
 */
export function outgrown(peaks: Peaks, level: number, threshold: number): number {
  const { heights, deviation } = peaks;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < heights.length; i++) {
    const height = heights[i] ?? 0;
    if (height < threshold && height > highest) highest = height;
  }
  if (highest === Number.NEGATIVE_INFINITY || !(deviation > 0)) return 0;
  return Math.min(1, Math.max(0, (level - highest) / deviation - OUTGROWN));
}
