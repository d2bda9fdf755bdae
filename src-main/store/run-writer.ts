import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { BIGINT, DOUBLE, DuckDBDataChunk, INTEGER, UINTEGER, USMALLINT, UTINYINT, VARCHAR } from "@duckdb/node-api";
import type { EventBatch, KeyTuple } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import type { Alert, SeriesPoints } from "../engine/results.ts";
import type { Reject } from "../sources/source.ts";
import { appendColumns, VECTOR } from "./columns.ts";
import { SegmentBuffer } from "./segment-buffer.ts";
import { SourceTotals } from "./source-totals.ts";
import type { Store } from "./store.ts";
import { summarise } from "./summarise.ts";

/** Events a segment holds: 43 MB while they are collected. */
const SEGMENT = 1 << 20;
const EVENT = [INTEGER, INTEGER, UINTEGER, INTEGER, BIGINT, DOUBLE, DOUBLE, UTINYINT, USMALLINT, BIGINT];
const SUMMARY = [
  ...[INTEGER, INTEGER, INTEGER, UINTEGER, BIGINT, INTEGER, BIGINT, DOUBLE],
  ...[BIGINT, DOUBLE, BIGINT, DOUBLE, BIGINT, DOUBLE],
];
const ALERT = [
  ...[INTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, BIGINT, VARCHAR, VARCHAR, VARCHAR, BIGINT, BIGINT, DOUBLE],
  ...[VARCHAR, VARCHAR, USMALLINT, BIGINT, VARCHAR, VARCHAR],
];
const POINT = [INTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, BIGINT, DOUBLE];
const REJECT = [INTEGER, VARCHAR, BIGINT, VARCHAR, VARCHAR, VARCHAR];
const big = (n: number): bigint => BigInt(Math.trunc(n));

export interface RunInfo {
  readonly description: string;
  /** Plain data: rules with settings, mapping, flags. No credentials. */
  readonly settings?: unknown;
  /** Events a segment; tests make it small. */
  readonly segment?: number;
}

/** Writes one run into a store. Calls one after the other. */
export class RunWriter {
  readonly run: number;
  readonly #store: Store;
  readonly #keys: KeyTable;
  readonly #buffer: SegmentBuffer;
  readonly #totals = new SourceTotals();
  /** Session key id -> store key id. */
  #translate: number[] = [];
  #segment = 0;

  private constructor(store: Store, run: number, keys: KeyTable, segment: number) {
    this.#store = store;
    this.run = run;
    this.#keys = keys;
    this.#buffer = new SegmentBuffer(segment);
  }

  static async begin(store: Store, { description, settings = null, segment = SEGMENT }: RunInfo): Promise<RunWriter> {
    const { connection } = store;
    const run = Number((await connection.runAndReadAll("select coalesce(max(run), 0) + 1 from run")).getRows()[0]?.[0]);
    const stored = await connection.runAndReadAll("select station, sensor, alarm from key_name order by key");
    const keys = KeyTable.restore(stored.getRows() as unknown as KeyTuple[]);
    await connection.run("insert into run values ($1, $2, $3, $4::bigint, null, null)", [
      run,
      description,
      JSON.stringify(settings),
      BigInt(Date.now()),
    ]);
    return new RunWriter(store, run, keys, segment);
  }

