import type { SeriesPoints } from "../engine/results.ts";
import { bare } from "./bare-array.ts";
import type { PointOrder } from "./shard.ts";

/** Columns of one length that can be written fast, over memory that can be handed on. */
class Columns {
  readonly points: SeriesPoints;
  readonly order: PointOrder;
  readonly time: Float64Array;
  readonly group: Uint32Array;
  readonly series: Uint8Array;
  readonly value: Float64Array;
  readonly slot: Float64Array;
  readonly sub: Float64Array;

  /** `ordered`: how many have a place in the order of points. */
  constructor(length: number, ordered: number) {
    const [time, value] = [new Float64Array(length), new Float64Array(length)];
    const [slot, sub] = [new Float64Array(ordered), new Float64Array(ordered)];
    const group = new Uint32Array(length);
    const series = new Uint8Array(length);
    this.points = { length, time, group, series, value };
    this.order = { slot, sub };
    this.time = bare(new Float64Array(time.buffer));
    this.group = bare(new Uint32Array(group.buffer));
    this.series = bare(new Uint8Array(series.buffer));
    this.value = bare(new Float64Array(value.buffer));
    this.slot = bare(new Float64Array(slot.buffer));
    this.sub = bare(new Float64Array(sub.buffer));
  }
}

/** The points a rule records in a step. */
export class PointColumns {
  length = 0;
  #room = 0;
  #columns = new Columns(0, 0);

  add(time: number, group: number, series: number, value: number, slot: number, sub: number): void {
    const i = this.length++;
    if (i === this.#room) this.#grow();
    const columns = this.#columns;
    columns.time[i] = time;
    columns.group[i] = group;
    columns.series[i] = series;
    columns.value[i] = value;
    columns.slot[i] = slot;
    columns.sub[i] = sub;
  }

  seriesOf(point: number): number {
    return this.#columns.series[point] as number;
  }

  valueOf(point: number): number {
    return this.#columns.value[point] as number;
  }

  /**
   * All points, in memory of their own, and none from here on. `events`: how many the step has, when points go by key and not by event.
   * `ordered`: with the order that several shards' points are put together by.
   */
  take(events: number | null, ordered: boolean): { readonly points: SeriesPoints; readonly order: PointOrder | null } {
    const n = this.length;
    this.length = 0;
    const from = this.#columns;
    if (events === null || n === 0) return { points: firstPoints(from, n), order: ordered ? firstOrder(from, n) : null };
    const taken = new Columns(n, ordered ? n : 0);
    spread(from, taken, placesBySlot(from.slot, n, 2 * events), n);
    return { points: taken.points, order: ordered ? taken.order : null };
  }

  #grow(): void {
    const old = this.#columns;
    this.#room = Math.max(256, this.#room * 2);
    const larger = new Columns(this.#room, this.#room);
    larger.points.time.set(old.points.time);
    larger.points.group.set(old.points.group);
    larger.points.series.set(old.points.series);
    larger.points.value.set(old.points.value);
    larger.order.slot.set(old.order.slot);
    larger.order.sub.set(old.order.sub);
    this.#columns = larger;
  }
}

/** The first n, in memory of their own: slices, as memory that is made for them would be cleared first. */
function firstPoints({ points }: Columns, n: number): SeriesPoints {
  return {
    length: n,
    time: points.time.slice(0, n),
    group: points.group.slice(0, n),
    series: points.series.slice(0, n),
    value: points.value.slice(0, n),
  };
}

/** The order of the first n. */
function firstOrder({ order }: Columns, n: number): PointOrder {
  return { slot: order.slot.slice(0, n), sub: order.sub.slice(0, n) };
}

/** Points and their order, each to its place. */
function spread(from: Columns, to: Columns, places: Uint32Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const place = places[i] as number;
    to.time[place] = from.time[i] as number;
    to.group[place] = from.group[i] as number;
    to.series[place] = from.series[i] as number;
    to.value[place] = from.value[i] as number;
  }
  if (to.order.slot.length === 0) return;
  for (let i = 0; i < n; i++) {
    const place = places[i] as number;
    to.slot[place] = from.slot[i] as number;
    to.sub[place] = from.sub[i] as number;
  }
}

/** Where each of n points stands when they are sorted by slot (0 … last), those of one slot in the order they have: a counting sort. */
function placesBySlot(slots: Float64Array, n: number, last: number): Uint32Array {
  const next = bare(new Uint32Array(last + 2));
  for (let i = 0; i < n; i++) {
    const after = (slots[i] as number) + 1;
    next[after] = (next[after] as number) + 1;
  }
  for (let slot = 1; slot <= last + 1; slot++) next[slot] = (next[slot] as number) + (next[slot - 1] as number);
  const places = bare(new Uint32Array(n));
  for (let i = 0; i < n; i++) {
    const slot = slots[i] as number;
    const place = next[slot] as number;
    next[slot] = place + 1;
    places[i] = place;
  }
  return places;
}
