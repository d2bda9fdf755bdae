import { LINE_TEXT } from "./line-text.wasm.ts";

/** The exports of src-wasm/line-text.ts, where they are explained; addresses and lengths are bytes in the memory. */
interface LineModule {
  setTables(powers: number, scratch: number): void;
  getEnd(): number;
  lines(
    columns: number,
    columnCount: number,
    last: number,
    from: number,
    to: number,
    at: number,
    limit: number,
    fixed: number,
  ): number;
}

/** Kinds of column, as the module numbers them: epoch ms written as ISO 8601, addresses of texts, numbers (NaN: null). */
const KINDS = { time: 0, text: 1, number: 2 } as const;
/** Most bytes of an element, texts apart. */
const MOST_BYTES = { time: 32, text: 0, number: 28 } as const;
const COLUMN_BYTES = 16;
/** Bytes written at once, unless texts are long. */
const LEAST_ROOM = 1 << 18;
const SLACK = 64;
/** Address 0 stands for "no text". */
const BASE = 64;
const PAGE = 65_536;
const LEAST_POWER = -292;
const POWERS = 617;

export interface LineColumn {
  readonly kind: keyof typeof KINDS;
  /** Stands before each element. */
  readonly before?: string;
}

/**
 * Lines of text from columns of numbers as bytes, without a string a number, by a small WebAssembly module. Texts that recur (keys) are put
 * into its memory once and named by their address.
 */
export class LineText {
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #module: LineModule;
  #out: number;
  #room = LEAST_ROOM;
  #end = BASE;
  #bytes = new Uint8Array(0);
  #written = 0;

  constructor() {
    this.#module = new WebAssembly.Instance(module(), { env: { memory: this.#memory } }).exports as unknown as LineModule;
    const powers = this.take(POWERS * 16);
    const scratch = this.take(96);
    this.#out = this.take(LEAST_ROOM + SLACK);
    new BigUint64Array(this.#memory.buffer, powers, POWERS * 2).set(powerTable());
    this.#module.setTables(powers, scratch);
  }

  /** Room for `bytes` at a multiple of sixteen, for good. */
  take(bytes: number): number {
    const at = this.#end;
    this.#end = (at + bytes + 15) & ~15;
    const missing = this.#end + SLACK - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE) + (this.#memory.buffer.byteLength >> 18));
    return at;
  }

  /** All of the memory. It moves when it grows. */
  get bytes(): Uint8Array {
    const { buffer } = this.#memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  /** Address of a text from here on. */
  text(text: string): number {
    const utf8 = Buffer.from(text, "utf8");
    // A line must fit, and holds a few texts.
    if (utf8.length > this.#room / 8) this.#enlarge(utf8.length * 16);
    const at = this.take(4 + ((utf8.length + 15) & ~15));
    new DataView(this.#memory.buffer).setInt32(at, utf8.length, true);
    this.bytes.set(utf8, at + 4);
    return at;
  }

  /** A kind of line: its columns in order, and what ends it. */
  layout(columns: readonly LineColumn[], last: string): LineLayout {
    return new LineLayout(this, columns, last);
  }

  /**
   * Appends lines `from` to `to` of what the layout holds. `full` takes the bytes whenever there is no room for more; they are good during
   * the call.
   */
  write(layout: LineLayout, from: number, to: number, full: (bytes: Uint8Array) => void): void {
    for (let at = from; at < to; ) {
      const start = this.#out + this.#written;
      const { address, count, last, fixed } = layout;
      const done = this.#module.lines(address, count, last, at, to, start, this.#out + this.#room, fixed);
      this.#written = this.#module.getEnd() - this.#out;
      at += done;
      if (at < to) this.flush(full);
    }
  }

  /** Hands over what was written since. */
  flush(full: (bytes: Uint8Array) => void): void {
    if (this.#written > 0) full(this.bytes.subarray(this.#out, this.#out + this.#written));
    this.#written = 0;
  }

  #enlarge(room: number): void {
    const old = this.#out;
    this.#room = room;
    this.#out = this.take(room + SLACK);
    this.bytes.copyWithin(this.#out, old, old + this.#written);
  }
}

/** The columns of one kind of line in the module's memory. */
export class LineLayout {
  readonly #text: LineText;
  readonly #kinds: readonly LineColumn["kind"][];
  readonly address: number;
  readonly count: number;
  readonly last: number;
  readonly fixed: number;
  #room = 0;
  #at: number[] = [];

  constructor(text: LineText, columns: readonly LineColumn[], last: string) {
    this.#text = text;
    this.#kinds = columns.map(({ kind }) => kind);
    this.count = columns.length;
    this.address = text.take(columns.length * COLUMN_BYTES);
    this.last = text.text(last);
    const labels = columns.map(({ before = "" }) => (before === "" ? 0 : text.text(before)));
    const view = new DataView(text.bytes.buffer);
    columns.forEach(({ kind }, c) => {
      view.setInt32(this.address + c * COLUMN_BYTES, KINDS[kind], true);
      view.setInt32(this.address + c * COLUMN_BYTES + 8, labels[c] as number, true);
    });
    this.fixed =
      Buffer.byteLength(last) +
      columns.reduce((sum, { kind, before = "" }) => sum + MOST_BYTES[kind] + Buffer.byteLength(before), 0);
  }

  /** Takes the first n elements of each column: addresses (texts) or doubles. */
  load(n: number, columns: readonly (Float64Array | Uint32Array)[]): void {
    if (n > this.#room) this.#enlarge(n);
    const { bytes } = this.#text;
    columns.forEach((column, c) => {
      bytes.set(new Uint8Array(column.buffer, column.byteOffset, n * column.BYTES_PER_ELEMENT), this.#at[c] as number);
    });
  }

  #enlarge(n: number): void {
    this.#room = Math.max(1024, n, this.#room * 2);
    this.#at = this.#kinds.map((kind) => this.#text.take(this.#room * (kind === "text" ? 4 : 8)));
    const view = new DataView(this.#text.bytes.buffer);
    this.#at.forEach((at, c) => {
      view.setInt32(this.address + c * COLUMN_BYTES + 4, at, true);
    });
  }
}

let compiled: WebAssembly.Module | null = null;

/** Compiled once a thread. */
function module(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(LINE_TEXT, "base64"));
  return compiled;
}

/** Powers of ten from 1e-292 to 1e324 as 128 bits, the first bit set, high and low half in turn, rounded up (Giulietti 2021, 9.8). */
function powerTable(): BigUint64Array {
  const table = new BigUint64Array(POWERS * 2);
  const low = (1n << 64n) - 1n;
  for (let i = 0; i < POWERS; i++) {
    const e = i + LEAST_POWER;
    const power = 10n ** BigInt(Math.abs(e));
    const bits = BigInt(((Math.abs(e) * 1_741_647) >> 19) + 1);
    let scaled: bigint;
    if (e < 0) {
      // 2^(bits+127) / 10^-e lies in (2^127, 2^128], as 10^-e is no power of two.
      scaled = (1n << (bits + 127n)) / power + 1n;
    } else if (bits <= 128n) scaled = power << (128n - bits);
    else scaled = (power >> (bits - 128n)) + ((power & ((1n << (bits - 128n)) - 1n)) === 0n ? 0n : 1n);
    table[i * 2] = scaled >> 64n;
    table[i * 2 + 1] = scaled & low;
  }
  return table;
}
