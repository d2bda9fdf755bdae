import { BLOCK, blockRecords, noBlocks } from "./block-times.ts";
import { FileReaders } from "./file-readers.ts";
import type { CsvFile } from "./file-reading.ts";
import { SMALL_PIECE } from "./input-files.ts";
import { filePieces } from "./read-files.ts";
import type { RowReader } from "./row-reader.ts";
import { scanParts } from "./split-scan.ts";

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

  /** null when aborted. `worker`: where the one is that helps with a large file. */
  static async of(files: readonly CsvFile[], signal: AbortSignal, worker?: string): Promise<TimeScan | null> {
    const earliest: Float64Array[] = [];
    // Readers of its own: it meets keys in another order.
    const readers = new FileReaders();
    for (const file of files) {
      const { mapping, columns } = file;
      const reader = readers.of(file);
      const parts = worker === undefined ? null : await scanParts({ file, mapping, columns }, reader, signal, worker);
      const blocks = parts ?? (await scanWhole(file, reader, signal));
      if (blocks === null) return null;
      earliest.push(blocks);
    }
    return new TimeScan(earliest);
  }
}

async function scanWhole(file: CsvFile, reader: RowReader, signal: AbortSignal): Promise<Float64Array | null> {
  const blocks = noBlocks(file);
  const records = blockRecords(blocks, file.mapping, reader, 0);
  for await (const piece of filePieces(
    file,
    { mapping: file.mapping, pieceBytes: SMALL_PIECE },
    () => 0,
    () => {},
  )) {
    if (signal.aborted) return null;
    records.push(piece);
  }
  records.end();
  return blocks;
}
