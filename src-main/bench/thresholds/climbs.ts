import type { Draws } from "../anomaly/draws.ts";

/** Value by time since the start, ms, called with rising times a step apart. */
export type Course = (time: number) => number;
/** Makes a course for readings every `step` ms, where `reach` ms is how far ahead one would like to be warned. */
export type CourseOf = (draws: Draws, step: number, reach: number) => Course;

const DAY = 86_400_000;
const TURN = 2 * Math.PI;

/** First-order autoregressive noise of this deviation that forgets in about `memory` ms. */
export function wandering(draws: Draws, step: number, memory: number, deviation: number): () => number {
  const keep = Math.exp(-step / memory);
  let x = deviation * draws.normal();
  return () => (x = keep * x + deviation * Math.sqrt(1 - keep * keep) * draws.normal());
}

/** How a climb gets from 0 to 1. */
type Shape = (draws: Draws) => (part: number) => number;
const straight: Shape = () => (part) => part;
const bent: Shape = (draws) => {
  const power = draws.between(1.5, 3.5);
  return (part) => part ** power;
};
const saturating: Shape = () => (part) => (1 - Math.exp(-3 * part)) / (1 - Math.exp(-3));
const resting: Shape = () => (part) => (part < 0.35 ? part / 0.7 : part < 0.6 ? 0.5 : 0.5 + (part - 0.6) / 0.8);
const sudden: Shape = (draws) => {
  if (draws.chance(0.4)) return (part) => part;
  const at = draws.between(0.1, 0.6);
  return (part) => (part < at ? 0 : 1);
};

/** Rests somewhere below 1 and now and then climbs, most times beyond 1, stays there and comes down; pauses are `from` to `to` reaches long. */
const climbing =
  (shape: Shape, from: number, to: number, startsWithin: number, turnBelow: number): CourseOf =>
  (draws, step, reach) => {
    const rest = draws.between(-0.3, 0.3);
    const noise = draws.between(0.01, 0.1);
    const heavy = draws.chance(0.4);
    const daily = draws.chance(0.5) ? draws.between(0, 0.35) : 0;
    const phase = draws.uniform();
    const drift = wandering(draws, step, draws.between(3, 15) * reach, draws.between(0.02, 0.1));
    let begin = draws.between(0.2, startsWithin) * reach;
    let climb = { up: 1, hold: 0, down: 1, height: 0, shape: straight(draws) };
    const next = (): void => {
      climb = {
        up: draws.between(0.6, 5) * reach,
        hold: draws.between(0.2, 2) * reach,
        down: draws.between(0.3, 2) * reach,
        height: (draws.chance(turnBelow) ? draws.between(0.5, 0.9) : draws.between(1.1, 1.5)) - rest,
        shape: shape(draws),
      };
    };
    next();
    return (time) => {
      const { up, hold, down } = climb;
      if (time > begin + up + hold + down) {
        begin = time + draws.between(from, to) * reach;
        next();
      }
      const since = time - begin;
      let part = 0;
      if (since > 0) part = since < up ? climb.shape(since / up) : since < up + hold ? 1 : 1 - (since - up - hold) / down;
      const random = heavy ? 0.7 * draws.student(3) : draws.normal();
      const swing = daily * Math.sin(TURN * (time / DAY - phase));
      return rest + climb.height * Math.max(0, part) + swing + drift() + noise * random;
    };
  };

/** Climbs to a threshold of 1. */
export const CLIMBS: Readonly<Record<string, CourseOf>> = {
  "straight climbs": climbing(straight, 3, 20, 10, 0),
  "climbs that steepen": climbing(bent, 3, 20, 10, 0),
  "climbs that level off, half of them below": climbing(saturating, 3, 20, 10, 0.5),
  "climbs that rest halfway": climbing(resting, 3, 20, 10, 0.2),
  "steps among climbs": climbing(sudden, 3, 20, 10, 0.3),
  "one climb after another": climbing(straight, 0.3, 1.5, 10, 0.2),
  "climbs from the first readings on": climbing(straight, 3, 20, 1, 0),
};
