import {
  DOUBLE,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBTableFunction,
  type DuckDBType,
  INTEGER,
  LIST,
  UINTEGER,
  USMALLINT,
  UTINYINT,
} from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type { Store } from "./store.ts";

/** Rows of one DuckDB vector. */
export const VECTOR = 2048;
/** Rows handed over in one turn of the JavaScript thread: few turns, and what they copy stays in the cache. */
const BLOCK = 16_384;

/**
 * Numbers of one column: the array says the type; "bigint" columns are integral doubles within ±2^53; NaN of an "optional" one is null.
 * A number is a constant.
 */
export type Column =
  | number
  | { readonly bigint: Float64Array }
  | { readonly optional: Float64Array }
  | Float64Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | Int32Array;

type Items = Float64Array | Uint32Array | Uint16Array | Uint8Array | Int32Array;

interface Feed {
  readonly names: readonly string[];
  readonly columns: readonly Items[];
  readonly rows: number;
  at: number;
}

/**
 * Bulk insertion off the JavaScript thread: DuckDB pulls blocks of lists through a table function, takes them apart, and compresses and
 * writes on threads of its own. A block is copied column by column, so no value is touched one by one.
 */
export class RowFeed {
  readonly #waiting = new Map<number, Feed>();
  #last = 0;

  private constructor() {}

  /** The feed of a store's instance. */
  static of(store: Store): RowFeed {
    let feed = feeds.get(store);
    if (feed === undefined) {
      feed = new RowFeed();
      feed.#register(store.connection);
      feeds.set(store, feed);
    }
    return feed;
  }

  /** Inserts rows [0, rows) of columns by name. The columns must not change until it settles. */
  async insert(
    connection: DuckDBConnection,
    table: string,
    columns: Readonly<Record<string, Column>>,
    rows: number,
  ): Promise<void> {
    if (rows === 0) return;
    const names: string[] = [];
    const fed: Items[] = [];
    const select: string[] = [];
    for (const [name, column] of Object.entries(columns)) {
      if (typeof column === "number") {
        select.push(`${literal(column)} as "${name}"`);
        continue;
      }
      names.push(name);
      if ("bigint" in column) {
        fed.push(column.bigint);
        select.push(`"${name}"::bigint as "${name}"`);
      } else if ("optional" in column) {
        fed.push(column.optional);
        select.push(`case when isnan("${name}") then null else "${name}" end as "${name}"`);
      } else {
        fed.push(column);
        select.push(`"${name}"`);
      }
    }
    const token = ++this.#last;
    this.#waiting.set(token, { names, columns: fed, rows, at: 0 });
    const unpacked = names.map((name) => `unnest("${name}") as "${name}"`).join(", ");
    try {
      await connection.run(
        `insert into ${table} by name select ${select.join(", ")} from (select ${unpacked} from weir_rows(${token}))`,
      );
    } finally {
      this.#waiting.delete(token);
    }
  }

  #register(connection: DuckDBConnection): void {
    const rows = DuckDBTableFunction.create({
      name: "weir_rows",
      parameterTypes: [INTEGER],
      bindFunction: (info) => {
        const feed = this.#waiting.get(Number(info.getParameter(0)));
        if (feed === undefined) {
          info.setError("weir_rows is Weir's own: it holds nothing to read");
          info.addResultColumn("none", INTEGER);
          return;
        }
        feed.columns.forEach((column, i) => {
          info.addResultColumn(feed.names[i] as string, LIST(typeOf(column)));
        });
        info.setCardinality(Math.ceil(feed.rows / BLOCK), true);
        info.setBindData(feed);
      },
      initFunction: (info) => {
        info.setMaxThreads(1);
        const feed = info.bindData as Feed | undefined;
        if (feed !== undefined) feed.at = 0;
      },
      mainFunction: (info, chunk) => {
        try {
          next(info.bindData as Feed, chunk);
        } catch (error) {
          info.setError(error instanceof Error ? error.message : String(error));
        }
      },
    });
    connection.registerTableFunction(rows);
    rows.destroySync();
  }
}

const feeds = new WeakMap<Store, RowFeed>();

/** One row: a list a column. The lists are filled in one copy each, which the row-wise interface of node-api cannot. */
function next(feed: Feed, chunk: DuckDBDataChunk): void {
  const from = feed.at;
  const length = Math.min(BLOCK, feed.rows - from);
  chunk.rowCount = length > 0 ? 1 : 0;
  feed.at += length;
  const entry = new BigUint64Array([0n, BigInt(length)]);
  for (let c = 0; c < feed.columns.length && length > 0; c++) {
    const column = feed.columns[c] as Items;
    const list = duckdb.data_chunk_get_vector(chunk.chunk, c);
    duckdb.list_vector_reserve(list, length);
    duckdb.list_vector_set_size(list, length);
    const bytes = column.BYTES_PER_ELEMENT;
    const child = duckdb.list_vector_get_child(list);
    duckdb.copy_data_to_vector(child, 0, column.buffer as ArrayBuffer, column.byteOffset + from * bytes, length * bytes);
    duckdb.copy_data_to_vector(list, 0, entry.buffer, 0, entry.byteLength);
  }
}

function typeOf(column: Items): DuckDBType {
  if (column instanceof Float64Array) return DOUBLE;
  if (column instanceof Uint32Array) return UINTEGER;
  if (column instanceof Uint16Array) return USMALLINT;
  return column instanceof Uint8Array ? UTINYINT : INTEGER;
}

const literal = (value: number): string => (Number.isNaN(value) ? "null" : String(value));
