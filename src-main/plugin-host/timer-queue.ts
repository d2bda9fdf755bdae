import { bare } from "./bare-array.ts";

/** A timer of one group of one rule. */
export interface Timer {
  readonly time: number;
  readonly group: number;
  readonly id: string;
}

/** Entries beyond so many are looked through for those that are no timer any more. */
const FEW = 64;

/**
 * Event-time timers of one rule: a binary heap ordered by (time, group key, timer id), so that the order does not depend on how the
 * stream was cut into steps. A moved or cleared timer stays in the heap and is skipped when it comes up, or goes when more than half of the
 * heap are such: a rule may move a timer that is a month ahead with every event. O(log n) each, amortised; O(timers set) in memory.
 */
export class TimerQueue {
  readonly #heap: Timer[] = bare([]);
  #size = 0;
  /** Timers that are set: at most as many as the heap holds. */
  #count = 0;
  readonly #set: (Map<string, number> | undefined)[] = [];
  readonly #compareGroups: (a: number, b: number) => number;
  /** What `next` answers, asked before every event; NaN: it must look. */
  #next = Number.POSITIVE_INFINITY;

  constructor(compareGroups: (a: number, b: number) => number) {
    this.#compareGroups = compareGroups;
  }

  /** Entries held, those of timers moved or cleared included. */
  get held(): number {
    return this.#size;
  }

  /** Timers set in this group. */
  count(group: number): number {
    return this.#set[group]?.size ?? 0;
  }

  has(group: number, id: string): boolean {
    return this.#set[group]?.has(id) === true;
  }

  set(group: number, id: string, time: number): void {
    while (this.#set.length <= group) this.#set.push(undefined);
    let timers = this.#set[group];
    if (timers === undefined) this.#set[group] = timers = new Map();
    const before = timers.get(id);
    if (before === time) return;
    if (before === undefined) this.#count++;
    timers.set(id, time);
    // One that moves may have been the next.
    if (before === this.#next) this.#next = Number.NaN;
    else if (time < this.#next) this.#next = time;
    this.#push({ time, group, id });
    if (this.#size > FEW && this.#size > 2 * this.#count) this.#compact();
  }

  clear(group: number, id: string): void {
    if (this.#set[group]?.delete(id) !== true) return;
    this.#count--;
    this.#next = Number.NaN;
  }

  /** Time of the next timer, Infinity without one. */
  next(): number {
    if (Number.isNaN(this.#next)) this.#next = this.#look();
    return this.#next;
  }

  /** Group of the timer `next` announced. */
  nextGroup(): number {
    return this.next() === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : (this.#heap[0] as Timer).group;
  }

  /** Removes and returns the timer `next` announced. */
  take(): Timer | undefined {
    if (this.next() === Number.POSITIVE_INFINITY) return undefined;
    const top = this.#pop();
    if (top !== undefined && this.#set[top.group]?.delete(top.id) === true) this.#count--;
    this.#next = Number.NaN;
    return top;
  }

  /** Timers of a group as [id, time], by id. */
  of(group: number): [string, number][] {
    return [...(this.#set[group] ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Time of the timer on top, once those moved or cleared are gone. */
  #look(): number {
    for (;;) {
      const top = this.#size === 0 ? undefined : this.#heap[0];
      if (top === undefined) return Number.POSITIVE_INFINITY;
      if (this.#set[top.group]?.get(top.id) === top.time) return top.time;
      this.#pop();
    }
  }

  /** Holds just the timers that are set. */
  #compact(): void {
    this.#heap.length = this.#size = 0;
    for (const [group, timers] of this.#set.entries()) for (const [id, time] of timers ?? []) this.#push({ time, group, id });
  }

  #before(a: Timer, b: Timer): boolean {
    if (a.time !== b.time) return a.time < b.time;
    if (a.group !== b.group) return this.#compareGroups(a.group, b.group) < 0;
    return a.id < b.id;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = this.#size++;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || !this.#before(timer, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = timer;
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    if (this.#size === 0) return undefined;
    const top = heap[0];
    const size = --this.#size;
    const last = heap[size] as Timer;
    heap.length = size;
    if (size === 0) return top;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      let child = down < size ? heap[down] : undefined;
      if (child === undefined) break;
      const right = down + 1 < size ? heap[down + 1] : undefined;
      if (right !== undefined && this.#before(right, child)) {
        child = right;
        down++;
      }
      if (!this.#before(child, last)) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
    return top;
  }
}
