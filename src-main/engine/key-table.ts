import type { KeyTuple } from "./batch.ts";

/**
 * Dictionary of keys: (station, sensor, alarm) <-> dense id, in order of first appearance.
 * Ids are never reused. O(1) look-up through nested maps, so that no joined string is made per event.
 */
export class KeyTable {
  readonly #ids = new Map<string, Map<string, Map<string, number>>>();
  readonly #keys: KeyTuple[] = [];
  readonly #kept: (name: string) => string;

  /** `kept`: a name as it is held from when it is first seen on; as it came when absent. */
  constructor(kept: (name: string) => string = (name) => name) {
    this.#kept = kept;
  }

  get size(): number {
    return this.#keys.length;
  }

  /** Id of the key, made on first sight. */
  id(station: string, sensor: string, alarm: string): number {
    return (
      this.#ids.get(station)?.get(sensor)?.get(alarm) ?? this.#add(this.#kept(station), this.#kept(sensor), this.#kept(alarm))
    );
  }

  #add(station: string, sensor: string, alarm: string): number {
    let sensors = this.#ids.get(station);
    if (sensors === undefined) this.#ids.set(station, (sensors = new Map()));
    let alarms = sensors.get(sensor);
    if (alarms === undefined) sensors.set(sensor, (alarms = new Map()));
    const id = this.#keys.length;
    alarms.set(alarm, id);
    this.#keys.push([station, sensor, alarm]);
    return id;
  }

  /** The key of an id. Throws RangeError for an id that was never given out. */
  key(id: number): KeyTuple {
    const key = this.#keys[id];
    if (key === undefined) throw new RangeError(`no key ${id} in a table of ${this.#keys.length}`);
    return key;
  }

  /** Keys from id `from` on: what another thread needs to catch up. */
  since(from: number): KeyTuple[] {
    return this.#keys.slice(from);
  }

  /** Every key, in id order: restore with `KeyTable.restore`. */
  snapshot(): KeyTuple[] {
    return this.#keys.slice();
  }

  static restore(keys: readonly KeyTuple[]): KeyTable {
    const table = new KeyTable();
    for (const [station, sensor, alarm] of keys) table.id(station, sensor, alarm);
    return table;
  }
}
