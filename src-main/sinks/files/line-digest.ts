import { createHash } from "node:crypto";

const MODULUS = 1n << 256n;

/**
 * A digest of a collection of lines that does not depend on their order: the sum of their SHA-256 modulo 2^256 (a multiset hash: Bellare
 * & Micciancio 1997, Clarke et al. 2003). Two runs with the same digest have the same lines, equally often; one line is held at a time.
 */
export class LineDigest {
  #sum = 0n;
  lines = 0;

  add(line: string): void {
    this.#sum = (this.#sum + BigInt(`0x${createHash("sha256").update(line).digest("hex")}`)) % MODULUS;
    this.lines++;
  }

  /** 64 hexadecimal digits. */
  get hex(): string {
    return this.#sum.toString(16).padStart(64, "0");
  }
}
