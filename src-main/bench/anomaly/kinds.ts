import type { Draws } from "./draws.ts";
import { over, places } from "./planted.ts";

/** What a kind makes: a value a row and the rows where something begins that is worth an alert. */
export interface Made {
  readonly times: number[];
  readonly values: number[];
  readonly at: number[];
}
export type Kind = (draws: Draws) => Made;

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const TURN = 2 * Math.PI;
const anyDay = (draws: Draws): number => Date.UTC(2015, draws.below(12), 1 + draws.below(28), draws.below(24));
export const regular = (draws: Draws, rows: number, step: number): number[] => {
  const start = anyDay(draws);
  return Array.from({ length: rows }, (_, i) => start + i * step);
};
/** Read when there is something to read: mostly every `step`, with skipped readings and now and then a gap of hours. */
export const irregular = (draws: Draws, rows: number, step: number): number[] => {
  let time = anyDay(draws);
  return Array.from({ length: rows }, () => {
    time += step * (draws.chance(0.75) ? 1 : draws.chance(0.95) ? 2 + draws.below(4) : 10 + draws.below(60));
    return time;
  });
};
export const dayPart = (time: number): number => (time % DAY) / DAY;
export const isWeekend = (time: number): boolean => ((Math.floor(time / DAY) + 4) % 7) % 6 === 0;
export const autoregressive = (draws: Draws, rows: number, memory: number, size: number): number[] => {
  let x = 0;
  return Array.from({ length: rows }, () => (x = memory * x + size * Math.sqrt(1 - memory * memory) * draws.normal()));
};
export const rounded = (
  values: readonly number[],
  unit: number,
  low = Number.NEGATIVE_INFINITY,
  high = Number.POSITIVE_INFINITY,
): number[] => values.map((value) => Math.round(Math.min(high, Math.max(low, value)) / unit) * unit);
export const sign = (draws: Draws): number => (draws.chance(0.5) ? 1 : -1);
export const some = (draws: Draws): number => draws.pick([1, 1, 2, 2, 3]);
const rush = (time: number): number => {
  const hour = 24 * dayPart(time);
  return (isWeekend(time) ? 0.4 : 1) * (Math.exp(-(((hour - 8) / 1.3) ** 2)) + Math.exp(-(((hour - 17.5) / 1.7) ** 2)));
};

/** Mentions of a name: counts with days, weeks and bursts of their own; something happens and everybody writes. */
const counts: Kind = (draws) => {
  const times = regular(draws, 15_840, 5 * MINUTE);
  const mean = Math.exp(draws.between(0.5, 4.5));
  const swing = draws.between(0.3, 1);
  const phase = draws.uniform();
  const weekend = draws.between(0.6, 1.1);
  const extra = draws.between(0.2, 0.5);
  const often = draws.between(0.001, 0.004);
  const size = draws.between(1, 4);
  let burst = 0;
  let fade = 0.8;
  const at = places(draws, times.length, 2 + draws.below(3));
  const values = times.map((time) => {
    if (draws.chance(often)) {
      burst += size * Math.exp(draws.exponential(0.6));
      fade = draws.between(0.5, 0.95);
    }
    burst *= fade;
    const usual = Math.exp(swing * Math.sin(TURN * (dayPart(time) - phase)) + extra * draws.normal());
    return draws.poisson(mean * (usual * (isWeekend(time) ? weekend : 1) + burst));
  });
  for (const row of at) {
    const height = mean * size * draws.between(5, 20) + 15;
    const slow = draws.between(0.9, 0.985);
    const rise = draws.pick([1, 1, 8]);
    over(values, row, 400, (value, i) => value + draws.poisson(height * (i < rise ? (i + 1) / rise : slow ** (i - rise))));
  }
  return { times, values, at };
};

