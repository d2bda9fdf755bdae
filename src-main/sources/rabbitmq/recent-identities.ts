import { randomInt } from "node:crypto";

/** Bytes of an identity: of an MD5. */
const IDENTITY = 16;
const WORDS = IDENTITY / 4;

/**
 * The identities that came last, each with the number under which it came. All of its memory is taken at once: it holds no more after days
 * than after the first message, and leaves the garbage collector nothing to walk through.
 */
export class RecentIdentities {
  readonly #most: number;
  /** A ring: the next one comes at `#added % #most`, in the place of the oldest. */
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #numbers: Float64Array;
  #added = 0;
  /** Open addressing with linear probing, at most half full: 1 + place in the ring; 0: free. */
  readonly #slots: Uint32Array;
  /** Of this process: who sends messages cannot choose some that all meet in one slot. */
  readonly #salt = Array.from({ length: WORDS }, () => 1 + 2 * randomInt(2 ** 31));
  readonly #asked = new Uint32Array(WORDS);
  readonly #askedBytes = new Uint8Array(this.#asked.buffer);

  /** `most`: how many are remembered. */
  constructor(most: number) {
    this.#most = most;
    this.#words = new Uint32Array(most * WORDS);
    this.#bytes = new Uint8Array(this.#words.buffer);
    this.#numbers = new Float64Array(most);
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * most)));
  }

  /** Remembers it unless it is there; answers whether it was. */
  meet(identity: Uint8Array, number: number): boolean {
    this.#askedBytes.set(identity);
    if (this.#slots[this.#slotOf(this.#asked, 0)] !== 0) return true;
    const place = this.#added % this.#most;
    if (this.#added >= this.#most) this.#forget(place);
    this.#words.set(this.#asked, place * WORDS);
    this.#numbers[place] = number;
    // Looked for again: forgetting has moved others.
    this.#slots[this.#slotOf(this.#asked, 0)] = place + 1;
    this.#added++;
    return false;
  }

  /** Those that came up to `number`, one after the other, a character a byte, the oldest first. */
  upTo(number: number): string {
    const count = Math.min(this.#added, this.#most);
    const oldest = this.#added - count;
    let kept = 0;
    // They came in the order of their numbers.
    while (kept < count && (this.#numbers[(oldest + kept) % this.#most] as number) <= number) kept++;
    const from = (oldest % this.#most) * IDENTITY;
    const ring = Buffer.from(this.#bytes.buffer);
    const end = from + kept * IDENTITY;
    return ring.toString("latin1", from, Math.min(end, ring.length)) + ring.toString("latin1", 0, Math.max(0, end - ring.length));
  }

  /** What `upTo` gave, as if it had come before every number. */
  restore(identities: string): void {
    const bytes = Buffer.from(identities, "latin1");
    for (let at = 0; at < bytes.length; at += IDENTITY) this.meet(bytes.subarray(at, at + IDENTITY), 0);
  }

  /** The slot of the identity at `at` of `words`; the free one where it would be when it is not there. */
  #slotOf(words: Uint32Array, at: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = this.#home(words, at); ; slot = (slot + 1) & mask) {
      const place = this.#slots[slot] as number;
      if (place === 0 || this.#same(words, at, (place - 1) * WORDS)) return slot;
    }
  }

  #home(words: Uint32Array, at: number): number {
    let mixed = 0;
    for (let i = 0; i < WORDS; i++) mixed = (mixed + Math.imul(words[at + i] as number, this.#salt[i] as number)) | 0;
    return (mixed >>> 8) & (this.#slots.length - 1);
  }

  #same(words: Uint32Array, at: number, kept: number): boolean {
    for (let i = 0; i < WORDS; i++) if (words[at + i] !== this.#words[kept + i]) return false;
    return true;
  }

  /** Frees its slot, and moves those behind it up that would not be found across a free one. */
  #forget(place: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let free = this.#slotOf(this.#words, place * WORDS);
    for (let slot = (free + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const home = this.#home(this.#words, ((slots[slot] as number) - 1) * WORDS);
      // It may move when its home does not lie between the free slot and its own.
      if (((slot - home) & mask) < ((slot - free) & mask)) continue;
      slots[free] = slots[slot] as number;
      free = slot;
    }
    slots[free] = 0;
  }
}
