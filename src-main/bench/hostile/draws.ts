import type { Random } from "../../simulate/random.ts";

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.below(list.length)] as T;
}

export function chance(random: Random, probability: number): boolean {
  return random.uniform() < probability;
}

/** Small numbers far more often than large ones. */
export function few(random: Random, most: number): number {
  return Math.floor(most * random.uniform() ** 3);
}
