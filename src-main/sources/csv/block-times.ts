import type { Mapping } from "../mapping.ts";
import type { InputFile } from "./input-files.ts";
import type { RowReader } from "./row-reader.ts";
import { SkimRecords } from "./skim-records.ts";

/** Bytes a block. */
export const BLOCK = 1 << 16;

/** Least times of the blocks of a file of which nothing is known yet. */
export function noBlocks({ size }: InputFile): Float64Array {
  return new Float64Array(Math.ceil((size ?? 0) / BLOCK) + 1).fill(Number.POSITIVE_INFINITY);
}

/** Takes the pieces of a file from the record at `offset` on and notes in `blocks` the least time of the records that begin in each. */
export function blockRecords(blocks: Float64Array, mapping: Mapping, reader: RowReader, offset: number): SkimRecords {
  const blockOf = (at: number): number => Math.min(blocks.length - 1, Math.floor(at / BLOCK));
  const records = new SkimRecords({
    mapping,
    reader,
    met: (at, { earliest }) => {
      const block = blockOf(at);
      if (earliest < (blocks[block] as number)) blocks[block] = earliest;
    },
    // A record belongs to the block it begins in.
    until: (at) => (blockOf(at) + 1) * BLOCK,
  });
  if (offset > 0) records.resume(offset);
  return records;
}
