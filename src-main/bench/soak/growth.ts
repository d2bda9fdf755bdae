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
  const warm = samples.filter(({ share }) => share >= WARM[0] && share <= WARM[1]);
  const end = samples.filter(({ share }) => share >= END);
  const ratio = (of: keyof Memory): number => {
    const before = median(warm.map((sample) => sample[of]));
    return before === 0 ? 1 : Math.round((median(end.map((sample) => sample[of])) / before) * 1000) / 1000;
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
