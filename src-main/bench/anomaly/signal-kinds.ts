import { over, places } from "./planted.ts";
import { autoregressive, dayPart, type Kind, MINUTE, regular, rounded, sign, some, TURN } from "./series-parts.ts";

// What sensors say.

/** Small whole numbers: members of a group, requests in a minute. */
export const levels: Kind = (draws) => {
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
export const periodic: Kind = (draws) => {
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
export const shifts: Kind = (draws) => {
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
export const noises: Kind = (draws) => {
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
export const frozen: Kind = (draws) => {
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
export const regimes: Kind = (draws) => {
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

/** Slow machines: a temperature that wanders without end, which is normal, and falls when the machine is stopped. */
export const wandering: Kind = (draws) => {
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
export const walks: Kind = (draws) => {
  const times = regular(draws, 4032, 5 * MINUTE);
  const noise = draws.between(0, 3);
  let x = 100;
  return { times, values: times.map(() => (x += draws.normal()) + noise * draws.normal()), at: [] };
};
