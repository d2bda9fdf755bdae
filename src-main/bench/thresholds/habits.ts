import { type CourseOf, wandering } from "./climbs.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TURN = 2 * Math.PI;
const hourOf = (time: number): number => (time % DAY) / HOUR;
const isWorkday = (time: number): boolean => Math.floor(time / DAY) % 7 < 5;
const sun = (time: number): number => Math.max(0, Math.sin((Math.PI * (hourOf(time) - 6)) / 12));

/** People come and go, breathe, and air leaks: ppm. */
const carbonDioxide: CourseOf = (draws, step) => {
  const noise = draws.between(2, 12);
  const keep = Math.exp(-step / (draws.between(40, 120) * MINUTE));
  const each = draws.between(1.5, 4) * 0.8;
  let people = 0;
  let above = 0;
  return (time) => {
    const hour = hourOf(time);
    if (draws.chance(Math.min(1, step / (40 * MINUTE))))
      people = isWorkday(time) && hour > 8 && hour < 18 ? draws.below(7) : draws.chance(0.05) ? 1 : 0;
    above = above * keep + (people * each * step) / MINUTE;
    return Math.round(420 + above + noise * draws.normal());
  };
};

/** A heated room, sun on its windows, read to a tenth or less of a degree. */
const roomTemperature: CourseOf = (draws, step) => {
  const sunny = draws.between(1, 4);
  const unit = draws.pick([0.1, 0.05, 0.01]);
  const slow = wandering(draws, step, 4 * HOUR, 0.4);
  let x = 20;
  return (time) => {
    x += (20 + sunny * sun(time) - x) * (1 - Math.exp(-step / (2 * HOUR)));
    return Math.round((x + slow() + 0.03 * draws.normal()) / unit) * unit;
  };
};

/** Somebody showers or cooks: humidity jumps up within minutes and dries for hours. */
const roomHumidity: CourseOf = (draws, step) => {
  const slow = wandering(draws, step, 20 * HOUR, 3);
  const fade = Math.exp(-step / (draws.between(0.5, 3) * HOUR));
  let wet = 0;
  let above = 0;
  return (time) => {
    const hour = hourOf(time);
    if (draws.chance(Math.min(0.5, step / ((hour > 6 && hour < 9) || hour > 18 ? 4 * HOUR : 20 * HOUR))))
      wet += draws.between(2, 12);
    const drying = wet * (1 - Math.exp(-step / (10 * MINUTE)));
    wet -= drying;
    above = above * fade + drying;
    return Math.round(10 * (42 + slow() + above + 0.1 * draws.normal())) / 10;
  };
};

/** Days of sun and cloud, fronts of days. */
const airTemperature: CourseOf = (draws, step) => {
  const front = wandering(draws, step, 60 * HOUR, 4);
  const gusts = wandering(draws, step, 3 * HOUR, draws.between(0.2, 0.8));
  const swing = draws.between(4, 12);
  const phase = draws.between(0.25, 0.4);
  return (time) => {
    const weather = front();
    const clear = Math.max(0, Math.min(1, 0.6 + weather / 12));
    const day = Math.max(-0.5, Math.sin(TURN * (time / DAY - phase)));
    return 18 + 0.7 * weather + swing * (0.5 + 0.5 * clear) * day + gusts() + 0.2 * draws.normal();
  };
};

const waterTemperature: CourseOf = (draws, step) => {
  const season = wandering(draws, step, 80 * HOUR, 1.6);
  const swing = draws.between(0.3, 1);
  const phase = draws.between(0.35, 0.6);
  const noise = draws.between(0.03, 0.1);
  return (time) => 14 + season() + swing * Math.max(-0.6, Math.sin(TURN * (time / DAY - phase))) + noise * draws.normal();
};

/** Two rushes a workday. */
const demand: CourseOf = (draws, step) => {
  const slow = wandering(draws, step, 30 * HOUR, 0.12);
  const noise = draws.between(0.02, 0.1);
  const evening = draws.between(0.6, 1.2);
  const bump = (hour: number, at: number, width: number): number => Math.exp(-(((hour - at) / width) ** 2));
  return (time) => {
    const hour = hourOf(time);
    const rush = bump(hour, 8.5, 2) + evening * bump(hour, 18, 3);
    return 100 * (0.4 + (isWorkday(time) ? 1 : 0.5) * rush * (1 + slow()) + noise * draws.normal());
  };
};

/** Gusty, in whole numbers or tenths: hardly anything to see coming. */
const wind: CourseOf = (draws, step) => {
  const weather = wandering(draws, step, 12 * HOUR, 1);
  const gusts = wandering(draws, step, 2 * HOUR, 0.5);
  const unit = draws.pick([1, 0.1]);
  return (time) => Math.round((4 * Math.exp(0.5 * weather() + 0.3 * gusts() + 0.2 * sun(time))) / unit) * unit;
};

const walk: CourseOf = (draws, step, reach) => {
  const slow = wandering(draws, step, draws.between(2, 10) * reach, 3);
  const noise = draws.between(0.02, 0.4);
  return () => 50 + slow() + noise * draws.normal();
};

/** Switched on and off at two levels; now and then it goes on heating. */
const thermostat: CourseOf = (draws, step, reach) => {
  const rate = (4 * step) / (draws.between(0.3, 1.2) * reach);
  let x = 22;
  let heating = true;
  let stuckUntil = -1;
  return (time) => {
    const stuck = time < stuckUntil;
    if (!stuck && draws.chance(step / (20 * reach))) stuckUntil = time + draws.between(1, 3) * reach;
    x += stuck ? 0.25 * rate : heating ? rate : -rate;
    if (x > 24 && !stuck) heating = false;
    if (x < 20) heating = true;
    return x + 0.08 * draws.normal();
  };
};

/** Filled and emptied at changing rates, emptied at once when full. */
const tank: CourseOf = (draws, step, reach) => {
  const noise = draws.between(0.2, 1);
  let x = 30;
  let rate = 0;
  return () => {
    if (draws.chance(Math.min(1, step / (3 * reach)))) rate = draws.between(-10, 12);
    x += (rate * step) / reach;
    if (x > 95) rate = -20;
    if (x < 5) rate = 8;
    return x + noise * draws.normal();
  };
};

/** Series as they are measured; the threshold is a level that a part of the days or stretches comes to. */
export interface Habit {
  readonly course: CourseOf;
  /** Readings are so far apart, ms; absent: anything. */
  readonly steps?: readonly [number, ...number[]];
}

export const HABITS: Readonly<Record<string, Habit>> = {
  "carbon dioxide of a room": { course: carbonDioxide, steps: [MINUTE, MINUTE, 2 * MINUTE, 5 * MINUTE] },
  "temperature of a room": { course: roomTemperature, steps: [MINUTE, 5 * MINUTE, 10 * MINUTE] },
  "humidity of a room": { course: roomHumidity, steps: [MINUTE, 5 * MINUTE, 10 * MINUTE] },
  "temperature of the air": { course: airTemperature, steps: [HOUR, HOUR, 30 * MINUTE, 15 * MINUTE] },
  "temperature of water": { course: waterTemperature, steps: [HOUR, HOUR, 30 * MINUTE, 15 * MINUTE] },
  "demand with two rushes a day": { course: demand, steps: [HOUR, 30 * MINUTE, 15 * MINUTE] },
  wind: { course: wind, steps: [HOUR, HOUR, 10 * MINUTE] },
  "random walks that come back": { course: walk },
  "thermostats that turn just below": { course: thermostat },
  "a tank filled and emptied": { course: tank },
};
