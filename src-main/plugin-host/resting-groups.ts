import { type EventBatch, NO_FLAG } from "../engine/batch.ts";
import { NOT_ACCEPTED, UNKNOWN } from "../engine/groups.ts";
import type { EventChoice } from "../engine/window-operator.ts";
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

  /**
   * The first of events [from, to) that a rule which gets what `choice` says is to be called for; `to` when there is none. `groups`: by key
   * id, as `Groups.table`; one that is not known yet is not at rest.
   */
  firstAwake(
    { key, active, threshold }: EventBatch,
    from: number,
    to: number,
    groups: Int32Array,
    { thresholdOnly, activeOnly }: EventChoice,
  ): number {
    const room = this.#room;
    if (room === 0) return from;
    const flags = this.#flag;
    const thresholds = this.#threshold;
    for (let i = from; i < to; i++) {
      const id = key[i] as number;
      const group = id < groups.length ? (groups[id] as number) : UNKNOWN;
      const flag = active[i] as number;
      const limit = threshold[i] as number;
      if (group === NOT_ACCEPTED || (activeOnly && flag === NO_FLAG) || (thresholdOnly && Number.isNaN(limit))) continue;
      if (group < 0 || group >= room || flags[group] !== flag) return i;
      const seen = thresholds[group] as number;
      if (seen !== limit && !(Number.isNaN(seen) && Number.isNaN(limit))) return i;
    }
    return to;
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
