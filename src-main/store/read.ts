import type { KeyTuple } from "../engine/batch.ts";
import type { Store } from "./store.ts";

/** One entry per non-empty pixel; `time` is the first event's in it, epoch ms. */
export interface RangeColumns {
  readonly time: number[];
  readonly min: number[];
  readonly max: number[];
  readonly first: number[];
  readonly last: number[];
  readonly count: number[];
}

/** Min, max, first and last per pixel over [from, to), at most `pixels` entries, exact, scanned from the events. */
export async function seriesRange(
  store: Store,
  query: { readonly run: number; readonly key: KeyTuple; readonly from: number; readonly to: number; readonly pixels: number },
): Promise<RangeColumns> {
  const { run, key, from, to } = query;
  const pixels = Math.min(10_000, Math.max(1, Math.floor(query.pixels)));
  const width = Math.max(1, Math.ceil((to - from) / pixels));
  const reader = await store.connection.runAndReadAll(
    `select min(time_ms)::double, min(value), max(value), arg_min(value, (time_ms, rowid)), arg_max(value, (time_ms, rowid)), count(*)::double
     from event where run = $1 and key = (select key from key_name where station = $2 and sensor = $3 and alarm = $4)
     and time_ms >= $5::bigint and time_ms < $6::bigint
     group by (time_ms - $5::bigint) // $7::bigint order by 1`,
    [run, ...key, BigInt(from), BigInt(to), BigInt(width)],
  );
  const [time = [], min = [], max = [], first = [], last = [], count = []] = reader.getColumns() as number[][];
  return { time, min, max, first, last, count };
}
