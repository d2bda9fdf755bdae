import { bare } from "./bare-array.ts";

/** No flag is so. */
const AWAKE = 255;

/** Groups whose rule asks for no event until one has another flag or threshold than the one it saw last (`RuleContext.rest`). */
export class RestingGroups {
  #room = 0;
  #flag = bare(new Uint8Array(0));
  #threshold = bare(new Float64Array(0));

  /** `active` and `threshold` are those of the event, as in `EventBatch`. */
  rest(group: number, active: number, threshold: number): void {
    if (group >= this.#room) this.#grow(group);
    this.#flag[group] = active;
    this.#threshold[group] = threshold;
  }

  wake(group: number): void {
    if (group < this.#room && this.#flag[group] !== AWAKE) this.#flag[group] = AWAKE;
  }

  /** Whether a group rests on, seeing such an event. */
  restsAt(group: number, active: number, threshold: number): boolean {
    if (group >= this.#room || this.#flag[group] !== active) return false;
    const seen = this.#threshold[group] as number;
    return seen === threshold || (Number.isNaN(seen) && Number.isNaN(threshold));
  }

  #grow(group: number): void {
    const [flag, threshold, before] = [this.#flag, this.#threshold, this.#room];
    this.#room = Math.max(256, group + 1, before * 2);
    this.#flag = bare(new Uint8Array(this.#room));
    this.#threshold = bare(new Float64Array(this.#room));
    for (let g = 0; g < this.#room; g++) {
      this.#flag[g] = g < before ? (flag[g] as number) : AWAKE;
      this.#threshold[g] = g < before ? (threshold[g] as number) : Number.NaN;
    }
  }
}
