import type { EventBatch } from "../engine/batch.ts";
import {
  noRefusals,
  REFUSAL_REASONS,
  type RefusalCounts,
  type Reject,
  rowsRefused,
  type SourceShare,
} from "../sources/source.ts";

interface Total {
  accepted: number;
  lastRow: number;
  first: number;
  last: number;
  gap: number;
  refused: RefusalCounts;
}

export interface SourceTotalsState {
  readonly sources: readonly Total[];
  readonly all: Total;
}

/** A row of `source_total`: read, accepted, each reason, first, last, longest gap (ms). */
export interface TotalRow {
  readonly source: string;
  readonly numbers: readonly (number | null)[];
}

/** What a run's metrics say of it. */
interface Counts {
  readonly records_read_total?: number;
  readonly records_accepted_total?: number;
  readonly records_dropped_total?: Partial<RefusalCounts>;
}

/** Counts per source while events pass in time order. */
export class SourceTotals {
  readonly #totals: Total[] = [];
  readonly #all = total();

  add({ length, time, source, row }: EventBatch): void {
    for (let i = 0; i < length; i++) {
      const own = this.#of(source[i] as number);
      const t = time[i] as number;
      see(own, t);
      see(this.#all, t);
      // A row of a wide table gives several events, one after the other.
      if (own.lastRow !== row[i]) own.accepted++;
      own.lastRow = row[i] as number;
    }
  }

  refuse(rejects: readonly Reject[]): void {
    for (const { source, reason } of rejects) this.#of(source).refused[reason]++;
  }

  /** Plain data; a copy. */
  save(): SourceTotalsState {
    const copy = (own: Total): Total => ({ ...own, refused: { ...own.refused } });
    return { sources: this.#totals.map(copy), all: copy(this.#all) };
  }

  restore({ sources, all }: SourceTotalsState): void {
    for (const own of sources) this.#totals.push({ ...own, refused: { ...own.refused } });
    Object.assign(this.#all, all);
  }

  /**
   * One row a source where its share of the run's counters is known, else one for all. `shares`: what the run itself counted; null: what
   * has passed here tells it, if it is all.
   */
  rows(metrics: Counts, names: readonly string[], shares: readonly SourceShare[] | null = null): TotalRow[] {
    if (names.length > 1) {
      const known = shares ?? this.#shares(names.length, metrics.records_read_total);
      if (known !== null)
        return names.map((source, i) => {
          const { read, refused } = known[i] as SourceShare;
          return { source, numbers: [read, read - rowsRefused(refused), ...reasons(refused), ...span(this.#of(i))] };
        });
    }
    const dropped = metrics.records_dropped_total ?? {};
    const read = metrics.records_read_total ?? null;
    const accepted = metrics.records_accepted_total ?? null;
    return [{ source: names.join(", "), numbers: [read, accepted, ...reasons(dropped), ...span(this.#all)] }];
  }

  /** By what has passed here: null when that is not all that was read. */
  #shares(sources: number, read: number | undefined): readonly SourceShare[] | null {
    const shares = Array.from({ length: sources }, (_, i) => {
      const { accepted, refused } = this.#of(i);
      return { read: accepted + rowsRefused(refused), refused };
    });
    return shares.reduce((total, share) => total + share.read, 0) === read ? shares : null;
  }

  #of(source: number): Total {
    while (this.#totals.length <= source) this.#totals.push(total());
    return this.#totals[source] as Total;
  }
}

function total(): Total {
  return { accepted: 0, lastRow: -1, first: Number.NaN, last: Number.NaN, gap: 0, refused: noRefusals() };
}

function see(own: Total, time: number): void {
  if (Number.isNaN(own.first)) own.first = time;
  else if (time - own.last > own.gap) own.gap = time - own.last;
  own.last = time;
}

const reasons = (counts: Partial<RefusalCounts>): number[] => REFUSAL_REASONS.map((reason) => counts[reason] ?? 0);

const span = ({ first, last, gap }: Total): (number | null)[] => (Number.isNaN(first) ? [null, null, null] : [first, last, gap]);
