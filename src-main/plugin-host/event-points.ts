import { emptyPoints, type SeriesPoints } from "../engine/results.ts";
import { bare } from "./bare-array.ts";
import { eventSlot, type PointOrder } from "./shard.ts";

/**
 * The points of a step of a rule with one series that takes its events by key and records at most one point for each. They stand where their
 * event does, so they need not be put in order.
 */
export class EventPoints {
  /** How many there are. */
  length = 0;
  #events = 0;
  #value = new Float64Array(0);
  #group = new Uint32Array(0);
  /** The same memory, to be written. Only numbers are recorded: NaN is no point. */
  #values = bare(new Float64Array(0));
  #groups = bare(new Uint32Array(0));

  /** A step of so many events. */
  begin(events: number): void {
    this.length = 0;
    this.#events = events;
  }

  /** False, and nothing is done, when the event has one. */
  add(event: number, group: number, value: number): boolean {
    if (this.length === 0) this.#take();
    if (!Number.isNaN(this.#values[event])) return false;
    this.#values[event] = value;
    this.#groups[event] = group;
    this.length++;
    return true;
  }

  /** Each point with its event, its group and its value, in order; none from here on. */
  forEach(tell: (event: number, group: number, value: number) => void): void {
    const any = this.length > 0;
    this.length = 0;
    for (let i = 0; any && i < this.#events; i++) {
      const value = this.#values[i] as number;
      if (!Number.isNaN(value)) tell(i, this.#groups[i] as number, value);
    }
  }

  /** All points, in memory of their own, and none from here on; `times` of the events, `ordered` as in `PointColumns.take`. */
  take(times: Float64Array, ordered: boolean): { readonly points: SeriesPoints; readonly order: PointOrder | null } {
    const n = this.length;
    const order = ordered ? { slot: new Float64Array(n), sub: new Float64Array(n) } : null;
    if (n === 0) return { points: emptyPoints(), order };
    const time = new Float64Array(n);
    const each = n === this.#events;
    if (each) time.set(times.subarray(0, n));
    if (!each || order !== null) this.#close(times, time, order?.slot ?? null);
    this.length = 0;
    const group = each ? this.#group : this.#group.slice(0, n);
    const value = each ? this.#value : this.#value.slice(0, n);
    return { points: { length: n, time, group, series: new Uint8Array(n), value }, order };
  }

  /** Memory for a step; that of the step before has been handed on. */
  #take(): void {
    this.#value = new Float64Array(this.#events).fill(Number.NaN);
    this.#group = new Uint32Array(this.#events);
    this.#values = bare(new Float64Array(this.#value.buffer));
    this.#groups = bare(new Uint32Array(this.#group.buffer));
  }

  /** Moves the points together, each with its time and its slot. */
  #close(times: Float64Array, time: Float64Array, slot: Float64Array | null): void {
    const [values, groups] = [this.#values, this.#groups];
    const writtenTime = bare(new Float64Array(time.buffer));
    const writtenSlot = slot === null ? null : bare(new Float64Array(slot.buffer));
    for (let i = 0, n = 0; n < this.length; i++) {
      const value = values[i] as number;
      if (Number.isNaN(value)) continue;
      values[n] = value;
      groups[n] = groups[i] as number;
      writtenTime[n] = times[i] as number;
      if (writtenSlot !== null) writtenSlot[n] = eventSlot(i);
      n++;
    }
  }
}
