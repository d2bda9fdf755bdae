import { type DuckDBConnection, UINTEGER, VARCHAR } from "@duckdb/node-api";
import type { KeyTuple } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { RowBuffer } from "./row-buffer.ts";
import type { Store } from "./store.ts";

/** Ids of keys and derived series in one open store, shared by the runs written into it side by side. */
export class StoreNames {
  readonly #keys: KeyTable;
  readonly #series = new Map<string, number>();
  readonly #keyRows = new RowBuffer("key_name", [UINTEGER, VARCHAR, VARCHAR, VARCHAR]);
  readonly #seriesRows = new RowBuffer("series_name", [UINTEGER, VARCHAR, VARCHAR]);

  private constructor(keys: KeyTable) {
    this.#keys = keys;
  }

  static of(store: Store): Promise<StoreNames> {
    let names = known.get(store);
    if (names === undefined) {
      names = StoreNames.#read(store.connection);
      known.set(store, names);
    }
    return names;
  }

  static async #read(connection: DuckDBConnection): Promise<StoreNames> {
    const keys = await connection.runAndReadAll("select station, sensor, alarm from key_name order by key");
    const names = new StoreNames(KeyTable.restore(keys.getRows() as unknown as KeyTuple[]));
    const series = await connection.runAndReadAll("select rule, name, series from series_name");
    for (const [rule, name, id] of series.getRows()) names.#series.set(JSON.stringify([rule, name]), Number(id));
    return names;
  }

  key([station, sensor, alarm]: KeyTuple): number {
    const before = this.#keys.size;
    const id = this.#keys.id(station, sensor, alarm);
    if (this.#keys.size > before) this.#keyRows.add([id, station, sensor, alarm]);
    return id;
  }

  series(rule: string, name: string): number {
    const text = JSON.stringify([rule, name]);
    let id = this.#series.get(text);
    if (id === undefined) {
      id = this.#series.size;
      this.#series.set(text, id);
      this.#seriesRows.add([id, rule, name]);
    }
    return id;
  }

  /** Writes the ids given out so far: before, or together with, the rows that use them. */
  async write(connection: DuckDBConnection): Promise<void> {
    await this.#keyRows.take()?.(connection);
    await this.#seriesRows.take()?.(connection);
  }
}

const known = new WeakMap<Store, Promise<StoreNames>>();
