/** The times of consecutive records: which the least and the latest are, and how far one is behind the latest before it at most; ms. */
export interface Times {
  readonly earliest: number;
  readonly latest: number;
  readonly behind: number;
}

/** Those of records so far. */
export class TimesMet implements Times {
  earliest = Number.POSITIVE_INFINITY;
  latest = Number.NEGATIVE_INFINITY;
  behind = 0;

  clear(): void {
    this.earliest = Number.POSITIVE_INFINITY;
    this.latest = Number.NEGATIVE_INFINITY;
    this.behind = 0;
  }

  /** Those of the records that follow. */
  add({ earliest, latest, behind }: Times): void {
    this.behind = Math.max(this.behind, behind, this.latest - earliest);
    this.earliest = Math.min(this.earliest, earliest);
    this.latest = Math.max(this.latest, latest);
  }
}
