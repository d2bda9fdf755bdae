/**
 * How far a climb goes within a look-ahead, learnt from this key's own past climbs: the rise is regressed on what could be seen at its start,
 * three things that all have the value's unit, so that the coefficients mean the same for every series. Ridge regression towards coefficients
 * that hold before anything was seen, forgetting slowly (recursive least squares, Ljung 1999, System Identification, section 11.2), each climb
 * weighted by how well it could be told. What is left over is kept per hour of the day (UTC): the climb at 8 in the morning goes on, the one
 * at noon turns.
 */
export interface Rise {
  /** Lower triangle of the weighted cross products, row by row, and those with the rise. */
  products: number[];
  withRise: number[];
  coefficients: number[];
  /** Look-aheads' worth of climbs seen, at most so many as are remembered. */
  seen: number;
  /** Mean square of the residuals in units of their scale, overall and, by hour: days seen, mean and variance. */
  square: number;
  hourSeen: number[];
  hourMean: number[];
  hourVariance: number[];
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

/** Coefficients of line, momentum and step before anything was seen, and look-aheads' worth of evidence they stand for. */
const PRIOR = [0.8, 0.4, 1] as const;
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
  products: [PRIOR_WEIGHT, 0, PRIOR_WEIGHT, 0, 0, PRIOR_WEIGHT],
  withRise: PRIOR.map((coefficient) => PRIOR_WEIGHT * coefficient),
  coefficients: [...PRIOR],
  seen: 0,
  square: PRIOR_SQUARE,
  hourSeen: [],
  hourMean: [],
  hourVariance: [],
});

const hourOf = (time: number): number => Math.floor(time / 3_600_000 - 24 * Math.floor(time / 86_400_000));

/** How well a rise can be told: half of what the line promises, and two steps. */
const scaleOf = (climb: Climb): number => Math.sqrt(4 * climb.step * climb.step + 0.25 * climb.line * climb.line);

function meanOf(rise: Rise, climb: Climb): number {
  const [line = 0, momentum = 0, step = 0] = rise.coefficients;
  return line * climb.line + momentum * climb.momentum + step * climb.step;
}

/** Learns that the climb seen at `time` went up by `height`. `share`: of a look-ahead this one climb stands for; `ofHour`: of an hour. */
export function learnRise(rise: Rise, time: number, climb: Climb, height: number, share: number, ofHour: number): void {
  const scale = scaleOf(climb);
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) return;
  const y = Math.min(height / scale, MOST_SCALES);
  const left = y - meanOf(rise, climb) / scale;
  const weight = EVIDENCE * share;
  rise.seen = Math.min(rise.seen + weight, REMEMBERED);
  rise.square += (weight / (rise.seen + PRIOR_SQUARE_WEIGHT)) * (left * left - rise.square);
  regress(rise, climb.line / scale, climb.momentum / scale, climb.step / scale, y, weight);
  learnHour(rise, hourOf(time), left, ofHour);
}

/** One more row of the regression, then its coefficients by elimination. */
function regress(rise: Rise, x: number, y: number, z: number, height: number, weight: number): void {
  const keep = 1 - FORGET * weight;
  const prior = FORGET * weight * PRIOR_WEIGHT;
  const p = rise.products;
  const xx = keep * (p[0] ?? 0) + prior + weight * x * x;
  const xy = keep * (p[1] ?? 0) + weight * x * y;
  const yy = keep * (p[2] ?? 0) + prior + weight * y * y;
  const xz = keep * (p[3] ?? 0) + weight * x * z;
  const yz = keep * (p[4] ?? 0) + weight * y * z;
  const zz = keep * (p[5] ?? 0) + prior + weight * z * z;
  const r = rise.withRise;
  const xh = keep * (r[0] ?? 0) + prior * PRIOR[0] + weight * x * height;
  const yh = keep * (r[1] ?? 0) + prior * PRIOR[1] + weight * y * height;
  const zh = keep * (r[2] ?? 0) + prior * PRIOR[2] + weight * z * height;
  p[0] = xx;
  p[1] = xy;
  p[2] = yy;
  p[3] = xz;
  p[4] = yz;
  p[5] = zz;
  r[0] = xh;
  r[1] = yh;
  r[2] = zh;
  // The prior keeps the matrix positive definite: no pivot comes near 0.
  const yy1 = yy - (xy * xy) / xx;
  const yz1 = yz - (xy * xz) / xx;
  const yh1 = yh - (xy * xh) / xx;
  const c = (zh - (xz * xh) / xx - (yz1 * yh1) / yy1) / (zz - (xz * xz) / xx - (yz1 * yz1) / yy1);
  const b = (yh1 - yz1 * c) / yy1;
  rise.coefficients[0] = (xh - xy * b - xz * c) / xx;
  rise.coefficients[1] = b;
  rise.coefficients[2] = c;
}

function learnHour(rise: Rise, hour: number, left: number, weight: number): void {
  if (rise.hourSeen.length === 0)
    for (let h = 0; h < 24; h++) {
      rise.hourSeen.push(0);
      rise.hourMean.push(0);
      rise.hourVariance.push(0);
    }
  const seen = Math.min((rise.hourSeen[hour] ?? 0) + weight, HOUR_DAYS);
  const rate = weight / Math.max(seen, weight);
  const delta = left - (rise.hourMean[hour] ?? 0);
  rise.hourSeen[hour] = seen;
  rise.hourMean[hour] = (rise.hourMean[hour] ?? 0) + rate * delta;
  rise.hourVariance[hour] = (1 - rate) * ((rise.hourVariance[hour] ?? 0) + rate * delta * delta);
}

/** The rise to expect within a look-ahead of a climb seen at `time`, and its standard deviation, in the value's unit. */
export function expectedRise(rise: Rise, time: number, climb: Climb): { mean: number; deviation: number } {
  const scale = scaleOf(climb);
  const mean = meanOf(rise, climb);
  const hour = hourOf(time);
  const seen = rise.hourSeen[hour] ?? 0;
  if (seen === 0) return { mean, deviation: scale * Math.sqrt(rise.square) };
  const own = seen / (seen + HOUR_PRIOR);
  const more = rise.hourMean[hour] ?? 0;
  const variance = own * (rise.hourVariance[hour] ?? 0) + (1 - own) * rise.square + own * (1 - own) * more * more;
  return { mean: mean + own * more * scale, deviation: scale * Math.sqrt(variance) };
}
