import type { DuckDBConnection } from "@duckdb/node-api";
import type { EventBatch } from "../engine/batch.ts";
import type { Column, RowFeed } from "./row-feed.ts";
import type { ClusteredSegment } from "./segment-buffer.ts";
import { type Level, NO_LEVEL, summarise } from "./summarise.ts";

/** A likely finest level of the first segment. */
const GUESS = 16;

/** Writes the segments of one run, each with its summaries in one transaction. Calls one after the other. */
export class SegmentWriter {
  readonly #connection: DuckDBConnection;
  readonly #feed: RowFeed;
  readonly #run: number;
  #segment = 0;
  /** Events of the segment being collected that are in `recent`. */
  #appended = 0;
  #guess = GUESS;

  /** `from`: goes on with this segment, of which so many events are in `recent`. */
  constructor(connection: DuckDBConnection, feed: RowFeed, run: number, from = { segment: 0, appended: 0 }) {
    this.#segment = from.segment;
    this.#appended = from.appended;
    this.#connection = connection;
    this.#feed = feed;
    this.#run = run;
  }

  /** What writes a full segment: at once it is the next one that is collected. */
  take(segment: ClusteredSegment): () => Promise<void> {
    const number = this.#segment++;
    const appended = this.#appended > 0;
    this.#appended = 0;
    return () => this.#write(number, segment, appended);
  }

  /** Makes the events collected so far durable, as they came. */
  async append(events: EventBatch): Promise<void> {
    const from = this.#appended;
    const { length } = events;
    if (length <= from) return;
    const seq = new Uint32Array(length - from);
    for (let i = from; i < length; i++) seq[i - from] = i;
    const part = <T extends { subarray(from: number, to: number): T }>(column: T): T => column.subarray(from, length);
    const columns = {
      ...{ run: this.#run, segment: this.#segment, key: part(events.key), seq, time_ms: { bigint: part(events.time) } },
      ...{ value: part(events.value), threshold: { optional: part(events.threshold) }, flag: part(events.active) },
      ...{ source: part(events.source), row: { bigint: part(events.row) } },
    };
    await this.#feed.insert(this.#connection, "recent", columns, length - from);
    this.#appended = length;
  }

  async #write(number: number, { events, seq, firstMs, lastMs }: ClusteredSegment, appended: boolean): Promise<void> {
    const connection = this.#connection;
    const { length } = events;
    const levels = summarise(events, this.#guess);
    const finest = levels[0]?.level ?? NO_LEVEL;
    const coarsest = levels.at(-1)?.level ?? NO_LEVEL;
    if (finest !== NO_LEVEL) this.#guess = finest;
    const place = { run: this.#run, segment: number };
    const columns = {
      ...{ ...place, key: events.key, seq, time_ms: { bigint: events.time }, value: events.value },
      ...{ threshold: optional(thrifty(events.threshold, length)), flag: thrifty(events.active, length) },
      ...{ source: thrifty(events.source, length), row: { bigint: events.row } },
    };
    await connection.run("begin");
    try {
      await this.#feed.insert(connection, "event", columns, length);
      await insertSummaries(this.#feed, connection, place, levels);
      await connection.run("insert into segment values ($1, $2, $3, $4::bigint, $5::bigint, $6, $7)", [
        ...[this.#run, number, length, BigInt(firstMs), BigInt(lastMs), finest, coarsest],
      ]);
      if (appended) await connection.run("delete from recent where run = $1 and segment = $2", [this.#run, number]);
      await connection.run("commit");
    } catch (error) {
      await connection.run("rollback").catch(() => {});
      throw error;
    }
  }
}

/** `levels` of one segment, the finest first. */
export async function insertSummaries(
  feed: RowFeed,
  connection: DuckDBConnection,
  place: { readonly run: number; readonly segment: number },
  levels: readonly Level[],
): Promise<void> {
  for (const [i, level] of levels.entries()) {
    const table = i === 0 ? "summary" : "summary_coarse";
    await feed.insert(connection, table, { ...place, ...summaryColumns(level) }, level.buckets.length);
  }
}

function summaryColumns({ level, buckets: b }: Level): Record<string, Column> {
  return {
    ...{ level, key: b.key, bucket: { bigint: b.bucket }, events: b.events, first_at: b.firstAt, first: b.first },
    ...{ last_at: b.lastAt, last: b.last, min_at: b.minAt, min: b.min, max_at: b.maxAt, max: b.max },
  };
}

/** One number when all are the same: such a column costs nothing to write. */
function thrifty<T extends Float64Array | Uint16Array | Uint8Array>(column: T, length: number): T | number {
  const first = column[0] as number;
  for (let i = 1; i < length; i++) if (!Object.is(column[i], first)) return column;
  return first;
}

const optional = (column: Float64Array | number): Column => (typeof column === "number" ? column : { optional: column });
