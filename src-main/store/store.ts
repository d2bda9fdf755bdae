import type { DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBInstance,
  INTEGER,
  UINTEGER,
  USMALLINT,
  VARCHAR,
} from "@duckdb/node-api";
import type { EventBatch, KeyTuple } from "../engine/batch.ts";
import { ACTIVE, NO_FLAG } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import type { Alert, SeriesPoints } from "../plugin-host/contract.ts";
import type { Reject } from "../sources/source.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";

const CHUNK = 2048;
const EVENT: readonly DuckDBType[] = [INTEGER, UINTEGER, BIGINT, DOUBLE, DOUBLE, BOOLEAN, USMALLINT, BIGINT];
const POINT: readonly DuckDBType[] = [INTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, BIGINT, DOUBLE];
const REJECT: readonly DuckDBType[] = [INTEGER, USMALLINT, BIGINT, VARCHAR, VARCHAR, VARCHAR];
const big = (n: number): bigint => BigInt(Math.trunc(n));

export interface StoreOptions {
  readonly readOnly?: boolean;
  /** As DuckDB writes it: "1GB". */
  readonly memoryLimit?: string;
}

/** Opens or makes a store. Throws an Error of one line: in use by another process, damaged, or written by a newer Weir. */
export async function openStore(file: string, options: StoreOptions = {}): Promise<Store> {
  const config: Record<string, string> = {};
  if (options.readOnly) config.access_mode = "READ_ONLY";
  if (options.memoryLimit !== undefined) config.memory_limit = options.memoryLimit;
  let instance: DuckDBInstance;
  try {
    instance = await DuckDBInstance.create(file, config);
  } catch (error) {
    const text = (error as Error).message;
    const pid = /PID (\d+)/.exec(text)?.[1];
    if (/lock/i.test(text)) throw new Error(`${file} is open in another Weir${pid ? ` (pid ${pid})` : ""}; close it there first`);
    throw new Error(`${file} cannot be opened as a store: ${text.split("\n")[0]}`);
  }
  try {
    const connection = await instance.connect();
    const known = await connection.runAndReadAll("select 1 from duckdb_tables() where table_name = 'weir_schema'");
    if (known.currentRowCount === 0) {
      if (options.readOnly) throw new Error(`${file} is not a Weir store; open one made with --store`);
      await connection.run(SCHEMA);
    }
    const version = Number((await connection.runAndReadAll("select max(version) from weir_schema")).getRows()[0]?.[0]);
    if (version > SCHEMA_VERSION)
      throw new Error(`${file} was written by a newer Weir (schema ${version}); update Weir to open it`);
    const keys = new KeyTable();
    const stored = await connection.runAndReadAll("select station, sensor, alarm from key_name order by key");
    for (const [station, sensor, alarm] of stored.getRows()) keys.id(String(station), String(sensor), String(alarm));
    return new Store(instance, connection, keys);
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

/** One DuckDB file. Every append is committed when its promise resolves. Use one at a time per file. */
export class Store {
  readonly #instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly #keys: KeyTable;
  /** Session key id -> store key id, of the run being written. */
  #translate: number[] = [];
  #run = 0;

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, keys: KeyTable) {
    this.#instance = instance;
    this.connection = connection;
    this.#keys = keys;
  }

  /** Starts a run; `info` is kept as JSON. Its session key ids begin again at 0. */
  async beginRun(info: unknown): Promise<number> {
    const { connection } = this;
    this.#run = Number((await connection.runAndReadAll("select coalesce(max(run), 0) + 1 from run")).getRows()[0]?.[0]);
    this.#translate = [];
    await connection.run("insert into run values ($1, now()::timestamp, null, $2, null)", [this.#run, JSON.stringify(info)]);
    return this.#run;
  }

  /** `newKeys` extends the session's key ids, in order, before the batch. */
  async appendEvents(batch: EventBatch, newKeys: readonly KeyTuple[]): Promise<void> {
    const fresh: DuckDBValue[][] = [[], [], [], []];
    for (const [station, sensor, alarm] of newKeys) {
      const before = this.#keys.size;
      const id = this.#keys.id(station, sensor, alarm);
      this.#translate.push(id);
      if (this.#keys.size > before) [id, station, sensor, alarm].forEach((part, i) => fresh[i]?.push(part));
    }
    await this.#append("key_name", [UINTEGER, VARCHAR, VARCHAR, VARCHAR], fresh[0]?.length ?? 0, (i, c) => fresh[c]?.[i] ?? null);
    const { time, key, value, threshold, active, source, row } = batch;
    const at = (column: ArrayLike<number>, i: number): number => column[i] as number;
    await this.#append("event", EVENT, batch.length, (i, c) => {
      if (c === 0) return this.#run;
      if (c === 1) return this.#storeKey(at(key, i));
      if (c === 2) return big(at(time, i));
      if (c === 3) return at(value, i);
      if (c === 4) return Number.isNaN(at(threshold, i)) ? null : at(threshold, i);
      if (c === 5) return at(active, i) === NO_FLAG ? null : at(active, i) === ACTIVE;
      return c === 6 ? at(source, i) : big(at(row, i));
    });
  }

  async appendAlerts(alerts: readonly Alert[]): Promise<void> {
    const types = [
      INTEGER,
      ...Array(5).fill(VARCHAR),
      BIGINT,
      VARCHAR,
      VARCHAR,
      VARCHAR,
      BIGINT,
      BIGINT,
      DOUBLE,
      VARCHAR,
      VARCHAR,
    ];
    const rows = alerts.map((a): DuckDBValue[] => [
      ...[this.#run, a.id, a.rule, a.version, a.severity, a.title, big(a.time), a.key.station, a.key.sensor, a.key.alarm],
      ...[a.window && big(a.window.start), a.window && big(a.window.end), a.value, JSON.stringify(a.evidence), a.action],
      ...[a.cause && a.cause.source, a.cause && big(a.cause.row), a.stateBefore, a.stateAfter],
    ]);
    await this.#append("alert", [...types, USMALLINT, BIGINT, VARCHAR, VARCHAR], rows.length, (i, c) => rows[i]?.[c] ?? null);
  }

  /** `groups` answers the key of a group id (PluginHost.groupKey bound to the rule). */
  async appendPoints(
    rule: string,
    names: readonly string[],
    points: SeriesPoints,
    groups: (group: number) => KeyTuple,
  ): Promise<void> {
    await this.#append("point", POINT, points.length, (i, c) => {
      if (c === 0) return this.#run;
      if (c === 1) return rule;
      if (c === 2) return names[points.series[i] as number] ?? "";
      if (c < 6) return groups(points.group[i] as number)[c - 3] ?? "";
      return c === 6 ? big(points.time[i] as number) : (points.value[i] as number);
    });
  }

  async appendRejects(rejects: readonly Reject[]): Promise<void> {
    const rows = rejects.map((r): DuckDBValue[] => [this.#run, r.source, big(r.row), r.reason, r.detail, r.text]);
    await this.#append("reject", REJECT, rows.length, (i, c) => rows[i]?.[c] ?? null);
  }

  /** Ends the run; `metrics` is kept as JSON. */
  async endRun(metrics: unknown): Promise<void> {
    await this.connection.run("update run set ended = now()::timestamp, metrics = $2 where run = $1", [
      this.#run,
      JSON.stringify(metrics),
    ]);
  }

  /** Moves the log into the file. */
  async flush(): Promise<void> {
    await this.connection.run("checkpoint");
  }

  close(): Promise<void> {
    this.connection.closeSync();
    this.#instance.closeSync();
    return Promise.resolve();
  }

  #storeKey(sessionKey: number): number {
    const id = this.#translate[sessionKey];
    if (id === undefined)
      throw new RangeError(`event of key ${sessionKey}, but the run announced ${this.#translate.length} keys`);
    return id;
  }

  async #append(
    table: string,
    types: readonly DuckDBType[],
    rows: number,
    cell: (row: number, column: number) => DuckDBValue,
  ): Promise<void> {
    if (rows === 0) return;
    const appender = await this.connection.createAppender(table);
    try {
      for (let from = 0; from < rows; from += CHUNK) {
        const length = Math.min(CHUNK, rows - from);
        const chunk = DuckDBDataChunk.create(types, length);
        for (let c = 0; c < types.length; c++)
          chunk.setColumnValues(
            c,
            Array.from({ length }, (_, i) => cell(from + i, c)),
          );
        appender.appendDataChunk(chunk);
      }
      appender.flushSync();
    } finally {
      appender.closeSync();
    }
  }
}
