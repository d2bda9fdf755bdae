import type { Mapping } from "../mapping.ts";
import { ByteRecords, type RecordTaker } from "./byte-records.ts";
import { FastRows } from "./fast-rows.ts";
import { headRecords } from "./records.ts";
import { batchFor, type RowReader } from "./row-reader.ts";
import { recordDecoder } from "./row-texts.ts";
import type { Times } from "./times-met.ts";

export interface Skimming {
  readonly mapping: Mapping;
  readonly reader: RowReader;
  /** Told of the times of records, in their order; the first of them begins at byte `at`. */
  met(at: number, times: Times): void;
  /** Records told of together all begin before the byte this answers; absent: anywhere. */
  until?(at: number): number;
}

/** Reads nothing but the times of records. Refused ones have none. */
export class SkimRecords {
  readonly #records: ByteRecords;
  readonly #taker: RecordTaker;
  /** Records still to come that are no rows. */
  #head = 0;

  constructor({ mapping, reader, met, until }: Skimming) {
    const fast = FastRows.for(mapping, reader.layout);
    const decode = recordDecoder(mapping);
    const scratch = batchFor(reader, 1);
    this.#records = new ByteRecords(mapping.quote);
    this.#taker = {
      fast: (bytes, from, at) => {
        if (fast === null || this.#head > 0) return -1;
        const end = until === undefined ? bytes.length : Math.min(bytes.length, from + (until(at) - at));
        const next = fast.skimRows(bytes, from, end);
        if (next === from) return -1;
        met(at, fast.times);
        return next;
      },
      slow: (bytes, start, end, at, lines) => {
        if (this.#head > 0) {
          this.#head--;
          return true;
        }
        scratch.length = 0;
        const refusal = reader.read(decode(bytes.subarray(start, end)), 0, 0, scratch);
        if (lines === "several" && refusal?.reason === "malformed") return false;
        // A row's events are in order of time.
        const [earliest, latest] = [scratch.time[0] as number, scratch.time[scratch.length - 1] as number];
        if (scratch.length > 0) met(at, { earliest, latest, behind: 0 });
        return true;
      },
    };
    this.resume(0, headRecords(mapping));
  }

  /** Goes on with the record at byte `offset`; `head`: how many come first that are no rows. */
  resume(offset: number, head = 0): void {
    this.#records.resume(new Uint8Array(0), offset);
    this.#head = head;
  }

  push(piece: Buffer): void {
    this.#records.push(piece, this.#taker);
  }

  end(): void {
    this.#records.end(this.#taker);
  }

  /** No record is under way. */
  get between(): boolean {
    return this.#records.rest.length === 0;
  }
}
