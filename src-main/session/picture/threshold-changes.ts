/** A stretch of one threshold, ms. */
export interface ThresholdSpan {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/** Of every key that has had none. */
const NO_CHANGES: number[] = [];

/** The thresholds of one key, kept where they change, in order of time. */
export class ThresholdChanges {
  /** By change: the number of the event it came with, its time, and the threshold from then on; NaN: none. */
  #event = NO_CHANGES;
  #time = NO_CHANGES;
  #value = NO_CHANGES;

  get length(): number {
    return this.#event.length;
  }

  add(event: number, time: number, value: number): void {
    if (this.#event === NO_CHANGES) [this.#event, this.#time, this.#value] = [[], [], []];
    this.#event.push(event);
    this.#time.push(time);
    this.#value.push(value);
  }

  /** The threshold an event came with; NaN: none, or it is not known any more. */
  at(event: number): number {
    return this.#value[firstAbove(this.#event, event) - 1] ?? Number.NaN;
  }

  /** The stretches in [from, to] that have a threshold, in order of time: the `most` longest of them where there are more. */
  spans(from: number, to: number, most: number): ThresholdSpan[] {
    const spans: ThresholdSpan[] = [];
    for (let i = Math.max(0, firstAbove(this.#time, from) - 1); i < this.length && (this.#time[i] as number) <= to; i++) {
      const value = this.#value[i] as number;
      const end = this.#time[i + 1] ?? to;
      if (Number.isNaN(value) || end < from) continue;
      spans.push({ from: Math.max(from, this.#time[i] as number), to: Math.min(to, end), value });
    }
    if (spans.length <= most) return spans;
    const longest = spans.toSorted((a, b) => b.to - b.from - (a.to - a.from)).slice(0, most);
    return longest.sort((a, b) => a.from - b.from);
  }

  /** Lets go of the older half; the last one stays. */
  forget(): void {
    const from = this.length >> 1;
    if (from === 0) return;
    this.#event = this.#event.slice(from);
    this.#time = this.#time.slice(from);
    this.#value = this.#value.slice(from);
  }
}

/** Of ascending numbers the index of the first above `n`. */
function firstAbove(numbers: readonly number[], n: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) <= n) low = middle + 1;
    else high = middle;
  }
  return low;
}