/** A machine that does next to nothing: a quiet floor, short peaks now and then, on a schedule or not. */
const idle: Kind = (draws) => {
  const times = regular(draws, 4032, 5 * MINUTE);
  const floor = draws.between(0.05, 4);
  const noise = floor * draws.between(0.01, 0.2);
  const peak = floor * draws.between(0.3, 3);
  const often = draws.between(0, 0.02);
  const period = draws.pick([0, 0, 12, 72, 288]);
  const shift = draws.below(288);
  const values = times.map((_, i) => {
    const scheduled = period > 0 && (i + shift) % period === 0 ? 2 * peak * draws.between(0.7, 1.3) : 0;
    return floor + noise * draws.normal() + (draws.chance(often) ? draws.exponential(peak) : 0) + scheduled;
  });
  const at = places(draws, times.length, some(draws));
  const top = floor + 8 * peak;
  for (const row of at) {
    const what = draws.below(4);
    if (what === 0) over(values, row, 1 + draws.below(5), (value) => value + top * draws.between(0.8, 2));
    else if (what === 1) over(values, row, draws.pick([50, 200, 4032]), (value) => value + 10 * noise + 0.5 * peak);
    else if (what === 2) over(values, row, 80, (value) => value + (draws.chance(0.3) ? draws.exponential(3 * peak) : 0));
    else over(values, row, 100, (value, i) => value + (i / 100) * top);
  }
  return { times, values: rounded(values, draws.pick([0.002, 0.033, 0.1]), 0), at };
};

/** A machine at work: a level in percent with noise that remembers; it stops, steps, wanders off or gets restless. */
const busy: Kind = (draws) => {
  const times = regular(draws, 4032, 5 * MINUTE);
  const level = draws.between(25, 90);
  const size = draws.between(0.5, 6);
  const slow = autoregressive(draws, times.length, draws.between(0, 0.95), size);
  const tail = draws.chance(0.4);
  const swing = draws.chance(0.4) ? draws.between(2, 15) : 0;
  const values = times.map(
    (time, i) =>
      level +
      (slow[i] ?? 0) +
      size * (tail ? 0.6 * draws.student(3) : 0.3 * draws.normal()) +
      swing * Math.sin(TURN * dayPart(time)),
  );
  const at = places(draws, times.length, some(draws));
  const usual = size + swing / 2;
  for (const row of at) {
    const what = draws.below(5);
    const away = sign(draws) * usual;
    if (what === 0) over(values, row, 3 + draws.below(30), () => draws.between(0, 3));
    else if (what === 1) over(values, row, draws.pick([60, 300, 4032]), (value) => value + 5 * away);
    else if (what === 2) over(values, row, 150, (value) => value + 3 * size * draws.normal());
    else if (what === 3) over(values, row, 250, (value, i) => value + 6 * away * (i / 250));
    else over(values, row, 1 + draws.below(3), (value) => value + 12 * away);
  }
  return { times, values: rounded(values, 0.002, 0, 100), at };
};

/** Small whole numbers: members of a group, requests in a minute. */
const levels: Kind = (draws) => {
  const times = regular(draws, 4032 + draws.below(700), 5 * MINUTE);
  const hold = draws.between(0.003, 0.02);
  const noise = draws.between(0, 0.6);
  let level = 10 + draws.below(30);
  const values = times.map(() => {
    if (draws.chance(hold)) level = Math.min(45, Math.max(4, level + sign(draws) * (1 + draws.below(2))));
    return level + noise * draws.normal();
  });
  const at = places(draws, times.length, some(draws));
  for (const row of at) {
    const away = sign(draws) * draws.between(8, 16);
    over(values, row, draws.pick([3, 40, 200]), (value) => value + away);
  }
  return { times, values: rounded(values, 1, 0), at };
};

/** The same shape again and again; once it is flat, higher, lower, missing or reversed. */
const periodic: Kind = (draws) => {
  const rows = 4032;
  const times = regular(draws, rows, 5 * MINUTE);
  const period = draws.pick([288, 288, 288, 144, 96]);
  const shape = draws.below(4);
  const height = draws.between(5, 80);
  const noise = height * draws.pick([0, 0.01, 0.03, 0.08]);
  const shift = draws.below(period);
  const form = (i: number): number => {
    const p = ((i + shift) % period) / period;
    return shape === 0
      ? p
      : shape === 1
        ? Math.sin(TURN * p) / 2 + 0.5
        : shape === 2
          ? p < 0.4
            ? 1
            : 0
          : Math.max(0, Math.sin(TURN * p));
  };
  const values = times.map((_, i) => 20 + height * form(i) + noise * draws.normal());
  const at = places(draws, rows, 1, 0.45);
  const what = draws.below(5);
  for (const row of at)
    over(values, row, draws.pick([60, 144, 288]), (value, i) =>
      what === 0
        ? 20 + 0.5 * height + noise * draws.normal()
        : what === 1
          ? value + 0.7 * height
          : what === 2
            ? value - 0.7 * height
            : what === 3
              ? 20 + noise * draws.normal()
              : 20 + height * (1 - form(row + i)) + noise * draws.normal(),
    );
  return { times, values, at };
};

