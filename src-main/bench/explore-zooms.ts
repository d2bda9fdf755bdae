import { performance } from "node:perf_hooks";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { SeriesPicture } from "../store/m4-grid.ts";
import { SeriesReader } from "../store/series-reader.ts";
import type { ExploreData } from "./explore-data.ts";
import { quantile } from "./quantiles.ts";

const ZOOMS = 100;
/** Zooms that are also asked of DuckDB, and compared. */
const COMPARED = 20;
/** Events a picture may stand for and still be drawn one by one. */
const BRUTE = 500_000;
const PIXELS = 1000;
const MINUTE = 60_000;

export interface ZoomFigure {
  readonly case: string;
  readonly zooms: number;
  readonly pixels: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly max_ms: number;
  readonly most_points: number;
  /** `SELECT bucket, min, max … GROUP BY bucket` on the same file for the same ranges, every fifth one. */
  readonly duckdb_p50_ms: number;
  readonly duckdb_p95_ms: number;
  /** Of the same zooms as DuckDB's. */
  readonly same_p50_ms: number;
  readonly times_duckdb: number;
  /** Zooms whose every bucket had DuckDB's count, least and greatest; anything less is a bug. */
  readonly equal: string;
  /** Pictures equal, point by point, to those drawn from every event of their range one by one; anything less is a bug. */
  readonly equal_brute_force: string;
}

/** Random ranges from a minute to the whole (log-uniform), of one series and of twenty at once. `started`: when opening began. */
export async function zooms(
  connection: DuckDBConnection,
  data: ExploreData,
  started: number,
): Promise<{ openMs: number; zooms: ZoomFigure[] }> {
  const random = generator(7);
  const reader = await SeriesReader.open(connection, 1);
  const whole = { from: data.from, to: data.to, pixels: PIXELS };
  await reader.ranges([data.keys.key(0)], whole);
  const openMs = performance.now() - started;
  const figures: ZoomFigure[] = [];
  for (const count of [1, 20]) {
    const ours: number[] = [];
    const same: number[] = [];
    const theirs: number[] = [];
    let equal = 0;
    let brute = 0;
    let drawn = 0;
    let points = 0;
    for (let i = 0; i < ZOOMS; i++) {
      const length = MINUTE * ((data.to - data.from) / MINUTE) ** random();
      const from = data.from + (data.to - data.from - length) * random();
      const window = { from, to: from + length, pixels: PIXELS };
      const ids = Array.from({ length: count }, () => Math.floor(random() * data.keys.size));
      const begun = performance.now();
      const pictures = await reader.ranges(
        ids.map((key) => data.keys.key(key)),
        window,
      );
      ours.push(performance.now() - begun);
      points = Math.max(points, ...pictures.map(({ time }) => time.length));
      if (i % (ZOOMS / COMPARED) !== 0) continue;
      same.push(ours.at(-1) as number);
      const bare = await duckdb(connection, ids, window, pictures);
      theirs.push(bare.ms);
      if (bare.equal) equal++;
      // One picture a zoom: each key is met before long.
      const chosen = i % ids.length;
      const picture = pictures[chosen] as SeriesPicture;
      if (picture.events > BRUTE) continue;
      drawn++;
      if (await equalsEvents(connection, ids[chosen] as number, window, picture)) brute++;
    }
    figures.push({
      ...{ case: count === 1 ? "one series" : "a screen of twenty", zooms: ZOOMS, pixels: PIXELS },
      ...{ p50_ms: quantile(ours, 0.5), p95_ms: quantile(ours, 0.95), max_ms: Math.max(...ours), most_points: points },
      ...{ duckdb_p50_ms: quantile(theirs, 0.5), duckdb_p95_ms: quantile(theirs, 0.95) },
      ...{ same_p50_ms: quantile(same, 0.5), times_duckdb: sum(same) / sum(theirs), equal: `${equal} of ${COMPARED}` },
      equal_brute_force: `${brute} of ${drawn}`,
    });
  }
  return { openMs, zooms: figures };
}

async function duckdb(
  connection: DuckDBConnection,
  keys: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
  pictures: readonly SeriesPicture[],
): Promise<{ ms: number; equal: boolean }> {
  const width = pictures[0]?.bucket ?? 1;
  const begin = Math.floor(from / width) * width;
  const end = Math.ceil(to / width) * width;
  const started = performance.now();
  const result = await connection.runAndReadAll(
    `select key, time_ms // ${width}::bigint as bucket, min(value), max(value), count(*)::double from event
     where run = 1 and key in (${keys.join(", ")}) and time_ms >= ${begin} and time_ms < ${end} group by all`,
  );
  const rows = result.getRows();
  const ms = performance.now() - started;
  const wanted = new Map(rows.map(([key, bucket, min, max, n]) => [`${key} ${Number(bucket) * width}`, [min, max, n]]));
  let found = 0;
  let equal = true;
  pictures.forEach((picture, i) => {
    for (const [bucket, extremes] of extremesOf(picture)) {
      found++;
      const [min, max] = wanted.get(`${keys[i]} ${bucket}`) ?? [];
      if (min !== extremes[0] || max !== extremes[1]) equal = false;
    }
  });
  const events = new Map<number, number>();
  for (const [key, , , , n] of rows) events.set(Number(key), (events.get(Number(key)) ?? 0) + Number(n));
  const counts = pictures.every((picture, i) => picture.events === (events.get(keys[i] as number) ?? 0));
  return { ms, equal: equal && counts && found >= wanted.size };
}

/** M4 by its definition: per bucket the first, least, greatest and last event, each once, from the events in time order. */
async function equalsEvents(
  connection: DuckDBConnection,
  key: number,
  { from, to }: { readonly from: number; readonly to: number },
  { time, value, bucket }: SeriesPicture,
): Promise<boolean> {
  const begin = Math.floor(from / bucket) * bucket;
  const end = Math.ceil(to / bucket) * bucket;
  const result = await connection.runAndReadAll(
    `select time_ms::double, value from event where run = 1 and key = ${key} and time_ms >= ${begin} and time_ms < ${end}
     order by time_ms, segment, seq`,
  );
  const events = result.getRows() as [number, number][];
  const expected: [number, number][] = [];
  for (let i = 0; i < events.length; ) {
    const last = Math.floor((events[i]?.[0] as number) / bucket) * bucket + bucket;
    let next = i;
    while (next < events.length && (events[next]?.[0] as number) < last) next++;
    const of = events.slice(i, next);
    // The edges go first, so that they stand for an extreme they share.
    const ends = [of[0], of.at(-1)] as [number, number][];
    const least = [...ends, ...of].reduce((a, b) => (b[1] < a[1] ? b : a));
    const greatest = [...ends, ...of].reduce((a, b) => (b[1] > a[1] ? b : a));
    const chosen = new Set([...ends, least, greatest]);
    expected.push(...of.filter((event) => chosen.has(event)));
    i = next;
  }
  return expected.length === time.length && expected.every(([t, v], i) => t === time[i] && v === value[i]);
}

function extremesOf({ time, value, bucket }: SeriesPicture): Map<number, [number, number]> {
  const extremes = new Map<number, [number, number]>();
  time.forEach((t, i) => {
    const at = Math.floor(t / bucket) * bucket;
    const v = value[i] as number;
    const [min, max] = extremes.get(at) ?? [v, v];
    extremes.set(at, [Math.min(min, v), Math.max(max, v)]);
  });
  return extremes;
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
