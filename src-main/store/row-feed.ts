import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBTableFunction,
  type DuckDBType,
  INTEGER,
  UINTEGER,
  USMALLINT,
  UTINYINT,
} from "@duckdb/node-api";
import type { Store } from "./store.ts";

/** Rows of one DuckDB vector. */
export const VECTOR = 2048;
const HIGH = 2 ** 32;

/** Numbers of one column: the array says the type; "bigint" columns are integral doubles within ±2^53. A number is a constant. */
export type Column =
  | number
  | { readonly bigint: Float64Array }
  | Float64Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | Int32Array;

interface Feed {
  readonly names: readonly string[];
  readonly columns: readonly Exclude<Column, number>[];
  readonly rows: number;
  at: number;
}

/**
 * Bulk insertion off the JavaScript thread: DuckDB pulls vectors through a table function while it compresses and writes on threads of its
 * own. Columns are written as whole vectors, so no value is touched one by one.
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
    const fed: Exclude<Column, number>[] = [];
    const select: string[] = [];
    for (const [name, column] of Object.entries(columns)) {
      if (typeof column === "number") select.push(`${literal(column)} as "${name}"`);
      else {
        names.push(name);
        fed.push(column);
        select.push(`"${name}"`);
      }
    }
    const token = ++this.#last;
    this.#waiting.set(token, { names, columns: fed, rows, at: 0 });
    try {
      await connection.run(`insert into ${table} by name select ${select.join(", ")} from weir_rows(${token})`);
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
          info.addResultColumn(feed.names[i] as string, typeOf(column));
        });
        info.setCardinality(feed.rows, true);
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

function next(feed: Feed, chunk: DuckDBDataChunk): void {
  const from = feed.at;
  const length = Math.min(VECTOR, feed.rows - from);
  chunk.rowCount = length;
  feed.at += length;
  for (let c = 0; c < feed.columns.length && length > 0; c++) {
    const vector = chunk.getColumnVector(c) as unknown as { items: Float64Array | BigInt64Array; flush(): void };
    const column = feed.columns[c] as Exclude<Column, number>;
    if ("bigint" in column) split(column.bigint, from, length, vector.items as BigInt64Array);
    else vector.items.set((column as Float64Array).subarray(from, from + length) as never);
    vector.flush();
  }
}

/** As pairs of 32 bits: no BigInt is made per row. */
function split(values: Float64Array, from: number, length: number, items: BigInt64Array): void {
  const halves = new Int32Array(items.buffer, items.byteOffset, length * 2);
  for (let i = 0; i < length; i++) {
    const value = values[from + i] as number;
    const high = Math.floor(value / HIGH);
    halves[i * 2] = value - high * HIGH;
    halves[i * 2 + 1] = high;
  }
}

function typeOf(column: Exclude<Column, number>): DuckDBType {
  if ("bigint" in column) return BIGINT;
  if (column instanceof Float64Array) return DOUBLE;
  if (column instanceof Uint32Array) return UINTEGER;
  if (column instanceof Uint16Array) return USMALLINT;
  return column instanceof Uint8Array ? UTINYINT : INTEGER;
}

const literal = (value: number): string => (Number.isNaN(value) ? "'nan'::double" : String(value));
