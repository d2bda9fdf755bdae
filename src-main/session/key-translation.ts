import type { KeyTuple } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";

/** Source key ids -> session key ids; the identity while both agree, which they do with one source. */
export class KeyTranslation {
  readonly #table: KeyTable;
  #ids = new Uint32Array(256);
  #length = 0;
  #identity = true;

  constructor(table: KeyTable) {
    this.#table = table;
  }

  extend(keys: readonly KeyTuple[]): void {
    for (const [station, sensor, alarm] of keys) {
      if (this.#length === this.#ids.length) {
        const larger = new Uint32Array(this.#ids.length * 2);
        larger.set(this.#ids);
        this.#ids = larger;
      }
      const id = this.#table.id(station, sensor, alarm);
      if (id !== this.#length) this.#identity = false;
      this.#ids[this.#length++] = id;
    }
  }

  /** Rewrites `keys[0..length)` in place. */
  apply(keys: Uint32Array, length: number): void {
    if (this.#identity) return;
    for (let i = 0; i < length; i++) keys[i] = this.#ids[keys[i] as number] as number;
  }
}
