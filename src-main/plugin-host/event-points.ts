import { emptyPoints, type SeriesPoints } from "../engine/results.ts";
import { bare } from "./bare-array.ts";
import type { EventsByGroup } from "./events-by-group.ts";
import { eventSlot, type PointOrder } from "./shard.ts";
import type { TouchedEvents } from "./touched-events.ts";

/**
 * The points of a step of a rule with one series that takes its events by key and records at most one point for each. They are kept in the
 * order the events are taken in and put where their events stand at the end, all at once: to go there at each call is to wait for memory each time.
 */
export class EventPoints {
  /** How many there are. */
  length = 0;
  #events = 0;
  #room = 0;
  /** By place in `EventsByGroup`. Only numbers are recorded: NaN is no point. */
  #value = bare(new Float64Array(0));
  #group = bare(new Uint32Array(0));

  /** A step of so many events. */
  begin(events: number): void {
    this.length = 0;
    this.#events = events;
    if (events <= this.#room) return;
    this.#room = events;
    this.#value = bare(new Float64Array(events));
    this.#group = bare(new Uint32Array(events));
    for (let i = 0; i < events; i++) this.#value[i] = Number.NaN;
  }

  /** False, and nothing is done, when the event at this place has one. */
  add(place: number, group: number, value: number): boolean {
    if (!Number.isNaN(this.#value[place])) return false;
    this.#value[place] = value;
    this.#group[place] = group;
    this.length++;
    return true;
  }

  /** Each point with the place of its event, its group and its value, in the order they were taken; none from here on. */
  forEach(tell: (place: number, group: number, value: number) => void): void {
    const any = this.length > 0;
    this.length = 0;
    for (let place = 0; any && place < this.#events; place++) {
      const value = this.#value[place] as number;
      if (Number.isNaN(value)) continue;
      this.#value[place] = Number.NaN;
      tell(place, this.#group[place] as number, value);
    }
  }

  /**
   * All points in the order of their events, in memory of their own, and none from here on; `times` of the events, `ordered` as in
   * `PointColumns.take`. Their events are touched.
   */
  take(
    { index, length }: Pick<EventsByGroup, "index" | "length">,
    times: Float64Array,
    ordered: boolean,
    touched: TouchedEvents,
  ): { readonly points: SeriesPoints; readonly order: PointOrder | null } {
    const n = this.length;
    const order = ordered ? { slot: new Float64Array(n), sub: new Float64Array(n) } : null;
    if (n === 0) return { points: emptyPoints(), order };
    this.length = 0;
    const time = new Float64Array(n);
    const value = new Float64Array(this.#events).fill(Number.NaN);
    const group = new Uint32Array(this.#events);
    const writtenValue = bare(new Float64Array(value.buffer));
    const writtenGroup = bare(new Uint32Array(group.buffer));
    const [values, groups] = [this.#value, this.#group];
    for (let place = 0; place < length; place++) {
      const event = index[place] as number;
      writtenValue[event] = values[place] as number;
      writtenGroup[event] = groups[place] as number;
      values[place] = Number.NaN;
    }
    const each = n === this.#events;
    if (each && order === null) {
      time.set(times.subarray(0, n));
      touched.addAll();
    } else this.#close(times, n, { time, group: writtenGroup, value: writtenValue, slot: order?.slot ?? null }, touched);
    const points = each ? { group, value } : { group: group.slice(0, n), value: value.slice(0, n) };
    return { points: { length: n, time, series: new Uint8Array(n), ...points }, order };
  }

  /** Moves n points together, each with its time and its slot. */
  #close(
    times: Float64Array,
    n: number,
    { time, group, value, slot }: { time: Float64Array; group: Uint32Array; value: Float64Array; slot: Float64Array | null },
    touched: TouchedEvents,
  ): void {
    const writtenTime = bare(new Float64Array(time.buffer));
    const writtenSlot = slot === null ? null : bare(new Float64Array(slot.buffer));
    for (let event = 0, at = 0; at < n; event++) {
      const recorded = value[event] as number;
      if (Number.isNaN(recorded)) continue;
      value[at] = recorded;
      group[at] = group[event] as number;
      writtenTime[at] = times[event] as number;
      if (writtenSlot !== null) writtenSlot[at] = eventSlot(event);
      touched.add(event);
      at++;
    }
  }
}
