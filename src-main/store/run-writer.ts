import type { DuckDBConnection } from "@duckdb/node-api";
import { BIGINT, DOUBLE, INTEGER, USMALLINT, VARCHAR } from "@duckdb/node-api";
import type { EventBatch, KeyTuple } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { Alert, SeriesPoints } from "../engine/results.ts";
import type { Reject, SourceShare } from "../sources/source.ts";
import { Background } from "./background.ts";
import { cutBack, readRecent } from "./cut-back.ts";
import { PointBuffer } from "./point-buffer.ts";
import { RowBuffer } from "./row-buffer.ts";
import { RowFeed } from "./row-feed.ts";
import { SegmentBuffer } from "./segment-buffer.ts";
import { SegmentWriter } from "./segment-writer.ts";
import { SourceTotals, type SourceTotalsState } from "./source-totals.ts";
import type { Store } from "./store.ts";
import { StoreNames } from "./store-names.ts";

/** Events a segment holds: 43 MB while they are collected, as much again while they are written. */
const SEGMENT = 1 << 20;
/** Points, and other results, held before they are written. */
const POINTS = 1 << 17;
const RESULTS = 4096;
const ALERT = [
  ...[INTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, BIGINT, VARCHAR, VARCHAR, VARCHAR, BIGINT, BIGINT, DOUBLE],
  ...[VARCHAR, VARCHAR, USMALLINT, BIGINT, VARCHAR, VARCHAR],
];
const REJECT = [INTEGER, VARCHAR, BIGINT, VARCHAR, VARCHAR, VARCHAR];
const big = (n: number): bigint => BigInt(Math.trunc(n));

export interface RunInfo {
  readonly description: string;
  /** Plain data: rules with settings, mapping, flags. No credentials. */
  readonly settings?: unknown;
  /** Events a segment; tests make it small. */
  readonly segment?: number;
}

/** How a run ended. */
export interface RunEnd {
  /** It has read all there was, as it has when absent; else it stays one that was cut off. */
  readonly whole?: boolean;
  /** What each source had; null or absent: what was written tells it, if it is all. */
  readonly shares?: readonly SourceShare[] | null;
}

export interface RunCounts {
  events: number;
  alerts: number;
  points: number;
  rejects: number;
}

const NO_ROWS: Readonly<RunCounts> = { events: 0, alerts: 0, points: 0, rejects: 0 };

/** Where a writer begins. */
interface RunStart {
  readonly run: number;
  /** Events a segment. */
  readonly segment: number;
  readonly counts: Readonly<RunCounts>;
}

/** How far a run is written. */
export interface RunPosition extends RunStart {
  /** As SegmentBuffer keeps it. */
  readonly active: Uint8Array;
  readonly totals: SourceTotalsState;
}

/**
 * Writes one run into a store. Calls one after the other. Events are written a segment at a time on DuckDB's threads while the next one
 * is collected; a caller waits only when a second one is full. What is durable is said by `flush`.
 */
export class RunWriter {
  readonly run: number;
  readonly #connection: DuckDBConnection;
  readonly #feed: RowFeed;
  readonly #names: StoreNames;
  readonly #buffer: SegmentBuffer;
  readonly #segments: SegmentWriter;
  readonly #totals = new SourceTotals();
  readonly #alerts: RowBuffer;
  readonly #rejects: RowBuffer;
  #points = new PointBuffer();
  readonly #background = new Background();
  /** Settle when the segment handed over last, and the results, are written. */
  #segmentWritten: Promise<void> = Promise.resolve();
  #resultsWritten: Promise<void> = Promise.resolve();
  /** Session key id -> store key id. */
  #translate = new Uint32Array(1024);
  #translated = 0;
  #closed = false;
  /** Store key id of a rule's group. */
  readonly #groups = new Map<string, number[]>();
  /** Rows of this run so far, also those not written yet. */
  readonly #counts: RunCounts;

