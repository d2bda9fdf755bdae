import { reading } from "./reading.ts";

/**
 * A line through all points so far, each counting the less the longer ago it was (discounted least squares, Brown 1963, Smoothing, Forecasting
 * and Prediction of Discrete Time Series): it needs no points kept, and sees further back than the line through one look-ahead. Sums over the
 * points, times in look-aheads and values in their unit, both from the newest point: so they stay small.
 */
export interface Slow {
  weight: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
  /** The newest point. */
  time: number;
  value: number;
}

/** Look-aheads in which a point comes to count 1/e. */
const FADES = 0.5;
/** What is older than so many look-aheads is no longer the same climb. */
const FORGOTTEN = 2;

export const newSlow = (): Slow => ({ weight: 0, x: 0, y: 0, xx: 0, xy: 0, time: 0, value: 0 });

/** Takes the point of the reading. */
export function followSlow(slow: Slow): void {
  const { time, point, lookAhead } = reading;
  const passed = (time - slow.time) / lookAhead;
  const { weight, x, y, xx, xy } = slow;
  const keep = weight === 0 || passed > FORGOTTEN ? 0 : Math.exp(-passed / FADES);
  const rise = point - slow.value;
  slow.weight = keep * weight + 1;
  slow.x = keep * (x - passed * weight);
  slow.y = keep * (y - rise * weight);
  slow.xx = keep * (xx - 2 * passed * x + passed * passed * weight);
  slow.xy = keep * (xy - passed * y - rise * x + passed * rise * weight);
  slow.time = time;
  slow.value = point;
}

/** What the line promises over a look-ahead, in the value's unit; 0 where it does not climb. */
export function slowPromise({ weight, x, y, xx, xy }: Slow): number {
  const spread = xx - (x * x) / weight;
  return spread > 0 ? Math.max(0, (xy - (x * y) / weight) / spread) : 0;
}
