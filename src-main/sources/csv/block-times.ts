import type { Mapping } from "../mapping.ts";
import { ByteRecords, type RecordTaker } from "./byte-records.ts";
import { FastRows } from "./fast-rows.ts";
import type { InputFile } from "./input-files.ts";
import { headRecords } from "./records.ts";
import { batchFor, type RowReader } from "./row-reader.ts";
import { recordDecoder } from "./row-texts.ts";

/** Bytes a block. */
export const BLOCK = 1 << 16;

/** Least times of the blocks of a file of which nothing is known yet. */
export function noBlocks({ size }: InputFile): Float64Array {
  return new Float64Array(Math.ceil((size ?? 0) / BLOCK) + 1).fill(Number.POSITIVE_INFINITY);
}

/** Takes the pieces of a file from the record at `offset` on and notes in `blocks` the least time of the records that begin in each. */
export function blockRecords(
  blocks: Float64Array,
  mapping: Mapping,
  reader: RowReader,
  offset: number,
): { push(piece: Buffer): void; end(): void; readonly between: boolean } {
  const fast = FastRows.for(mapping, reader.layout);
  const decode = recordDecoder(mapping);
  const scratch = batchFor(reader, 1);
  const records = new ByteRecords(mapping.quote);
  records.resume(new Uint8Array(0), offset);
  let head = offset === 0 ? headRecords(mapping) : 0;
  const note = (block: number, time: number): void => {
    if (time < (blocks[block] as number)) blocks[block] = time;
  };
  const blockOf = (at: number): number => Math.min(blocks.length - 1, Math.floor(at / BLOCK));
  const taker: RecordTaker = {
    fast: (bytes, from, at) => {
      if (fast === null || head > 0) return -1;
      const block = blockOf(at);
      // A record belongs to the block it begins in.
      const until = Math.min(bytes.length, from + ((block + 1) * BLOCK - at));
      const next = fast.skimRows(bytes, from, until);
      if (next === from) return -1;
      note(block, fast.earliest);
      return next;
    },
    slow: (bytes, start, end, at, lines) => {
      if (head > 0) {
        head--;
        return true;
      }
      scratch.length = 0;
      const refusal = reader.read(decode(bytes.subarray(start, end)), 0, 0, scratch);
      if (lines === "several" && refusal?.reason === "malformed") return false;
      for (let i = 0; i < scratch.length; i++) note(blockOf(at), scratch.time[i] as number);
      return true;
    },
  };
  return {
    push: (piece) => records.push(piece, taker),
    end: () => records.end(taker),
    /** No record is under way. */
    get between() {
      return records.rest.length === 0;
    },
  };
}