  /** Events in time order; their keys are ids of `keys`, which may have grown. Copied. */
  async events(batch: EventBatch, keys: KeyTable): Promise<void> {
    if (keys.size > this.#translate.length) await this.#takeKeys(keys.since(this.#translate.length));
    this.#totals.add(batch);
    for (let at = 0; at < batch.length; ) {
      at = this.#buffer.add(batch, at, (key) => this.#translate[key] as number);
      if (this.#buffer.length === this.#buffer.capacity) await this.flush();
    }
  }

  /** Commits what is held. */
  async flush(): Promise<void> {
    const { length, time, key, value, threshold, active, source, row } = this.#buffer.events;
    if (length === 0) return;
    const { connection } = this.#store;
    const order = this.#buffer.byKey();
    const { finest, rows } = summarise({ length, order, key, time, value });
    const segment = this.#segment++;
    await connection.run("begin");
    try {
      const columns = [this.run, segment, key, new Identity(length), time, value, threshold, active, source, row];
      await appendColumns(connection, "event", EVENT, columns, length, order);
      const { level, bucket, events, firstMs, first, lastMs, last, minMs, min, maxMs, max } = rows;
      const summary = [this.run, segment, level, rows.key, bucket, events, firstMs, first, lastMs, last, minMs, min, maxMs, max];
      await appendColumns(connection, "summary", SUMMARY, summary, level.length);
      await connection.run("insert into segment values ($1, $2, $3, $4::bigint, $5::bigint, $6)", [
        ...[this.run, segment, length, big(time[0] as number), big(time[length - 1] as number), finest],
      ]);
      await connection.run("commit");
    } catch (error) {
      await connection.run("rollback");
      throw error;
    }
    this.#buffer.clear();
  }

  async alerts(alerts: readonly Alert[]): Promise<void> {
    await this.#rows(
      "alert",
      ALERT,
      alerts.map((a) => [
        ...[this.run, a.id, a.rule, a.version, a.severity, a.title, big(a.time), a.key.station, a.key.sensor, a.key.alarm],
        ...[a.window && big(a.window.start), a.window && big(a.window.end), a.value, JSON.stringify(a.evidence), a.action],
        ...[a.cause?.source, a.cause && big(a.cause.row), a.stateBefore, a.stateAfter],
      ]),
    );
  }

  /** `groupKey` answers the key of a group id. */
  async points(
    rule: string,
    names: readonly string[],
    points: SeriesPoints,
    groupKey: (group: number) => KeyTuple,
  ): Promise<void> {
    await this.#rows(
      "point",
      POINT,
      Array.from({ length: points.length }, (_, i) => [
        ...[this.run, rule, names[points.series[i] as number] ?? "", ...groupKey(points.group[i] as number)],
        ...[big(points.time[i] as number), points.value[i] as number],
      ]),
    );
  }

  async rejects(rejects: readonly Reject[], names: readonly string[]): Promise<void> {
    this.#totals.refuse(rejects, names);
    await this.#rows(
      "reject",
      REJECT,
      rejects.map((r) => [this.run, names[r.source] ?? "", big(r.row), r.reason, r.detail, r.text]),
    );
  }

  /** Ends the run; `metrics` is kept as JSON. `names`: the sources' names. */
  async finish(metrics: object, names: readonly string[]): Promise<void> {
    await this.flush();
    const { connection } = this.#store;
    for (const row of this.#totals.rows(metrics, names))
      await connection.run(
        `insert into source_total values ($1, $2, ${Array.from({ length: 11 }, (_, i) => `$${i + 3}::bigint`).join(", ")})`,
        [this.run, row.source, ...row.numbers.map((n) => (n === null ? null : big(n)))],
      );
    await connection.run("update run set ended_ms = $2::bigint, metrics = $3 where run = $1", [
      ...[this.run, BigInt(Date.now()), JSON.stringify(metrics)],
    ]);
    await connection.run("checkpoint");
  }

  async #takeKeys(fresh: readonly KeyTuple[]): Promise<void> {
    const added: DuckDBValue[][] = [];
    for (const [station, sensor, alarm] of fresh) {
      const before = this.#keys.size;
      const id = this.#keys.id(station, sensor, alarm);
      this.#translate.push(id);
      if (this.#keys.size > before) added.push([id, station, sensor, alarm]);
    }
    await this.#rows("key_name", [UINTEGER, VARCHAR, VARCHAR, VARCHAR], added);
  }

  async #rows(
    table: string,
    types: readonly DuckDBType[],
    rows: readonly (readonly (DuckDBValue | undefined)[])[],
  ): Promise<void> {
    if (rows.length === 0) return;
    const appender = await this.#store.connection.createAppender(table);
    try {
      for (let from = 0; from < rows.length; from += VECTOR) {
        const part = rows.slice(from, from + VECTOR);
        const chunk = DuckDBDataChunk.create(types, part.length);
        for (let c = 0; c < types.length; c++)
          chunk.setColumnValues(
            c,
            part.map((row) => row[c] ?? null),
          );
        appender.appendDataChunk(chunk);
      }
      appender.flushSync();
    } finally {
      appender.closeSync();
    }
  }
}

/** The column 0, 1, 2 … for `seq`: an event's place as released. */
class Identity extends Uint32Array {
  constructor(length: number) {
    super(length);
    for (let i = 0; i < length; i++) this[i] = i;
  }
}
