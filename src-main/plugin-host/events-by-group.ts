import { bare } from "./bare-array.ts";

const NONE = -1;

/** The events of a batch, strung together by group: groups in the order of their first event, a group's events as they come. */
export class EventsByGroup {
  /** First events, `groups` of them. */
  firsts = bare(new Int32Array(0));
  groups = 0;
  /** By event: the next one of its group, below 0 after the last. */
  next = bare(new Int32Array(0));
  #room = 0;
  /** By group, `known` of them: the last event so far, and the batch it is of. */
  #known = 0;
  #last = new Int32Array(0);
  #batch = new Int32Array(0);
  #batches = 0;

  /** A new batch of at most so many events. */
  begin(events: number): void {
    this.groups = 0;
    this.#batches++;
    if (events <= this.#room) return;
    this.#room = events;
    this.firsts = bare(new Int32Array(events));
    this.next = bare(new Int32Array(events));
  }

  add(group: number, event: number): void {
    if (group >= this.#known) this.#grow(group);
    const last = this.#last;
    this.next[event] = NONE;
    if (this.#batch[group] === this.#batches) this.next[last[group] as number] = event;
    else {
      this.#batch[group] = this.#batches;
      this.firsts[this.groups++] = event;
    }
    last[group] = event;
  }

  #grow(group: number): void {
    const [last, batch] = [this.#last, this.#batch];
    const known = Math.max(256, group + 1, this.#known * 2);
    this.#last = bare(new Int32Array(known));
    this.#batch = bare(new Int32Array(known));
    for (let g = 0; g < this.#known; g++) {
      this.#last[g] = last[g] as number;
      this.#batch[g] = batch[g] as number;
    }
    this.#known = known;
  }
}
