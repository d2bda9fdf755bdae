import { type Random, seededRandom } from "../../src-main/simulate/random.ts";

/** Seeded randomness for rule tests. */
export const randomOf = (seed: number): Random => seededRandom(seed, 0x7e57);
