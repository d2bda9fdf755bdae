import type { RowLayout } from "./row-reader.ts";

/** FNV-1a. */
const BASIS = 0x811c9dc5 | 0;

/**
 * From the bytes of a row's key fields to key ids, without making a string a row: an open hash table of the keys seen so far, compared
 * byte for byte. Bytes must be ASCII.
 */
export class KeyMemo {
  readonly #layout: RowLayout;
  /** Start and end of the key fields of the row at hand, in the order of the columns. */
  readonly #from = new Int32Array(3);
  readonly #to = new Int32Array(3);
  readonly #column = new Int32Array(3);
  #parts = 0;
  hash = BASIS;
  #table = new Int32Array(1024).fill(-1);
  readonly #hashes: number[] = [];
  /** The bytes of each known key, fields parted by a byte no field holds. */
  readonly #known: Uint8Array[] = [];
  readonly #ids: Int32Array[] = [];
  #last = -1;

  constructor(layout: RowLayout) {
    this.#layout = layout;
  }

  begin(): void {
    this.#parts = 0;
    this.hash = BASIS;
  }

  part(column: number, from: number, to: number, hash: number): void {
    const p = this.#parts++;
    this.#column[p] = column;
    this.#from[p] = from;
    this.#to[p] = to;
    // A mark between fields, so that "1","11" and "11","1" differ.
    this.hash = Math.imul(hash ^ 0xff, 16_777_619);
  }

  /** Number of the row's key in this memo. */
  find(bytes: Uint8Array): number {
    if (this.#last >= 0 && this.#hashes[this.#last] === this.hash && this.#same(this.#last, bytes)) return this.#last;
    const mask = this.#table.length - 1;
    let slot = (this.hash ^ (this.hash >>> 15)) & mask;
    for (;;) {
      const entry = this.#table[slot] as number;
      if (entry === -1) return (this.#last = this.#add(bytes, slot));
      if (this.#hashes[entry] === this.hash && this.#same(entry, bytes)) return (this.#last = entry);
      slot = (slot + 1) & mask;
    }
  }

  /** Id of a key in the reader's table: `slot` is the value column of a wide table. */
  key(entry: number, slot: number): number {
    const ids = this.#ids[entry] as Int32Array;
    const id = ids[slot] as number;
    return id >= 0 ? id : (ids[slot] = this.#layout.keyId(this.#texts(entry), slot));
  }

  #same(entry: number, bytes: Uint8Array): boolean {
    const known = this.#known[entry] as Uint8Array;
    let k = 0;
    for (let p = 0; p < this.#parts; p++) {
      const to = this.#to[p] as number;
      for (let at = this.#from[p] as number; at < to; at++) if (known[k++] !== bytes[at]) return false;
      if (known[k++] !== 0xff) return false;
    }
    return k === known.length;
  }

  #add(bytes: Uint8Array, slot: number): number {
    const joined: number[] = [];
    for (let p = 0; p < this.#parts; p++) {
      for (let at = this.#from[p] as number; at < (this.#to[p] as number); at++) joined.push(bytes[at] as number);
      joined.push(0xff);
    }
    const entry = this.#known.length;
    this.#known.push(Uint8Array.from(joined));
    this.#hashes.push(this.hash);
    this.#ids.push(new Int32Array(Math.max(1, this.#layout.values.length)).fill(-1));
    this.#table[slot] = entry;
    if (this.#known.length * 2 > this.#table.length) this.#rehash();
    return entry;
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = this.#table.length - 1;
    this.#hashes.forEach((hash, entry) => {
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (this.#table[slot] !== -1) slot = (slot + 1) & mask;
      this.#table[slot] = entry;
    });
  }

  /** Texts of an entry by column. */
  #texts(entry: number): Map<number, string> {
    const texts = new Map<number, string>();
    let from = 0;
    let part = 0;
    const known = this.#known[entry] as Uint8Array;
    known.forEach((byte, at) => {
      if (byte !== 0xff) return;
      texts.set(this.#column[part++] as number, String.fromCharCode(...known.subarray(from, at)));
      from = at + 1;
    });
    return texts;
  }
}
