import type { SeriesPoints } from "../engine/results.ts";

/** Collects points of derived series in columns: store ids of series and key, time, value. */
export class PointBuffer {
  length = 0;
  series: Uint32Array;
  key: Uint32Array;
  time: Float64Array;
  value: Float64Array;

  constructor(room = 4096) {
    this.series = new Uint32Array(room);
    this.key = new Uint32Array(room);
    this.time = new Float64Array(room);
    this.value = new Float64Array(room);
  }

  /** `seriesId` and `keyId` answer store ids of a rule's series number and group. */
  add(points: SeriesPoints, seriesId: (series: number) => number, keyId: (group: number) => number): void {
    const { length } = points;
    this.#reserve(this.length + length);
    const at = this.length;
    for (let i = 0; i < length; i++) {
      this.series[at + i] = seriesId(points.series[i] as number);
      this.key[at + i] = keyId(points.group[i] as number);
      this.time[at + i] = points.time[i] as number;
      this.value[at + i] = points.value[i] as number;
    }
    this.length += length;
  }

  #reserve(length: number): void {
    if (length <= this.series.length) return;
    const room = Math.max(length, this.series.length * 2);
    const larger = <T extends Uint32Array | Float64Array>(old: T): T => {
      const column = new (old.constructor as new (length: number) => T)(room);
      column.set(old);
      return column;
    };
    this.series = larger(this.series);
    this.key = larger(this.key);
    this.time = larger(this.time);
    this.value = larger(this.value);
  }
}
