import type { GroupState } from "./rule-snapshot.ts";

/** A group as it was when its rule began to be saved; its number is its place in the snapshot. */
export interface SavedGroup {
  readonly group: number;
  readonly saved: GroupState;
}

/**
 * Saves the groups of one rule while its steps go on, each as it was at the beginning: whoever is about to change a group has it saved
 * `before` (copy on write, as Flink's heap state does), the others are saved bit by bit in between. A stream never waits for all of them.
 */
export class GroupSaving {
  readonly #size: number;
  readonly #save: (group: number) => GroupState;
  readonly #known: boolean[] = [];
  #next = 0;
  #fresh: SavedGroup[] = [];
  /** A state could not be saved. */
  broken = false;

  /** Of the groups 0…size - 1; what appears later is not of this time. */
  constructor(size: number, save: (group: number) => GroupState) {
    this.#size = size;
    this.#save = save;
    for (let group = 0; group < size; group++) this.#known.push(false);
  }

  get done(): boolean {
    while (this.#next < this.#size && this.#known[this.#next] === true) this.#next++;
    return this.#next >= this.#size;
  }

  /** To be called before the state or the timers of a group change. */
  before(group: number): void {
    if (group >= this.#size || this.#known[group] === true) return;
    this.#known[group] = true;
    this.#fresh.push({ group, saved: this.#save(group) });
  }

  /** Saves one group that is left, if there is one. */
  one(): void {
    if (!this.done) this.before(this.#next);
  }

  /** What has been saved since the last call. */
  take(): SavedGroup[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }
}