/** A level that moves for good, or creeps, in noise that remembers. */
const shifts: Kind = (draws) => {
  const times = regular(draws, 4032, 5 * MINUTE);
  const values = autoregressive(draws, times.length, draws.between(0, 0.97), 1).map((x) => 50 + x + 0.3 * draws.normal());
  const at = places(draws, times.length, 1 + draws.below(2));
  for (const row of at) {
    const away = sign(draws) * draws.between(4, 8);
    const slow = draws.pick([1, 1, 100, 400]);
    over(values, row, 4032, (value, i) => value + away * Math.min(1, (i + 1) / slow));
  }
  return { times, values, at };
};

/** Noise that becomes louder, or all but silent, around the same mean. */
const noises: Kind = (draws) => {
  const times = regular(draws, 4032, 5 * MINUTE);
  const swing = draws.chance(0.5) ? draws.between(1, 4) : 0;
  const noise = times.map(() => draws.normal());
  const at = places(draws, times.length, 1 + draws.below(2));
  for (const row of at) {
    const factor = draws.chance(0.75) ? draws.between(2.5, 5) : draws.between(0, 0.15);
    over(noise, row, draws.pick([60, 150, 500]), (value) => value * factor);
  }
  return { times, values: noise.map((x, i) => 20 + x + swing * Math.sin((TURN * i) / 288)), at };
};

/** A sensor that sticks at its last value. */
const frozen: Kind = (draws) => {
  const times = regular(draws, 4032, 5 * MINUTE);
  const unit = draws.pick([0.01, 0.5, 1]);
  const swing = draws.between(0, 6);
  const slow = autoregressive(draws, times.length, 0.9, 1);
  const values = rounded(
    slow.map((x, i) => 20 + x + 0.5 * draws.normal() + swing * Math.sin((TURN * i) / 288)),
    unit,
  );
  const at = places(draws, times.length, 1 + draws.below(2));
  for (const row of at) {
    const held = values[row] ?? 0;
    over(values, row, draws.pick([60, 150, 300]), () => held);
  }
  return { times, values, at };
};

/** Two or three ways to run, each for hours, which is normal; another one is not. */
const regimes: Kind = (draws) => {
  const times = regular(draws, 4032, 5 * MINUTE);
  const gap = draws.between(5, 30);
  const ways = 2 + draws.below(2);
  const stay = 1 / draws.between(15, 100);
  let way = 0;
  const values = times.map(() => {
    if (draws.chance(stay)) way = draws.below(ways);
    return 30 + gap * way + draws.normal() * (1 + way);
  });
  const at = places(draws, times.length, some(draws), 0.35);
  for (const row of at) {
    const high = draws.chance(0.6);
    over(values, row, draws.pick([4, 30, 120]), () => 30 + (high ? gap * (ways + 0.7) : -gap) + draws.normal());
  }
  return { times, values, at };
};

/** Jobs that peak by the clock: a peak too high, peaks too many, none where there always was one. */
const jobs: Kind = (draws) => {
  const times = regular(draws, 4032, 5 * MINUTE);
  const period = draws.pick([24, 72, 144, 288]);
  const length = 1 + draws.below(6);
  const shift = draws.below(period);
  const height = draws.between(4, 20);
  const values = times.map(
    (_, i) =>
      5 + draws.normal() * 0.5 + ((i + shift) % period < length ? height * draws.between(0.8, 1.2) : 0) + draws.exponential(0.3),
  );
  const at = places(draws, times.length, some(draws));
  for (const row of at) {
    const what = draws.below(3);
    if (what === 0) over(values, row, length + draws.below(4), (value) => value + 2.2 * height);
    else if (what === 1) over(values, row, 100, (value) => value + (draws.chance(0.25) ? height * draws.between(0.5, 1.2) : 0));
    else over(values, row, 40 + draws.below(60), (value) => value + 0.8 * height);
  }
  return { times, values: rounded(values, 0.01, 0), at };
};

