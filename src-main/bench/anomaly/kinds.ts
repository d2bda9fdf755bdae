import { busy, bytes, counts, idle, jobs, prices } from "./machine-kinds.ts";
import { delays, demand, jams, speeds } from "./road-kinds.ts";
import type { Kind } from "./series-parts.ts";
import { frozen, levels, noises, periodic, regimes, shifts, walks, wandering } from "./signal-kinds.ts";

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

/** Every kind by its name: one corpus has some series of each. */
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
