import type { Mapping } from "../mapping.ts";
import { ByteRecords, type RecordTaker } from "./byte-records.ts";
import { FastRows } from "./fast-rows.ts";
import { type InputFile, SMALL_PIECE } from "./input-files.ts";
import { filePieces } from "./read-files.ts";
import { headRecords } from "./records.ts";
import { batchFor, type RowReader } from "./row-reader.ts";
import { recordDecoder } from "./row-texts.ts";

const BLOCK = 1 << 16;

/**
 * The earliest time of every 64 KiB of files, from one quick pass over their time column: it tells while reading which events nothing
 * earlier can follow, so that a file in near order is in order while it streams, without being held.
 */
export class TimeScan {
  /** Per file and block: the least time of its records, then made the least of everything from there on. */
  readonly #earliest: Float64Array[];

  private constructor(earliest: Float64Array[]) {
    this.#earliest = earliest;
    let least = Number.POSITIVE_INFINITY;
    for (let f = earliest.length - 1; f >= 0; f--) {
      const blocks = earliest[f] as Float64Array;
      for (let b = blocks.length - 1; b >= 0; b--) blocks[b] = least = Math.min(least, blocks[b] as number);
    }
  }

  /** Lower bound of the times of all records at or after `offset` of file `source`, later files included. */
  earliestFrom(source: number, offset: number): number {
    const blocks = this.#earliest[source];
    const own = blocks?.[Math.floor(offset / BLOCK)];
    if (own !== undefined) return own;
    return this.#earliest[source + 1]?.[0] ?? Number.POSITIVE_INFINITY;
  }

  /** null when aborted. `onProgress` hears the share read. */
  static async of(
    files: readonly InputFile[],
    mapping: Mapping,
    reader: RowReader,
    signal: AbortSignal,
  ): Promise<TimeScan | null> {
    const fast = FastRows.for(mapping, reader.layout);
    const decode = recordDecoder(mapping);
    const scratch = batchFor(reader, 1);
    const earliest: Float64Array[] = [];
    for (const file of files) {
      const blocks = new Float64Array(Math.ceil((file.size ?? 0) / BLOCK) + 1).fill(Number.POSITIVE_INFINITY);
      const records = new ByteRecords(mapping.quote);
      let head = headRecords(mapping);
      const note = (block: number, time: number): void => {
        if (time < (blocks[block] as number)) blocks[block] = time;
      };
      const blockOf = (offset: number): number => Math.min(blocks.length - 1, Math.floor(offset / BLOCK));
      const taker: RecordTaker = {
        fast: (bytes, from, offset) => {
          if (fast === null || head > 0) return -1;
          const block = blockOf(offset);
          // A record belongs to the block it begins in.
          const until = Math.min(bytes.length, from + ((block + 1) * BLOCK - offset));
          const next = fast.skimRows(bytes, from, until);
          if (next === from) return -1;
          note(block, fast.earliest);
          return next;
        },
        slow: (bytes, start, end, offset, lines) => {
          if (head > 0) {
            head--;
            return true;
          }
          scratch.length = 0;
          const refusal = reader.read(decode(bytes.subarray(start, end)), 0, 0, scratch);
          if (lines === "several" && refusal?.reason === "malformed") return false;
          for (let i = 0; i < scratch.length; i++) note(blockOf(offset), scratch.time[i] as number);
          return true;
        },
      };
      for await (const piece of filePieces(
        file,
        { mapping, pieceBytes: SMALL_PIECE },
        () => 0,
        () => {},
      )) {
        if (signal.aborted) return null;
        records.push(piece, taker);
      }
      records.end(taker);
      earliest.push(blocks);
    }
    return new TimeScan(earliest);
  }
}
