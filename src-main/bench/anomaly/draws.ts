import { seededRandom } from "../../simulate/random.ts";

/** Random numbers of the laws that measured series follow. */
export interface Draws {
  uniform(): number;
  between(low: number, high: number): number;
  below(n: number): number;
  chance(p: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  normal(): number;
  /** Of this mean. */
  exponential(mean: number): number;
  /** Student's t. */
  student(degrees: number): number;
  poisson(mean: number): number;
}

export function drawsOf(seed: number, stream: number): Draws {
  const { uniform, between, below } = seededRandom(seed, stream);
  const positive = (): number => 1 - uniform();
  // Box and Muller 1958.
  const normal = (): number => Math.sqrt(-2 * Math.log(positive())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    between,
    below,
    chance: (p) => uniform() < p,
    pick: (from) => from[below(from.length)] ?? from[0],
    normal,
    exponential: (mean) => -mean * Math.log(positive()),
    student: (degrees) => {
      let sum = 0;
      for (let i = 0; i < degrees; i++) sum += normal() ** 2;
      return normal() / Math.sqrt(sum / degrees);
    },
    poisson: (mean) => {
      if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
      let k = 0;
      for (let p = uniform(); p > Math.exp(-mean); p *= uniform()) k++;
      return k;
    },
  };
}
