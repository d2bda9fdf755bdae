import type { Mapping } from "../mapping.ts";
import type { PlainRows } from "./plain-rows.ts";
import { recordDecoder } from "./row-texts.ts";

const FIRST_SLOTS = 1024;
const SLOT_BYTES = 8;
/** Of records for each slot; at most every second one is taken. */
const RECORD_BYTES = 48;

/**
 * The keys the module has met, in its memory (src-wasm/plain-rows/keys.ts): from the bytes of a row's key fields to a record with an id a
 * value column. The module finds and adds records; ids come from the reader's key table, when they are first needed, and room from here.
 */
export class KeyIds {
  readonly #memory: WebAssembly.Memory;
  readonly #rows: PlainRows;
  readonly #take: (bytes: number) => number;
  /** Key columns in the order they stand in the row. */
  readonly #columns: readonly number[];
  readonly #delimiter: string;
  readonly #decode: (bytes: Uint8Array) => string;
  readonly #values: number;
  readonly #idOf: (texts: ReadonlyMap<number, string>, slot: number) => number;
  #slots = FIRST_SLOTS;

  /** `take` gives room in the memory; `columns` are the key columns by position, `values` how many value columns there are. */
  constructor(
    memory: WebAssembly.Memory,
    rows: PlainRows,
    take: (bytes: number) => number,
    columns: readonly number[],
    mapping: Pick<Mapping, "delimiter" | "encoding">,
    values: number,
    idOf: (texts: ReadonlyMap<number, string>, slot: number) => number,
  ) {
    this.#memory = memory;
    this.#rows = rows;
    this.#take = take;
    this.#columns = columns;
    this.#delimiter = mapping.delimiter;
    this.#decode = recordDecoder(mapping);
    this.#values = values;
    this.#idOf = idOf;
    this.#giveRoom();
  }

  /** Gives the key that stopped the module its id, or the module more room. */
  learn(): void {
    const record = this.#rows.getKeyRecord();
    if (record === 0) {
      this.#slots *= 2;
      this.#giveRoom();
      return;
    }
    const slot = this.#rows.getKeySlot();
    const id = this.#idOf(this.#texts(record), slot);
    new DataView(this.#memory.buffer).setInt32(record + 4 + slot * 4, id, true);
  }

  /** The slots before stay where they were, unused. */
  #giveRoom(): void {
    const slots = this.#take(this.#slots * SLOT_BYTES);
    const bytes = this.#slots * (RECORD_BYTES + this.#values * 4);
    const records = this.#take(bytes);
    this.#rows.setKeyRoom(slots, this.#slots, records, records + bytes);
  }

  /**
   * Texts of a record by column. Columns that stand side by side are packed as they stand in the row, the others each filled up to a multiple
   * of four; 0xff, which no text has, ends either. Side by side they are parted by the delimiter or, from a row with quotes, which may have
   * delimiters in its texts, by zero bytes.
   */
  #texts(record: number): Map<number, string> {
    const length = new DataView(this.#memory.buffer).getInt32(record, true);
    const packed = new Uint8Array(this.#memory.buffer, record + ((4 + this.#values * 4 + 7) & ~7), length);
    const texts = new Map<number, string>();
    const [first = 0] = this.#columns;
    if (this.#columns.every((column, i) => column === first + i)) {
      const all = this.#decode(packed.subarray(0, packed.indexOf(0xff)));
      const fields = this.#columns.length === 1 ? [all] : all.split(all.includes("\0") ? "\0" : this.#delimiter);
      for (const [i, column] of this.#columns.entries()) texts.set(column, fields[i] ?? "");
      return texts;
    }
    let from = 0;
    for (const column of this.#columns) {
      const to = packed.indexOf(0xff, from);
      texts.set(column, this.#decode(packed.subarray(from, to)));
      from = (to + 4) & ~3;
    }
    return texts;
  }
}
