/**
 * Groups by when their open session ends at the earliest: a binary heap that holds each once. A session that goes on ends later than its
 * place says and is put right when it comes up, so an event costs nothing here and an end O(log n).
 */
export class SessionEnds {
  #ends = new Float64Array(64);
  #groups = new Int32Array(64);
  #size = 0;

  /** Of the first; Infinity without one. */
  get end(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#ends[0] as number);
  }

  /** Of the first. */
  get group(): number {
    return this.#groups[0] as number;
  }

  push(group: number, end: number): void {
    if (this.#size === this.#ends.length) this.#grow();
    const ends = this.#ends;
    const groups = this.#groups;
    let at = this.#size++;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if ((ends[up] as number) <= end) break;
      ends[at] = ends[up] as number;
      groups[at] = groups[up] as number;
      at = up;
    }
    ends[at] = end;
    groups[at] = group;
  }

  /** The first one ends at `end` instead, which is later. */
  defer(end: number): void {
    this.#sink(this.group, end);
  }

  /** Removes the first. */
  pop(): void {
    const last = --this.#size;
    if (last > 0) this.#sink(this.#groups[last] as number, this.#ends[last] as number);
  }

  /** Puts a group where the first was, and right. */
  #sink(group: number, end: number): void {
    const ends = this.#ends;
    const groups = this.#groups;
    const size = this.#size;
    let at = 0;
    for (let down = 1; down < size; down = 2 * at + 1) {
      if (down + 1 < size && (ends[down + 1] as number) < (ends[down] as number)) down++;
      if ((ends[down] as number) >= end) break;
      ends[at] = ends[down] as number;
      groups[at] = groups[down] as number;
      at = down;
    }
    ends[at] = end;
    groups[at] = group;
  }

  #grow(): void {
    const ends = new Float64Array(this.#size * 2);
    ends.set(this.#ends);
    this.#ends = ends;
    const groups = new Int32Array(this.#size * 2);
    groups.set(this.#groups);
    this.#groups = groups;
  }
}
