import { bare } from "./bare.ts";
import { hourOfDay } from "./hour-of-day.ts";

/**
 * How far a climb goes within a look-ahead, learnt from this key's own past climbs: the rise is regressed on what could be seen at its start,
 * three things that all have the value's unit, so that the coefficients mean the same for every series. Ridge regression towards coefficients
 * that hold before anything was seen, forgetting slowly (recursive least squares, Ljung 1999, System Identification, section 11.2), each climb
 * weighted by how well it could be told. What is left over is kept per hour of the day (UTC): the climb at 8 in the morning goes on, the one
 * at noon turns.
 */
export interface Rise {
  /** Weighted cross products of line (x), momentum (y) and step (z), and those with the height of the rise (h). */
  xx: number;
  xy: number;
  yy: number;
  xz: number;
  yz: number;
  zz: number;
  xh: number;
  yh: number;
  zh: number;
  /** Coefficients of line, momentum and step. */
  byLine: number;
  byMomentum: number;
  byStep: number;
  /** Look-aheads' worth of climbs seen, at most so many as are remembered. */
  seen: number;
  /** Mean square of the residuals in units of their scale. */
  square: number;
  /** The residuals by hour: days seen, mean and variance of each of the 24 one after the other. Empty before the first. */
  hours: number[];
}

/** What is seen of a climb, in the value's unit. */
export interface Climb {
  /** What the line promises over a look-ahead. */
  readonly line: number;
  /** What the last two points gained. */
  readonly momentum: number;
  /** Usual distance of neighbouring points. */
  readonly step: number;
}

/** A climb that has had its look-ahead. */
export interface EndedClimb extends Climb {
  /** When it was seen, and how far it went up from there. */
  readonly time: number;
  readonly height: number;
  /** Share of a look-ahead, and of an hour, that this one climb stands for. */
  readonly share: number;
  readonly ofHour: number;
}

/** Coefficients of line, momentum and step before anything was seen, and look-aheads' worth of evidence they stand for. */
const PRIOR = { byLine: 0.8, byMomentum: 0.4, byStep: 1 };
const PRIOR_WEIGHT = 5;
const PRIOR_SQUARE = 0.6;
const PRIOR_SQUARE_WEIGHT = 10;
/** Climbs overlap: what one look-ahead of them counts. */
const EVIDENCE = 0.5;
/** Share forgotten in one look-ahead of climbs. */
const FORGET = 0.01;
const REMEMBERED = 100;
/** Days that an hour is remembered, and days' worth by which it is shrunk to what holds at any hour. */
const HOUR_DAYS = 14;
const HOUR_PRIOR = 2;
/** A rise of more scales than this tells no more. */
const MOST_SCALES = 8;

export const newRise = (): Rise => ({
  xx: PRIOR_WEIGHT,
  xy: 0,
  yy: PRIOR_WEIGHT,
  xz: 0,
  yz: 0,
  zz: PRIOR_WEIGHT,
  xh: PRIOR_WEIGHT * PRIOR.byLine,
  yh: PRIOR_WEIGHT * PRIOR.byMomentum,
  zh: PRIOR_WEIGHT * PRIOR.byStep,
  ...PRIOR,
  seen: 0,
  square: PRIOR_SQUARE,
  hours: [],
});

/** How well a rise can be told: half of what the line promises, and two steps. */
const scaleOf = (climb: Climb): number => Math.sqrt(4 * climb.step * climb.step + 0.25 * climb.line * climb.line);

const meanOf = (rise: Rise, climb: Climb): number =>
  rise.byLine * climb.line + rise.byMomentum * climb.momentum + rise.byStep * climb.step;

export function learnRise(rise: Rise, climb: EndedClimb): void {
  const scale = scaleOf(climb);
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) return;
  const y = Math.min(climb.height / scale, MOST_SCALES);
  const left = y - meanOf(rise, climb) / scale;
  const weight = EVIDENCE * climb.share;
  rise.seen = Math.min(rise.seen + weight, REMEMBERED);
  rise.square += (weight / (rise.seen + PRIOR_SQUARE_WEIGHT)) * (left * left - rise.square);
  row.x = climb.line / scale;
  row.y = climb.momentum / scale;
  row.z = climb.step / scale;
  row.height = y;
  row.weight = weight;
  regress(rise);
  learnHour(rise, hourOfDay(climb.time), left, climb.ofHour);
}

