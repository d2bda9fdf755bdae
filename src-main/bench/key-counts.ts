import { performance } from "node:perf_hooks";
import { createBatch, type EventBatch } from "../engine/batch.ts";
import { median } from "./quantiles.ts";
import { type Engine, EVERY, SIZE, slices } from "./slice-engine.ts";

const BATCH = 32_768;
/** Events a key and slide. */
const DENSITY = 10;
const SLICES = SIZE / EVERY;

export interface KeysFigure {
  readonly keys: number;
  readonly events: number;
  readonly nanoseconds_per_event: number;
  readonly against_10_keys: number;
  /** A loop that does nothing but touch the same bytes in the same order (see BareSlices): what grows here with the keys is the cache's. */
  readonly floor_nanoseconds_per_event: number;
  readonly floor_against_10_keys: number;
  /** Flat when the engine pays for the cache what the bare loop pays, and no more. */
  readonly times_floor: number;
}

/** Ten events a key and slide, keys in random order, a tenth of a result an event; two slides after one in which keys are learned. */
export function byKeys(events: number, runs: number): KeysFigure[] {
  const figures: KeysFigure[] = [];
  for (const keys of [10, 1000, 10_000, 100_000, 1_000_000]) {
    const some = Math.max(events, keys * DENSITY * 2);
    // A long one tells as much as several short ones.
    const times = some > events ? 1 : runs;
    const timeOf = (make: (keys: number) => Engine): number =>
      median(Array.from({ length: times }, () => steady(make(keys), some, keys)));
    const [ours, floor] = [timeOf((n) => slices(n)), timeOf((n) => new BareSlices(n))];
    const [first] = figures;
    figures.push({
      keys,
      events: some,
      nanoseconds_per_event: Math.round(ours * 10) / 10,
      against_10_keys: ours / (first?.nanoseconds_per_event ?? ours),
      floor_nanoseconds_per_event: Math.round(floor * 10) / 10,
      floor_against_10_keys: floor / (first?.floor_nanoseconds_per_event ?? floor),
      times_floor: ours / floor,
    });
  }
  return figures;
}

/** Nanoseconds an event once every key has been met. */
function steady(engine: Engine, events: number, keys: number): number {
  const gap = EVERY / (keys * DENSITY);
  const warm = Math.max(BATCH * 8, keys * DENSITY);
  const batch = createBatch(BATCH);
  let random = 1;
  let seconds = 0;
  let counted = 0;
  for (let at = 0; at < warm + events; at += BATCH) {
    for (let i = 0; i < BATCH; i++) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) | 0;
      batch.time[i] = Math.floor((at + i) * gap) + 1e12;
      batch.key[i] = Math.floor(((random >>> 0) / 2 ** 32) * keys);
      batch.value[i] = (at ^ i) & 1023;
    }
    batch.length = BATCH;
    const started = performance.now();
    engine.process(batch);
    if (at < warm) continue;
    seconds += (performance.now() - started) / 1000;
    counted += BATCH;
  }
  return (seconds * 1e9) / counted;
}

/**
 * The least anyone can do who keeps twelve slices of four numbers a key: find an event's key in a table and add to four numbers, and at the
 * end of a slide, key by key in the order of their texts, put those into a ring and look at its oldest. No windows, no results.
 */
class BareSlices implements Engine {
  readonly #table: Int32Array;
  readonly #cells: Float64Array;
  readonly #ring: Float64Array;
  readonly #order: Uint32Array;
  #slide = Number.NaN;
  #slot = 0;
  #checksum = 0;

  constructor(keys: number) {
    this.#table = Int32Array.from({ length: keys }, (_, key) => key);
    this.#cells = new Float64Array(keys * 4);
    this.#ring = new Float64Array(keys * SLICES * 4);
    this.#order = Uint32Array.from(Array.from({ length: keys }, (_, key) => String(key)).sort(), Number);
  }

  process({ length, time, key, value }: EventBatch): void {
    const cells = this.#cells;
    const table = this.#table;
    for (let i = 0; i < length; i++) {
      const slide = Math.floor((time[i] as number) / EVERY);
      if (slide !== this.#slide) {
        this.#turn();
        this.#slide = slide;
      }
      const at = (table[key[i] as number] as number) * 4;
      const v = value[i] as number;
      cells[at] = (cells[at] as number) + 1;
      cells[at + 1] = (cells[at + 1] as number) + v;
      if (v < (cells[at + 2] as number)) cells[at + 2] = v;
      if (v > (cells[at + 3] as number)) cells[at + 3] = v;
    }
  }

  #turn(): void {
    const cells = this.#cells;
    const ring = this.#ring;
    this.#slot = (this.#slot + 1) % SLICES;
    const oldest = (this.#slot + 1) % SLICES;
    let sum = 0;
    for (let i = 0; i < this.#order.length; i++) {
      const key = this.#order[i] as number;
      const to = (key * SLICES + this.#slot) * 4;
      for (let f = 0; f < 4; f++) {
        ring[to + f] = cells[key * 4 + f] as number;
        cells[key * 4 + f] = 0;
      }
      sum += ring[(key * SLICES + oldest) * 4] as number;
    }
    this.#checksum += sum;
  }

  advance(): void {}

  result(): { fired: number; checksum: number } {
    return { fired: 0, checksum: this.#checksum };
  }
}
