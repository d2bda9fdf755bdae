import { createHash } from "node:crypto";
import type { Trial } from "./trial.ts";

const MODULUS = 1n << 64n;

/**
 * A fingerprint of inputs: the same seed makes the same corpus. A sum of hashes, so that it is the same however the inputs are dealt out.
 */
export class Corpus {
  readonly #sum: bigint;

  constructor(sum = 0n) {
    this.#sum = sum;
  }

  static of(index: number, { attack, input }: Trial): Corpus {
    return new Corpus(createHash("sha256").update(`${index} ${attack.name} `).update(input).digest().readBigUInt64BE());
  }

  static sum(a: string, b: string): string {
    return new Corpus((BigInt(`0x${a}`) + BigInt(`0x${b}`)) % MODULUS).hex;
  }

  get hex(): string {
    return this.#sum.toString(16).padStart(16, "0");
  }
}
