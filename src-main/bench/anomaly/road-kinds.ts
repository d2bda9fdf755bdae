import { over, places } from "./planted.ts";
import { autoregressive, dayPart, irregular, isWeekend, type Kind, MINUTE, regular, rounded, TURN } from "./series-parts.ts";

// What happens on roads, and who wants to be driven.

const rush = (time: number): number => {
  const hour = 24 * dayPart(time);
  return (isWeekend(time) ? 0.4 : 1) * (Math.exp(-(((hour - 8) / 1.3) ** 2)) + Math.exp(-(((hour - 17.5) / 1.7) ** 2)));
};

/** Demand by the half hour: days, working weeks, seasons; holidays, storms and feasts. */
export const demand: Kind = (draws) => {
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
export const speeds: Kind = (draws) => {
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
export const jams: Kind = (draws) => {
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

/** Time between two keys, answer times: positive, skewed, irregular. */
export const delays: Kind = (draws) => {
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
