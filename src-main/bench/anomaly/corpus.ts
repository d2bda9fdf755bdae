import { CLEAN } from "./clean.ts";
import { drawsOf } from "./draws.ts";
import { FURTHER_KINDS } from "./further-kinds.ts";
import type { JudgedSeries } from "./judged-series.ts";
import { KINDS, UNDISTURBED } from "./kinds.ts";
import { distract, windowsAround } from "./planted.ts";

const FIVE_MINUTES = 300_000;

/** `each` series of every kind, the same for the same seed. */
export function plantedSeries(seed: number, each: number): JudgedSeries[] {
  return Object.entries(KINDS).flatMap(([kind, make], k) =>
    Array.from({ length: each }, (_, i) => {
      const draws = drawsOf(seed, 1000 * k + i + 1);
      const { times, values, at } = make(draws);
      if (!UNDISTURBED.has(kind)) {
        const low = values.reduce((least, value) => Math.min(least, value), 0);
        distract(draws, values, at);
        for (const [row, value] of values.entries()) if (value < low) values[row] = low;
      }
      return { kind, name: `${kind}-${i}`, times, values, windows: windowsAround(draws, times.length, at) };
    }),
  );
}

/** `each` series of the kinds the others lack, with nothing unmarked in them; the same for the same seed. */
export function furtherSeries(seed: number, each: number): JudgedSeries[] {
  return Object.entries(FURTHER_KINDS).flatMap(([kind, make], k) =>
    Array.from({ length: each }, (_, i) => {
      const draws = drawsOf(seed, 1_000_000 + 1000 * k + i);
      const { times, values, at } = make(draws);
      return { kind, name: `${kind}-${i}`, times, values, windows: windowsAround(draws, times.length, at) };
    }),
  );
}

/** `each` series of every clean family, one value in five minutes over `days`. */
export function cleanSeries(seed: number, each: number, days: number): JudgedSeries[] {
  return Object.entries(CLEAN).flatMap(([kind, make], k) =>
    Array.from({ length: each }, (_, i) => {
      const value = make(drawsOf(seed, 500_000 + 1000 * k + i));
      const times = Array.from({ length: 288 * days }, (_, row) => Date.UTC(2026, 0, 5) + row * FIVE_MINUTES);
      return { kind, name: `clean-${k}-${i}`, times, values: times.map((_, row) => value(row)), windows: [] };
    }),
  );
}