/** Slow machines: a temperature that wanders without end, which is normal, and falls when the machine is stopped. */
const wandering: Kind = (draws) => {
  const rows = draws.pick([7000, 20_000]);
  const step = rows === 7000 ? 60 * MINUTE : 5 * MINUTE;
  const times = regular(draws, rows, step);
  const slow = autoregressive(draws, rows, 0.999, draws.between(2, 6));
  const fast = autoregressive(draws, rows, 0.95, draws.between(1, 2.5));
  const swing = draws.between(0, 2);
  const values = times.map(
    (time, i) => 75 + (slow[i] ?? 0) + (fast[i] ?? 0) + swing * Math.sin(TURN * dayPart(time)) + 0.3 * draws.normal(),
  );
  const at = places(draws, rows, 2 + draws.below(2));
  for (const row of at) {
    const fall = draws.chance(0.8) ? draws.between(-45, -15) : draws.between(12, 25);
    const slope = draws.pick([1, 10, 100]);
    over(values, row, 50 + draws.below(300), (value, i) => value + fall * Math.min(1, (i + 1) / slope));
  }
  return { times, values, at };
};

/** Walks without anything wrong in them. */
const walks: Kind = (draws) => {
  const times = regular(draws, 4032, 5 * MINUTE);
  const noise = draws.between(0, 3);
  let x = 100;
  return { times, values: times.map(() => (x += draws.normal()) + noise * draws.normal()), at: [] };
};

/** Demand by the half hour: days, working weeks, seasons; holidays, storms and feasts. */
const demand: Kind = (draws) => {
  const rows = 8000 + draws.below(2300);
  const times = regular(draws, rows, 30 * MINUTE);
  const mean = Math.exp(draws.between(4, 10));
  const noise = autoregressive(draws, rows, 0.85, draws.between(0.03, 0.07));
  const night = draws.between(0.05, 0.3);
  const usual = (time: number): number => {
    const p = dayPart(time);
    const working =
      Math.exp(-(((p - 0.36) / 0.07) ** 2)) +
      1.2 * Math.exp(-(((p - 0.79) / 0.1) ** 2)) +
      0.5 * Math.exp(-(((p - 0.55) / 0.15) ** 2));
    const free = 0.9 * Math.exp(-(((p - 0.6) / 0.2) ** 2)) + 0.8 * Math.exp(-(((p + (p < 0.5 ? 1 : 0) - 1.0) / 0.1) ** 2));
    return night + (isWeekend(time) ? free : working);
  };
  const season = draws.between(0, 0.15);
  const values = times.map(
    (time, i) => mean * Math.max(0.02, usual(time) * (1 + season * Math.sin((TURN * i) / 5000) + (noise[i] ?? 0))),
  );
  const at = places(draws, rows, 3 + draws.below(3));
  for (const row of at) {
    const factor = draws.chance(0.7) ? draws.between(0.25, 0.6) : draws.between(1.5, 2);
    over(values, row, 20 + draws.below(50), (value) => value * factor);
  }
  return { times, values: rounded(values, 1), at };
};

/** Roads: speed that falls in the rush hours, read at odd times; a jam at a time when there is none. */
const speeds: Kind = (draws) => {
  const times = irregular(draws, 1100 + draws.below(1400), 5 * MINUTE);
  const free = draws.between(60, 85);
  const noise = draws.between(2, 5);
  const drop = draws.between(5, 30);
  const values = times.map(
    (time) =>
      free +
      noise * draws.normal() -
      drop * rush(time) * draws.between(0.4, 1.2) -
      (draws.chance(0.006) ? draws.exponential(12) : 0),
  );
  const at = places(draws, times.length, 1 + draws.below(3));
  for (const row of at) {
    const left = draws.between(0.15, 0.5);
    over(values, row, 3 + draws.below(25), (value) => value * left * draws.between(0.8, 1.2));
  }
  return { times, values: rounded(values, 1, 0), at };
};

/** Roads: share of time a loop is covered, or minutes to travel; skewed, high in the rush hours. */
const jams: Kind = (draws) => {
  const times = irregular(draws, 1900 + draws.below(600), draws.pick([5, 10]) * MINUTE);
  const base = draws.between(2, 200);
  const swing = draws.between(0.5, 3);
  const spread = draws.between(0.1, 0.35);
  const values = times.map(
    (time) =>
      base * (1 + swing * rush(time) * draws.between(0.4, 1.2)) * Math.exp(spread * draws.normal()) +
      (draws.chance(0.006) ? draws.exponential(base * (1 + swing)) : 0),
  );
  const at = places(draws, times.length, 1 + draws.below(3));
  for (const row of at) over(values, row, 2 + draws.below(20), (value) => value + base * (1 + swing) * draws.between(1.3, 3));
  return { times, values: rounded(values, 0.06, 0), at };
};

