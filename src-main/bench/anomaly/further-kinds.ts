import { over, places } from "./planted.ts";
import {
  autoregressive,
  dayPart,
  irregular,
  isWeekend,
  type Kind,
  MINUTE,
  regular,
  rounded,
  sign,
  some,
  TURN,
} from "./series-parts.ts";

/** A share in percent that lies against its end (a full disk, an idle processor), so that it has room on one side only. */
const saturated: Kind = (draws) => {
  const times = regular(draws, 4032, 5 * MINUTE);
  const high = draws.chance(0.5);
  const slow = autoregressive(draws, times.length, draws.between(0.5, 0.98), draws.between(2, 8));
  const level = high ? draws.between(92, 99) : draws.between(0.5, 8);
  const values = times.map((_, i) => level + (slow[i] ?? 0) + draws.normal());
  const at = places(draws, times.length, 1 + draws.below(2));
  const inwards = high ? -1 : 1;
  for (const row of at) {
    const what = draws.below(3);
    over(values, row, draws.pick([3, 20, 100]), (value, i) =>
      what === 0
        ? (high ? 5 : 95) + 3 * draws.normal()
        : what === 1
          ? value + inwards * 45 * Math.min(1, i / 15)
          : value + inwards * Math.abs(30 * draws.normal()),
    );
  }
  return { times, values: rounded(values, 0.01, 0, 100), at };
};

/** A slow sensor that tells whole steps, read at odd times. */
const coarse: Kind = (draws) => {
  const times = irregular(draws, 1500 + draws.below(2500), draws.pick([1, 5, 10]) * MINUTE);
  const unit = draws.pick([1, 2, 5]);
  const slow = autoregressive(draws, times.length, 0.97, unit * draws.between(0.5, 2));
  const day = unit * draws.between(0, 4);
  const values = times.map((time, i) => 60 + (slow[i] ?? 0) + day * Math.sin(TURN * dayPart(time)) + 0.3 * unit * draws.normal());
  const at = places(draws, times.length, some(draws));
  for (const row of at) {
    const move = sign(draws) * (day + 3 * unit) * draws.between(2, 4);
    const what = draws.below(3);
    over(values, row, what === 0 ? 1 + draws.below(3) : 10 + draws.below(60), (value, i) =>
      what === 2 ? value + move * Math.min(1, i / 20) : value + move,
    );
  }
  return { times, values: rounded(values, unit), at };
};

/** What fills and is emptied (a queue, memory, a tank), and once is not, or stays empty. */
const sawtooth: Kind = (draws) => {
  const times = regular(draws, 4032, 5 * MINUTE);
  const rise = draws.between(0.2, 2);
  const top = draws.between(40, 90);
  let filled = 10;
  let limit = top;
  const values = times.map(() => {
    filled += rise * draws.between(0.3, 1.7);
    if (filled > limit) {
      filled = 10 + draws.normal();
      limit = top * draws.between(0.85, 1.15);
    }
    return filled + 0.5 * draws.normal();
  });
  const at = places(draws, times.length, 1 + draws.below(2), 0.3);
  for (const row of at) {
    const over100 = draws.chance(0.5);
    over(values, row, over100 ? 60 : 100, () => (over100 ? 1.6 * top + draws.normal() : 2 + 0.3 * draws.normal()));
  }
  return { times, values, at };
};

/** A load of people at work, every five minutes over weeks: the weekend is another day. */
const weeks: Kind = (draws) => {
  const times = regular(draws, 288 * (28 + draws.below(28)), 5 * MINUTE);
  const level = draws.between(20, 60);
  const weekend = draws.between(0.3, 0.9);
  const noise = draws.between(0.5, 3);
  const day = draws.between(0.2, 0.7);
  const slow = autoregressive(draws, times.length, 0.9, noise);
  const values = times.map((time, i) => {
    const share = isWeekend(time) ? weekend : 1;
    const usual = 1 + day * share * Math.sin(TURN * (dayPart(time) - 0.35)) - 0.25 * (1 - share);
    const peak = draws.chance(0.002) ? draws.exponential(6 * noise) : 0;
    return level * usual + (slow[i] ?? 0) + 0.5 * noise * draws.normal() + peak;
  });
  const at = places(draws, times.length, some(draws));
  for (const row of at) {
    const what = draws.below(4);
    const move = level * day;
    over(values, row, draws.pick([12, 60, 200, 600]), (value) =>
      what === 0
        ? value + move + 4 * noise
        : what === 1
          ? level * (1 - day) * 0.5 + noise * draws.normal()
          : what === 2
            ? value - move - 3 * noise
            : value + 3.6 * noise * draws.normal(),
    );
  }
  return { times, values: rounded(values, 0.001, 0), at };
};

/** Kinds the eighteen lack; judged apart from them, so that their score stays comparable with earlier ones. */
export const FURTHER_KINDS: { readonly [name: string]: Kind } = { saturated, coarse, sawtooth, weeks };
