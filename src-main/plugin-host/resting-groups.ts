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
  /** The same as bits, two whole numbers each. */
  #seen = bare(new Int32Array(0));
  /** The column looked at, and its bits: whether there is a threshold comes in no order, and none is not equal to itself. */
  #column: Float64Array = new Float64Array(0);
  #bits: Int32Array = new Int32Array(0);

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
    const room = this.#room | 0;
    if (room === 0) return from;
    const flags = this.#flag;
    const seen = this.#seen;
    if (threshold !== this.#column) {
      this.#column = threshold;
      this.#bits = new Int32Array(threshold.buffer, threshold.byteOffset, threshold.length * 2);
    }
    const bits = this.#bits;
    const known = groups.length | 0;
    const skipped = activeOnly ? NO_FLAG : NO_FLAG + 1;
    const end = to | 0;
    for (let i = from | 0; i < end; i = (i + 1) | 0) {
      const id = (key[i] as number) | 0;
      const group = id >= 0 && id < known ? (groups[id] as number) | 0 : UNKNOWN;
      const flag = (active[i] as number) | 0;
      if (group === NOT_ACCEPTED || flag === skipped || (thresholdOnly && Number.isNaN(threshold[i]))) continue;
      if (group < 0 || group >= room || flags[group] !== flag) return i;
      const at = (i << 1) | 0;
      const own = (group << 1) | 0;
      if (bits[at] !== seen[own] || bits[at + 1] !== seen[own + 1]) return i;
    }
    return to;
  }

  #grow(group: number): void {
    const [flag, threshold, before] = [this.#flag, this.#threshold, this.#room];
    this.#room = Math.max(256, group + 1, before * 2);
    this.#flag = bare(new Uint8Array(this.#room));
    const columns = new Float64Array(this.#room);
    this.#seen = bare(new Int32Array(columns.buffer));
    this.#threshold = bare(columns);
    for (let g = 0; g < this.#room; g++) {
      this.#flag[g] = g < before ? (flag[g] as number) : AWAKE;
      this.#threshold[g] = g < before ? (threshold[g] as number) : Number.NaN;
    }
  }
}
