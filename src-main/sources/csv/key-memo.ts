import type { RowLayout } from "./row-reader.ts";

/** FNV-1a over the bytes of the key fields, each followed by 0xff, so that "1","11" and "11","1" differ. */
export const KEY_BASIS = 0x811c9dc5 | 0;
export const KEY_PRIME = 16_777_619;

/**
 * From the bytes of a row's key fields to key ids, without making a string a row: an open hash table of the keys seen so far, compared
 * byte for byte. Bytes must be ASCII.
 */
export class KeyMemo {
  readonly #layout: RowLayout;
  /** Start and end of the key fields of the row at hand, in the order of the columns: the reader fills them in. */
  readonly from = new Int32Array(3);
  readonly to = new Int32Array(3);
  /** Key columns in the order they stand in the row. */
  readonly #columns: readonly number[];
  #table = new Int32Array(1024).fill(-1);
  #hashes = new Int32Array(256);
  /** The bytes of all known keys, fields parted by 0xff, and where each begins. */
  #bytes = new Uint8Array(8192);
  #starts = new Int32Array(257);
  #count = 0;
  readonly #ids: Int32Array[] = [];
  #firstIds = new Int32Array(256).fill(-1);

  constructor(layout: RowLayout) {
    this.#layout = layout;
    this.#columns = [layout.station, layout.sensor, layout.alarm].filter((column) => column >= 0).sort((a, b) => a - b);
  }

  /** Number of the row's key in this memo. */
  find(bytes: Uint8Array, parts: number, hash: number): number {
    const table = this.#table;
    const hashes = this.#hashes;
    const known = this.#bytes;
    const starts = this.#starts;
    const { from, to } = this;
    const mask = table.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const entry = table[slot] as number;
      if (entry === -1) return this.#add(bytes, parts, hash, slot);
      if (hashes[entry] === hash) {
        let k = starts[entry] as number;
        let same = true;
        for (let p = 0; p < parts && same; p++) {
          const end = to[p] as number;
          for (let at = from[p] as number; at < end; at++) {
            if (known[k++] !== bytes[at]) {
              same = false;
              break;
            }
          }
          if (same && known[k++] !== 0xff) same = false;
        }
        if (same && k === starts[entry + 1]) return entry;
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

  #add(bytes: Uint8Array, parts: number, hash: number, slot: number): number {
    const joined: number[] = [];
    for (let p = 0; p < parts; p++) {
      for (let at = this.from[p] as number; at < (this.to[p] as number); at++) joined.push(bytes[at] as number);
      joined.push(0xff);
    }
    const entry = this.#count++;
    if (entry + 2 > this.#starts.length) {
      this.#starts = larger(this.#starts, 0);
      this.#hashes = larger(this.#hashes, 0);
      this.#firstIds = larger(this.#firstIds, -1);
    }
    const start = this.#starts[entry] as number;
    while (start + joined.length > this.#bytes.length) {
      const next = new Uint8Array(this.#bytes.length * 2);
      next.set(this.#bytes);
      this.#bytes = next;
    }
    this.#bytes.set(joined, start);
    this.#starts[entry + 1] = start + joined.length;
    this.#hashes[entry] = hash;
    this.#table[slot] = entry;
    if (this.#count * 2 > this.#table.length) this.#rehash();
    return entry;
  }

  #rehash(): void {
    const table = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = table.length - 1;
    for (let entry = 0; entry < this.#count; entry++) {
      const hash = this.#hashes[entry] as number;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (table[slot] !== -1) slot = (slot + 1) & mask;
      table[slot] = entry;
    }
    this.#table = table;
  }

  /** Texts of an entry by column. */
  #texts(entry: number): Map<number, string> {
    const texts = new Map<number, string>();
    const end = this.#starts[entry + 1] as number;
    let from = this.#starts[entry] as number;
    let part = 0;
    for (let at = from; at < end; at++) {
      if (this.#bytes[at] !== 0xff) continue;
      texts.set(this.#columns[part++] as number, String.fromCharCode(...this.#bytes.subarray(from, at)));
      from = at + 1;
    }
    return texts;
  }
}

function larger(column: Int32Array, fill: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(column.length * 2).fill(fill);
  next.set(column);
  return next;
}
