import type { DuckDBConnection } from "@duckdb/node-api";
import type { KeyTuple } from "../engine/batch.ts";
import { M4Grid, type SeriesPicture } from "./m4-grid.ts";
import { readColumns } from "./read-columns.ts";
import { NO_LEVEL, STEP } from "./summarise.ts";

export interface SeriesWindow {
  readonly from: number;
  readonly to: number;
  readonly pixels: number;
}

interface Segment {
  readonly segment: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly finest: number;
  readonly coarsest: number;
}

/** Where the segments of a range are read: a level's rows, or the events themselves. */
interface Place {
  readonly table: "event" | "summary" | "summary_coarse";
  readonly level: number;
  /** Segments in a row, both ends included. */
  readonly ranges: (readonly [first: number, last: number])[];
}

const PIXELS = 10_000;
const SAFE = 2 ** 53;

/**
 * Charts of the series of one run. The table of segments is held in memory (a row a million events), so a range costs one statement a
 * level it needs. Read again with `refresh` while the run goes on.
 */
export class SeriesReader {
  readonly #connection: DuckDBConnection;
  readonly #run: number;
  #segments: Segment[] = [];
  #recent = false;
  /** The keys of the store; several runs share them. */
  #keys = new Map<string, number>();

  private constructor(connection: DuckDBConnection, run: number) {
    this.#connection = connection;
    this.#run = run;
  }

  static async open(connection: DuckDBConnection, run: number): Promise<SeriesReader> {
    const reader = new SeriesReader(connection, run);
    await reader.refresh();
    return reader;
  }

  async refresh(): Promise<void> {
    const segments: Segment[] = [];
    const sql = "select segment, first_ms, last_ms, finest, coarsest from segment where run = $1 order by segment";
    await readColumns(this.#connection, sql, [this.#run], ([segment, first, last, finest, coarsest], rows) => {
      const at = (column: ArrayLike<number> | undefined, i: number): number => column?.[i] as number;
      for (let i = 0; i < rows; i++)
        segments.push({
          ...{ segment: at(segment, i), firstMs: at(first, i), lastMs: at(last, i) },
          ...{ finest: at(finest, i), coarsest: at(coarsest, i) },
        });
    });
    this.#segments = segments;
    const recent = await this.#connection.runAndReadAll("select exists (from recent where run = $1)", [this.#run]);
    this.#recent = recent.getRows()[0]?.[0] === true;
    const keys = await this.#connection.runAndReadAll("select station, sensor, alarm, key from key_name");
    this.#keys = new Map(keys.getRows().map(([station, sensor, alarm, key]) => [id([station, sensor, alarm]), Number(key)]));
  }

  /**
   * What charts of `pixels` columns need of [from, to): M4 on buckets at least a pixel wide, so at most four points a pixel and no extreme
   * is lost. Exact: whole buckets from the summaries, the events where there is none. One picture a key, in their order.
   */
  async ranges(keys: readonly KeyTuple[], window: SeriesWindow): Promise<SeriesPicture[]> {
    const pixels = Math.min(PIXELS, Math.max(1, Math.floor(window.pixels)));
    const from = Math.min(SAFE, Math.max(-SAFE, window.from));
    const to = Math.min(SAFE, Math.max(-SAFE, window.to));
    const exponent = Math.max(0, Math.ceil(Math.log2(Math.max(1, to - from) / pixels)));
    const width = 2 ** exponent;
    const begin = Math.floor(from / width) * width;
    const end = Math.max(begin, Math.ceil(to / width) * width);
    const grids = keys.map(() => new M4Grid(begin, width, (end - begin) / width));
    const byKey = new Map<number, M4Grid[]>();
    keys.forEach((key, i) => {
      const stored = this.#keys.get(id(key));
      if (stored === undefined) return;
      const wanted = byKey.get(stored) ?? [];
      wanted.push(grids[i] as M4Grid);
      byKey.set(stored, wanted);
    });
    if (byKey.size > 0)
      for (const place of this.#places(begin, end, exponent)) await this.#read(place, byKey, BigInt(begin), BigInt(end));
    return grids.map((grid) => grid.picture());
  }

  #places(begin: number, end: number, exponent: number): Place[] {
    const places = new Map<number, Place>();
    for (const { segment, firstMs, lastMs, finest, coarsest } of this.#segments) {
      if (lastMs < begin || firstMs >= end) continue;
      const level = exponent < finest ? NO_LEVEL : Math.min(coarsest, finest + Math.floor((exponent - finest) / STEP) * STEP);
      // A level may be the finest of one segment and a coarser one of another.
      const table = level === NO_LEVEL ? "event" : level === finest ? "summary" : "summary_coarse";
      const at = table === "summary" ? -level : level;
      const place = places.get(at) ?? { table, level, ranges: [] };
      places.set(at, place);
      const last = place.ranges.at(-1);
      if (last !== undefined && last[1] === segment - 1) place.ranges[place.ranges.length - 1] = [last[0], segment];
      else place.ranges.push([segment, segment]);
    }
    if (this.#recent && !places.has(NO_LEVEL)) places.set(NO_LEVEL, { table: "event", level: NO_LEVEL, ranges: [] });
    return [...places.values()];
  }

  async #read({ table, level, ranges }: Place, byKey: Map<number, M4Grid[]>, begin: bigint, end: bigint): Promise<void> {
    const keys = `key in (${[...byKey.keys()].join(", ")})`;
    const segments = ranges.map(([first, last]) => `segment between ${first} and ${last}`).join(" or ") || "false";
    const values = [this.#run, begin, end];
    if (table === "event") {
      const columns = "key, segment, time_ms, value";
      const wanted = `run = $1 and ${keys} and time_ms >= $2::bigint and time_ms < $3::bigint`;
      const recent = this.#recent ? ` union all select ${columns} from recent where ${wanted}` : "";
      const sql = `select ${columns} from event where ${wanted} and (${segments})${recent}`;
      await readColumns(this.#connection, sql, values, ([key, segment, time, value], rows) => {
        for (let i = 0; i < rows; i++)
          for (const grid of byKey.get(key?.[i] as number) ?? [])
            grid.event(segment?.[i] as number, time?.[i] as number, value?.[i] as number);
      });
      return;
    }
    const sql = `select key, segment, bucket, events, first_at, first, last_at, last, min_at, min, max_at, max from ${table}
      where run = $1 and level = ${level} and ${keys} and bucket >= $2::bigint and bucket < $3::bigint and (${segments})`;
    await readColumns(this.#connection, sql, values, (columns, rows) => {
      const [key, segment, bucket, events, firstAt, first, lastAt, last, minAt, min, maxAt, max] = columns as [...Columns<12>];
      const summaries = { segment, bucket, events, firstAt, first, lastAt, last, minAt, min, maxAt, max };
      for (let i = 0; i < rows; i++) for (const grid of byKey.get(key[i] as number) ?? []) grid.summary(summaries, i);
    });
  }
}

type Columns<N extends number, Found extends ArrayLike<number>[] = []> = Found["length"] extends N
  ? Found
  : Columns<N, [...Found, ArrayLike<number>]>;

const id = (key: readonly unknown[]): string => JSON.stringify(key);
