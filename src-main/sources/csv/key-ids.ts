import type { PlainRows } from "./plain-rows.ts";

/** i32s of an entry: its hash, where its packed bytes begin, how many there are. */
const ENTRY_BYTES = 12;
const FIRST_ENTRIES = 512;
const BYTES_AN_ENTRY = 64;

/**
 * The keys the module has met, in its memory: from the bytes of a row's key fields to an entry, and from entry and value column to a key
 * id. The module finds and adds entries; ids come from the reader's key table, when an entry is first used, and the tables grow here.
 */
export class KeyIds {
  readonly #memory: WebAssembly.Memory;
  readonly #rows: PlainRows;
  readonly #take: (bytes: number) => number;
  /** Key columns in the order they stand in the row. */
  readonly #columns: readonly number[];
  readonly #delimiter: string;
  readonly #values: number;
  readonly #idOf: (texts: ReadonlyMap<number, string>, slot: number) => number;
  #entryRoom = 0;
  #byteRoom = 0;
  #entries = 0;
  #bytes = 0;
  #ids = 0;

  /** `take` gives room in the memory; `columns` are the key columns by position, `values` how many value columns there are. */
  constructor(
    memory: WebAssembly.Memory,
    rows: PlainRows,
    take: (bytes: number) => number,
    columns: readonly number[],
    delimiter: string,
    values: number,
    idOf: (texts: ReadonlyMap<number, string>, slot: number) => number,
  ) {
    this.#memory = memory;
    this.#rows = rows;
    this.#take = take;
    this.#columns = columns;
    this.#delimiter = delimiter;
    this.#values = values;
    this.#idOf = idOf;
    this.#grow();
  }

  /** Gives the key that stopped the module its id, or the tables more room. */
  learn(): void {
    const entry = this.#rows.getKeyEntry();
    if (entry === -1) {
      this.#grow();
      return;
    }
    const slot = this.#rows.getKeySlot();
    const id = this.#idOf(this.#texts(entry), slot);
    new DataView(this.#memory.buffer).setInt32(this.#ids + (entry * this.#values + slot) * 4, id, true);
  }

  /** Twice the room; what is known is copied. The old tables stay where they were, unused. */
  #grow(): void {
    const old = { entries: this.#entries, bytes: this.#bytes, ids: this.#ids, room: this.#entryRoom, byteRoom: this.#byteRoom };
    this.#entryRoom = Math.max(FIRST_ENTRIES, old.room * 2);
    this.#byteRoom = this.#entryRoom * BYTES_AN_ENTRY;
    const mask = this.#entryRoom * 2 - 1;
    const slots = this.#take((mask + 1) * 4);
    this.#entries = this.#take(this.#entryRoom * ENTRY_BYTES);
    this.#bytes = this.#take(this.#byteRoom);
    this.#ids = this.#take(this.#entryRoom * this.#values * 4);
    const bytes = new Uint8Array(this.#memory.buffer);
    bytes.copyWithin(this.#entries, old.entries, old.entries + old.room * ENTRY_BYTES);
    bytes.copyWithin(this.#bytes, old.bytes, old.bytes + old.byteRoom);
    bytes.copyWithin(this.#ids, old.ids, old.ids + old.room * this.#values * 4);
    this.#rows.setKeys(slots, mask, this.#entries, this.#bytes, this.#ids, this.#entryRoom, this.#byteRoom);
    this.#rows.rehash();
  }

  /**
   * Texts of an entry by column. Columns that stand side by side are packed as they stand in the row, the others each filled up to a multiple
   * of four; 0xff, which no text has, ends either.
   */
  #texts(entry: number): Map<number, string> {
    const view = new DataView(this.#memory.buffer);
    const at = this.#entries + entry * ENTRY_BYTES;
    const packed = new Uint8Array(this.#memory.buffer, this.#bytes + view.getInt32(at + 4, true), view.getInt32(at + 8, true));
    const texts = new Map<number, string>();
    const [first = 0] = this.#columns;
    if (this.#columns.every((column, i) => column === first + i)) {
      const fields = String.fromCharCode(...packed.subarray(0, packed.indexOf(0xff))).split(this.#delimiter);
      for (const [i, column] of this.#columns.entries()) texts.set(column, fields[i] ?? "");
      return texts;
    }
    let from = 0;
    for (const column of this.#columns) {
      const to = packed.indexOf(0xff, from);
      texts.set(column, String.fromCharCode(...packed.subarray(from, to)));
      from = (to + 4) & ~3;
    }
    return texts;
  }
}
