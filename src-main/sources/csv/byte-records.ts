import { BEYOND_LONGEST } from "./records.ts";

/** A quoted record longer than this has lost its closing quote: its first line is given up and reading goes on at the next. */
const LONGEST_RECORD = 65_536;
const NEWLINE = 10;
const RETURN = 13;

export interface RecordTaker {
  /**
   * Reads the record that starts at `from`, and others after it, as far as each is one whole line and needs no care; answers where the next
   * one starts, or -1 when it took nothing.
   */
  fast(bytes: Uint8Array, from: number, offset: number): number;
  /**
   * Takes the record in [start, end), without its line break. May answer false for one that spans several lines and is malformed: then
   * only its first line is given up and reading goes on at the next, so that one lost quote does not take good rows with it.
   */
  slow(bytes: Uint8Array, start: number, end: number, offset: number, lines: "one" | "several"): boolean;
}

/**
 * Cuts bytes that come in pieces into records: lines, unless a quote spans several. Blank lines are skipped. The same rule as
 * RecordSplitter has for text.
 */
export class ByteRecords {
  readonly #quote: number;
  #rest: Buffer = Buffer.alloc(0);
  /** What followed #rest, a line without an end so far: joined once, or a line of many pieces would be copied with each of them. */
  #more: Buffer[] = [];
  #moreBytes = 0;
  /** Of a line that is too long to be a row: bytes beyond those that show it. */
  #passedOver = 0;
  /** Offset in the input of the first byte of #rest. */
  #offset = 0;

  constructor(quote: string) {
    this.#quote = quote.charCodeAt(0);
  }

  /** Bytes of a record that is not complete yet. */
  get rest(): Uint8Array {
    return this.#whole();
  }

  /** Goes on where another one stood: `rest` begins at `offset` of the input. */
  resume(rest: Uint8Array, offset: number): void {
    this.#rest = Buffer.from(rest);
    this.#more = [];
    this.#moreBytes = 0;
    this.#passedOver = 0;
    this.#offset = offset;
  }

  /** Records completed by `piece`. The bytes handed over are only good during the call. */
  push(piece: Buffer, take: RecordTaker): void {
    let bytes = piece;
    if (this.#rest.length > 0) {
      if (piece.indexOf(NEWLINE) === -1 && this.#rest.indexOf(NEWLINE) === -1) {
        if (this.#rest.length + this.#moreBytes > BEYOND_LONGEST) this.#passedOver += piece.length;
        else {
          this.#more.push(Buffer.from(piece));
          this.#moreBytes += piece.length;
        }
        return;
      }
      // The record that was cut is completed by itself, so that the piece need not be copied.
      const end = piece.indexOf(NEWLINE) + 1;
      const joint = Buffer.concat([this.#whole(), end === 0 ? piece : piece.subarray(0, end)]);
      this.#split(joint, false, take);
      this.#offset += this.#passedOver;
      this.#passedOver = 0;
      if (end === 0) return;
      bytes = piece.subarray(end);
      if (this.#rest.length > 0) bytes = Buffer.concat([this.#rest, bytes]);
    }
    this.#split(bytes, false, take);
  }

  /** The last record of the input, which need not end in a line break. */
  end(take: RecordTaker): void {
    this.#split(this.#whole(), true, take);
  }

  #whole(): Buffer {
    if (this.#more.length > 0) {
      this.#rest = Buffer.concat([this.#rest, ...this.#more]);
      this.#more = [];
      this.#moreBytes = 0;
    }
    return this.#rest;
  }

  #split(bytes: Buffer, last: boolean, take: RecordTaker): void {
    const quote = this.#quote;
    // Looked for once a quote, not once a line, and not at all where all is plain.
    let nextQuote = Number.NEGATIVE_INFINITY;
    let from = 0;
    for (;;) {
      const next = take.fast(bytes, from, this.#offset + from);
      if (next !== -1) {
        from = next;
        continue;
      }
      if (nextQuote !== -1 && nextQuote < from) nextQuote = bytes.indexOf(quote, from);
      let end = bytes.indexOf(NEWLINE, from);
      if (end !== -1 && nextQuote !== -1 && nextQuote < end) end = this.#recordEnd(bytes, from, end, last);
      if (end === -1) break;
      const firstBreak = end === -1 ? -1 : bytes.indexOf(NEWLINE, from);
      for (const lines of firstBreak === end ? (["one"] as const) : (["several", "one"] as const)) {
        if (lines === "one") end = firstBreak;
        const stop = end > from && bytes[end - 1] === RETURN ? end - 1 : end;
        if (stop <= from || take.slow(bytes, from, stop, this.#offset + from, lines)) break;
      }
      from = end + 1;
    }
    if (last && from < bytes.length) {
      const stop = bytes[bytes.length - 1] === RETURN ? bytes.length - 1 : bytes.length;
      if (stop > from) take.slow(bytes, from, stop, this.#offset + from, "one");
      from = bytes.length;
    }
    this.#offset += from;
    // A copy: the piece belongs to its stream.
    this.#rest = Buffer.from(bytes.subarray(from));
  }

  /** End of the record that starts at `from`: the first line break outside quotes; -1 when more bytes are needed. */
  #recordEnd(bytes: Buffer, from: number, firstBreak: number, last: boolean): number {
    const quote = this.#quote;
    let end = firstBreak;
    let quotes = 0;
    let counted = from;
    for (;;) {
      for (let at = counted; at < end; at++) if (bytes[at] === quote) quotes++;
      if (quotes % 2 === 0) return end;
      counted = end;
      end = bytes.indexOf(NEWLINE, end + 1);
      if (end === -1 && last) {
        // The last record need not end in a line break: it reaches to the end if its quotes do.
        for (let at = counted; at < bytes.length; at++) if (bytes[at] === quote) quotes++;
        return quotes % 2 === 0 ? bytes.length : firstBreak;
      }
      if (end === -1) return bytes.length - from > LONGEST_RECORD ? firstBreak : -1;
      if (end - from > LONGEST_RECORD) return firstBreak;
    }
  }
}
