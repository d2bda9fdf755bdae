import {
  noRefusals,
  REFUSAL_REASONS,
  type RefusalCounts,
  type RefusalReason,
  type SourceChunk,
  type SourceShare,
} from "../sources/source.ts";

export interface SourceCountsState {
  /** Absent: a row came of which it is not known whose it is. */
  readonly shares?: readonly SourceShare[];
}

interface Share {
  read: number;
  readonly refused: RefusalCounts;
}

/** Rows read and refused of each of a session's sources: also of those more than are kept with their text. */
export class SourceCounts {
  readonly #shares: Share[] = [];
  #known = true;

  /** Takes what a chunk brought. */
  take({ rows, refused, marks }: Pick<SourceChunk, "rows" | "refused" | "marks">): void {
    if (marks === undefined) {
      if (rows > 0) this.#known = false;
      return;
    }
    const share = this.#of(marks.source);
    share.read += rows;
    for (const reason of REFUSAL_REASONS) share.refused[reason] += refused[reason] ?? 0;
  }

  refuse(source: number, reason: RefusalReason): void {
    this.#of(source).refused[reason]++;
  }

  /** By source number, `sources` of them; null: not known. A copy. */
  shares(sources: number): readonly SourceShare[] | null {
    if (!this.#known) return null;
    return Array.from({ length: sources }, (_, i) => ({ ...this.#of(i), refused: { ...this.#of(i).refused } }));
  }

  /** Plain data; a copy. */
  save(): SourceCountsState {
    return { shares: this.shares(this.#shares.length) ?? undefined };
  }

  /** Counts on; absent: a checkpoint of before there were such counts. */
  restore(state: SourceCountsState | undefined): void {
    if (state?.shares === undefined) this.#known = false;
    for (const { read, refused } of state?.shares ?? []) this.#shares.push({ read, refused: { ...refused } });
  }

  #of(source: number): Share {
    while (this.#shares.length <= source) this.#shares.push({ read: 0, refused: noRefusals() });
    return this.#shares[source] as Share;
  }
}
