import { median } from "../quantiles.ts";
import type { Memory } from "./memory.ts";

/**
 * Shares of the run between which memory is called warm, and from which on it is the end. Rules keep hours of what they have seen, and V8
 * takes what it once needed: both should have come to rest by then.
 */
const WARM = [0.3, 0.4] as const;
const END = 0.9;
/** Points of the curve that is printed. */
const POINTS = 10;
/** Of the memory after warm-up: what may have come to it at the end. */
const MOST_GROWTH = 1.1;
/** From which share of the run on it is looked whether it goes on growing, and at which share of its pace so far it does. */
const LAST_THIRD = 2 / 3;
const STILL = 0.5;
/** Between the middle of warm-up and that of the end, of the run. */
const APART = (END + 1) / 2 - (WARM[0] + WARM[1]) / 2;
/**
 * Minutes of a run from which on its resident memory is judged. In the first ones V8 and the allocators take what they need at most, however
 * little is held: its growth says nothing then.
 */
export const RESIDENT_FROM = 10;
/** MB of it that come and go as V8 sees fit, also in a process that has little to do. */
const RESIDENT_PLAY = 64;

const HELD = { held_mb: "memory that is held", plugins_held_mb: "memory that plugins of folders hold" } as const;
const RESIDENT = { resident_mb: "resident memory", plugins_mb: "resident memory of the plugins' processes" } as const;

export interface Sample extends Memory {
  /** Of the run, 0…1. */
  readonly share: number;
  readonly rows: number;
}

export interface Growth {
  /** At the end over that after warm-up, each a median. */
  readonly held_ratio: number;
  readonly resident_ratio: number;
  readonly plugins_ratio: number;
  readonly plugins_held_ratio: number;
  /** Of the last six tenths, a straight line through them: megabytes an hour, were the run to go on like this. */
  readonly held_mb_per_hour: number;
  readonly resident_mb_per_hour: number;
}

export function growthOf(samples: readonly Sample[], minutes: number): Growth {
  const ratio = (of: keyof Memory): number => {
    const { warm, end } = levelsOf(samples, of);
    return warm === 0 ? 1 : Math.round((end / warm) * 1000) / 1000;
  };
  const later = samples.filter(({ share }) => share >= WARM[1]);
  const slope = (of: keyof Memory): number => Math.round((slopeOf(later, of) / (minutes / 60)) * 10) / 10;
  return {
    held_ratio: ratio("held_mb"),
    resident_ratio: ratio("resident_mb"),
    plugins_ratio: ratio("plugins_mb"),
    plugins_held_ratio: ratio("plugins_held_mb"),
    held_mb_per_hour: slope("held_mb"),
    resident_mb_per_hour: slope("resident_mb"),
  };
}

/**
 * Memory that leaks, a line each: at the end there is more than a tenth more of it than after warm-up (and of resident memory more than plays
 * anyway), and it still grows at half that pace or faster. What comes to rest, or grew once, is no leak.
 */
export function leaksOf(samples: readonly Sample[], minutes: number): string[] {
  const judged = minutes < RESIDENT_FROM ? HELD : { ...HELD, ...RESIDENT };
  return Object.entries(judged).flatMap(([key, what]) => {
    const of = key as keyof Memory;
    const { warm, end } = levelsOf(samples, of);
    const pace = paceOf(
      samples.filter(({ share }) => share >= LAST_THIRD),
      of,
    );
    const most = Math.max(warm * MOST_GROWTH, key in RESIDENT ? warm + RESIDENT_PLAY : 0);
    if (!(end > most && pace * APART > (end - warm) * STILL)) return [];
    const hourly = Math.round(pace / (minutes / 60));
    return [
      `${what} grew from ${warm} MB after the first third to ${end} MB at the end, and still grows by ${hourly} MB an hour`,
    ];
  });
}

/** After warm-up and at the end, each a median. */
function levelsOf(samples: readonly Sample[], of: keyof Memory): { readonly warm: number; readonly end: number } {
  const level = (from: number, to: number): number =>
    median(samples.filter(({ share }) => share >= from && share <= to).map((sample) => sample[of]));
  return { warm: level(...WARM), end: level(END, 1) };
}

/** The slope in the middle of those between any two samples (Theil 1950, Sen 1968), by share of the run: one odd look does not move it. */
function paceOf(samples: readonly Sample[], of: keyof Memory): number {
  const slopes = samples.flatMap((a, i) =>
    samples.slice(i + 1).flatMap((b) => (b.share === a.share ? [] : [(b[of] - a[of]) / (b.share - a.share)])),
  );
  return median(slopes);
}

/** The nearest sample to each of the points. */
export function curveOf(samples: readonly Sample[]): Sample[] {
  return Array.from({ length: POINTS }, (_, i) => (i + 1) / POINTS).flatMap((point) =>
    samples.toSorted((a, b) => Math.abs(a.share - point) - Math.abs(b.share - point)).slice(0, 1),
  );
}

/** Least squares, by share of the run. */
function slopeOf(samples: readonly Sample[], of: keyof Memory): number {
  const n = Math.max(1, samples.length);
  const meanX = samples.reduce((sum, { share }) => sum + share, 0) / n;
  const meanY = samples.reduce((sum, sample) => sum + sample[of], 0) / n;
  let top = 0;
  let bottom = 0;
  for (const sample of samples) {
    top += (sample.share - meanX) * (sample[of] - meanY);
    bottom += (sample.share - meanX) ** 2;
  }
  return bottom === 0 ? 0 : top / bottom;
}
