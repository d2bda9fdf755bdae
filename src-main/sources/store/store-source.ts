import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import type { KeyPart } from "../../../plugins/api.ts";
import { createBatch, type EventBatch, type KeyTuple } from "../../engine/batch.ts";
import type { Source, SourceChunk } from "../source.ts";
import { columnOf } from "./chunk-column.ts";

export interface StoreStretch {
  readonly run: number;
  /** Epoch ms; the stretch is [from, to). Default: all. */
  readonly from?: number;
  readonly to?: number;
  /** Only events whose key has these parts. Default: all. */
  readonly key?: Readonly<Partial<Record<KeyPart, string>>>;
}

/** Rows a chunk at least; a chunk ends with its vector. */
const CHUNK = 32_768;
/** Rows of a vector of DuckDB at most. */
const VECTOR = 2048;

/**
 * A stretch of a run in the order in which it was released, so that rules over history see what they saw live. `source` and `row` are
 * those of the run. The connection stays the caller's.
 */
export async function openStoreSource(connection: DuckDBConnection, stretch: StoreStretch): Promise<Source> {
  const { run, from = -(2 ** 53), to = 2 ** 53, key = {} } = stretch;
  const parts = Object.entries(key);
  const ofKey = parts.map(([part], i) => `${part} = $${i + 4}`).join(" and ");
  const range = `run = $1 and time_ms >= $2::bigint and time_ms < $3::bigint${
    parts.length === 0 ? "" : ` and key in (select key from key_name where ${ofKey})`
  }`;
  const values = [run, BigInt(Math.ceil(from)), BigInt(Math.ceil(to)), ...parts.map(([, code]) => code)];
  const answer = await connection.runAndReadAll(
    `select count(*)::double from (from event union all from recent) where ${range}`,
    values,
  );
  const total = answer.getRows()[0]?.[0] as number;
  const names = await connection.runAndReadAll("select source from source_total where run = $1 order by rowid", [run]);
  return {
    names: names.getRows().map(([name]) => String(name)),
    bounded: true,
    timeOrdered: true,
    chunks: (signal) => chunksOf(connection, values, range, total, signal),
    close: async () => {},
  };
}

async function* chunksOf(
  connection: DuckDBConnection,
  values: readonly (number | bigint | string)[],
  range: string,
  total: number,
  signal: AbortSignal,
): AsyncGenerator<SourceChunk> {
  const names = await connection.runAndReadAll("select key, station, sensor, alarm from key_name");
  const stored = new Map(names.getRows().map(([key, ...parts]) => [Number(key), parts as unknown as KeyTuple]));
  const segments = await connection.runAndReadAll(
    `select segment from segment where run = $1 and last_ms >= $2::bigint and first_ms < $3::bigint
     union select segment from recent where ${range} order by segment`,
    [...values],
  );
  const keys = new FoundKeys(stored);
  let read = 0;
  const chunk = (events: EventBatch): SourceChunk => {
    read += events.length;
    const rows = events.length;
    const progress = total === 0 ? 1 : read / total;
    return { events, newKeys: keys.takeNew(), rows, rowsAccepted: rows, bytes: 0, refused: {}, rejects: [], progress };
  };
  // Segments follow one another in time; only inside one the events lie by key.
  for (const [segment] of segments.getRows()) {
    const result = await connection.stream(
      `select time_ms::double, key, value, coalesce(threshold, 'nan'::double), case flag when 3 then 1 else flag end::utinyint, source, row::double
       from (from event union all from recent) where ${range} and segment = ${Number(segment)} order by seq`,
      [...values],
    );
    let batch = createBatch(CHUNK + VECTOR);
    for (;;) {
      if (signal.aborted) return;
      const data = await result.fetchChunk();
      if (data === null || data.rowCount === 0) break;
      const from = batch.length;
      append(batch, data);
      keys.rename(batch, from);
      if (batch.length < CHUNK) continue;
      yield chunk(batch);
      batch = createBatch(CHUNK + VECTOR);
    }
    if (batch.length > 0) yield chunk(batch);
  }
}

/** Columns in the order of a batch's own. */
function append(batch: EventBatch, data: DuckDBDataChunk): void {
  const columns = [batch.time, batch.key, batch.value, batch.threshold, batch.active, batch.source, batch.row];
  columns.forEach((column, c) => {
    column.set(columnOf(data, c) as ArrayLike<number>, batch.length);
  });
  batch.length += data.rowCount;
}

/** The store's keys as the source's own: numbered as they come up. */
class FoundKeys {
  readonly #stored: ReadonlyMap<number, KeyTuple>;
  readonly #ids = new Map<number, number>();
  #new: KeyTuple[] = [];

  constructor(stored: ReadonlyMap<number, KeyTuple>) {
    this.#stored = stored;
  }

  /** Rewrites the keys of the events from `from` on. */
  rename({ key, length }: EventBatch, from: number): void {
    for (let i = from; i < length; i++) {
      const name = key[i] as number;
      let id = this.#ids.get(name);
      if (id === undefined) {
        id = this.#ids.size;
        this.#ids.set(name, id);
        this.#new.push(this.#stored.get(name) as KeyTuple);
      }
      key[i] = id;
    }
  }

  /** Those that came up since the last call. */
  takeNew(): KeyTuple[] {
    const keys = this.#new;
    this.#new = [];
    return keys;
  }
}