  private constructor(store: Store, connection: DuckDBConnection, names: StoreNames, { run, segment, counts }: RunStart) {
    this.#counts = { ...counts };
    this.run = run;
    this.#connection = connection;
    this.#feed = RowFeed.of(store);
    this.#names = names;
    this.#buffer = new SegmentBuffer(segment);
    const { events } = counts;
    this.#segments = new SegmentWriter(connection, this.#feed, run, {
      segment: Math.floor(events / segment),
      appended: events % segment,
    });
    this.#alerts = new RowBuffer("alert", ALERT);
    this.#rejects = new RowBuffer("reject", REJECT);
  }

  /** Takes a connection of its own, given back by `finish` or `close`. */
  static async begin(store: Store, { description, settings = null, segment = SEGMENT }: RunInfo): Promise<RunWriter> {
    const connection = await store.connect();
    try {
      const last = await connection.runAndReadAll("select coalesce(max(run), 0) from run");
      const run = Number(last.getRows()[0]?.[0]) + 1;
      await connection.run("insert into run values ($1, $2, $3, $4::bigint, null, null)", [
        ...[run, description, JSON.stringify(settings), BigInt(Date.now())],
      ]);
      return new RunWriter(store, connection, await StoreNames.of(store), { run, segment, counts: NO_ROWS });
    } catch (error) {
      connection.closeSync();
      throw error;
    }
  }

  /** Goes on with a run that was cut off, or ended, after `position`: what it holds beyond is deleted. Throws an Error of one line. */
  static async resume(store: Store, position: RunPosition): Promise<RunWriter> {
    const { run, segment, counts, active, totals } = position;
    const connection = await store.connect();
    try {
      await cutBack(connection, store.path, position);
      const writer = new RunWriter(store, connection, await StoreNames.of(store), position);
      const held = counts.events % segment;
      writer.#buffer.reserve(held);
      await readRecent(connection, run, Math.floor(counts.events / segment), writer.#buffer.events);
      writer.#buffer.restoreActive(active);
      writer.#totals.restore(totals);
      return writer;
    } catch (error) {
      connection.closeSync();
      throw error;
    }
  }

  /** What has come so far, as plain data: `flush` makes it durable. */
  position(): RunPosition {
    return {
      run: this.run,
      segment: this.#buffer.capacity,
      counts: { ...this.#counts },
      active: this.#buffer.saveActive(),
      totals: this.#totals.save(),
    };
  }

  /** Events as released; their keys are ids of `keys`, which may have grown. Copied. */
  async events(batch: EventBatch, keys: KeyTable): Promise<void> {
    if (keys.size > this.#translated) this.#takeKeys(keys.since(this.#translated));
    this.#totals.add(batch);
    this.#counts.events += batch.length;
    for (let at = 0; at < batch.length; ) {
      at = this.#buffer.add(batch, at, this.#translate);
      if (this.#buffer.length === this.#buffer.capacity) await this.#hand();
    }
  }

  /** Makes durable, and visible to queries, what came so far. */
  async flush(): Promise<void> {
    await this.#results();
    void this.#background.run(() => this.#segments.append(this.#buffer.events));
    await this.#background.settled();
  }

  async alerts(alerts: readonly Alert[]): Promise<void> {
    this.#counts.alerts += alerts.length;
    for (const a of alerts)
      this.#alerts.add([
        ...[this.run, a.id, a.rule, a.version, a.severity, a.title, big(a.time), a.key.station, a.key.sensor, a.key.alarm],
        ...[a.window && big(a.window.start), a.window && big(a.window.end), a.value, JSON.stringify(a.evidence), a.action],
        ...[a.cause?.source, a.cause && big(a.cause.row), null, a.stateAfter],
      ]);
    if (this.#held >= RESULTS) await this.#results();
  }

  /** `groupKey` answers the key of a group id. */
  async points(
    rule: string,
    names: readonly string[],
    points: SeriesPoints,
    groupKey: (group: number) => KeyTuple,
  ): Promise<void> {
    this.#counts.points += points.length;
    const groups = this.#groupsOf(rule);
    this.#points.add(
      points,
      (series) => this.#names.series(rule, names[series] ?? ""),
      (group) => {
        groups[group] ??= this.#names.key(groupKey(group));
        return groups[group] as number;
      },
    );
    if (this.#points.length >= POINTS) await this.#results();
  }

  async rejects(rejects: readonly Reject[], names: readonly string[]): Promise<void> {
    this.#totals.refuse(rejects);
    this.#counts.rejects += rejects.length;
    for (const r of rejects) this.#rejects.add([this.run, names[r.source] ?? "", big(r.row), r.reason, r.detail, r.text]);
    if (this.#held >= RESULTS) await this.#results();
  }

  /** Ends the run; `metrics` is kept as JSON. `names`: the sources' names. */
  async finish(metrics: object, names: readonly string[], { whole = true, shares = null }: RunEnd = {}): Promise<void> {
    await this.#hand();
    await this.#results();
    await this.#background.settled();
    for (const row of this.#totals.rows(metrics, names, shares))
      await this.#connection.run(
        `insert into source_total values ($1, $2, ${Array.from({ length: 11 }, (_, i) => `$${i + 3}::bigint`).join(", ")})`,
        [this.run, row.source, ...row.numbers.map((n) => (n === null ? null : big(n)))],
      );
    await this.#connection.run("update run set ended_ms = $2::bigint, metrics = $3 where run = $1", [
      ...[this.run, whole ? BigInt(Date.now()) : null, JSON.stringify(metrics)],
    ]);
    await this.#connection.run("checkpoint").catch(() => {
      // Another connection is at work: DuckDB does it later.
    });
    await this.close();
  }

  /** Gives the connection back; the run stays without an end. May be called again. */
  async close(): Promise<void> {
    await this.#background.settled().catch(() => {});
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.closeSync();
  }

  get #held(): number {
    return this.#alerts.length + this.#rejects.length;
  }

  /** Hands the segment over once the one before is written. */
  async #hand(): Promise<void> {
    await this.#segmentWritten;
    this.#background.check();
    if (this.#buffer.length === 0) return;
    const write = this.#segments.take(this.#buffer.take());
    this.#segmentWritten = this.#background.run(async () => {
      await this.#names.write(this.#connection);
      await write();
    });
  }

  /** Hands results and names over once those before are written. */
  async #results(): Promise<void> {
    await this.#resultsWritten;
    this.#background.check();
    const rows = [this.#alerts, this.#rejects].map((buffer) => buffer.take());
    // How many there are now: an empty buffer stays in use, and is full of others by the time it is its turn.
    const { series, key, time, value, length } = this.#points;
    if (length > 0) this.#points = new PointBuffer(series.length);
    this.#resultsWritten = this.#background.run(async () => {
      await this.#names.write(this.#connection);
      for (const write of rows) await write?.(this.#connection);
      const columns = { run: this.run, series, key, time_ms: { bigint: time }, value };
      await this.#feed.insert(this.#connection, "point", columns, length);
    });
  }

  #takeKeys(fresh: readonly KeyTuple[]): void {
    if (this.#translated + fresh.length > this.#translate.length) {
      const larger = new Uint32Array(Math.max(this.#translated + fresh.length, this.#translate.length * 2));
      larger.set(this.#translate);
      this.#translate = larger;
    }
    for (const key of fresh) this.#translate[this.#translated++] = this.#names.key(key);
  }

  #groupsOf(rule: string): number[] {
    let groups = this.#groups.get(rule);
    if (groups === undefined) this.#groups.set(rule, (groups = []));
    return groups;
  }
}
