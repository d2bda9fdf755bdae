import type { SourceChunk } from "../sources/source.ts";

/** Chunks whose raw rows can still be asked for: a filter decides some time after a row was read. */
const CHUNKS = 8;

interface Kept {
  readonly source: Uint16Array;
  readonly row: Float64Array;
  readonly length: number;
  readonly textOf: (i: number) => string;
}

/** Raw text of rows read a moment ago, for refusals decided later. */
export class RecentTexts {
  readonly #chunks: Kept[] = [];
  /** Of a source that can look any row up. */
  #rowText: SourceChunk["rowText"];

  add({ events, textOf, rowText }: SourceChunk): void {
    if (rowText !== undefined) this.#rowText = rowText;
    if (rowText !== undefined || textOf === undefined || events.length === 0) return;
    // The columns are copied: the batch may be changed on its way.
    this.#chunks.push({
      source: events.source.slice(0, events.length),
      row: events.row.slice(0, events.length),
      length: events.length,
      textOf,
    });
    if (this.#chunks.length > CHUNKS) this.#chunks.shift();
  }

  /** "" when the row has been let go of. */
  find(source: number, row: number): string {
    for (let c = this.#chunks.length - 1; c >= 0; c--) {
      const chunk = this.#chunks[c] as Kept;
      for (let i = 0; i < chunk.length; i++) if (chunk.row[i] === row && chunk.source[i] === source) return chunk.textOf(i);
    }
    return this.#rowText?.(source, row) ?? "";
  }
}
