import type { KeyPart } from "../../plugins/api.ts";
import { compareKeys, type KeyTuple } from "./batch.ts";
import { KeyTable } from "./key-table.ts";

/** Marks a key that was not asked for yet. */
export const UNKNOWN = -2;
/** Marks a key the query does not want. */
export const NOT_ACCEPTED = -1;

/** Dictionary key id -> group id under some key parts. Asked once per event, so an array look-up. */
export class Groups {
  readonly #keys: KeyTable;
  readonly #by: ReadonlySet<KeyPart>;
  readonly #accepts: ((key: number) => boolean) | undefined;
  readonly #groups: KeyTable;
  #ofKey = new Int32Array(256).fill(UNKNOWN);

  constructor(
    keys: KeyTable,
    by: readonly KeyPart[],
    accepts: ((key: number) => boolean) | undefined,
    known: readonly KeyTuple[] = [],
  ) {
    this.#keys = keys;
    this.#by = new Set(by);
    this.#accepts = accepts;
    this.#groups = KeyTable.restore(known);
  }

  get size(): number {
    return this.#groups.size;
  }

  /** Groups by key id, as far as they are known (NOT_ACCEPTED, or UNKNOWN: to be asked of `of`); good until the next `of`. */
  get table(): Int32Array {
    return this.#ofKey;
  }

  /** Group of a key id, NOT_ACCEPTED when the query does not want it. */
  of(key: number): number {
    const known = key < this.#ofKey.length ? (this.#ofKey[key] as number) : UNKNOWN;
    return known === UNKNOWN ? this.#learn(key) : known;
  }

  /** Group of a key given by its parts (those not grouped by are ""), made on first sight. */
  idOf(station: string, sensor: string, alarm: string): number {
    return this.#groups.id(station, sensor, alarm);
  }

  key(group: number): KeyTuple {
    return this.#groups.key(group);
  }

  snapshot(): KeyTuple[] {
    return this.#groups.snapshot();
  }

  /** Order of two groups: station, sensor, alarm, each as UTF-16. */
  compare(a: number, b: number): number {
    return compareKeys(this.#groups.key(a), this.#groups.key(b));
  }

  #learn(key: number): number {
    if (key >= this.#ofKey.length) {
      const larger = new Int32Array(Math.max(key + 1, this.#ofKey.length * 2)).fill(UNKNOWN);
      larger.set(this.#ofKey);
      this.#ofKey = larger;
    }
    let group = NOT_ACCEPTED;
    if (this.#accepts === undefined || this.#accepts(key)) {
      const [station, sensor, alarm] = this.#keys.key(key);
      group = this.#groups.id(
        this.#by.has("station") ? station : "",
        this.#by.has("sensor") ? sensor : "",
        this.#by.has("alarm") ? alarm : "",
      );
    }
    this.#ofKey[key] = group;
    return group;
  }
}
