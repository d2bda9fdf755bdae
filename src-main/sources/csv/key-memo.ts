import type { RowLayout } from "./row-reader.ts";

/** Hash of no words; each word w makes `Math.imul(hash ^ w, KEY_PRIME)` of it (FNV-1a, a word at a time). */
export const KEY_BASIS = 0x811c9dc5 | 0;
export const KEY_PRIME = 16_777_619;
/** Words a row's key fields may have together; longer ones are read the slow way. */
export const MOST_KEY_WORDS = 64;

/**
 * From the bytes of a row's key fields to key ids, without making a string a row: an open hash table of the keys seen so far, compared
 * word for word. Each field is ASCII, packed four bytes a little-endian word, and its last word is filled with 0xff: at least one such
 * byte ends every field, so that "1","11" and "11","1" differ.
 */
export class KeyMemo {
  readonly #layout: RowLayout;
  /** The packed key fields of the row at hand, in the order of the columns: the reader fills them in. */
  readonly words = new Int32Array(MOST_KEY_WORDS);
  /** Key columns in the order they stand in the row. */
  readonly #columns: readonly number[];
  #table = new Int32Array(1024).fill(-1);
  #hashes = new Int32Array(256);
  /** The words of all known keys, and where each begins. */
  #known = new Int32Array(2048);
  #starts = new Int32Array(257);
  #count = 0;
  readonly #ids: Int32Array[] = [];
  #firstIds = new Int32Array(256).fill(-1);

  constructor(layout: RowLayout) {
    this.#layout = layout;
    this.#columns = [layout.station, layout.sensor, layout.alarm].filter((column) => column >= 0).sort((a, b) => a - b);
  }

  /** Number in this memo of the key in `words[0..length)`. */
  find(length: number, hash: number): number {
    const { words } = this;
    const table = this.#table;
    const hashes = this.#hashes;
    const known = this.#known;
    const starts = this.#starts;
    const mask = table.length - 1;
    let slot = slotOf(hash, mask);
    for (;;) {
      const entry = table[slot] as number;
      if (entry === -1) return this.#add(length, hash, slot);
      if (hashes[entry] === hash) {
        const start = starts[entry] as number;
        let k = starts[entry + 1] === start + length ? 0 : length + 1;
        while (k < length && known[start + k] === words[k]) k++;
        if (k === length) return entry;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** Id of a key in the reader's table: `slot` is the value column of a wide table. */
  key(entry: number, slot: number): number {
    if (slot === 0) {
      const first = this.#firstIds[entry] as number;
      return first >= 0 ? first : (this.#firstIds[entry] = this.#layout.keyId(this.#texts(entry), 0));
    }
    const ids = (this.#ids[entry] ??= new Int32Array(Math.max(1, this.#layout.values.length)).fill(-1));
    const id = ids[slot] as number;
    return id >= 0 ? id : (ids[slot] = this.#layout.keyId(this.#texts(entry), slot));
  }

  #add(length: number, hash: number, slot: number): number {
    const entry = this.#count++;
    if (entry + 2 > this.#starts.length) {
      this.#starts = larger(this.#starts, 0);
      this.#hashes = larger(this.#hashes, 0);
      this.#firstIds = larger(this.#firstIds, -1);
    }
    const start = this.#starts[entry] as number;
    while (start + length > this.#known.length) this.#known = larger(this.#known, 0);
    this.#known.set(this.words.subarray(0, length), start);
    this.#starts[entry + 1] = start + length;
    this.#hashes[entry] = hash;
    this.#table[slot] = entry;
    if (this.#count * 2 > this.#table.length) this.#rehash();
    return entry;
  }

  #rehash(): void {
    const table = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = table.length - 1;
    for (let entry = 0; entry < this.#count; entry++) {
      let slot = slotOf(this.#hashes[entry] as number, mask);
      while (table[slot] !== -1) slot = (slot + 1) & mask;
      table[slot] = entry;
    }
    this.#table = table;
  }

  /** Texts of an entry by column. */
  #texts(entry: number): Map<number, string> {
    const texts = new Map<number, string>();
    const words = this.#known.slice(this.#starts[entry], this.#starts[entry + 1]);
    const bytes = new Uint8Array(words.buffer);
    let from = 0;
    for (let part = 0; part < this.#columns.length; part++) {
      const to = bytes.indexOf(0xff, from);
      texts.set(this.#columns[part] as number, String.fromCharCode(...bytes.subarray(from, to)));
      // The next field begins at a word.
      from = (to + 4) & ~3;
    }
    return texts;
  }
}

function slotOf(hash: number, mask: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) & mask;
}

function larger(column: Int32Array, fill: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(column.length * 2).fill(fill);
  next.set(column);
  return next;
}
