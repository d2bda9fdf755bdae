import { PLAIN_ROWS } from "./plain-rows.wasm.ts";

/**
 * The exports of src-wasm/plain-rows.ts, where they are explained; addresses and lengths are bytes in the memory, flags 0 or 1. Beside
 * `memory` it asks for nothing.
 */
export interface PlainRows {
  setFormat(
    delimiter: number,
    quote: number,
    decimal: number,
    utf8: number,
    columns: number,
    epochScale: number,
    offset: number,
    dateOrder: number,
    marks: number,
    markCount: number,
    powers: number,
    fives: number,
  ): void;
  setColumns(time: number, threshold: number, flag: number, keys: number, keyCount: number, key: number, keyBytes: number): void;
  setValues(
    list: number,
    count: number,
    emptyValues: number,
    emptyThreshold: number,
    emptyFlag: number,
    noThreshold: number,
    flags: number,
    flagCount: number,
  ): void;
  setBlock(room: number, count: number, words: number): void;
  setColumnsOut(time: number, key: number, value: number, threshold: number, active: number, row: number, capacity: number): void;
  setCopyRoom(from: number, to: number): void;
  setKeyRoom(slots: number, count: number, records: number, end: number): void;
  setLength(events: number): void;
  getLength(): number;
  getKeyRecord(): number;
  getKeySlot(): number;
  read(start: number, until: number, limit: number, firstRow: number, most: number, fanOut: number): number;
  skim(start: number, until: number, limit: number): number;
  getRows(): number;
  getPosition(): number;
  getEarliest(): number;
  getLatest(): number;
  getBehind(): number;
}

let compiled: WebAssembly.Module | null = null;

/** A reader over a memory of its own. Compiled once a thread. */
export function createPlainRows(memory: WebAssembly.Memory): PlainRows {
  compiled ??= new WebAssembly.Module(Buffer.from(PLAIN_ROWS, "base64"));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as PlainRows;
}
