import { over, places } from "./planted.ts";
import { autoregressive, dayPart, isWeekend, type Kind, MINUTE, regular, rounded, sign, some, TURN } from "./series-parts.ts";

// What machines do and what people write and buy.

/** Mentions of a name: counts with days, weeks and bursts of their own; something happens and everybody writes. */
export const counts: Kind = (draws) => {
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
export const idle: Kind = (draws) => {
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
export const busy: Kind = (draws) => {
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

/** Jobs that peak by the clock: a peak too high, peaks too many, none where there always was one. */
export const jobs: Kind = (draws) => {
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

/** Prices by the hour: skewed, wandering, few. */
export const prices: Kind = (draws) => {
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
export const bytes: Kind = (draws) => {
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