/** Prices by the hour: skewed, wandering, few. */
const prices: Kind = (draws) => {
  const times = regular(draws, 1540 + draws.below(110), 60 * MINUTE);
  const base = draws.between(0.05, 1);
  const spread = draws.between(0.15, 0.4);
  const slow = autoregressive(draws, times.length, 0.99, 0.15);
  const swing = draws.between(0, 0.3);
  const values = times.map(
    (time, i) =>
      base * Math.exp(spread * draws.normal() + (slow[i] ?? 0) + swing * Math.sin(TURN * dayPart(time))) +
      (draws.chance(0.004) ? draws.exponential(base) : 0),
  );
  const at = places(draws, times.length, 1 + draws.below(3));
  for (const row of at) {
    const factor = draws.between(1.8, 2.6);
    if (draws.chance(0.6)) over(values, row, 1 + draws.below(3), () => base * draws.between(4, 10));
    else over(values, row, 15 + draws.below(40), (value) => value * factor);
  }
  return { times, values, at };
};

/** Bytes through a line or to a disk: orders of magnitude between rest and work. */
const bytes: Kind = (draws) => {
  const times = regular(draws, draws.pick([4032, 4730]), 5 * MINUTE);
  const base = Math.exp(draws.between(4, 14));
  const spread = draws.between(0.2, 1);
  const often = draws.between(0.005, 0.06);
  const large = draws.between(3, 12);
  const rest = draws.chance(0.3) ? draws.between(0.3, 0.9) : 0;
  const swing = draws.chance(0.4) ? draws.between(0.2, 0.8) : 0;
  const values = times.map(
    (time) =>
      (draws.chance(rest) ? 0 : base * Math.exp(spread * draws.normal() + swing * Math.sin(TURN * dayPart(time)))) *
      (draws.chance(often) ? large * draws.between(0.5, 1.5) : 1),
  );
  const at = places(draws, times.length, some(draws));
  const top = base * large * Math.exp(1.5 * spread);
  for (const row of at) {
    const what = draws.below(3);
    if (what === 0) over(values, row, 1 + draws.below(10), () => top * draws.between(2, 5));
    else if (what === 1) over(values, row, 30 + draws.below(100), (value) => value + top * draws.between(0.4, 0.9));
    else over(values, row, 40 + draws.below(200), (value) => value * 0.04);
  }
  return { times, values: rounded(values, 1, 0), at };
};

/** Time between two keys, answer times: positive, skewed, irregular. */
const delays: Kind = (draws) => {
  const times = irregular(draws, draws.pick([1880, 4000, 5300]), draws.pick([5, 15, 30]) * MINUTE);
  const spread = draws.between(0.2, 0.6);
  const slow = autoregressive(draws, times.length, 0.95, 0.15);
  const values = times.map(
    (_, i) => 10 * Math.exp(spread * draws.normal() + (slow[i] ?? 0)) + (draws.chance(0.01) ? draws.exponential(30) : 0),
  );
  const at = places(draws, times.length, 1 + draws.below(3));
  for (const row of at) {
    const factor = draws.chance(0.6) ? draws.between(1.8, 3) : draws.between(0.3, 0.5);
    over(values, row, 30 + draws.below(120), (value) => value * factor);
  }
  return { times, values, at };
};

/** Kinds in which changes of the level or the noise are what is looked for, and are not added unmarked. */
export const UNDISTURBED: ReadonlySet<string> = new Set([
  "counts",
  "levels",
  "periodic",
  "regimes",
  "wandering",
  "walks",
  "frozen",
  "demand",
]);

export const KINDS: { readonly [name: string]: Kind } = {
  counts,
  idle,
  busy,
  levels,
  periodic,
  shifts,
  noises,
  frozen,
  regimes,
  jobs,
  wandering,
  walks,
  demand,
  speeds,
  jams,
  prices,
  bytes,
  delays,
};
