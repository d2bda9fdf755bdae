const NEWLINE = 10;
/** Rows are read a few bytes beyond their end. */
const BEYOND = 32;
const PIECE = 1 << 16;

/**
 * Bodies of plain CSV put one after the other, each ending in a line break, so that the rows of many messages are read in one go. Bytes
 * once taken are not written to again.
 */
export class PlainBodies {
  #raw: Buffer = Buffer.allocUnsafeSlow(PIECE);
  #length = 0;
  #ends: number[] = [];
  #bytes = 0;

  get length(): number {
    return this.#length;
  }

  add(body: Uint8Array): void {
    const { length } = body;
    if (this.#length + length + 1 + BEYOND > this.#raw.length) this.#grow(length + 1 + BEYOND);
    const raw = this.#raw;
    raw.set(body, this.#length);
    this.#length += length;
    this.#bytes += length;
    if (length === 0 || raw[this.#length - 1] !== NEWLINE) raw[this.#length++] = NEWLINE;
    this.#ends.push(this.#length);
  }

  /** What was added since the last call, `bytes` without line breaks that were put in; message `i` ends before `ends[i]`. */
  take(): { raw: Buffer; ends: readonly number[]; bytes: number } {
    const taken = { raw: this.#raw.subarray(0, this.#length), ends: this.#ends, bytes: this.#bytes };
    // The room that is left serves the next ones.
    this.#raw = this.#raw.subarray(this.#length);
    this.#length = 0;
    this.#ends = [];
    this.#bytes = 0;
    return taken;
  }

  #grow(more: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(PIECE, (this.#length + more) * 2));
    this.#raw.copy(larger, 0, 0, this.#length);
    this.#raw = larger;
  }
}