/** A row of the regression. Reused. */
const row = { x: 0.5, y: 0.5, z: 0.5, height: 0.5, weight: 0.5 };

/** One more row of the regression, then its coefficients by elimination. */
function regress(rise: Rise): void {
  const { x, y, z, height, weight } = row;
  const keep = 1 - FORGET * weight;
  const prior = FORGET * weight * PRIOR_WEIGHT;
  const xx = keep * rise.xx + prior + weight * x * x;
  const xy = keep * rise.xy + weight * x * y;
  const yy = keep * rise.yy + prior + weight * y * y;
  const xz = keep * rise.xz + weight * x * z;
  const yz = keep * rise.yz + weight * y * z;
  const zz = keep * rise.zz + prior + weight * z * z;
  const xh = keep * rise.xh + prior * PRIOR.byLine + weight * x * height;
  const yh = keep * rise.yh + prior * PRIOR.byMomentum + weight * y * height;
  const zh = keep * rise.zh + prior * PRIOR.byStep + weight * z * height;
  rise.xx = xx;
  rise.xy = xy;
  rise.yy = yy;
  rise.xz = xz;
  rise.yz = yz;
  rise.zz = zz;
  rise.xh = xh;
  rise.yh = yh;
  rise.zh = zh;
  // The prior keeps the matrix positive definite: no pivot comes near 0.
  const yy1 = yy - (xy * xy) / xx;
  const yz1 = yz - (xy * xz) / xx;
  const yh1 = yh - (xy * xh) / xx;
  const c = (zh - (xz * xh) / xx - (yz1 * yh1) / yy1) / (zz - (xz * xz) / xx - (yz1 * yz1) / yy1);
  const b = (yh1 - yz1 * c) / yy1;
  rise.byLine = (xh - xy * b - xz * c) / xx;
  rise.byMomentum = b;
  rise.byStep = c;
}

const HOURS = 24;
const DAYS = 0;
const MEAN = 1;
const VARIANCE = 2;
const PER_HOUR = 3;

function learnHour(rise: Rise, hour: number, left: number, weight: number): void {
  const hours = bare(rise.hours);
  if (hours.length === 0) for (let i = 0; i < HOURS * PER_HOUR; i++) hours[i] = 0;
  const at = hour * PER_HOUR;
  const seen = Math.min((hours[at + DAYS] ?? 0) + weight, HOUR_DAYS);
  const rate = weight / Math.max(seen, weight);
  const mean = hours[at + MEAN] ?? 0;
  const delta = left - mean;
  hours[at + DAYS] = seen;
  hours[at + MEAN] = mean + rate * delta;
  hours[at + VARIANCE] = (1 - rate) * ((hours[at + VARIANCE] ?? 0) + rate * delta * delta);
}

interface Expected {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * The rise to expect within a look-ahead of a climb seen at `time`, and its standard deviation, in the value's unit: what the climbs before
 * taught, and as far as this one has `outgrown` them (0 to 1) what holds before anything was seen.
 */
export function expectedRise(rise: Rise, time: number, climb: Climb, outgrown: number): Expected {
  const learnt = learntRise(rise, time, climb);
  if (outgrown === 0) return learnt;
  const mean = PRIOR.byLine * climb.line + PRIOR.byMomentum * climb.momentum + PRIOR.byStep * climb.step;
  const deviation = scaleOf(climb) * Math.sqrt(PRIOR_SQUARE);
  return {
    mean: learnt.mean + outgrown * (mean - learnt.mean),
    deviation: learnt.deviation + outgrown * (deviation - learnt.deviation),
  };
}

function learntRise(rise: Rise, time: number, climb: Climb): Expected {
  const scale = scaleOf(climb);
  const mean = meanOf(rise, climb);
  const at = hourOfDay(time) * PER_HOUR;
  const seen = rise.hours[at + DAYS] ?? 0;
  if (seen === 0) return { mean, deviation: scale * Math.sqrt(rise.square) };
  const own = seen / (seen + HOUR_PRIOR);
  const more = rise.hours[at + MEAN] ?? 0;
  const variance = own * (rise.hours[at + VARIANCE] ?? 0) + (1 - own) * rise.square + own * (1 - own) * more * more;
  return { mean: mean + own * more * scale, deviation: scale * Math.sqrt(variance) };
}
